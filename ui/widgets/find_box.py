"""A one-line field that finds while it is typed in: code tables, places, records.

Takes a finder (text → choices) and knows nothing of what is found. Typing is never refused; what fits nothing stays
as it was typed, for its editor to judge.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from ui import style

MOST_LINES = 12


class Choice(NamedTuple):
    """What is stored, and the words that stand for it; `detail` tells alike ones apart in the list."""

    value: Any
    label: str
    detail: str = ""


Finder = Callable[[str], Sequence[Choice]]
"""Choices for what was typed so far, the nearest first; all of them for an empty text."""


class FindBox(QLineEdit):
    """`picked` comes with the choice she took from the list; `went_on` after it, when Enter or Tab took it."""

    picked = Signal(object)
    went_on = Signal()

    def __init__(self, find: Finder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._find = find
        self._choices: Sequence[Choice] = ()
        self._goes_on = False
        self._lines = QStringListModel(self)
        arrow = self.addAction(style.icon("chevron-down"), QLineEdit.ActionPosition.TrailingPosition)
        arrow.triggered.connect(self.open_all)
        completer = QCompleter(self._lines, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(MOST_LINES)
        completer.popup().setUniformItemSizes(True)
        # The completer itself would write the line into the field, with its detail: the choice is written here.
        completer.setWidget(self)
        completer.activated.connect(self._take_line)
        self._completer = completer
        self.textEdited.connect(self._look)

    @property
    def listed(self) -> list[str]:
        """The lines on offer."""
        return self._lines.stringList()

    def open_all(self) -> None:
        """Show everything there is to choose from."""
        self._offer("")

    def best(self, text: str) -> Choice | None:
        """The choice that a typed text clearly means: the only one of these words, or the only one found."""
        found = self._find(text) if text else ()
        same = [choice for choice in found if choice.label == text]
        fitting = same or found
        return fitting[0] if len(fitting) == 1 else None

    def forget(self) -> None:
        """Keep neither what was typed nor what was on offer."""
        self.clear()
        self.close_list()
        self._choices = ()
        self._lines.setStringList([])

    def close_list(self) -> None:
        """Take the list away."""
        self._completer.popup().hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↓ opens the list; keys that belong to an open list are left to it."""
        popup = self._completer.popup()
        keys = Qt.Key
        if popup.isVisible() and event.key() in (keys.Key_Return, keys.Key_Enter, keys.Key_Tab, keys.Key_Escape):
            self._goes_on = event.key() != keys.Key_Escape
            event.ignore()
        elif event.key() == keys.Key_Down and not popup.isVisible():
            self._offer(self.text() if self.isModified() else "")
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click into an empty field shows the choices."""
        super().mousePressEvent(event)
        if not self.text() and not self.isReadOnly():
            self.open_all()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list does not outlive the focus."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.close_list()

    def _look(self, text: str) -> None:
        if text.strip():
            self._offer(text.strip())
        else:
            self.close_list()

    def _offer(self, text: str) -> None:
        self._choices, self._goes_on = self._find(text), False
        self._lines.setStringList([_line(choice) for choice in self._choices])
        if not self._choices:
            self.close_list()
            return
        popup = self._completer.popup()
        self._completer.complete()
        popup.setCurrentIndex(self._lines.index(0) if text else self._lines.index(-1))

    def _take_line(self, line: str) -> None:
        place = self._completer.popup().currentIndex().row()
        lines = [_line(choice) for choice in self._choices]
        choice = self._choices[place if 0 <= place < len(lines) and lines[place] == line else lines.index(line)]
        self.setText(choice.label)
        self.setModified(True)
        self.picked.emit(choice)
        if self._goes_on:
            self._goes_on = False
            self.went_on.emit()


def _line(choice: Choice) -> str:
    return f"{choice.label}    {choice.detail}" if choice.detail else choice.label
