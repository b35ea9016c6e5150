"""The display list: what stands where on a page, before anybody has decided how to show it.

Owns the drawing primitives and nothing else. It must not import reportlab or Qt, and must not measure text:
layout modules write these lists, `reports.paper.pdf` and the window's paper view replay them.

Units are tenths of a point (0.1 pt, 1 mm = 28.346 units), integers; the origin is the top left corner of the
page, x grows to the right and **y grows downwards**. All ink is black on white unless a grey is given.

Drawing order is: `page.static.items`, then `page.items`. A `Static` is shared by every page with the
same grid and labels; painters may keep it ready under its `key` (a PDF form XObject, a list of prepared
Qt calls).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

MM = 72 * 10 / 25.4
A4 = (5953, 8419)
A4_LANDSCAPE = (8419, 5953)


def mm(length: float) -> int:
    """Millimetres as display units."""
    return round(length * MM)


class Text(NamedTuple):
    """A run of characters in one physical font.

    `x` is the left edge of the first character's advance box and `y` is the **baseline**. `size` is the em in
    units. `face` is a key of `reports.paper.fonts.FACES` (path and family stand there); every character
    of the run exists in that face, so a painter needs no fallback and must not kern. `spacing` is added
    after each character, in units, may be a fraction and negative (letter spacing of justified lines).
    """

    x: int
    y: int
    size: int
    face: str
    string: str
    spacing: float = 0.0


class Line(NamedTuple):
    """A straight stroke centred on its coordinates, butt caps; `dash` is (on, off) in units, or empty."""

    x1: int
    y1: int
    x2: int
    y2: int
    width: int = 5
    dash: tuple[int, ...] = ()


class Rect(NamedTuple):
    """A box from its top left corner; `width` 0 has no outline; `grey` 0 (black) to 100 fills it, -1
    does not."""

    x: int
    y: int
    w: int
    h: int
    width: int = 5
    grey: int = -1


class Bitmap(NamedTuple):
    """A black-and-white picture, as of a QR code, scaled to the box without smoothing.

    `bits` holds `rows` rows of `(columns + 7) // 8` bytes, highest bit first, 1 = black, 0 = nothing drawn.
    """

    x: int
    y: int
    w: int
    h: int
    columns: int
    rows: int
    bits: bytes


class Picture(NamedTuple):
    """A JPEG or PNG file as bytes, scaled to exactly fill the box (the layout has kept its proportions)."""

    x: int
    y: int
    w: int
    h: int
    data: bytes


Item = Text | Line | Rect | Bitmap | Picture


@dataclass(frozen=True, slots=True, eq=False)
class Static:
    """The part of a page that many pages share: grid, labels, notes. Equal keys mean equal items."""

    key: str
    items: tuple[Item, ...]


@dataclass(slots=True)
class Page:
    """One side of paper."""

    width: int
    height: int
    static: Static | None = None
    items: list[Item] = field(default_factory=list)

    def all_items(self) -> Iterator[Item]:
        """Everything drawn on the page, in drawing order."""
        if self.static is not None:
            yield from self.static.items
        yield from self.items


@dataclass(slots=True)
class Paper:
    """Pages in order, under the title that the PDF and the print queue show."""

    title: str
    pages: list[Page] = field(default_factory=list)

    def extend(self, pages: Sequence[Page]) -> None:
        """Append the pages of one more record."""
        self.pages.extend(pages)
