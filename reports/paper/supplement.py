"""The supplement sheet (续页): where text goes on that found no room in its cell.

Owns the look of these pages. They name the form, whose it is, and the field of every text.
"""

from collections.abc import Callable

from reports.paper.display import A4, Page, Rect, Text, mm
from reports.paper.fonts import role
from reports.paper.lines import balanced, break_lines, set_line, shortened, stretch

_SIZE = 120
_PITCH = 195
_TITLE = 180
_TOP = mm(18)
_BOTTOM = A4[1] - mm(22)
_PAD = mm(4)


class Supplement:
    """Sets texts on as many pages as they need; `first` is the number of its first page within the record."""

    def __init__(self, title: str, line: str, first: int, edges: Callable[[int], tuple[int, int]]) -> None:
        self.title = title
        self.line = line
        self.first = first
        self.edges = edges
        self.pages: list[Page] = []
        self._y = _BOTTOM
        self._left = self._width = 0

    def add(self, name: str, text: str, indent: int = 2, *, joined: bool = False) -> None:
        """Go on with a text under the words of its field; `joined` if it begins within a paragraph."""
        if not self.pages or self._y + 3 * _PITCH > _BOTTOM - _PAD:
            self._turn()
        elif self._y > 0 and self.pages[-1].items:
            self._y += _PITCH // 3
        self._put(f"【{name}】（接正表）", "hei", 0, 0.0)
        lines = break_lines(text, "fang", _SIZE, self._width, indent * _SIZE)
        if joined and indent:
            first, _, others = text.partition("\n")
            lines = break_lines(first, "fang", _SIZE, self._width)
            lines += break_lines(others, "fang", _SIZE, self._width, indent * _SIZE) if others else []
        for line in lines:
            if self._y > _BOTTOM - _PAD:
                self._turn()
            self._put(line.text, "fang", line.indent, stretch(line, _SIZE, self._width))

    def _put(self, text: str, role_key: str, indent: int, spacing: float) -> None:
        texts: list[Text] = []
        set_line(texts, self._left + indent, self._y, text, role_key, _SIZE, spacing)
        self.pages[-1].items += texts
        self._y += _PITCH

    def _turn(self) -> None:
        """Begin a page with its heading and frame."""
        left, right = self.edges(self.first + len(self.pages))
        page = Page(*A4)
        texts: list[Text] = []
        y = _TOP + _TITLE
        for words in balanced(f"《{self.title}》续页", "title", _TITLE, right - left):
            width = role("title").width(words, _TITLE)
            set_line(texts, left + (right - left - width) // 2, y, words, "title", _TITLE)
            y += 240
        y += 60
        set_line(texts, left, y, shortened(self.line, "fang", _SIZE, right - left), "fang", _SIZE)
        top = y + mm(2.5)
        page.items += texts
        page.items.append(Rect(left, top, right - left, _BOTTOM - top, 10))
        self.pages.append(page)
        self._left, self._width = left + _PAD, right - left - 2 * _PAD
        self._y = top + _PAD + round(_SIZE * 0.88)
