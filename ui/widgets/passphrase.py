"""A field for a passphrase: covered, with an eye to look at it, and a word when Caps Lock seems to be on.

What is typed is taken as it is: a passphrase is never tidied, judged while typing, or kept in a draft.
"""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui import style
from ui.widgets.editors import LineEditor

CAPS = "大写锁定（Caps Lock）好像开着。"


@dataclass(frozen=True)
class Secret:
    """What a passphrase field asks for, in the words that an editor asks a field for."""

    name: str
    label: str
    help: str = ""
    required: bool = True


class PassphraseEditor(LineEditor):
    """One passphrase. With `submits`, Enter is left to the page instead of going on to the next field."""

    def __init__(self, field: Secret, submits: bool = False, parent: QWidget | None = None) -> None:
        self._submits = submits
        super().__init__(field, parent)

    def value(self) -> Any:
        """What stands there, as typed; None for nothing."""
        return self.text() or None

    def judge(self) -> bool:
        """Nothing is judged while she types; the page says what is wrong."""
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at the letters for Caps Lock."""
        if event.type() == QEvent.Type.KeyPress:
            self._look_for_caps(event.text(), bool(event.modifiers() & event.modifiers().ShiftModifier))
        return super().eventFilter(watched, event)

    def _look_for_caps(self, typed: str, shift: bool) -> None:
        if len(typed) != 1 or not typed.isascii() or not typed.isalpha():
            return
        if typed.isupper() != shift:
            self.say(CAPS, "warn")
        elif self.message == CAPS:
            self.say("")

    def _make_input(self) -> QWidget:
        made = QLineEdit()
        made.setEchoMode(QLineEdit.EchoMode.Password)
        made.textEdited.connect(lambda _text: self._edit())
        self._eye = QAction(style.icon("eye"), "看一看写了什么", made)
        self._eye.triggered.connect(self._uncover)
        made.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        return made

    def _edit(self) -> None:
        if self.severity == "stop":
            self.say("")
        self.edited.emit()

    def _uncover(self) -> None:
        covered = self.input.echoMode() == QLineEdit.EchoMode.Password
        self.input.setEchoMode(QLineEdit.EchoMode.Normal if covered else QLineEdit.EchoMode.Password)
        self._eye.setIcon(style.icon("eye-off" if covered else "eye"))

    def _goes_on(self, event: QKeyEvent) -> bool:
        return not self._submits and super()._goes_on(event)
