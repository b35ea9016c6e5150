"""Lists of 帮扶: cases and households as ids and rows, counts per step and programme, and what is due.

Filtering and sorting happen in SQL; rows come by blocks as tuples, codes and dates as stored.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from models.assistance.case import CLOSED, KEPT, RUNNING, HelpCase
from models.assistance.household import HouseholdMember
from models.assistance.matter import BOOK
from models.assistance.programme import PUBLICITY, Programme
from models.assistance.programmes import programmes, texts
from models.core.database import DB
from models.core.dates import add_months
from models.core.due import Due, by_day
from models.core.search import match_expression, matching_ids_sql
from models.office.calendar import office_calendar
from models.office.rulebook import Rule, rule_book
from models.people.lists import PersonFilter, person_ids
from models.people.person import Person


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list is narrowed to; empty values narrow nothing. `status` RUNNING, KEPT or CLOSED.

    `text`: name, pinyin, the tail of an ID number or phone, or a piece of the case number. `channel`: that of the
    programme. `village_id`: where the household lives, failing that the person. `open_only`: a closed case keeps the
    step at which it ended, but does not stand there any more.
    """

    text: str = ""
    programme: str = ""
    channel: str = ""
    step: str = ""
    status: str = ""
    village_id: int = 0
    hardship_class: str = ""
    hardship_cause: str = ""
    open_only: bool = False


class CaseRow(NamedTuple):
    """What a list shows of one case. `lacking`: how many required papers are not there."""

    id: int
    uid: str
    number: str | None
    programme: str
    name: str
    sex: str | None
    born: str | None
    village: str | None
    hardship_class: str | None
    hardship_cause: str | None
    applied_on: str | None
    step: str
    status: str
    closing: str | None
    approved_amount: int | None
    lacking: int | None


_FROM = (
    "FROM help_case c JOIN person p ON p.id = c.person_id LEFT JOIN household h ON h.id = c.household_id "
    "LEFT JOIN unit u ON u.id = coalesce(h.village_id, p.village_id)"
)
_ROW = (
    "SELECT c.id, c.uid, c.number, c.programme, p.name, p.sex, p.born, u.name, c.hardship_class, c.hardship_cause, "
    f"c.applied_on, c.step, c.status, c.closing, c.approved_amount, c.lacking {_FROM}"
)


def case_ids(wanted: CaseFilter) -> "array[int]":
    """Ids of the cases in the list, the newest application first."""
    where, values = _clauses(wanted)
    tables = _FROM if wanted.village_id else "FROM help_case c"
    rows = DB.execute_sql(
        f"SELECT c.id, c.person_id, c.number {tables}{where} ORDER BY c.applied_on DESC, c.id DESC", tuple(values)
    )
    text = wanted.text.strip()
    if not text:
        return array("q", (row[0] for row in rows))
    named = set(person_ids(PersonFilter(text=text, each_record=True)))
    return array("q", (row[0] for row in rows if row[1] in named or text in (row[2] or "")))


def _clauses(wanted: CaseFilter) -> tuple[str, list[Any]]:
    clauses: list[str] = []
    values: list[Any] = []
    for column, value in (
        ("c.status", wanted.status),
        ("c.programme", wanted.programme),
        ("c.step", wanted.step),
        ("u.id", wanted.village_id),
        ("c.hardship_class", wanted.hardship_class),
        ("c.hardship_cause", wanted.hardship_cause),
    ):
        if value:
            clauses.append(f"{column} = ?")
            values.append(value)
    if wanted.open_only:
        clauses.append(f"c.status <> '{CLOSED}'")
    if wanted.channel:
        keys = sorted({text.key for text in texts() if text.channel in ("", wanted.channel)})
        clauses.append(f"c.programme IN ({','.join('?' * len(keys))})")
        values += keys
    return f" WHERE {' AND '.join(clauses)}" if clauses else "", values


def case_rows(ids: Sequence[int]) -> list[CaseRow]:
    """Rows of these cases, in this order; ids that are gone are left out."""
    rows = DB.execute_sql(f"{_ROW} WHERE c.id IN ({','.join('?' * len(ids))})", tuple(ids)).fetchall()
    found = {row[0]: CaseRow._make(row) for row in rows}
    return [found[number] for number in ids if number in found]


def programme_counts(today: date, channel: str = "") -> list[tuple[Programme, dict[str, int]]]:
    """Every programme in force or with cases, with its cases by status, in the order in which they are offered."""
    rows = DB.execute_sql("SELECT programme, status, count(*) FROM help_case GROUP BY programme, status").fetchall()
    counts: dict[str, dict[str, int]] = {}
    for key, status, number in rows:
        counts.setdefault(key, {})[status] = number
    known = {text.key: text for text in texts() if text.key in counts} | programmes(today)
    order = {text.key: place for place, text in reversed(list(enumerate(texts())))}
    shown = sorted(known.values(), key=lambda text: order[text.key])
    return [(text, counts.get(text.key, {})) for text in shown if channel in ("", text.channel) or not text.channel]


def step_counts(text: Programme) -> list[tuple[str, str, int]]:
    """Key and title of every step of a programme with the number of open cases there; closed ones stand at the end."""
    rows = DB.execute_sql(
        "SELECT CASE status WHEN ? THEN ? ELSE step END, count(*) FROM help_case WHERE programme = ? GROUP BY 1",
        (CLOSED, CLOSED, text.key),
    )
    counts = dict(rows.fetchall())
    found = [(step.key, step.title, int(counts.get(step.key, 0))) for step in text.steps]
    return [*found, (CLOSED, "已结案", int(counts.get(CLOSED, 0)))]


class HouseholdRow(NamedTuple):
    """What a list shows of one household."""

    id: int
    uid: str
    number: str | None
    head: str
    names: str
    village: str | None
    size: int | None
    phone: str | None
    open_cases: int


def household_ids(text: str = "", village_id: int = 0) -> "array[int]":
    """Ids of households by the head's name; found by head, member, number or the tail of a phone."""
    clauses, values = ["1 = 1"], list[Any]()
    if village_id:
        clauses.append("h.village_id = ?")
        values.append(village_id)
    if text.strip():
        clauses.append(f"h.id IN ({matching_ids_sql('household')})")
        values.append(match_expression(text) or '"·"')
    rows = DB.execute_sql(
        f"SELECT h.id FROM household h JOIN person p ON p.id = h.head_id WHERE {' AND '.join(clauses)} "
        "ORDER BY p.sorting, h.id",
        tuple(values),
    )
    return array("q", (row[0] for row in rows))


def household_rows(ids: Sequence[int]) -> list[HouseholdRow]:
    """Rows of these households, in this order; ids that are gone are left out."""
    rows = DB.execute_sql(
        "SELECT h.id, h.uid, h.number, p.name, h.names, u.name, h.size, h.phone, "
        f"(SELECT count(*) FROM help_case c WHERE c.household_id = h.id AND c.status <> '{CLOSED}') "
        "FROM household h JOIN person p ON p.id = h.head_id LEFT JOIN unit u ON u.id = h.village_id "
        f"WHERE h.id IN ({','.join('?' * len(ids))})",
        tuple(ids),
    ).fetchall()
    found = {row[0]: HouseholdRow._make(row) for row in rows}
    return [found[number] for number in ids if number in found]


def members_of(household_id: int) -> list[HouseholdMember]:
    """The members beside the head, in the order in which they were entered."""
    found = HouseholdMember.select().where(HouseholdMember.household == household_id)
    return list(found.order_by(HouseholdMember.id))


def cases_of(person: Person) -> list[HelpCase]:
    """All cases of a person, and those of the household in which she is filed; the newest first."""
    rows = DB.execute_sql(
        "SELECT c.id FROM help_case c WHERE c.person_id = ? OR c.household_id IN (SELECT id FROM household WHERE "
        "head_id = ? UNION SELECT household_id FROM household_member WHERE person_id = ?)",
        (person.id, person.id, person.id),
    )
    found = HelpCase.select(HelpCase, Person).join(Person).where(HelpCase.id.in_([row[0] for row in rows.fetchall()]))
    return list(found.order_by(HelpCase.applied_on.desc(), HelpCase.id.desc()))


def cases_of_household(household_id: int) -> list[HelpCase]:
    """All cases of a household, the newest first."""
    found = HelpCase.select().where(HelpCase.household == household_id)
    return list(found.order_by(HelpCase.applied_on.desc(), HelpCase.id.desc()))


def due_today(today: date) -> list[Due]:
    """What 今日待办 shows of the cases, the most urgent first."""
    titles = {text.key: text.title for text in texts()}
    rules = rule_book(BOOK).for_programme(today, "")
    found = [*_publicities(today), *_waiting(today, rules), *_papers(today, rules), *_reviews(today)]
    return by_day([_due(titles, today, *part) for part in found])


_Found = tuple[tuple[Any, ...], date, str]
"""A row of `_DUE`, the day on which it is due, and what to do."""


_DUE = "SELECT c.uid, c.programme, c.name, c.number, {} FROM help_case c "


def _publicities(today: date) -> list[_Found]:
    """Publicity that is over: its outcome is entered on the first working day after it."""
    rows = DB.execute_sql(
        _DUE.format("c.publicity_to") + "WHERE c.status = ? AND c.step = ? AND c.publicity_to < ?",
        (RUNNING, PUBLICITY, today.isoformat()),
    ).fetchall()
    calendar = office_calendar()
    return [(row, calendar.add_working_days(_day(row), 1), "公示期满，登记结果") for row in rows]


def _waiting(today: date, rules: dict[str, Rule]) -> list[_Found]:
    """Cases that wait for this office's decision, and for those above it after so many days."""
    approvals, outside = set[str](), set[str]()
    for text in texts():
        approvals |= {step.key for step in text.steps if step.approval}
        outside |= {step.key for step in text.steps if step.outside}
    rule = rules.get("waiting_days")
    found = [(row, _day(row), "等审核审批") for row in _since(approvals, today)]
    if rule is None:
        return found
    wait = timedelta(days=rule.value)
    found += [(row, _day(row) + wait, "催问上级审批") for row in _since(outside, today - wait)]
    return found


def _since(steps: set[str], until: date) -> list[tuple[Any, ...]]:
    """Running cases at these steps whose last step was taken by this day, with that day."""
    marks = ",".join("?" * len(steps))
    rows: list[tuple[Any, ...]] = DB.execute_sql(
        _DUE.format("max(s.taken_on)") + "JOIN help_step s ON s.case_id = c.id "
        f"WHERE c.status = ? AND c.step IN ({marks}) GROUP BY c.id HAVING max(s.taken_on) <= ?",
        (RUNNING, *sorted(steps), until.isoformat()),
    ).fetchall()
    return rows


def _papers(today: date, rules: dict[str, Rule]) -> list[_Found]:
    """Running cases that lack papers for longer than the rule gives."""
    rule = rules.get("evidence_within_days")
    if rule is None:
        return []
    wait = timedelta(days=rule.value)
    rows = DB.execute_sql(
        _DUE.format("c.applied_on, c.lacking") + "WHERE c.status = ? AND c.lacking > 0 AND c.applied_on <= ?",
        (RUNNING, (today - wait).isoformat()),
    ).fetchall()
    return [(row, _day(row) + wait, f"还缺{row[5]}项证明材料") for row in rows]


def _reviews(today: date) -> list[_Found]:
    """Kept cases whose last look, or whose decision, lies so many months back that the next one is near."""
    found: list[_Found] = []
    book = rule_book(BOOK)
    for text in programmes(today).values():
        rules = book.for_programme(today, text.key)
        soon, months = rules.get("due_soon_days"), _months(text, rules)
        if months is None:
            continue
        near = today + timedelta(days=soon.value if soon else 0)
        rows = DB.execute_sql(
            _DUE.format("coalesce(c.reviewed_on, c.decided_on)")
            + "WHERE c.status = ? AND c.programme = ? AND coalesce(c.reviewed_on, c.decided_on) <= ?",
            (KEPT, text.key, add_months(near, -months).isoformat()),
        )
        found += [(row, add_months(_day(row), months), "到期复核") for row in rows.fetchall()]
    return found


def _months(text: Programme, rules: dict[str, Rule]) -> int | None:
    if text.recheck is None:
        return None
    if not text.recheck.rule:
        return text.recheck.value
    rule = rules.get(text.recheck.rule)
    value: int | None = rule.value if rule else None
    return value


def _day(row: tuple[Any, ...]) -> date:
    return date.fromisoformat(row[4])


def _due(titles: dict[str, str], today: date, row: tuple[Any, ...], day: date, what: str) -> Due:
    uid, key, name, number = row[:4]
    detail = "　".join(filter(None, (titles.get(key, key), number)))
    return Due(day, f"{name}：{what}", detail, HelpCase.kind(), uid, day < today)
