"""What calamine does not tell about a sheet, in one shape for every format.

Owns that shape. Each format's own module fills it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.intake.reading.workbook import Merge


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """Indexes are from 0. `height` and `width` bound the area that holds content; `merges` is None where
    calamine knows them itself."""

    height: int = 0
    width: int = 0
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    unanswered: frozenset[tuple[int, int]] = frozenset()
    merges: tuple[Merge, ...] | None = None


@dataclass(frozen=True, slots=True)
class BookFacts:
    """Facts of a whole workbook, sheets in the order of the file."""

    sheets: Sequence[SheetFacts | Callable[[], SheetFacts]]
    date_1904: bool = False

    def sheet(self, number: int) -> SheetFacts:
        """Facts of one sheet, gathered now where that was put off; none for a sheet we do not know."""
        if number >= len(self.sheets):
            return SheetFacts()
        found = self.sheets[number]
        return found if isinstance(found, SheetFacts) else found()
