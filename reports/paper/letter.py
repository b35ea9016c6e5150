"""Text documents with the metrics of GB/T 9704-2012: letters, reports, public notices.

Owns the type area (156 × 225 mm, 22 lines of 28 characters of 16 pt), the look of titles, headings, tables within
the text, signatures and tear-off slips, and how all of it is cut into pages. A document is data: a list of blocks
whose words are templates over the facts.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from reports.paper import qr
from reports.paper.display import A4, Bitmap, Item, Line, Page, Rect, Text, mm
from reports.paper.fonts import role
from reports.paper.foot import BLANK, Stamp, foot
from reports.paper.form import Facts, Missing, fill, find, text_of
from reports.paper.lines import balanced, break_lines, set_line

WIDTH, HEIGHT = mm(156), mm(225)
_TOP, _ODD_LEFT, _EVEN_LEFT = mm(37), mm(28), mm(26)
_SIZE, _CHARACTERS, _LINES = 160, 28, 22
RULE = "＿"
"""Stands in running text where something is written by hand; a row of them is one line."""
_PITCH = HEIGHT / _LINES
# 28 characters of 16 pt are 448 pt; the type area is 442.2 pt wide.
_TIGHT = (WIDTH - _CHARACTERS * _SIZE) / (_CHARACTERS - 1)
_VIRTUAL = _CHARACTERS * _SIZE
_TITLE, _TITLE_PITCH = 220, 330
_NUMBER, _SMALL = 140, 90
_HEADING_ROLES = {1: "hei", 2: "kai", 3: "fang"}
_CELL, _CELL_PITCH, _CELL_PAD = 120, 160, mm(1.5)
_ROW = mm(9)


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph; `role` and `indent` (characters) may differ from running text."""

    template: str
    role: str = "fang"
    indent: int = 2


@dataclass(frozen=True, slots=True)
class Paras:
    """Paragraphs that a fact holds, as text with line feeds or a list of text."""

    key: str
    indent: int = 2


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (黑体, 一、), 2 (楷体, （一）) or 3 (仿宋, 1.)."""

    level: int
    template: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table within the text: columns as (key, label, width); the fact is a list of mappings."""

    key: str
    columns: tuple[tuple[str, str, float], ...]
    blank_rows: int = 4


@dataclass(frozen=True, slots=True)
class Sign:
    """The issuing body over the date, at the right, with room for the seal."""

    body: str
    date: str = "{date}"
    gap: int = 2


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign by hand, each beginning with its words, at the right."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Space:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class Large:
    """Centred lines in large type, as a code to be read off and typed; `size` in tenths of a point."""

    template: str
    size: int = 260


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR code of a fact, `side` millimetres wide, in the middle; an empty frame while it is blank."""

    key: str
    side: float = 36


@dataclass(frozen=True, slots=True)
class Symbols:
    """QR codes of a list of texts side by side, each `side` millimetres wide, counted under it (1/3) as they are
    scanned in turn; empty frames while they are blank."""

    key: str
    side: float = 36


@dataclass(frozen=True, slots=True)
class Slip:
    """A part to be torn off (回执) under a cut line, at the foot of the last page."""

    title: str
    blocks: tuple["Block", ...]


Block = Para | Paras | Heading | Table | Sign | Signatures | Space | Large | Symbol | Symbols | Slip


@dataclass(frozen=True, slots=True, eq=False)
class Letter:
    """A text document; `expected` names the facts that a complete one needs, with their words."""

    key: str
    version: str
    title: str
    blocks: tuple[Block, ...]
    expected: tuple[tuple[str, str], ...] = ()
    subject: str = "name"


class _Unit(NamedTuple):
    """Something that is not cut: items relative to the type area's left and the unit's top.

    `pull` is how many units before it come along to a new page; one that `leads` does so with whatever follows;
    `pinned` puts it at the page's foot.
    """

    height: float
    items: tuple[Item, ...]
    pull: int = 0
    leads: bool = False
    pinned: bool = False


def missing(letter: Letter, facts: Facts) -> list[Missing]:
    """What the document expects and the facts leave blank."""
    return [Missing(key, words) for key, words in letter.expected if not find(facts, key)]


def edges(number: int) -> tuple[int, int]:
    """Left and right of the type area: 28 mm on the binding side."""
    left = _ODD_LEFT if number % 2 else _EVEN_LEFT
    return left, left + WIDTH


def lay_out(letter: Letter, facts: Facts, stamp: Stamp = BLANK) -> list[Page]:
    """All pages of the document, page numbers and foot lines included. Raises MissingCharacter."""
    units = [*_title(fill(letter.title, facts).text), *_units(letter.blocks, facts)]
    pages = [Page(*A4)]
    y, placed = 0.0, [0]
    for at, unit in enumerate(units):
        if y + unit.height > HEIGHT + 1 and placed[-1] < at:
            start = _break(units, at, placed[-1] + 1)
            pages, placed = [*_without(pages, units, start, at), Page(*A4)], [*placed, start]
            y = sum(_put(pages, units[again], before) for again, before in _offsets(units, start, at))
        if unit.pinned:
            y = HEIGHT - unit.height
        _put(pages, unit, y)
        y += unit.height
    for number, page in enumerate(pages, start=1):
        _page_number(page, number)
    foot(pages, letter.key, letter.version, stamp, edges)
    return pages


def _break(units: list[_Unit], at: int, first: int) -> int:
    """The unit that begins the new page when the one at `at` finds no room."""
    start = at - units[at].pull
    while start > first and units[start - 1].leads:
        start -= 1
    return max(start, first)


def _offsets(units: list[_Unit], start: int, end: int) -> Iterator[tuple[int, float]]:
    y = 0.0
    for at in range(start, end):
        yield at, y
        y += units[at].height


def _without(pages: list[Page], units: list[_Unit], start: int, end: int) -> list[Page]:
    """The pages with the last units taken back off the last one."""
    count = sum(len(units[at].items) for at in range(start, end))
    if count:
        del pages[-1].items[-count:]
    return pages


def _put(pages: list[Page], unit: _Unit, y: float) -> float:
    """Draw a unit on the last page; its height."""
    left = edges(len(pages))[0]
    pages[-1].items += _moved(unit.items, left, round(_TOP + y))
    return unit.height


def _moved(items: Iterable[Item], right: int, down: int) -> Iterator[Item]:
    for item in items:
        if isinstance(item, Line):
            x1, y1, x2, y2, width, dash = item
            yield Line(x1 + right, y1 + down, x2 + right, y2 + down, width, dash)
        else:
            yield item._replace(x=item.x + right, y=item.y + down)


def _title(text: str) -> Iterator[_Unit]:
    for words in balanced(text, "title", _TITLE, WIDTH):
        texts: list[Text] = []
        x = (WIDTH - role("title").width(words, _TITLE)) // 2
        set_line(texts, x, _TITLE, words, "title", _TITLE)
        yield _Unit(_TITLE_PITCH, tuple(texts))
    yield _Unit(_PITCH * 0.7, ())


def _units(blocks: tuple[Block, ...], facts: Facts) -> Iterator[_Unit]:
    for block in blocks:
        yield from _MAKERS[type(block)](block, facts)


def _para(block: Para, facts: Facts) -> Iterator[_Unit]:
    return _lines(fill(block.template, facts, RULE).text, block.role, block.indent)


def _paras(block: Paras, facts: Facts) -> Iterator[_Unit]:
    return _lines(text_of(find(facts, block.key)) or "\n\n\n", "fang", block.indent)


def _heading(block: Heading, facts: Facts) -> Iterator[_Unit]:
    for unit in _lines(fill(block.template, facts).text, _HEADING_ROLES[block.level], 2):
        yield unit._replace(leads=True)


def _lines(text: str, role_key: str, indent: int) -> Iterator[_Unit]:
    for line in break_lines(text, role_key, _SIZE, _VIRTUAL, indent * _SIZE):
        texts: list[Text] = []
        x = round(line.indent * (_SIZE + _TIGHT) / _SIZE)
        spacing = _TIGHT
        if not line.last and len(line.text) > 1:
            spacing = min((WIDTH - x - line.width) / (len(line.text) - 1), _SIZE * 0.2)
        set_line(texts, x, round((_PITCH - _SIZE) / 2 + _SIZE * 0.88), line.text, role_key, _SIZE, spacing)
        yield _Unit(_PITCH, tuple(texts))


def _table(block: Table, facts: Facts) -> Iterator[_Unit]:
    found = find(facts, block.key)
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list | tuple) else []
    rows = rows or [{}] * block.blank_rows
    whole = sum(width for *_, width in block.columns)
    stops = [0]
    for *_, width in block.columns:
        stops.append(stops[-1] + round(WIDTH * width / whole))
    stops[-1] = WIDTH
    yield _Unit(_PITCH * 0.2, ())
    yield _row([label for _, label, _ in block.columns], stops, "hei")
    for row in rows:
        yield _row([text_of(row.get(key)) for key, *_ in block.columns], stops, "fang")
    yield _Unit(_PITCH * 0.3, ())


def _row(words: list[str], stops: list[int], role_key: str) -> _Unit:
    even = balanced if role_key == "hei" else _plain
    broken = [
        even(text, role_key, _CELL, right - left - 2 * _CELL_PAD)
        for text, left, right in zip(words, stops, stops[1:], strict=False)
    ]
    height = max(_ROW, max(map(len, broken)) * _CELL_PITCH + 2 * _CELL_PAD)
    texts: list[Text] = []
    for lines, left, right in zip(broken, stops, stops[1:], strict=False):
        y = (height - (len(lines) - 1) * _CELL_PITCH - _CELL) // 2 + round(_CELL * 0.88)
        for line in lines:
            x = left + (right - left - role(role_key).width(line, _CELL)) // 2
            set_line(texts, x, y, line, role_key, _CELL)
            y += _CELL_PITCH
    grid = [Line(x, 0, x, height) for x in stops] + [Line(0, y, WIDTH, y) for y in (0, height)]
    return _Unit(height, (*texts, *grid), leads=role_key == "hei")


def _plain(text: str, role_key: str, size: int, width: int) -> list[str]:
    return [line.text for line in break_lines(text, role_key, size, width)]


def _sign(block: Sign, facts: Facts) -> Iterator[_Unit]:
    """The date ends four characters before the edge, the body is centred over it or ends two before."""
    body, date = fill(block.body, facts).text, fill(block.date, facts).text
    if not date.strip("\u3000"):
        date = "\u3000\u3000年\u3000\u3000月\u3000\u3000日"
    wide, long = role("fang").width(date, _SIZE), role("fang").width(body, _SIZE)
    date_x = WIDTH - 4 * _SIZE - wide
    body_x = min(date_x + (wide - long) // 2, WIDTH - 2 * _SIZE - long)
    texts: list[Text] = []
    base = block.gap * _PITCH + _PITCH * 0.5 + _SIZE * 0.38
    set_line(texts, max(body_x, 0), round(base), body, "fang", _SIZE)
    set_line(texts, date_x, round(base + _PITCH), date, "fang", _SIZE)
    yield _Unit((block.gap + 2) * _PITCH, tuple(texts), pull=2)


def _signatures(block: Signatures, facts: Facts) -> Iterator[_Unit]:
    texts: list[Text] = []
    for at, words in enumerate(block.words, start=1):
        y = round(at * 1.25 * _PITCH + _PITCH * 0.3)
        set_line(texts, WIDTH // 2 - _SIZE, y, fill(words, facts).text, "fang", _SIZE)
    yield _Unit((len(block.words) * 1.25 + 0.75) * _PITCH, tuple(texts), pull=2)


def _space(block: Space, _facts: Facts) -> Iterator[_Unit]:
    yield _Unit(block.lines * _PITCH, ())


def _large(block: Large, facts: Facts) -> Iterator[_Unit]:
    yield _Unit(_PITCH * 0.3, ())
    for words in fill(block.template, facts).text.split("\n"):
        texts: list[Text] = []
        x = (WIDTH - role("song").width(words, block.size)) // 2
        set_line(texts, x, round(block.size * 1.3), words, "song", block.size)
        yield _Unit(block.size * 1.7, tuple(texts))
    yield _Unit(_PITCH * 0.3, ())


def _symbol(block: Symbol, facts: Facts) -> Iterator[_Unit]:
    side, text = mm(block.side), text_of(find(facts, block.key))
    yield _Unit(side + 2 * mm(2), (_code(text, (WIDTH - side) // 2, mm(2), side),))


def _symbols(block: Symbols, facts: Facts) -> Iterator[_Unit]:
    found = find(facts, block.key)
    codes = [str(text) for text in found] if isinstance(found, list | tuple) else []
    wanted, side, gap = codes or [""] * 3, mm(block.side), mm(6)
    at_once = max((WIDTH + gap) // (side + gap), 1)
    for first in range(0, len(wanted), at_once):
        some = wanted[first : first + at_once]
        items: list[Item] = []
        texts: list[Text] = []
        x = (WIDTH - len(some) * side - (len(some) - 1) * gap) // 2
        for at, text in enumerate(some, first + 1):
            items.append(_code(text, x, mm(2), side))
            count = f"{at}/{len(wanted)}"
            middle = x + (side - role("song").width(count, _SMALL)) // 2
            set_line(texts, middle, mm(2) + side + mm(4), count, "song", _SMALL)
            x += side + gap
        yield _Unit(side + mm(8), (*items, *texts))


def _code(text: str, x: int, y: int, side: int) -> Item:
    if not text:
        return Rect(x, y, side, side)
    code = qr.symbol(text)
    return Bitmap(x, y, side, side, code.side, code.side, code.bits)


def _slip(block: Slip, facts: Facts) -> Iterator[_Unit]:
    """The cut line with its words, a title and the blocks: one unit."""
    words, size = "（沿此线剪开）", 90
    width = role("fang").width(words, size)
    left = (WIDTH - width) // 2
    texts: list[Text] = []
    y = round(_PITCH * 0.5)
    set_line(texts, left, y + 34, words, "fang", size)
    title_y = y + _TITLE + mm(3)
    title_x = (WIDTH - role("title").width(block.title, 200)) // 2
    set_line(texts, title_x, title_y, block.title, "title", 200)
    cut = [Line(0, y, left - 20, y, 5, (30, 20)), Line(left + width + 20, y, WIDTH, y, 5, (30, 20))]
    items: list[Item] = [*cut, *texts]
    top = title_y + _PITCH * 0.4
    for unit in _units(block.blocks, facts):
        items += _moved(unit.items, 0, round(top))
        top += unit.height
    yield _Unit(top, tuple(items), pinned=True)


_MAKERS: dict[type, Callable[..., Iterator[_Unit]]] = {
    Para: _para,
    Paras: _paras,
    Heading: _heading,
    Table: _table,
    Sign: _sign,
    Signatures: _signatures,
    Space: _space,
    Large: _large,
    Symbol: _symbol,
    Symbols: _symbols,
    Slip: _slip,
}


def _page_number(page: Page, number: int) -> None:
    """Dash, number, dash, 7 mm under the type area, one character in from the outer edge."""
    words = f"— {number} —"
    left, right = edges(number)
    wide = role("song").width(words, _NUMBER)
    x = right - _NUMBER - wide if number % 2 else left + _NUMBER
    texts: list[Text] = []
    set_line(texts, x, _TOP + HEIGHT + mm(7) + round(_NUMBER * 0.4), words, "song", _NUMBER)
    page.items += texts
