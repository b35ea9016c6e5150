"""Lists of 维权: cases that the reader may see, counts, search, earlier visits, and what is due.

Open ones come from SQL, protected ones from the entered compartment; every line and every count passes `sight.may_see`.
Ids of protected cases are negative, so that both kinds stand in one list.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from models.core.database import DB
from models.core.due import Due, by_day
from models.core.fields import DayField, partial_date
from models.core.search import match_expression, matching_ids_sql
from models.core.text import tidy
from models.office.calendar import office_calendar
from models.office.closed.compartment import Compartment
from models.people.person import Person
from models.people.same import uids_of
from models.rights import sight
from models.rights.book import ManyRules, Rules
from models.rights.clocks import CLOCKED, LATE, clocks, is_due
from models.rights.file import Parts, parts_of_case
from models.rights.procedure import steps
from models.rights.records import CASE_COLUMNS, RUNNING, Referral, RightsCase

ENDED = "ended"
"""Stands for the step of cases that have ended."""

_COLUMNS = (
    "id",
    "uid",
    "number",
    "name",
    "channel",
    "rights_class",
    "step",
    "status",
    "registered_on",
    "handler",
    "accused_name",
    "protected_because",
)


class RightsRow(NamedTuple):
    """What a list shows of one case; codes and dates as stored. A negative id lies in the compartment."""

    id: int
    uid: str
    number: str | None
    name: str
    channel: str
    rights_class: str
    step: str
    status: str
    registered_on: str
    handler: str | None
    accused_name: str | None
    protected_because: str | None


_SELECT = f"SELECT {', '.join(f'c.{name}' for name in _COLUMNS)} FROM rights_case c"


@dataclass(frozen=True, slots=True)
class RightsFilter:
    """What a list is narrowed to; empty values narrow nothing. `field` is a table's 大类; `since`, `until` ISO days."""

    text: str = ""
    step: str = ""
    channel: str = ""
    rights_class: str = ""
    field: str = ""
    since: str = ""
    until: str = ""


def case_ids(clearance: Compartment | None, wanted: RightsFilter | None = None) -> list[int]:
    """Ids of the cases in the list, the newest first."""
    asked = wanted or RightsFilter()
    clauses, values = _clauses(asked)
    where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
    lines = DB.execute_sql(
        f"SELECT c.id, c.registered_on, c.protected_because FROM rights_case c{where} "
        "ORDER BY c.registered_on DESC, c.id DESC",
        tuple(values),
    )
    found = sight.seen(clearance, map(_Line._make, lines.fetchall()))
    closed = [
        _Line(row.id, row.registered_on, row.protected_because) for row in _closed_rows(clearance) if _fits(row, asked)
    ]
    if closed:
        found = sorted([*found, *closed], key=lambda line: (line.registered_on, abs(line.id)), reverse=True)
    return [line.id for line in found]


class _Line(NamedTuple):
    id: int
    registered_on: str
    protected_because: str | None


def case_rows(clearance: Compartment | None, ids: Sequence[int]) -> list[RightsRow]:
    """Lines of these cases, in this order; what is gone or may not be seen is left out."""
    wanted = [number for number in ids if number > 0]
    marks = ",".join("?" * len(wanted))
    lines = DB.execute_sql(f"{_SELECT} WHERE c.id IN ({marks})", tuple(wanted)).fetchall()
    found = {row.id: row for row in sight.seen(clearance, map(RightsRow._make, lines))}
    if len(wanted) < len(ids):
        found |= {row.id: row for row in _closed_rows(clearance)}
    return [found[number] for number in ids if number in found]


def counts(clearance: Compartment | None, column: str, *, running_only: bool = False) -> dict[str, int]:
    """How many cases by step (`ENDED` for ended ones), class or channel: `column` is one of those three names."""
    groups = DB.execute_sql(
        "SELECT step, status, rights_class, channel, protected_because, count(*) FROM rights_case "
        "GROUP BY 1, 2, 3, 4, 5"
    )
    lines = [_Group._make(row) for row in groups.fetchall()]
    lines += [
        _Group(row.step, row.status, row.rights_class, row.channel, row.protected_because, 1)
        for row in _closed_rows(clearance)
    ]
    found: Counter[str] = Counter()
    for group in sight.seen(clearance, lines):
        if not running_only or group.status == RUNNING:
            found[_stands(group) if column == "step" else str(getattr(group, column))] += group.number
    return dict(found)


class _Group(NamedTuple):
    step: str
    status: str
    rights_class: str
    channel: str
    protected_because: str | None
    number: int


def step_counts(clearance: Compartment | None) -> list[tuple[str, str, int]]:
    """Key and title of every step with the number of running cases there; the last stands for ended ones."""
    found = counts(clearance, "step")
    told = [(step.key, step.title, found.get(step.key, 0)) for step in steps().values()]
    return [*told, (ENDED, "已结束", found.get(ENDED, 0))]


def find_cases(clearance: Compartment | None, typed: str, limit: int = 100) -> list[RightsRow]:
    """Cases by number, name of either side, tail of an ID number or phone, as far as the reader may see them."""
    return case_rows(clearance, case_ids(clearance, RightsFilter(text=typed))[:limit]) if tidy(typed) else []


def earlier_visits(clearance: Compartment | None, values: Mapping[str, Any]) -> list[RightsRow]:
    """Cases of who seems to be the same visitor, the newest first: by ID number, phone, or the full name."""
    tests = [(name, values[name]) for name in ("id_number", "phone", "name") if values.get(name)]
    if not tests:
        return []
    where = " OR ".join(f"c.{name} = ?" for name, _ in tests)
    lines = DB.execute_sql(f"{_SELECT} WHERE {where}", tuple(value for _, value in tests)).fetchall()
    found = sight.seen(clearance, map(RightsRow._make, lines))
    for case in _closed(clearance):
        if any(getattr(case, name) == value for name, value in tests):
            found.append(_row(case))
    return sorted(found, key=lambda row: row.registered_on, reverse=True)


def cases_of_person(clearance: Compartment | None, person: Person) -> list[RightsRow]:
    """What a person's page shows: her cases, the newest first, as far as the reader may see them."""
    # A case in the compartment may name her by a record that was merged into this one.
    tests = [("person_uid", uid) for uid in uids_of(person.uid)]
    tests += [("id_number", person.id_number)] if person.id_number else []
    where = " OR ".join(f"c.{name} = ?" for name, _ in tests)
    lines = DB.execute_sql(f"{_SELECT} WHERE {where}", tuple(value for _, value in tests)).fetchall()
    found = sight.seen(clearance, map(RightsRow._make, lines))
    found += [_row(case) for case in _closed(clearance) if any(getattr(case, name) == value for name, value in tests)]
    return sorted(found, key=lambda row: row.registered_on, reverse=True)


def open_cases(clearance: Compartment | None, since: date, until: date) -> list[RightsCase]:
    """Cases registered in a period that lie openly, for figures."""
    query = RightsCase.select().where(RightsCase.registered_on.between(since, until)).order_by(RightsCase.id)
    return sight.seen(clearance, query)


def closed_cases(clearance: Compartment | None, since: date, until: date) -> list[RightsCase]:
    """Protected cases registered in a period; none for who is not inside."""
    return [case for case in _closed(clearance) if since <= case.registered_on <= until]


def due(clearance: Compartment | None, now: datetime) -> list[Due]:
    """What 今日待办 shows of 维权, the most urgent first."""
    calendar, rules = office_calendar(), ManyRules()
    found: list[Due] = []
    pressing = sight.seen(clearance, _pressing(now.date(), rules.on(now.date())))
    slips = _slips(pressing)
    asked: list[tuple[Any, Parts]] = [(case, Parts(referrals=slips.get(case.uid, []))) for case in pressing]
    asked += [(case, parts_of_case(case, clearance)) for case in _closed(clearance)]
    for case, parts in asked:
        for clock in clocks(case, parts, now, calendar, rules.on(case.registered_on)):
            if is_due(clock):
                late = clock.state == LATE
                title = f"{case.name}：{clock.title}"
                detail = f"{case.number or ''}　{clock.left_words()}"
                found.append(Due(clock.until.date(), title, detail, case.kind(), case.uid, late))
    return by_day(found)


def _slips(cases: Iterable[Any]) -> dict[str, list[Referral]]:
    """Referrals of these open cases whose slip has not come back, by case; other parts of open cases have no clock."""
    wanted = {case.uid for case in cases}
    found: dict[str, list[Referral]] = {}
    for referral in Referral.select().where(Referral.returned_on.is_null()).order_by(Referral.id):
        if referral.case_uid in wanted:
            found.setdefault(referral.case_uid, []).append(referral)
    return found


_DAYS = [place for place, name in enumerate(CLOCKED) if isinstance(CASE_COLUMNS.get(name), DayField)]


class _Clocked:
    """What of an open case its clocks ask; a tenth of the work of making a record of it."""

    def __init__(self, row: Sequence[Any]) -> None:
        values = list(row)
        for place in _DAYS:
            if values[place] is not None:
                values[place] = date.fromisoformat(values[place])
        self.__dict__.update(zip(CLOCKED, values, strict=True))
        self.born = partial_date(self.__dict__["born"]) if self.__dict__["born"] else None
        self.protected_because: str | None = self.__dict__["protected_because"]

    @staticmethod
    def kind() -> str:
        """As of the record."""
        return RightsCase.kind()


def _pressing(today: date, rules: Rules) -> list[Any]:
    """Open cases of which a clock may be due, by SQL: others, and columns without a clock, are not read at all."""
    soon = rules.value("soon_days", 0)

    def before(key: str, fallback: int = 0) -> date:
        return today - timedelta(days=rules.value(key, fallback) - soon)

    running = RightsCase.status == RUNNING
    told = RightsCase.acceptance_told_on.is_null() & (RightsCase.registered_on <= before("acceptance_told_days"))
    handled = RightsCase.answered_on.is_null() & (RightsCase.accepted_on <= before("handling_days"))
    # So many working days are never fewer days than that.
    objection = (RightsCase.channel == "superior") & RightsCase.objected_on.is_null() & RightsCase.accepted_on.is_null()
    promised = RightsCase.answered_on.is_null() & (RightsCase.registered_on <= before("result_promised_days", 10**5))
    early = RightsCase.registered_on <= before("objection_working_days")
    reviews = [
        asked.is_null(False) & decided.is_null() & (asked <= before("review_decide_days"))
        for asked, decided in (
            (RightsCase.review_asked_on, RightsCase.review_decided_on),
            (RightsCase.second_asked_on, RightsCase.second_decided_on),
        )
    ]
    owed = (
        RightsCase.harm_reported_on.is_null()
        & RightsCase.not_reported_reason.is_null()
        & RightsCase.capacity.in_(rules.value("report_capacities", []))
        & RightsCase.rights_class.in_(rules.value("report_classes", []))
    )
    slips = Referral.select(Referral.case_uid).where(Referral.returned_on.is_null())
    columns = [getattr(RightsCase, name) for name in CLOCKED]
    query: Any = RightsCase.select(*columns).where(
        (running & (told | handled | (objection & early) | promised | owed))
        | reviews[0]
        | reviews[1]
        | RightsCase.uid.in_(slips)
    )
    sql, values = query.order_by(RightsCase.id).sql()
    return [_Clocked(row) for row in DB.execute_sql(sql, values).fetchall()]


def _closed(clearance: Compartment | None) -> list[RightsCase]:
    """Protected cases, as far as the reader may see them."""
    return sight.seen(clearance, clearance.all(RightsCase)) if clearance is not None else []


def _closed_rows(clearance: Compartment | None) -> list[RightsRow]:
    return [_row(case) for case in _closed(clearance)]


def _row(case: RightsCase) -> RightsRow:
    stored = case.stored()
    return RightsRow(*(stored[name] for name in _COLUMNS))


def _stands(group: _Group) -> str:
    return group.step if group.status == RUNNING else ENDED


def _clauses(wanted: RightsFilter) -> tuple[list[str], list[Any]]:
    clauses: list[str] = []
    values: list[Any] = []
    for word in tidy(wanted.text).split():
        question = match_expression(word)
        found = f"c.id IN ({matching_ids_sql('rights_case')})" if question else "0"
        clauses.append(f"({found} OR c.number LIKE ?)")
        values += [question, f"%{word}%"] if question else [f"%{word}%"]
    tests = (
        ("c.status != 'running'" if wanted.step == ENDED else "c.status = 'running' AND c.step = ?", wanted.step),
        ("c.channel = ?", wanted.channel),
        ("c.rights_class = ?", wanted.rights_class),
        ("substr(c.rights_class, 1, 2) = ?", wanted.field),
        ("c.registered_on >= ?", wanted.since),
        ("c.registered_on <= ?", wanted.until),
    )
    for clause, value in tests:
        if value:
            clauses.append(clause)
            values += [value] * clause.count("?")
    return clauses, values


def _fits(row: RightsRow, wanted: RightsFilter) -> bool:
    words = tidy(wanted.text).lower().split()
    told = " ".join(filter(None, (row.number, row.name, row.accused_name))).lower()
    step = row.step if row.status == RUNNING else ENDED
    return (
        all(word in told for word in words)
        and wanted.step in ("", step)
        and wanted.channel in ("", row.channel)
        and wanted.rights_class in ("", row.rights_class)
        and row.rights_class.startswith(wanted.field)
        and (not wanted.since or row.registered_on >= wanted.since)
        and (not wanted.until or row.registered_on <= wanted.until)
    )
