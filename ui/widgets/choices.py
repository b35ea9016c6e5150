"""Several codes of one closed list, ticked side by side as on paper."""

from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from ui.widgets.editors import FieldEditor
from ui.widgets.flow import Flow
from ui.widgets.parts import button

MOST_LETTERS = 12
"""Longer labels, as the measures of a court, stand in their short form, with the whole one as the tip."""


class ChoicesEditor(FieldEditor):
    """One button for every code of the list; pressed ones are meant."""

    def text(self) -> str:
        """The pressed words, as the field shows them."""
        return str(self.field.show([code for code, made in self._buttons.items() if made.isChecked()]))

    def set_text(self, text: str) -> None:
        """Press these words."""
        meant = self.field.parse(text) or ()
        for code, made in self._buttons.items():
            made.setChecked(code in meant)

    def _make_input(self) -> QWidget:
        box = Flow(4)
        self._buttons: dict[str, QPushButton] = {}
        for entry in self.field.table.items():
            long = len(entry.label) > MOST_LETTERS
            made = button(self.field.table.short(entry.code) if long else entry.label, kind="half")
            made.setToolTip(entry.label if long else "")
            made.setCheckable(True)
            made.clicked.connect(self._pressed)
            made.installEventFilter(self)
            box.add(made)
            self._buttons[entry.code] = made
        box.setFocusProxy(next(iter(self._buttons.values())))
        return box

    def _words(self, value: Any) -> str:
        return str(self.field.show(value or ()))

    def _pressed(self) -> None:
        self.edited.emit()
        self.settled.emit()
