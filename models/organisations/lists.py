"""Lists of units, bodies and venues: ids from one query, rows by blocks. Filtering and sorting happen in SQL."""

from collections.abc import Sequence
from typing import NamedTuple

from models.core.database import DB
from models.core.search import match_expression, matching_ids_sql
from models.core.text import tidy


class UnitRow(NamedTuple):
    """What a list shows of one unit; codes as stored, `bodies` and `residents` are counts."""

    id: int
    uid: str
    name: str
    kind_of_unit: str
    superior: str | None
    staff: int | None
    union_members: int | None
    party_members: int | None
    contact: str | None
    phone: str | None
    facts_as_of: str | None
    bodies: int
    residents: int


class BodyRow(NamedTuple):
    """What a list shows of one body; `members` counts present memberships."""

    id: int
    uid: str
    name: str
    kind_of_body: str
    level: str | None
    unit: str | None
    superior: str | None
    head: str | None
    head_post: str | None
    phone: str | None
    members: int


class VenueRow(NamedTuple):
    """What a list shows of one venue; dates as stored."""

    id: int
    uid: str
    name: str
    kind_of_venue: str
    unit: str | None
    body: str | None
    opened_on: str | None
    area: int | None
    closed_on: str | None


_UNITS = (
    "SELECT u.id, u.uid, u.name, u.kind_of_unit, s.name, u.staff, u.union_members, u.party_members, u.contact, "
    "u.phone, u.facts_as_of, "
    "(SELECT count(*) FROM body b WHERE b.unit_id = u.id), (SELECT count(*) FROM person p WHERE p.village_id = u.id) "
    "FROM unit u LEFT JOIN unit s ON s.id = u.superior_id"
)
_BODIES = (
    "SELECT b.id, b.uid, b.name, b.kind_of_body, b.level, u.name, coalesce(s.name, b.superior_elsewhere), b.head, "
    "b.head_post, b.phone, "
    "(SELECT count(*) FROM membership m WHERE m.body_id = b.id AND m.left_on IS NULL) "
    "FROM body b LEFT JOIN unit u ON u.id = b.unit_id LEFT JOIN body s ON s.id = b.superior_id"
)

_OF_VENUES = "FROM venue v LEFT JOIN unit u ON u.id = v.unit_id LEFT JOIN body b ON b.id = v.body_id"
_VENUES = "SELECT v.id, v.uid, v.name, v.kind_of_venue, u.name, b.name, v.opened_on, v.area, v.closed_on " + _OF_VENUES


def unit_ids(text: str = "", kind_of_unit: str = "", over: bool | None = None) -> list[int]:
    """Ids of units in pinyin order, narrowed by what was typed, by kind, and to those that closed or work on."""
    ended = "" if over is None else f"t.closed_on IS {'NOT ' if over else ''}NULL"
    return _ids("unit", text, "kind_of_unit", kind_of_unit, "t.pinyin, t.id", ended, by_pinyin=True)


def body_ids(text: str = "", kind_of_body: str = "", over: bool | None = None) -> list[int]:
    """Ids of bodies by kind and name, narrowed by what was typed, by kind, and to those that ended or stand."""
    ended = "" if over is None else f"t.ended_on IS {'NOT ' if over else ''}NULL"
    return _ids("body", text, "kind_of_body", kind_of_body, "t.kind_of_body, t.name, t.id", ended, by_pinyin=False)


def unit_rows(ids: Sequence[int]) -> list[UnitRow]:
    """Rows of these units, in this order; ids that are gone are left out."""
    marks = ",".join("?" * len(ids))
    found = {row[0]: UnitRow(*row) for row in DB.execute_sql(f"{_UNITS} WHERE u.id IN ({marks})", tuple(ids))}
    return [found[number] for number in ids if number in found]


def body_rows(ids: Sequence[int]) -> list[BodyRow]:
    """Rows of these bodies, in this order; ids that are gone are left out."""
    marks = ",".join("?" * len(ids))
    found = {row[0]: BodyRow(*row) for row in DB.execute_sql(f"{_BODIES} WHERE b.id IN ({marks})", tuple(ids))}
    return [found[number] for number in ids if number in found]


def venue_ids(text: str = "", kind_of_venue: str = "", *, closed: bool = False) -> list[int]:
    """Ids of venues by kind and unit; those that were closed stand in a list of their own."""
    clauses, values = [f"v.closed_on IS {'NOT ' if closed else ''}NULL"], []
    for word in tidy(text).split():
        clauses.append("(v.name LIKE ? OR u.name LIKE ? OR b.name LIKE ? OR u.initials LIKE ?)")
        values += [f"%{word}%"] * 3 + [f"{word.lower()}%"]
    if kind_of_venue:
        clauses.append("v.kind_of_venue = ?")
        values.append(kind_of_venue)
    order = "ORDER BY v.kind_of_venue, u.pinyin, v.name, v.id"
    rows = DB.execute_sql(f"SELECT v.id {_OF_VENUES} WHERE {' AND '.join(clauses)} {order}", tuple(values))
    return [row[0] for row in rows]


def venue_rows(ids: Sequence[int]) -> list[VenueRow]:
    """Rows of these venues, in this order; ids that are gone are left out."""
    marks = ",".join("?" * len(ids))
    found = {row[0]: VenueRow(*row) for row in DB.execute_sql(f"{_VENUES} WHERE v.id IN ({marks})", tuple(ids))}
    return [found[number] for number in ids if number in found]


def _ids(table: str, text: str, column: str, kind: str, order: str, ended: str, *, by_pinyin: bool) -> list[int]:
    clauses = [ended] if ended else []
    values: list[str] = []
    for word in tidy(text).lower().split():
        if by_pinyin and word.isascii() and word.isalpha():
            clauses.append("(t.pinyin LIKE ? OR t.initials LIKE ?)")
            values += [f"{word}%", f"{word}%"]
        else:
            clauses.append(f"t.id IN ({matching_ids_sql(table)})")
            values.append(match_expression(word) or '"·"')
    if kind:
        clauses.append(f"t.{column} = ?")
        values.append(kind)
    where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
    rows = DB.execute_sql(f"SELECT t.id FROM {table} t{where} ORDER BY {order}", tuple(values))
    return [row[0] for row in rows]
