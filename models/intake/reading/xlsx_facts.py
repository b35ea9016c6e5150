"""Hidden rows and columns, the 1904 flag, formulas without result and the extent of an .xlsx, from its XML.

Regular expressions over the unpacked bytes: a parser that makes an object of each of 1.25 million cells would
take several times as long as calamine needs to read them.
"""

import posixpath
import re
from collections.abc import Callable
from functools import partial
from xml.etree import ElementTree
from xml.parsers import expat

from models.intake.reading.archive import Archive, damaged
from models.intake.reading.facts import BookFacts, SheetFacts
from models.intake.reading.limits import refuse_many_sheets, refuse_sprawl

_AREAS = (
    (re.compile(rb'<c(?! r="[A-D]?[A-Z][0-9]{1,5}")'), 99_999, 130),
    (re.compile(rb'<c(?! r="[A-Z](?:[0-9]{1,5}|[1-5][0-9]{5})")'), 599_999, 26),
)
"""What finds a cell that may lie outside an area; height and width of that area. Neither area is ever refused."""
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\b(?:hidden="(?:1|true)"|ht="0"))[^>]*?\br="(\d{1,9})"')
_HIDDEN_COLUMN = re.compile(rb'<(?:\w+:)?col\b(?=[^>]*\bhidden="(?:1|true)")[^>]*>')
_MIN_MAX = re.compile(rb'\b(min|max)="(\d{1,6})"')
_FORMULA = re.compile(
    rb"<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,7})(\d{1,9})"')
_CELL_NAME = re.compile(r"\$?([A-Za-z]+)\$?([0-9]+)")
_DATE_1904 = re.compile(rb'<(?:\w+:)?workbookPr\b[^>]*\bdate1904="(?:1|true)"')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_MAX_COLUMNS = 16_384
_LONGEST_TAG = 400
_MOST_PUT_OFF = 128 * 1024 * 1024


def xlsx_facts(archive: Archive) -> BookFacts:
    """Facts of every sheet. Raises BadFile when the workbook's parts do not fit or a sheet sprawls.

    What need not be known before calamine may read is put off, as long as little has to be kept for it.
    """
    book = archive.read("xl/workbook.xml")
    targets = _targets(archive.read("xl/_rels/workbook.xml.rels"))
    sheets = _sheets(book)
    refuse_many_sheets(len(sheets))
    facts: list[SheetFacts | Callable[[], SheetFacts]] = []
    room = _MOST_PUT_OFF
    for name, link in sheets:
        xml = archive.read(targets.get(link, ""))
        height, width = _extent(xml)
        refuse_sprawl(name, height, width)
        room -= len(xml)
        facts.append(partial(_sheet_facts, xml, height, width) if room >= 0 else _sheet_facts(xml, height, width))
    return BookFacts(facts, _DATE_1904.search(book) is not None)


def column_index(letters: bytes) -> int:
    """Index from 0 of a column named in letters."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


def _tree(data: bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise damaged() from error


def _sheets(book: bytes) -> list[tuple[str, str]]:
    found = []
    for element in _tree(book).iter():
        if element.tag.rpartition("}")[2] == "sheet":
            link = element.get(_RELATION) or element.get(_STRICT_RELATION) or ""
            found.append((element.get("name", ""), link))
    return found


def _targets(relations: bytes) -> dict[str, str]:
    """Entry name of each relation; absolute and relative targets both occur."""
    found = {}
    for element in _tree(relations):
        target = element.get("Target", "")
        entry = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        found[element.get("Id", "")] = entry
    return found


def _sheet_facts(xml: bytes, height: int, width: int) -> SheetFacts:
    return SheetFacts(
        height=height,
        width=width,
        hidden_rows=_hidden_rows(xml),
        hidden_columns=_hidden_columns(xml),
        unanswered=_unanswered(xml),
    )


def _hidden_rows(xml: bytes) -> frozenset[int]:
    if b"hidden=" not in xml and b' ht="0"' not in xml:
        return frozenset()
    return frozenset(int(number) - 1 for number in _HIDDEN_ROW.findall(xml))


def _unanswered(xml: bytes) -> frozenset[tuple[int, int]]:
    """Formulas without a stored result; the cell's own tag stands shortly before the formula."""
    if b"<f" not in xml and (b"<sheetData" in xml or b":f" not in xml):
        return frozenset()
    found: set[tuple[int, int]] = set()
    for formula in _FORMULA.finditer(xml):
        references = _REFERENCE.findall(xml, max(formula.start() - _LONGEST_TAG, 0), formula.start())
        if references:
            letters, row = references[-1]
            found.add((int(row) - 1, column_index(letters)))
    return frozenset(found)


def _extent(xml: bytes) -> tuple[int, int]:
    """Height and width of an area that surely holds every cell; calamine fills it all, and dies when it cannot.

    Where every cell begins as spreadsheet programs write it and none is far out, a search is enough. Everything
    else goes through the XML parser.
    """
    rows = (max(xml.find(b"<sheetData"), 0), max(xml.rfind(b"</sheetData"), 0))
    # A tag with a prefix has a colon, which rosters hardly have and which is found sooner than the tag.
    if rows[1] and (xml.find(b":", *rows) < 0 or b":c" not in xml):
        for outside, height, width in _AREAS:
            if not outside.search(xml, *rows):
                return height, width
    return _parsed_extent(xml)


class _Extent:
    """Follows rows and cells through the XML; a cell counts when something stands in it."""

    def __init__(self) -> None:
        self.height = self.width = 0
        self.row = self.column = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "row":
            given = attributes.get("r", "")
            self.row = int(given) if given.isascii() and given.isdecimal() else self.row + 1
            self.column = 0
        elif kind == "c":
            self.column += 1
            named = _CELL_NAME.fullmatch(attributes.get("r", ""))
            if named:
                self.column = column_index(named[1].upper().encode("ascii")) + 1
                self.row = int(named[2])
        elif kind in ("v", "is", "f"):
            self.height, self.width = max(self.height, self.row), max(self.width, self.column)


def _parsed_extent(xml: bytes) -> tuple[int, int]:
    extent = _Extent()
    parser = expat.ParserCreate()
    parser.StartElementHandler = extent.start
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged() from error
    return extent.height, extent.width


def _hidden_columns(xml: bytes) -> frozenset[int]:
    hidden: set[int] = set()
    before_rows = xml[: max(xml.find(b"sheetData"), 0)]
    for tag in _HIDDEN_COLUMN.findall(before_rows):
        bounds = {key: int(number) for key, number in _MIN_MAX.findall(tag)}
        first, last = bounds.get(b"min", 1), bounds.get(b"max", 0)
        hidden.update(range(first - 1, min(last, _MAX_COLUMNS)))
    return frozenset(hidden)
