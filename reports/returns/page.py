"""A return on paper: title, nested heads with numbers, rows, the year before, notes, signatures.

Owns the drawing of one sheet as pages; `heading` words what is around the table, `plan` decides how it fits.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from models.statistics.forms import BLANK as BLANK_COLUMN
from models.statistics.sheet import NOT_APPLICABLE, TOTAL_TITLE, Row, Sheet, change, shown
from reports.paper.display import Item, Line, Page, Paper, Rect, Static, Text, mm
from reports.paper.fonts import role
from reports.paper.foot import BLANK, Stamp, foot
from reports.paper.lines import break_lines, set_ends, set_line, shortened
from reports.returns.heading import Heading, ends, notes
from reports.returns.plan import LABEL, PAD, SIDE, SIZE, Part, Plan, label_lines, plan

VERSION = "2026-11"
_TITLE, _TITLE_PITCH = 200, 290
_TOP, _BOTTOM, _HEADER = mm(14), mm(20), mm(8)
_ROW, _NUMBERS = mm(7), mm(4.6)
_LEAST_ROW, _STEP = mm(5.7), mm(0.1)
_SIGN, _GAP = mm(11), mm(9)
_NOTE, _NOTE_PITCH = 85, 122
_FIRST = "甲"

Words = tuple[str, dict[str, str]]
"""A line: its title, its words by the key of the column."""


def paper(sheet: Sheet, heading: Heading, stamp: Stamp = BLANK) -> Paper:
    """The return as pages. Raises MissingCharacter."""
    title = f"{sheet.period.title}{sheet.title}"
    return Paper(title, pages(sheet, heading, stamp))


def pages(sheet: Sheet, heading: Heading, stamp: Stamp = BLANK) -> list[Page]:
    """The pages of one return, part after part; a short part stands under the one before it."""
    laid, lines = plan(sheet), _lines(sheet)
    under = _under(sheet, heading, laid)
    row, places = _placed(laid, len(lines), len(under) * _NOTE_PITCH + _SIGN)
    made = [Page(*laid.paper) for _ in range(places[-1].page + 1)]
    for place in places:
        page, part = made[place.page], laid.parts[place.part]
        if not place.first and page.static is None:
            _heading(page, sheet, heading, place.part)
        _table(page, sheet.row_title, part, lines[place.first : place.stop], place.top, row)
    bottom = place.top + sum(part.heights) + _NUMBERS + (place.stop - place.first) * row
    page.items += _closing(part, under, heading, bottom)
    foot(made, f"return-{sheet.key}", VERSION, stamp, lambda _: (SIDE, laid.paper[0] - SIDE))
    return made


def _table(page: Page, row_title: str, part: Part, lines: Sequence[Words], top: int, row: int) -> None:
    grid = _static(row_title, part, top, len(lines), row)
    if page.static is None:
        page.static = grid
    else:
        page.items += grid.items
    page.items += _rows(part, lines, top + sum(part.heights) + _NUMBERS, row)


def _lines(sheet: Sheet) -> list[Words]:
    """Title and words of every line: the rows, then the year before and the change where they are known."""
    found = [(row.title, {c.key: shown(c, row.values.get(c.key)) for c in sheet.columns}) for row in sheet.rows]
    before = sheet.before.total if sheet.before and sheet.rows else None
    if before is not None:
        found.append(("上年同期", {c.key: shown(c, before.values.get(c.key)) for c in sheet.columns}))
        found.append(("增减（%）", {c.key: _changed(sheet, before, c.key) for c in sheet.columns}))
    return found


def _changed(sheet: Sheet, before: Row, key: str) -> str:
    """In percent; a dash where it cannot be told, as of a zero the year before."""
    column = sheet.column(key)
    told = change(column, sheet.total.values.get(key), before.values.get(key)).removesuffix("%")
    return told or (NOT_APPLICABLE if column.how != BLANK_COLUMN else "")


class _Place(NamedTuple):
    """Lines `first` to `stop` of a part stand on this page, their head at `top`."""

    part: int
    first: int
    stop: int
    page: int
    top: int


def _places(laid: Plan, count: int, tail: int, row: int) -> list[_Place]:
    """Where the lines of all parts stand; under the last of them `tail` finds room, so that it never stands alone."""
    found: list[_Place] = []
    limit, page, y = laid.paper[1] - _BOTTOM, -1, 0
    for number, part in enumerate(laid.parts):
        head = sum(part.heights) + _NUMBERS
        under = tail if number == len(laid.parts) - 1 else 0
        if number and y + _GAP + head + count * row + under <= limit:
            found.append(_Place(number, 0, count, page, y + _GAP))
            y += _GAP + head + count * row
            continue
        at = 0
        while at < count or not at:
            top = _TOP + (0 if at else _TITLE_PITCH + _HEADER)
            stop = at + _stop(count - at, limit - top - head, under, row)
            page += 1
            found.append(_Place(number, at, stop, page, top))
            y, at = top + head + (stop - at) * row, stop
            if not count:
                break
    return found


def _placed(laid: Plan, count: int, tail: int) -> tuple[int, list[_Place]]:
    """Height of the lines, and where they stand; a little lower where that saves the last page."""
    usual = _places(laid, count, tail, _ROW)
    if usual[-1].page:
        for row in range(_ROW - _STEP, _LEAST_ROW - 1, -_STEP):
            closer = _places(laid, count, tail, row)
            if closer[-1].page < usual[-1].page:
                return row, closer
    return _ROW, usual


def _stop(left: int, room: int, tail: int, row: int) -> int:
    """How many of the lines that are left go on a page, so that what follows the last stands with one at least."""
    fits = max(room // row, 1)
    if left > fits:
        return fits
    with_tail = max((room - tail) // row, 1)
    return left if left <= with_tail else max(min(with_tail, left - 1), 1)


def _under(sheet: Sheet, heading: Heading, laid: Plan) -> list[str]:
    width = laid.paper[0] - 2 * SIDE - mm(2)
    return [line.text for note in notes(sheet, heading) for line in break_lines(note, "fang", _NOTE, width)]


def _heading(page: Page, sheet: Sheet, heading: Heading, number: int) -> None:
    texts: list[Text] = []
    title = f"{sheet.period.title}{sheet.title}{'（续表）' if number else ''}"
    x = (page.width - role("title").width(title, _TITLE)) // 2
    set_line(texts, x, _TOP + round(_TITLE * 0.95), title, "title", _TITLE)
    y = _TOP + _TITLE_PITCH + _HEADER - mm(2.4)
    set_ends(texts, (SIDE + mm(1), page.width - SIDE - mm(1)), y, ends(sheet, heading), (110, 100, 90))
    page.items += texts


def _rows(part: Part, lines: Sequence[Words], top: int, row: int) -> list[Item]:
    texts: list[Text] = []
    keys = [column.key for column in part.columns]
    left, edge = part.stops[0], part.stops[1]
    middles = [(a + b, b - a - PAD) for a, b in zip(part.stops[1:], part.stops[2:], strict=False)]
    y = top + (row - SIZE) // 2 + round(SIZE * 0.88)
    for title, words in lines:
        hand = "hei" if title == TOTAL_TITLE else "fang"
        setting, size = role(hand), _fitting(title, edge - left - 2 * PAD)
        set_line(texts, left + PAD + 5, y, shortened(title, hand, size, edge - left - 2 * PAD), hand, size)
        for key, (middle, room) in zip(keys, middles, strict=True):
            word = words[key]
            if word:
                width, size = setting.width(word, SIZE), SIZE
                while width > room and size > 60:
                    size -= 5
                    width = setting.width(word, size)
                set_line(texts, (middle - width) // 2, y, word, hand, size)
        y += row
    return list(texts)


def _fitting(words: str, room: int) -> int:
    size = SIZE
    while size > 60 and role("fang").width(words, size) > room:
        size -= 5
    return size


@lru_cache(maxsize=64)
def _static(row_title: str, part: Part, top: int, rows: int, row: int) -> Static:
    """Grid and head of a page with so many rows."""
    items: list[Item] = []
    left, right = part.stops[0], part.stops[-1]
    edges = [top]
    for height in (*part.heights, _NUMBERS):
        edges.append(edges[-1] + height)
    bottom = edges[-1] + rows * row
    for box in part.boxes:
        x1, x2 = part.stops[1 + box.columns[0]], part.stops[1 + box.columns[1]]
        y1, y2 = edges[box.rows[0]], edges[box.rows[1]]
        items += (Line(x1, y1, x1, y2), Line(x1, y2, x2, y2))
        items += _label(box.words, (x1, x2), (y1, y2))
    items += _label(row_title, (left, part.stops[1]), (top, edges[-2]))
    items.append(Line(left, edges[-2], part.stops[1], edges[-2]))
    for number, (x1, x2) in enumerate(zip(part.stops, part.stops[1:], strict=False)):
        words = str(part.columns[number - 1].number) if number else _FIRST
        items += _label(words, (x1, x2), (edges[-2], edges[-1]))
    items += (Line(x, edges[-2], x, bottom) for x in part.stops[1:-1])
    items += (Line(left, edges[-1] + n * row, right, edges[-1] + n * row) for n in range(rows))
    items.append(Rect(left, top, right - left, bottom - top, 10))
    return Static(f"return/{part.columns[0].key}/{len(part.columns)}/{part.stops}/{top}/{rows}/{row}", tuple(items))


def _label(words: str, xs: tuple[int, int], ys: tuple[int, int]) -> list[Text]:
    texts: list[Text] = []
    setting, lines = role("hei"), label_lines(words, xs[1] - xs[0])
    pitch = round(LABEL * 1.18)
    y = ys[0] + (ys[1] - ys[0] - (len(lines) - 1) * pitch - LABEL) // 2 + round(LABEL * 0.88)
    for line in lines:
        size = LABEL
        while size > 60 and setting.width(line, size) > xs[1] - xs[0] - 10:
            size -= 5
        set_line(texts, (xs[0] + xs[1] - setting.width(line, size)) // 2, y, line, "hei", size)
        y += pitch
    return texts


def _closing(part: Part, under: Sequence[str], heading: Heading, y: int) -> list[Item]:
    """Signatures, then notes."""
    texts: list[Text] = []
    left, signed = part.stops[0], heading.signed()
    share = max(part.stops[-1] - left, mm(200)) // len(signed)
    for at, words in enumerate(signed):
        set_line(texts, left + mm(1) + at * share, y + mm(7), shortened(words, "fang", 110, share - mm(3)), "fang", 110)
    y += _SIGN + _NOTE
    for line in under:
        set_line(texts, left + mm(1), y, line, "fang", _NOTE)
        y += _NOTE_PITCH
    return list(texts)
