"""The clocks of a case: what runs, from what, until when, on which article, and how much is left. Counts nothing."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from models.rights.clocks import DONE, LATE, OPEN, RUNNING, SOON, Clock
from ui.widgets.parts import Mark, column, hairline, label, row

MARKS = {RUNNING: "wait", SOON: "warn", LATE: "stop", DONE: "done", OPEN: "tell"}
WORDS = {SOON: "快到期", OPEN: "当事人可以申请"}


def state_words(clock: Clock) -> str:
    """How a clock stands, in words: colour alone tells nothing."""
    if clock.state in (DONE, RUNNING):
        return clock.left_words()
    if clock.state == LATE:
        return clock.left_words().replace("已过", "已过期 ").replace("昨天已到期", "昨天已过期")
    return f"{WORDS[clock.state]}，{clock.left_words()}"


class ClockList(QScrollArea):
    """Every clock, the one that ends first on top."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget()

    @property
    def lines(self) -> list[str]:
        """What stands there, for each clock in one text."""
        return self._told

    def show_clocks(self, clocks: Sequence[Clock]) -> None:
        """Show these instead."""
        inside = QWidget()
        inside.setObjectName("plain")
        layout = column(inside, 4, (0, 4, 12, 8))
        layout.addWidget(label("期限", "section"))
        self._told: list[str] = []
        for clock in clocks:
            layout.addWidget(hairline())
            layout.addWidget(self._line(clock))
        if not clocks:
            layout.addWidget(label("现在没有在走的期限。", "second", wrap=True))
        layout.addStretch(1)
        self.setWidget(inside)

    def _line(self, clock: Clock) -> QWidget:
        made = QWidget()
        state = state_words(clock)
        until = _until(clock)
        since = f"从{clock.from_what}算起：{_said(clock.from_when, clock.by_hour)}"
        lines = column(spacing=2)
        head = row(spacing=6)
        head.addWidget(Mark(MARKS[clock.state]), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(label(clock.title, "strong" if clock.state in (SOON, LATE) else "", wrap=True), 1)
        layout = column(made, 2, (0, 4, 0, 4))
        layout.addLayout(head)
        lines.addWidget(label(state, wrap=True))
        for told in (since, until, clock.article):
            lines.addWidget(label(told, "small", wrap=True))
        indented = row(margins=(22, 0, 0, 0))
        indented.addLayout(lines, 1)
        layout.addLayout(indented)
        self._told.append("　".join((clock.title, state, since, until, clock.article)))
        return made


def _until(clock: Clock) -> str:
    told = f"到{_said(clock.until, clock.by_hour)}为止"
    return f"{told}（暂定）" if clock.provisional else told


def _said(when: datetime, by_hour: bool) -> str:
    told = f"{when.year}.{when.month}.{when.day}"
    return f"{told} {when:%H:%M}" if by_hour else told
