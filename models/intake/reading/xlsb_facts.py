"""Hidden rows and columns, merges, the 1904 flag and the extent of an .xlsb, from its records (MS-XLSB)."""

import posixpath
import re
import struct
from collections.abc import Iterator

from models.intake.reading.archive import Archive, damaged
from models.intake.reading.facts import BookFacts, SheetFacts
from models.intake.reading.limits import refuse_many_sheets, refuse_sprawl
from models.intake.reading.workbook import Merge

_ROW_HEADER, _MERGE, _COLUMN, _SHEET, _BOOK_PROPERTIES = 0, 176, 60, 156, 153
_CELLS = frozenset(range(2, 12))
_RELATIONSHIP = re.compile(rb"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb'\b(Id|Target)="([^"]*)"')


def xlsb_facts(archive: Archive) -> BookFacts:
    """Facts of every sheet. Raises BadFile when records do not fit or a sheet sprawls."""
    targets = _targets(archive.read("xl/_rels/workbook.bin.rels"))
    date_1904 = False
    sheets: list[tuple[str, str]] = []
    for kind, data in _records(archive.read("xl/workbook.bin")):
        if kind == _BOOK_PROPERTIES and data:
            date_1904 = bool(data[0] & 1)
        elif kind == _SHEET:
            sheets.append(_sheet(data))
    refuse_many_sheets(len(sheets))
    facts = [_sheet_facts(name, archive.read(targets.get(link, ""))) for link, name in sheets]
    return BookFacts(facts, date_1904)


def _targets(relations: bytes) -> dict[str, str]:
    found = {}
    for tag in _RELATIONSHIP.findall(relations):
        attributes = {key: text.decode("utf-8", "replace") for key, text in _ATTRIBUTE.findall(tag)}
        target = attributes.get(b"Target", "")
        entry = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        found[attributes.get(b"Id", "")] = entry
    return found


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at, end = 0, len(data)
    while at < end:
        kind, at = _number(data, at, 2)
        size, at = _number(data, at, 4)
        if at + size > end:
            raise damaged()
        yield kind, data[at : at + size]
        at += size


def _number(data: bytes, at: int, longest: int) -> tuple[int, int]:
    """A record's kind or size: seven bits a byte, the high bit says that more follow."""
    value = 0
    for place in range(longest):
        if at >= len(data):
            raise damaged()
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            break
    return value, at


def _sheet(data: bytes) -> tuple[str, str]:
    """Relation id and name of a BrtBundleSh record."""
    texts, at = [], 8
    for _ in range(2):
        if at + 4 > len(data):
            raise damaged()
        (length,) = struct.unpack_from("<I", data, at)
        texts.append(data[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace"))
        at += 4 + 2 * length
    return texts[0], texts[1]


def _sheet_facts(name: str, data: bytes) -> SheetFacts:
    row, height, width = 0, 0, 0
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    merges: list[Merge] = []
    try:
        for kind, body in _records(data):
            if kind in _CELLS:
                height, width = max(height, row + 1), max(width, struct.unpack_from("<I", body)[0] + 1)
            elif kind == _ROW_HEADER:
                row = struct.unpack_from("<I", body)[0]
                if body[11] & 0x10:
                    hidden_rows.add(row)
            elif kind == _COLUMN and struct.unpack_from("<H", body, 16)[0] & 1:
                first, last = struct.unpack_from("<II", body)
                hidden_columns.update(range(first, min(last, 16_383) + 1))
            elif kind == _MERGE:
                top, bottom, left, right = struct.unpack_from("<IIII", body)
                merges.append(Merge(top, left, bottom, right))
    except (struct.error, IndexError) as error:
        raise damaged() from error
    refuse_sprawl(name, height, width)
    return SheetFacts(height, width, frozenset(hidden_rows), frozenset(hidden_columns), frozenset(), tuple(merges))
