"""A nomination in words: its line of steps and its conditions as the window shows them. Judges nothing itself."""

from collections.abc import Mapping
from datetime import date

from models.core.errors import Problem, Severity
from models.excellence.award_rules import problems_of, step_of
from models.excellence.award_steps import DISAGREED, PASSED, missing_needs, opinions_of, wished
from models.excellence.award_steps import label as label_of
from models.excellence.awards import (
    AWARDED,
    RUNNING,
    Consultation,
    Nomination,
    NominationStep,
    award_of,
    consultations_of,
    steps_of,
)
from models.excellence.texts import CONSULT, PUBLICITY, AwardStep
from ui.pages.excellence.asking import joined
from ui.widgets.condition_row import ConditionLine
from ui.widgets.stepper import Step, StepState

_MARKS = {Severity.STOP: "stop", Severity.WARN: "warn", Severity.TELL: "tell"}
_WORDS = {Severity.STOP: "不符合", Severity.WARN: "需说明", Severity.TELL: "提示"}
_FLAGS = ("True", "False", "None")


def trail_of(nomination: Nomination, day: date) -> list[Step]:
    """The steps of its kind of award, each with what was said at it and what it still wants."""
    kind = award_of(nomination, day)
    said, here = opinions_of(nomination), kind.place(nomination.step)
    newest = next((row for row in reversed(steps_of(nomination)) if row.step == nomination.step), None)
    refused = newest is not None and newest.action == DISAGREED
    found = []
    for place, step in enumerate(kind.steps):
        done = place < here or (nomination.status == AWARDED and place <= here)
        current = place == here and nomination.status == RUNNING
        row = said.get(step.key) if done or (current and refused) else None
        word = "未获同意" if current and refused else ""
        if place == here and nomination.status not in (RUNNING, AWARDED):
            word = Nomination.status.show(nomination.status)
        found.append(
            Step(
                key=step.key,
                title=step.title,
                state=StepState.DONE if done else StepState.CURRENT if current else StepState.TODO,
                on=NominationStep.taken_on.show(row.taken_on) if row else "",
                figures=_figures(nomination, step, row),
                missing=_missing(nomination, step) if current else (),
                word=word,
            )
        )
    return found


def _missing(nomination: Nomination, step: AwardStep) -> tuple[str, ...]:
    needed = [label_of(problem.field) for problem in missing_needs(nomination, step)]
    return (*needed, "意见") if step.opinion else tuple(needed)


def _figures(nomination: Nomination, step: AwardStep, row: NominationStep | None) -> str:
    agreed = {True: "同意", False: "不同意"}.get(row.agrees, "") if row and row.agrees is not None else ""
    who = row.by if row and row.by else ""
    opinion = row.opinion if row and row.opinion else ""
    lines = [joined(agreed, who, opinion), _own_figures(nomination, step)]
    empty = wished(nomination, step) if nomination.status == RUNNING and step.key == nomination.step else []
    lines.append(f"最好也填：{'、'.join(empty)}" if empty else "")
    return "\n".join(line for line in lines if line)


def _own_figures(nomination: Nomination, step: AwardStep) -> str:
    if step.key == PUBLICITY and nomination.publicity_from:
        first = Nomination.publicity_from.show(nomination.publicity_from)
        last = Nomination.publicity_to.show(nomination.publicity_to)
        clear = {True: "无异议", False: "有异议"}.get(nomination.publicity_clear, "")
        return joined(f"{first} 至 {last}", nomination.publicity_place, clear)
    if step.key == CONSULT:
        rows = consultations_of(nomination)
        answered = [one for one in rows if one.answer is not None]
        return f"征求 {len(rows)} 个部门，已答复 {len(answered)} 个" if rows else ""
    if step.key == "unit":
        return joined(Nomination.congress_on.show(nomination.congress_on), nomination.congress_words)
    if step.decides:
        decided = f"{Nomination.decided_on.show(nomination.decided_on)}审批" if nomination.decided_on else ""
        number = f"证书 {nomination.award_number}" if nomination.award_number else ""
        return joined(decided, nomination.decided_by, nomination.award_document, number)
    return ""


def told_of(nomination: Nomination, key: str) -> list[tuple[str, str]]:
    """Everything that happened at a step, to read."""
    facts: list[tuple[str, str]] = []
    for row in steps_of(nomination):
        if row.step == key:
            said = {True: "同意", False: "不同意"}.get(row.agrees, NominationStep.action.show(row.action))
            words = joined(said, row.by, row.opinion, row.reason)
            facts.append((NominationStep.taken_on.show(row.taken_on), words))
            facts += [("说明", str(part["reason"])) for part in row.judged or () if part.get("reason")]
    return facts


def conditions_of(nomination: Nomination, day: date, reasons: Mapping[str, str]) -> list[ConditionLine]:
    """What speaks against it: first what is in the way now, then what later steps will ask."""
    kind = award_of(nomination, day)
    here = kind.place(nomination.step)
    kept = {**_kept(nomination), **reasons}
    found = [(problem, kind.place(step_of(problem)) > here) for problem in problems_of(nomination, day)]
    return [
        _line(problem, later, kept.get(problem.code, "")) for problem, later in sorted(found, key=lambda one: one[1])
    ]


def _line(problem: Problem, later: bool, reason: str) -> ConditionLine:
    told = problem.values
    found, threshold = str(told.get("found", "")), str(told.get("threshold", ""))
    basis = [f"标准：{threshold}" if threshold not in ("", *_FLAGS) else "", f"依据：{told.get('source', '')}"]
    warns = problem.severity is Severity.WARN
    word = "已说明" if reason and warns else "以后处理" if later else _WORDS[problem.severity]
    mark = "done" if reason and warns else "todo" if later else _MARKS[problem.severity]
    return ConditionLine(
        key=problem.code,
        mark=mark,
        word=word,
        title=str(told.get("title", "")),
        sentence=problem.message,
        looked=f"现在：{found}" if found and threshold not in ("", *_FLAGS) else "",
        basis="　".join(part for part in basis if part),
        field=problem.field,
        explains=warns and not later,
        waived=reason,
    )


def _kept(nomination: Nomination) -> dict[str, str]:
    """Reasons that were given at steps taken before."""
    parts = (part for row in steps_of(nomination) if row.action == PASSED for part in row.judged or ())
    return {str(part["rule"]): str(part["reason"]) for part in parts if part.get("reason")}


def answer_words(row: Consultation) -> tuple[str, str]:
    """The mark of a department's answer, and what is said of it."""
    asked = f"{Consultation.asked_on.show(row.asked_on)} 征求" if row.asked_on else ""
    answered = f"{Consultation.answered_on.show(row.answered_on)} 答复" if row.answered_on else ""
    answer = Consultation.answer.show(row.answer) or ("等待答复" if row.asked_on else "还没有征求")
    mark = "todo" if row.answer is None else "stop" if row.answer == "objects" else "done"
    return mark, joined(answer, asked, answered, row.by, row.opinion)
