"""重复人员: pairs of records that may be one human, decided one after the other by keys; what was decided beside them.

Decides nothing; every choice is one verb that can be taken back.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedLayout, QWidget

from models.core.codes import table
from models.exchange.likeness.lists import (
    PairFilter,
    PairRow,
    brief_names,
    count_pairs,
    count_waiting,
    origins,
    pair_ids,
    pair_rows,
)
from models.exchange.likeness.queue import Found, find_pairs
from models.exchange.likeness.weights import degree
from models.people.same import APART, SAME, WAITING, LikePair
from ui import jobs, messages
from ui.desk import Desk
from ui.offering import may, offer
from ui.pages.exchange.doubles_panel import PairPanel
from ui.pages.exchange.work import connected
from ui.pages.parts import Part
from ui.settings import Settings
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import Choice, Filter, FilterBar
from ui.widgets.list_detail import ListDetail
from ui.widgets.parts import button, label, row
from ui.widgets.record_table import Column, RecordTable

FOLLOW_MS = 80
_STATES = (WAITING, SAME, APART)
_EMPTY = {
    WAITING: (
        "没有要核对的重复人员",
        "两个乡镇报来的同一个人，或者一个人录了两次的，会列在这里。身份证号和姓名都对得上的自动认定，其余的请人看一眼。",
    ),
    SAME: ("还没有认定过", "认定为同一个人的列在这里，随时可以撤销。各单位报来的记录都留着，只是合在一起显示和统计。"),
    APART: ("还没有说过谁不是同一个人", "看过以后说不是同一个人的列在这里，不会再问第二次。要改主意，可以重新核对。"),
}


class DoublesPart(Part):
    """The list of pairs, and beside it one of them."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__(desk, settings)
        self._state = WAITING
        self._names: dict[str, str] = {}
        self.table = RecordTable(_columns(), self._fetch)
        self.panel = PairPanel(desk)
        self.split = ListDetail(self.table, settings.splitters, "exchange.doubles")
        self._follow = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._follow.timeout.connect(self._show_current)
        self.table.current_changed.connect(lambda _id: self._follow.start())
        self.table.opened.connect(lambda _id: self._show_current(take_keys=True))
        self.panel.settled.connect(self._go_on)
        self.panel.go.connect(self.go)
        self.buttons: dict[str, QPushButton] = {}
        self._lay_out()
        for key, act in (("1", self.panel.say_same), ("2", self.panel.say_apart)):
            short = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            short.activated.connect(act)
        self.show_view(WAITING)

    @classmethod
    def waiting(cls, _desk: Desk) -> int:
        """How many pairs wait for a person."""
        return count_waiting()

    def show_view(self, state: str) -> None:
        """Those that wait, those that are one human, those that are two."""
        self._state = state
        self.table.records.columns[-1] = _last_column(state)
        self.buttons[state].setChecked(True)
        self.refresh()

    def refresh(self) -> None:
        """Read the list and the opened pair anew."""
        self._names = brief_names()
        self._tell_counts()
        self.filters.set_choices("origin", [Choice(uid, name) for uid, name in origins()])
        before, current = list(self.table.records.ids), self.table.current_id()
        ids = pair_ids(PairFilter(self._state, self.filters.wanted.get("origin", ""), self.filters.text))
        self.table.show_ids(ids)
        self._listed.setCurrentIndex(0 if ids else 1 + _STATES.index(self._state))
        if ids and current not in ids:
            self.table.choose(_after(before, current, ids))
        self._show_current()

    def search(self) -> None:
        """Look through everybody again, beside the work."""
        session = self.desk.session
        work = connected(lambda progress: find_pairs(session, progress))
        jobs.start(self, "查找重复人员", work, done=self._searched, hold=self.search_button)

    def seek(self) -> None:
        """Into the filter."""
        self.filters.seek()

    def open_target(self, target: object) -> None:
        """One of the views by its key, or a pair by its uid."""
        if target in _STATES:
            self.show_view(str(target))
            return
        pair = LikePair.get_or_none(LikePair.uid == str(target))
        if pair is not None:
            self.filters.clear()
            self.show_view(pair.state)
            self.table.choose(pair.id)
            self._show_current()

    def step_back(self) -> bool:
        """Esc leaves the choice of values, then the reason."""
        return self.panel.step_back()

    def focusInEvent(self, event: Any) -> None:
        """The opened pair has the keys."""
        if self._listed.currentIndex() == 0:
            self.panel.take_keys()
        else:
            self.search_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def conceal(self) -> None:
        """Numbers that were shown are masked again."""
        self.panel.mask_again()

    def _searched(self, found: Found) -> None:
        take_back = (lambda: self.desk.take_back(self, found.joined)) if found.joined else None
        messages.toast(self, found.sentence, take_back)
        self.desk.changed.emit(None)

    def _show_current(self, take_keys: bool = False) -> None:
        self._follow.stop()
        pair = LikePair.get_or_none(LikePair.id == (self.table.current_id() or 0))
        if pair is None or self._listed.currentIndex() != 0:
            return
        if self.split.detail is not self.panel:
            self.split.open_beside(self.panel)
            self.split.setSizes([self.width() // 3, self.width() * 2 // 3])
        self.panel.show_pair(pair)
        if take_keys:
            self.panel.take_keys()

    def _go_on(self) -> None:
        """What was decided is gone from the list; the next one has the keys."""
        self._follow.stop()
        self._show_current()
        if self._listed.currentIndex() == 0:
            self.panel.take_keys()
        else:
            self.buttons[WAITING].setFocus(Qt.FocusReason.OtherFocusReason)

    def _fetch(self, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        found = {one.id: one for one in pair_rows(ids)}
        return [self._cells(found.get(number)) for number in ids]

    def _cells(self, one: PairRow | None) -> tuple[Any, ...]:
        if one is None:
            return ("", "", "")
        units = dict.fromkeys(self._names.get(origin or "", "") for origin in (one.one_origin, one.other_origin))
        if self._state == WAITING:
            last = degree(one.score)
        else:
            last = "自动" if one.automatic and self._state == SAME else one.decided_by or ""
        return (one.names, "、".join(filter(None, units)), last)

    def _tell_counts(self) -> None:
        counts = count_pairs()
        told = {WAITING: counts.waiting, SAME: counts.automatic + counts.same, APART: counts.apart}
        for state, made in self.buttons.items():
            title = table("like.state").label(state)
            made.setText(f"{title}　{told[state]:,}" if told[state] else title)
        self.counted.emit(counts.waiting)
        self.summary.setText(
            f"其中自动认定 {counts.automatic:,} 对" if self._state == SAME and counts.automatic else ""
        )

    def _lay_out(self) -> None:
        self._group = QButtonGroup(self)
        line = row(spacing=4)
        for state in _STATES:
            made = button("", lambda state=state: self.show_view(state), "half")
            made.setCheckable(True)
            self._group.addButton(made)
            self.buttons[state] = made
            line.addWidget(made)
        line.addSpacing(8)
        self.filters = FilterBar([Filter("origin", "单位", (), menu=True)], hint="姓名、拼音首字母", width=180)
        self.filters.changed.connect(self.refresh)
        line.addWidget(self.filters)
        self.summary = label("", "second")
        line.addWidget(self.summary)
        line.addStretch(1)
        self.search_button = button("重新查找", self.search, icon="search", tip="收进报送包以后会自动查找")
        line.addWidget(self.search_button)
        allowed = offer(self.desk, "refresh_pairs", self.search_button)
        self.body.addLayout(line)
        holder = QWidget()
        self._listed = QStackedLayout(holder)
        self._listed.addWidget(self.split)
        for state in _STATES:
            ways = [("查找重复人员", self.search)] if state == WAITING and allowed else []
            self._listed.addWidget(EmptyState("users", *_EMPTY[state], ways))
        self.body.addWidget(holder, 1)
        self.panel.allowed = may(self.desk, "settle_pair")


def _after(before: Sequence[Any], gone: Any, left: Sequence[Any]) -> Any:
    """Whoever followed the one that is gone."""
    there = set(left)
    place = list(before).index(gone) if gone in before else 0
    return next((number for number in before[place:] if number in there), left[0])


def _columns() -> list[Column]:
    return [
        Column("姓名", 0, brief=True),
        Column("单位", 0, brief=True),
        _last_column(WAITING),
    ]


def _last_column(state: str) -> Column:
    return Column("相像" if state == WAITING else "核对人", 76, brief=True)
