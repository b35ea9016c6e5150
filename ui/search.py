"""The one search field above every page and its list of finds; asks providers and knows no record itself."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

from ui import style
from ui.widgets.parts import column, label

WAIT_MS = 120
PER_GROUP = 6


class Hit(NamedTuple):
    """One find: the line, what tells it from its like, and where it opens."""

    title: str
    detail: str
    page: str
    target: object


class Group(NamedTuple):
    """The finds of one kind (人员, 单位, 推优 …) and how many there are altogether."""

    label: str
    hits: Sequence[Hit]
    total: int


Provider = Callable[[str, int], Group | None]
"""Asked with the text and the most hits wanted; None or no hits when nothing fits. Must answer within milliseconds."""


class SearchField(QLineEdit):
    """Ctrl+K: finds while typing; ↑ ↓ Enter choose, Esc leaves."""

    chosen = Signal(str, object)

    def __init__(self, providers: Sequence[Provider], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self.setPlaceholderText("查找人员、单位、推优、帮扶、来访、表格（Ctrl+K）")
        self.setClearButtonEnabled(True)
        self.addAction(style.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.providers = list(providers)
        self._found: _Found | None = None
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self.search)
        self.textEdited.connect(lambda _text: self._timer.start())

    @property
    def found(self) -> "_Found":
        """The list of finds, a child of the window above everything else."""
        if self._found is None:
            self._found = _Found(self.window())
            self._found.picked.connect(self._open)
        return self._found

    def search(self) -> None:
        """Ask every provider now and show what they found."""
        text = self.text().strip()
        if not text:
            self.found.hide()
            return
        asked = (provider(text, PER_GROUP) for provider in self.providers)
        self.found.fill([group for group in asked if group and group.hits], text)
        self.found.place_under(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list without leaving the field."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.found.isVisible():
            self.found.move_by(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._timer.isActive() or not self.found.isVisible():
                self._timer.stop()
                self.search()
            self.found.pick()
        elif key == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QEvent) -> None:
        """The list goes when the field is left."""
        super().focusOutEvent(event)
        if self._found is not None and not self._found.isAncestorOf(self.window().focusWidget() or self):
            self._found.hide()

    def leave(self) -> None:
        """Empty the field and give the keys back to the page."""
        self._timer.stop()
        self.clear()
        if self._found is not None:
            self._found.hide()
        self.clearFocus()

    def _open(self, hit: Hit) -> None:
        self.leave()
        self.chosen.emit(hit.page, hit.target)


class _Found(QFrame):
    """The grouped finds; headings cannot be chosen."""

    picked = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("found")
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(lambda _item: self.pick())
        self._empty = label("", "second")
        layout = column(self, 0, (4, 4, 4, 4))
        layout.addWidget(self.list)
        layout.addWidget(self._empty)
        self._empty.setContentsMargins(8, 8, 8, 8)
        window.installEventFilter(self)
        self.hide()

    @property
    def lines(self) -> list[str]:
        """What stands in the list, headings too."""
        return [self.list.item(k).text() for k in range(self.list.count())]

    def fill(self, groups: Sequence[Group], text: str) -> None:
        """Show these groups; the first find is ready for Enter."""
        self.list.clear()
        for group in groups:
            self._add_heading(group)
            for hit in group.hits:
                self._add_hit(hit)
        self._empty.setText(f"没有找到“{text}”。可以输入姓名、拼音首字母、身份证号或电话的末几位。")
        self._empty.setVisible(not groups)
        self.list.setVisible(bool(groups))
        self.move_by(1)

    def place_under(self, field: QWidget) -> None:
        """Stand right under the search field."""
        corner = field.mapTo(self.window(), field.rect().bottomLeft())
        rows = sum(self.list.sizeHintForRow(k) for k in range(self.list.count()))
        height = rows + 12 if rows else style.px(44)
        self.setGeometry(corner.x(), corner.y() + 4, max(field.width(), style.px(480)), height)
        room = self.window().height() - self.y() - style.px(48)
        self.resize(self.width(), min(self.height(), room))
        self.show()
        self.raise_()

    def move_by(self, step: int) -> None:
        """Go to the next find that can be chosen."""
        place = self.list.currentRow() + step
        while 0 <= place < self.list.count():
            if self.list.item(place).flags() & Qt.ItemFlag.ItemIsSelectable:
                self.list.setCurrentRow(place)
                return
            place += step

    def pick(self) -> None:
        """Open the find that is marked."""
        item = self.list.currentItem()
        hit = item.data(Qt.ItemDataRole.UserRole) if item else None
        if hit is not None:
            self.picked.emit(hit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click beside the list, or a resized window, closes it."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.WindowDeactivate):
            self.hide()
        return False

    def _add_heading(self, group: Group) -> None:
        more = f"（前 {len(group.hits)} 条，共 {group.total:,} 条）" if group.total > len(group.hits) else ""
        item = QListWidgetItem(f"{group.label}{more}")
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(style.screen_font(style.px(12)))
        item.setForeground(style.colour("second"))
        self.list.addItem(item)

    def _add_hit(self, hit: Hit) -> None:
        item = QListWidgetItem(f"{hit.title}    {hit.detail}" if hit.detail else hit.title)
        item.setData(Qt.ItemDataRole.UserRole, hit)
        self.list.addItem(item)
