"""One recommendation in words: the line of its steps, its header, and how it stands; knows no widget that types."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.core.codes import table
from models.people.person import Person
from models.recommendation.conditions.steps import FIVE
from models.recommendation.procedure import ANSWER, LATER, SUPERIOR, procedure
from models.recommendation.procedure import Step as ProcedureStep
from models.recommendation.records import (
    ANSWERED,
    RUNNING,
    STEP_COLUMNS,
    WITHDRAWN,
    Batch,
    Meeting,
    Recommendation,
    StepTaken,
)
from ui.widgets.stepper import Step, StepState

WAITING = {SUPERIOR: "等待上级审核", ANSWER: "等待党组织答复"}
FORMS = {
    "approval": "审批表",
    "inspection": "考察材料",
    "minutes": "会议记录",
    "ballot": "推荐票",
    "tally": "计票表",
    "notice": "公示",
    "letter": "推荐函",
    "summary": "汇总表",
}


MOST_MISSING = 3
DOT = "\u00a0· "
"""Between facts on one line: the line breaks behind it."""


def day_text(day: date | None) -> str:
    """A day as it stands at a step."""
    return f"{day:%Y.%m.%d}" if day else ""


def waits(step: str, superior_kept_here: bool) -> bool:
    """Whether the step waits for a body outside this office."""
    return step == ANSWER or (step == SUPERIOR and not superior_kept_here)


def standing(status: str, step: str, waiting: bool) -> str:
    """How a recommendation stands, in a word or two; empty while somebody here has to act."""
    if status == RUNNING:
        return WAITING[step] if waiting else ""
    return "已办结" if status == ANSWERED else table("recommendation.status").label(status)


def header_facts(rec: Recommendation, today: date) -> list[str]:
    """What stands beside the name: sex, age, body, target, route, number."""
    person: Person = rec.person
    ages = person.born.ages_on(today) if person.born else None
    return [
        part
        for part in (
            Person.sex.show(person.sex),
            f"{ages[0]}岁" if ages else "",
            rec.body.name,
            table("recommendation.target").short(rec.target),
            table("recommendation.route").short(rec.route),
            rec.number or "",
        )
        if part
    ]


def whole(words: str) -> str:
    """Words that no line breaks apart."""
    return "\u2060".join(words.replace(" ", "\u00a0"))


def steps_of(rec: Recommendation, missing: list[str]) -> list[Step]:
    """The line of steps; `missing` belongs to the current one."""
    steps = procedure(rec.batch.channel)
    route = steps.route(rec.route)
    here = [step.key for step in route].index(rec.step)
    return [_shown(rec, step, place - here, missing) for place, step in enumerate(route)]


def _shown(rec: Recommendation, step: ProcedureStep, distance: int, missing: list[str]) -> Step:
    if distance:
        state = StepState.DONE if distance < 0 else StepState.TODO
        return Step(step.key, step.title, state, _dates(rec, step.key), _figures(rec, step.key))
    word = standing(rec.status, step.key, waits(step.key, rec.body.superior_id is not None))
    if step.key == LATER:
        word = "按需登记"
    gaps = missing if rec.status == RUNNING else []
    return Step(step.key, step.title, StepState.CURRENT, _dates(rec, step.key), _figures(rec, step.key), gaps, word)


_DAYS = {
    "application": ("applied_on",),
    "hearing": ("heard_on",),
    "inspection": ("inspected_from", "inspected_to"),
    "decision": ("decided_on",),
    "publicity": ("publicity_from", "publicity_to"),
    "superior": ("superior_on",),
    "forward": ("forwarded_on",),
    "answer": ("answered_on",),
}


def _dates(rec: Recommendation, step: str) -> str:
    if step == "meeting":
        return day_text(rec.meeting.held_on) if rec.meeting else ""
    days = [day_text(getattr(rec, name)) for name in _DAYS.get(step, ())]
    known = [day for day in days if day]
    if len(known) == 2 and known[0][:5] == known[1][:5]:
        known[1] = known[1][5:]
    return "—".join(known)


def _figures(rec: Recommendation, step: str) -> str:
    return DOT.join(whole(part) for part in _parts(rec, step) if part)


def _parts(rec: Recommendation, step: str) -> list[str]:
    if step == "application":
        return [f"{day_text(rec.talked_on)} 谈话" if rec.talked_on else ""]
    if step == "meeting":
        return meeting_figures(rec.meeting, rec)
    if step == "hearing":
        return [_counted("听取", rec.heard_people)]
    if step == "inspection":
        met = sum(getattr(rec, name) is True for name in FIVE)
        return [rec.inspectors or "", _counted("谈话", rec.people_heard), f"符合 {met} 项" if met else ""]
    if step == "decision":
        return [rec.decided_by or ""]
    if step == "publicity":
        return [rec.publicity_place or "", _flag(rec.publicity_clear, "无异议", "有反映")]
    if step == "superior":
        return [rec.superior_by or "", _flag(rec.superior_agrees, "同意推荐", "不同意推荐")]
    if step == "forward":
        return [rec.forwarded_to or "" if rec.forwarded_on else "", rec.letter_number or ""]
    return [Recommendation.answer.show(rec.answer)] if step == "answer" else []


def meeting_figures(meeting: Meeting | None, vote: Recommendation | None = None) -> list[str]:
    """应到 56 · 实到 49 · 赞成 47: the counts of a meeting, with one candidate's votes."""
    if meeting is None:
        return []
    counts = [("应到", meeting.entitled), ("实到", meeting.present), ("有效", meeting.valid)]
    if vote is not None and vote.yes is not None:
        counts += [("赞成", vote.yes), ("反对", vote.no), ("弃权", vote.abstain)]
    return [f"{label} {count}" for label, count in counts if count is not None]


def _counted(label: str, count: int | None) -> str:
    return f"{label} {count} 人" if count is not None else ""


def _flag(value: bool | None, yes: str, no: str) -> str:
    return "" if value is None else yes if value else no


def needs_of(step: ProcedureStep) -> list[Any]:
    """The columns that are typed at a step; meeting and votes are typed at the meeting."""
    return [STEP_COLUMNS[need.field] for need in step.needs if need.field not in ("meeting", "yes", "no", "abstain")]


def required_of(step: ProcedureStep) -> set[str]:
    """Names of the columns that the step cannot do without."""
    return {need.field for need in step.needs if need.required}


def defaults_of(rec: Recommendation, step: ProcedureStep) -> Mapping[str, Any]:
    """What is known of the body already and stands ready at the step's empty columns."""
    body = rec.body
    known = {
        "decided_by": body.head,
        "publicity_phone": body.phone,
        "publicity_place": body.place,
        "superior_name": body.superior_name() or None,
        "forwarded_to": body.party_body,
    }
    names = [field.name for field in needs_of(step)]
    return {name: known[name] for name in names if known.get(name) and getattr(rec, name) in (None, "")}


def batch_title(batch: Batch) -> str:
    """A batch with its target, as the chooser shows it."""
    return f"{batch.title} · {table('recommendation.target').short(batch.target)}"


def may_reopen(rec: Recommendation) -> bool:
    """Whether a withdrawal or an expiry can be taken back."""
    return rec.status in (WITHDRAWN, "expired")


def end_sentence(rec: Recommendation) -> str:
    """How it ended: the answer, or why it was withdrawn or has expired; empty while it runs."""
    if rec.status == RUNNING:
        return ""
    if rec.status == ANSWERED:
        return f"党组织 {day_text(rec.answered_on)} 答复：{Recommendation.answer.show(rec.answer)}。"
    last = (
        StepTaken.select()
        .where((StepTaken.recommendation == rec) & (StepTaken.action == rec.status))
        .order_by(StepTaken.id.desc())
        .first()
    )
    word = table("recommendation.status").label(rec.status)
    return f"{word}（{day_text(last.taken_on)}）：{last.reason}" if last else word


def shortened(missing: list[str]) -> list[str]:
    """The first of what is missing, and how many there are."""
    if len(missing) <= MOST_MISSING:
        return missing
    return [*missing[: MOST_MISSING - 1], f"{missing[MOST_MISSING - 1]}等 {len(missing)} 项"]
