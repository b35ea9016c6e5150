"""The framed block on top of every page of a protected record: what whoever holds the paper must heed.

Owns its place and look: in the upper margin, above whatever paper is below it. Knows no record and no form.
"""

from collections.abc import Sequence

from reports.paper import grid, letter
from reports.paper.display import Item, Page, Rect, Text, mm
from reports.paper.fonts import role
from reports.paper.form import Facts, Form, find, text_of
from reports.paper.lines import break_lines, set_line
from reports.paper.printing import Declared

KEY = "caution"
"""The fact that holds the block's words; empty for papers that go to somebody who must not read them."""
_HEAD = "注意："
_TOP, _BOTTOM, _PAD = mm(4.5), mm(15), mm(1.6)
_FRAME = 15
_SIZES = (105, 100, 95, 90, 85, 80)
_PITCH, _RISE = 1.25, 0.88
_MORE = "……（全文见记录）"


def mark(paper: Declared, pages: Sequence[Page], facts: Facts) -> None:
    """Draw the block on each page, if the facts hold its words. Raises MissingCharacter."""
    words = text_of(find(facts, KEY))
    if not words:
        return
    for number, page in enumerate(pages, start=1):
        left, right = _edges(paper, number)
        # First, so that whoever has the page read out hears it before anything else.
        page.items[:0] = _block(words, left, right - left)


def _edges(paper: Declared, number: int) -> tuple[int, int]:
    return grid.edges(paper, number) if isinstance(paper, Form) else letter.edges(number)


def _block(words: str, left: int, width: int) -> list[Item]:
    room, high = width - 2 * _PAD, _BOTTOM - _TOP
    for size in _SIZES:
        head = role("hei_medium").width(_HEAD, size)
        lines = [line.text for line in break_lines(words.replace("\n", " "), "fang", size, room - head)]
        most = (high - mm(1) - size) // round(size * _PITCH) + 1
        if len(lines) <= most:
            break
    else:
        lines = _cut(lines[:most], size, room - head)
    block = (len(lines) - 1) * round(size * _PITCH) + size
    y = _TOP + (high - block) // 2 + round(size * _RISE)
    texts: list[Text] = []
    set_line(texts, left + _PAD, y, _HEAD, "hei_medium", size)
    for at, line in enumerate(lines):
        set_line(texts, left + _PAD + head, y + at * round(size * _PITCH), line, "fang", size)
    return [Rect(left, _TOP, width, high, _FRAME), *texts]


def _cut(lines: list[str], size: int, room: int) -> list[str]:
    """The same lines, the last of which says that there is more."""
    last = lines[-1]
    while last and role("fang").width(last + _MORE, size) > room:
        last = last[:-1]
    return [*lines[:-1], last + _MORE]
