"""Lists of 推优: batches, candidates with the step each has reached, counts per step, and what is due.

Rows are tuples from one query; the conditions of a single candidate are asked from `conditions`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from models.core.database import DB
from models.core.dates import WorkingCalendar, add_months
from models.office.calendar import office_calendar
from models.office.rulebook import rule_book
from models.recommendation.conditions import BOOK, valid_until
from models.recommendation.procedure import (
    ANSWER,
    APPLICATION,
    PUBLICITY,
    SUPERIOR,
    procedure,
)
from models.recommendation.records import ANSWERED, RUNNING, Batch, Recommendation

SOON = timedelta(days=30)


class CandidateRow(NamedTuple):
    """What a list shows of one candidate; codes and dates as stored."""

    id: int
    uid: str
    number: str | None
    name: str
    sex: str | None
    born: str | None
    body: str
    route: str
    step: str
    status: str
    answer: str | None


_CANDIDATES = (
    "SELECT r.id, r.uid, r.number, p.name, p.sex, p.born, b.name, r.route, r.step, r.status, r.answer "
    "FROM recommendation r JOIN person p ON p.id = r.person_id JOIN body b ON b.id = r.body_id"
)


def batches(channel: str = "") -> list[Batch]:
    """Batches, the newest first."""
    found = Batch.select()
    if channel:
        found = found.where(Batch.channel == channel)
    return list(found.order_by(Batch.opened_on.desc(), Batch.id.desc()))


def candidates(batch_id: int) -> list[CandidateRow]:
    """The candidates of a batch by body and name."""
    rows = DB.execute_sql(f"{_CANDIDATES} WHERE r.batch_id = ? ORDER BY b.name, p.sorting, r.id", (batch_id,))
    return [CandidateRow(*row) for row in rows]


def step_counts(batch: Batch) -> list[tuple[str, str, int]]:
    """Key and title of every step of the batch's procedure with the number of candidates who stand there.

    Ended recommendations count under `ended`.
    """
    rows = DB.execute_sql(
        "SELECT CASE WHEN status IN ('withdrawn', 'expired') THEN 'ended' ELSE step END, count(*) "
        "FROM recommendation WHERE batch_id = ? GROUP BY 1",
        (batch.id,),
    )
    counts = dict(rows.fetchall())
    steps = procedure(batch.channel).steps.values()
    found = [(step.key, step.title, int(counts.get(step.key, 0))) for step in steps]
    return [*found, ("ended", "已撤回或过期", int(counts.get("ended", 0)))]


def recommendations_of(person_id: int) -> list[Recommendation]:
    """All recommendations of a person, the newest first."""
    found = Recommendation.select().where(Recommendation.person == person_id)
    return list(found.order_by(Recommendation.id.desc()))


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due: the day, what to do, about whom; `late` when the day has passed."""

    day: date
    title: str
    detail: str
    uid: str
    late: bool


def due_today(today: date) -> list[Due]:
    """What 今日待办 shows of 推优, the most urgent first."""
    calendar = office_calendar()
    found: list[Due] = []
    for rec in Recommendation.select().where(Recommendation.status.in_((RUNNING, ANSWERED))):
        found += _due_of(rec, today, calendar)
    return sorted(found, key=lambda due: (due.day, due.title, due.uid))


def _due_of(rec: Recommendation, today: date, calendar: WorkingCalendar) -> list[Due]:
    rules = rule_book(BOOK).for_case(today, rec.batch.channel, rec.target, rec.route)
    found: list[Due] = []
    if rec.status == RUNNING:
        talk = rules.get("talk_within_months")
        if rec.step == APPLICATION and rec.applied_on and not rec.talked_on and talk:
            found.append(_due(rec, add_months(rec.applied_on, talk.value), "派人谈话", today))
        if rec.step == PUBLICITY and rec.publicity_to:
            day = calendar.add_working_days(rec.publicity_to, 1)
            found.append(_due(rec, day, "公示期满，登记结果", today))
        if rec.step == SUPERIOR and rec.decided_on:
            found.append(_due(rec, rec.decided_on + SOON, "等上级审核意见", today))
        if rec.step == ANSWER and rec.forwarded_on:
            found.append(_due(rec, rec.forwarded_on + SOON, "催要党组织回执", today))
    months = rules.get("recommendation_valid_months")
    until = valid_until(rec, months.value) if months else None
    if rec.status == RUNNING and until and until - SOON <= today:
        found.append(_due(rec, until, "推荐有效期将满", today))
    return found


def _due(rec: Recommendation, day: date, what: str, today: date) -> Due:
    detail = f"{rec.body.name}　{rec.batch.title}"
    return Due(day, f"{rec.person.name}：{what}", detail, rec.uid, day < today)
