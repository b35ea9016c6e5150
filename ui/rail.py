"""The frame around the pages: the navigation rail on the left and the status line at the foot."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui import style
from ui.widgets.page import Page
from ui.widgets.parts import column, label, row


@dataclass(frozen=True)
class Entry:
    """One entry of the rail; `make` is called at the first visit and may import what it needs there.

    under: key of the entry that a page without a button of its own belongs to (an assistant, for example).
    """

    key: str
    title: str
    icon: str
    make: Callable[[], Page]
    at_foot: bool = False
    under: str = ""


class Rail(QFrame):
    """Entries with icon and text; one of them is current."""

    chosen = Signal(str)

    def __init__(self, entries: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self._entries = [entry for entry in entries if not entry.under]
        self._shown_as = {entry.key: entry.under or entry.key for entry in entries}
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        layout = column(self, 2, (0, 12, 0, 12))
        for entry in (one for one in self._entries if not one.at_foot):
            self._add(layout, entry)
        layout.addStretch(1)
        for entry in (one for one in self._entries if one.at_foot):
            self._add(layout, entry)
        self._fit()

    @property
    def keys(self) -> list[str]:
        """Keys of the entries that have a button."""
        return list(self._buttons)

    def mark(self, key: str) -> None:
        """Show which page is in front."""
        self._buttons[self._shown_as[key]].setChecked(True)

    def set_count(self, key: str, count: int) -> None:
        """How many wait there, beside the title; nothing for zero."""
        title = next(entry.title for entry in self._entries if entry.key == key)
        self._buttons[key].setText(_beside_icon(f"{title}  {count}" if count else title))

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _add(self, layout: QVBoxLayout, entry: Entry) -> None:
        made = QToolButton()
        made.setText(_beside_icon(entry.title))
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.clicked.connect(lambda _checked, key=entry.key: self.chosen.emit(key))
        self._group.addButton(made)
        self._buttons[entry.key] = made
        layout.addWidget(made)

    def _fit(self) -> None:
        self.setFixedWidth(style.px(132))
        for entry in self._entries:
            made = self._buttons[entry.key]
            made.setIcon(style.icon(entry.icon, "second", on_tint="accent"))
            made.setIconSize(QSize(style.px(20), style.px(20)))


def _beside_icon(title: str) -> str:
    # The style sets icon and text of a tool button too close together, and no sheet can change that.
    return f" {title}"


class StatusLine(QFrame):
    """单位 · 用户 · 最近备份 · 最近报送, and nothing else."""

    PLACES = ("单位", "用户", "最近备份", "最近报送")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        layout = row(self, 24, (16, 4, 16, 4))
        self._labels = {place: label() for place in self.PLACES}
        for place, shown in self._labels.items():
            layout.addWidget(shown)
            self.tell(place, "")
        layout.addStretch(1)

    @property
    def text(self) -> str:
        """What the line says."""
        return " · ".join(shown.text() for shown in self._labels.values())

    def tell(self, place: str, value: str) -> None:
        """Fill one of `PLACES`; nothing known is written as 尚无."""
        self._labels[place].setText(f"{place}：{value or '尚无'}")
