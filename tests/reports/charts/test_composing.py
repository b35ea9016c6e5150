"""The charts ask the returns: years one by one, shares of what there is, nothing for what is not told."""

from dataclasses import replace

from models.office.office import OpenOffice
from models.statistics.counting import Scope, count
from models.statistics.sheet import HIDDEN
from reports.charts import Bars, Columns, Trend
from reports.charts.composing import composed


def plain(asked, period):
    return count(asked, period, Scope(asked.rows[0]), compare=False)


def test_every_chart_is_there_with_a_value_for_each_year(read_only: OpenOffice) -> None:
    charts = composed(2026, plain)
    assert [type(chart) for chart in charts] == [Columns, Trend, Columns, Bars, Bars, Columns]
    columns, trend = charts[0], charts[1]
    assert columns.labels == ["2022年", "2023年", "2024年", "2025年", "2026年"]
    assert all(len(series.values) == 5 for series in (*columns.series, *trend.series))
    assert sum(series.values[-1] for series in columns.series) > 0
    assert trend.series[0].values[0] is None  # nobody was recommended in that year


def test_the_total_of_a_year_is_that_of_its_return(read_only: OpenOffice) -> None:
    from models.statistics.forms import form
    from models.statistics.span import parse

    sheet = plain(form("recommendation"), parse("2026"))
    union = composed(2026, plain)[0].series[0]
    assert union.values[-1] == sheet.total.values["recommended.union"]


def test_what_is_not_told_stays_empty(read_only: OpenOffice) -> None:
    def hiding(asked, period):
        sheet = plain(asked, period)
        hidden = sheet.total._replace(values=dict.fromkeys(sheet.total.values, HIDDEN))
        return replace(sheet, rows=(*sheet.rows[:-1], hidden))

    charts = composed(2026, hiding)
    assert all(value is None for series in charts[0].series for value in series.values)
    assert all(value is None for value in charts[3].values)
