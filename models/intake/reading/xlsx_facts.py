"""Hidden rows and columns, the 1904 flag, formulas without result and the extent of an .xlsx, from its XML.

Regular expressions over the unpacked bytes: a parser that makes an object of each of 1.25 million cells would
take several times as long as calamine needs to read them.
"""

import posixpath
import re
from xml.etree import ElementTree

from models.intake.reading.archive import Archive, damaged
from models.intake.reading.facts import BookFacts, SheetFacts
from models.intake.reading.limits import MAX_CELLS, refuse_many_sheets, refuse_sprawl

_ROW = re.compile(rb"<(?:\w+:)?row\b")
_CELL = re.compile(rb"<(?:\w+:)?c\b")
_CONTENT = re.compile(rb'<(?:\w+:)?c\b[^>/]*?\br="([A-Z]{1,7})(\d{1,9})"[^>/]*>')
_LONG_COLUMN = re.compile(rb' r="([A-Z]{2,7})\d')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\b(?:hidden="(?:1|true)"|ht="0"))[^>]*?\br="(\d{1,9})"')
_HIDDEN_COLUMN = re.compile(rb'<(?:\w+:)?col\b(?=[^>]*\bhidden="(?:1|true)")[^>]*>')
_MIN_MAX = re.compile(rb'\b(min|max)="(\d{1,6})"')
_FORMULA = re.compile(
    rb"<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,7})(\d{1,9})"')
_DATE_1904 = re.compile(rb'<(?:\w+:)?workbookPr\b[^>]*\bdate1904="(?:1|true)"')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_MAX_COLUMNS = 16_384


def xlsx_facts(archive: Archive) -> BookFacts:
    """Facts of every sheet. Raises BadFile when the workbook's parts do not fit or a sheet sprawls."""
    book = archive.read("xl/workbook.xml")
    targets = _targets(archive.read("xl/_rels/workbook.xml.rels"))
    sheets = _sheets(book)
    refuse_many_sheets(len(sheets))
    facts = [_sheet_facts(name, archive.read(targets.get(link, ""))) for name, link in sheets]
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


def _sheet_facts(name: str, xml: bytes) -> SheetFacts:
    height, width = _extent(xml)
    refuse_sprawl(name, height, width)
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
    """Formulas without a stored result; the cell is looked for backwards from the formula."""
    found: set[tuple[int, int]] = set()
    if b"<f" not in xml and b":f" not in xml:
        return frozenset()
    for formula in _FORMULA.finditer(xml):
        start = max(xml.rfind(b"<c ", 0, formula.start()), xml.rfind(b":c ", 0, formula.start()))
        reference = _REFERENCE.search(xml, max(start, 0), formula.start())
        if reference:
            found.add((int(reference[2]) - 1, column_index(reference[1])))
    return frozenset(found)


def _extent(xml: bytes) -> tuple[int, int]:
    """Height and width of the area that calamine will fill: down to the last cell, out to the farthest column.

    Empty styled cells, which calamine leaves out, count only where they do no harm.
    """
    last = max(xml.rfind(b"<c "), xml.rfind(b":c "))
    reference = _REFERENCE.search(xml, max(last, 0))
    height = max(int(reference[2]) if reference else 0, xml.count(b"<row") + xml.count(b":row"))
    width = max(map(column_index, set(_LONG_COLUMN.findall(xml))), default=25) + 1
    if not reference:
        width = max(width, _width_without_references(xml))
    if height * width <= MAX_CELLS:
        return height, width
    cells = set(_CONTENT.findall(xml))
    return (
        max((int(row) for _, row in cells), default=0),
        max((column_index(letters) for letters in {letters for letters, _ in cells}), default=-1) + 1,
    )


def _width_without_references(xml: bytes) -> int:
    """The most cells that one row holds, for files that leave out where a cell stands."""
    return max(len(_CELL.findall(row)) for row in _ROW.split(xml))


def _hidden_columns(xml: bytes) -> frozenset[int]:
    hidden: set[int] = set()
    before_rows = xml[: max(xml.find(b"sheetData"), 0)]
    for tag in _HIDDEN_COLUMN.findall(before_rows):
        bounds = {key: int(number) for key, number in _MIN_MAX.findall(tag)}
        first, last = bounds.get(b"min", 1), bounds.get(b"max", 0)
        hidden.update(range(first - 1, min(last, _MAX_COLUMNS)))
    return frozenset(hidden)
