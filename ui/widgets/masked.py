"""A line whose stored value stands there with stars until she asks to see it. Who may see it is not known here."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLineEdit

from ui import style
from ui.widgets.editors import LineEditor


class MaskedEditor(LineEditor):
    """For numbers of persons and accounts; `text` is the whole value all the time."""

    ask_reveal: Callable[[], bool] | None = None
    """Asked before a stored value is shown whole; as long as nobody is to be asked nothing is masked."""
    _whole: str | None = None
    _eye: QAction | None = None

    @property
    def is_masked(self) -> bool:
        """Whether stars stand for what is stored."""
        return self._whole is not None

    def text(self) -> str:
        """The line, without stars."""
        return super().text() if self._whole is None else self._whole

    def set_text(self, text: str) -> None:
        """What she types, or a draft of it, is not masked."""
        self._uncover()
        super().set_text(text)

    def set_value(self, value: Any) -> None:
        """Show a stored value, masked."""
        super().set_value(value)
        whole, masked = self.text(), self.field.masked(value)
        if self.ask_reveal is None or masked == whole:
            return
        super().set_text(masked)
        self._whole = whole
        self.input.setReadOnly(True)
        self._eye = QAction(style.icon("eye"), f"显示{self.field.label}（F2），会记入操作历史", self.input)
        self._eye.triggered.connect(lambda: self.reveal())
        self.input.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)

    def reveal(self) -> bool:
        """Show the stored value whole, if that is allowed; True when it stands there."""
        if self._whole is None:
            return True
        if self.ask_reveal is not None and not self.ask_reveal():
            return False
        whole, chosen = self._whole, self.input.hasSelectedText()
        emptied = not self.input.text()
        self.set_text("" if emptied else whole)
        if chosen:
            self.input.selectAll()
        else:
            self.input.end(False)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Typing into a masked value reveals it first; F2 reveals it without typing."""
        if self._whole is not None and _alters(event) and not self.reveal():
            return True
        return super().eventFilter(watched, event)

    def _uncover(self) -> None:
        if self._whole is not None:
            self._whole = None
            self.input.setReadOnly(False)
            self.input.removeAction(self._eye)
            self._eye = None


def _alters(event: QEvent) -> bool:
    """Whether a key or an input method is about to change the text, or asks to see it."""
    if event.type() == QEvent.Type.InputMethod:
        return bool(event.commitString() or event.preeditString())
    if event.type() != QEvent.Type.KeyPress:
        return False
    strange = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    typed = bool(event.text()) and event.text().isprintable() and not strange
    pasted = event.matches(QKeySequence.StandardKey.Paste) or event.matches(QKeySequence.StandardKey.Cut)
    return typed or pasted or event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
