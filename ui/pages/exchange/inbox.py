"""收件箱: packages that came, what was taken in before, and who has reported what for a month."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from models.exchange.inbox import Received
from models.exchange.likeness.queue import Found
from ui import jobs, messages
from ui.desk import Desk
from ui.offering import may
from ui.pages.exchange.inbox_arrived import ArrivedView
from ui.pages.exchange.inbox_received import ReceivedView
from ui.pages.exchange.inbox_reported import ReportedView
from ui.pages.exchange.lazy import LazyPart
from ui.pages.exchange.work import finding
from ui.settings import Settings
from ui.widgets.parts import button, row

ARRIVED, RECEIVED, REPORTED = "arrived", "received", "reported"
TITLES = {ARRIVED: "新到的报送包", RECEIVED: "已接收", REPORTED: "报送情况"}


class InboxPart(LazyPart):
    """Three views, one in front."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__(desk, settings)
        self.arrived = ArrivedView(desk, settings)
        self.received = ReceivedView(desk, settings)
        self.reported = ReportedView(desk)
        self._views = {ARRIVED: self.arrived, RECEIVED: self.received, REPORTED: self.reported}
        self._stack = QStackedWidget()
        self._group = QButtonGroup(self)
        self.buttons = {}
        line = row(spacing=4)
        for key, view in self._views.items():
            made = button(TITLES[key], lambda key=key: self.show_view(key), "half")
            made.setCheckable(True)
            self._group.addButton(made)
            self.buttons[key] = made
            line.addWidget(made)
            self._stack.addWidget(view)
        line.addSpacing(12)
        line.addWidget(self.arrived.head, 1)
        line.addWidget(self.reported.head, 1)
        self._gap = QWidget()  # keeps the buttons at the left
        line.addWidget(self._gap, 1)
        self.body.addLayout(line)
        self.body.addWidget(self._stack, 1)
        self._connect()
        self.show_view(ARRIVED)

    @property
    def view(self) -> Any:
        """What is in front."""
        return self._stack.currentWidget()

    def show_view(self, key: str) -> None:
        """Put a view in front."""
        self._stack.setCurrentWidget(self._views[key])
        self.buttons[key].setChecked(True)
        self.arrived.head.setVisible(key == ARRIVED)
        self.reported.head.setVisible(key == REPORTED)
        self._gap.setVisible(key == RECEIVED)
        self.view.refresh()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_files(self, files: Sequence[Path]) -> None:
        """Packages that were dropped."""
        self.show_view(ARRIVED)
        self.arrived.take_files(files)

    def open_target(self, target: object) -> None:
        """One of the views by its key, or files."""
        if isinstance(target, list | tuple):
            self.take_files([Path(file) for file in target])
        elif target in self._views:
            self.show_view(str(target))

    def read(self) -> None:
        """Read anew what is in front."""
        self.view.refresh()

    def begin(self) -> None:
        """Ctrl+N: choose packages."""
        self.show_view(ARRIVED)
        self.arrived.choose_files()

    def save(self) -> None:
        """Ctrl+S: take in the package in front."""
        if self.view is self.arrived:
            self.arrived.take_current()

    def print_out(self) -> None:
        """Ctrl+P: the table of who reported what."""
        self.show_view(REPORTED)
        self.reported.print_out()

    def step_back(self) -> bool:
        """Esc: close what stands beside the list."""
        return self.view is not self.reported and bool(self.view.close_detail())

    def focusInEvent(self, event: Any) -> None:
        """The view in front has the keys."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        self.arrived.taken.connect(self._taken)
        for view in (self.arrived, self.received):
            view.led.connect(lambda key: self.go.emit("exchange", key))

    def _taken(self, found: list[Received]) -> None:
        self.desk.copied.emit()  # a copy was made before
        self.desk.changed.emit(None)
        if any(one.package is not None and one.new for one in found) and may(self.desk, "refresh_pairs"):
            jobs.start(self, "查找重复人员", finding(self.desk.opened), done=self._pairs_found)

    def _pairs_found(self, found: Found) -> None:
        if found.added or found.joined is not None:
            words = f"查找重复人员：{found.sentence}"
            messages.bar(
                self,
                words,
                "tell",
                "去核对" if found.waiting else "去看看",
                lambda: self.go.emit("exchange", "doubles"),
            )
            self.desk.changed.emit(found.joined)
