"""Hidden rows and columns, merges and the extent of an .ods, from its content.xml.

Rows and cells there are run-length coded, which is also how a few hundred bytes can claim sixteen thousand
million cells; so the counts are read with a real XML parser before calamine unrolls them.
"""

from xml.parsers import expat

from models.intake.reading.archive import Archive, damaged
from models.intake.reading.facts import BookFacts, SheetFacts
from models.intake.reading.limits import refuse_many_sheets, refuse_sprawl
from models.intake.reading.workbook import Merge

_MAX_COLUMNS = 16_384
_BEYOND_ALL = 10**12
_UNSEEN = ("collapse", "filter")
_CELLS = ("table:table-cell", "table:covered-table-cell")


class _Reader:
    """Follows tables, rows and cells by the names that calamine looks for."""

    def __init__(self) -> None:
        self.sheets: list[SheetFacts] = []
        self._begin("")

    def _begin(self, name: str) -> None:
        self.name = name
        self.row = self.height = self.width = self.columns = 0
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merges: list[Merge] = []
        self._begin_row(1, False)

    def _begin_row(self, count: int, hidden: bool) -> None:
        self.repeated, self.row_hidden = count, hidden
        self.column = self.row_width = 0
        self.cell: tuple[int, int] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _CELLS:
            self._cell(attributes)
        elif tag == "table:table-row":
            count = _count(attributes, "table:number-rows-repeated")
            self._begin_row(count, attributes.get("table:visibility") in _UNSEEN)
        elif tag == "table:table-column":
            self._column(attributes)
        elif tag == "table:table":
            self._begin(attributes.get("table:name", ""))
        elif self.cell is not None:
            # Whatever stands inside a cell makes it one with content.
            self.row_width = max(self.row_width, self.cell[1])

    def end(self, tag: str) -> None:
        if tag in _CELLS:
            self.cell = None
        elif tag == "table:table-row":
            self._end_row()
        elif tag == "table:table":
            facts = (frozenset(self.hidden_rows), frozenset(self.hidden_columns), frozenset[tuple[int, int]]())
            self.sheets.append(SheetFacts(self.height, self.width, *facts, tuple(self.merges)))
            refuse_many_sheets(len(self.sheets))

    def _cell(self, attributes: dict[str, str]) -> None:
        count = _count(attributes, "table:number-columns-repeated")
        right = _count(attributes, "table:number-columns-spanned")
        down = _count(attributes, "table:number-rows-spanned")
        if right > 1 or down > 1:
            self.merges.append(Merge(self.row, self.column, self.row + down - 1, self.column + right - 1))
        self.cell = (self.column, self.column + count)
        self.column += count
        if "office:value" in attributes or "office:value-type" in attributes:
            self.row_width = self.column

    def _end_row(self) -> None:
        if self.row_width:
            self.height, self.width = self.row + self.repeated, max(self.width, self.row_width)
            refuse_sprawl(self.name, self.height, self.width)
            if self.row_hidden:
                self.hidden_rows.update(range(self.row, self.row + self.repeated))
        self.row += self.repeated

    def _column(self, attributes: dict[str, str]) -> None:
        count = _count(attributes, "table:number-columns-repeated")
        if attributes.get("table:visibility") in _UNSEEN:
            self.hidden_columns.update(range(self.columns, min(self.columns + count, _MAX_COLUMNS)))
        self.columns += count


def ods_facts(archive: Archive) -> BookFacts:
    """Facts of every sheet. Raises BadFile when a sheet sprawls or the XML is damaged."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    try:
        parser.Parse(archive.read("content.xml"), True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged() from error
    return BookFacts(reader.sheets)


def _count(attributes: dict[str, str], name: str) -> int:
    given = attributes.get(name, "1").strip()
    if not (given.isascii() and given.isdecimal()):
        return 1
    return max(int(given), 1) if len(given) < len(str(_BEYOND_ALL)) else _BEYOND_ALL
