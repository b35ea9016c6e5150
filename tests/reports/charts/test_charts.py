"""Charts: every value stands in ink, nothing leaves its box, nothing that is unknown looks like zero."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.charts import Aim, Bars, Bullet, Bullets, Chart, Columns, Series, Trend, drawn, height_of, on_page
from reports.charts.chart import written
from reports.charts.scale import scale_for
from reports.paper.display import A4, Item, Line, Rect, Text
from reports.paper.fonts import role

YEARS = ["2022年", "2023年", "2024年"]
COLUMNS = Columns("各组织推优人数", "人", YEARS, [Series("工会", [12, None, 31]), Series("共青团", [45, 52, 60])])
TREND = Trend("女性比例", "%", YEARS, [Series("女性", [18.2, 21.0, 24.4])], [Aim("女性", 20, 25)])
BARS = Bars("致困原因", "户", ["本人大病", "残疾", "其他"], [24, 11, 0])
BULLETS = Bullets(
    "目标", [Bullet("推优", 65, 60, 100, "人", "已达到"), Bullet("妇女之家", None, 100, None, "%", "还没有数")]
)
ALL = [COLUMNS, TREND, BARS, BULLETS]


def texts(items: list[Item]) -> list[str]:
    return [item.string for item in items if isinstance(item, Text)]


def said(items: list[Item]) -> str:
    return "".join(texts(items))


def edges(item: Item) -> tuple[int, int, int, int]:
    """Left, top, right, bottom."""
    if isinstance(item, Text):
        return item.x, item.y - item.size, item.x + role("hei").width(item.string, item.size), item.y
    if isinstance(item, Line):
        return min(item.x1, item.x2), min(item.y1, item.y2), max(item.x1, item.x2), max(item.y1, item.y2)
    return item.x, item.y, item.x + item.w, item.y + item.h


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: type(chart).__name__)
@pytest.mark.parametrize("width", [2600, 4600, 7000])
def test_nothing_leaves_the_box(chart: Chart, width: int) -> None:
    height = height_of(chart)
    for item in drawn(chart, width, height):
        left, top, right, bottom = edges(item)
        assert left >= -1
        assert top >= -1
        assert right <= width + 1
        assert bottom <= height + 1


def test_every_value_and_title_stands_there() -> None:
    told = said(drawn(COLUMNS, 4600, 2300))
    for word in ("各组织推优人数", "工会", "共青团", *YEARS, "12", "45", "52", "31", "60", "单位：人"):
        assert word in told
    told = said(drawn(BARS, 4600, height_of(BARS)))
    assert "24（68.6%）" in told
    assert "0（0.0%）" in told
    told = said(drawn(TREND, 4600, 2300))
    assert "女性 20～25" in told
    assert "65 / 60～100人" in said(drawn(BULLETS, 4600, height_of(BULLETS)))


def test_what_is_not_known_is_a_dash_without_a_bar() -> None:
    solid = [item for item in drawn(BULLETS, 4600, height_of(BULLETS)) if isinstance(item, Rect) and item.grey < 80]
    assert len(solid) == 1
    assert "—" in said(drawn(BULLETS, 4600, height_of(BULLETS)))
    assert "—" in said(drawn(COLUMNS, 4600, 2300))


def test_a_higher_value_is_a_higher_column() -> None:
    league = [item for item in drawn(COLUMNS, 4600, 2300) if isinstance(item, Rect) and item.grey == 62][1:]
    assert [one.h < other.h for one, other in pairwise(league)] == [True, True]
    assert abs(league[0].h / league[2].h - 45 / 60) < 0.01


def test_a_gap_in_a_trend_is_not_bridged() -> None:
    whole = Trend("比例", "%", YEARS, [Series("女性", [1.0, 2.0, 3.0])])
    gap = Trend("比例", "%", YEARS, [Series("女性", [1.0, None, 3.0])])
    strokes = [sum(isinstance(item, Line) for item in drawn(one, 4600, 2300)) for one in (whole, gap)]
    assert strokes[0] - strokes[1] == 2


def test_empty_charts_are_drawn_and_say_their_title() -> None:
    for chart in (Columns("空", "人", [], []), Bars("空", "户", [], []), Bullets("空", []), Trend("空", "%", [], [])):
        assert "空" in texts(drawn(chart, 3000, height_of(chart)))


def test_charts_are_spread_over_pages() -> None:
    pages = on_page([COLUMNS, TREND, BARS, BULLETS, COLUMNS])
    assert len(pages) > 1
    for page in pages:
        assert page.items
        for item in page.items:
            left, top, right, bottom = edges(item)
            assert 0 <= left <= right <= A4[0]
            assert 0 <= top <= bottom <= A4[1]


@given(st.lists(st.floats(-1e9, 1e9, allow_nan=False), max_size=20))
def test_a_scale_holds_every_value_in_few_even_steps(values: list[float]) -> None:
    scale = scale_for(values)
    slack = scale.step * 1e-6
    assert all(scale.low - slack <= value <= scale.high + slack for value in values)
    assert 1 <= len(scale.marks()) <= 9
    assert any(abs(mark) < slack for mark in scale.marks())


def test_numbers_are_written_as_in_tables() -> None:
    assert written(12345, 0) == "12,345"
    assert written(None, 1) == "—"
