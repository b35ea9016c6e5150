"""The page 组织: two lists, bodies and units, each with its record beside it."""

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from models.core.record import Record
from ui import messages
from ui.desk import Desk
from ui.offering import may, offer
from ui.pages.organisations.kinds import BODIES, UNITS, Register
from ui.pages.organisations.record import RecordPanel
from ui.settings import Settings
from ui.widgets.empty_state import EmptyState, ListOrEmpty
from ui.widgets.filter_bar import FilterBar
from ui.widgets.fitting_table import FittingTable
from ui.widgets.list_detail import ListDetail
from ui.widgets.page import Page
from ui.widgets.parts import button, column, label, row

FOLLOW_MS = 150


class RegisterView(QWidget):
    """One list with its filter, the opened record, and what is done with the chosen row."""

    counted = Signal()

    def __init__(self, desk: Desk, settings: Settings, register: Register) -> None:
        super().__init__()
        self.desk = desk
        self.register = register
        self.panel: RecordPanel | None = None
        self.count = ""
        self.table = FittingTable(register.columns, register.fetch, register.give_up)
        self.filters = FilterBar([register.filter()], "名称")
        self._follow = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._follow.timeout.connect(self._open_current)
        self._build(settings)
        self.filters.changed.connect(lambda: self.show_list(keep=False))
        self.table.opened.connect(lambda number: self.open_record(register.record.get_by_id(number)))
        self.table.current_changed.connect(lambda _id: self.panel and self._follow.start())
        self.table.selection_changed.connect(self._tell_selection)
        self.show_list()

    def show_list(self, keep: bool = True) -> None:
        """Ask for the ids again."""
        kind = self.filters.wanted.get("kind", "")
        ids = self.register.ids(self.filters.text, kind)
        whole = len(ids) if not (kind or self.filters.text) else len(self.register.ids("", ""))
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
            self.panel = RecordPanel(self.desk, self.register)
            self.panel.closed.connect(self.close_record)
            self.panel.saved.connect(lambda: self.panel and self.table.choose(self.panel.record.id))
        self._beside.open_beside(self.panel)
        self._filled.show_list(True)
        self.panel.show_record(record)
        if record is not None:
            self.table.choose(record.id)

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
        foot = row(spacing=8)
        foot.addWidget(self._selected)
        foot.addWidget(self.delete_button)
        foot.addStretch(1)
        listing = QWidget()
        inside = column(listing, 4)
        inside.addWidget(self.table, 1)
        inside.addLayout(foot)
        listing.setFocusProxy(self.table)
        self._beside = ListDetail(listing, settings.splitters, f"organisations.{self.register.key}")
        ways = [(f"登记{self.register.title}", lambda: self.open_record(None))]
        empty = EmptyState(self.register.icon, f"还没有{self.register.title}", self.register.empty, ways)
        self._filled = ListOrEmpty(self._beside, empty)
        layout = column(self, 8)
        layout.addWidget(self.filters)
        layout.addWidget(self._filled, 1)

    def _tell_selection(self, count: int) -> None:
        current = self.table.current_id()
        name = self.register.rows([current])[0].name if current is not None and count == 1 else ""
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
            who = self.panel.record.name if self.panel.record else f"新{self.register.title}"
            messages.toast(self, f"“{who}”没有保存的内容已留成草稿。")


class OrganisationsPage(Page):
    """Bodies and units."""

    help_key = "organisations"

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__("组织")
        self.views = {register.key: RegisterView(desk, settings, register) for register in (BODIES, UNITS)}
        self._stack = QStackedWidget()
        self._tabs = QButtonGroup(self)
        tabs = row(spacing=4)
        for key, view in self.views.items():
            tab = button(view.register.title, lambda key=key: self.show_register(key), "half")
            tab.setCheckable(True)
            self._tabs.addButton(tab)
            tabs.addWidget(tab)
            self._stack.addWidget(view)
            view.counted.connect(self._tell)
        tabs.addStretch(1)
        self.begin_button = button("", self.begin, "primary", "plus", "登记（Ctrl+N）")
        self.actions.addWidget(self.begin_button)
        offer(desk, "register_body", self.begin_button)
        self.body.addLayout(tabs)
        self.body.addWidget(self._stack, 1)
        self.show_register("body")

    @property
    def view(self) -> RegisterView:
        """The list in front."""
        return self._stack.currentWidget()

    def show_register(self, key: str) -> None:
        """Bodies or units."""
        self._stack.setCurrentWidget(self.views[key])
        list(self._tabs.buttons())[list(self.views).index(key)].setChecked(True)
        self.begin_button.setText(f"登记{self.view.register.title}")
        self._tell()

    def open_target(self, target: object) -> None:
        """(`unit` or `body`, uid); `uid:field` goes into a field, `new` in place of the uid begins one."""
        key, which = target if isinstance(target, tuple) else ("body", str(target))
        self.show_register(key)
        uid, _, field = which.partition(":")
        self.view.open_record(None if uid == "new" else self.view.register.record.by_uid(uid))
        self.view.panel.form.go_to(field)

    def refresh(self) -> None:
        """Read both lists anew."""
        for view in self.views.values():
            view.refresh()

    def step_back(self) -> bool:
        """Close the record."""
        return self.view.close_record()

    def save(self) -> None:
        """Save the opened record."""
        if self.view.panel is not None:
            self.view.panel.save()

    def begin(self) -> None:
        """A new unit or body."""
        if not may(self.view.desk, "register_body"):
            return
        self.view.open_record(None)

    def seek(self) -> None:
        """Into the filter."""
        self.view.filters.seek()

    def settle(self) -> bool:
        """What is half typed is kept."""
        for view in self.views.values():
            view.keep_draft()
        return True

    def focusInEvent(self, event: Any) -> None:
        """The list in front has the keys."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self) -> None:
        self.set_title("组织", self.view.count)
