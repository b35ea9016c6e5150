"""A return as xlsx: the same table as on paper, with formulas in the cells where numbers follow from others.

Owns which cell holds a formula: totals that are the sum of their rows, shares, ratios and sums of columns, and a check
of each identity under the table. A formula gives what was counted; where it would not, the number itself is written.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from models.core.errors import BadFile
from models.core.files import write_whole
from models.statistics.forms import ADDED, BLANK, FORMULAS, RATIO, SHARE, Column, Identity
from models.statistics.sheet import HIDDEN, NOT_APPLICABLE, Cell, Row, Sheet, change, shown, tenths
from reports.returns.heading import Heading, ends, notes
from reports.returns.plan import Box, boxes

_A3, _A4 = 8, 9
_HEAD_AT = 3
_WIDE, _NARROW = 22, 6.5
_A4_HOLDS, _A3_HOLDS = 150, 310
"""In characters: what a sheet of paper holds when it is made smaller, but not so small that nobody reads it."""

_LINE = 15.0


def export(sheets: Sequence[Sheet], heading: Heading, path: Path, identities: dict[str, Sequence[Identity]]) -> None:
    """Write returns into one workbook, a sheet each; `identities` by the return's key. Raises CannotWrite, BadFile."""

    def write(stream: BinaryIO) -> None:
        from openpyxl import Workbook

        book = Workbook()
        book.remove(book.worksheets[0])
        book.properties.creator = "群团工作台"
        book.calculation.fullCalcOnLoad = True
        for sheet in sheets:
            _Table(book.create_sheet(_name(sheet, book.sheetnames)), sheet).fill(heading, identities.get(sheet.key, ()))
        book.save(stream)

    write_whole(path, write, lambda part: _check(part, path.name, sheets))


def _name(sheet: Sheet, taken: Iterable[str]) -> str:
    """A sheet's name as Excel allows it, each once."""
    plain = "".join(character for character in sheet.title if character not in "[]:*?/\\")[:28]
    count = sum(name.startswith(plain) for name in taken)
    return f"{plain}{count + 1}" if count else plain


class _Table:
    """One sheet while it is written."""

    def __init__(self, page: Any, sheet: Sheet) -> None:
        self.page, self.sheet = page, sheet
        self.boxes = boxes(sheet.columns)
        self.numbers_at = _HEAD_AT + max(box.rows[1] for box in self.boxes)
        self.first = self.numbers_at + 1
        self.last = self.first + len(sheet.rows) - 1
        self.letters = {column.key: self._letter(at) for at, column in enumerate(sheet.columns, start=2)}

    def fill(self, heading: Heading, identities: Sequence[Identity]) -> None:
        """Everything, from the title to the notes."""
        self._title(heading)
        self._head()
        for at, row in enumerate(self.sheet.rows, start=self.first):
            self._row(at, row)
        under = self._year_before(self.last + 1)
        under = self._signatures(under + 1, heading)
        self._notes(self._checks(under, identities), heading)
        self._set_up()

    def _title(self, heading: Heading) -> None:
        from openpyxl.styles import Alignment, Font

        width = len(self.sheet.columns) + 1
        self._write(1, 1, f"{self.sheet.period.title}{self.sheet.title}", border=False)
        self.page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
        self.page.cell(1, 1).font = Font(bold=True, size=16)
        self.page.cell(1, 1).alignment = Alignment(horizontal="center")
        left, right = ends(self.sheet, heading)
        self._write(2, 1, left, border=False, align="left")
        self._write(2, max(width // 2, 2), right, border=False, align="left")

    def _head(self) -> None:
        self._write(_HEAD_AT, 1, self.sheet.row_title, bold=True)
        self._merge(_HEAD_AT, 1, self.numbers_at - 1, 1)
        for box in self.boxes:
            self._box(box)
        self._write(self.numbers_at, 1, "甲")
        for at, column in enumerate(self.sheet.columns, start=2):
            self._write(self.numbers_at, at, column.number)

    def _box(self, box: Box) -> None:
        top, left = _HEAD_AT + box.rows[0], 2 + box.columns[0]
        self._write(top, left, box.words, bold=True)
        self._merge(top, left, _HEAD_AT + box.rows[1] - 1, 1 + box.columns[1])

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    self.page.cell(row, column).border = _border()
            self.page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)

    def _row(self, at: int, row: Row) -> None:
        self._write(at, 1, row.title, align="left", bold=at == self.last)
        for place, column in enumerate(self.sheet.columns, start=2):
            value = row.values.get(column.key)
            formula = self._formula(column, row, at, value)
            self._write(at, place, formula or value_of(column, value), formula=bool(formula), bold=at == self.last)

    def _formula(self, column: Column, row: Row, at: int, value: Cell) -> str:
        """The formula of a cell; empty where the number itself is written."""
        if column.how in FORMULAS:
            parts = [row.values.get(part) for part in column.parts]
            told = all(isinstance(part, int) for part in parts) and value is not None
            return self._follows(column, at) if told else ""
        whole = at == self.last and len(self.sheet.rows) > 1 and isinstance(value, int)
        return self._sum(column) if whole and self._adds_up(column) else ""

    def _adds_up(self, column: Column) -> bool:
        values = [row.values.get(column.key) for row in self.sheet.rows]
        parts = [value for value in values[:-1] if isinstance(value, int)]
        return HIDDEN not in values and bool(parts) and sum(parts) == values[-1]

    def _sum(self, column: Column) -> str:
        letter = self.letters[column.key]
        return f"=SUM({letter}{self.first}:{letter}{self.last - 1})"

    def _follows(self, column: Column, at: int) -> str:
        cells = [f"{self.letters[part]}{at}" for part in column.parts]
        if column.how == ADDED:
            return f"={'+'.join(cells)}"
        if column.how == RATIO:
            members = '&":"&'.join(f'TEXT(ROUND({cell}/{cells[-1]},1),"0.0")' for cell in cells[:-1])
            plain = '&":"&'.join(cells)
            return f'=IF({"+".join(cells)}=0,"{NOT_APPLICABLE}",IF({cells[-1]}=0,{plain},{members}&":1"))'
        whole = "+".join(cells[1:])
        return f'=IF(({whole})=0,"{NOT_APPLICABLE}",ROUND({cells[0]}/({whole})*100,1))'

    def _year_before(self, at: int) -> int:
        """The year before and the change under the total; the line after them."""
        if self.sheet.before is None:
            return at
        before = self.sheet.before.total
        self._write(at, 1, "上年同期", align="left")
        self._write(at + 1, 1, "增减", align="left")
        for place, column in enumerate(self.sheet.columns, start=2):
            now, then = self.sheet.total.values.get(column.key), before.values.get(column.key)
            self._write(at, place, value_of(column, then))
            none = None if column.how == BLANK else NOT_APPLICABLE
            self._write(at + 1, place, change(column, now, then) or none)
        return at + 2

    def _signatures(self, at: int, heading: Heading) -> int:
        step = max((len(self.sheet.columns) + 1) // 5, 2)
        for number, words in enumerate(heading.signed()):
            self._write(at, 1 + number * step, words, border=False, align="left")
        return at + 2

    def _checks(self, at: int, identities: Sequence[Identity]) -> int:
        """A line for each identity: how it is written, and whether it holds in every row."""
        for identity in identities:
            self._write(at, 1, self._holds(identity), formula=True, border=False, align="left")
            self._write(at, 2, f"勾稽关系 {identity.words}", border=False, align="left", wrap=False)
            at += 1
        return at

    def _holds(self, identity: Identity) -> str:
        """Counts the lines in which sides differ; those with a value that is missing or not told are passed over."""
        sign = ">" if identity.at_most else "<>"
        wrong = [
            f"SUMPRODUCT(--(ROUND({sides[0]}-({side}),6){sign}0))"
            for first, last in self._told_lines(identity)
            for sides in [["+".join(self._range(key, first, last) for key in side) for side in identity.sides]]
            for side in sides[1:]
        ]
        return f'=IF({"+".join(wrong)}=0,"成立","不成立")' if wrong else '="没有可核对的数"'

    def _told_lines(self, identity: Identity) -> list[tuple[int, int]]:
        """Runs of lines (first, last) in which every number of an identity is told."""
        keys = {key for side in identity.sides for key in side}
        runs: list[tuple[int, int]] = []
        for at, row in enumerate(self.sheet.rows, start=self.first):
            if all(isinstance(row.values.get(key), int) for key in keys):
                begun = runs.pop()[0] if runs and runs[-1][1] == at - 1 else at
                runs.append((begun, at))
        return runs

    def _range(self, key: str, first: int, last: int) -> str:
        letter = self.letters[key]
        return f"{letter}{first}:{letter}{last}"

    def _notes(self, at: int, heading: Heading) -> None:
        for number, words in enumerate(notes(self.sheet, heading), start=at + 1):
            self._write(number, 1, words, border=False, align="left", wrap=False)

    def _write(
        self,
        row: int,
        column: int,
        value: object,
        *,
        formula: bool = False,
        bold: bool = False,
        border: bool = True,
        align: str = "center",
        wrap: bool = True,
    ) -> None:
        from openpyxl.styles import Alignment, Font

        cell = self.page.cell(row, column)
        if isinstance(value, str) and not formula:
            cell._value, cell.data_type = (
                value,
                "s",
            )  # past the setter, which takes text that begins with = for a formula
        else:
            cell.value = value
        cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=wrap and border)
        if bold:
            cell.font = Font(bold=True)
        if border:
            cell.border = _border()

    def _letter(self, at: int) -> str:
        from openpyxl.utils import get_column_letter

        return str(get_column_letter(at))

    def _width(self, column: Column) -> float:
        """As wide as its longest number, in characters."""
        rows = [*self.sheet.rows, *(self.sheet.before.rows[-1:] if self.sheet.before else ())]
        longest = max((len(shown(column, row.values.get(column.key))) for row in rows), default=0)
        return max(_NARROW, longest + 2.5)

    def _heights(self, widths: Sequence[float]) -> list[float]:
        """Of the rows of the head, in points: as many lines as their words take."""
        found = [_LINE] * (self.numbers_at - _HEAD_AT)
        for box in sorted(self.boxes, key=lambda one: one.rows[1] - one.rows[0]):
            room = int((sum(widths[box.columns[0] : box.columns[1]]) - 1) // 2)
            lacking = -(-len(box.words) // room) * _LINE - sum(found[box.rows[0] : box.rows[1]])
            found[box.rows[1] - 1] += max(lacking, 0)
        return found

    def _set_up(self) -> None:
        page = self.page
        widths = [self._width(column) for column in self.sheet.columns]
        page.column_dimensions["A"].width = _WIDE
        for letter, width in zip(self.letters.values(), widths, strict=True):
            page.column_dimensions[letter].width = width
        for at, height in enumerate(self._heights(widths), start=_HEAD_AT):
            page.row_dimensions[at].height = height
        page.freeze_panes = f"B{self.first}"
        page.print_title_rows = f"{_HEAD_AT}:{self.numbers_at}"
        page.page_setup.orientation = "landscape"
        page.print_title_cols = "A:A"
        page.page_setup.paperSize = _A3 if sum(widths) > _A4_HOLDS else _A4
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.page_setup.fitToWidth = -(-round(sum(widths)) // _A3_HOLDS)
        page.page_setup.fitToHeight = 0
        page.page_margins.left = page.page_margins.right = 0.4
        page.oddFooter.center.text = "第 &P 页　共 &N 页"


def _border() -> Any:
    from openpyxl.styles import Border, Side

    return Border(*(Side(style="thin"),) * 4)


def value_of(column: Column, value: Cell) -> object:
    """A value as a cell holds it: money in its unit, a share in percent, a dash where nothing can be counted."""
    if column.how == BLANK:
        return None
    if value is None:
        return NOT_APPLICABLE
    if isinstance(value, tuple):
        if column.how == SHARE:
            return tenths(*value) / 10 if value[1] else NOT_APPLICABLE
        return shown(column, value)
    if column.money and isinstance(value, int):
        return value / (1_000_000 if column.unit == "万元" else 100)
    return value


def _check(part: Path, name: str, sheets: Sequence[Sheet]) -> None:
    """Refuse a file that does not read back with all its sheets and titles."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with part.open("rb") as stream:
            book = CalamineWorkbook.from_filelike(stream)
            titles = [book.get_sheet_by_index(at).to_python()[0][0] for at in range(len(book.sheet_names))]
    except (CalamineError, IndexError) as error:
        raise BadFile(f"“{name}”写出后读不回来，磁盘可能有问题。请换一个位置再试。") from error
    if titles != [f"{sheet.period.title}{sheet.title}" for sheet in sheets]:
        raise BadFile(f"“{name}”写出后读不回来，磁盘可能有问题。请换一个位置再试。")
