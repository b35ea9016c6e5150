"""Marks in a Word file: in text, tables, headers, footers, notes and text boxes, also where a mark is cut into runs.

Owns how the document's elements are found, repeated and joined. Which value stands where is said by `marks`.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from models.core.errors import KnownError
from reports.templates.marks import Form, Row, marks_in, replaced, words_of
from reports.templates.package import Package, broken, word_parts
from reports.workbooks import readable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DRAWING_ID = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"


def marks(package: Package) -> list[str]:
    """The marks of a file, each once. Raises BadFile for a document without a text."""
    if package.tree(package.main).find(f"{W}body") is None:
        broken(package.name)
    trees = (package.tree(part) for part in word_parts(package))
    return words_of("".join(_texts(paragraph)) for tree in trees for paragraph in tree.iter(f"{W}p"))


def whole_text(package: Package) -> str:
    """Everything that is written in a file, a paragraph a line."""
    trees = (package.tree(part) for part in word_parts(package))
    return "\n".join("".join(_texts(paragraph)) for tree in trees for paragraph in tree.iter(f"{W}p"))


def fill(package: Package, form: Form) -> None:
    """Fill the whole file for one record, or for all records of a list."""
    for part in word_parts(package):
        _fill(package.tree(part), form)


def fill_joined(package: Package, forms: Sequence[Form]) -> None:
    """One form after another in one file, each beginning on a page of its own.

    Raises KnownError when a header or a note says something of the record: there is only one of them for all.
    """
    document = package.tree(package.main)
    others = [package.tree(part) for part in word_parts(package) if part != package.main]
    _refuse_shared(forms[0], others)
    body = document.find(f"{W}body")
    last = body.find(f"{W}sectPr")
    pattern = [deepcopy(element) for element in body if element is not last]
    for element in list(body):
        if element is not last:
            body.remove(element)
    for number, form in enumerate(forms):
        made = [deepcopy(element) for element in pattern]
        if number:
            made = _on_a_new_page(made)
            _make_unique(made)
        for element in made:
            _add(body, last, element)
            _fill(element, form)
    for tree in others:
        _fill(tree, forms[0])
    _number_drawings(document)


def _refuse_shared(form: Form, trees: Sequence[Any]) -> None:
    words = words_of("".join(_texts(paragraph)) for tree in trees for paragraph in tree.iter(f"{W}p"))
    if form.about_record(words):
        raise KnownError("页眉、页脚或脚注里有各人不同的标记，合成一个文件时只有一份。请改为每人一个文件。")


def _add(body: Any, last: Any, element: Any) -> None:
    if last is None:
        body.append(element)
    else:
        last.addprevious(element)


def _fill(root: Any, form: Form) -> None:
    innermost = [row for row in root.iter(f"{W}tr") if next(row.iter(f"{W}tbl"), None) is None]
    repeated = [(row, part) for row in innermost if (part := form.repeats(_own_marks(row))) is not None]
    form.refuse_several(len(repeated))
    for row, part in repeated:
        _repeat(row, form.rows(part), form)
    _replace_in(root, form, None)


def _own_marks(row: Any) -> list[str]:
    return words_of("".join(_texts(paragraph)) for paragraph in row.iter(f"{W}p"))


def _repeat(row: Any, lines: Sequence[Row], form: Form) -> None:
    """One row for each line; what spans the rows below goes on in the copies."""
    for number, line in reversed(list(enumerate(lines))):
        made = row if number == 0 else deepcopy(row)
        if number:
            row.addnext(made)
            _make_unique([made])
            _continue_spans(made)
        _replace_in(made, form, line)


def _continue_spans(row: Any) -> None:
    for cell in row.iter(f"{W}tc"):
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        if merged is not None and merged.get(f"{W}val") == "restart" and not marks_in("".join(cell.itertext())):
            del merged.attrib[f"{W}val"]


def _replace_in(root: Any, form: Form, line: Row | None) -> None:
    for paragraph in list(root.iter(f"{W}p")):
        pieces = _pieces(paragraph)
        made = replaced([_said(piece) for piece in pieces], lambda words: form.text(words, line))
        if made is None:
            continue
        _unbind(paragraph)
        for piece, text in zip(pieces, made, strict=True):
            if piece.tag == f"{W}t" and text != (piece.text or ""):
                _write(piece, readable(text))


def _unbind(paragraph: Any) -> None:
    """A content control that shows a property of the document would put that back over what was filled in."""
    around = [*paragraph.iterancestors(f"{W}sdt"), *paragraph.iter(f"{W}sdt")]
    for properties in (found for each in around if (found := each.find(f"{W}sdtPr")) is not None):
        for tag in ("dataBinding", "showingPlcHdr"):
            for element in properties.findall(f"{W}{tag}"):
                properties.remove(element)


def _write(piece: Any, text: str) -> None:
    """Put a text into a run's piece; its lines are parted by breaks."""
    first, *rest = text.split("\n")
    piece.text = first
    piece.set(_SPACE, "preserve")
    at = piece
    for line in rest:
        for tag, said in ((f"{W}br", None), (f"{W}t", line)):
            made = piece.makeelement(tag, {})
            if said is not None:
                made.text = said
                made.set(_SPACE, "preserve")
            at.addnext(made)
            at = made


def _texts(paragraph: Any) -> list[str]:
    return [_said(piece) for piece in _pieces(paragraph)]


def _pieces(paragraph: Any) -> list[Any]:
    """The texts, tabs and breaks of a paragraph in order, without those of text boxes in it and what was struck out."""
    return list(_walk(paragraph))


def _walk(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag in (f"{W}t", f"{W}tab", f"{W}br", f"{W}cr"):
            yield child
        elif child.tag not in (f"{W}p", f"{W}del", f"{W}pPr", f"{W}rPr") and isinstance(child.tag, str):
            yield from _walk_within(child)


def _walk_within(child: Any) -> Iterator[Any]:
    if child.tag not in (f"{W}txbxContent", f"{W}moveFrom"):
        yield from _walk(child)


def _said(piece: Any) -> str:
    return (piece.text or "") if piece.tag == f"{W}t" else "\t" if piece.tag == f"{W}tab" else "\n"


def _on_a_new_page(elements: list[Any]) -> list[Any]:
    """The elements with a page break before them: at the first paragraph, or a small one before a table."""
    first = elements[0] if elements else None
    if first is None:
        return elements
    if first.tag != f"{W}p":
        before = first.makeelement(f"{W}p", {})
        properties = before.makeelement(f"{W}pPr", {})
        before.append(properties)
        spacing = before.makeelement(f"{W}spacing", {f"{W}before": "0", f"{W}after": "0", f"{W}line": "20"})
        spacing.set(f"{W}lineRule", "exact")
        properties.append(spacing)
        elements, first = [before, *elements], before
    properties = first.find(f"{W}pPr")
    if properties is None:
        properties = first.makeelement(f"{W}pPr", {})
        first.insert(0, properties)
    if properties.find(f"{W}pageBreakBefore") is None:
        # The schema wants a fixed order: style, keepNext, keepLines, then this.
        at = sum(1 for each in properties if each.tag in (f"{W}pStyle", f"{W}keepNext", f"{W}keepLines"))
        properties.insert(at, first.makeelement(f"{W}pageBreakBefore", {}))
    return elements


def _make_unique(elements: Sequence[Any]) -> None:
    """A copy must not repeat what may stand once in a document: bookmarks, ids of paragraphs."""
    for root in elements:
        for element in list(root.iter()):
            for name in ("paraId", "textId"):
                element.attrib.pop(f"{_W14}{name}", None)
            if element.tag in (f"{W}bookmarkStart", f"{W}bookmarkEnd") and element.getparent() is not None:
                element.getparent().remove(element)


def _number_drawings(root: Any) -> None:
    for number, element in enumerate(root.iter(_DRAWING_ID), start=1):
        element.set("id", str(number))
