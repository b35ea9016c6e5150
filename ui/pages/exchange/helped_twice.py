"""重复帮扶: who was given the same by two offices; allowed with a reason, or told to those who gave.

Decides nothing; every choice is one verb that can be taken back.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QWidget,
)

from models.assistance.aid import Aid
from models.core.fields import partial_date
from models.exchange.likeness.lists import brief_names, office_name, origins
from models.exchange.likeness.twice import (
    TwiceLine,
    TwiceSettled,
    allow_twice,
    ask_twice_again,
    tell_twice,
    twice_lines,
)
from models.people.same import WAITING
from ui import jobs
from ui.desk import Desk
from ui.offering import offer
from ui.pages.exchange.work import connected
from ui.pages.parts import Part
from ui.settings import Settings
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import Choice, Filter, FilterBar
from ui.widgets.list_detail import ListDetail
from ui.widgets.notes import Bar
from ui.widgets.parts import button, column, hairline, label, row
from ui.widgets.record_table import Column, RecordTable

FOLLOW_MS = 80
OPEN, SETTLED = "open", "settled"
_EMPTY = "同一个人或同一户，在同一个项目、同一期间，两个单位都发放过的，会列在这里，请两边核对。"
_UNSURE = "是不是同一个人还没有核对清楚，请先在“重复人员”里核对。"
_HINT = "两次各有各的理由，写明理由就不再问；要问发放单位的，告知以后随回复包送到。"


class HelpedTwicePart(Part):
    """The list of cases, and beside it one of them."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__(desk, settings)
        self._state = OPEN
        self._every: list[TwiceLine] = []
        self._stale = True
        self._read = False
        self._going_on = False
        self._asked = 0
        self._lines: dict[str, TwiceLine] = {}
        self._names: dict[str, str] = {}
        self.table = RecordTable(_columns(), self._fetch)
        self.panel = TwicePanel(desk)
        self.split = ListDetail(self.table, settings.splitters, "exchange.helped_twice")
        self._follow = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._follow.timeout.connect(self._show_current)
        self.table.current_changed.connect(lambda _key: self._follow.start())
        self.table.opened.connect(lambda _key: self._show_current(take_keys=True))
        self.panel.settled.connect(self._go_on)
        self.panel.go.connect(self.go)
        self.buttons: dict[str, QPushButton] = {}
        self._lay_out()
        self.show_view(OPEN)

    def show_view(self, state: str) -> None:
        """Those of which nothing was said, or the others."""
        self._state = state
        self.buttons[state].setChecked(True)
        self._list()

    def refresh(self) -> None:
        """Ask for the cases anew, beside the work; what nobody looks at is asked when it is looked at."""
        self._stale = True
        if self.isVisible():
            self._ask()

    def showEvent(self, event: Any) -> None:
        """Ask what was not asked while another part was in front."""
        super().showEvent(event)
        if self._stale:
            self._ask()

    def _ask(self) -> None:
        self._stale = False
        self._asked += 1
        asked, work = self._asked, connected(lambda _progress: twice_lines())
        jobs.start(self, "查找重复帮扶", work, done=lambda every: self._found(every, asked), watch=jobs.unseen)

    def _found(self, every: list[TwiceLine], asked: int) -> None:
        """Show them, unless they were asked for again meanwhile."""
        if asked != self._asked:
            return
        self._every, self._read = every, True
        self._names = brief_names()
        self.filters.set_choices("origin", [Choice(uid, name) for uid, name in origins()])
        self._list()
        if self._going_on:
            self._going_on = False
            self.focusInEvent(None)

    def _list(self) -> None:
        """Show those of the cases that are wanted, and the one that is chosen."""
        origin, text = self.filters.wanted.get("origin", ""), self.filters.text
        told = [line for line in self._every if text in line.name and (not origin or origin in line.origins)]
        before, current = list(self.table.records.ids), self.table.current_id()
        self._lines = {line.key: line for line in told if (line.settled is not None) == (self._state == SETTLED)}
        ids = list(self._lines)
        self.table.show_ids(ids)
        self._listed.setCurrentIndex(0 if ids else 1 if self._read else 2)
        if ids and current not in self._lines:
            place = before.index(current) if current in before else 0
            self.table.choose(next((key for key in before[place:] if key in self._lines), ids[0]))
        self._tell_counts(told)
        self._show_current()

    def open_target(self, target: object) -> None:
        """One of the views by its key."""
        if target in self.buttons:
            self.show_view(str(target))

    def seek(self) -> None:
        """Into the filter."""
        self.filters.seek()

    def focusInEvent(self, event: Any) -> None:
        """The list has the keys."""
        if self._listed.currentIndex() == 0:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.buttons[OPEN].setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_counts(self, told: Sequence[TwiceLine]) -> None:
        settled = sum(line.settled is not None for line in told)
        for state, title, count in ((OPEN, "待核对", len(told) - settled), (SETTLED, "已核对", settled)):
            self.buttons[state].setText(f"{title}　{count:,}" if count else title)
        if not self.filters.text and not self.filters.wanted:
            self.counted.emit(len(told) - settled)

    def _show_current(self, take_keys: bool = False) -> None:
        self._follow.stop()
        line = self._lines.get(self.table.current_id())
        if line is None:
            return
        if self.split.detail is not self.panel:
            self.split.open_beside(self.panel)
            self.split.setSizes([self.width() * 45 // 100, self.width() * 55 // 100])
        self.panel.show_line(line)
        if take_keys:
            self.panel.take_keys()

    def _go_on(self) -> None:
        """What was said of leaves the list once it is read anew; then the list has the keys."""
        self._follow.stop()
        self._going_on = True

    def _fetch(self, keys: Sequence[str]) -> list[tuple[Any, ...]]:
        return [self._cells(self._lines[key]) for key in keys]

    def _cells(self, line: TwiceLine) -> tuple[Any, ...]:
        units = "、".join(self._names.get(origin, "") for origin in line.origins)
        return (line.name, f"{line.programme} {line.twice.period}", line.shared, units, Aid.amount.show(line.total))

    def _lay_out(self) -> None:
        self._group = QButtonGroup(self)
        line = row(spacing=4)
        for state in (OPEN, SETTLED):
            made = button("", lambda state=state: self.show_view(state), "half")
            made.setCheckable(True)
            self._group.addButton(made)
            self.buttons[state] = made
            line.addWidget(made)
        line.addSpacing(8)
        self.filters = FilterBar([Filter("origin", "单位", (), menu=True)], hint="姓名", width=180)
        self.filters.changed.connect(self._list)
        line.addWidget(self.filters)
        line.addStretch(1)
        self.body.addLayout(line)
        holder = QWidget()
        self._listed = QStackedLayout(holder)
        self._listed.addWidget(self.split)
        self._listed.addWidget(EmptyState("circle-check", "没有重复帮扶", _EMPTY))
        self._listed.addWidget(EmptyState("clock", "正在查找", _EMPTY))
        self.body.addWidget(holder, 1)


class TwicePanel(QFrame):
    """One case. `settled`: something was said of it; go: key of a page, what to open there."""

    settled = Signal()
    go = Signal(str, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("detail")
        self._desk = desk
        self.line: TwiceLine | None = None
        self.bar = Bar()
        self.title = label("", "title", wrap=True)
        self.subtitle = label("", "second", wrap=True)
        self.said = label("", wrap=True)
        self.hint = label("", "small", wrap=True)
        self.reason = QLineEdit()
        self.allow_button = button("各有理由，可以都发", self.allow, "primary")
        self.tell_button = button("告知发放单位", self.tell)
        self.again_button = button("重新核对", self.ask_again)
        self.doubles_button = button("先核对是不是同一个人", lambda: self.go.emit("exchange", ("doubles", WAITING)))
        offer(desk, "allow_twice", self.allow_button)
        offer(desk, "tell_twice", self.tell_button)
        offer(desk, "ask_twice_again", self.again_button)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._lay_out()

    def show_line(self, line: TwiceLine) -> None:
        """Another case, or the same anew."""
        if self.line is None or self.line.key != line.key:
            self.reason.clear()
            self.bar.clear()
        self.line = line
        self.title.setText(line.name)
        self.subtitle.setText(f"{line.shared} · {line.programme} · {line.twice.period} · 合计 {_money(line.total)}")
        settled = line.settled
        self.said.setText(_said(settled) if settled else "")
        self.said.setVisible(settled is not None)
        self.hint.setText(_HINT if line.twice.sure else _UNSURE)
        self.hint.setVisible(settled is None)
        self.reason.setPlaceholderText("理由，或要对发放单位说的话，例如“一次救火灾，一次救重病”")
        for made in (self.allow_button, self.tell_button, self.reason):
            made.setVisible(settled is None)
        self.doubles_button.setVisible(settled is None and not line.twice.sure)
        self.again_button.setVisible(settled is not None)
        self._fill()

    def take_keys(self) -> None:
        """Into the reason."""
        shown = self.reason if self.reason.isVisible() else self.again_button
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def allow(self) -> None:
        """Both may stand; the reason is asked for."""
        if self._desk.do(self, allow_twice, self.line, self.reason.text()) is not None:
            self.settled.emit()
        else:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell(self) -> None:
        """Those who gave are told with the next answer."""
        if self._desk.do(self, tell_twice, self.line, self.reason.text()) is not None:
            self.settled.emit()

    def ask_again(self) -> None:
        """Into the list again."""
        if self._desk.do(self, ask_twice_again, self.line.settled) is not None:
            self.settled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the reason presses nothing."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _fill(self) -> None:
        inside = QWidget()
        inside.setObjectName("plain")
        content = column(inside, 8, (16, 4, 16, 8))
        content.addLayout(self._grid())
        content.addStretch(1)
        self._area.setWidget(inside)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for place, title in enumerate(("发放单位", "受助人", "发放日期", "金额", "")):
            grid.addWidget(label(title, "second"), 0, place)
        grid.addWidget(hairline(), 1, 0, 1, 5)
        for number, aid in enumerate(self.line.twice.aids, 2):
            told = (office_name(aid.origin), aid.name, partial_date(aid.given_on).short(), _money(aid.amount))
            for place, words in enumerate(told):
                grid.addWidget(label(words, wrap=place < 2), number, place)
            opening = button("打开", lambda uid=aid.uid: self.go.emit("assistance", ("aid", uid)), "link")
            grid.addWidget(opening, number, 4)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        return grid

    def _lay_out(self) -> None:
        top = column(spacing=4, margins=(16, 10, 16, 6))
        for part in (self.title, self.subtitle, self.bar, self.said, self.hint):
            top.addWidget(part)
        asked = row()
        asked.addWidget(self.doubles_button)
        asked.addStretch(1)
        top.addLayout(asked)
        foot = column(spacing=8, margins=(16, 8, 16, 12))
        foot.addWidget(self.reason)
        buttons = row(spacing=8)
        for made in (self.allow_button, self.tell_button, self.again_button):
            buttons.addWidget(made)
        buttons.addStretch(1)
        foot.addLayout(buttons)
        layout = column(self, 0)
        layout.addLayout(top)
        layout.addWidget(self._area, 1)
        layout.addLayout(foot)


def _said(settled: TwiceSettled) -> str:
    told = f"{TwiceSettled.state.show(settled.state)}（{settled.changed_by} {settled.changed_at[:10]}）"
    return f"{told}：{settled.reason}" if settled.reason else told


def _money(amount: int | None) -> str:
    return f"{Aid.amount.show(amount)} 元" if amount else "实物"


def _columns() -> list[Column]:
    return [
        Column("姓名", 104, brief=True),
        Column("项目和期间", 0, brief=True),
        Column("共同点", 124, brief=True),
        Column("单位", 0, brief=True),
        Column("合计（元）", 84, right=True),
    ]
