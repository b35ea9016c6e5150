"""The rows of a list as the spreadsheet shows them, with what will happen to each; cells can be typed over.

Owns the table and its keys. What is typed, ticked or mapped is told by signals; nothing is decided or kept here.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from models.core.fields import cell_text
from models.intake.plan import VERDICT_NAMES, Corrections, PlanRow, RowKey, Verdict
from models.intake.problems import OURS, WARNINGS
from ui import style
from ui.pages.intake.mapping import MappingHeader
from ui.pages.intake.meanings import meaning_of
from ui.pages.intake.review import ListView, Review
from ui.widgets.record_table import Column, RecordModel, RecordTable

MARKS = {
    Verdict.NEW: "done",
    Verdict.UPDATE: "tell",
    Verdict.SAME: "todo",
    Verdict.CONFLICT: "warn",
    Verdict.REFUSED: "stop",
    Verdict.SKIPPED: "todo",
}
PENDING = "核对中"
FIXED = 3
NUMBER, VERDICT, REASON = range(FIXED)
_REASON_FROM = 640
_WIDE, _NARROW, _USUAL = 190, 56, 110
_WIDE_KEYS = ("id_number", "address", "household_place", "employer", "bank_account", "note", "school")
_NARROW_KEYS = ("serial", "sex", "nationality", "age", "women.executive", "women.representative")
_LOOK = Qt.ItemDataRole.UserRole + 1
_ROLE = Qt.ItemDataRole
_HINT = QAbstractItemView.ScrollHint
_PLAIN_NEW = "新登记。"
_Index = QModelIndex | QPersistentModelIndex


class PlanModel(RecordModel):
    """Rows of one list, by key; three columns of ours, then those of the sheet."""

    def __init__(self, columns: Sequence[Column], fetch: Any) -> None:
        super().__init__(columns, fetch)
        self.list: ListView | None = None
        self.review: Review | None = None
        self.corrections = Corrections()
        self.pending: set[RowKey] = set()
        self.typed: Callable[[RowKey, int, str], object] = lambda *_: None
        self.ticked: Callable[[Sequence[RowKey], bool], object] = lambda *_: None

    def plan_row(self, place: int) -> PlanRow:
        """The row of the plan in this line."""
        return self.review.rows[self.ids[place]]

    def sheet_index(self, column: int) -> int:
        """The column's index on the sheet, -1 for one of ours."""
        return self.list.columns[column - FIXED].index if column >= FIXED and self.list else -1

    def is_ticked(self, key: RowKey) -> bool:
        """Whether the row is to be imported as far as she and the recognition are concerned."""
        if key in self.corrections.off:
            return False
        return key in self.corrections.on or self.review.rows[key].verdict is not Verdict.SKIPPED

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Cells of the sheet can be typed over, the row number ticked."""
        found = super().flags(index)
        if index.column() == NUMBER:
            return found | Qt.ItemFlag.ItemIsUserCheckable
        return found | Qt.ItemFlag.ItemIsEditable if index.column() >= FIXED else found

    def data(self, index: _Index, role: int = _ROLE.DisplayRole) -> Any:
        """Text, tick, mark, and what is wrong with a cell."""
        if role == _ROLE.EditRole:
            return self.text(index.row(), index.column())
        if role == _ROLE.CheckStateRole:
            if index.column() != NUMBER:
                return None
            ticked = self.is_ticked(self.ids[index.row()])
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        if role == _LOOK:
            return self._look_of(index.row(), index.column())
        if role == _ROLE.ToolTipRole:
            return self._tip(index.row(), index.column())
        return super().data(index, role)

    def setData(self, index: _Index, value: Any, role: int = _ROLE.EditRole) -> bool:
        """Tell what was typed or ticked."""
        key = self.ids[index.row()]
        if role == _ROLE.CheckStateRole:
            self.ticked([key], not self.is_ticked(key))
            return True
        if role == _ROLE.EditRole and str(value) != self.text(index.row(), index.column()):
            self.typed(key, self.sheet_index(index.column()), str(value))
            return True
        return False

    def lines(self, keys: Sequence[RowKey]) -> list[tuple[Any, ...]]:
        """What stands in these rows, with what she typed over it."""
        return [self._line(key) for key in keys]

    def _line(self, key: RowKey) -> tuple[Any, ...]:
        row = self.review.rows[key]
        typed = self.corrections.cells.get(key, {})
        cells = (typed.get(one.index, row.cells[one.index]) for one in self.list.columns)
        verdict = None if key in self.pending else row.verdict
        reason = "" if row.reason == _PLAIN_NEW else row.reason
        return (key.number, verdict, reason, *(text_of(cell) for cell in cells))

    def _look_of(self, place: int, column: int) -> str:
        """typed, warn or stop for a cell of the sheet, empty for a sound one."""
        index = self.sheet_index(column)
        if index < 0:
            return ""
        row = self.plan_row(place)
        codes = [one.code for one in row.problems if one.index == index and one.code not in OURS]
        if codes:
            return "warn" if all(code in WARNINGS for code in codes) else "stop"
        return "typed" if index in self.corrections.cells.get(row.key, {}) else ""

    def _tip(self, place: int, column: int) -> str:
        index, text = self.sheet_index(column), self.text(place, column)
        said = [one.message for one in self.plan_row(place).problems if one.index == index >= 0]
        if index >= 0 and index in self.corrections.cells.get(self.ids[place], {}):
            said.append(f"原表中是：{text_of(self.plan_row(place).cells[index]) or '（空）'}")
        return "\n".join([text, *said])


class PlanTable(RecordTable):
    """The table; F2, Enter or typing changes a cell, Space ticks, Alt+↓ says what a column is."""

    model_class = PlanModel
    mapped = Signal(int, str)  # index of the column on the sheet, meaning
    typed = Signal(object, int, str)  # key of the row, index of the column on the sheet, text
    ticked = Signal(object, bool)  # keys of the rows, whether they are to be imported
    left_cell = Signal()  # the editor of a cell was closed

    def __init__(self) -> None:
        super().__init__(_columns(None), lambda keys: self.records.lines(keys))
        self.records.typed = self.typed.emit
        self.records.ticked = self.ticked.emit
        self.header = MappingHeader(FIXED, self)
        self.setHorizontalHeader(self.header)
        self._set_up_header()
        self._fit()
        self.header.mapped.connect(lambda place, value: self.mapped.emit(self.records.sheet_index(place), value))
        self.header.left.connect(lambda: self.setFocus(Qt.FocusReason.OtherFocusReason))
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setItemDelegate(_Cells(self))
        self._kept_in_sight = _KeptInSight(self)

    @property
    def editing(self) -> bool:
        """Whether a cell is being typed in."""
        return self.state() == QAbstractItemView.State.EditingState

    def show_rows(self, review: Review, found: ListView, keys: Sequence[RowKey], corrections: Corrections) -> None:
        """Show these rows of a list; place and selection stay where it is the same list."""
        model = self.records
        same_list = model.list is not None and model.list.key == found.key
        meanings = [meaning_of(one) for one in found.columns]
        if not same_list or [meaning_of(one) for one in model.list.columns] != meanings:
            self._show_columns(found)
        model.review, model.list, model.corrections = review, found, corrections
        if same_list and list(model.ids) == list(keys):
            self.reread()
        else:
            self.show_ids(keys, keep=same_list)

    def go_to(self, key: RowKey, sheet_index: int = -1) -> bool:
        """Make a row current, in the cell of this column of the sheet."""
        if not self.choose(key):
            return False
        column = self._place_of(sheet_index)
        index = self.records.index(self.currentIndex().row(), column if column >= 0 else self._first_bad())
        self.selectionModel().setCurrentIndex(index, self.selectionModel().SelectionFlag.NoUpdate)
        self.scrollTo(index)
        return True

    def edit_cell(self, key: RowKey, sheet_index: int) -> None:
        """Open a cell for typing."""
        if self.go_to(key, sheet_index):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.edit(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks, Enter opens the cell, Alt+↓ the choice above it."""
        key, here = event.key(), self.currentIndex()
        if self.editing:
            super().keyPressEvent(event)  # the Enter that closes a cell comes here too
        elif key == Qt.Key.Key_Space and here.isValid():
            self.toggle()
        elif key == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.header.open_choice(here.column() if here.isValid() else FIXED)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and here.isValid():
            column = here.column() if here.column() >= FIXED else self._first_bad()
            self.setCurrentIndex(self.records.index(here.row(), column))
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def toggle(self) -> None:
        """Tick the selected rows off, or on again when the current one is off."""
        keys = self.selected_ids() or [self.current_id()]
        self.ticked.emit(keys, not self.records.is_ticked(self.current_id()))

    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        """A cell is left: what waited for it may be shown now."""
        super().closeEditor(editor, hint)
        self.left_cell.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The reason stands below as well: it goes where there is no room for it."""
        super().resizeEvent(event)
        self.setColumnHidden(REASON, self.width() < style.px(_REASON_FROM))
        self._kept_in_sight.place()

    def scrollTo(self, index: _Index, hint: QAbstractItemView.ScrollHint = _HINT.EnsureVisible) -> None:
        """Scroll so that the cell does not lie under the columns that are kept in sight."""
        super().scrollTo(index, hint)
        if index.column() >= FIXED:
            hidden = self._kept_in_sight.width() - self.columnViewportPosition(index.column())
            bar = self.horizontalScrollBar()
            if hidden > 0 and bar.value() > 0:
                bar.setValue(bar.value() - hidden)

    def _show_columns(self, found: ListView) -> None:
        self.records.beginResetModel()
        self.records.ids = ()
        self.records.columns = _columns(found)
        self.records.endResetModel()
        self.header.show_meanings([meaning_of(one) for one in found.columns], [one.header for one in found.columns])
        self._fit()
        self._kept_in_sight.hide_others()

    def _place_of(self, sheet_index: int) -> int:
        columns = self.records.list.columns if self.records.list else []
        return next((FIXED + k for k, one in enumerate(columns) if one.index == sheet_index), -1)

    def _first_bad(self) -> int:
        """The column of the first finding in the current row, or of the name."""
        row = self.records.plan_row(self.currentIndex().row())
        places = [self._place_of(one.index) for one in row.problems if one.index >= 0]
        names = [FIXED + k for k, one in enumerate(self.records.list.columns) if one.key == "name"]
        return next((place for place in [*places, *names] if place >= 0), FIXED)


class _KeptInSight(QTableView):
    """Row number and verdict once more, over the table while it is scrolled sideways."""

    def __init__(self, table: PlanTable) -> None:
        super().__init__(table)
        self._table = table
        self.setModel(table.records)
        self.setSelectionModel(table.selectionModel())
        self.setItemDelegate(_Cells(self))
        self.setHorizontalHeader(MappingHeader(FIXED, self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        line = style.palette_colours()["hairline"]
        self.setStyleSheet(f"QTableView {{ border: 0; border-right: 1px solid {line}; }}")
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(table.verticalScrollBar().setValue)
        table.horizontalScrollBar().valueChanged.connect(lambda _value: self.place())
        table.horizontalHeader().sectionResized.connect(lambda *_: self.place())
        self.hide()

    def hide_others(self) -> None:
        """Only the first two columns, whatever the list."""
        for column in range(self.model().columnCount()):
            self.setColumnHidden(column, column > VERDICT)
        self.place()

    def place(self) -> None:
        """Lie over the same columns of the table, as high as its rows."""
        table = self._table
        self.verticalHeader().setDefaultSectionSize(table.verticalHeader().defaultSectionSize())
        widths = [table.columnWidth(column) for column in (NUMBER, VERDICT)]
        for column, width in zip((NUMBER, VERDICT), widths, strict=True):
            self.setColumnWidth(column, width)
        frame, head = table.frameWidth(), table.horizontalHeader().height()
        self.horizontalHeader().setFixedHeight(head)
        self.setGeometry(frame, frame, sum(widths), table.viewport().height() + head)
        self.setVisible(table.horizontalScrollBar().value() > 0)
        self.verticalScrollBar().setValue(table.verticalScrollBar().value())


class _Cells(QStyledItemDelegate):
    """Draws what is wrong with a cell, and where she is."""

    _TINTS = {"stop": ("red_ground", "red"), "warn": ("amber_ground", "amber"), "typed": ("info_ground", "focus")}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        look = index.data(_LOOK) or ""
        if look:
            ground, edge = self._TINTS[look]
            painter.fillRect(option.rect, style.colour(ground))
        super().paint(painter, option, index)
        if look:
            painter.fillRect(
                QRect(option.rect.topLeft(), option.rect.bottomLeft()).adjusted(0, 1, 2, 0), style.colour(edge)
            )
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.save()
            painter.setPen(QPen(style.colour("focus"), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))
            painter.restore()


def _columns(found: ListView | None) -> list[Column]:
    ours = [
        Column("行", 76),
        Column(
            "判定", 100, show=lambda one: VERDICT_NAMES[one] if one else PENDING, mark=lambda one: MARKS.get(one, "")
        ),
        Column("说明", 230),
    ]
    return ours + [Column(one.header, _width(one.key)) for one in (found.columns if found else ())]


def _width(key: str) -> int:
    return _WIDE if key in _WIDE_KEYS else _NARROW + 24 if key in _NARROW_KEYS else _USUAL


def text_of(cell: Any) -> str:
    """A raw cell as it is shown."""
    return cell if type(cell) is str else cell_text(cell)
