"""Builders of spreadsheet files as bytes, for formats and damages that no office program writes on purpose."""

import io
import struct
import zipfile
from collections.abc import Sequence

from openpyxl import Workbook

from models.intake.reading.ole import container

PERSON = ["张三", "男", "1990.05"]
HEADER = ["姓名", "性别", "出生年月"]


def xlsx(rows: Sequence[Sequence[object]], title: str = "名单", **merges: str) -> bytes:
    """An .xlsx with one sheet; merges by any name."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for span in merges.values():
        sheet.merge_cells(span)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of an openpyxl workbook."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_entry(data: bytes, name: str, change) -> bytes:
    """A zip with one entry changed by a function of its bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in source.namelist():
            content = source.read(entry)
            copy.writestr(entry, change(content) if entry == name else content)
    return target.getvalue()


def zipped(**entries: bytes) -> bytes:
    """A zip of these entries; '__' in a name stands for a slash and '_dot_' for a dot."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name, content in entries.items():
            copy.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return target.getvalue()


def record(kind: int, body: bytes = b"") -> bytes:
    """One BIFF record."""
    return struct.pack("<HH", kind, len(body)) + body


def biff(*cells: bytes, before: Sequence[bytes] = ()) -> bytes:
    """A workbook stream with one sheet of these records."""
    start = record(0x0809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + b"".join(before)
    name = "名单".encode("utf-16-le")
    sheet_entry = 4 + 8 + len(name)
    place = len(start) + sheet_entry + 4
    start += record(0x85, struct.pack("<IBBBB", place, 0, 0, 2, 1) + name) + record(0x0A)
    sheet = record(0x0809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    return start + sheet + b"".join(cells) + record(0x0A)


def biff_text(row: int, column: int, text: str) -> bytes:
    """A LABEL record."""
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def biff_number(row: int, column: int, number: float) -> bytes:
    """A NUMBER record."""
    return record(0x0203, struct.pack("<HHHd", row, column, 0, number))


def xls(*cells: bytes, before: Sequence[bytes] = ()) -> bytes:
    """An .xls with one sheet of these records."""
    return container("Workbook", biff(*cells, before=before))


def _xlsb_record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind & 0x7F | 0x80, kind >> 7]) if kind > 127 else bytes([kind])
    size = len(body)
    sizes = b""
    while True:
        sizes += bytes([size & 0x7F | (0x80 if size > 127 else 0)])
        size >>= 7
        if not size:
            return head + sizes + body


def _xlsb_text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(rows: Sequence[Sequence[str]], hidden: frozenset[int] = frozenset(), date_1904: bool = False) -> bytes:
    """An .xlsb with one sheet of inline texts; the first two cells of the last row are merged."""
    book = _xlsb_record(131) + _xlsb_record(153, struct.pack("<III", int(date_1904), 0, 0))
    bundle = struct.pack("<II", 0, 1) + _xlsb_text("rId1") + _xlsb_text("名单")
    book += _xlsb_record(143) + _xlsb_record(156, bundle) + _xlsb_record(144) + _xlsb_record(132)
    width = max(map(len, rows))
    sheet = _xlsb_record(129) + _xlsb_record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1))
    sheet += _xlsb_record(145)
    for number, row in enumerate(rows):
        flags = 0x10 if number in hidden else 0
        sheet += _xlsb_record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, flags, 0, 0))
        for column, text in enumerate(row):
            sheet += _xlsb_record(6, struct.pack("<II", column, 0) + _xlsb_text(text))
    last = len(rows) - 1
    sheet += _xlsb_record(146) + _xlsb_record(177, struct.pack("<I", 1))
    sheet += _xlsb_record(176, struct.pack("<IIII", last, last, 0, 1)) + _xlsb_record(178) + _xlsb_record(130)
    relation = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
        b' Target="worksheets/sheet1.bin"/></Relationships>'
    )
    return zipped(
        _Content_Types_=b"<Types/>",
        xl__workbook_dot_bin=book,
        xl___rels__workbook_dot_bin_dot_rels=relation,
        xl__worksheets__sheet1_dot_bin=sheet,
    )
