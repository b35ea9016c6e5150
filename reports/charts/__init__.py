"""Charts 统计图: figures for whoever looks rather than reads, one drawing for screen and paper.

`chart` says what is shown, the other modules lay it out as display items, black on white: columns that rise, bars
beside each other, shares against their aim, targets. Nothing here counts, and nothing here knows a page or a window:
`drawn(chart, width, height)` gives items from the origin, which the paper engine and the window's paper view replay.
Meaning never lies in a shade alone: every series is named at its key, every value stands beside its ink.
"""

from reports.charts.chart import Aim, Bars, Bullet, Bullets, Chart, Columns, Series, Trend
from reports.charts.drawing import drawn, height_of, on_page

__all__ = ["Aim", "Bars", "Bullet", "Bullets", "Chart", "Columns", "Series", "Trend", "drawn", "height_of", "on_page"]
