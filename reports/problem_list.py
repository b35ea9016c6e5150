"""问题清单.xlsx: the rosters as they came, with the bad cells coloured and the reason beside them.

Goes back to the village that sent the roster, so it keeps her rows and columns where they stand. Reads a plan and
writes nothing but the file.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from models.core.files import write_whole
from models.intake.plan import Plan, PlanRow, SheetPlan, Verdict, raw_texts
from models.intake.problems import OURS, CellProblem

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

REASON_HEADER = "问题说明（请改正后重新报送）"
_NOTHING_WRONG = "没有发现问题。"
_BAD, _WHOLE_ROW, _REASON = "FFFFC7CE", "FFFFEB9C", "FF9C0006"
_ROW_VERDICTS = (Verdict.CONFLICT, Verdict.REFUSED)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME, _LONGEST_TEXT = 31, 32_767
_WIDEST, _REASON_WIDTH = 30, 60


def write_problem_list(plan: Plan, target: Path) -> int:
    """Write the list of an import's problems; returns how many rows have one. Raises CannotWrite."""
    from openpyxl import Workbook

    book = Workbook()
    del book[book.sheetnames[0]]
    count = 0
    for sheet in plan.sheets:
        bad = [row for row in sheet.rows if _theirs(row) or row.verdict in _ROW_VERDICTS]
        if bad:
            _write_sheet(book.create_sheet(_name(book, sheet)), sheet, bad)
            count += len(bad)
    if not count:
        put_text(book.create_sheet("问题清单").cell(1, 1), _NOTHING_WRONG)

    def save(stream: BinaryIO) -> None:
        book.save(stream)

    write_whole(target, save, _opens_again)
    return count


def _theirs(row: PlanRow) -> list[CellProblem]:
    """The findings that the sender can mend."""
    return [problem for problem in row.problems if problem.code not in OURS]


def put_text(cell: Any, text: str) -> None:
    """Text into a cell so that it stays text in every program, whatever it begins with."""
    cell.value = _NOT_IN_XML.sub("", text)[:_LONGEST_TEXT]
    cell.data_type = "s"
    cell.number_format = "@"
    if text[:1] in tuple("=+-@"):
        cell.quotePrefix = True


def _opens_again(path: Path) -> None:
    from openpyxl import load_workbook

    with path.open("rb") as stream:
        load_workbook(stream, read_only=True).close()


def _name(book: "Workbook", sheet: SheetPlan) -> str:
    """A sheet name that spreadsheets allow and that is not used yet."""
    plain = _NOT_IN_NAMES.sub("", _NOT_IN_XML.sub("", sheet.sheet.name or Path(sheet.file).stem)) or "名单"
    name = plain[:_LONGEST_NAME]
    number = 2
    while name.casefold() in {taken.casefold() for taken in book.sheetnames}:
        tail = f"（{number}）"
        name = plain[: _LONGEST_NAME - len(tail)] + tail
        number += 1
    return name


def _write_sheet(page: "Worksheet", sheet: SheetPlan, bad: list[PlanRow]) -> None:
    _write_cells(page, sheet)
    beside = sheet.sheet.width + 1
    _write_reason_headers(page, sheet, beside)
    for row in bad:
        _mark(page, row, beside)
    _lay_out(page, sheet, beside)


def _write_cells(page: "Worksheet", sheet: SheetPlan) -> None:
    from openpyxl.styles import Alignment, Border, Side

    thin = Side(style="thin", color="FFBFBFBF")
    framed, centred = Border(thin, thin, thin, thin), Alignment(vertical="center")
    first = sheet.tables[0].header_rows[0]
    for number, row in enumerate(sheet.sheet.rows, 1):
        for column, text in enumerate(raw_texts(row), 1):
            cell = page.cell(number, column)
            if text:
                put_text(cell, text)
                cell.alignment = centred
            if number >= first:
                cell.border = framed


def _write_reason_headers(page: "Worksheet", sheet: SheetPlan, beside: int) -> None:
    from openpyxl.styles import Font

    for table in sheet.tables:
        head = page.cell(table.header_rows[-1], beside)
        put_text(head, REASON_HEADER)
        head.font = Font(bold=True, color=_REASON)
        for number in table.header_rows:
            for column in table.columns:
                page.cell(number, column.index + 1).font = Font(bold=True)


def _mark(page: "Worksheet", row: PlanRow, beside: int) -> None:
    """Colour the bad cells of a row, or its first one where the row as a whole is meant, and say why."""
    from openpyxl.styles import Alignment, Font, PatternFill

    bad, whole = PatternFill("solid", fgColor=_BAD), PatternFill("solid", fgColor=_WHOLE_ROW)
    places = {problem.index + 1 for problem in _theirs(row) if problem.index >= 0}
    for column in places or {1}:
        page.cell(row.key.number, column).fill = bad if places else whole
    reason = page.cell(row.key.number, beside)
    earlier = f"{reason.value}\n" if reason.value else ""
    put_text(reason, earlier + _reasons(row))
    reason.font = Font(color=_REASON)
    reason.alignment = Alignment(wrap_text=True, vertical="top")


def _reasons(row: PlanRow) -> str:
    """Every finding of a row, each named after its column."""
    theirs = _theirs(row)
    said = [f"{problem.column}：{problem.message}" if problem.column else problem.message for problem in theirs]
    messages = {problem.message for problem in theirs}
    if row.verdict in _ROW_VERDICTS and row.reason not in messages:
        said.append(row.reason)
    return "\n".join(dict.fromkeys(said))


def _lay_out(page: "Worksheet", sheet: SheetPlan, beside: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for merge in sheet.sheet.merges:
        if merge.top < len(sheet.sheet.rows) and merge.right < sheet.sheet.width:
            page.merge_cells(
                start_row=merge.top + 1,
                end_row=merge.bottom + 1,
                start_column=merge.left + 1,
                end_column=merge.right + 1,
            )
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.fitToHeight = 0
    first = sheet.tables[0].header_rows[-1]
    page.freeze_panes = f"A{first + 1}"
    for column in range(1, beside):
        letter = get_column_letter(column)
        page.column_dimensions[letter].width = _width(sheet, column - 1)
    page.column_dimensions[get_column_letter(beside)].width = _REASON_WIDTH


def _width(sheet: SheetPlan, column: int) -> float:
    """A width by the longest text in the first rows; Han characters take two places."""
    texts = [str(row[column]) for row in sheet.sheet.rows[sheet.tables[0].header_rows[0] - 1 :][:60]]
    longest = max((sum(2 if char > "\u2e7f" else 1 for char in text) for text in texts), default=6)
    return float(min(max(longest + 2, 6), _WIDEST))
