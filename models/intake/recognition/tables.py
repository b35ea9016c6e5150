"""The shapes that recognition fills: a sheet's tables, their columns, and a verdict on every row.

Owns these shapes. Knows no rule of recognition and no person.
"""

from dataclasses import dataclass, field

from models.intake.headers import Meaning
from models.intake.reading import Cell, Sheet


@dataclass(slots=True)
class Column:
    """A column of a table: its index on the sheet, its header as written, and what it means, if anything."""

    index: int
    header: str
    meaning: Meaning | None = None

    @property
    def key(self) -> str:
        """Key of the roster column; '' when it is not taken over."""
        return self.meaning.key if self.meaning else ""


@dataclass(slots=True)
class BodyRow:
    """A row under the header. `number` is shown by the spreadsheet; `skipped` says why it is nobody.

    `cells` are the raw cells of the whole sheet row, with merged cells filled down; `village` comes from a line
    above that names one.
    """

    number: int
    cells: list[Cell]
    skipped: str = ""
    village: str = ""


@dataclass(slots=True)
class Table:
    """One list of persons on a sheet. Row numbers are those that the spreadsheet shows."""

    header_rows: list[int]
    columns: list[Column]
    rows: list[BodyRow] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    context: str = ""
    reporter: str = ""
    village: str = ""

    @property
    def header_line(self) -> str:
        """The headers in one line, under which a corrected mapping is remembered."""
        return "\t".join(column.header for column in self.columns)

    def column_of(self, key: str, part: str = "") -> Column | None:
        """The column with this meaning."""
        for column in self.columns:
            if column.meaning and column.meaning.key == key and column.meaning.part == part:
                return column
        return None


@dataclass(slots=True)
class RecognisedSheet:
    """A sheet with the tables found on it; `remark` says why there are none."""

    sheet: Sheet
    tables: list[Table] = field(default_factory=list)
    remark: str = ""
