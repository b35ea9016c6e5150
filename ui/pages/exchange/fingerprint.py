"""A fingerprint in its groups: shown large, and compared with what the other office reads out on the telephone.

Four groups are ticked as they are heard; the last two are typed, so that nobody registers a card without hearing them.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QLineEdit, QWidget

from models.exchange.cards import Card
from models.exchange.records import TrustedOffice
from ui import style
from ui.widgets.flow import Flow
from ui.widgets.notes import Bar
from ui.widgets.parts import button, column, label, row

_TICKED = 4
_HOW = (
    "按通讯录上的号码打电话给对方（不用U盘里写的号码），请对方看着自己的公钥卡，从头逐组读出指纹。"
    "前四组听到一样的就勾上，后两组听到什么就填什么。"
)
_UNLIKE = "有一组不一样，就不要登记：可能拿错了卡，也可能被人换过。请取消，重新拿卡。"


class Fingerprint(QWidget):
    """The six groups, to be read out."""

    def __init__(self, fingerprint: str) -> None:
        super().__init__()
        self._groups = [label(group) for group in fingerprint.split()]
        across = Flow(16)
        column(self, 0).addWidget(across)
        for group in self._groups:
            group.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            across.add(group)
        _enlarge(self._groups)

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            _enlarge(self._groups)


class CompareForm(QFrame):
    """`store` is given what was ticked and typed, and returns whether the card is registered now."""

    closed = Signal()

    def __init__(self, card: Card, store: Callable[[str], bool]) -> None:
        super().__init__()
        self.setObjectName("card")
        self.card, self._store = card, store
        self.bar = Bar()
        groups = card.fingerprint.split()
        self.ticks = [QCheckBox(group) for group in groups[:_TICKED]]
        self.typed = [QLineEdit() for _ in groups[_TICKED:]]
        self.button = button("核对一致，登记", self.submit, "primary")
        across = Flow(16)
        for widget in (*self.ticks, *self.typed):
            across.add(widget)
        for tick in self.ticks:
            tick.toggled.connect(self._tell)
        for place, box in enumerate(self.typed, _TICKED + 1):
            box.setPlaceholderText(f"第 {place} 组")
            box.setAccessibleName(f"指纹第 {place} 组")
            box.textEdited.connect(self._tell)
            box.returnPressed.connect(self.submit)
        verbs = row(spacing=8)
        verbs.addWidget(self.button)
        verbs.addWidget(button("取消", self.closed.emit))
        verbs.addStretch(1)
        layout = column(self, 8, (16, 12, 16, 12))
        layout.addWidget(label(f"登记“{card.unit}” · {TrustedOffice.level.show(card.level)}", "section"))
        layout.addWidget(label(_HOW, wrap=True))
        layout.addWidget(self.bar)
        layout.addWidget(across)
        layout.addWidget(label(_UNLIKE, "second", wrap=True))
        layout.addLayout(verbs)
        self._tell()
        self._fit()

    def start(self) -> None:
        """To the first group."""
        self.ticks[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Register, once every group was heard."""
        if not self.button.isEnabled():
            return
        heard = [tick.text() for tick in self.ticks] + [box.text() for box in self.typed]
        if self._store(" ".join(heard)):
            self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _tell(self) -> None:
        ready = all(tick.isChecked() for tick in self.ticks) and all(box.text().strip() for box in self.typed)
        self.button.setEnabled(ready)
        self.button.setToolTip("" if ready else "六组都核对过才能登记。")

    def _fit(self) -> None:
        _enlarge([*self.ticks, *self.typed])
        for box in self.typed:
            box.setFixedWidth(style.px(110))


def _enlarge(widgets: list[QLabel] | list[QWidget]) -> None:
    for widget in widgets:
        widget.setFont(style.screen_font(style.px(20), strong=True))
