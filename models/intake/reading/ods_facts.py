"""Hidden rows and columns, merges and the extent of an .ods, from its content.xml.

Rows and cells there are run-length coded, which is also how a few hundred bytes can claim sixteen thousand
million cells.
"""

import re
from html import unescape

from models.intake.reading.archive import Archive
from models.intake.reading.facts import BookFacts, SheetFacts
from models.intake.reading.limits import refuse_many_sheets, refuse_sprawl
from models.intake.reading.workbook import Merge

_TABLE = re.compile(rb'<table:table\s[^>]*?table:name="([^"]*)"[^>]*>(.*?)</table:table>', re.DOTALL)
_ROW = re.compile(rb"<table:table-row\b([^>]*?)(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*?)(/?)>")
_COLUMN = re.compile(rb"<table:table-column\b([^>]*)>")
_ROWS_REPEATED = re.compile(rb'number-rows-repeated="(\d{1,9})"')
_COLUMNS_REPEATED = re.compile(rb'number-columns-repeated="(\d{1,9})"')
_COLUMNS_SPANNED = re.compile(rb'number-columns-spanned="(\d{1,9})"')
_ROWS_SPANNED = re.compile(rb'number-rows-spanned="(\d{1,9})"')
_HIDDEN = re.compile(rb'table:visibility="(?:collapse|filter)"')
_MAX_COLUMNS = 16_384


def ods_facts(archive: Archive) -> BookFacts:
    """Facts of every sheet. Raises BadFile when a sheet sprawls."""
    tables = _TABLE.findall(archive.read("content.xml"))
    refuse_many_sheets(len(tables))
    return BookFacts([_sheet_facts(unescape(name.decode("utf-8", "replace")), body) for name, body in tables])


def _repeats(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1


def _sheet_facts(name: str, body: bytes) -> SheetFacts:
    row, height, width = 0, 0, 0
    hidden: set[int] = set()
    merges: list[Merge] = []
    for attributes, cells in _ROW.findall(body):
        count = _repeats(_ROWS_REPEATED, attributes)
        row_width = _content_width(row, cells, merges)
        if row_width:
            height, width = row + count, max(width, row_width)
            refuse_sprawl(name, height, width)
            if _HIDDEN.search(attributes):
                hidden.update(range(row, row + count))
        row += count
    return SheetFacts(height, width, frozenset(hidden), _hidden_columns(body), frozenset(), tuple(merges))


def _content_width(row: int, cells: bytes, merges: list[Merge]) -> int:
    """Columns up to the last cell with content; merges that begin in this row are added to `merges`."""
    column, width = 0, 0
    for attributes, closed in _CELL.findall(cells):
        count = _repeats(_COLUMNS_REPEATED, attributes)
        right, down = _repeats(_COLUMNS_SPANNED, attributes), _repeats(_ROWS_SPANNED, attributes)
        if right > 1 or down > 1:
            merges.append(Merge(row, column, row + down - 1, column + right - 1))
        column += count
        if not closed or b"office:value" in attributes:
            width = column
    return width


def _hidden_columns(body: bytes) -> frozenset[int]:
    column = 0
    hidden: set[int] = set()
    for attributes in _COLUMN.findall(body):
        count = _repeats(_COLUMNS_REPEATED, attributes)
        if _HIDDEN.search(attributes):
            hidden.update(range(column, min(column + count, _MAX_COLUMNS)))
        column += count
    return frozenset(hidden)
