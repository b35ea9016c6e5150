"""Rosters and summaries as xlsx: one sheet, headers in the first line, every text a text.

Owns how a workbook is written, all or nothing; which columns there are and what a value looks like in a cell is said by
the fields of the records. A text that begins with = + - @ stays text. Numbers that are names are cells of format @.
"""

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from models.core.database import DB
from models.core.errors import BadFile, KnownError
from models.core.fields import (
    CodeField,
    FlagField,
    IdNumberField,
    Kind,
    LinkField,
    NameField,
    ParagraphField,
    PartialDateField,
    PhoneField,
)
from models.core.files import write_whole
from models.core.progress import Progress, Silent
from models.people.lists import PersonFilter, person_ids
from models.people.roster import COLUMNS, MEMBERSHIP, PERSON, STAGE, RosterColumn
from models.recommendation.records import Batch
from reports.forms.facts import long_day
from reports.forms.tables import batch_members, summary, summary_facts
from reports.paper.form import text_of
from reports.paper.register import NUMBER

BLOCK = 1000
Row = Sequence[object]
ToCell = Callable[[Any], object]
_Cells = list[tuple[int, str, ToCell]]
_A4 = 9
_LONGEST, _CUT = 32_767, "（余略）"
_CONTROL = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")
_WIDTHS: tuple[tuple[type, float], ...] = (
    (IdNumberField, 20.0),
    (PhoneField, 15.0),
    (NameField, 12.0),
    (ParagraphField, 36.0),
    (PartialDateField, 12.0),
    (CodeField, 11.0),
    (FlagField, 8.0),
)


class Sheet(NamedTuple):
    """A sheet's name, headers and widths; `above` stands over every printed page."""

    name: str
    headers: list[str]
    widths: list[float]
    above: str = ""
    fits_width: bool = False


def export_roster(path: Path, ids: Sequence[int] | None = None, progress: Progress | None = None) -> int:
    """Write the roster of these persons, or of all in pinyin order; how many. Raises CannotWrite, Cancelled."""
    wanted: Sequence[int] = person_ids(PersonFilter()) if ids is None else array("q", ids)
    headers = [column.label for column in COLUMNS]
    widths = [_width(column.label, column.kind) for column in COLUMNS]
    return write_sheet(path, Sheet("花名册", headers, widths), _roster_rows(wanted, progress or Silent()))


def export_summary(path: Path, batch: Batch, moment: datetime) -> int:
    """Write the 推优汇总表 of a batch; how many persons. Raises CannotWrite, KnownError for an empty batch."""
    found = batch_members(batch)
    if not found:
        raise KnownError(f"批次{batch.called()}里还没有推荐对象，没有可汇总的内容。")
    columns = summary(batch.channel, batch.target).columns
    rows = summary_facts(batch, found, moment)["rows"]
    assert isinstance(rows, list)
    lines = (
        [number if column.key == NUMBER else text_of(row.get(column.key)) or None for column in columns]
        for number, row in enumerate(rows, start=1)
    )
    headers = [column.group + column.label.replace("\n", "") for column in columns]
    widths = [max(column.width / 2, 2.2 * len(words) + 1, 7.0) for column, words in zip(columns, headers, strict=True)]
    title = f"{batch.title}推优汇总表　{long_day(moment.date())}"
    return write_sheet(path, Sheet("推优汇总表", headers, widths, title, fits_width=True), lines)


def _width(label: str, kind: Kind | LinkField) -> float:
    """Width in characters of the sheet's standard digits; a Han character takes two."""
    wish = next((width for cls, width in _WIDTHS if isinstance(kind, cls)), 32.0 if kind.wide else 14.0)
    return max(wish, 2.0 * len(label) + 2)


def _roster_rows(ids: Sequence[int], progress: Progress) -> Iterator[list[object]]:
    """Rows in the order of the ids, a block of persons with three queries at a time."""
    readers = [(column, _memo(column.kind)) for column in COLUMNS]
    own = [(at, column.field, to_cell) for at, (column, to_cell) in enumerate(readers) if column.source == PERSON]
    others: dict[tuple[str, str], _Cells] = {}
    for at, (column, to_cell) in enumerate(readers):
        if column.source != PERSON:
            others.setdefault((column.source, column.part), []).append((at, column.field, to_cell))
    places = _places()
    for start in range(0, len(ids), BLOCK):
        progress.step("写花名册", start, len(ids))
        block = ids[start : start + BLOCK]
        found: dict[int, list[Any]] = {number: [None] * len(COLUMNS) for number in block}
        _fill_own(found, block, own, places)
        _fill_others(found, block, others)
        yield from (row for row in found.values() if row[0] is not None)


def _fill_own(found: dict[int, list[Any]], block: Sequence[int], own: _Cells, places: dict[int, str]) -> None:
    names = ",".join(f'"{_column_name(COLUMNS[at])}"' for at, _, _ in own)
    for number, *values in _select(f"SELECT id, {names} FROM person WHERE id IN", block):
        row = found[number]
        for (at, field, to_cell), value in zip(own, values, strict=True):
            if value is not None:
                row[at] = places.get(value) if field == "village" else to_cell(value)


def _fill_others(found: dict[int, list[Any]], block: Sequence[int], others: dict[tuple[str, str], _Cells]) -> None:
    for source, part_name, table, order in (
        (MEMBERSHIP, "kind_of_body", "membership", "left_on IS NULL, id"),
        (STAGE, "stage", "party_stage", "id"),
    ):
        fields = sorted({field for (kind, _), cells in others.items() if kind == source for _, field, _ in cells})
        sql = f"SELECT person_id, {part_name}, {','.join(fields)} FROM {table} WHERE person_id IN"
        for number, part, *values in _select(sql, block, f" ORDER BY {order}"):
            known = dict(zip(fields, values, strict=True))
            for at, field, to_cell in others.get((source, part), ()):
                value = known[field]
                found[number][at] = None if value is None else to_cell(value)


def _select(sql: str, block: Sequence[int], tail: str = "") -> Iterable[Any]:
    marks = ",".join("?" * len(block))
    rows: Iterable[Any] = DB.execute_sql(f"{sql} ({marks}){tail}", tuple(block))
    return rows


def _column_name(column: RosterColumn) -> str:
    return str(column.kind.column_name)


def _places() -> dict[int, str]:
    return dict(DB.execute_sql("SELECT id, name FROM unit").fetchall())


def _memo(kind: Kind | LinkField) -> ToCell:
    """The kind's `to_cell` for stored values, remembering what it has converted: rosters repeat themselves."""
    if isinstance(kind, LinkField):
        return lambda value: value
    known: dict[Any, object] = {}

    def convert(stored: Any) -> object:
        if stored not in known:
            if len(known) > 50_000:
                known.clear()
            known[stored] = kind.to_cell(kind.python_value(stored))  # type: ignore[no-untyped-call]
        return known[stored]

    return convert


def write_sheet(path: Path, sheet: Sheet, rows: Iterable[Row]) -> int:
    """Write one sheet and read it back before it takes its name; how many rows."""
    written = 0

    def write(stream: BinaryIO) -> None:
        nonlocal written
        written = _fill_book(stream, sheet, rows)

    write_whole(path, write, lambda part: _check(part, path.name, sheet.headers[0], written))
    return written


def _fill_book(stream: BinaryIO, sheet: Sheet, rows: Iterable[Row]) -> int:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.creator = "群团工作台"
    page = book.create_sheet(sheet.name)
    _set_up(page, sheet)
    try:
        page.append(_head(page, sheet.headers))
        count = _append_rows(page, rows, len(sheet.headers))
        book.save(stream)
    except BaseException:
        _give_up(page)
        raise
    return count


def _append_rows(page: Any, rows: Iterable[Row], width: int) -> int:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    # One styled cell a column is filled anew for every row: making cells costs more than writing them.
    cells: list[Any] = []
    for _ in range(width):
        cell = WriteOnlyCell(page)
        cell.number_format, cell.alignment = "@", Alignment(vertical="center")
        cells.append(cell)
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007  (what is left of it is the answer)
        page.append([None if value is None else _filled(cell, value) for cell, value in zip(cells, row, strict=True)])
    return count


def _give_up(page: Any) -> None:
    """Close a half-written sheet and remove openpyxl's temporary file, which would keep the rows until the end."""
    from openpyxl.utils.exceptions import WorkbookAlreadySaved
    from openpyxl.worksheet._writer import ALL_TEMP_FILES

    # The library says "saved already" when it was the saving that the disk broke off.
    with suppress(OSError, ValueError, StopIteration, WorkbookAlreadySaved):
        page.close()
    if page._writer is not None and page._writer.out in ALL_TEMP_FILES:
        page._writer.cleanup()


def _filled(cell: Any, value: object) -> Any:
    """The cell with its value; past openpyxl's own setter, which takes text that begins with = for a formula."""
    if isinstance(value, str):
        cell._value, cell.data_type = readable(value), "s"
    else:
        cell._value, cell.data_type = value, "n"
    return cell


def readable(text: str) -> str:
    """The text as a sheet may hold it: no control characters, no longer than a cell takes."""
    plain = _CONTROL.sub("", text)
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - len(_CUT)] + _CUT


def _set_up(page: Any, sheet: Sheet) -> None:
    """Widths, the frozen header, landscape paper with the header on every page and page numbers."""
    from openpyxl.utils import get_column_letter

    for at, width in enumerate(sheet.widths, start=1):
        page.column_dimensions[get_column_letter(at)].width = width
    page.freeze_panes = "B2"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = _A4
    if sheet.fits_width:
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.page_setup.fitToHeight = 0
    else:
        page.print_title_cols = "A:A"
    page.oddFooter.center.text = "第 &P 页　共 &N 页"
    if sheet.above:
        page.oddHeader.center.text = sheet.above


def _head(page: Any, headers: Sequence[str]) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    made = []
    for words in headers:
        cell = WriteOnlyCell(page, words)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="F0EEE9")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = Border(*(Side(style="thin"),) * 4)
        made.append(cell)
    return made


def _check(part: Path, name: str, first: str, count: int) -> None:
    """Refuse a file that does not read back with its header and all its rows."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with part.open("rb") as stream:
            rows = CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0).to_python()
    except CalamineError as error:
        raise BadFile(f"“{name}”写出后读不回来，磁盘可能有问题。请换一个位置再试。") from error
    if len(rows) != count + 1 or rows[0][0] != first:
        raise BadFile(f"“{name}”写出后读不回来，磁盘可能有问题。请换一个位置再试。")
