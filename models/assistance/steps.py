"""The steps of a case: take one with its opinion, send back, look again, close, open again.

Owns what blocks a step and who may take it; which steps there are is said by the programme.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.assistance.case import (
    CASE_COLUMNS,
    CLOSED,
    ENDED,
    KEPT,
    PASSED,
    REFUSED,
    REOPENED,
    RETURNED,
    RUNNING,
    HelpCase,
    HelpStep,
)
from models.assistance.matter import Matter, finding, matter_of
from models.assistance.programme import ProgrammeStep
from models.assistance.programmes import programme_of
from models.assistance.rules import problems_of, step_of
from models.assistance.verbs import refuse_closed
from models.core.clock import today
from models.core.codes import table
from models.core.errors import NotAllowed, Problem, RuleRefused, Severity, refuse_stops
from models.core.verbs import Work, verb


@verb("take_help_step", "办理帮扶步骤")
def take_step(
    work: Work,
    case: HelpCase,
    *,
    on: date | None = None,
    by: str = "",
    agrees: bool | None = None,
    opinion: str = "",
    reasons: Mapping[str, str] | None = None,
) -> HelpCase:
    """Finish the current step, with the opinion of its level, and go to the next.

    `reasons`: rule id → why its warning is passed. Who does not agree keeps the case where it is. Raises RuleRefused
    with what is missing, what fails or which warning wants a reason; NotAllowed where two people have to act.
    """
    refuse_closed(case)
    text = programme_of(case)
    step, day = text.step(case.step), today(work.session.clock)
    if case.status == KEPT:
        raise RuleRefused(f"{case.called()}已经在档，请用“复核”或“结案”。")
    if step.approval:
        _refuse_same_hands(work, case, step)
    found = problems_of(case, day)
    reasons = kept_reasons(case) | {key: why.strip() for key, why in (reasons or {}).items() if why.strip()}
    matter = matter_of(case, day)
    refuse_stops(_opinion_problems(matter, step, agrees, opinion))
    if agrees is not False:
        refuse_stops(missing_needs(case, step) + blocking(matter, found, reasons))
    following = text.next_step(case.step)
    _write(
        work,
        case,
        REFUSED if agrees is False else PASSED,
        on or day,
        by=by.strip() or None,
        agrees=agrees,
        opinion=opinion.strip() or None,
        judged=[_judged(problem, reasons) for problem in found if "rule" in problem.values],
    )
    if agrees is False:
        work.about(case, f"{case.called()}在“{step.title}”未获同意，请退回或结案")
        return case
    approved = step.decides or following is None
    work.update(case, step=following.key if following else case.step, status=KEPT if approved else RUNNING)
    work.about(case, f"{case.called()}完成了“{step.title}”")
    return case


@verb("return_help_step", "退回帮扶步骤")
def return_step(work: Work, case: HelpCase, step: str, reason: str) -> HelpCase:
    """Send a case back to an earlier step; what was typed stays. Raises RuleRefused without a reason."""
    refuse_closed(case)
    text = programme_of(case)
    if not 0 <= text.place(step) < text.place(case.step):
        raise RuleRefused("只能退回到前面已经走过的步骤。")
    _write(work, case, RETURNED, today(work.session.clock), reason=_said(reason))
    work.update(case, step=step, status=RUNNING)
    work.about(case, f"{case.called()}退回到“{text.step(step).title}”")
    return case


@verb("review_help_case", "复核帮扶个案")
def review_case(work: Work, case: HelpCase, *, on: date | None = None, by: str = "", opinion: str = "") -> HelpCase:
    """Note that a kept case was looked at again and goes on. Raises RuleRefused for one that is not on file."""
    if case.status != KEPT:
        raise RuleRefused(f"{case.called()}不在档，不用复核。")
    day = on or today(work.session.clock)
    _write(work, case, PASSED, day, by=by.strip() or None, agrees=True, opinion=opinion.strip() or None)
    work.update(case, reviewed_on=day)
    work.about(case, f"复核了{case.called()}")
    return case


@verb("close_help_case", "结案")
def close_case(work: Work, case: HelpCase, closing: str, reason: str = "", on: date | None = None) -> HelpCase:
    """Close a case for a reason of table help.closing. Raises RuleRefused for another word, or 其他 without words."""
    refuse_closed(case)
    if closing not in table("help.closing"):
        raise RuleRefused("请选择结案原因。")
    if closing == "other":
        _said(reason)
    day = on or today(work.session.clock)
    _write(work, case, ENDED, day, reason=reason.strip() or None)
    work.update(case, status=CLOSED, closing=closing, closing_text=reason.strip() or None, closed_on=day)
    work.about(case, f"{case.called()}结案：{table('help.closing').label(closing)}")
    return case


@verb("reopen_help_case", "重新启用帮扶个案")
def reopen_case(work: Work, case: HelpCase, reason: str) -> HelpCase:
    """Take a closing back; the case goes on where it was. Raises RuleRefused while another one of it is open."""
    if case.status != CLOSED:
        raise RuleRefused("只有结案的个案才能重新启用。")
    same = (HelpCase.person == case.person_id) & (HelpCase.programme == case.programme)
    other = HelpCase.get_or_none(same & (HelpCase.status != CLOSED))
    if other is not None:
        raise RuleRefused(f"{case.person.called()}已有同一项目的个案{other.number or ''}，请在那个个案里办理。")
    status = KEPT if _was_approved(case) else RUNNING
    _write(work, case, REOPENED, today(work.session.clock), reason=_said(reason))
    work.update(case, status=status, closing=None, closing_text=None, closed_on=None)
    work.about(case, f"重新启用了{case.called()}")
    return case


def opinions_of(case: HelpCase) -> dict[str, HelpStep]:
    """The newest opinion of each level, by step, in the order of the programme."""
    rows = HelpStep.select().where((HelpStep.case == case) & HelpStep.action.in_((PASSED, REFUSED)))
    newest = {row.step: row for row in rows.order_by(HelpStep.id)}
    return {step.key: newest[step.key] for step in programme_of(case).route if step.key in newest}


def steps_of(case: HelpCase) -> list[HelpStep]:
    """Everything that happened to a case, the oldest first."""
    return list(HelpStep.select().where(HelpStep.case == case).order_by(HelpStep.id))


def missing_needs(case: HelpCase, step: ProgrammeStep) -> list[Problem]:
    """Required columns of a step that are still empty."""
    return [
        Problem(Severity.STOP, "required", f"还没有填写{CASE_COLUMNS[field].label}。", field)
        for field, required in step.needs
        if required and getattr(case, field) in (None, "")
    ]


def blocking(matter: Matter, found: list[Problem], reasons: Mapping[str, str]) -> list[Problem]:
    """Findings up to the current step that do not let it pass: stops, and warnings without a reason."""
    here = matter.programme.place(matter.case.step)
    problems: list[Problem] = []
    for problem in found:
        if step_of(matter, problem) > here or problem.severity is Severity.TELL:
            continue
        if problem.severity is Severity.STOP:
            problems.append(problem)
        elif problem.code not in reasons:
            message = f"{problem.message.rstrip('。')}，要继续请写明原因。"
            problems.append(Problem(Severity.STOP, problem.code, message, problem.field, problem.values))
    return problems


def blocking_now(case: HelpCase, day: date) -> list[Problem]:
    """What keeps the current step from being finished today, apart from its opinion: for what a page shows."""
    step = programme_of(case).step(case.step)
    return missing_needs(case, step) + blocking(matter_of(case, day), problems_of(case, day), kept_reasons(case))


def _opinion_problems(matter: Matter, step: ProgrammeStep, agrees: bool | None, opinion: str) -> list[Problem]:
    if not step.opinion or (agrees is not None and opinion.strip()):
        return []
    problem = finding(matter, "opinion_required", step.title, "opinion")
    return [problem] if problem else []


def kept_reasons(case: HelpCase) -> dict[str, str]:
    """Reasons that were given at earlier steps: they hold on, the rule they explain stands beside them."""
    rows = HelpStep.select(HelpStep.judged).where(HelpStep.case == case).order_by(HelpStep.id)
    parts = (part for row in rows for part in row.judged or ())
    return {str(part["rule"]): str(part["reason"]) for part in parts if part.get("reason")}


def _judged(problem: Problem, reasons: Mapping[str, str]) -> dict[str, Any]:
    kept = {key: problem.values[key] for key in ("rule", "found", "threshold", "source")}
    return {**kept, "severity": str(problem.severity), "reason": reasons.get(problem.code, "")}


def _refuse_same_hands(work: Work, case: HelpCase, step: ProgrammeStep) -> None:
    """Taking an application in and approving it are done by two people, neither of them helped by it."""
    if work.session.alone:
        return
    if work.user == case.person.name:
        raise NotAllowed(f"“{step.title}”不能由帮扶对象本人来做，请由另一位审核员来做。")
    first = programme_of(case).steps[0].key
    submitted = (
        HelpStep.select(HelpStep.created_by)
        .where((HelpStep.case == case) & (HelpStep.step == first) & (HelpStep.action == PASSED))
        .order_by(HelpStep.id.desc())
        .scalar()
    )
    if work.user == submitted:
        raise NotAllowed(f"{case.called()}由{submitted}受理，“{step.title}”请由另一位审核员来做。")


def _was_approved(case: HelpCase) -> bool:
    """Whether the deciding step was passed and the case not sent back since."""
    text = programme_of(case)
    deciding = {step.key for step in text.steps if step.decides} or {text.steps[-1].key}
    approved = False
    for row in steps_of(case):
        if row.action == RETURNED:
            approved = False
        elif row.action == PASSED and row.step in deciding:
            approved = True
    return approved


def _said(reason: str) -> str:
    if not reason.strip():
        raise RuleRefused("请写明原因，以后查起来要用。")
    return reason.strip()


def _write(work: Work, case: HelpCase, action: str, day: date, **values: Any) -> None:
    row = {"judged": [], **values}
    work.insert(HelpStep(case=case, step=case.step, action=action, taken_on=day, **row))
