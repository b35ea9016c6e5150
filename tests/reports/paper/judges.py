"""What a strict reader checks on a display list, independent of the layout: borders and forbidden marks."""

from collections.abc import Iterable

from reports.paper.display import Line, Page, Rect, Text
from reports.paper.fonts import role

FORBIDDEN_START = "。，；：！？）》”、"
FORBIDDEN_END = "（《“"


def extent(text: Text) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a run's ink as its advances and the em say."""
    key = {"fang": "fang", "song": "song"}.get(text.face, text.face)
    width = role(key).width(text.string, text.size) + text.spacing * (len(text.string) - 1)
    return text.x, text.y - 0.8 * text.size, text.x + width, text.y + 0.1 * text.size


def crossings(page: Page) -> list[str]:
    """Texts that touch a line of the page or leave the paper."""
    texts = [item for item in page.all_items() if isinstance(item, Text)]
    found = []
    for text in texts:
        left, top, right, bottom = extent(text)
        if left < 0 or right > page.width or top < 0 or bottom > page.height:
            found.append(f"off the page: {text.string}")
        for x1, y1, x2, y2 in strokes(page):
            upright = x1 == x2 and left + 2 < x1 < right - 2 and not (y2 <= top or y1 >= bottom)
            level = y1 == y2 and top < y1 < bottom and not (x2 <= left or x1 >= right)
            if upright or level:
                found.append(f"{text.string} crosses {(x1, y1, x2, y2)}")
    return found


def strokes(page: Page) -> Iterable[tuple[int, int, int, int]]:
    """All solid lines of the page, the sides of its boxes included, from low to high coordinates."""
    for item in page.all_items():
        if isinstance(item, Line) and not item.dash:
            yield min(item.x1, item.x2), min(item.y1, item.y2), max(item.x1, item.x2), max(item.y1, item.y2)
        elif isinstance(item, Rect) and item.width:
            x, y, w, h = item.x, item.y, item.w, item.h
            yield from ((x, y, x + w, y), (x, y + h, x + w, y + h), (x, y, x, y + h), (x + w, y, x + w, y + h))


def printed_lines(page: Page) -> list[str]:
    """The text of every baseline, left to right, cut where there is a gap of more than two characters."""
    rows: dict[int, list[Text]] = {}
    for item in page.all_items():
        if isinstance(item, Text):
            rows.setdefault(item.y, []).append(item)
    lines = []
    for texts in rows.values():
        end, line = -1e9, ""
        for text in sorted(texts, key=lambda text: text.x):
            left, _, right, _ = extent(text)
            if line and left - end > text.size:
                lines.append(line)
                line = ""
            line, end = line + text.string, right
        lines.append(line)
    return lines


def forbidden(page: Page) -> list[str]:
    """Lines that begin or end with a mark that may not stand there."""
    return [
        line
        for line in printed_lines(page)
        if len(line) > 1 and (line[0] in FORBIDDEN_START or line[-1] in FORBIDDEN_END)
    ]
