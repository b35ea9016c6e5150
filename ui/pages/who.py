"""Who signs in: a list of names, shown only where there is more than one. Knows no passphrase."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from ui import style
from ui.widgets.editors import LABEL_WIDTH
from ui.widgets.parts import label, row


class WhoBox(QWidget):
    """A label and a closed list of names; Enter goes on."""

    picked = Signal()

    def __init__(self, title: str = "用户") -> None:
        super().__init__()
        self._label = label(title)
        self._label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.list = _Names()
        self.list.setAccessibleName(title)
        self.list.activated.connect(lambda _place: self.picked.emit())
        self.list.entered.connect(self.picked)
        self._label.setBuddy(self.list)
        layout = row(self, 12, (0, 0, 0, 8))
        layout.addWidget(self._label)
        layout.addWidget(self.list, 1)
        self._fit()

    @property
    def name(self) -> str:
        """Who is chosen; empty where there is nobody to choose from."""
        return self.list.currentText()

    def offer(self, names: Sequence[str], chosen: str = "") -> None:
        """Offer these names."""
        self.list.clear()
        self.list.addItems(list(names))
        if chosen in names:
            self.list.setCurrentText(chosen)

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self._label.setFixedWidth(style.px(LABEL_WIDTH))
        self.list.setMinimumHeight(style.px(32))


class _Names(QComboBox):
    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on to the passphrase."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """With the arrow that the style sheet cannot tint."""
        super().paintEvent(event)
        side = style.px(16)
        left, top = self.width() - side - style.px(8), (self.height() - side) // 2
        painter = QPainter(self)
        painter.drawPixmap(left, top, style.pixmap("chevron-down", "second", side))
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel never changes a list that has no focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
