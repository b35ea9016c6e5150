"""Filled returns 报表: rows of values under numbered columns, formulas and what must add up.

Owns the shape in which figures are handed on, kept and shown; a sheet carries its own columns, so that one that was
frozen is drawn as it was however the form has changed since. Reads no records.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from models.statistics.forms import ADDED, BLANK, FORMULAS, RATIO, SHARE, Bands, Column, Identity, ReturnForm
from models.statistics.span import Period, parse

TOTAL, UNPLACED, PROTECTED = "total", "unplaced", "protected"
"""Keys of the rows for all, for what belongs nowhere, and for protected cases."""

TOTAL_TITLE = "合计"

HIDDEN = "＊"
"""A value that is not told, because it or others would give away a few protected people."""

NOT_APPLICABLE = "—"

Cell = int | tuple[int, ...] | str | None
"""Heads or fen; (part, whole) of a share, the members of a ratio; `HIDDEN`; None where nothing can be counted."""


class Row(NamedTuple):
    """A line: `key` is a unit's uid, a channel's code, an office's uid or one of the constants above."""

    key: str
    title: str
    values: dict[str, Cell]


class Checked(NamedTuple):
    """An identity that was checked: the rows in which it does not hold, with the sums of its sides."""

    words: str
    broken: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A filled return; the last row is the total. `before` is the same period of the year before."""

    key: str
    title: str
    period: Period
    by: str
    row_title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    checks: tuple[Checked, ...] = ()
    notes: tuple[str, ...] = ()
    before: "Sheet | None" = field(default=None, compare=False)
    bands: Bands = field(default_factory=dict)

    @property
    def cut_off(self) -> date:
        """统计截止日期."""
        return self.period.until

    @property
    def total(self) -> Row:
        """The row 合计."""
        return self.rows[-1]

    def row(self, key: str) -> Row | None:
        """The row of this key, if there is one."""
        return next((row for row in self.rows if row.key == key), None)

    def column(self, key: str) -> Column:
        """The column of this key; KeyError for another."""
        return {column.key: column for column in self.columns}[key]

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it; `from_plain` reads it."""
        return {
            "key": self.key,
            "title": self.title,
            "period": self.period.key,
            "by": self.by,
            "row_title": self.row_title,
            "columns": [{name: _plain(getattr(column, name)) for name in _KEPT} for column in self.columns],
            "rows": [
                [row.key, row.title, {key: _plain(value) for key, value in row.values.items()}] for row in self.rows
            ],
            "checks": [[check.words, _plain(check.broken)] for check in self.checks],
            "notes": list(self.notes),
            "before": self.before.plain() if self.before else None,
            "bands": {name: _plain(told) for name, told in self.bands.items()},
        }


_KEPT = ("key", "title", "number", "heads", "unit", "how", "parts", "protected")


def from_plain(content: Mapping[str, Any]) -> Sheet:
    """Back from `Sheet.plain`."""
    return Sheet(
        content["key"],
        content["title"],
        parse(content["period"]),
        content["by"],
        content["row_title"],
        tuple(Column(**{name: _tuples(value) for name, value in column.items()}) for column in content["columns"]),
        tuple(
            Row(key, title, {name: _tuples(value) for name, value in told.items()})
            for key, title, told in content["rows"]
        ),
        tuple(Checked(words, _tuples(broken)) for words, broken in content["checks"]),
        tuple(content["notes"]),
        from_plain(content["before"]) if content["before"] else None,
        {name: _tuples(told) for name, told in content.get("bands", {}).items()},
    )


def _plain(value: Any) -> Any:
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value


def completed(columns: Sequence[Column], values: Mapping[str, Cell]) -> dict[str, Cell]:
    """Values in the order of the columns, with those that follow from others by a formula."""
    found: dict[str, Cell] = dict(values)
    for column in columns:
        if column.how in FORMULAS:
            found[column.key] = computed(column, found)
        elif column.how == BLANK:
            found[column.key] = None
    return {column.key: found.get(column.key) for column in columns}


def computed(column: Column, values: Mapping[str, Cell]) -> Cell:
    """What a formula makes of other columns; None where a part is missing, `HIDDEN` where one is not told."""
    parts = [values.get(key) for key in column.parts]
    if HIDDEN in parts:
        return HIDDEN
    numbers = [part for part in parts if isinstance(part, int)]
    if column.how == ADDED:
        return sum(numbers) if numbers else None
    if len(numbers) < len(parts):
        return None
    if column.how == SHARE:
        return (numbers[0], sum(numbers[1:]))
    return tuple(numbers)


def check(identities: Iterable[Identity], rows: Iterable[Row]) -> tuple[Checked, ...]:
    """What the identities say of these rows; a side with a value that is missing or not told is passed over."""
    rows = list(rows)
    return tuple(Checked(identity.words, tuple(_broken(identity, rows))) for identity in identities)


def _broken(identity: Identity, rows: Iterable[Row]) -> Iterable[tuple[str, tuple[int, ...]]]:
    for row in rows:
        sides = [[row.values.get(key) for key in side] for side in identity.sides]
        if any(not isinstance(value, int) for side in sides for value in side):
            continue
        sums = tuple(sum(value for value in side if isinstance(value, int)) for side in sides)
        if sums[0] > sums[1] if identity.at_most else len(set(sums)) > 1:
            yield row.title, sums


def shown(column: Column, value: Cell) -> str:
    """The value as it is printed: 0 is written, what cannot be counted is a dash."""
    if column.how == BLANK:
        return ""
    if value is None:
        return NOT_APPLICABLE
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return _ratio(value) if column.how == RATIO else percent(*value)
    return money(value, column.unit) if column.money else str(value)


def money(fen: int, unit: str) -> str:
    """Fen in 元 or 万元, exact, without zeros at the end."""
    digits = 6 if unit == "万元" else 2
    sign, whole = "-" if fen < 0 else "", abs(fen)
    tail = f"{whole % 10**digits:0{digits}}".rstrip("0")
    return f"{sign}{whole // 10**digits}{'.' + tail if tail else ''}"


def percent(part: int, whole: int) -> str:
    """A share in percent with one decimal, halves rounded up."""
    return NOT_APPLICABLE if not whole else _tenths(tenths(part, whole))


def tenths(part: int, whole: int) -> int:
    """A share in tenths of a percent, halves rounded up: exact, so that print and workbook agree."""
    return (2000 * part + whole) // (2 * whole)


def _tenths(number: int) -> str:
    sign, whole = "-" if number < 0 else "", abs(number)
    return f"{sign}{whole // 10}.{whole % 10}"


def _ratio(members: Sequence[int]) -> str:
    """3 : 2 : 1 as measured, the last as one; a dash where there is nobody."""
    if not any(members):
        return NOT_APPLICABLE
    last = members[-1]
    if not last:
        return ":".join(map(str, members))
    return ":".join([*(_tenths((20 * member + last) // (2 * last)) for member in members[:-1]), "1"])


def change(column: Column, now: Cell, before: Cell) -> str:
    """What it is more or less than the year before: in percent, of shares in points; empty where it cannot be told."""
    if isinstance(now, int) and isinstance(before, int):
        return f"{'+' if now > before else ''}{_tenths(tenths(now - before, before))}%" if before else ""
    if column.how == SHARE and isinstance(now, tuple) and isinstance(before, tuple) and now[1] and before[1]:
        points = tenths(*now) - tenths(*before)
        return f"{'+' if points > 0 else ''}{_tenths(points)}点"
    return ""


def with_rows(form: ReturnForm, sheet: Sheet, rows: Sequence[Row]) -> Sheet:
    """The sheet with other rows, its identities checked anew."""
    return replace(sheet, rows=tuple(rows), checks=check(form.identities, rows))
