"""冲突核对: fields that two offices changed differently, record by record, decided by keys; and the written rules.

Decides nothing; every choice is one verb that can be taken back.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QButtonGroup, QStackedLayout, QStackedWidget, QWidget

from models.exchange.settling import Disputed, count_open, disputed
from ui.desk import Desk
from ui.offering import may
from ui.pages.exchange.conflicts_panel import DisputePanel
from ui.pages.exchange.conflicts_rules import RulesView
from ui.pages.exchange.conflicts_settled import SettledView
from ui.pages.exchange.lazy import LazyPart
from ui.settings import Settings
from ui.widgets.empty_state import EmptyState
from ui.widgets.list_detail import ListDetail
from ui.widgets.parts import button, column, label, row
from ui.widgets.record_table import Column, RecordTable

FOLLOW_MS = 80
LIST_WIDTH = 400
OPEN, SETTLED, RULES = "open", "settled", "rules"
_EMPTY = "两边都改过同一栏，而且改得不一样的，会列在这里，由人逐项核对；改的是不同的栏目，程序自己合并。"


class ConflictsPart(LazyPart):
    """The list of records, and beside it one of them."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__(desk, settings)
        self._found: dict[tuple[str, str, str], Disputed] = {}
        self.table = RecordTable(_columns(), self._fetch)
        self.panel = DisputePanel(desk)
        left = QWidget()
        column(left, 0).addWidget(self.table)
        self.split = ListDetail(left, settings.splitters, "exchange.conflicts", LIST_WIDTH)
        self.settled = SettledView()
        self.rules = RulesView(desk)
        self._follow = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._follow.timeout.connect(self._show_current)
        self.table.current_changed.connect(lambda _key: self._follow.start())
        self.table.opened.connect(lambda _key: self._show_current(take_keys=True))
        self.panel.settled.connect(self._go_on)
        self._lay_out()
        self.show_view(OPEN)

    @classmethod
    def waiting(cls, _desk: Desk) -> int:
        """How many fields wait to be decided."""
        return count_open()

    def show_view(self, key: str) -> None:
        """The open ones, what was decided, or the rules."""
        self._stack.setCurrentWidget(self._views[key])
        self.buttons[key].setChecked(True)
        self.refresh()

    def read(self) -> None:
        """Read anew what is in front."""
        self.settled.refresh()
        self.rules.refresh()
        before = list(self._found)
        self._found = {one.key: one for one in disputed()}
        current = self.table.current_id()
        self.table.show_ids(list(self._found))
        count = sum(len(one.conflicts) for one in self._found.values())
        self.summary.setText(f"{len(self._found)} 条记录，{count} 项" if count else "")
        self._listed.setCurrentIndex(0 if self._found else 1)
        if self._found and current not in self._found:
            self.table.choose(_after(before, current, self._found))
        self._show_current()

    def open_target(self, target: object) -> None:
        """One of the views by its key."""
        if target in self._views:
            self.show_view(str(target))

    def save(self) -> None:
        """Ctrl+S: the rules."""
        if self._stack.currentWidget() is self.rules:
            self.rules.save()

    def conceal(self) -> None:
        """The screen is being locked: numbers that were shown are masked again."""
        super().conceal()
        self.panel.mask_again()

    def focusInEvent(self, event: Any) -> None:
        """The first open choice has the keys."""
        if self._found and self._stack.currentWidget() is self._views[OPEN]:
            self.panel.take_keys()
        else:
            self.buttons[OPEN].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_current(self, take_keys: bool = False) -> None:
        self._follow.stop()
        found = self._found.get(self.table.current_id())
        if found is None:
            self.split.hide()
            return
        self.split.show()
        if self.split.detail is not self.panel:
            self.split.open_beside(self.panel)
        self.panel.show_dispute(found, may(self.desk, "settle_conflict"))
        if take_keys:
            self.panel.take_keys()

    def _go_on(self) -> None:
        """What was decided is gone from the list; the next one has the keys."""
        self._follow.stop()
        if self._found:
            self.panel.take_keys()
        else:
            self.buttons[OPEN].setFocus(Qt.FocusReason.OtherFocusReason)

    def _fetch(self, keys: Sequence[tuple[str, str, str]]) -> list[tuple[Any, ...]]:
        return [_cells(self._found[key]) for key in keys]

    def _lay_out(self) -> None:
        self.summary = label("", "second")
        self._stack = QStackedWidget()
        opened = QWidget()
        self._listed = QStackedLayout(opened)
        self._listed.addWidget(self.split)
        self._listed.addWidget(EmptyState("circle-check", "没有要核对的冲突", _EMPTY))
        self._views = {OPEN: opened, SETTLED: self.settled, RULES: self.rules}
        self._group = QButtonGroup(self)
        self.buttons = {}
        line = row(spacing=4)
        for key, title in ((OPEN, "待核对"), (SETTLED, "已核对"), (RULES, "核对规则")):
            made = button(title, lambda key=key: self.show_view(key), "half")
            made.setCheckable(True)
            self._group.addButton(made)
            self.buttons[key] = made
            line.addWidget(made)
            self._stack.addWidget(self._views[key])
        line.addSpacing(12)
        line.addWidget(self.summary)
        line.addStretch(1)
        self.body.addLayout(line)
        self.body.addWidget(self._stack, 1)


def _after(before: Sequence[Any], gone: Any, left: dict[Any, Disputed]) -> Any:
    """Whoever followed the one that is gone."""
    place = list(before).index(gone) if gone in before else 0
    later = [key for key in before[place:] if key in left]
    return later[0] if later else next(iter(left))


def _cells(one: Disputed) -> tuple[Any, ...]:
    return (one.noun, one.called.strip("“”"), one.office, len(one.conflicts))


def _columns() -> list[Column]:
    return [
        Column("资料", 72, brief=True),
        Column("是谁的", 0, brief=True),
        Column("对方单位", 148, brief=True),
        Column("项", 40, right=True, brief=True),
    ]
