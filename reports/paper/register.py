"""Tables over many pages: rosters (花名册) and summaries (汇总表).

Owns the widths of columns (by what stands in them), the repeated head of one to three rows, rows that wrap, the totals
row, the closing line, signatures and notes under the table. Thousands of rows are laid out in one go: a row that
fits costs little more than measuring it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from reports.paper.display import A4, A4_LANDSCAPE, Item, Line, Page, Rect, Static, Text, mm
from reports.paper.fonts import role
from reports.paper.foot import BLANK, Stamp, foot
from reports.paper.form import Facts, Missing, fill, find, text_of
from reports.paper.lines import balanced, break_lines, set_ends, set_line, shortened

NUMBER = "#"
_TITLE, _TITLE_PITCH = 200, 290
_TOP, _SIDE, _BOTTOM = mm(16), mm(15), mm(23)
_HEADER = mm(8)
_PAD = mm(1.2)
_LEAST = 90
_SIZES = (105, 100, 95, _LEAST)
_ROW, _HEAD_ROW, _NUMBER_ROW = mm(7.6), mm(8), mm(5)
_MOST_LINES = 12
_SIGN, _CLOSING = mm(13), mm(9)
_NOTE, _NOTE_PITCH = 90, 128
_CUT = "（余略）"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `width` in millimetres, 0 = by content; columns of one `group` share a head cell.

    The key `#` numbers the rows. `number` is the column's own, in a row of its own under the labels.
    """

    key: str
    label: str
    width: float = 0
    align: str = "center"
    group: str = ""
    expected: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """A table over many pages; the fact `rows` holds its lines as mappings, `totals` the last one.

    `left`, `right` are templates of the line under the title, `signatures` of those under the table, `closing` of the
    two ends of a line that closes it, as wide as the table. `head` is the height of the labels in millimetres, `row`
    the least of a line, where hands sign in it.
    """

    key: str
    version: str
    title: str
    columns: tuple[Column, ...]
    left: str = ""
    right: str = ""
    signatures: tuple[str, ...] = ()
    rows: str = "rows"
    totals: str = "totals"
    landscape: bool = True
    blank_rows: int = 15
    subject: str = "organisation"
    closing: tuple[str, str] | None = None
    notes: tuple[str, ...] = ()
    head: float = 0
    row: float = 0


class _Cell(NamedTuple):
    """A cell's lines and their size; one line is the rule."""

    size: int
    lines: tuple[str, ...]
    widths: tuple[int, ...]


class _Frame(NamedTuple):
    """What is the same on all pages of a table: paper, column edges, size, where head and rows begin."""

    paper: tuple[int, int]
    stops: tuple[int, ...]
    size: int
    row: int


_Facts = Mapping[str, object]


def missing(register: Register, facts: Facts) -> list[Missing]:
    """Cells of expected columns that are blank, as `rows.0.name`."""
    expected = [column for column in register.columns if column.expected]
    return [
        Missing(f"{register.rows}.{at}.{column.key}", f"第{at + 1}行 {column.label}")
        for at, row in enumerate(_rows(register, facts))
        for column in expected
        if not row.get(column.key)
    ]


def lay_out(register: Register, facts: Facts, stamp: Stamp = BLANK) -> list[Page]:
    """All pages of the table. Raises MissingCharacter."""
    rows = _rows(register, facts)
    words = [[_word(column, row, at) for column in register.columns] for at, row in enumerate(rows, start=1)]
    words = words or [[""] * len(register.columns) for _ in range(register.blank_rows)]
    totals = find(facts, register.totals)
    if isinstance(totals, Mapping):
        words.append([text_of(totals.get(column.key)) for column in register.columns])
    frame = _frame(register, words)
    pages = _filled(register, facts, frame, [_cells(line, frame) for line in words])
    foot(pages, register.key, register.version, stamp, lambda _: (_SIDE, frame.paper[0] - _SIDE))
    return pages


def _rows(register: Register, facts: Facts) -> list[_Facts]:
    found = find(facts, register.rows)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list | tuple) else []


def _word(column: Column, row: _Facts, number: int) -> str:
    return str(number) if column.key == NUMBER else text_of(row.get(column.key))


def _frame(register: Register, words: list[list[str]]) -> _Frame:
    paper = A4_LANDSCAPE if register.landscape else A4
    total = paper[0] - 2 * _SIDE
    for size in _SIZES:
        needs = [
            _needs(column, [line[at] for line in words], size, total) for at, column in enumerate(register.columns)
        ]
        if sum(least for least, _ in needs) <= total:
            break
    widths = _shared([least for least, _ in needs], [wish for _, wish in needs], total)
    stops = [_SIDE]
    for width in widths:
        stops.append(stops[-1] + width)
    stops[-1] = paper[0] - _SIDE
    return _Frame(paper, tuple(stops), size, max(mm(register.row), _ROW))


def _needs(column: Column, words: Sequence[str], size: int, total: int) -> tuple[int, int]:
    """The width a column must have (its longest unbroken word) and the one it would like (nearly all on one line)."""
    if column.width:
        return mm(column.width), mm(column.width)
    advances = role("fang").advances.__getitem__
    lengths = sorted(sum(map(advances, word)) for word in words)
    label = max(role("hei").width(line, size) for line in column.label.split("\n"))
    wish = max(lengths[len(lengths) * 49 // 50] * size // 1000, label) + 2 * _PAD + 10
    wish = min(wish, total * 3 // 10)
    latin = [word for word in words if max(word, default="") < "\u2e80"]
    solid = max((sum(map(advances, word)) for word in latin), default=0) * size // 1000
    short = lengths[-1] * size // 1000 if lengths[-1] <= 4000 else 4 * size
    least = max(solid, short, -(-label // 2)) + 2 * _PAD + 10
    return min(least, wish), wish


def _shared(least: list[int], wish: list[int], total: int) -> list[int]:
    """Widths between least and wish; what is over goes to all in proportion, what lacks is taken likewise."""
    low, high = sum(least), sum(wish)
    if high <= total:
        return [width + (total - high) * width // high for width in wish]
    if low >= total:
        return [width * total // low for width in least]
    return [a + (b - a) * (total - low) // (high - low) for a, b in zip(least, wish, strict=True)]


def _cells(line: list[str], frame: _Frame) -> list[_Cell]:
    """The row's cells: at full size on one line, else smaller, else on several lines."""
    setting, cells = role("fang"), []
    for text, left, right in zip(line, frame.stops, frame.stops[1:], strict=False):
        room = right - left - 2 * _PAD
        width = setting.width(text, frame.size)
        if width <= room and "\n" not in text:
            cells.append(_Cell(frame.size, (text,), (width,)))
        else:
            cells.append(_squeezed(text, frame.size, room))
    return cells


def _squeezed(text: str, size: int, room: int) -> _Cell:
    setting = role("fang")
    for step in range(size, _LEAST - 1, -5):
        if "\n" not in text and (width := setting.width(text, step)) <= room:
            return _Cell(step, (text,), (width,))
    broken = break_lines(text, "fang", _LEAST, room)
    lines = [(line.text, line.width) for line in broken[:_MOST_LINES]]
    if len(broken) > _MOST_LINES:
        lines[-1] = (_CUT, setting.width(_CUT, _LEAST))
    return _Cell(_LEAST, tuple(text for text, _ in lines), tuple(width for _, width in lines))


def _height(cells: list[_Cell], frame: _Frame) -> int:
    most = max(len(cell.lines) for cell in cells)
    return frame.row if most == 1 else max(frame.row, most * 115 + 2 * _PAD)


def _filled(register: Register, facts: Facts, frame: _Frame, rows: list[list[_Cell]]) -> list[Page]:
    """Pages with as many rows as fit; the signatures never stand alone on a page."""
    heads = _head_height(register)
    pages: list[Page] = []
    at = 0
    while at < len(rows) or not pages:
        top = _table_top(register, facts, first=not pages)
        y, heights = top + heads, []
        limit = frame.paper[1] - _BOTTOM
        start = at
        while at < len(rows) and (at == start or y + _height(rows[at], frame) <= limit):
            heights.append(_height(rows[at], frame))
            y += heights[-1]
            at += 1
        if at == len(rows) and y + _tail(register, frame) > limit and len(heights) > 1:
            at -= 1
            y -= heights.pop()
        page = Page(*frame.paper, _static(register, frame, top, tuple(heights)))
        if not pages:
            _heading(page, register, facts, top)
        _write(page.items, register, frame, rows[start:at], top + heads)
        if at == len(rows):
            _closing(page, register, facts, frame, y)
        pages.append(page)
    return pages


def _title(register: Register, facts: Facts, width: int) -> list[str]:
    return balanced(fill(register.title, facts).text, "title", _TITLE, width)


def _table_top(register: Register, facts: Facts, *, first: bool) -> int:
    if not first:
        return _TOP
    width = (A4_LANDSCAPE if register.landscape else A4)[0] - 2 * _SIDE
    lines = len(_title(register, facts, width))
    return _TOP + lines * _TITLE_PITCH + (_HEADER if register.left or register.right else mm(3))


def _head_height(register: Register) -> int:
    grouped = any(column.group for column in register.columns)
    labels = mm(register.head) or (_HEAD_ROW if grouped else mm(10))
    return labels + grouped * _HEAD_ROW + _numbered(register) * _NUMBER_ROW


def _numbered(register: Register) -> bool:
    return any(column.number for column in register.columns)


def _tail(register: Register, frame: _Frame) -> int:
    """Height of what stands under the last row."""
    notes = len(_notes(register, frame)) * _NOTE_PITCH
    return bool(register.closing) * _CLOSING + bool(register.signatures) * _SIGN + notes


def _notes(register: Register, frame: _Frame) -> list[str]:
    width = frame.stops[-1] - frame.stops[0] - mm(2)
    return [line.text for note in register.notes for line in break_lines(note, "fang", _NOTE, width)]


def _heading(page: Page, register: Register, facts: Facts, top: int) -> None:
    texts: list[Text] = []
    left, right = _SIDE, page.width - _SIDE
    y = _TOP + round(_TITLE * 0.95)
    for words in _title(register, facts, right - left):
        x = left + (right - left - role("title").width(words, _TITLE)) // 2
        set_line(texts, x, y, words, "title", _TITLE)
        y += _TITLE_PITCH
    ends = fill(register.left, facts).text, fill(register.right, facts).text
    set_ends(texts, (left + mm(1), right - mm(1)), top - mm(2.4), ends, (110, 100, 90))
    page.items += texts


def _write(items: list[Item], register: Register, frame: _Frame, rows: list[list[_Cell]], top: int) -> None:
    texts: list[Text] = []
    places = list(zip(register.columns, frame.stops, frame.stops[1:], strict=False))
    for row in rows:
        height = _height(row, frame)
        for cell, (column, left, right) in zip(row, places, strict=True):
            y = top + (height - (len(cell.lines) - 1) * 115 - cell.size) // 2 + round(cell.size * 0.88)
            for text, width in zip(cell.lines, cell.widths, strict=True):
                if text:
                    set_line(texts, _x(column.align, left, right, width), y, text, "fang", cell.size)
                y += 115
        top += height
    items += texts


def _x(align: str, left: int, right: int, width: int) -> int:
    if align == "left":
        return left + _PAD
    if align == "right":
        return right - _PAD - width
    return left + (right - left - width) // 2


@lru_cache(maxsize=256)
def _static(register: Register, frame: _Frame, top: int, heights: tuple[int, ...]) -> Static:
    """Grid and head of a page with rows of these heights."""
    items: list[Item] = []
    left, right = frame.stops[0], frame.stops[-1]
    _head(items, register, frame, top)
    y = top + _head_height(register)
    bottom = y + sum(heights)
    items += (Line(x, y, x, bottom) for x in frame.stops[1:-1])
    for height in heights:
        items.append(Line(left, y, right, y))
        y += height
    items.append(Rect(left, top, right - left, bottom - top, 10))
    where = f"{frame.stops}/{frame.size}/{top}/{hash(heights)}"
    return Static(f"{register.key}/{register.version}/{where}", tuple(items))


def _head(items: list[Item], register: Register, frame: _Frame, top: int) -> None:
    """The labels of the columns; groups have a row of their own over theirs."""
    high, at = _head_height(register) - _numbered(register) * _NUMBER_ROW, 0
    for group, members in groupby(register.columns, key=lambda column: column.group):
        columns = list(members)
        left, right = frame.stops[at], frame.stops[at + len(columns)]
        begin = top
        if group:
            _label(items, group, (left, right), top, _HEAD_ROW, frame.size)
            items.append(Line(left, top + _HEAD_ROW, right, top + _HEAD_ROW))
            begin = top + _HEAD_ROW
        for offset, column in enumerate(columns):
            place = (frame.stops[at + offset], frame.stops[at + offset + 1])
            _label(items, column.label, place, begin, top + high - begin, frame.size)
            if at + offset:
                over = begin if group and offset else top
                items.append(Line(place[0], over, place[0], top + high))
        at += len(columns)
    if _numbered(register):
        _numbers(items, register, frame, top + high)


def _numbers(items: list[Item], register: Register, frame: _Frame, top: int) -> None:
    items.append(Line(frame.stops[0], top, frame.stops[-1], top))
    for column, *place in zip(register.columns, frame.stops, frame.stops[1:], strict=False):
        _label(items, column.number, (place[0], place[1]), top, _NUMBER_ROW, 80)
        if place[0] > frame.stops[0]:
            items.append(Line(place[0], top, place[0], top + _NUMBER_ROW))


def _label(items: list[Item], words: str, place: tuple[int, int], top: int, height: int, size: int) -> None:
    setting, texts = role("hei"), list[Text]()
    width = place[1] - place[0] - mm(0.8)
    for step in range(size, 60, -5):
        lines = balanced(words, "hei", step, width)
        if len(lines) * round(step * 1.2) <= height - 10 and all(setting.width(ln, step) <= width for ln in lines):
            break
    pitch = round(step * 1.2)
    y = top + (height - (len(lines) - 1) * pitch - step) // 2 + round(step * 0.88)
    for line in lines:
        x = place[0] + (place[1] - place[0] - setting.width(line, step)) // 2
        set_line(texts, x, y, line, "hei", step)
        y += pitch
    items += texts


def _closing(page: Page, register: Register, facts: Facts, frame: _Frame, y: int) -> None:
    """What stands under the last row: the closing line, the signatures, the notes."""
    texts: list[Text] = []
    left, right = frame.stops[0], frame.stops[-1]
    if register.closing:
        page.items.append(Rect(left, y, right - left, _CLOSING, 10))
        ends = fill(register.closing[0], facts).text, fill(register.closing[1], facts).text
        set_ends(texts, (left + mm(3), right - mm(3)), y + mm(6), ends, (110, 100, 90))
        y += _CLOSING
    share = (right - left) // max(len(register.signatures), 1)
    for at, template in enumerate(register.signatures):
        words = shortened(fill(template, facts).text, "fang", 110, share - mm(4))
        set_line(texts, left + mm(1) + at * share, y + mm(7), words, "fang", 110)
    y += bool(register.signatures) * _SIGN - mm(2) + _NOTE
    for line in _notes(register, frame):
        set_line(texts, left + mm(1), y, line, "fang", _NOTE)
        y += _NOTE_PITCH
    page.items += texts
