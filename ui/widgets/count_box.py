"""A box for one count in a small table: Enter and the arrows move as in a spreadsheet, nothing refuses a keystroke."""

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QScrollArea

from models.core.errors import ValueProblem
from models.core.text import tidy
from ui import style

_DOWN = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)


class CountBox(QLineEdit):
    """One count. width: in pixels at 标准. move: where Enter or an arrow wants to go, as (columns, rows)."""

    move_asked = Signal(int, int)

    def __init__(self, field: Any, width: int = 84) -> None:
        super().__init__()
        self.field, self._width = field, width
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(field.label)
        self._fit()

    def value(self) -> int | None:
        """The count; None for nothing. Raises ValueProblem."""
        found: int | None = self.field.parse(self.text())
        return found

    def known(self) -> int | None:
        """The count, or None while it cannot be read."""
        try:
            return self.value()
        except ValueProblem:
            return None

    def show_count(self, count: int | None) -> None:
        """Show a stored count."""
        self.setText("" if count is None else str(count))

    def mark(self, wrong: bool) -> None:
        """Say that something is wrong with it."""
        style.set_look(self, "severity", "stop" if wrong else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move where a spreadsheet would."""
        key, back = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _DOWN:
            self.move_asked.emit(0, -1 if back else 1)
        elif key == Qt.Key.Key_Up:
            self.move_asked.emit(0, -1)
        elif key == Qt.Key.Key_Right and self.cursorPosition() == len(self.text()):
            self.move_asked.emit(1, 0)
        elif key == Qt.Key.Key_Left and self.cursorPosition() == 0:
            self.move_asked.emit(-1, 0)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """What stands there is overwritten by typing, as in a spreadsheet; it comes into sight."""
        super().focusInEvent(event)
        self.selectAll()
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None:
            area.ensureWidgetVisible(self, 0, style.px(40))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tidy full-width digits."""
        super().focusOutEvent(event)
        read = self.known()
        self.setText(tidy(self.text()) if read is None else str(read))

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(style.px(self._width))
