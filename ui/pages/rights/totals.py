"""提供报表汇总数: exactly which numbers of protected cases leave the compartment for a return, before they do."""

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from models.core.errors import KnownError
from models.office.closed.compartment import released_totals
from models.rights.figures import WHAT, names, period, protected, release
from ui import messages
from ui.clearance import clearance_of
from ui.desk import Desk
from ui.offering import offer
from ui.pages.rights.acting import done_or_said
from ui.widgets.asking import day
from ui.widgets.facts import facts_grid
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.notes import Bar
from ui.widgets.parts import button, column, label, row

_TEXT = (
    "报表只需要件数和人数。从保密区带出去的只有下面这些数字，没有姓名、编号和内容；"
    "带出去以后，没有进入保密区的人也能用它们出报表。"
)


class TotalsPanel(QFrame):
    """A period, its numbers, and the button that gives them out."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("detail")
        self._desk = desk
        self._clearance = clearance_of(desk)
        self.bar = Bar()
        today = desk.today()
        self.form = RecordForm([Section("", [day("从", "since"), day("到", "until")])])
        self.form.show_values({"since": date(today.year, 1, 1), "until": date(today.year, 12, 31)})
        self.form.settled.connect(lambda _name: self.show_numbers())
        self.numbers: dict[str, int] = {}
        self._told = label(wrap=True)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.button = button("", self.release, "primary")
        self._lay_out()
        self.show_numbers()
        offer(desk, "release_totals", self.button)

    def show_numbers(self) -> None:
        """Count what would leave."""
        inside, span = self._clearance.inside, self._span()
        if inside is None:
            self.closed.emit()
            return
        if span is None:
            self.numbers = {}
        else:
            self.numbers = protected(inside, *span)
        known = dict(released_totals(period(*span), WHAT)) if span else {}
        titles = names()
        holder = QWidget()
        holder.setObjectName("plain")
        layout = column(holder, 8, (0, 4, 12, 8))
        layout.addLayout(facts_grid([(titles.get(key, key).strip(), str(n)) for key, n in self._ordered(titles)]))
        layout.addStretch(1)
        self._area.setWidget(holder)
        self.button.setText(f"提供这 {len(self.numbers)} 个数" if self.numbers else "提供汇总数")
        same = known == self.numbers
        self.button.setEnabled(span is not None and not same)
        self._told.setText(self._sentence(span, known, same))

    def release(self) -> None:
        """Give them out."""
        inside, span = self._clearance.inside, self._span()
        if inside is None or span is None:
            return
        if done_or_said(self._desk, self, lambda: release(inside, *span), undoable=False) is not None:
            self.show_numbers()

    def reread(self) -> None:
        """Cases were written."""
        try:
            self.show_numbers()
        except KnownError as error:
            messages.known(self, error)

    def _ordered(self, titles: dict[str, str]) -> list[tuple[str, int]]:
        order = {key: place for place, key in enumerate(titles)}
        return sorted(self.numbers.items(), key=lambda pair: order.get(pair[0], len(order)))

    def _span(self) -> tuple[date, date] | None:
        values: dict[str, Any] = self.form.readable_values()
        since, until = values.get("since"), values.get("until")
        return (since, until) if since and until and since <= until else None

    def _sentence(self, span: tuple[date, date] | None, known: dict[str, int], same: bool) -> str:
        if span is None:
            return "请填好起止日期，开始日期不晚于结束日期。"
        if not self.numbers and not known:
            return "这段时间保密区里没有要统计的数。"
        if same:
            return "这些数已经提供过，没有变化。"
        return "以前提供过这段时间的数，现在有变化，提供以后换成下面这些。" if known else "这段时间的数还没有提供过。"

    def _lay_out(self) -> None:
        head = row(spacing=8, margins=(16, 8, 8, 0))
        head.addWidget(label("提供报表汇总数", "section"), 1)
        head.addWidget(button("", self.closed.emit, "plain", "x", "关闭（Esc）"))
        layout = column(self, 8)
        layout.addLayout(head)
        inner = column(spacing=8, margins=(16, 0, 16, 12))
        for part in (self.bar, label(_TEXT, "second", wrap=True), self.form, self._told):
            inner.addWidget(part)
        inner.addWidget(self._area, 1)
        foot = row()
        foot.addWidget(self.button)
        foot.addStretch(1)
        inner.addLayout(foot)
        layout.addLayout(inner, 1)
