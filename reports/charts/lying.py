"""Bars and targets: charts whose rows lie under each other."""

from reports.charts.chart import Bars, Bullet, Bullets, written
from reports.charts.pen import HAIR, INK, SIZE, SMALL, TITLE, Pen, wide
from reports.charts.scale import scale_for

ROW = 190
_BAR = 100


def draw_bars(pen: Pen, chart: Bars, y: int, width: int, height: int) -> None:
    """One bar for each label with its value and its share of the sum behind it."""
    pen.text(width, TITLE, f"单位：{chart.unit}", SMALL, part=1.0)
    total = sum(value for value in chart.values if value is not None)
    told = [_with_share(value, total, chart.decimals) for value in chart.values]
    left = min(max((wide(title) for title in chart.labels), default=0), width // 3) + 40
    room = width - left - max((wide(words) for words in told), default=0) - 40
    scale = scale_for(chart.values)
    row = min((height - y) // max(len(chart.labels), 1), ROW)
    for place, (title, value, words) in enumerate(zip(chart.labels, chart.values, told, strict=True)):
        top = y + place * row
        base = top + row // 2 + SIZE // 3
        pen.text(left - 40, base, title, SIZE, left - 40, 1.0)
        long = max(scale.at(value, room), 0) if value else 0
        if long:
            pen.box(left, top + (row - _BAR) // 2, long, _BAR, 0)
        pen.text(left + long + 24, base, words)
    pen.line(left, y, left, y + row * len(chart.labels), INK)


def _with_share(value: float | None, total: float, decimals: int) -> str:
    told = written(value, decimals)
    return f"{told}（{value / total:.1%}）" if value is not None and total else told


def draw_bullets(pen: Pen, chart: Bullets, y: int, width: int, height: int) -> None:
    """One line for each target: a bar where one stands, a stroke or a band where one should be."""
    left = min(max((wide(row.label) for row in chart.rows), default=0), width * 2 // 5) + 40
    right = max((wide(_words(row)) for row in chart.rows), default=0) + 40
    row_height = min((height - y) // max(len(chart.rows), 1), ROW + 30)
    for place, row in enumerate(chart.rows):
        _bullet(pen, row, (left, y + place * row_height), (width - left - right, row_height), right)


def _bullet(pen: Pen, row: Bullet, where: tuple[int, int], room: tuple[int, int], right: int) -> None:
    (left, top), (long, high) = where, room
    middle = top + high // 2
    base = middle + SIZE // 3
    end = max(row.high if row.high is not None else row.low, row.value or 0, 0) * 1.12 or 1
    pen.text(left - 40, base, row.label, SIZE, left - 40, 1.0)
    pen.shade(left, middle - _BAR // 2, long, _BAR, 95)
    if row.high is not None:
        low, upper = round(row.low / end * long), round(row.high / end * long)
        pen.shade(left + low, middle - _BAR // 2, upper - low, _BAR, 82)
    if row.value:
        pen.box(left, middle - _BAR // 4, round(row.value / end * long), _BAR // 2, 0)
    for edge in (row.low, row.high):
        if edge is not None:
            at = left + round(edge / end * long)
            pen.line(at, middle - _BAR // 2 - 20, at, middle + _BAR // 2 + 20, INK * 3)
    pen.line(left, middle - _BAR // 2, left, middle + _BAR // 2, HAIR)
    pen.text(left + long + 40, base, _words(row), SIZE, right - 40)


def _words(row: Bullet) -> str:
    aim = written(row.low, row.decimals)
    aim = aim if row.high is None else f"{aim}～{written(row.high, row.decimals)}"
    return f"{written(row.value, row.decimals)} / {aim}{row.unit}　{row.told}"
