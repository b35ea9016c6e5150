"""A page that lies over another widget until it is put away, as large as that, however it grows."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QWidget


class Cover(QFrame):
    """Covers its parent. What it holds is laid out first; then `cover` shows it."""

    def __init__(self, covered: QWidget, look: str = "page") -> None:
        super().__init__(covered)
        self.setObjectName(look)
        self._covered = covered

    def cover(self, first: QWidget) -> None:
        """Lie over the parent, with the keys in `first`."""
        self._covered.installEventFilter(self)
        self.setGeometry(self._covered.rect())
        self.show()
        self.raise_()
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_away(self) -> None:
        """Show again what was covered."""
        self._covered.removeEventFilter(self)
        self.hide()
        self.setParent(None)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with what is covered."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._covered.rect())
        return False
