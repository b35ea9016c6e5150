"""Charts on the screen: the same drawing as on paper, at any width and font size."""

from PySide6.QtGui import QImage

from reports.charts import Bars, Columns, Series
from ui.widgets.chart_view import ChartView

COLUMNS = Columns("各组织推优人数", "人", ["2025年", "2026年"], [Series("工会", [12, 31]), Series("团", [45, 60])])


def dark(image: QImage) -> int:
    points = ((x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2))
    return sum(image.pixelColor(x, y).lightness() < 100 for x, y in points)


def test_a_chart_is_drawn_and_exchanged(qtbot):
    view = ChartView(COLUMNS)
    qtbot.addWidget(view)
    view.resize(700, view.sizeHint().height())
    before = dark(view.grab().toImage())
    assert before > 500
    assert view.accessibleName() == "各组织推优人数"
    view.show_chart(Bars("致困原因", "户", ["大病"], [3]))
    assert view.accessibleName() == "致困原因"
    assert view.minimumSizeHint().width() <= 400
    view.resize(700, view.sizeHint().height())
    assert 0 < dark(view.grab().toImage()) != before
