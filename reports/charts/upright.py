"""Columns and trends: charts on an axis that stands upright, with labels under them and a key above."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reports.charts.chart import Aim, Columns, Series, Trend, Value, written
from reports.charts.pen import DASHES, HAIR, INK, SIZE, SMALL, Pen, wide
from reports.charts.scale import Scale, scale_for

_HEAD, _FOOT, _GAP = 150, 150, 60
_DOT = 22


class _Field(NamedTuple):
    """Where the ink of a chart lies: left, top, width, height, and its scale."""

    x: int
    y: int
    w: int
    h: int
    scale: Scale

    def down(self, value: float) -> int:
        return self.y + self.h - self.scale.at(value, self.h)

    def middles(self, count: int) -> Iterator[int]:
        return (self.x + round(self.w * (place + 0.5) / count) for place in range(count))


def draw_columns(pen: Pen, chart: Columns, y: int, width: int, height: int) -> None:
    """The columns under a key, from `y` down to `height`."""
    values = [value for series in chart.series for value in series.values]
    scale = scale_for(values, whole=not chart.decimals)
    _key(pen, [series.title for series in chart.series], y, width, lines=False)
    field = _field(pen, scale, chart.unit, y + _HEAD, width, height)
    slot = field.w / max(len(chart.labels), 1)
    each = max(round(min(slot * 0.72 / max(len(chart.series), 1), 420)), 8)
    for place, middle in enumerate(field.middles(len(chart.labels))):
        left = middle - each * len(chart.series) // 2
        for number, series in enumerate(chart.series):
            _column(pen, field, (left + number * each, each), series.values[place], (number, chart.decimals))
    _labels(pen, field, chart.labels)


def draw_trend(pen: Pen, chart: Trend, y: int, width: int, height: int) -> None:
    """The lines under a key, from `y` down to `height`; aims are dashed and named at the right edge."""
    aims = [edge for aim in chart.aims for edge in (aim.low, aim.high)]
    scale = scale_for([*(value for series in chart.series for value in series.values), *aims])
    _key(pen, [series.title for series in chart.series], y, width, lines=True)
    named = max((wide(_aim_words(aim, chart), SMALL) for aim in chart.aims), default=0)
    field = _field(pen, scale, chart.unit, y + _HEAD, width - (named + 40 if named else 0), height)
    for aim in chart.aims:
        _aim(pen, field, aim, _aim_words(aim, chart))
    for number, series in enumerate(chart.series):
        _trace(pen, field, series, (number, chart.decimals), len(chart.labels))
    _labels(pen, field, chart.labels)


def _field(pen: Pen, scale: Scale, unit: str, y: int, width: int, height: int) -> _Field:
    marks = [written(mark, scale.decimals) for mark in scale.marks()]
    left = max(wide(mark, SMALL) for mark in marks) + 40
    field = _Field(left, y + _GAP, width - left, height - y - _GAP - _FOOT, scale)
    for value, mark in zip(scale.marks(), marks, strict=True):
        at = field.down(value)
        if value == 0:
            pen.line(field.x, at, field.x + field.w, at)
        else:
            pen.rule(field.x, at, field.w)
        pen.text(field.x - 24, at + SMALL // 3, mark, SMALL, part=1.0)
    pen.text(0, y, f"单位：{unit}", SMALL)
    return field


def _column(pen: Pen, field: _Field, where: tuple[int, int], value: Value, how: tuple[int, int]) -> None:
    x, each = where
    number, decimals = how
    told = written(value, decimals)
    top = field.down(max(value or 0, 0))
    if value is not None:
        base = field.down(0)
        low, high = min(base, field.down(value)), max(base, field.down(value))
        pen.box(x, low, each, high - low, number)
    # Side by side the numbers must not run into each other.
    size = next((size for size in (SIZE, SMALL, 65, 55) if wide(told, size) <= each + 24), 0)
    if size:
        pen.text(x + each // 2, top - 24, told, size, part=0.5)


def _trace(pen: Pen, field: _Field, series: Series, how: tuple[int, int], count: int) -> None:
    number, decimals = how
    before: tuple[int, int] | None = None
    for middle, value in zip(field.middles(count), series.values, strict=True):
        if value is None:
            before = None
            continue
        here = (middle, field.down(value))
        if before is not None:
            pen.line(*before, *here, INK * 2, DASHES[number % len(DASHES)])
        pen.box(middle - _DOT, here[1] - _DOT, 2 * _DOT, 2 * _DOT, number)
        above = number % 2 == 0
        pen.text(
            middle, here[1] - 44 if above else here[1] + 44 + SMALL * 2 // 3, written(value, decimals), SMALL, part=0.5
        )
        before = here


def _aim(pen: Pen, field: _Field, aim: Aim, words: str) -> None:
    low = field.down(aim.low)
    if aim.high is not None:
        high = field.down(aim.high)
        pen.shade(field.x, high, field.w, low - high, 93)
        pen.line(field.x, high, field.x + field.w, high, HAIR, (30, 16))
        pen.text(field.x + field.w + 24, (low + high) // 2 + SMALL // 3, words, SMALL)
    else:
        pen.text(field.x + field.w + 24, low + SMALL // 3, words, SMALL)
    pen.line(field.x, low, field.x + field.w, low, HAIR, (30, 16))


def _aim_words(aim: Aim, chart: Trend) -> str:
    low = written(aim.low, 0 if aim.low == int(aim.low) else chart.decimals)
    if aim.high is None:
        return f"{aim.title} ≥{low}"
    return f"{aim.title} {low}～{written(aim.high, 0 if aim.high == int(aim.high) else chart.decimals)}"


def _key(pen: Pen, titles: Sequence[str], y: int, width: int, lines: bool) -> None:
    """What the shades and dashes mean, at the right edge above the chart."""
    if len(titles) < 2:
        return
    at = width - sum(wide(title) + 230 for title in titles)
    for number, title in enumerate(titles):
        if lines:
            pen.line(at, y - 28, at + 130, y - 28, INK * 2, DASHES[number % len(DASHES)])
            pen.box(at + 65 - _DOT, y - 28 - _DOT, 2 * _DOT, 2 * _DOT, number)
        else:
            pen.box(at + 50, y - 66, 80, 70, number)
        pen.text(at + 155, y, title)
        at += wide(title) + 230


def _labels(pen: Pen, field: _Field, labels: Sequence[str]) -> None:
    room = round(field.w / max(len(labels), 1)) - 20
    for middle, title in zip(field.middles(len(labels)), labels, strict=True):
        pen.text(middle, field.y + field.h + 110, title, SIZE, room, 0.5)
