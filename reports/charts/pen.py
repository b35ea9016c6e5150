"""A pen that sets short texts at a place: left, right or centred, shortened where they would not fit."""

from reports.paper.display import Item, Line, Rect, Text
from reports.paper.fonts import role
from reports.paper.lines import set_line, shortened

ROLE, SIZE, SMALL, TITLE = "hei", 85, 75, 105
INK, HAIR = 6, 3
SHADES = (25, 62, 86, 100)
"""Greys of the series in their order; the last is white with an outline."""
DASHES: tuple[tuple[int, ...], ...] = ((), (40, 20), (12, 14), (60, 16, 12, 16))


class Pen:
    """Collects the items of one chart."""

    def __init__(self) -> None:
        self.items: list[Item] = []

    def text(self, x: int, y: int, text: str, size: int = SIZE, width: int = 0, part: float = 0.0) -> None:
        """Set a text on the baseline `y`; `part` of its width lies left of `x`: 0 begins, 0.5 centres, 1 ends there."""
        told = shortened(text, ROLE, size, width) if width else text
        out: list[Text] = []
        set_line(out, round(x - part * wide(told, size)), y, told, ROLE, size)
        self.items += out

    def line(self, x1: int, y1: int, x2: int, y2: int, width: int = INK, dash: tuple[int, ...] = ()) -> None:
        """A straight stroke."""
        self.items.append(Line(x1, y1, x2, y2, width, dash))

    def box(self, x: int, y: int, w: int, h: int, place: int) -> None:
        """A box in the shade of the series at that place."""
        self.items.append(Rect(x, y, w, h, HAIR, SHADES[place % len(SHADES)]))

    def rule(self, x: int, y: int, length: int) -> None:
        """A pale line that lies behind all ink, which a stroke would not."""
        self.shade(x, y - HAIR // 2, length, HAIR, 80)

    def shade(self, x: int, y: int, w: int, h: int, grey: int) -> None:
        """A box without an outline."""
        self.items.append(Rect(x, y, w, h, 0, grey))


def wide(text: str, size: int = SIZE) -> int:
    """Width of a text set on one line."""
    return role(ROLE).width(text, size)
