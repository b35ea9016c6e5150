"""A chart on the screen: the same items as on paper, laid out for the width there is. Counts nothing."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reports.charts import Chart, drawn, height_of
from reports.paper.display import Page
from ui import style
from ui.widgets.paper_painter import UNITS_PER_INCH, draw_page

SCREEN_DPI = 96
LEAST_WIDTH = 2400


class ChartView(QWidget):
    """One chart, as wide as its place and as high as it wants to be."""

    def __init__(self, chart: Chart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart = chart
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(chart.title)

    @property
    def chart(self) -> Chart:
        """What is shown."""
        return self._chart

    def show_chart(self, chart: Chart) -> None:
        """Show another one."""
        self._chart = chart
        self.setAccessibleName(chart.title)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the chart wants to be."""
        return QSize(round(LEAST_WIDTH * 2 * self._scale()), round(height_of(self._chart) * self._scale()))

    def minimumSizeHint(self) -> QSize:
        """Narrower than this no chart can be read."""
        return QSize(round(LEAST_WIDTH * self._scale()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lay the chart out for this width and draw it."""
        scale = self._scale()
        width, height = round(self.width() / scale), round(self.height() / scale)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("white"))
        draw_page(painter, Page(width, height, items=drawn(self._chart, width, height)), scale)
        painter.end()

    def _scale(self) -> float:
        """Device-independent pixels for one unit of 0.1 pt."""
        return SCREEN_DPI / UNITS_PER_INCH * style.px(100) / 100 * 1.1
