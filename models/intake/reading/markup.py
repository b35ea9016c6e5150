"""HTML, MHTML and XML Spreadsheet 2003, which many office systems write and call .xls."""

import email
import email.policy
import re
from html.parser import HTMLParser
from xml.parsers import expat

from models.core.errors import BadFile
from models.intake.reading.limits import refuse_many_sheets, refuse_sprawl
from models.intake.reading.plain_text import decode
from models.intake.reading.workbook import Cell, Merge, Row, Sheet, rectangular

_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|$)|<!\[.*?\]>", re.DOTALL)
_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "center", "li", "title", "style", "script"})
_UNSEEN = frozenset({"title", "style", "script"})
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_MAX_SPAN = 16_384


class _Grid:
    """Rows that are filled cell by cell, with cells that reach over several rows and columns."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.merges: list[Merge] = []
        self.hidden: set[int] = set()
        self._taken: set[tuple[int, int]] = set()
        self.column = 0

    def begin_row(self, hidden: bool = False) -> None:
        if hidden:
            self.hidden.add(len(self.rows))
        self.rows.append([])
        self.column = 0

    def skip_to(self, row: int) -> None:
        while len(self.rows) < row:
            self.begin_row()
            refuse_sprawl("1", len(self.rows), 1)

    def add(self, cell: Cell, right: int = 1, down: int = 1) -> None:
        if not self.rows:
            self.begin_row()
        row = len(self.rows) - 1
        while (row, self.column) in self._taken:
            self.column += 1
        right, down = min(max(right, 1), _MAX_SPAN), min(max(down, 1), 65_536)
        refuse_sprawl("1", row + 1, self.column + right)
        here = self.rows[row]
        here.extend([""] * (self.column - len(here)))
        here.append(cell)
        if right > 1 or down > 1:
            self._merge(row, right, down)
        self.column += right

    def _merge(self, row: int, right: int, down: int) -> None:
        refuse_sprawl("1", down, right * 16)
        last = self.column + right - 1
        self.merges.append(Merge(row, self.column, row + down - 1, last))
        self._taken.update(
            (below, column) for below in range(row + 1, row + down) for column in range(self.column, last + 1)
        )

    def sheet(self, name: str, hidden: bool = False) -> Sheet:
        rows = rectangular(self.rows)
        refuse_sprawl(name or "1", len(rows), len(rows[0]) if rows else 0)
        return Sheet(name, rows, tuple(self.merges), hidden, frozenset(self.hidden))


class _TableReader(HTMLParser):
    """All tables of a page below each other, as Excel shows them; text between them takes rows of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grid = _Grid()
        self.depth = 0
        self._text: list[str] = []
        self._cell: dict[str, str] | None = None
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {key: value or "" for key, value in attrs}
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "br":
            self._text.append("\n")
        elif tag == "table":
            self._end_block()
            self.depth += 1
        elif tag == "tr" and self.depth == 1:
            self._end_cell()
            self.grid.begin_row(_HIDDEN.search(attributes.get("style", "")) is not None)
        elif tag in ("td", "th") and self.depth == 1:
            self._end_cell()
            self._cell = attributes
        elif tag in _BLOCKS:
            self._end_block()

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "table":
            if self.depth == 1:
                self._end_cell()
            self.depth = max(0, self.depth - 1)
        elif tag in ("td", "th") and self.depth == 1:
            self._end_cell()
        elif tag in _BLOCKS:
            self._end_block()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        self._end_cell()
        self._end_block()

    def _taken_text(self) -> str:
        text = "".join(self._text)
        self._text = []
        lines = (" ".join(line.split(" ")).strip(" \t\r") for line in text.replace("\r\n", "\n").split("\n"))
        return "\n".join(line for line in lines if line)

    def _end_block(self) -> None:
        """A paragraph outside every table has ended."""
        if self.depth or self._cell is not None:
            return
        text = self._taken_text()
        if text:
            self.grid.begin_row()
            self.grid.add(text)

    def _end_cell(self) -> None:
        if self._cell is None:
            if self.depth:
                self._text = []
            return
        attributes, self._cell = self._cell, None
        self.grid.add(
            _stored(attributes, self._taken_text()),
            _count(attributes.get("colspan", "")),
            _count(attributes.get("rowspan", "")),
        )


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 1


def _stored(attributes: dict[str, str], text: str) -> Cell:
    """The number that Excel put into x:num, where it did; otherwise the text."""
    if "x:num" not in attributes or "x:str" in attributes:
        return text
    try:
        return float(attributes["x:num"] or text)
    except ValueError:
        return text


def read_html(data: bytes) -> list[Sheet]:
    """The one sheet of a page with tables. Raises BadFile when it has none."""
    reader = _TableReader()
    try:
        reader.feed(_COMMENT.sub("", _page(data)))
        reader.close()
    except (AssertionError, RecursionError) as error:
        raise BadFile("这个网页表格已损坏，读不了；请用 Excel 打开，另存为 .xlsx 后再导入。") from error
    sheet = reader.grid.sheet("")
    if not sheet.rows:
        raise BadFile("这个网页文件里没有表格；请在系统里重新导出，或另存为 .xlsx 后再导入。")
    return [sheet]


def _page(data: bytes) -> str:
    named = _CHARSET.search(data[:4096])
    if named and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = named[1].decode("ascii").lower()
        try:
            return data.decode("gb18030" if name.startswith("gb") else name)
        except (ValueError, LookupError):  # also codecs that are none for text
            return decode(data)
    return decode(data)


def read_mhtml(data: bytes) -> list[Sheet]:
    """Sheets of a page saved as one file: every part that holds a table. Raises BadFile."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    parts = [part for part in message.walk() if part.get_content_type() == "text/html"]
    sheets = []
    for part in parts:
        body = part.get_payload(decode=True)
        if isinstance(body, bytes) and b"<table" in body.lower():
            sheets += read_html(body)
    if not sheets:
        raise BadFile("这个网页文件里没有表格；请在系统里重新导出，或另存为 .xlsx 后再导入。")
    refuse_many_sheets(len(sheets))
    return sheets


class _Xml2003Reader:
    """XML Spreadsheet 2003: Row, Cell and Data with their Index, MergeAcross, MergeDown and Hidden."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.grid = _Grid()
        self._name = ""
        self._hidden = False
        self._cell: dict[str, str] = {}
        self._type = "String"
        self._text: list[str] | None = None
        self._value: Cell = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        plain = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        tag = tag.rpartition("}")[2]
        if tag == "Worksheet":
            self.grid, self._name, self._hidden = _Grid(), plain.get("Name", ""), False
        elif tag == "Row":
            self.grid.skip_to(_count(plain.get("Index", "")) - 1 if "Index" in plain else 0)
            self.grid.begin_row(plain.get("Hidden") == "1")
        elif tag == "Cell":
            self._cell, self._value = plain, ""
        elif tag == "Data":
            self._type, self._text = plain.get("Type", "String"), []

    def end(self, tag: str) -> None:
        tag = tag.rpartition("}")[2]
        if tag == "Data" and self._text is not None:
            self._value, self._text = _typed(self._type, "".join(self._text)), None
        elif tag == "Cell":
            if "Index" in self._cell:
                self.grid.column = max(self.grid.column, _count(self._cell["Index"]) - 1)
            self.grid.add(
                self._value,
                _count(self._cell.get("MergeAcross", "0")) + 1,
                _count(self._cell.get("MergeDown", "0")) + 1,
            )
        elif tag == "Worksheet":
            self.sheets.append(self.grid.sheet(self._name, self._hidden))

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)


def _typed(kind: str, text: str) -> Cell:
    if kind == "Number":
        try:
            return float(text)
        except ValueError:
            return text
    if kind == "DateTime":
        return text.partition("T")[0]
    return "" if kind == "Error" else text


def read_xml_2003(data: bytes) -> list[Sheet]:
    """Sheets of an XML Spreadsheet 2003. Raises BadFile."""
    reader = _Xml2003Reader()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise BadFile("这个 XML 表格已损坏或没有传完整；请用 Excel 打开，另存为 .xlsx 后再导入。") from error
    refuse_many_sheets(len(reader.sheets))
    return reader.sheets
