"""One list with its filters, the opened record beside it, and what is done with the chosen row."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.core.record import Record
from ui import messages
from ui.desk import Desk
from ui.offering import may
from ui.pages.register.record import RecordPanel
from ui.pages.register.register import Register
from ui.settings import Settings
from ui.widgets.empty_state import EmptyState, ListOrEmpty
from ui.widgets.filter_bar import FilterBar
from ui.widgets.fitting_table import FittingTable
from ui.widgets.list_detail import ListDetail
from ui.widgets.parts import button, column, label, row

FOLLOW_MS = 150


class RegisterView(QWidget):
    """One register on a page. `make_panel` makes what opens beside the list."""

    counted = Signal()
    go = Signal(str, object)

    def __init__(
        self,
        desk: Desk,
        settings: Settings,
        register: Register,
        make_panel: Callable[[Desk, Register], RecordPanel] = RecordPanel,
    ) -> None:
        super().__init__()
        self.desk = desk
        self.register = register
        self._make_panel = make_panel
        self.panel: RecordPanel | None = None
        self.count = ""
        self.table = FittingTable(register.columns, register.fetch, register.give_up)
        self.filters = FilterBar(register.filters(), register.hint)
        self._follow = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._follow.timeout.connect(self._open_current)
        self._build(settings)
        self.filters.changed.connect(lambda: self.show_list(keep=False))
        self.table.opened.connect(lambda number: self.open_record(register.record.get_by_id(number)))
        self.table.current_changed.connect(lambda _id: self.panel and self._follow.start())
        self.table.selection_changed.connect(self._tell_selection)
        self.show_list()

    @property
    def wanted(self) -> dict[str, Any]:
        """What the list is narrowed to, beside the text."""
        return self.filters.wanted

    def show_list(self, keep: bool = True) -> None:
        """Ask for the ids again."""
        wanted, text = self.wanted, self.filters.text
        ids = self.register.ids(text, wanted)
        whole = len(self.register.ids("", {})) if wanted or text else len(ids)
        self.table.show_ids(ids, keep=keep)
        found = f"找到 {len(ids):,} {self.register.counter}，" if len(ids) != whole else ""
        self.count = f"{found}共 {whole:,} {self.register.counter}"
        self._filled.show_list(whole > 0 or self.panel is not None)
        self._tell_selection(self.table.selected_count())
        self.counted.emit()

    def open_record(self, record: Record | None) -> None:
        """Open a record beside the list, None for a new one."""
        self._leave_record()
        if self.panel is None:
            self.panel = self._make_panel(self.desk, self.register)
            self.panel.closed.connect(self.close_record)
            self.panel.go.connect(self.go)
            self.panel.saved.connect(lambda: self.panel and self.table.choose(self.panel.record.id))
        self._beside.open_beside(self.panel)
        self._filled.show_list(True)
        self.panel.show_record(record)
        if record is not None:
            self.table.choose(record.id)

    def begin(self) -> None:
        """A new record, for who may."""
        if may(self.desk, self.register.register_action):
            self.open_record(None)

    def close_record(self) -> bool:
        """Back to the list; False when nothing was open."""
        if self.panel is None:
            return False
        self._leave_record()
        self.panel = None
        self._beside.close_detail()
        self.show_list()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def refresh(self) -> None:
        """Read anew."""
        self.show_list()
        if self.panel is not None:
            self.panel.reread()

    def keep_draft(self) -> None:
        """What is half typed is kept."""
        if self.panel is not None:
            self.panel.keep_draft()

    def delete_current(self) -> None:
        """Delete the chosen row at once; it can be taken back."""
        current = self.table.current_id()
        if current is not None:
            record = self.register.record.get_by_id(current)
            if self.panel is not None and self.panel.record == record:
                self.close_record()
            self.desk.do(self, self.register.remove, record)

    def focusInEvent(self, event: Any) -> None:
        """The record or the list has the keys."""
        (self.panel or self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, settings: Settings) -> None:
        self._selected = label("", "second")
        self.delete_button = button("删除", self.delete_current, "plain", "trash-2")
        self.foot: QHBoxLayout = row(spacing=8)
        self.foot.addWidget(self._selected)
        self.foot.addWidget(self.delete_button)
        self.foot.addStretch(1)
        listing = QWidget()
        inside = column(listing, 4)
        inside.addWidget(self.table, 1)
        inside.addLayout(self.foot)
        listing.setFocusProxy(self.table)
        self._beside = ListDetail(listing, settings.splitters, f"{self.register.page}.{self.register.key}")
        ways = [(f"{self.register.verb}{self.register.what}", self.begin)]
        if self.register.from_rosters and may(self.desk, "apply_roster"):
            ways.append(("导入花名册", self._import))
        empty = EmptyState(self.register.icon, f"还没有{self.register.what}", self.register.empty, ways)
        self._filled = ListOrEmpty(self._beside, empty)
        layout = column(self, 8)
        layout.addWidget(self.filters)
        layout.addWidget(self._filled, 1)

    def _import(self) -> None:
        self.go.emit("intake", None)

    def _tell_selection(self, count: int) -> None:
        current = self.table.current_id()
        rows = self.register.fetch([current]) if current is not None and count == 1 else ()
        name = str(rows[0][0] or "") if rows else ""
        self._selected.setText(name)
        self.delete_button.setVisible(bool(name))

    def _open_current(self) -> None:
        current = self.table.current_id()
        if self.panel is None or current is None or (self.panel.record and self.panel.record.id == current):
            return
        record = self.register.record.get_or_none(self.register.record.id == current)
        if record is not None:
            self._leave_record()
            self.panel.show_record(record, take_keys=False)

    def _leave_record(self) -> None:
        self._follow.stop()
        if self.panel is not None and self.panel.keep_draft():
            who = self.register.named(self.panel.record) if self.panel.record else f"新{self.register.what}"
            messages.toast(self, f"“{who}”没有保存的内容已留成草稿。")
