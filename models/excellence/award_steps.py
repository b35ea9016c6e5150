"""The steps of a nomination: what is missing, take one with its opinion, send back, close, take up again.

Owns what blocks a step and who may take it; which steps an award has is data (`texts.awards`).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models.core.clock import today
from models.core.errors import NotAllowed, Problem, RuleRefused, Severity, refuse_stops
from models.core.verbs import Work, verb
from models.excellence.award_rules import problems_of, step_of
from models.excellence.awards import (
    AWARDED,
    REFUSED,
    RUNNING,
    WITHDRAWN,
    Nomination,
    NominationStep,
    award_of,
    steps_of,
)
from models.excellence.texts import PUBLICITY, AwardStep

PASSED, DISAGREED, RETURNED, CLOSED, REOPENED = "passed", "refused", "returned", "closed", "reopened"


def missing_needs(nomination: Nomination, step: AwardStep) -> list[Problem]:
    """Required columns of a step that are still empty."""
    return [
        Problem(Severity.STOP, "required", f"还没有填写{label(field)}。", field)
        for field in step.needs
        if getattr(nomination, field) in (None, "")
    ]


def wished(nomination: Nomination, step: AwardStep) -> list[str]:
    """Labels of what is still empty and would be good to have on paper."""
    return [label(field) for field in step.wishes if getattr(nomination, field) in (None, "")]


def label(field: str) -> str:
    """What a column of a nomination is called."""
    return str(Nomination._meta.fields[field].label)


def blocking_now(nomination: Nomination, day: date) -> list[Problem]:
    """What keeps the current step from being finished today, apart from its opinion: for what a page shows."""
    step = award_of(nomination, day).step(nomination.step)
    found = problems_of(nomination, day)
    return missing_needs(nomination, step) + _not_over(nomination, day) + _blocking(nomination, found, {}, day)


@verb("take_award_step", "办理评选步骤")
def take_step(
    work: Work,
    nomination: Nomination,
    *,
    on: date | None = None,
    by: str = "",
    agrees: bool | None = None,
    opinion: str = "",
    reasons: Mapping[str, str] | None = None,
) -> Nomination:
    """Finish the current step; `reasons`: rule id → why its warning is passed. The last one awards.

    Raises RuleRefused with what is missing, what fails or which warning wants a reason; NotAllowed where two people
    have to act. Who does not agree keeps the nomination where it is.
    """
    day = today(work.session.clock)
    _refuse_closed(nomination)
    kind = award_of(nomination, day)
    step = kind.step(nomination.step)
    if step.approval:
        _refuse_same_hands(work, nomination, step)
    found = problems_of(nomination, day)
    given = {key: why.strip() for key, why in (reasons or {}).items() if why.strip()}
    refuse_stops(_opinion_problems(step, agrees, opinion))
    if agrees is not False:
        lacking = missing_needs(nomination, step) + _not_over(nomination, day)
        refuse_stops(lacking + _blocking(nomination, found, given, day))
    action = DISAGREED if agrees is False else PASSED
    judged = [_judged(problem, given) for problem in found if step_of(problem) == step.key]
    said = {"by": by.strip() or None, "agrees": agrees, "opinion": opinion.strip() or None}
    _write(work, nomination, action, on or day, judged=judged, **said)
    if agrees is False:
        work.about(nomination, f"{nomination.called()}在“{step.title}”未获同意，请退回或结束")
        return nomination
    following = kind.next_step(step.key)
    done = step.decides or following is None
    work.update(nomination, step=following.key if following else step.key, status=AWARDED if done else RUNNING)
    work.about(nomination, f"{nomination.called()}{'已表彰' if done else f'完成了“{step.title}”'}")
    return nomination


@verb("return_award_step", "退回评选步骤")
def return_step(work: Work, nomination: Nomination, step: str, reason: str) -> Nomination:
    """Send a nomination back to an earlier step; what was typed stays. Raises RuleRefused without a reason."""
    _refuse_closed(nomination)
    kind = award_of(nomination)
    if not 0 <= kind.place(step) < kind.place(nomination.step):
        raise RuleRefused("只能退回到前面已经走过的步骤。")
    _write(work, nomination, RETURNED, today(work.session.clock), reason=_said(reason))
    work.update(nomination, step=step)
    work.about(nomination, f"{nomination.called()}退回到“{kind.step(step).title}”")
    return nomination


@verb("close_nomination", "结束评选推荐")
def close_nomination(
    work: Work, nomination: Nomination, status: str, reason: str, on: date | None = None
) -> Nomination:
    """Close a nomination that was refused or withdrawn. Raises RuleRefused without a reason."""
    _refuse_closed(nomination)
    if status not in (REFUSED, WITHDRAWN):
        raise RuleRefused("请选择未获评或者撤回。")
    _write(work, nomination, CLOSED, on or today(work.session.clock), reason=_said(reason))
    work.update(nomination, status=status, closed_reason=reason.strip())
    work.about(nomination, f"{nomination.called()}：{Nomination.status.show(status)}")
    return nomination


@verb("reopen_nomination", "恢复评选推荐")
def reopen_nomination(work: Work, nomination: Nomination, reason: str) -> Nomination:
    """Take a closing or an awarding back; the nomination goes on where it was. Raises RuleRefused without a reason."""
    if nomination.status == RUNNING:
        raise RuleRefused("这条推荐还在办理，不用恢复。")
    _write(work, nomination, REOPENED, today(work.session.clock), reason=_said(reason))
    work.update(nomination, status=RUNNING, closed_reason=None)
    work.about(nomination, f"恢复办理{nomination.called()}")
    return nomination


def opinions_of(nomination: Nomination) -> dict[str, NominationStep]:
    """The newest opinion of each step, in the order of the steps."""
    newest = {row.step: row for row in steps_of(nomination) if row.action in (PASSED, DISAGREED)}
    return {step.key: newest[step.key] for step in award_of(nomination).steps if step.key in newest}


def _not_over(nomination: Nomination, day: date) -> list[Problem]:
    """A publicity is finished once its last day is over."""
    end = nomination.publicity_to
    if nomination.step != PUBLICITY or end is None or end < day:
        return []
    return [
        Problem(Severity.STOP, "publicity_runs", f"公示到{end.month}月{end.day}日才满，还不能往下办。", "publicity_to")
    ]


def _blocking(nomination: Nomination, found: Sequence[Problem], reasons: Mapping[str, str], day: date) -> list[Problem]:
    """Findings up to the current step that do not let it pass: stops, and warnings without a reason."""
    kind, kept = award_of(nomination, day), {**_kept_reasons(nomination), **reasons}
    here = kind.place(nomination.step)
    problems: list[Problem] = []
    for problem in found:
        if kind.place(step_of(problem)) > here or problem.severity is Severity.TELL:
            continue
        if problem.severity is Severity.STOP:
            problems.append(problem)
        elif problem.code not in kept:
            message = f"{problem.message.rstrip('。')}，要继续请写明原因。"
            problems.append(Problem(Severity.STOP, problem.code, message, problem.field, problem.values))
    return problems


def _opinion_problems(step: AwardStep, agrees: bool | None, opinion: str) -> list[Problem]:
    if not step.opinion or (agrees is not None and opinion.strip()):
        return []
    return [Problem(Severity.STOP, "opinion", f"“{step.title}”要写明意见，并选择同意或不同意。", "opinion")]


def _kept_reasons(nomination: Nomination) -> dict[str, str]:
    """Reasons given at earlier steps hold on."""
    parts = (part for row in steps_of(nomination) for part in row.judged or ())
    return {str(part["rule"]): str(part["reason"]) for part in parts if part.get("reason")}


def _judged(problem: Problem, reasons: Mapping[str, str]) -> dict[str, Any]:
    kept = {key: problem.values[key] for key in ("rule", "found", "threshold", "source")}
    return {**kept, "severity": str(problem.severity), "reason": reasons.get(problem.code, "")}


def _refuse_closed(nomination: Nomination) -> None:
    if nomination.status != RUNNING:
        raise RuleRefused(f"{nomination.called()}已经结束，请先恢复办理。")


def _refuse_same_hands(work: Work, nomination: Nomination, step: AwardStep) -> None:
    """Submitting and approving are done by two people, and nobody approves her own nomination."""
    if work.session.alone:
        return
    if nomination.person_id and work.user == nomination.person.name:
        raise NotAllowed(f"“{step.title}”不能由推荐人选本人来做，请由另一位审核员来做。")
    first = award_of(nomination).steps[0].key
    hands = [row.created_by for row in steps_of(nomination) if row.step == first and row.action == PASSED]
    if hands and hands[-1] == work.user:
        raise NotAllowed(f"{nomination.called()}由{work.user}报出，“{step.title}”请由另一位审核员来做。")


def _said(reason: str) -> str:
    if not reason.strip():
        raise RuleRefused("请写明原因，以后查起来要用。")
    return reason.strip()


def _write(work: Work, nomination: Nomination, action: str, day: date, **values: Any) -> None:
    if day > today(work.session.clock):
        raise RuleRefused("日期在今天之后，请核对。")
    row = {"judged": [], **values}
    work.insert(NominationStep(nomination=nomination, step=nomination.step, action=action, taken_on=day, **row))
