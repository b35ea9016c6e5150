"""A layout that puts its widgets side by side and goes on in the next line where there is no more room."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget


class Flow(QWidget):
    """Widgets in lines; as high as its lines need at the width it has."""

    def __init__(self, spacing: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = _FlowLayout(self, spacing)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Put a widget after the others."""
        self._layout.addWidget(widget)

    def insert_before(self, other: QWidget, widget: QWidget) -> None:
        """Put a widget in front of another one."""
        self._layout.addWidget(widget)
        self._layout.move_before(other)

    def to_the_right(self) -> None:
        """What is added from now on stands at the right edge of its line."""
        self._layout.right_from = self._layout.count()

    def clear(self) -> None:
        """Take every widget away."""
        while (item := self._layout.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()


class _FlowLayout(QLayout):
    def __init__(self, parent: QWidget, spacing: int) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.right_from: int | None = None
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Qt's way of adding."""
        self._items.append(item)

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, place: int) -> QLayoutItem | None:
        """One of them."""
        return self._items[place] if 0 <= place < len(self._items) else None

    def takeAt(self, place: int) -> QLayoutItem | None:
        """One of them, away from here."""
        return self._items.pop(place) if 0 <= place < len(self._items) else None

    def move_before(self, other: QWidget) -> None:
        """The last of them in front of another."""
        places = [item.widget() for item in self._items]
        self._items.insert(places.index(other), self._items.pop())

    def expandingDirections(self) -> Qt.Orientation:
        """It takes no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Its height depends on its width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines at this width."""
        return self._place(QRect(0, 0, width, 0), False)

    def setGeometry(self, where: QRect) -> None:
        """Put everything in its place."""
        super().setGeometry(where)
        self._place(where, True)

    def sizeHint(self) -> QSize:
        """Everything in one line."""
        hints = [item.sizeHint() for item in self._shown()]
        width = sum(hint.width() for hint in hints) + self.spacing() * max(0, len(hints) - 1)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """Wide enough for the widest."""
        sizes = [item.minimumSize() for item in self._shown()]
        return QSize(
            max((size.width() for size in sizes), default=0), max((size.height() for size in sizes), default=0)
        )

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _place(self, where: QRect, move: bool) -> int:
        x, y, height = where.x(), where.y(), 0
        for line in self._lines(where.width()):
            x, height = where.x(), max(item.sizeHint().height() for item in line)
            right = self._right(line)
            for item in line:
                hint = item.sizeHint()
                if right and item is right[0]:
                    x = max(x, where.right() + 1 - _wide(right, self.spacing()))
                if move:
                    shift = (height - hint.height()) // 2
                    item.setGeometry(QRect(x, y + shift, min(hint.width(), where.width()), hint.height()))
                x += hint.width() + self.spacing()
            y += height + self.spacing()
        return max(0, y - self.spacing() - where.y())

    def _right(self, line: list[QLayoutItem]) -> list[QLayoutItem]:
        """Those of a line that stand at its right edge."""
        if self.right_from is None:
            return []
        return [item for item in line if self._items.index(item) >= self.right_from]

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._shown():
            wide = item.sizeHint().width()
            if not lines or used + wide > width:
                lines.append([])
                used = 0
            lines[-1].append(item)
            used += wide + self.spacing()
        return lines


def _wide(items: list[QLayoutItem], spacing: int) -> int:
    return sum(item.sizeHint().width() + spacing for item in items) - spacing
