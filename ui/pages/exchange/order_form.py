"""What is asked before something is sent: for what, to whom, for which period, how much, on which legal ground.

Makes an order of it; decides nothing about what leaves.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QFrame, QRadioButton, QWidget

from models.core.codes import table
from models.exchange.purposes import NONE, Handover, Purpose, offered, period_of
from models.exchange.records import SentPackage, TrustedOffice
from models.exchange.sending import Order
from ui.pages.who import WhoBox
from ui.widgets.asking import day
from ui.widgets.editors import editor_for
from ui.widgets.parts import button, column, label, row

SINCE, WHOLE = "新增和改动的", "全部重报"
_BACK = 400
"""Days back from today within which a period can be named."""


class OrderForm(QWidget):
    """`changed`: another order is meant, so that something else would leave."""

    changed = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self._offices: list[TrustedOffice] = []
        self._group = QButtonGroup(self)
        self.purposes = [PurposeCard(one) for one in sorted(offered(), key=lambda one: one.consent)]
        layout = column(self, 6, (0, 0, 12, 0))
        layout.addWidget(label("报送什么", "section"))
        for place, card in enumerate(self.purposes):
            self._group.addButton(card.choice, place)
            layout.addWidget(card)
        self._group.idToggled.connect(lambda _place, on: self._choose() if on else None)
        self.receiver = WhoBox("收件单位")
        self.receiver.list.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self.period = WhoBox("期别")
        self.ground = WhoBox("提供依据")
        self.assessed = editor_for(day("影响评估日期", "assessed_on"))
        self._law = label("", "small", wrap=True)
        for box in (self.receiver, self.period, self.ground):  # long names must not push the others out of sight
            box.list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        layout.addSpacing(4)
        for widget in (self.receiver, self.period, self._scope_row(), self.ground, self.assessed, self._law):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.purposes[0].choice.setChecked(True)

    @property
    def purpose(self) -> Purpose:
        """What is sent for."""
        return self.purposes[self._group.checkedId()].purpose

    def offer(self, offices: Sequence[TrustedOffice]) -> None:
        """Offer these receivers; the chosen one stays."""
        chosen = self.receiver.name
        self._offices = list(offices)
        self.receiver.list.blockSignals(True)
        self.receiver.offer([office.name for office in offices], chosen)
        self.receiver.list.blockSignals(False)

    def order(self) -> Order | None:
        """The order as it stands; None without a receiver. Whether its ground suffices is judged when it is sent."""
        place = self.receiver.list.currentIndex()
        if not 0 <= place < len(self._offices):
            return None
        wanted = self.purpose
        period = self.period.name if wanted.period != NONE else ""
        return Order(wanted, self._offices[place], self.whole.isChecked(), period, self._handover())

    def lacks_day(self) -> bool:
        """Whether the day of the impact assessment is wanted and not there; it is then said at the field."""
        ground = self.purpose.ground
        if ground is None or not ground.assessment:
            return False
        if not self.assessed.judge():
            return True
        value = self.assessed.value()
        if value is not None and value <= self._today:
            return False
        words = "请填写做影响评估的日期。" if value is None else "评估日期在今天以后，请核对。"
        self.assessed.say(words, "stop")
        self.assessed.input.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def choose_purpose(self, key: str) -> None:
        """Choose a purpose by its key."""
        next(card for card in self.purposes if card.purpose.key == key).choice.setChecked(True)

    def _choose(self) -> None:
        wanted = self.purpose
        self.period.setVisible(wanted.period != NONE)
        self.period.offer(periods(wanted.period, self._today))
        ground = wanted.ground
        for widget in (self.ground, self._law):
            widget.setVisible(ground is not None)
        self.assessed.setVisible(ground is not None and ground.assessment)
        if ground is not None:
            chosen = self.ground.name
            self.ground.offer([table("exchange.ground").label(code) for code in ground.choices], chosen)
            self._law.setText(f"依据：{ground.law}")
            self._recall(wanted)
        self.changed.emit()

    def _recall(self, wanted: Purpose) -> None:
        """The day that was stated for this purpose last: an assessment holds until what is handed over changes."""
        stated = SentPackage.select().where(
            (SentPackage.purpose == wanted.key)
            & (SentPackage.shape == wanted.shape)
            & SentPackage.assessed_on.is_null(False)
        )
        last = stated.order_by(SentPackage.number.desc()).first()
        self.assessed.set_value(last.assessed_on if last else None)

    def _handover(self) -> Handover:
        ground = self.purpose.ground
        if ground is None:
            return Handover()
        place = max(self.ground.list.currentIndex(), 0)
        assessed = self.assessed.value() if ground.assessment and self.assessed.judge() else None
        return Handover(ground.choices[place], assessed)

    def _scope_row(self) -> QWidget:
        made = WhoBox("范围")  # for its label alone, so that the words stand in one column
        made.list.hide()
        self.since, self.whole = button(SINCE, kind="half"), button(WHOLE, kind="half")
        self.since.setToolTip("对方上次确认收到以后新增和改动的")
        self.whole.setToolTip("从头再带一遍，对方换了电脑或者缺了东西时用")
        group = QButtonGroup(made)
        line = row(spacing=4)
        for one in (self.since, self.whole):
            one.setCheckable(True)
            group.addButton(one)
            line.addWidget(one)
        line.addStretch(1)
        self.since.setChecked(True)
        self.whole.toggled.connect(lambda _on: self.changed.emit())
        made.layout().addLayout(line)
        return made


class PurposeCard(QFrame):
    """One purpose: its title to choose, and what it brings in a sentence."""

    def __init__(self, purpose: Purpose) -> None:
        super().__init__()
        self.setObjectName("card")
        self.purpose = purpose
        self.choice = QRadioButton(purpose.title)
        self.choice.setAccessibleDescription(purpose.summary)
        layout = column(self, 2, (12, 6, 12, 8))
        layout.addWidget(self.choice)
        layout.addWidget(label(purpose.summary, "second", wrap=True))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The whole card chooses."""
        super().mousePressEvent(event)
        self.choice.setChecked(True)
        self.choice.setFocus(Qt.FocusReason.MouseFocusReason)


def periods(kind: str, today: date) -> list[str]:
    """This period and those before it, the newest first."""
    return list(dict.fromkeys(period_of(kind, today - timedelta(days=back)) for back in range(_BACK)))
