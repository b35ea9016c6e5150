"""Any chart to display items, with its title over it; and a page of charts."""

from collections.abc import Sequence

from reports.charts.chart import Bars, Bullets, Chart, Columns, Trend
from reports.charts.lying import ROW, draw_bars, draw_bullets
from reports.charts.pen import TITLE, Pen
from reports.charts.upright import draw_columns, draw_trend
from reports.paper.display import A4, Bitmap, Item, Line, Page, Picture, Rect, Text, mm

_UPRIGHT = 2300
_TOP = TITLE + 120


def drawn(chart: Chart, width: int, height: int) -> list[Item]:
    """The items of a chart in a box of that size, its top left corner at the origin; units are 0.1 pt."""
    pen = Pen()
    pen.text(width // 2, TITLE, chart.title, TITLE, width, 0.5)
    if isinstance(chart, Columns):
        draw_columns(pen, chart, _TOP + 80, width, height)
    elif isinstance(chart, Trend):
        draw_trend(pen, chart, _TOP + 80, width, height)
    elif isinstance(chart, Bars):
        draw_bars(pen, chart, _TOP, width, height)
    else:
        draw_bullets(pen, chart, _TOP, width, height)
    return pen.items


def height_of(chart: Chart) -> int:
    """How high a chart wants to be: rows that lie under each other need their room, the others stand well at this."""
    if isinstance(chart, Bars):
        return _TOP + ROW * max(len(chart.labels), 1) + 40
    if isinstance(chart, Bullets):
        return _TOP + (ROW + 30) * max(len(chart.rows), 1) + 40
    return _UPRIGHT


def on_page(charts: Sequence[Chart], size: tuple[int, int] = A4) -> list[Page]:
    """Charts under each other on as many pages as they need."""
    width, height = size
    edge, gap = mm(22), mm(10)
    pages: list[Page] = []
    at = height
    for chart in charts:
        high = min(height_of(chart), height - 2 * edge)
        if at + high > height - edge:
            pages.append(Page(width, height))
            at = edge
        pages[-1].items += [shifted(item, edge, at) for item in drawn(chart, width - 2 * edge, high)]
        at += high + gap
    return pages


def shifted(item: Item, x: int, y: int) -> Item:
    """The item moved right and down."""
    if isinstance(item, Line):
        return item._replace(x1=item.x1 + x, y1=item.y1 + y, x2=item.x2 + x, y2=item.y2 + y)
    if isinstance(item, Text | Rect | Bitmap | Picture):
        return item._replace(x=item.x + x, y=item.y + y)
    raise TypeError(item)
