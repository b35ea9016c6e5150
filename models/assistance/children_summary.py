"""The county's summary of the register of children left behind: 32 columns a village, and what they must add up to.

Columns and identities (表间勾稽关系) are data in `resources/assistance/left_behind.json`. Writes nothing.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from models.core.database import DB
from models.core.dates import PartialDate
from models.core.errors import Problem, Severity
from resources import path

TOTAL = "合计"
NOWHERE = "未填写村（社区）"


class SummaryColumn(NamedTuple):
    """One numbered column: its title, the group over it, and what a child must be to count in it.

    `when`: fact → codes (for `age` the first and the last year); {"not": codes} asks for any other code.
    """

    number: int
    title: str
    group: str
    when: dict[str, Any]


class SummaryRow(NamedTuple):
    """A village's figures by the number of their column."""

    village: str
    figures: dict[int, int]


class Counted(NamedTuple):
    """A child as the summary sees it; dates and codes as stored."""

    id: int
    uid: str
    name: str
    village: str | None
    born: str | None
    sex: str | None
    schooling: str | None
    registered: int | None
    boarding: int | None
    guardianship: str | None
    trustee_relation: str | None


@cache
def _content() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path("assistance", "left_behind.json").read_text("utf-8"))
    return found


@cache
def columns() -> tuple[SummaryColumn, ...]:
    """The columns in their printed order."""
    return tuple(SummaryColumn(**entry) for entry in _content()["columns"])


def title() -> str:
    """The title of the printed table."""
    return str(_content()["title"])


def equations() -> list[list[list[int]]]:
    """What must add up: for each identity its sides, each the numbers of the columns that are summed."""
    found: list[list[list[int]]] = _content()["identities"]
    return found


def summary(day: date) -> list[SummaryRow]:
    """The figures of every village with children on the register on this day, and their total at the end."""
    rows: dict[str, SummaryRow] = {}
    total = SummaryRow(TOTAL, dict.fromkeys((column.number for column in columns()), 0))
    for child in counted(day):
        village = child.village or NOWHERE
        row = rows.setdefault(village, SummaryRow(village, dict.fromkeys(total.figures, 0)))
        for number in places_of(child, day):
            row.figures[number] += 1
            total.figures[number] += 1
    return [*rows.values(), total]


def counted(day: date) -> list[Counted]:
    """The children left behind who are on the register on this day, village by village."""
    rows = DB.execute_sql(
        "SELECT c.id, c.uid, p.name, u.name, p.born, p.sex, c.schooling, c.registered, c.boarding, c.guardianship, "
        "c.trustee_relation FROM left_behind_child c JOIN person p ON p.id = c.person_id "
        "LEFT JOIN unit u ON u.id = p.village_id WHERE c.left_behind = 1 "
        "AND (c.filled_on IS NULL OR c.filled_on <= ?) AND (c.closed_on IS NULL OR c.closed_on > ?) "
        "ORDER BY u.id, p.sorting, c.id",
        (day.isoformat(), day.isoformat()),
    )
    return [Counted._make(row) for row in rows.fetchall()]


def places_of(child: Counted, day: date) -> list[int]:
    """Numbers of the columns in which a child counts."""
    age = PartialDate.from_iso(child.born).ages_on(day)[0] if child.born else None
    return [column.number for column in columns() if all(_fits(child, age, *asked) for asked in column.when.items())]


def _fits(child: Counted, age: int | None, fact: str, wanted: Any) -> bool:
    if fact == "age":
        return age is not None and wanted[0] <= age <= wanted[1]
    value = getattr(child, fact)
    if value is None:
        return False
    return value not in wanted["not"] if isinstance(wanted, dict) else value in wanted


def identities(rows: Sequence[SummaryRow]) -> list[Problem]:
    """Where figures do not add up: each identity of the table, row by row, with both sums in the sentence."""
    found = []
    for row in rows:
        for sides in _content()["identities"]:
            sums = [sum(row.figures.get(number, 0) for number in side) for side in sides]
            found += [
                _difference(row, sides[0], sums[0], side, value)
                for side, value in zip(sides[1:], sums[1:], strict=True)
                if value != sums[0]
            ]
    return found


def _difference(row: SummaryRow, first: list[int], expected: int, side: list[int], value: int) -> Problem:
    sentence = f"{row.village}：{_named(first)}是{expected}，{_named(side)}是{value}，应当相等。"
    return Problem(Severity.WARN, "identity_broken", sentence, values={"village": row.village, "columns": side})


def _named(numbers: Sequence[int]) -> str:
    """第1列, 第3、4列之和, 第11—18列之和."""
    if len(numbers) == 1:
        return f"第{numbers[0]}列"
    running = len(numbers) > 2 and list(numbers) == list(range(numbers[0], numbers[-1] + 1))
    shown = f"{numbers[0]}—{numbers[-1]}" if running else "、".join(map(str, numbers))
    return f"第{shown}列之和"


def uncounted(day: date) -> list[tuple[Counted, list[str]]]:
    """Children whom some side of an identity misses, with the groups of columns in which they stand nowhere."""
    groups = _groups()
    found = []
    for child in counted(day):
        places = set(places_of(child, day))
        missed = [name for name, numbers in groups.items() if not places & numbers]
        if missed:
            found.append((child, missed))
    return found


@cache
def _groups() -> Mapping[str, frozenset[int]]:
    """Columns that must hold every child once, by the words for what they divide by."""
    by_number = {column.number: column for column in columns()}
    found: dict[str, frozenset[int]] = {}
    for side in _content()["identities"][0][1:]:
        group = by_number[side[0]].group
        found["年龄" if "age" in by_number[side[0]].when else group] = frozenset(side)
    return found
