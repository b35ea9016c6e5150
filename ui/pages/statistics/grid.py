"""A filled return as a table: units down, numbered columns across, every counted number a door to the records behind.

Owns how figures look on the screen. Counts nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetrics, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from models.statistics.forms import BLANK
from models.statistics.sheet import HIDDEN, TOTAL, Cell, Row, Sheet, change, shown
from ui import style
from ui.pages.statistics.nested_head import NestedHead
from ui.widgets.parts import label, plain_tip

_NONE = QModelIndex()
_ROLE = Qt.ItemDataRole
_WIDEST_TITLE = 180
_CHANGED = " △"
"""Beside a number that is another one by now: colour alone says nothing."""

Was = Mapping[tuple[str, str], str]
"""What stood in a cell when the return was handed in, where it was another value; by row and column key."""


class ReturnModel(QAbstractTableModel):
    """The cells of a sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet: Sheet | None = None
        self.compares = False
        self.was: Was = {}
        self.rows: Sequence[Row] = ()
        """Lines as shown: 合计 comes first, where it is seen without scrolling."""

    def show_sheet(self, sheet: Sheet | None, compares: bool, was: Was) -> None:
        """Show another sheet; `compares`: the change against the year before under every value."""
        self.beginResetModel()
        self.sheet, self.compares, self.was = sheet, compares, was
        self.rows = [sheet.total, *sheet.rows[:-1]] if sheet else []
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = _NONE) -> int:
        """Lines, 合计 among them."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = _NONE) -> int:
        """Numbered columns."""
        return 0 if parent.isValid() or self.sheet is None else len(self.sheet.columns)

    def place(self, index: QModelIndex) -> tuple[str, str]:
        """Keys of row and column."""
        assert self.sheet is not None
        return self.rows[index.row()].key, self.sheet.columns[index.column()].key

    def value(self, index: QModelIndex) -> Cell:
        """The value of a cell."""
        assert self.sheet is not None
        return self.rows[index.row()].values.get(self.sheet.columns[index.column()].key)

    def opens(self, index: QModelIndex) -> bool:
        """Whether records stand behind a cell that can be counted one by one."""
        value = self.value(index)
        first = value[0] if isinstance(value, tuple) else value
        return self.sheet.columns[index.column()].how != BLANK and isinstance(first, int) and first != 0

    def data(self, index: QModelIndex, role: int = _ROLE.DisplayRole) -> Any:
        """Text, weight and tip of a cell."""
        if self.sheet is None or not index.isValid():
            return None
        if role == _ROLE.DisplayRole:
            return self._text(index)
        if role == _ROLE.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == _ROLE.BackgroundRole and self.place(index) in self.was:
            return QBrush(style.colour("amber_ground"))
        if role == _ROLE.ForegroundRole and not self.opens(index):
            return QBrush(style.colour("second"))
        if role == _ROLE.FontRole and self.place(index)[0] == TOTAL:
            return style.screen_font(style.base_size(), strong=True)
        return plain_tip(self._tip(index)) if role == _ROLE.ToolTipRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        """Titles of the lines; the columns are painted by their header."""
        if self.sheet is None or orientation == Qt.Orientation.Horizontal:
            return None
        if role == _ROLE.DisplayRole:
            return self.rows[section].title
        if role == _ROLE.ToolTipRole:
            return plain_tip(self.rows[section].title)
        return (
            int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter) if role == _ROLE.TextAlignmentRole else None
        )

    def _text(self, index: QModelIndex) -> str:
        column = self.sheet.columns[index.column()]
        text = shown(column, self.value(index)) + (_CHANGED if self.place(index) in self.was else "")
        if not self.compares or self.sheet.before is None:
            return text
        row = self.sheet.before.row(self.place(index)[0])
        told = change(column, self.value(index), row.values.get(column.key) if row else None)
        return f"{text}\n{told}"

    def _tip(self, index: QModelIndex) -> str:
        column, (row_key, column_key) = self.sheet.columns[index.column()], self.place(index)
        told = [f"{self.rows[index.row()].title}　{column.number} {column.label}"]
        if self.value(index) == HIDDEN:
            told.append("人数太少，写出来会看得出是谁，所以不写。")
        if (row_key, column_key) in self.was:
            told.append(f"报出时是 {self.was[row_key, column_key]}")
        before = self.sheet.before.row(row_key) if self.sheet.before else None
        if before is not None:
            told.append(f"上年同期 {shown(column, before.values.get(column_key))}")
        if self.opens(index):
            told.append("双击或按回车看是哪些")
        return "\n".join(told)


class ReturnGrid(QTableView):
    """The table. `asked`: keys of the row and the column whose records are wanted."""

    asked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._corner = label("", "second", parent=self)
        self._corner.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._corner.setAutoFillBackground(True)
        self.figures = ReturnModel()
        self.setModel(self.figures)
        self.setHorizontalHeader(NestedHead(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setCornerButtonEnabled(False)

    def show_sheet(self, sheet: Sheet | None, compares: bool = False, was: Was | None = None) -> None:
        """Show a sheet; the cell she stood on stays current where it still is."""
        before = self.figures.place(self.currentIndex()) if self.currentIndex().isValid() else None
        self.figures.show_sheet(sheet, compares, was or {})
        self._fit()
        if before is not None:
            self.go_to(*before)

    def go_to(self, row_key: str, column_key: str) -> None:
        """Make a cell current."""
        sheet = self.figures.sheet
        rows = [row.key for row in self.figures.rows]
        columns = [column.key for column in sheet.columns] if sheet else []
        if row_key in rows and column_key in columns:
            self.setCurrentIndex(self.figures.index(rows.index(row_key), columns.index(column_key)))

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens what stands behind a number."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """So does a double click."""
        self._ask(self.indexAt(event.position().toPoint()))

    def _ask(self, index: QModelIndex) -> None:
        if index.isValid() and self.figures.opens(index):
            self.asked.emit(*self.figures.place(index))

    def _fit(self) -> None:
        sheet = self.figures.sheet
        if sheet is None:
            return
        metrics = QFontMetrics(style.screen_font(style.base_size(), strong=True))
        for place in range(len(sheet.columns)):
            texts = [self.figures.data(self.figures.index(line, place)) for line in range(len(self.figures.rows))]
            widest = max((metrics.horizontalAdvance(part) for text in texts for part in text.split("\n")), default=0)
            self.setColumnWidth(place, max(widest + style.px(24), style.px(64)))
        titles = max((metrics.horizontalAdvance(row.title) for row in sheet.rows), default=0) + style.px(20)
        self.verticalHeader().setFixedWidth(min(titles, style.px(_WIDEST_TITLE)))
        self.verticalHeader().setDefaultSectionSize(style.px(52 if self.figures.compares else 34))
        self.horizontalHeader().show_columns(sheet.columns)
        self._corner.setText(sheet.row_title)
        self.updateGeometries()

    def updateGeometries(self) -> None:
        """The word over the titles of the lines fills the corner."""
        super().updateGeometries()
        edge = self.frameWidth()
        self._corner.setGeometry(edge, edge, self.verticalHeader().width(), self.horizontalHeader().height())
