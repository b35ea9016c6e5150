"""Whether what another office says is a filled return is one: of the shape that pages, papers and sums rely on.

Judges shape alone; what the numbers say is that office's business. Reads no records.
"""

from collections.abc import Mapping
from typing import Any

from models.core.errors import KnownError
from models.statistics.forms import BLANK, RATIO, SHARE, Column
from models.statistics.sheet import HIDDEN, TOTAL, Cell, Checked, Row, Sheet, from_plain
from models.statistics.subjects import CHANNEL, NONE, TOWNSHIP, UNIT

_LARGEST = 1 << 53
_MOST_COLUMNS, _MOST_ROWS, _MOST_HEADS, _LONGEST = 400, 5000, 6, 500


def as_sheet(content: Any) -> Sheet | None:
    """The sheet, or None where the content is no sheet."""
    try:
        sheet = from_plain(content)
        sound = _is_sheet(sheet) and (sheet.before is None or (_is_sheet(sheet.before) and sheet.before.before is None))
    except (KnownError, KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError):
        return None
    return sheet if sound else None


def is_frozen(told: Mapping[str, Any], content: Any) -> bool:
    """Whether the content is the sheet of a return that was handed out; `told`: what its record says of it."""
    sheet = as_sheet(content)
    if sheet is None:
        return False
    said = (sheet.key, sheet.title, sheet.period.key, sheet.by, sheet.cut_off.isoformat())
    return said == tuple(told.get(name) for name in ("key", "title", "period", "by_rows", "cut_off"))


def _is_sheet(sheet: Sheet) -> bool:
    keys = [column.key for column in sheet.columns]
    texts = (sheet.key, sheet.title, sheet.by, sheet.row_title, *sheet.notes)
    return (
        _are_texts(*texts)
        and sheet.by in (UNIT, CHANNEL, TOWNSHIP, NONE)
        and 0 < len(keys) == len(set(keys)) <= _MOST_COLUMNS
        and all(_is_column(column, set(keys)) for column in sheet.columns)
        and 0 < len(sheet.rows) <= _MOST_ROWS
        and sheet.rows[-1].key == TOTAL
        and all(_is_row(row, sheet.columns) for row in sheet.rows)
        and all(map(_is_checked, sheet.checks))
        and _are_bands(sheet)
    )


def _is_column(column: Column, keys: set[str]) -> bool:
    lists = isinstance(column.heads, tuple) and isinstance(column.parts, tuple)
    texts = lists and _are_texts(column.key, column.title, column.unit, column.how, *column.heads, *column.parts)
    known = (
        texts
        and len(column.heads) <= _MOST_HEADS
        and set(column.parts) <= keys
        and len(column.parts) >= (2 if column.how in (SHARE, RATIO) else 0)
    )
    return known and _is_number(column.number) and column.number > 0 and type(column.protected) is bool


def _is_row(row: Row, columns: tuple[Column, ...]) -> bool:
    if not _are_texts(row.key, row.title) or row.values.keys() != {column.key for column in columns}:
        return False
    return all(_is_cell(column, row.values[column.key]) for column in columns)


def _is_cell(column: Column, value: Cell) -> bool:
    if value is None or column.how == BLANK:
        return value is None
    if isinstance(value, str):
        return value == HIDDEN
    if column.how in (SHARE, RATIO):
        members = len(column.parts) if column.how == RATIO else 2
        return isinstance(value, tuple) and len(value) == members and all(map(_is_number, value))
    return _is_number(value)


def _is_checked(check: Checked) -> bool:
    broken = isinstance(check.broken, tuple) and all(len(one) == 2 for one in check.broken)
    return (
        _are_texts(check.words)
        and broken
        and all(_are_texts(title) and all(map(_is_number, sums)) for title, sums in check.broken)
    )


def _are_bands(sheet: Sheet) -> bool:
    bands = getattr(sheet, "bands", {})
    return all(
        _are_texts(name)
        and all(len(band) == 2 and all(end is None or _is_number(end) for end in band) for band in told)
        for name, told in bands.items()
    )


def _is_number(value: Any) -> bool:
    return type(value) is int and abs(value) <= _LARGEST


def _are_texts(*values: Any) -> bool:
    return all(type(value) is str and len(value) <= _LONGEST and _can_be_written(value) for value in values)


def _can_be_written(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
