"""A header whose columns stand under nested heads, numbered below, as on the printed return. Shows no values."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from models.statistics.forms import Column
from ui import style

_PAD = 6
_SIDE = 6  # left and right of the words in a box
_NEVER_FIRST, _NEVER_LAST = "）”、，。：", "（“"


class Head(NamedTuple):
    """A box of the header: the first and last column under it, the level of its top, how many levels it fills."""

    first: int
    last: int
    level: int
    levels: int
    text: str


def heads_of(columns: Sequence[Column]) -> list[Head]:
    """The boxes over these columns; a title without heads fills all levels."""
    depth = max((len(column.heads) for column in columns), default=0) + 1
    found: list[Head] = []
    for level in range(depth - 1):
        under = [(column.heads[: level + 1] if len(column.heads) > level else None) for column in columns]
        place = 0
        for heads, group in groupby(under):
            count = len(list(group))
            if heads is not None:
                found.append(Head(place, place + count - 1, level, 1, heads[-1]))
            place += count
    for place, column in enumerate(columns):
        found.append(Head(place, place, len(column.heads), depth - len(column.heads), column.title))
        found.append(Head(place, place, depth, 1, str(column.number)))
    return found


def broken(words: str, width: int, wide: Callable[[str], int]) -> list[str]:
    """The words of a box in lines of about equal length; none begins or ends with the wrong side of a bracket."""
    lines = _greedy(words, width, wide)
    even = -(-wide(words) // len(lines)) + wide("字") // 2
    closer = _greedy(words, min(even, width), wide)
    return closer if len(closer) == len(lines) else lines


def _greedy(words: str, width: int, wide: Callable[[str], int]) -> list[str]:
    lines = [""]
    for place, character in enumerate(words):
        if not lines[-1] or wide(lines[-1] + character) <= width:
            lines[-1] += character
            continue
        kept = len(lines[-1])
        while kept > 1 and (words[place - len(lines[-1]) + kept] in _NEVER_FIRST or lines[-1][kept - 1] in _NEVER_LAST):
            kept -= 1
        lines[-1:] = [lines[-1][:kept], lines[-1][kept:] + character]
    return lines


class NestedHead(QHeaderView):
    """The boxes of all columns; each section paints what of them lies over it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._heads: list[Head] = []
        self._heights: list[int] = []
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(False)

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Show the heads of other columns; their widths must have been set."""
        self._heads = heads_of(columns)
        self._measure()
        self.viewport().update()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as its levels need."""
        return QSize(super().sizeHint().width(), sum(self._heights) or style.px(34))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Every box over this column, clipped to it."""
        painter.save()
        painter.setClipRect(rect)
        painter.fillRect(rect, style.colour("ground"))
        for head in self._heads:
            if head.first <= section <= head.last:
                self._paint(painter, head, section, rect)
        painter.restore()

    def _paint(self, painter: QPainter, head: Head, section: int, rect: QRect) -> None:
        left = rect.left() - sum(self.sectionSize(place) for place in range(head.first, section))
        width = sum(self.sectionSize(place) for place in range(head.first, head.last + 1))
        top = sum(self._heights[: head.level])
        box = QRect(left, top, width, sum(self._heights[head.level : head.level + head.levels]))
        painter.setPen(style.colour("border"))
        painter.drawLine(box.topRight(), box.bottomRight())
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.setPen(style.colour("second" if head.text.isdigit() else "text"))
        lines = "\n".join(broken(head.text, width - _SIDE, painter.fontMetrics().horizontalAdvance))
        painter.drawText(box.adjusted(0, 2, 0, -2), Qt.AlignmentFlag.AlignCenter, lines)

    def _measure(self) -> None:
        depth = max((head.level + head.levels for head in self._heads), default=0)
        metrics = QFontMetrics(self.font())
        heights = [metrics.height() + _PAD] * depth
        for head in sorted(self._heads, key=lambda one: one.levels):
            width = sum(self.sectionSize(place) for place in range(head.first, head.last + 1)) - _SIDE
            needed = len(broken(head.text, width, metrics.horizontalAdvance)) * metrics.lineSpacing() + _PAD
            there = sum(heights[head.level : head.level + head.levels])
            heights[head.level + head.levels - 1] += max(needed - there, 0)
        self._heights = heights
