"""Small parts that every page is put together from: labels, buttons, layouts without margins, hairlines."""

from collections.abc import Callable
from typing import TypeVar

from PySide6 import QtGui
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import style

Margins = tuple[int, int, int, int]
_L = TypeVar("_L", bound=QBoxLayout)


def label(text: str = "", role: str = "", wrap: bool = False, parent: QWidget | None = None) -> QLabel:
    """A label; roles of the style sheet: title, section, strong, second, small, line."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


def plain_tip(text: str) -> str:
    """What a tool tip says, letter by letter: Qt takes what looks like HTML for it, and would fetch its pictures."""
    return QtGui.Qt.convertFromPlainText(text) if QtGui.Qt.mightBeRichText(text) else text


class IconButton(QPushButton):
    """A push button whose icon follows the font size."""

    def __init__(self, text: str, icon: str, tint: str) -> None:
        super().__init__(text)
        self._icon, self._tint = icon, tint
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon anew when the font grows."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._redraw()

    def _redraw(self) -> None:
        self.setIcon(style.icon(self._icon, self._tint))
        self.setIconSize(QSize(style.px(18), style.px(18)))


def button(
    text: str, clicked: Callable[[], object] | None = None, kind: str = "", icon: str = "", tip: str = ""
) -> QPushButton:
    """A push button; kinds of the style sheet: primary, plain, link, chip, half.

    None of them is a default button: Enter in a field never presses it; it presses a primary one that has the keys.
    """
    tint = "on_accent" if kind == "primary" else "text"
    made = IconButton(text, icon, tint) if icon else QPushButton(text)
    made.setAutoDefault(kind == "primary")  # without a dialog around it this is all it means
    if kind:
        made.setProperty("kind", kind)
    if kind == "link":
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    if tip:
        made.setToolTip(tip)
        made.setAccessibleName(text or tip)
    if clicked is not None:
        made.clicked.connect(lambda *_: clicked())
    return made


def column(parent: QWidget | None = None, spacing: int = 8, margins: Margins = (0, 0, 0, 0)) -> QVBoxLayout:
    """A vertical layout with margins (left, top, right, bottom)."""
    return _laid(QVBoxLayout(parent) if parent else QVBoxLayout(), spacing, margins)


def row(parent: QWidget | None = None, spacing: int = 8, margins: Margins = (0, 0, 0, 0)) -> QHBoxLayout:
    """A horizontal layout with margins (left, top, right, bottom)."""
    return _laid(QHBoxLayout(parent) if parent else QHBoxLayout(), spacing, margins)


def _laid(layout: _L, spacing: int, margins: Margins) -> _L:
    layout.setSpacing(spacing)
    layout.setContentsMargins(*margins)
    return layout


def hairline() -> QFrame:
    """A horizontal rule one pixel high."""
    rule = QFrame()
    rule.setObjectName("hairline")
    rule.setFixedHeight(1)
    return rule


def card(name: str = "card") -> QFrame:
    """A white surface with a hairline border."""
    frame = QFrame()
    frame.setObjectName(name)
    return frame


class Mark(QLabel):
    """A small coloured icon that always stands beside a word: done, warn, stop, tell, todo, wait."""

    SHAPES = {
        "done": ("circle-check", "green"),
        "warn": ("triangle-alert", "amber"),
        "stop": ("octagon-x", "red"),
        "tell": ("info", "second"),
        "todo": ("circle", "disabled"),
        "wait": ("clock", "second"),
    }

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        self.show_kind(kind)

    def show_kind(self, kind: str) -> None:
        """Change what is marked."""
        self._kind = kind
        shape, tint = self.SHAPES[kind]
        self.setPixmap(style.pixmap(shape, tint, style.px(16)))

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.show_kind(self._kind)
