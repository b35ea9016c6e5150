"""One condition as a card: how it stands, what was looked at, the threshold and its source, and why it is passed.

Shows what it is given; knows no rule.
"""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from ui import style
from ui.widgets.parts import Mark, button, column, label, row


@dataclass(frozen=True)
class ConditionLine:
    """What a card says. mark, word: how it stands. field: where its value is typed, empty for nowhere.

    explains: it is passed with a reason; waived: the reason that was given.
    """

    key: str
    mark: str
    word: str
    title: str
    sentence: str = ""
    looked: str = ""
    basis: str = ""
    field: str = ""
    explains: bool = False
    waived: str = ""


class ConditionRow(QFrame):
    """A click or Enter goes to the field concerned; `waived` carries key and reason."""

    field_asked = Signal(str)
    waived = Signal(str, str)

    def __init__(self, condition: ConditionLine, open_for_reason: bool) -> None:
        super().__init__()
        self.setObjectName("card")
        self.condition = condition
        self._reason: _ReasonField | None = None
        layout = column(self, 2, (10, 6, 10, 8))
        layout.addLayout(self._head())
        for words, role in ((condition.sentence, ""), (condition.looked, "second"), (condition.basis, "small")):
            if words:
                layout.addWidget(label(words, role, wrap=True))
        if condition.explains:
            self._add_reason(layout, open_for_reason)
        if condition.field:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setToolTip("点一下，到要填写或改正的地方")

    @property
    def typed(self) -> str:
        """A reason that was typed and not kept yet."""
        return self._reason.text().strip() if self._reason is not None else ""

    def type_reason(self, text: str) -> None:
        """Put a half-typed reason back."""
        if self._reason is not None:
            self._reason.setText(text)

    def focus_reason(self) -> None:
        """Into the reason, where there is one."""
        if self._reason is not None:
            self._reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep_reason(self) -> None:
        """Hand the reason on; an empty one is asked for again."""
        if self.typed:
            self.waived.emit(self.condition.key, self.typed)
        else:
            self.focus_reason()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The release belongs here too."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """To the field."""
        event.accept()
        self._ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the field."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Show the frame of the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            style.set_look(self, "focused", "yes" if event.type() == QEvent.Type.FocusIn else "")
        return super().event(event)

    def _ask(self) -> None:
        if self.condition.field:
            self.field_asked.emit(self.condition.field)

    def _head(self) -> QHBoxLayout:
        head = row(spacing=6)
        head.addWidget(Mark(self.condition.mark))
        head.addWidget(label(self.condition.word, "strong"))
        head.addWidget(label(self.condition.title, wrap=True), 1)
        return head

    def _add_reason(self, layout: QVBoxLayout, open_for_reason: bool) -> None:
        if self.condition.waived:
            layout.addWidget(label(f"说明：{self.condition.waived}", wrap=True))
        if not open_for_reason:
            return
        self._reason = _ReasonField()
        self._reason.entered.connect(self.keep_reason)
        self._reason.setPlaceholderText("改写说明" if self.condition.waived else "写明原因后可以继续，不会印出来")
        line = row(spacing=6)
        line.addWidget(self._reason, 1)
        line.addWidget(button("留存", self.keep_reason))
        layout.addLayout(line)


class _ReasonField(QLineEdit):
    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter keeps the reason."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)
