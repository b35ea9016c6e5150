"""Lists of what is given: aids, distributions, visits, pairs and children, and all of it for one person.

Ids come from one query, rows by blocks; filtering, sorting and adding up happen in SQL. Rows carry codes and dates as
stored and amounts in fen. Writes nothing.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from models.assistance.aid import GIVEN
from models.core.database import DB
from models.people.lists import text_clauses

Row = TypeVar("Row", bound=tuple[Any, ...])
Clauses = tuple[list[str], list[Any]]


class AidRow(NamedTuple):
    """What a list shows of one aid; `given_on` is empty on a list that is being prepared."""

    id: int
    uid: str
    person_id: int
    name: str
    id_number: str | None
    village: str | None
    programme: str
    period: str | None
    aid_kind: str
    given_on: str | None
    form: str
    amount: int
    goods: str | None
    quantity: int | None
    unit: str | None
    source: str | None
    received_on: str | None
    receipt: str | None
    distribution: str | None


_AID_JOINS = (
    "FROM aid a JOIN person p ON p.id = a.person_id LEFT JOIN unit u ON u.id = p.village_id "
    "LEFT JOIN distribution d ON d.id = a.distribution_id"
)
_AIDS = (
    "SELECT a.id, a.uid, a.person_id, p.name, p.id_number, u.name, a.programme, a.period, a.aid_kind, a.given_on, "
    f"a.form, a.amount, a.goods, a.quantity, a.unit, a.source, a.received_on, a.receipt, d.title {_AID_JOINS}"
)


@dataclass(frozen=True, slots=True)
class AidFilter:
    """What a list of aids is narrowed to; empty values narrow nothing. Days are ISO texts, both included."""

    text: str = ""
    programme: str = ""
    period: str = ""
    village_id: int = 0
    source: str = ""
    aid_kind: str = ""
    form: str = ""
    distribution_id: int = 0
    household_id: int = 0
    case_id: int = 0
    first: str = ""
    last: str = ""
    unsigned: bool = False


class Totals(NamedTuple):
    """How many aids, for how many persons and households, and how much; `sources`: fen by code of the source."""

    aids: int
    persons: int
    households: int
    amount: int
    sources: dict[str | None, int]


def aid_ids(wanted: AidFilter) -> "array[int]":
    """Ids of the aids in the list, the latest first; those of one distribution in its order."""
    order = "a.id" if wanted.distribution_id else "a.given_on IS NOT NULL, a.given_on DESC, a.id DESC"
    asked = _of_aids(wanted)
    return _ids(f"SELECT a.id FROM {_aids_with_persons(asked)}", asked, order)


def aid_rows(ids: Sequence[int]) -> list[AidRow]:
    """Rows of these aids, in this order."""
    return _rows(AidRow, f"{_AIDS} WHERE a.id IN", ids)


def aid_totals(wanted: AidFilter) -> Totals:
    """What the list adds up to, over what was given."""
    clauses, values = _of_aids(wanted)
    given = " AND ".join([*clauses, "a.given_on IS NOT NULL"])
    where = f"FROM {_aids_with_persons((clauses, values))} WHERE {given}"
    count = "SELECT count(*), count(DISTINCT a.person_id), count(DISTINCT a.household_id), coalesce(sum(a.amount), 0)"
    whole = DB.execute_sql(f"{count} {where}", tuple(values)).fetchone()
    by_source = DB.execute_sql(f"SELECT a.source, sum(a.amount) {where} GROUP BY a.source", tuple(values))
    aids, persons, households, amount = whole
    return Totals(aids, persons, households, amount, dict(by_source.fetchall()))


def _aids_with_persons(asked: Clauses) -> str:
    """The tables that the conditions need: a walk over every aid does not look every person up."""
    clauses, _ = asked
    return "aid a JOIN person p ON p.id = a.person_id" if any("p." in part for part in clauses) else "aid a"


def _of_aids(wanted: AidFilter) -> Clauses:
    clauses, values = equal(
        {
            "a.programme": wanted.programme,
            "a.period": wanted.period,
            "p.village_id": wanted.village_id,
            "a.source": wanted.source,
            "a.aid_kind": wanted.aid_kind,
            "a.form": wanted.form,
            "a.distribution_id": wanted.distribution_id,
            "a.household_id": wanted.household_id,
            "a.case_id": wanted.case_id,
        },
        wanted.text,
    )
    for sign, day in ((">=", wanted.first), ("<=", wanted.last)):
        if day:
            clauses.append(f"a.given_on {sign} ?")
            values.append(day)
    if wanted.unsigned:
        clauses.append("a.given_on IS NOT NULL AND a.received_on IS NULL")
    return clauses, values


class DistributionRow(NamedTuple):
    """What a list shows of one distribution: its lines, their sum in fen, and how many were signed for."""

    id: int
    uid: str
    title: str
    programme: str
    period: str | None
    aid_kind: str
    form: str
    status: str
    given_on: str | None
    place: str | None
    lines: int
    amount: int
    signed: int


_DISTRIBUTIONS = (
    "SELECT d.id, d.uid, d.title, d.programme, d.period, d.aid_kind, d.form, d.status, d.given_on, d.place, "
    "count(a.id), coalesce(sum(a.amount), 0), count(a.received_on) "
    "FROM distribution d LEFT JOIN aid a ON a.distribution_id = d.id WHERE d.id IN"
)


@dataclass(frozen=True, slots=True)
class DistributionFilter:
    """What a list of distributions is narrowed to; `text` is looked for in the title."""

    text: str = ""
    programme: str = ""
    period: str = ""
    status: str = ""


def distribution_ids(wanted: DistributionFilter) -> "array[int]":
    """Ids of the distributions in the list: those being prepared first, then the latest."""
    clauses, values = equal({"d.programme": wanted.programme, "d.period": wanted.period, "d.status": wanted.status}, "")
    if wanted.text.strip():
        clauses.append("instr(d.title, ?) > 0")
        values.append(wanted.text.strip())
    order = f"d.status = '{GIVEN}', d.given_on DESC, d.id DESC"
    return _ids("SELECT d.id FROM distribution d", (clauses, values), order)


def distribution_rows(ids: Sequence[int]) -> list[DistributionRow]:
    """Rows of these distributions, in this order."""
    return _rows(DistributionRow, _DISTRIBUTIONS, ids, "GROUP BY d.id")


class VisitRow(NamedTuple):
    """What a list shows of one visit; `photos` counts its attachments."""

    id: int
    uid: str
    person_id: int
    name: str
    village: str | None
    visited_on: str
    place: str | None
    visitors: str
    gift: str | None
    gift_amount: int | None
    follow_up: str | None
    photos: int


_VISITS = (
    "SELECT v.id, v.uid, v.person_id, p.name, u.name, v.visited_on, v.place, v.visitors, v.gift, v.gift_amount, "
    "v.follow_up, (SELECT count(*) FROM attachment t WHERE t.owner_uid = v.uid AND t.owner_kind = 'visit') "
    "FROM visit v JOIN person p ON p.id = v.person_id LEFT JOIN unit u ON u.id = p.village_id WHERE v.id IN"
)


@dataclass(frozen=True, slots=True)
class VisitFilter:
    """What a list of visits is narrowed to. Days are ISO texts, both included."""

    text: str = ""
    village_id: int = 0
    household_id: int = 0
    case_id: int = 0
    pair_id: int = 0
    first: str = ""
    last: str = ""


def visit_ids(wanted: VisitFilter) -> "array[int]":
    """Ids of the visits in the list, the latest first."""
    clauses, values = equal(
        {
            "p.village_id": wanted.village_id,
            "v.household_id": wanted.household_id,
            "v.case_id": wanted.case_id,
            "v.pair_id": wanted.pair_id,
        },
        wanted.text,
    )
    for sign, day in ((">=", wanted.first), ("<=", wanted.last)):
        if day:
            clauses.append(f"v.visited_on {sign} ?")
            values.append(day)
    sql = "SELECT v.id FROM visit v JOIN person p ON p.id = v.person_id"
    return _ids(sql, (clauses, values), "v.visited_on DESC, v.id DESC")


def visit_rows(ids: Sequence[int]) -> list[VisitRow]:
    """Rows of these visits, in this order."""
    return _rows(VisitRow, _VISITS, ids)


class PairRow(NamedTuple):
    """What a list shows of one pair; `last_on` is the last contact or visit."""

    id: int
    uid: str
    kind_of_pair: str
    helper: str
    helper_unit: str | None
    helped_id: int
    helped: str
    village: str | None
    started_on: str
    ends_on: str | None
    every: str | None
    ended_on: str | None
    contacts: int
    last_on: str | None


_PAIRS = (
    "SELECT r.id, r.uid, r.kind_of_pair, r.helper_name, r.helper_unit, r.helped_id, p.name, u.name, r.started_on, "
    "r.ends_on, r.every, r.ended_on, (SELECT count(*) FROM contact c WHERE c.pair_id = r.id), "
    "nullif(max(coalesce((SELECT max(c.held_on) FROM contact c WHERE c.pair_id = r.id), ''), "
    "coalesce((SELECT max(v.visited_on) FROM visit v WHERE v.pair_id = r.id), '')), '') "
    "FROM pair r JOIN person p ON p.id = r.helped_id LEFT JOIN unit u ON u.id = p.village_id WHERE r.id IN"
)


@dataclass(frozen=True, slots=True)
class PairFilter:
    """What a list of pairs is narrowed to; `text` is looked for among the helped and in the helper's name."""

    text: str = ""
    kind_of_pair: str = ""
    village_id: int = 0
    running: bool | None = None


def pair_ids(wanted: PairFilter) -> "array[int]":
    """Ids of the pairs in the list: running ones first, by the name of the helped."""
    clauses, values = equal({"r.kind_of_pair": wanted.kind_of_pair, "p.village_id": wanted.village_id}, "")
    named, typed = text_clauses(wanted.text)
    if named:
        clauses.append(f"({' AND '.join(named)} OR instr(r.helper_name, ?) > 0)")
        values += [*typed, wanted.text.strip()]
    if wanted.running is not None:
        clauses.append(f"r.ended_on IS {'' if wanted.running else 'NOT '}NULL")
    sql = "SELECT r.id FROM pair r JOIN person p ON p.id = r.helped_id"
    return _ids(sql, (clauses, values), "r.ended_on IS NOT NULL, p.sorting, r.id")


def pair_rows(ids: Sequence[int]) -> list[PairRow]:
    """Rows of these pairs, in this order."""
    return _rows(PairRow, _PAIRS, ids)


class ChildRow(NamedTuple):
    """What a list shows of one child on the register."""

    id: int
    uid: str
    person_id: int
    name: str
    sex: str | None
    born: str | None
    village: str | None
    schooling: str | None
    school: str | None
    guardianship: str | None
    trustee_name: str | None
    left_behind: int | None
    classes: str | None
    closed_on: str | None


_CHILDREN = (
    "SELECT c.id, c.uid, c.person_id, p.name, p.sex, p.born, u.name, c.schooling, c.school, c.guardianship, "
    "c.trustee_name, c.left_behind, c.classes, c.closed_on "
    "FROM left_behind_child c JOIN person p ON p.id = c.person_id LEFT JOIN unit u ON u.id = p.village_id WHERE c.id IN"
)


@dataclass(frozen=True, slots=True)
class ChildFilter:
    """What the register is narrowed to; `child_class`: a class of 困境儿童. Closed entries only when asked for."""

    text: str = ""
    village_id: int = 0
    schooling: str = ""
    guardianship: str = ""
    child_class: str = ""
    left_behind: bool | None = None
    closed: bool = False


def child_ids(wanted: ChildFilter) -> "array[int]":
    """Ids of the children in the list, village by village, by name."""
    clauses, values = equal(
        {"p.village_id": wanted.village_id, "c.schooling": wanted.schooling, "c.guardianship": wanted.guardianship},
        wanted.text,
    )
    clauses.append(f"c.closed_on IS {'NOT ' if wanted.closed else ''}NULL")
    if wanted.child_class:
        clauses.append("instr(',' || c.classes || ',', ?) > 0")
        values.append(f",{wanted.child_class},")
    if wanted.left_behind is not None:
        clauses.append("coalesce(c.left_behind, 0) = ?")
        values.append(int(wanted.left_behind))
    sql = "SELECT c.id FROM left_behind_child c JOIN person p ON p.id = c.person_id"
    return _ids(sql, (clauses, values), "p.village_id, p.sorting, c.id")


def child_rows(ids: Sequence[int]) -> list[ChildRow]:
    """Rows of these children, in this order."""
    return _rows(ChildRow, _CHILDREN, ids)


class Given(NamedTuple):
    """All that was done for one person, the latest first; `helping` are pairs in which she is the helper."""

    aids: list[AidRow]
    visits: list[VisitRow]
    pairs: list[PairRow]
    helping: list[PairRow]
    child: list[ChildRow]


def of_person(person_id: int) -> Given:
    """What a person's page shows of aid, visits and pairs."""

    def ids(table: str, column: str, order: str) -> list[int]:
        sql = f"SELECT id FROM {table} WHERE {column} = ? ORDER BY {order} DESC, id DESC"
        return [row[0] for row in DB.execute_sql(sql, (person_id,))]

    return Given(
        aid_rows(ids("aid", "person_id", "given_on")),
        visit_rows(ids("visit", "person_id", "visited_on")),
        pair_rows(ids("pair", "helped_id", "started_on")),
        pair_rows(ids("pair", "helper_id", "started_on")),
        child_rows(ids("left_behind_child", "person_id", "id")),
    )


def equal(wanted: Mapping[str, Any], text: str) -> Clauses:
    """Conditions with their values: every column that is asked for, and what was typed about `person p`."""
    clauses, values = text_clauses(text)
    for column, value in wanted.items():
        if value:
            clauses.append(f"{column} = ?")
            values.append(value)
    return clauses, values


def _ids(select: str, asked: Clauses, order: str) -> "array[int]":
    clauses, values = asked
    where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
    rows = DB.execute_sql(f"{select}{where} ORDER BY {order}", tuple(values))
    return array("q", (row[0] for row in rows))


def _rows(cls: type[Row], select: str, ids: Sequence[int], tail: str = "") -> list[Row]:
    marks = ",".join("?" * len(ids))
    found = {row[0]: row for row in DB.execute_sql(f"{select} ({marks}) {tail}", tuple(ids)).fetchall()}
    return [cls._make(found[number]) for number in ids if number in found]  # type: ignore[attr-defined]
