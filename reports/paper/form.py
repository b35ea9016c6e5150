"""What an official form is made of, as data: sheets of rows of cells, and what each cell prints.

Owns the vocabulary in which `reports.forms` declares forms, and what is missing for a complete one.
Measures and draws nothing. Lengths in declarations are millimetres; widths of cells are shares of the
row that holds them.

Facts are a plain mapping: text, numbers, lists of text (lines), tuples of ticked options, lists of mappings
(repeated rows, reached as `key.0.column`), bytes (a photo). What is absent, None or empty prints blank.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Label:
    """A printed word; line feeds break it, a narrow cell stacks it."""

    text: str
    width: float = 10
    role: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A short value; shrinks, then wraps, then goes on on the supplement sheet."""

    key: str
    width: float = 10
    align: str = "center"
    expected: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text from the top of the cell, first lines indented by `indent` characters."""

    key: str
    width: float = 10
    indent: int = 2
    expected: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words with values in them: `应到{due}人`; `{due:4}` is four characters wide while it is blank."""

    template: str
    width: float = 10
    align: str = "left"
    expected: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Ticks:
    """Options with a box each; the fact holds the ticked ones."""

    key: str
    options: tuple[str, ...]
    width: float = 10
    align: str = "left"
    expected: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    """A place for a photograph; the fact is a JPEG or PNG file as bytes."""

    key: str
    width: float = 10
    text: str = "照\n片"
    expected: bool = False
    name: str = "照片"


@dataclass(frozen=True, slots=True)
class Opinion:
    """A block to decide in: text on top, options, then signature, seal and date at the bottom right."""

    key: str
    width: float = 10
    sign: str = "负责人签字："
    seal: str = "（盖章）"
    date: str = ""
    template: str = ""
    choice: str = ""
    options: tuple[str, ...] = ()
    expected: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Stack:
    """Rows beside a cell that is as high as all of them."""

    rows: tuple["Row", ...]
    width: float = 10


Cell = Label | Value | Prose | Sentence | Ticks | Photo | Opinion | Stack


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Cells side by side. `height` is the least; `stretch` is its share of what the page has left over."""

    cells: tuple[Cell, ...]
    height: float = 9
    stretch: float = 0


def row(*cells: Cell, height: float = 9, stretch: float = 0) -> Row:
    """A row of cells."""
    return Row(cells, height, stretch)


def stack(*rows: Row, width: float = 10) -> Stack:
    """Rows on top of each other in one cell."""
    return Stack(rows, width)


def repeat(
    key: str, columns: tuple[tuple[str, str, float], ...], rows: int, width: float = 10, height: float = 8
) -> Stack:
    """A small table in a cell: columns as (key, label, width); the fact is a list of mappings."""
    head = Row(tuple(Label(label, share) for _, label, share in columns), height)
    body = (
        Row(tuple(Value(f"{key}.{at}.{column}", share) for column, _, share in columns), height) for at in range(rows)
    )
    return Stack((head, *body), width)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One side of paper, or with `flow` as many as the text needs."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    flow: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """An official form with a bordered grid.

    `left` and `right` are templates of the line under the title. `size` is the font size in tenths of a
    point that text steps down from. With `duplex` the back is a mirror of the front, for binding. `folded`: its four
    pages are printed on one sheet of A3, both sides, to be folded.
    """

    key: str
    version: str
    title: str
    sheets: tuple[Sheet, ...]
    left: str = ""
    right: str = ""
    subject: str = "name"
    size: int = 120
    label_role: str = "hei"
    duplex: bool = True
    folded: bool = False


class Missing(NamedTuple):
    """A fact that the form expects and that is blank: its key, and the words beside it on the form."""

    key: str
    label: str


class Filled(NamedTuple):
    """A template's text and whether any of its values was given."""

    text: str
    any: bool


def find(facts: Facts, key: str) -> object:
    """The fact of that key; `rows.0.name` reaches into lists of mappings. None where there is none."""
    if key in facts:
        return facts[key]
    if "." not in key:
        return None
    found: object = facts
    parts = key.split(".")
    for at, part in enumerate(parts):
        if isinstance(found, Mapping):
            if (rest := ".".join(parts[at:])) in found:
                return found[rest]
            found = found.get(part)
        elif isinstance(found, list | tuple) and part.isdigit():
            found = found[int(part)] if int(part) < len(found) else None
        else:
            return None
    return found


def text_of(fact: object) -> str:
    """A fact as the text to print."""
    if fact is None or fact is False:
        return ""
    if isinstance(fact, str):
        return fact
    if isinstance(fact, list | tuple):
        return "\n".join(text_of(part) for part in fact)
    return str(fact)


@cache
def _parts(template: str) -> tuple[tuple[str, str, int], ...]:
    pieces = re.split(r"\{([\w.]+)(?::(\d+))?\}", template)
    found = zip(pieces[0::3], [*pieces[1::3], ""], [*pieces[2::3], ""], strict=True)
    return tuple((words, key, int(blank) if blank else 4) for words, key, blank in found)


def fill(template: str, facts: Facts, gap: str = "\u3000") -> Filled:
    """The template with its values; a blank one leaves room to write by hand, made of the character `gap`."""
    out, given = [], False
    for words, key, blank in _parts(template):
        value = text_of(find(facts, key)) if key else ""
        given = given or bool(value)
        out.append(words + (value or (gap * blank if key else "")))
    return Filled("".join(out), given)


def ticked(fact: object) -> frozenset[str]:
    """The options that a fact ticks."""
    if isinstance(fact, str):
        return frozenset([fact])
    if isinstance(fact, list | tuple | set | frozenset):
        return frozenset(map(str, fact))
    return frozenset()


def cells_of(rows: tuple[Row, ...], label: str = "") -> Iterator[tuple[Cell, str]]:
    """Every cell that prints facts, with the words of the label before it."""
    for line in rows:
        beside = label
        for cell in line.cells:
            if isinstance(cell, Label):
                beside = re.sub(r"\s", "", cell.text)
            elif isinstance(cell, Stack):
                yield from cells_of(cell.rows, beside)
            else:
                yield cell, cell.name or beside


def missing(form: Form, facts: Facts) -> list[Missing]:
    """What the form expects and the facts leave blank, in printed order."""
    return [
        Missing(key, label)
        for sheet in form.sheets
        for cell, label in cells_of(sheet.rows)
        for key in expected_keys(cell)
        if not find(facts, key)
    ]


def expected_keys(cell: Cell) -> tuple[str, ...]:
    """The keys that a complete form needs in this cell."""
    if isinstance(cell, Label | Stack) or not cell.expected:
        return ()
    return cell.expected if isinstance(cell, Sentence) else (cell.key,)


def short_hash(key: str, version: str, facts: Facts) -> str:
    """Eight characters that change when anything printed changes."""
    plain = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=_plain)
    return hashlib.sha256(f"{key}/{version}/{plain}".encode()).hexdigest()[:8]


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    return str(value)
