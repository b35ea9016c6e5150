"""The window before an office is open: one card in the middle, and what is said when nothing can be opened."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QScrollArea, QWidget

from ui import jobs, style
from ui.settings import Settings
from ui.widgets.notes import Bar
from ui.widgets.parts import button, column, label, row

CARD_WIDTH = 560
Way = tuple[str, Callable[[], object]]


class Card(QFrame):
    """A white card with a title, a bar and room for whatever it asks."""

    def __init__(self, title: str, text: str = "") -> None:
        super().__init__()
        self.setObjectName("card")
        self.bar = Bar()
        self.body = column(spacing=12)
        layout = column(self, 12, (32, 24, 32, 24))
        layout.addWidget(label(title, "title"))
        if text:
            layout.addWidget(label(text, "second", wrap=True))
        layout.addWidget(self.bar)
        layout.addLayout(self.body)
        self._fit()

    def start(self) -> None:
        """Give the keys to the first field; called when the card is shown."""

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(style.px(CARD_WIDTH))


class RefusedCard(Card):
    """The office cannot be opened here and now: why, and the ways on."""

    def __init__(self, reason: str, ways: Sequence[Way]) -> None:
        super().__init__("现在打不开数据")
        self.reason = label(reason, wrap=True)
        self.body.addWidget(self.reason)
        self.body.addLayout(buttons(ways))


class Gate(QMainWindow):
    """Shows one card at a time, in the place and size of the window that will follow."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.setProperty("shell", True)
        self.setWindowTitle("群团工作台")
        self.setMinimumSize(960, 600)
        self.card: Card | None = None
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        centre = QWidget()
        centre.setObjectName("page")
        column(centre, 0).addWidget(self._area)
        self.setCentralWidget(centre)
        kept = QByteArray.fromHex(settings.geometry.encode())
        if kept.isEmpty() or not self.restoreGeometry(kept):
            self.resize(QSize(1366, 728).boundedTo(self.screen().availableGeometry().size()))

    def show_card(self, card: Card, begin: Callable[[], object] | None = None) -> None:
        """Show this card instead of what stood there; `begin` is what it does first instead of its `start`."""
        self.card = card
        inside = QWidget()
        inside.setObjectName("plain")
        outer = column(inside, 0, (16, 16, 16, 16))
        across = row()
        across.addStretch(1)
        across.addWidget(card)
        across.addStretch(1)
        outer.addStretch(2)
        outer.addLayout(across)
        outer.addStretch(3)
        self._area.setWidget(inside)
        (begin or card.start)()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Wait for an opening under way, so that its lock is given back."""
        jobs.stop_all()
        event.accept()


def buttons(ways: Sequence[Way]) -> QHBoxLayout:
    """Buttons beside each other, the first one primary."""
    line = row()
    for place, (verb, action) in enumerate(ways):
        made = button(verb, action, "" if place else "primary")
        line.addWidget(made)
    line.addStretch(1)
    return line


def focus(widget: QWidget) -> None:
    """Give a field the keys."""
    widget.setFocus(Qt.FocusReason.OtherFocusReason)
