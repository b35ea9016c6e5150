"""Binary and zipped spreadsheets (.xls .et .xlsx .xlsm .xlsb .ods): cells by calamine, the rest by us.

The file is checked before calamine sees it; whatever calamine still stumbles over ends as BadFile.
"""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from models.core.errors import BadFile
from models.intake.reading import archive, biff, ole
from models.intake.reading.archive import Archive, Spreadsheet
from models.intake.reading.facts import BookFacts, SheetFacts
from models.intake.reading.ods_facts import ods_facts
from models.intake.reading.workbook import Cell, Merge, Row, Sheet, rectangular
from models.intake.reading.xlsb_facts import xlsb_facts
from models.intake.reading.xlsx_facts import xlsx_facts

_FACTS = {Spreadsheet.XLSX: xlsx_facts, Spreadsheet.XLSB: xlsb_facts, Spreadsheet.ODS: ods_facts}
_SAVE_AS_XLSX = "请用 WPS 或 Excel 打开，另存为 .xlsx 后再导入。"


def read_zipped(data: bytes) -> tuple[str, list[Sheet]]:
    """Format and sheets of a zipped spreadsheet. Raises BadFile."""
    found = Archive(data)
    facts = _FACTS[found.kind](found)
    try:
        return found.kind.value, _read(data, facts)
    except OverflowError:
        return found.kind.value, _read_plain(found.without_durations(), facts)


def read_ole(data: bytes) -> list[Sheet]:
    """Sheets of an .xls or of another program's workbook in the same dress. Raises BadFile."""
    compound = ole.CompoundFile(data)
    if "EncryptedPackage" in compound.names:
        raise archive.locked()
    stream = compound.stream("Workbook", "WORKBOOK", "Book", "BOOK")
    if stream is None:
        raise _foreign(compound.names)
    checked, facts = biff.checked(stream)
    try:
        return _read(ole.container("Workbook", checked), facts)
    except OverflowError:
        return _read_plain(ole.container("Workbook", biff.without_formats(checked)), facts)


def _foreign(names: set[str]) -> BadFile:
    if "WordDocument" in names:
        return BadFile("这是 Word 文档，不是表格；请把其中的名单复制到 Excel 里再导入。")
    if "PowerPoint Document" in names:
        return BadFile("这是演示文稿，不是表格。")
    return BadFile(f"这个文件（可能是 WPS 的 .et 格式）程序读不了，{_SAVE_AS_XLSX}")


def _read_plain(data: bytes, facts: BookFacts) -> list[Sheet]:
    """Read again without the formats that made calamine take a long number for hours and minutes."""
    try:
        return _read(data, facts)
    except OverflowError as error:
        raise archive.damaged() from error


@contextmanager
def _without_panic_noise() -> Iterator[None]:
    """A Rust panic writes its stack to the error stream before it can be caught; nobody needs to see that."""
    try:
        kept = os.dup(2)
    except OSError:
        # A windowed program has no error stream.
        yield
        return
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        sys.stderr.flush()
        os.dup2(sink, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(sink)


def _read(data: bytes, facts: BookFacts) -> list[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

    try:
        with _without_panic_noise(), CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return [
                _sheet(book, number, entry, facts)
                for number, entry in enumerate(book.sheets_metadata)
                if entry.typ == SheetTypeEnum.WorkSheet
            ]
    except PasswordError as error:
        raise archive.locked() from error
    except OverflowError:
        raise
    except (CalamineError, OSError, ValueError) as error:
        raise archive.damaged() from error
    except BaseException as error:
        # A Rust panic derives from BaseException and has no importable class.
        if type(error).__name__ != "PanicException":
            raise
        raise archive.damaged() from error


def _sheet(book: Any, number: int, entry: Any, facts: BookFacts) -> Sheet:
    from concurrent.futures import ThreadPoolExecutor

    from python_calamine import SheetVisibleEnum

    with ThreadPoolExecutor(1) as beside:
        # Calamine parses without Python: what is left to find out about the sheet costs no time meanwhile.
        gathered = beside.submit(facts.sheet, number)
        found = book.get_sheet_by_index(number)
        known = gathered.result()
    rows = rectangular(_rows(found))
    return Sheet(
        name=entry.name,
        rows=rows,
        merges=_merges(found, known),
        hidden=entry.visible != SheetVisibleEnum.Visible,
        hidden_rows=known.hidden_rows,
        hidden_columns=known.hidden_columns,
        unanswered=known.unanswered,
        date_1904=facts.date_1904,
    )


def _rows(found: Any) -> list[Row]:
    """All rows from the first of the sheet on, empty ones in front included."""
    rows: list[list[Cell]] = found.to_python(skip_empty_area=False)
    return rows


def _merges(found: Any, known: SheetFacts) -> tuple[Merge, ...]:
    if known.merges is not None:
        return known.merges
    ranges = found.merged_cell_ranges or []
    return tuple(Merge(top, left, bottom, right) for (top, left), (bottom, right) in ranges)
