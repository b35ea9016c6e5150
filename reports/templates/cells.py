"""A workbook as its own XML: sheets, cells, shared texts, styles, and what refers to which row.

Owns the reading and writing of single cells, the moving of everything below a row, and the copying of a sheet. Knows
no marks.
"""

import re
from collections.abc import Sequence
from copy import deepcopy
from functools import cached_property
from typing import Any

from reports.templates.package import RELATIONS, Package, broken, relations_of
from reports.templates.shifting import Shift, areas, formula, reference, references

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_TEXT_FORMAT = "49"
_REFERRING = {"ref": ("mergeCell", "hyperlink", "autoFilter", "dimension"), "sqref": ("selection", "pane")}
_RULES = ("conditionalFormatting", "dataValidation")
_ONCE = ("legacyDrawing", "legacyDrawingHF", "tableParts", "controls", "oleObjects", "customProperties")
_PLACE = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")


class Page:
    """One sheet: its part, its root, and its entry in the workbook."""

    def __init__(self, part: str, root: Any, entry: Any) -> None:
        self.part, self.root, self.entry = part, root, entry

    @property
    def name(self) -> str:
        """What stands on its tab."""
        return str(self.entry.get("name"))

    def rows(self) -> list[Any]:
        """Its rows from the top."""
        return list(self.root.findall(f"{S}sheetData/{S}row"))

    def insert(self, row: Any, copies: Sequence[Any], shift: Shift) -> None:
        """Put copies of a row under it."""
        for number, made in reversed(list(enumerate(copies, start=1))):
            renumber(made, shift.at + number)
            row.addnext(made)


class Book:
    """The sheets of a workbook. Raises BadFile for one that is not whole."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.root = package.tree(package.main)
        parts = {each.get("Id"): package.target(package.main, each) for each in package.relations(package.main)}
        self.pages = [
            Page(parts[entry.get(f"{R}id")], package.tree(parts[entry.get(f"{R}id")]), entry)
            for entry in self.root.findall(f"{S}sheets/{S}sheet")
            if package.types.get(parts.get(entry.get(f"{R}id"), ""), "") == _SHEET_TYPE
        ]
        for page in self.pages:
            if not page.entry.get("name") or not page.entry.get("sheetId", "").isdecimal():
                broken(package.name)
            self._number(page)
            _spell_out(page)
        self._as_text: dict[str, str] = {}

    @cached_property
    def _shared(self) -> list[Any]:
        found = self.package.typed("sharedStrings+xml")
        return self.package.tree(found[0]).findall(f"{S}si") if found else []

    def pieces(self, cell: Any) -> tuple[Any, list[str]]:
        """What holds the text of a cell, and its pieces; none for numbers and formulas."""
        if cell.tag != f"{S}c" or cell.find(f"{S}f") is not None:
            return None, []
        holder: Any = None
        if cell.get("t") == "inlineStr":
            holder = cell.find(f"{S}is")
        elif cell.get("t") == "s":
            at = cell.findtext(f"{S}v") or ""
            holder = self._shared[int(at)] if at.isdecimal() and int(at) < len(self._shared) else None
        return holder, [] if holder is None else [each.text or "" for each in text_elements(holder)]

    def boxes(self, page: Page) -> list[list[Any]]:
        """The paragraphs of the text boxes on a sheet, each as the texts of its runs."""
        found: list[list[Any]] = []
        for relation in self.package.relations(page.part):
            part = self.package.target(page.part, relation)
            if relation.get("Type", "").endswith("/drawing") and part in self.package.parts:
                found += [list(each.iter(f"{_A}t")) for each in self.package.tree(part).iter(f"{_A}p")]
        return found

    def put_number(self, cell: Any, number: float) -> None:
        """An amount or a count."""
        _empty(cell)
        cell.append(_made(cell, "v", repr(number)))

    def put_text(self, cell: Any, text: str) -> None:
        """A text, which stays one whatever it begins with."""
        if not text:
            _empty(cell)
            return
        element = _made(cell, "t", text)
        element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        self.put_inline(cell, [element])

    def put_inline(self, cell: Any, elements: Sequence[Any]) -> None:
        """A text with its runs."""
        _empty(cell)
        cell.set("t", "inlineStr")
        holder = _made(cell, "is")
        holder.extend(elements)
        cell.append(holder)

    def make_text(self, cell: Any) -> None:
        """Give a cell the format of text, with every other look as it was."""
        style = cell.get("s", "0")
        if style not in self._as_text:
            styles = self.package.typed("styles+xml")
            known = self.package.tree(styles[0]).find(f"{S}cellXfs") if styles else None
            if known is None or not style.isdecimal() or int(style) >= len(known):
                return
            made = deepcopy(known[int(style)])
            made.set("numFmtId", _TEXT_FORMAT)
            made.set("applyNumberFormat", "1")
            known.append(made)
            known.set("count", str(len(known)))
            self._as_text[style] = str(len(known) - 1)
        cell.set("s", self._as_text[style])

    def move(self, page: Page, shift: Shift) -> None:
        """Make room: everything that stands below the row or refers to it, but the row's own cells."""
        for row in reversed(page.rows()):
            if int(row.get("r")) > shift.at:
                renumber(row, shift.start(int(row.get("r"))))
        self._move_formulas(page, shift)
        _move_references(page, shift)
        for name in self.root.iter(f"{S}definedName"):
            if name.text:
                name.text = formula(name.text, shift, page.name, "")
        self._move_parts(page, shift)

    def settle_copies(self, page: Page, copies: Sequence[Any], shift: Shift) -> None:
        """What a copied row says of itself: its formulas, and cells merged within it."""
        texts = [each.text or "" for each in copies[0].iter(f"{S}f")]
        for number, row in enumerate(copies):
            for element, text in zip(row.iter(f"{S}f"), texts, strict=True):
                element.text = formula(text, shift, page.name, page.name, number)
                if element.get("ref"):
                    element.set("ref", re.sub(r"\d+", str(shift.at + number), element.get("ref")))
        merged = page.root.find(f"{S}mergeCells")
        for each in list(merged) if merged is not None else []:
            if _stays_in_row(each.get("ref", ""), shift):
                _spread(each, len(copies), shift)
        if merged is not None:
            merged.set("count", str(len(merged)))

    def copy(self, page: Page) -> Page:
        """Another sheet like this one, behind the last. What may stand in one sheet only is left out."""
        number = 1 + max(int(each.entry.get("sheetId")) for each in self.pages)
        part = f"xl/worksheets/own{number}.xml"
        root = deepcopy(page.root)
        for tag in _ONCE:
            for element in root.findall(f"{S}{tag}"):
                root.remove(element)
        for view in root.iter(f"{S}sheetView"):
            view.attrib.pop("tabSelected", None)
        self.package.add(part, b"", _SHEET_TYPE)
        self.package.put_tree(part, root)
        self._copy_relations(page, part, number)
        made = Page(part, root, self._enter(part, number))
        self._copy_names(page, len(self.pages))
        self.pages.append(made)
        return made

    def rename(self, page: Page, name: str) -> None:
        """Another name on the tab, also where formulas and print areas say it."""
        for element in self.root.iter(f"{S}definedName"):
            if element.get("localSheetId") == str(self._place(page)) and element.text:
                parts = (part.rpartition("!")[2] for part in element.text.split(","))
                element.text = ",".join(f"'{name}'!{part}" for part in parts)
        page.entry.set("name", name)

    def finish(self) -> None:
        """Nothing that was computed before is kept: whoever opens the file computes it anew."""
        for part in self.package.typed("calcChain+xml"):
            where = relations_of(self.package.main)
            for relation in list(self.package.relations(self.package.main)):
                if self.package.target(self.package.main, relation) == part:
                    self.package.tree(where).remove(relation)
            self.package.drop(part)
        for page in self.pages:
            for element in page.root.iter(f"{S}f"):
                cell = element.getparent()
                if cell.tag == f"{S}c" and (kept := cell.find(f"{S}v")) is not None:
                    cell.remove(kept)
                    cell.attrib.pop("t", None)
        calc = self.root.find(f"{S}calcPr")
        if calc is not None:
            calc.set("fullCalcOnLoad", "1")

    def _number(self, page: Page) -> None:
        """Rows and cells may leave out where they stand; and numbers must be what they say."""
        at = 0
        for row in page.rows():
            said = row.get("r", str(at + 1))
            if not said.isdecimal() or int(said) <= at:
                broken(self.package.name)
            at = int(said)
            column = 0
            for cell in row.findall(f"{S}c"):
                place = _PLACE.match(cell.get("r", ""))
                column = _column_number(place[1]) if place else column + 1
                cell.set("r", f"{column_of(column)}{at}")
            row.set("r", said)

    def _move_formulas(self, page: Page, shift: Shift) -> None:
        for other in self.pages:
            for element in other.root.iter(f"{S}f", f"{S}formula", f"{S}formula1", f"{S}formula2"):
                row = element.getparent().getparent()
                if other is page and row.tag == f"{S}row" and int(row.get("r")) == shift.at:
                    continue
                if element.text:
                    element.text = formula(element.text, shift, page.name, other.name)
                if element.get("ref") and other is page:
                    element.set("ref", reference(element.get("ref"), shift))

    def _move_parts(self, page: Page, shift: Shift) -> None:
        """Pictures, comments and tables of the sheet."""
        for relation in self.package.relations(page.part):
            kind, part = relation.get("Type", "").rpartition("/")[2], self.package.target(page.part, relation)
            if part not in self.package.parts or relation.get("TargetMode") == "External":
                continue
            if kind == "drawing":
                for anchor in self.package.tree(part).iter(f"{_DRAWING}row"):
                    if (anchor.text or "").isdecimal():
                        anchor.text = str(shift.start(int(anchor.text) + 1) - 1)
            elif kind in ("comments", "table"):
                for element in self.package.tree(part).iter():
                    if isinstance(element.tag, str) and element.get("ref"):
                        element.set("ref", reference(element.get("ref"), shift))

    def _enter(self, part: str, number: int) -> Any:
        """The sheet's entry in the workbook and its relation."""
        where = relations_of(self.package.main)
        tree = self.package.tree(where)
        relation = tree.makeelement(f"{{{RELATIONS}}}Relationship", {})
        for name, said in (("Id", f"own{number}"), ("Type", f"{R[1:-1]}/worksheet"), ("Target", f"/{part}")):
            relation.set(name, said)
        tree.append(relation)
        sheets = self.root.find(f"{S}sheets")
        entry = sheets.makeelement(f"{S}sheet", {"name": f"own{number}", "sheetId": str(number)})
        entry.set(f"{R}id", f"own{number}")
        sheets.append(entry)
        return entry

    def _copy_names(self, page: Page, place: int) -> None:
        """Print areas and titles belong to one sheet each."""
        for element in list(self.root.iter(f"{S}definedName")):
            if element.get("localSheetId") == str(self._place(page)):
                made = deepcopy(element)
                made.set("localSheetId", str(place))
                element.getparent().append(made)

    def _place(self, page: Page) -> int:
        return list(self.root.find(f"{S}sheets")).index(page.entry)

    def _copy_relations(self, page: Page, part: str, number: int) -> None:
        """Links and printer settings are shared; a drawing is copied, since it belongs to one sheet."""
        if not self.package.relations(page.part):
            return
        tree = deepcopy(self.package.tree(relations_of(page.part)))
        for relation in list(tree):
            kind = relation.get("Type", "").rpartition("/")[2]
            if relation.get("TargetMode") == "External":
                continue
            source = self.package.target(page.part, relation)
            if kind == "drawing":
                copied = f"xl/drawings/own{number}.xml"
                self.package.add(copied, b"", self.package.types.get(source, ""))
                self.package.put_tree(copied, deepcopy(self.package.tree(source)))
                if relations_of(source) in self.package.parts:
                    self.package.parts[relations_of(copied)] = b""
                    self.package.put_tree(relations_of(copied), deepcopy(self.package.tree(relations_of(source))))
                relation.set("Target", f"/{copied}")
            elif kind == "printerSettings":
                relation.set("Target", f"/{source}")
            else:
                tree.remove(relation)
        self.package.parts[relations_of(part)] = b""
        self.package.put_tree(relations_of(part), tree)


def text_elements(holder: Any) -> list[Any]:
    """The texts of a cell's runs, without the readings over them."""
    return [each for each in holder.iter(f"{S}t") if each.getparent().tag != f"{S}rPh"]


def renumber(row: Any, number: int) -> None:
    """Say where a row stands, and its cells."""
    row.set("r", str(number))
    for cell in row.findall(f"{S}c"):
        cell.set("r", cell.get("r").rstrip("0123456789") + str(number))


def column_of(number: int) -> str:
    """27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _spell_out(page: Page) -> None:
    """Formulas that several cells share are written out in each: once rows move, they no longer are the same."""
    from openpyxl.formula.translate import Translator

    masters: dict[str, tuple[str, str]] = {}
    for element in page.root.iter(f"{S}f"):
        if element.get("t") != "shared":
            continue
        at, key = element.getparent().get("r"), element.get("si", "")
        if element.text:
            masters[key] = element.text, at
        elif key in masters:
            text, origin = masters[key]
            element.text = Translator(f"={text}", origin=origin).translate_formula(at)[1:]
        for name in ("t", "si", "ref"):
            element.attrib.pop(name, None)


def _move_references(page: Page, shift: Shift) -> None:
    for name, tags in _REFERRING.items():
        for element in page.root.iter(*(f"{S}{tag}" for tag in tags)):
            if element.get(name) and not (tags[0] == "mergeCell" and _stays_in_row(element.get(name), shift)):
                element.set(name, references(element.get(name), shift))
    for element in page.root.iter(*(f"{S}{tag}" for tag in _RULES)):
        if element.get("sqref"):
            element.set("sqref", areas(element.get("sqref"), shift))
    for element in page.root.findall(f"{S}rowBreaks/{S}brk"):
        if element.get("id", "").isdecimal():
            element.set("id", str(shift.start(int(element.get("id")))))


def _stays_in_row(words: str, shift: Shift) -> bool:
    """Whether something is merged or linked within the repeated row alone, which each copy has for itself."""
    return set(re.findall(r"\d+", words)) == {str(shift.at)}


def _spread(merged: Any, count: int, shift: Shift) -> None:
    """The same merge in every copy of its row."""
    for number in range(count - 1, 0, -1):
        made = merged.makeelement(merged.tag, {})
        made.set("ref", re.sub(r"\d+", str(shift.at + number), merged.get("ref")))
        merged.addnext(made)


def _made(cell: Any, tag: str, text: str | None = None) -> Any:
    made = cell.makeelement(f"{S}{tag}", {})
    made.text = text
    return made


def _empty(cell: Any) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
