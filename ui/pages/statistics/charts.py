"""图表: figures for whoever looks rather than reads; the same drawings go to paper. Counts nothing."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from models.core.database import DB
from models.core.progress import Progress
from models.statistics.leaving import sheet_of
from reports.charts import Chart, on_page
from reports.paper.display import Paper
from ui import jobs
from ui.clearance import clearance_of
from ui.desk import Desk
from ui.offering import offer
from ui.pages.paper_panel import PaperPanel
from ui.pages.parts import Part
from ui.pages.statistics.beside import Beside
from ui.pages.statistics.period import YEARS_BACK
from ui.settings import Settings
from ui.widgets.chart_view import ChartView
from ui.widgets.filter_bar import Choice
from ui.widgets.parts import button, card, column, row
from ui.widgets.picker import Picker

_TITLE = "图表"


class ChartsPart(Part):
    """The charts up to one year."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__(desk, settings)
        self.charts: list[Chart] = []
        self.views: list[ChartView] = []
        today = desk.today()
        self.year = Picker("到", [Choice(year, f"{year}年") for year in range(today.year, today.year - YEARS_BACK, -1)])
        self.year.picked.connect(self.recount)
        self.print_button = button("打印", self.print_out, icon="printer", tip="Ctrl+P")
        offer(desk, "print_form", self.print_button)
        self._sheet = QWidget()
        self._sheet.setObjectName("plain")
        self._lines: QVBoxLayout = column(self._sheet, 12, (0, 0, 12, 0))
        self._lines.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._sheet)
        listing = QWidget()
        column(listing).addWidget(area)
        self.beside = Beside(listing, settings.splitters, "statistics.charts", area)
        top = row(spacing=8)
        top.addWidget(self.year)
        top.addStretch(1)
        top.addWidget(self.print_button)
        self.body.addLayout(top)
        self.body.addWidget(self.beside.place, 1)
        self.recount()

    def refresh(self) -> None:
        """Records were written: count anew."""
        self.recount()

    def recount(self) -> None:
        """Count in the background."""
        from reports.charts.composing import composed

        year, inside = self.year.value, clearance_of(self.desk).inside

        def work(progress: Progress) -> list[Chart]:
            with DB.connection_context():
                return composed(year, sheet_of(inside, compare=False), progress)

        for job in [one for one in jobs.running if one.title == _TITLE]:
            job.supersede()
        jobs.start(self, _TITLE, work, done=self._take)

    def print_out(self) -> None:
        """On paper beside them; from there to the printer."""
        if isinstance(self.beside.panel, PaperPanel):
            self.beside.panel.print_out()
        elif self.charts and self.print_button.isEnabled():
            paper = Paper(f"{self.year.value}年群团工作图表", on_page(self.charts))
            self.beside.show(PaperPanel(self.desk)).show_paper(paper)

    def step_back(self) -> bool:
        """Esc."""
        return self.beside.close()

    def _take(self, charts: list[Chart]) -> None:
        self.charts = charts
        for view, chart in zip(self.views, charts, strict=False):
            view.show_chart(chart)
        for chart in charts[len(self.views) :]:
            self.views.append(ChartView(chart))
            framed = card()
            column(framed, 0, (16, 16, 16, 16)).addWidget(self.views[-1])
            self._lines.insertWidget(self._lines.count() - 1, framed)
