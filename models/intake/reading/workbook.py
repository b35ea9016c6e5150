"""What a spreadsheet file holds once it is read: sheets of raw cells and the facts that stand around them.

Owns the shape that every reader fills and every later step uses. Knows no file format and no person.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta
"""A raw cell; the empty cell is ''. A float or int was stored as a number, a str as a text."""

Row = list[Cell]


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; all four are indexes from 0 and belong to the range."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows[i]` is the row that the spreadsheet shows as i + 1; all rows have the same width.

    `hidden_rows`, `hidden_columns` and `unanswered` (formulas stored without result) hold indexes from 0.
    """

    name: str
    rows: list[Row]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    unanswered: frozenset[tuple[int, int]] = frozenset()
    date_1904: bool = False

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True, slots=True)
class Workbook:
    """One file: its name as the user knows it, what it really is, and its sheets."""

    file_name: str
    kind: str
    sheets: list[Sheet] = field(default_factory=list)


def rectangular(rows: Iterable[Row]) -> list[Row]:
    """The rows filled up with empty cells to the same width, without the empty ones at the end."""
    kept = list(rows)
    while kept and not any(cell != "" for cell in kept[-1]):
        kept.pop()
    width = max(map(len, kept), default=0)
    return [row if len(row) == width else row + [""] * (width - len(row)) for row in kept]
