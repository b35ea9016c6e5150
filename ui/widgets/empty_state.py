"""What an empty page says: what belongs there, and the ways to begin."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from ui import style
from ui.widgets.parts import button, column, label, row

Way = tuple[str, Callable[[], object]]


class EmptyState(QWidget):
    """An icon, one sentence, and buttons; the first way is the primary one."""

    def __init__(
        self, icon: str, title: str, text: str, ways: Sequence[Way] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        layout = column(self, 12)
        layout.addStretch(2)
        picture = label()
        picture.setPixmap(style.pixmap(icon, "disabled", style.px(40)))
        self._text = label(text, "second", wrap=True)
        self._text.setFixedWidth(style.px(480))
        for widget in (picture, label(title, "section"), self._text):
            widget.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addLayout(_centred([widget]))
        self.buttons = [button(verb, action, "" if k else "primary") for k, (verb, action) in enumerate(ways)]
        layout.addLayout(_centred(self.buttons))
        layout.addStretch(3)

    def say(self, text: str) -> None:
        """Another sentence."""
        self._text.setText(text)


def _centred(widgets: Sequence[QWidget]) -> QHBoxLayout:
    # Not by alignment: an aligned label that wraps is cut after its first line.
    line = row()
    line.addStretch(1)
    for widget in widgets:
        line.addWidget(widget)
    line.addStretch(1)
    return line


class ListOrEmpty(QWidget):
    """A list, or what is said while there is nothing in it."""

    def __init__(self, filled: QWidget, empty: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QStackedLayout(self)
        self._layout.addWidget(filled)
        self._layout.addWidget(empty)

    def show_list(self, filled: bool) -> None:
        """Show the list, or the empty state."""
        self._layout.setCurrentIndex(0 if filled else 1)
