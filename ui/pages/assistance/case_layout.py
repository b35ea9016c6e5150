"""How the page of a help case is put together: header, steps at the left, everything else in one scroll at the right.

Holds the parts and shows them side by side, or one half at a time where there is little room; fills in nothing.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget

from models.assistance.income import ALLOWANCE
from ui import style
from ui.desk import Desk
from ui.offering import offer
from ui.pages.assistance.case_conditions import CaseConditions
from ui.pages.assistance.case_sections import Content, Given, Home, Papers, TimeLine, Visited
from ui.pages.attachments import Attachments
from ui.widgets.flow import Flow
from ui.widgets.notes import Bar
from ui.widgets.parts import Mark, button, card, column, label, row
from ui.widgets.reasons import ReasonStrip
from ui.widgets.stepper import Stepper

BESIDE_FROM = 700
SETTINGS, RULES = "settings", ("规则", ALLOWANCE)


class CaseLayout(QWidget):
    """The parts of the page in their places. `gone`: the case is not there any more."""

    closed = Signal()
    gone = Signal()
    go = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._beside: bool | None = None
        self.bar = Bar()
        self.reasons = ReasonStrip()
        self.name = label("", "title")
        self.facts = label("", "second", wrap=True)
        self.ended = label("", "", wrap=True)
        self.stepper = Stepper()
        self.conditions = CaseConditions()
        self.content = Content(desk)
        self.papers = Papers(desk)
        self.home = Home(desk)
        self.given = Given(desk)
        self.visited = Visited(desk)
        self.story = TimeLine()
        self.files = Attachments("附件", "添加附件", "还没有附件。")
        self.finish_button = button("", None, "primary")
        self.save_button = button("保存 Ctrl+S")
        self.state = label("", "small", wrap=True)
        self.ways = Flow(8)
        self._person = button("人员资料", None, "plain", "user")
        self._print = button("打印", None, "plain", "printer")
        self._more = button("更多", None, "plain", "chevron-down")
        self._halves = [button(word, lambda n=n: self._turn(n), "half") for n, word in enumerate(("步骤", "资料"))]
        self._anchors: dict[str, QPushButton] = {}
        self._lay_out()
        for part in (self.home, self.given, self.visited, self.story):
            part.go.connect(self.go)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Steps and the rest side by side where there is room, else one at a time."""
        super().resizeEvent(event)
        self._arrange(self.width() >= style.px(BESIDE_FROM))

    def _turn(self, place: int) -> None:
        for number, half in enumerate(self._halves):
            half.setChecked(number == place)
        if not self._beside:
            self.stepper.setVisible(place == 0)
            self._right.setVisible(place == 1)

    def _arrange(self, beside: bool) -> None:
        if beside == self._beside:
            return
        self._beside = beside
        for half in self._halves:
            half.setVisible(not beside)
        self.stepper.show()
        self._right.show()
        if not beside:
            self._turn(0)

    def _scroll_to(self, part: QWidget) -> None:
        self._turn(1)
        self._area.verticalScrollBar().setValue(part.y())

    def _stay(self, rebuild: Callable[[], object]) -> None:
        """Rebuild what stands at the right under her eyes: it stays where it was scrolled to."""
        bar = self._area.verticalScrollBar()
        place = bar.value()
        rebuild()
        soon = QTimer(self, singleShot=True, interval=0)  # once the new parts have their places
        soon.timeout.connect(lambda: bar.setValue(place))
        soon.timeout.connect(soon.deleteLater)
        soon.start()

    def _name_anchor(self, key: str, words: str) -> None:
        self._anchors[key].setText(words)

    def _lay_out(self) -> None:
        layout = column(self, 6)
        layout.addLayout(self._head())
        self._lacks_allowance = self._allowance_card()
        for part in (self.facts, self.bar, self._lacks_allowance, self.ended, self.reasons):
            holder = row(margins=(16, 0, 16, 0))
            holder.addWidget(part)
            layout.addLayout(holder)
        middle = row(spacing=12, margins=(16, 0, 8, 0))
        middle.addWidget(self.stepper, 1)
        self._right = self._beside_steps()
        middle.addWidget(self._right, 1)
        layout.addLayout(middle, 1)
        foot = row(spacing=12, margins=(16, 8, 16, 8))
        for part in (self.finish_button, self.save_button, self.ways):
            foot.addWidget(part)
        foot.addWidget(self.state, 1)
        layout.addLayout(foot)

    def _head(self) -> Any:
        head = row(spacing=8, margins=(16, 8, 8, 0))
        head.addWidget(self.name, 1)
        for half in self._halves:
            half.setCheckable(True)
            head.addWidget(half)
        for tool in (self._person, self._print, self._more):
            head.addWidget(tool)
        offer(self.desk, "print_form", self._print)
        head.addWidget(button("", self.closed.emit, "plain", "x", "关闭（Esc）"))
        return head

    def _allowance_card(self) -> QWidget:
        made = card("bar")
        inside = row(made, 8, (12, 4, 8, 4))
        inside.addWidget(Mark("warn"))
        words = "当地低保标准还没有填写，困难类别和按月数计算的上限核对不了。"
        inside.addWidget(label(words, wrap=True), 1)
        inside.addWidget(button("去填写", lambda: self.go.emit(SETTINGS, RULES), "link"))
        return made

    def _beside_steps(self) -> QWidget:
        inside = QWidget()
        inside.setObjectName("plain")
        lines = column(inside, 20, (0, 0, 8, 8))
        anchors = Flow(12)
        self._sections: tuple[tuple[str, QWidget], ...] = (
            ("条件", self.conditions),
            ("内容", self.content),
            ("材料", self.papers),
            ("家庭", self.home),
            ("发放", self.given),
            ("走访", self.visited),
            ("经过", self.story),
            ("附件", self.files),
        )
        for word, part in self._sections:
            anchors.add(self._anchor(word, lambda part=part: self._scroll_to(part)))
            lines.addWidget(part)
        lines.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(inside)
        made = QWidget()
        outer = column(made, 8)
        outer.addWidget(anchors)
        outer.addWidget(self._area, 1)
        return made

    def _anchor(self, word: str, act: Callable[[], object]) -> QWidget:
        self._anchors[word] = button(word, act, "link")
        return self._anchors[word]
