"""Lists of 推优: batches, candidates with the step each has reached, counts per step, and what is due.

Rows are tuples from one query; the conditions of a single candidate are asked from `conditions`.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from models.core.database import DB
from models.core.dates import WorkingCalendar, add_months
from models.core.due import Due, by_day
from models.office.calendar import office_calendar
from models.office.rulebook import Rule, rule_book
from models.people.lists import PersonFilter, person_ids
from models.recommendation.conditions import BOOK
from models.recommendation.procedure import (
    ANSWER,
    APPLICATION,
    PUBLICITY,
    SUPERIOR,
    Procedure,
    procedure,
)
from models.recommendation.records import RUNNING, STEP_COLUMNS, Batch, Recommendation

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


ENDED = "ended"
"""Stands for the step of those that were withdrawn or have expired."""

_STANDS = f"CASE WHEN r.status IN ('withdrawn', 'expired') THEN '{ENDED}' ELSE r.step END"


class CandidateLine(NamedTuple):
    """One line of a batch's list; codes and dates as stored.

    missing: labels of what the current step still needs. outside: the step waits for a body that is not kept here.
    """

    id: int
    uid: str
    name: str
    sex: str | None
    born: str | None
    body: str
    unit: str
    number: str | None
    route: str
    step: str
    status: str
    answer: str | None
    missing: tuple[str, ...]
    outside: bool


def candidate_ids(batch_id: int, step: str = "", text: str = "") -> list[int]:
    """Ids of a batch's candidates by body and name; at one step (or `ENDED`), found by name, pinyin or a tail."""
    rows = DB.execute_sql(
        f"SELECT r.id, r.person_id, {_STANDS} FROM recommendation r JOIN person p ON p.id = r.person_id "
        "JOIN body b ON b.id = r.body_id WHERE r.batch_id = ? ORDER BY b.name, p.sorting, r.id",
        (batch_id,),
    ).fetchall()
    named = set(person_ids(PersonFilter(text=text, each_record=True))) if text.strip() else None
    return [row[0] for row in rows if step in ("", row[2]) and (named is None or row[1] in named)]


def candidate_lines(channel: str, ids: Sequence[int]) -> list[CandidateLine]:
    """Lines of these candidates of a channel, in this order."""
    steps = procedure(channel)
    needed = sorted({need.field for step in steps.steps.values() for need in step.needs if need.required})
    columns = ", ".join(f"r.{STEP_COLUMNS[name].column_name}" for name in needed)
    rows = DB.execute_sql(
        "SELECT r.id, r.uid, p.name, p.sex, p.born, b.name, coalesce(u.name, b.name), r.number, r.route, r.step, "
        f"r.status, r.answer, b.superior_id, {columns} FROM recommendation r JOIN person p ON p.id = r.person_id "
        "JOIN body b ON b.id = r.body_id LEFT JOIN unit u ON u.id = b.unit_id "
        f"WHERE r.id IN ({','.join('?' * len(ids))})",
        tuple(ids),
    ).fetchall()
    found = {row[0]: _line(steps, needed, row) for row in rows}
    return [found[number] for number in ids if number in found]


def _line(steps: Procedure, needed: list[str], row: tuple[Any, ...]) -> CandidateLine:
    step, status, superior = steps.steps[row[9]], row[10], row[12]
    values = dict(zip(needed, row[13:], strict=True))
    gaps = [need.field for need in step.needs if need.required and values[need.field] in (None, "")]
    outside = status == RUNNING and (step.key == ANSWER or (step.key == SUPERIOR and superior is None))
    missing = tuple(STEP_COLUMNS[name].label for name in gaps) if status == RUNNING else ()
    return CandidateLine._make((*row[:12], missing, outside))


def step_counts(batch: Batch) -> list[tuple[str, str, int]]:
    """Key and title of every step of the batch's procedure with the number of candidates who stand there.

    Withdrawn and expired recommendations count under `ENDED`.
    """
    rows = DB.execute_sql(
        f"SELECT {_STANDS}, count(*) FROM recommendation r WHERE r.batch_id = ? GROUP BY 1",
        (batch.id,),
    )
    counts = dict(rows.fetchall())
    steps = procedure(batch.channel).steps.values()
    found = [(step.key, step.title, int(counts.get(step.key, 0))) for step in steps]
    return [*found, (ENDED, "已撤回或过期", int(counts.get(ENDED, 0)))]


def recommendations_of(person_id: int) -> list[Recommendation]:
    """All recommendations of a person, the newest first."""
    found = Recommendation.select().where(Recommendation.person == person_id)
    return list(found.order_by(Recommendation.id.desc()))


class _Running(NamedTuple):
    """What of a running recommendation its days ask; a record made of each takes ten times as long."""

    uid: str
    target: str
    route: str
    step: str
    applied_on: date | None
    talked_on: date | None
    publicity_to: date | None
    decided_on: date | None
    forwarded_on: date | None
    recommended_on: date | None
    channel: str
    batch: str
    person: str
    body: str


_DAYS = slice(_Running._fields.index("applied_on"), _Running._fields.index("channel"))
_RUNNING = (
    "SELECT r.uid, r.target, r.route, r.step, r.applied_on, r.talked_on, r.publicity_to, r.decided_on, r.forwarded_on, "
    "CASE WHEN m.id IS NULL THEN r.heard_on ELSE m.held_on END, t.channel, t.title, p.name, b.name "
    "FROM recommendation r JOIN batch t ON t.id = r.batch_id JOIN person p ON p.id = r.person_id "
    "JOIN body b ON b.id = r.body_id LEFT JOIN meeting m ON m.id = r.meeting_id WHERE r.status = ?"
)


def _running() -> list[_Running]:
    found = []
    for row in DB.execute_sql(_RUNNING, (RUNNING,)).fetchall():
        values = list(row)
        values[_DAYS] = [date.fromisoformat(day) if day else None for day in values[_DAYS]]
        found.append(_Running._make(values))
    return found


def due_today(today: date) -> list[Due]:
    """What 今日待办 shows of 推优, the most urgent first."""
    calendar, book = office_calendar(), rule_book(BOOK)
    rules: dict[tuple[str, str, str], dict[str, Rule]] = {}
    found: list[Due] = []
    for rec in _running():
        kind = (rec.channel, rec.target, rec.route)
        if kind not in rules:
            rules[kind] = book.for_case(today, *kind)
        found += _due_of(rec, today, calendar, rules[kind])
    return by_day(found)


def _due_of(rec: _Running, today: date, calendar: WorkingCalendar, rules: dict[str, Rule]) -> list[Due]:
    found: list[Due] = []
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
    until = add_months(rec.recommended_on, months.value) if months and rec.recommended_on else None
    if until and until - SOON <= today:
        found.append(_due(rec, until, "推荐有效期将满", today))
    return found


def _due(rec: _Running, day: date, what: str, today: date) -> Due:
    detail = f"{rec.body}　{rec.batch}"
    return Due(day, f"{rec.person}：{what}", detail, Recommendation.kind(), rec.uid, day < today)
