"""Which charts there are, and their values: questions to the returns, as data in `resources/charts.json`.

A value is the total of a return's columns; over years each year is counted by itself. What may not be told stays
empty in a chart, and so does a share of nothing.
"""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from models.core.progress import Progress, Silent
from models.statistics.forms import ReturnForm, form
from models.statistics.leaving import SheetOf
from models.statistics.sheet import Sheet
from models.statistics.span import Period
from reports.charts.chart import Aim, Bars, Chart, Columns, Series, Trend, Value
from resources import path

_WHOLE = {"元": 100, "万元": 1_000_000}


def composed(year: int, sheet_of: SheetOf, progress: Progress | None = None) -> list[Chart]:
    """Every chart, up to and with that year. `sheet_of` counts without looking at the year before."""
    watch, told = progress or Silent(), _content()
    years = list(range(year - told["years"] + 1, year + 1))
    asked = _Asked(sheet_of)
    made: list[Chart] = []
    for place, entry in enumerate(told["charts"]):
        watch.step(entry["title"], place, len(told["charts"]))
        made.append(_chart(entry, years, asked))
    return made


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path("charts.json").read_text("utf-8"))
    return content


class _Asked:
    """Totals of returns by year, each return counted once a year."""

    def __init__(self, sheet_of: SheetOf) -> None:
        self._sheet_of = sheet_of
        self._sheets: dict[tuple[str, int], Sheet] = {}

    def total(self, asked: ReturnForm, year: int, columns: Sequence[str]) -> int | None:
        """The sum of these columns' totals; None when one of them is not told."""
        key = (asked.key, year)
        if key not in self._sheets:
            self._sheets[key] = self._sheet_of(asked, Period.months(year, 1, 12))
        values = [self._sheets[key].total.values.get(column) for column in columns]
        whole = [value for value in values if isinstance(value, int)]
        return sum(whole) if len(whole) == len(columns) else None


def _chart(entry: dict[str, Any], years: Sequence[int], asked: _Asked) -> Chart:
    which, title, unit = form(entry["form"]), entry["title"], entry["unit"]
    if entry["kind"] == "bars":
        year = years[-1]
        labels = [which.column(key).title for key in entry["columns"]]
        values = [_in_unit(asked.total(which, year, [key]), unit) for key in entry["columns"]]
        return Bars(
            f"{title}（{year}年）" if "（" not in title else title, unit, labels, values, entry.get("decimals", 0)
        )
    labels = [f"{year}年" for year in years]
    series = [
        Series(told["title"], [_value(asked, which, year, told, unit) for year in years]) for told in entry["series"]
    ]
    if entry["kind"] == "columns":
        return Columns(title, unit, labels, series)
    return Trend(title, unit, labels, series, [Aim(aim["title"], aim["low"], aim.get("high")) for aim in entry["aims"]])


def _value(asked: _Asked, which: ReturnForm, year: int, told: dict[str, Any], unit: str) -> Value:
    part = asked.total(which, year, told["columns"])
    if "of" not in told:
        return _in_unit(part, unit)
    whole = asked.total(which, year, told["of"])
    return 100 * part / whole if part is not None and whole else None


def _in_unit(value: int | None, unit: str) -> Value:
    return value / _WHOLE[unit] if value is not None and unit in _WHOLE else value
