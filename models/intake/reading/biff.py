"""The workbook stream of an .xls (MS-XLS): checked record by record, with the facts calamine leaves out.

calamine reserves memory by counts that stand in the stream and stops the whole process when there is not
enough, so every such count is compared here with what the stream can hold.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from models.intake.reading.archive import locked
from models.intake.reading.facts import BookFacts, SheetFacts
from models.intake.reading.limits import refuse_many_sheets, refuse_sprawl
from models.intake.reading.ole import damaged

_EOF, _FILE_PASS, _DATE_MODE, _BOUND_SHEET, _STRINGS = 0x0A, 0x2F, 0x22, 0x85, 0xFC
_NAME, _STYLE = 0x18, 0xE0
_DIMENSIONS, _ROW, _COLUMN, _MERGES, _MULTIPLE = 0x200, 0x208, 0x7D, 0xE5, 0xBD
_SHORTEST = {
    0x0006: 20,
    0x0203: 14,
    0x0204: 8,
    0x0205: 8,
    0x027E: 10,
    0x00FD: 10,
    _MULTIPLE: 12,
    0x0017: 2,
    _NAME: 15,
    0x0022: 2,
    0x0042: 2,
    0x0809: 4,
    _STYLE: 4,
    0x041E: 5,
    0x0207: 4,
    _BOUND_SHEET: 8,
    _STRINGS: 8,
    _ROW: 16,
    _COLUMN: 10,
    _MERGES: 2,
    _FILE_PASS: 2,
}
"""Fewest bytes of each record that calamine or this module looks into."""
_CELLS = frozenset({0x0006, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, _MULTIPLE})
_WIDTH = 256


@dataclass
class _Found:
    height: int = 0
    width: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def checked(found: bytes) -> tuple[bytes, BookFacts]:
    """The stream as calamine may have it, and the facts of every sheet.

    DIMENSIONS records are emptied: they are often wrong, and memory is reserved by them.
    Raises BadFile for a password, for damage and for sprawl.
    """
    stream = bytearray(found)
    date_1904 = False
    places: list[int] = []
    for kind, at, size in _records(stream, 0):
        if kind == _FILE_PASS:
            raise locked()
        if kind == _DATE_MODE:
            date_1904 = stream[at] == 1
        elif kind == _BOUND_SHEET:
            places.append(struct.unpack_from("<I", stream, at)[0])
        elif kind == _STRINGS:
            _refuse_more(struct.unpack_from("<I", stream, at + 4)[0], len(stream) // 3)
        elif kind == _NAME:
            _refuse_more(struct.unpack_from("<H", stream, at + 4)[0], size - 14)
    refuse_many_sheets(len(places))
    facts = [_sheet_facts(stream, place, f"第{number}张") for number, place in enumerate(places, 1)]
    return bytes(stream), BookFacts(facts, date_1904)


def without_formats(checked_stream: bytes) -> bytes:
    """The stream with every cell style set to the general number format."""
    stream = bytearray(checked_stream)
    for kind, at, _ in _records(stream, 0):
        if kind == _STYLE:
            stream[at + 2 : at + 4] = b"\x00\x00"
    return bytes(stream)


def _records(stream: bytearray, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and size of each record's body up to the end of the substream that begins at `at`."""
    unpack, end, shortest = struct.Struct("<HH").unpack_from, len(stream), _SHORTEST.get
    while at + 4 <= end:
        kind, size = unpack(stream, at)
        at += 4
        if at + size > end or size < shortest(kind, 0):
            raise damaged()
        yield kind, at, size
        if kind == _EOF:
            return
        at += size
    raise damaged()


def _sheet_facts(stream: bytearray, place: int, name: str) -> SheetFacts:
    found = _Found()
    unpack = struct.Struct("<HH").unpack_from
    for kind, at, size in _records(stream, place):
        if kind in _CELLS:
            row, column = unpack(stream, at)
            if kind == _MULTIPLE:
                column = _last_column(stream, at, size, column)
            if row >= found.height:
                found.height = row + 1
            if column >= found.width:
                found.width = column + 1
        else:
            _note(stream, kind, at, size, found)
    if found.width > _WIDTH:
        raise damaged()
    refuse_sprawl(name, found.height, found.width)
    return SheetFacts(found.height, found.width, frozenset(found.hidden_rows), frozenset(found.hidden_columns))


def _last_column(stream: bytearray, at: int, size: int, first: int) -> int:
    last: int = struct.unpack_from("<H", stream, at + size - 2)[0]
    if size != 6 + 6 * (last - first + 1):
        raise damaged()
    return last


def _note(stream: bytearray, kind: int, at: int, size: int, found: _Found) -> None:
    """Take down what one record that is not a cell says."""
    if kind == _ROW:
        row, flags = struct.unpack_from("<H10xH", stream, at)
        if flags & 0x20:
            found.hidden_rows.add(row)
    elif kind == _COLUMN:
        first, last, flags = struct.unpack_from("<HH4xH", stream, at)
        if flags & 1:
            found.hidden_columns.update(range(first, min(last, _WIDTH - 1) + 1))
    elif kind == _DIMENSIONS:
        stream[at : at + size] = bytes(size)
    elif kind == _MERGES:
        _refuse_more(struct.unpack_from("<H", stream, at)[0], (size - 2) // 8)


def _refuse_more(claimed: int, possible: int) -> None:
    if claimed > possible:
        raise damaged()
