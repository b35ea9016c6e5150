"""Asks why, on the page itself: one line of question, perhaps a choice, the reason, and the verb on the button."""

from collections.abc import Callable, Container, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QWidget

from ui.widgets.filter_bar import Choice
from ui.widgets.flow import Flow
from ui.widgets.parts import button, column, label, row

Act = Callable[[Any, str], bool]
"""Given what was chosen and the reason; True when it was done."""


class ReasonStrip(QFrame):
    """Stands under the header until it was done or she thinks better of it."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.question = label("", "strong", wrap=True)
        self.choices: list[QPushButton] = []
        self.reason = _ReasonField()
        self.button = button("", self.submit, "primary")
        self._chips = Flow(6)
        self._line = label("请写明原因，以后查起来要用。", "line", wrap=True)
        self._act: Act | None = None
        self._chosen: Any = None
        self._plain: Container[Any] = ()
        self.reason.entered.connect(lambda: self.button.setFocus(Qt.FocusReason.TabFocusReason))
        self._lay_out()
        self.hide()

    def ask(
        self,
        question: str,
        verb: str,
        act: Act,
        choices: Sequence[Choice] = (),
        hint: str = "",
        plain: Container[Any] = (),
    ) -> None:
        """Show the question; the first choice is taken unless she takes another. `plain` choices need no reason."""
        self.question.setText(question)
        self.button.setText(verb)
        self.reason.clear()
        self.reason.setPlaceholderText(hint or "原因（以后查起来要用）")
        self._line.hide()
        self._act, self._plain = act, plain
        self._offer(choices)
        self.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Do it with the reason that stands there."""
        reason = self.reason.text().strip()
        if not reason and self._chosen not in self._plain:
            self._line.show()
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self._act is not None and self._act(self._chosen, reason):
            self.leave()

    def leave(self) -> None:
        """Ask nothing any more."""
        self._act = None
        self.hide()
        self.closed.emit()

    def _offer(self, choices: Sequence[Choice]) -> None:
        self._chips.clear()
        self.choices = []
        for choice in choices:
            chip = button(choice.label, lambda value=choice.value: self._choose(value), "chip")
            chip.setCheckable(True)
            chip.setProperty("value", choice.value)
            self.choices.append(chip)
            self._chips.add(chip)
        self._chips.setVisible(bool(choices))
        self._choose(choices[0].value if choices else None)

    def _choose(self, value: Any) -> None:
        self._chosen = value
        for chip in self.choices:
            chip.setChecked(chip.property("value") == value)

    def _lay_out(self) -> None:
        line = row(spacing=8)
        line.addWidget(self.reason, 1)
        line.addWidget(self.button)
        line.addWidget(button("不办了", self.leave))
        layout = column(self, 6, (12, 8, 12, 8))
        layout.addWidget(self.question)
        layout.addWidget(self._chips)
        layout.addLayout(line)
        layout.addWidget(self._line)


class _ReasonField(QLineEdit):
    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the button and never presses it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)
