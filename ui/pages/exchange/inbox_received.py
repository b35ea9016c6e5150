"""What was taken in before: every package, the newest first, with what it did, and 撤销接收."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from models.exchange.inbox import newest_of_each, purpose_words, received_packages
from models.exchange.merging.plan import VERDICT_NAMES
from models.exchange.merging.three_way import Verdict
from models.exchange.records import ReceivedPackage
from ui.desk import Desk
from ui.offering import may
from ui.pages.exchange.inbox_arrived import FOLLOW_MS, LIST_WIDTH, undo_in_background
from ui.pages.exchange.inbox_plan import PlanPanel
from ui.settings import Settings
from ui.widgets.empty_state import EmptyState
from ui.widgets.fitting_table import FittingTable
from ui.widgets.list_detail import ListDetail
from ui.widgets.parts import column
from ui.widgets.record_table import Column


class ReceivedView(QWidget):
    """The list, and beside it one package."""

    led = Signal(str)

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__()
        self.desk = desk
        self._found: dict[int, ReceivedPackage] = {}
        self.table = FittingTable(_columns(), self._fetch, ("期别", "条数", "用途"))
        self.panel = PlanPanel()
        left = QWidget()
        column(left, 0).addWidget(self.table)
        self.split = ListDetail(left, settings.splitters, "exchange.received", LIST_WIDTH)
        self._follow = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._follow.timeout.connect(self._open_current)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.split)
        self._stack.addWidget(EmptyState("usb", "还没有接收过报送包", "接收以后，这里可以查看结果，也可以整份撤销。"))
        self.table.opened.connect(lambda _id: self.open_package())
        self.table.clicked.connect(lambda _index: self.open_package())
        self.table.current_changed.connect(lambda _id: self._follow.start())
        self._connect_panel()
        self.refresh()

    def refresh(self) -> None:
        """Read the list anew."""
        self._found = {package.id: package for package in received_packages()}
        self.table.show_ids(list(self._found))
        self._stack.setCurrentIndex(0 if self._found else 1)
        if self.split.detail is not None and self.table.current_id() not in self._found:
            self.close_detail()

    def open_package(self) -> None:
        """Open the current one beside the list."""
        package = self._found.get(self.table.current_id())
        if package is None:
            return
        self.split.open_beside(self.panel)
        last = package.id in newest_of_each()
        self.panel.show_package(package, last)
        self.panel.undo_button.setEnabled(may(self.desk, "undo_package"))

    def close_detail(self) -> bool:
        """Only the list."""
        if self.split.detail is None:
            return False
        self.panel = PlanPanel()
        self.split.close_detail()
        self._connect_panel()
        return True

    def focusInEvent(self, event: Any) -> None:
        """The list has the keys."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_current(self) -> None:
        if self.split.detail is not None:
            self.open_package()

    def _connect_panel(self) -> None:
        self.panel.undo_asked.connect(lambda uid: undo_in_background(self, self.desk, uid, self.refresh))
        self.panel.led.connect(self.led)
        self.panel.closed.connect(self.close_detail)

    def _fetch(self, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        return [_cells(self._found[number]) for number in ids]


def _cells(package: ReceivedPackage) -> tuple[Any, ...]:
    return (
        package.created_at[:16],
        package.sender.name,
        purpose_words(package.purpose),
        package.period,
        package.number,
        f"{sum(package.rows.values()):,}",
        _counts(package.counts or {}),
    )


def _counts(counts: dict[str, dict[str, int]]) -> str:
    totals = {verdict: sum(each.get(verdict.value, 0) for each in counts.values()) for verdict in Verdict}
    return "，".join(f"{VERDICT_NAMES[verdict]} {count:,}" for verdict, count in totals.items() if count)


def _columns() -> list[Column]:
    return [
        Column("接收时间", 144),
        Column("单位", 160, brief=True),
        Column("用途", 112, brief=True),
        Column("期别", 104),
        Column("序号", 56, right=True, brief=True),
        Column("条数", 72, right=True),
        Column("结果", 0, brief=True),
    ]
