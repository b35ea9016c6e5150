"""One target in every village and unit, or in every township: who lacks what, the worst first. Computes nothing."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from models.excellence.standing import TITLES
from models.excellence.targets import Target
from models.exchange.records import TrustedOffice
from models.office.office import this_office
from models.statistics.subjects import TOWNSHIP, UNIT
from models.statistics.targets import Place, by_unit, shown
from ui.desk import Desk
from ui.offering import offer
from ui.pages.excellence.reached import MARKS
from ui.pages.exporting import export_figures
from ui.widgets.filter_bar import Choice
from ui.widgets.parts import button, column, label, row
from ui.widgets.picker import Picker
from ui.widgets.record_table import Column, RecordTable

_COLUMNS = (
    Column("单位", 0, brief=True),
    Column("完成", 80, right=True, brief=True),
    Column("情况", 96, brief=True, show=lambda state: TITLES[state], mark=lambda state: MARKS[state]),
    Column("还差", 0, brief=True),
)


def townships() -> dict[str, str]:
    """The offices whose records a county keeps beside its own, with their names; empty in a township."""
    if this_office().level != "county":
        return {}
    below = TrustedOffice.select().where(TrustedOffice.revoked_on.is_null() & (TrustedOffice.level == "township"))
    return {other.office_uid: other.name for other in below.order_by(TrustedOffice.name)}


class PlacesPanel(QFrame):
    """The list of them. `opened`: the row that is asked for."""

    opened = Signal(object)
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._desk = desk
        self._target: Target | None = None
        self.places: list[Place] = []
        self._title = label("", "section", wrap=True)
        self._said = label("", "second", wrap=True)
        self.by = Picker("按", [Choice(TOWNSHIP, "乡镇"), Choice(UNIT, "村和单位")])
        self.by.picked.connect(self.refresh)
        self.export_button = button("导出 xlsx", self.export, "plain", "file-down")
        offer(desk, "export_roster", self.export_button)
        self.table = RecordTable(_COLUMNS, self._fetch)
        self.table.opened.connect(lambda place: self.opened.emit(self.places[place - 1]))
        head = row(spacing=8)
        head.addWidget(self._title, 1)
        for part in (self.by, self.export_button, button("", self.closed.emit, "plain", "x", "关闭（Esc）")):
            head.addWidget(part)
        layout = column(self, 8, (16, 12, 16, 12))
        layout.addLayout(head)
        layout.addWidget(self._said)
        layout.addWidget(self.table, 1)

    @property
    def titles(self) -> dict[str, str] | None:
        """The townships by which rows are made, None where they are villages and units."""
        return townships() if self.by.value == TOWNSHIP else None

    def show_target(self, target: Target) -> None:
        """List where this target stands how."""
        self._target = target
        self._title.setText(f"{target.title}　目标{target.wanted()}")
        self.by.setVisible(bool(townships()))
        self.by.choose(TOWNSHIP if townships() else UNIT)
        self.refresh()

    def refresh(self) -> None:
        """Ask anew."""
        if self._target is None:
            return
        self.places = by_unit(self._target, self._desk.today(), self.titles)
        self._said.setText("最差的在前，双击或回车看名单。" if self.places else "没有可以分开统计的单位。")
        self.export_button.setVisible(bool(self.places))
        self.table.show_ids(list(range(1, len(self.places) + 1)))

    def export(self) -> None:
        """As a workbook."""
        target, places = self._target, self.places
        if target is None:
            return

        def write(path: object) -> int:
            from reports.target_workbooks import export_places

            return export_places(path, target, places)

        export_figures(self, f"{target.title}各单位完成情况", write, "个单位")

    def _fetch(self, numbers: Sequence[int]) -> list[tuple[str, str, str, str]]:
        target = self._target
        return [
            (place.title, shown(target, place.value), place.standing.state, place.missing or place.words)
            for place in (self.places[number - 1] for number in numbers)
        ]
