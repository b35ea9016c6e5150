"""The list that every list page shows: an array of ids, and rows fetched by blocks as they come into sight.

Nothing is sorted, filtered or measured here: order and choice come from the query that made the ids. Knows no record.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui import style
from ui.widgets.parts import Mark, plain_tip

BLOCK = 200
MOST_BLOCKS = 40
MOST_RUNS = 500
_CELL = Qt.ItemDataRole
_NONE = QModelIndex()

Row = Sequence[Any]
Fetch = Callable[[Sequence[Any]], Sequence[Row]]
"""Given some ids: their rows in the same order, each with one value per column."""


@dataclass(frozen=True)
class Column:
    """How one column looks.

    width: in pixels at 标准; 0 takes what is left. key: what a click on the header asks to sort by.
    brief: stays when a record is open beside the list. show: the text of a value.
    mark: name of a `Mark` kind for a value, drawn before the text, or empty.
    """

    label: str
    width: int = 120
    key: str = ""
    right: bool = False
    brief: bool = False
    show: Callable[[Any], str] | None = None
    mark: Callable[[Any], str] | None = None


class RecordModel(QAbstractTableModel):
    """Rows by id, kept in blocks of 200; the blocks used longest ago are dropped."""

    def __init__(self, columns: Sequence[Column], fetch: Fetch) -> None:
        super().__init__()
        self.columns = list(columns)
        self.ids: Sequence[Any] = ()
        self.order = ("", True)
        self._fetch = fetch
        self._failed = False
        self._blocks: OrderedDict[int, Sequence[Row]] = OrderedDict()

    def show_ids(self, ids: Sequence[Any]) -> None:
        """List these records, in this order."""
        self.beginResetModel()
        self._failed = False
        self.ids = ids
        self._blocks.clear()
        self.endResetModel()

    def forget_rows(self) -> None:
        """The records changed but not which they are: read again what is in sight."""
        self._blocks.clear()
        if self.ids:
            last = self.index(len(self.ids) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def row(self, place: int) -> Row:
        """The values of one line."""
        number, offset = divmod(place, BLOCK)
        block = self._blocks.get(number)
        if block is None:
            block = self._fetch(self.ids[number * BLOCK : (number + 1) * BLOCK])
            self._blocks[number] = block
            if len(self._blocks) > MOST_BLOCKS:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(number)
        return block[offset]

    def text(self, place: int, column: int) -> str:
        """What stands in one cell."""
        value, show = self.row(place)[column], self.columns[column].show
        if show is not None:
            return show(value)
        return "" if value is None else str(value)

    def rowCount(self, parent: QModelIndex = _NONE) -> int:
        """Number of records."""
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: QModelIndex = _NONE) -> int:
        """Number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: QModelIndex, role: int = _CELL.DisplayRole) -> Any:
        """Text, mark and alignment of a cell; the whole text again as its tip."""
        try:
            return self._cell(index, role)
        except Exception as error:  # noqa: BLE001  (one that leaves from here while Qt paints stops the whole program)
            self._raise_later(error)
            return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _CELL.DisplayRole) -> Any:
        """Labels of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _CELL.DisplayRole:
            key, ascending = self.order
            sorted_by = bool(key) and self.columns[section].key == key
            return self.columns[section].label + (" ↑" if ascending else " ↓") * sorted_by
        if role == _CELL.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignVCenter | _side(self.columns[section]))
        return None

    def _cell(self, index: QModelIndex, role: int) -> Any:
        column = self.columns[index.column()]
        if role == _CELL.DisplayRole:
            return self.text(index.row(), index.column())
        if role == _CELL.ToolTipRole:
            return plain_tip(self.text(index.row(), index.column()))
        if role == _CELL.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignVCenter | _side(column))
        if role == _CELL.DecorationRole and column.mark is not None:
            return _mark(column.mark(self.row(index.row())[index.column()]))
        return None

    def _raise_later(self, error: Exception) -> None:
        """Once for a list, and outside the painting, so that it is told or reported as everywhere else."""
        if not self._failed:
            self._failed = True
            # Not QTimer.singleShot with a context: PySide drops what is raised there.
            timer = QTimer(self, singleShot=True, interval=0)
            timer.timeout.connect(lambda: _raise(error))
            timer.start()


class RecordTable(QTableView):
    """A table of records; keeps her place and her selection by id when the list is read anew."""

    opened = Signal(object)  # id of the row that was double-clicked or got Enter
    current_changed = Signal(object)  # id of the current row, None for none
    selection_changed = Signal(int)  # how many rows are selected
    sort_asked = Signal(str, bool)  # key of the column, ascending
    model_class = RecordModel

    def __init__(self, columns: Sequence[Column], fetch: Fetch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records = self.model_class(columns, fetch)
        self.setModel(self.records)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._set_up_header()
        self._fit()
        self.doubleClicked.connect(lambda index: self.opened.emit(self.records.ids[index.row()]))
        self.selectionModel().selectionChanged.connect(lambda *_: self.selection_changed.emit(self.selected_count()))
        self.selectionModel().currentRowChanged.connect(lambda *_: self.current_changed.emit(self.current_id()))

    def show_ids(self, ids: Sequence[Any], *, keep: bool = True) -> None:
        """List these records; with `keep`, current row, selection and scroll position stay where they were."""
        current, top = self.current_id(), self.verticalScrollBar().value()
        selected = self.selected_ids() if keep and self.selected_count() > 1 else []
        self.records.show_ids(ids)
        if keep:
            if current is not None:
                self.choose(current, scroll=False)
            self._select(selected)
            self.verticalScrollBar().setValue(top)
        self.selection_changed.emit(self.selected_count())

    def reread(self) -> None:
        """The same records, read again."""
        self.records.forget_rows()

    def choose(self, record_id: Any, *, scroll: bool = True) -> bool:
        """Make the row of this id current; False when it is not in the list."""
        place = _place(self.records.ids, record_id)
        if place is None:
            return False
        index = self.records.index(place, 0)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        if scroll:
            self.scrollTo(index)
        return True

    def current_id(self) -> Any:
        """Id of the current row, None for none."""
        index = self.currentIndex()
        return self.records.ids[index.row()] if index.isValid() else None

    def selected_ids(self) -> list[Any]:
        """Ids of the selected rows, in the order of the list."""
        spans = sorted((span.top(), span.bottom()) for span in self._selection() if span.left() == 0)
        return [self.records.ids[k] for top, bottom in spans for k in range(top, bottom + 1)]

    def selected_count(self) -> int:
        """How many rows are selected."""
        return sum(span.height() for span in self._selection() if span.left() == 0)

    def show_order(self, key: str, ascending: bool) -> None:
        """Show by which column the ids are sorted."""
        self.records.order = (key, ascending)
        self.horizontalHeader().viewport().update()

    def set_brief(self, brief: bool) -> None:
        """Show only the columns that are kept beside an open record; without any marked so, all stay."""
        marked = any(column.brief for column in self.records.columns)
        for place, column in enumerate(self.records.columns):
            self.setColumnHidden(place, brief and marked and not column.brief)
        widest = next((place for place, column in enumerate(self.records.columns) if not column.width), None)
        self.horizontalHeader().setStretchLastSection(widest is None or self.isColumnHidden(widest))
        if not brief:
            self._fit()  # the last column was as wide as the list

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the current row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_id() is not None:
            self.opened.emit(self.current_id())
        else:
            super().keyPressEvent(event)

    def selectAll(self) -> None:
        """All rows as one span; Qt would ask every cell."""
        self._select(self.records.ids)

    def keyboardSearch(self, search: str) -> None:
        """Letters find nothing here: Qt would read every row until one fits."""

    def changeEvent(self, event: QEvent) -> None:
        """Rows grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _selection(self) -> QItemSelection:
        return self.selectionModel().selection()

    def _select(self, wanted: Sequence[Any]) -> None:
        chosen = set(wanted)
        places = [place for place, record_id in enumerate(self.records.ids) if record_id in chosen] if chosen else []
        selection = QItemSelection()
        for first, last in _runs(places):
            selection.select(self.records.index(first, 0), self.records.index(last, len(self.records.columns) - 1))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.Select)

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(40)
        header.sectionClicked.connect(self._ask_sort)

    def _ask_sort(self, section: int) -> None:
        key = self.records.columns[section].key
        if key:
            shown, was_ascending = self.records.order
            ascending = not was_ascending if shown == key else True
            self.show_order(key, ascending)
            self.sort_asked.emit(key, ascending)

    def _fit(self) -> None:
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(style.px(34))
        header = self.horizontalHeader()
        for place, column in enumerate(self.records.columns):
            if column.width:
                header.resizeSection(place, style.px(column.width))
            else:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each run of neighbours: thousands of single rows would take the selection minutes."""
    found: list[tuple[int, int]] = []
    for place in places:
        if found and place == found[-1][1] + 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found[:MOST_RUNS]


def _raise(error: Exception) -> None:
    raise error


def _side(column: Column) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft


def _mark(kind: str) -> Any:
    if not kind:
        return None
    shape, tint = Mark.SHAPES[kind]
    return style.pixmap(shape, tint, style.px(16))


def _place(ids: Sequence[Any], record_id: Any) -> int | None:
    try:
        return ids.index(record_id)
    except ValueError:
        return None
