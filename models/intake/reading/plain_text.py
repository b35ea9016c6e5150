"""Text files: which encoding, which separator, which cells. Knows no spreadsheet and no markup."""

import csv
import io
from itertools import islice

from models.core.errors import BadFile
from models.intake.reading.limits import MAX_CELLS
from models.intake.reading.workbook import Row, Sheet, rectangular

_SEPARATORS = ",\t;，；|"
_LINES_LOOKED_AT = 50
_MAX_UNREADABLE = 0.01
_NOT_TEXT = "这个文件既不是表格也不是文本，认不出来；请用 WPS 或 Excel 打开，另存为 .xlsx 后再导入。"


def decode(data: bytes) -> str:
    """Text in UTF-8 or UTF-16 with their marks, UTF-8 without, or GB 18030, whichever fits. Raises BadFile.

    A few bytes that do not fit (a cut file) become U+FFFD and are reported with the cell that holds them.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _without_binary(data.decode("utf-16", "replace"))
    if data.startswith(b"\xef\xbb\xbf"):
        return _without_binary(data.decode("utf-8-sig", "replace"))
    if _looks_like_utf_16(data):
        return _without_binary(data.decode("utf-16-le", "replace"))
    for encoding in ("utf-8", "gb18030"):
        try:
            return _without_binary(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    texts = [data.decode(encoding, "replace") for encoding in ("utf-8", "gb18030")]
    return _without_binary(min(texts, key=lambda text: text.count("\ufffd")))


def _looks_like_utf_16(data: bytes) -> bool:
    start = data[:2000]
    return len(start) > 8 and start[1::2].count(0) > len(start) // 8 and not start[::2].count(0)


def _without_binary(text: str) -> str:
    if not text.replace("\x00", "").strip("\ufeff").strip():
        raise BadFile("这个文件里没有内容，请向报送单位重新要一份。")
    odd = sum(text.count(char) for char in ("\x00", "\ufffd", *map(chr, range(1, 9))))
    if odd > max(2, len(text) * _MAX_UNREADABLE):
        raise BadFile(_NOT_TEXT)
    return text.lstrip("\ufeff").replace("\x00", "")


def read_text(data: bytes) -> list[Sheet]:
    """The one sheet of a .csv or of tab-separated text. Raises BadFile."""
    text = decode(data)
    separator = _separator(text)
    rows: list[Row] = []
    cells = 0
    for fields in _fields(text, separator):
        rows.append([_unwrapped(cell) for cell in fields])
        cells += len(fields)
        if cells > MAX_CELLS:
            raise BadFile("这个文本文件的内容太多，不像花名册；请分成几个文件再导入。")
    return [Sheet("", rectangular(rows))]


def _fields(text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(1 << 20)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        # A stray quotation mark has swallowed the rest of the file: then no mark quotes anything.
        lines = text.splitlines()
        return list(csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE))


def _separator(text: str) -> str:
    """The sign that stands most evenly in the first lines."""
    lines = list(islice((line for line in text.splitlines() if line.strip()), _LINES_LOOKED_AT))
    counts = {sign: sorted(line.count(sign) for line in lines) for sign in _SEPARATORS}
    return max(_SEPARATORS, key=lambda sign: (counts[sign][len(lines) // 2], counts[sign][-1]))


def _unwrapped(cell: str) -> str:
    """The text inside ="…", by which careful people keep Excel from making a number of an ID number."""
    if cell.startswith('="') and cell.endswith('"') and len(cell) >= 3:
        return cell[2:-1]
    return cell
