"""Marks in a workbook: in cells, several in one, with words around; rows that repeat; one sheet for each record.

Owns how cells and rows of a sheet are found, filled and repeated in the file's own XML, so that whatever else a county
put there stays as it is. A text never becomes a formula, a number that is a name is a text cell, an amount is a number.
"""

import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from models.core.errors import KnownError
from reports.templates.cells import Book, Page, S, text_elements
from reports.templates.marks import Form, Row, marks_in, replaced, words_of
from reports.templates.package import Package
from reports.templates.shifting import Shift
from reports.workbooks import readable

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_RISKY = ("=", "+", "-", "@")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31


def marks(package: Package) -> list[str]:
    """The marks of a file, each once."""
    book = Book(package)
    return words_of(text for page in book.pages for text in [*_texts(book, page), *_around(book, page)])


def whole_text(package: Package) -> str:
    """Every cell's text, a cell a line."""
    book = Book(package)
    return "\n".join(text for page in book.pages for text in _texts(book, page))


def fill(package: Package, form: Form) -> None:
    """Fill every sheet for one record, or for all records of a list. Raises KnownError."""
    book = Book(package)
    for page in book.pages:
        _fill(book, page, form)
    book.finish()


def fill_joined(package: Package, forms: Sequence[Form], titles: Sequence[str]) -> None:
    """One sheet for each record. Raises KnownError when several sheets of the workbook say something of the record."""
    book = Book(package)
    about = [page for page in book.pages if forms[0].about_record(words_of(iter(_texts(book, page))))]
    if len(about) != 1:
        raise KnownError("这个工作簿里有几张表都写了标记（或一张也没有），不能合成一个文件。请改为每人一个文件。")
    taken = {page.name.lower() for page in book.pages if page is not about[0]}
    made = [about[0], *(book.copy(about[0]) for _ in forms[1:])]
    for page, form, title in zip(made, forms, titles, strict=True):
        _fill(book, page, form)
        book.rename(page, _free(title, taken))
    for page in book.pages:
        if page not in made:
            _fill(book, page, forms[0])
    book.finish()


def _free(title: str, taken: set[str]) -> str:
    """A sheet's name that no other bears."""
    plain = _NOT_IN_NAMES.sub("", title).strip() or "表"
    name, number = plain[:_LONGEST_NAME], 1
    while name.lower() in taken:
        number += 1
        tail = f"（{number}）"
        name = plain[: _LONGEST_NAME - len(tail)] + tail
    taken.add(name.lower())
    return name


def _texts(book: Book, page: Page) -> list[str]:
    return [text for row in page.rows() for cell in row if (text := "".join(book.pieces(cell)[1]))]


def _around(book: Book, page: Page) -> list[str]:
    """What stands over and under each printed page, and in text boxes."""
    boxes = ["".join(each.text or "" for each in texts) for texts in book.boxes(page)]
    return [*(each.text or "" for each in page.root.iter() if each.tag in _AROUND), *boxes]


_AROUND = {f"{S}{side}{place}" for side in ("odd", "even", "first") for place in ("Header", "Footer")}


def _fill(book: Book, page: Page, form: Form) -> None:
    marked = [(row, words_of("".join(book.pieces(cell)[1]) for cell in row)) for row in page.rows()]
    repeated = [(row, part) for row, words in marked if words and (part := form.repeats(words)) is not None]
    form.refuse_several(len(repeated))
    for row, part in reversed(repeated):
        _repeat(book, page, row, form, form.rows(part))
    for row in page.rows():
        _fill_row(book, row, form, None)
    for each in page.root.iter():
        if each.tag in _AROUND and (made := replaced([each.text or ""], form.text)):
            each.text = made[0].replace("\n", " ")
    for texts in book.boxes(page):
        for each, text in zip(texts, replaced([each.text or "" for each in texts], form.text) or [], strict=False):
            each.text = readable(text).replace("\n", " ")


def _repeat(book: Book, page: Page, row: Any, form: Form, lines: Sequence[Row]) -> None:
    """One row for each line, everything below moved down."""
    shift = Shift(int(row.get("r")), len(lines))
    copies = [row, *(deepcopy(row) for _ in lines[1:])]
    if len(lines) > 1:
        book.move(page, shift)
        page.insert(row, copies[1:], shift)
        book.settle_copies(page, copies, shift)
    for made, line in zip(copies, lines, strict=True):
        _fill_row(book, made, form, line)


def _fill_row(book: Book, row: Any, form: Form, line: Row | None) -> None:
    for cell in row:
        holder, pieces = book.pieces(cell)
        if not any("{" in piece or "｛" in piece for piece in pieces):
            continue
        whole = "".join(pieces)
        found = marks_in(whole)
        if len(found) == 1 and found[0].start == 0 and found[0].end == len(whole):
            _put_value(book, cell, form, found[0].words, line)
            continue
        made = replaced(pieces, lambda words: form.text(words, line))
        if made is not None:
            _put_texts(book, cell, holder, made)


def _put_value(book: Book, cell: Any, form: Form, words: str, line: Row | None) -> None:
    found = form.value(words, line)
    if found is None:
        return
    if found.number is not None:
        book.put_number(cell, found.number)
        return
    book.put_text(cell, readable(found.text))
    if found.digits or found.text.startswith(_RISKY):
        book.make_text(cell)


def _put_texts(book: Book, cell: Any, holder: Any, made: Sequence[str]) -> None:
    """Words around marks keep their looks: each run of the cell gets its own text."""
    inline = deepcopy(holder)
    for element, text in zip(text_elements(inline), made, strict=True):
        element.text = readable(text)
        element.set(_SPACE, "preserve")
    book.put_inline(cell, list(inline))
    if "".join(made).startswith(_RISKY):
        book.make_text(cell)
