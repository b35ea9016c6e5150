"""One of several, always one: a chip that says what is chosen and opens the others as a menu."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from ui.widgets.filter_bar import Choice


class Picker(QPushButton):
    """`picked` comes when she chose another value; None among the choices draws a line in the menu."""

    picked = Signal()

    def __init__(self, label: str, choices: Sequence[Choice | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "chip")
        self.setAutoDefault(False)
        self._label = label
        self._choices: list[Choice | None] = []
        self._menu = QMenu(self)
        self.value: Any = None
        self.clicked.connect(self._open)
        self.offer(choices)

    def offer(self, choices: Sequence[Choice | None]) -> None:
        """Offer these; what was chosen stays chosen where it is among them, else the first is."""
        self._choices = list(choices)
        self.choose(self.value)

    def choose(self, value: Any, told: str = "") -> None:
        """Show a value without telling; `told` names it otherwise than its choice, or one that is no choice."""
        known = [one for one in self._choices if one is not None]
        chosen = next((one for one in known if one.value == value), None)
        if chosen is None and not told and known:
            chosen = known[0]
        self.value = chosen.value if chosen else value
        words = told or (chosen.label if chosen else "")
        self.setText(f"{self._label}：{words} ▾" if self._label else f"{words} ▾")

    def _open(self) -> None:
        self._menu.clear()
        for choice in self._choices:
            if choice is None:
                self._menu.addSeparator()
                continue
            action = self._menu.addAction(choice.label)
            action.setCheckable(True)
            action.setChecked(choice.value == self.value)
            action.triggered.connect(lambda _checked, value=choice.value: self._pick(value))
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _pick(self, value: Any) -> None:
        self.choose(value)
        self.picked.emit()
