"""The lines of a distribution as a table to type in: Enter goes down, nothing refuses a keystroke.

A value that cannot be read stays as it was typed, with a word beside it. Checks nothing else.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableView, QWidget

from models.assistance.aid import GOODS, TRANSFER, Aid
from models.assistance.distribution import ListLine
from models.core.errors import Problem, Severity, ValueProblem
from ui import style
from ui.pages.assistance.columns import money
from ui.widgets.parts import Mark

UNSIGNED = "未签收"
_ROLE = Qt.ItemDataRole
_NONE = QModelIndex()
_TYPED = ("quantity", "amount", "account", "reason")
_WIDTHS = {"place": 44, "name": 96, "village": 100, "quantity": 64, "amount": 92, "account": 176}
_LABELS = {"place": "序号", "name": "姓名", "village": "村", "signed": "签收", "found": "核对"}


@dataclass(slots=True)
class Typed:
    """One line with what is told beside it; `raw` are texts that could not be read, `signed` how it was received."""

    line: ListLine
    village: str = ""
    raw: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    signed: str = ""

    def told(self) -> tuple[str, str]:
        """Kind of mark and the sentence of the worst finding."""
        if self.wrong:
            return "stop", next(iter(self.wrong.values()))
        for problem in sorted(self.problems, key=lambda one: one.severity is not Severity.STOP):
            if problem.severity is Severity.STOP:
                return "stop", problem.message
            if problem.severity is Severity.WARN:
                return ("tell" if self.line.reason else "warn"), problem.message
        return "", ""


class LineModel(QAbstractTableModel):
    """The lines; which columns there are follows from the form of the aid."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Typed] = []
        self.columns: list[str] = []
        self.locked = False
        self.unit_value: int | None = None

    def show(self, rows: Sequence[Typed], form: str | None, given: bool) -> None:
        """Show these lines under a head that says how they are given."""
        self.beginResetModel()
        self.rows, self.locked = list(rows), given
        middle = ["quantity"] if form == GOODS else []
        tail = ["account"] if form == TRANSFER else []
        self.columns = ["place", "name", "village", *middle, "amount", *tail]
        self.columns += ["signed"] if given else ["reason", "found"]
        self.endResetModel()

    def take_findings(self, found: Sequence[Sequence[Problem]]) -> None:
        """What was found about each line."""
        for row, problems in zip(self.rows, found, strict=True):
            row.problems = problems
        self._repaint()

    def rowCount(self, parent: QModelIndex = _NONE) -> int:
        """Number of lines."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = _NONE) -> int:
        """Number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        """Labels: those of the fields where a column is one."""
        if orientation is Qt.Orientation.Horizontal and role == _ROLE.DisplayRole:
            name = self.columns[section]
            return _LABELS.get(name) or Aid._meta.fields[name].label
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Values are typed until the list is given out."""
        plain = super().flags(index)
        typed = self.columns[index.column()] in _TYPED and not self.locked
        return plain | Qt.ItemFlag.ItemIsEditable if typed else plain

    def data(self, index: QModelIndex, role: int = _ROLE.DisplayRole) -> Any:
        """Text, mark and alignment of a cell."""
        row, name = self.rows[index.row()], self.columns[index.column()]
        if role in (_ROLE.DisplayRole, _ROLE.EditRole, _ROLE.ToolTipRole):
            return self._text(index.row(), row, name, whole=role == _ROLE.EditRole)
        if role == _ROLE.TextAlignmentRole and name in ("place", "quantity", "amount"):
            return int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        if role == _ROLE.DecorationRole and name == "found" and row.told()[0]:
            shape, tint = Mark.SHAPES[row.told()[0]]
            return style.pixmap(shape, tint, style.px(16))
        return None

    def setData(self, index: QModelIndex, value: Any, role: int = _ROLE.EditRole) -> bool:
        """Take what was typed; what cannot be read stays as it is."""
        if role != _ROLE.EditRole:
            return False
        row, name, typed = self.rows[index.row()], self.columns[index.column()], str(value)
        row.raw.pop(name, None)
        row.wrong.pop(name, None)
        try:
            setattr(row.line, name, Aid._meta.fields[name].parse(typed))
        except ValueProblem as problem:
            row.raw[name], row.wrong[name] = typed, problem.message
        self._repaint()
        self.edited.emit()
        return True

    def _text(self, place: int, row: Typed, name: str, whole: bool) -> str:
        if name in row.raw:
            return row.raw[name]
        if name == "amount" and not whole:
            return money(row.line.amount_under({"unit_value": self.unit_value}))
        told = {"place": str(place + 1), "name": row.line.name, "village": row.village, "signed": row.signed}
        if name == "found":
            return row.told()[1].removeprefix(f"“{row.line.name}”")  # which stands at the beginning of the line
        if name in told:
            return told[name]
        shown = Aid._meta.fields[name]
        value = getattr(row.line, name)
        return str(shown.show(value) if whole else shown.masked(value))

    def _repaint(self) -> None:
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.columns) - 1))


class LineTable(QTableView):
    """The table itself; a key begins to overwrite a cell, as in a spreadsheet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = LineModel()
        self.setModel(self.lines)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setWordWrap(False)
        self.setShowGrid(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.lines.modelReset.connect(self._fit)
        self._fit()

    def selected_places(self) -> list[int]:
        """Places of the lines in which something is selected."""
        return sorted({index.row() for index in self.selectionModel().selectedIndexes()})

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Enter goes to the line below."""
        super().closeEditor(editor, hint)
        below = self.currentIndex().siblingAtRow(self.currentIndex().row() + 1)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache and below.isValid():
            self.setCurrentIndex(below)

    def changeEvent(self, event: QEvent) -> None:
        """Rows grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(style.px(34))
        header = self.horizontalHeader()
        for place, name in enumerate(self.lines.columns):
            if name in _WIDTHS:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
                header.resizeSection(place, style.px(_WIDTHS[name]))
            else:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)


def packed(rows: Sequence[Typed]) -> str:
    """The lines as a draft keeps them."""
    return json.dumps([[asdict(row.line), row.village, row.raw, row.wrong] for row in rows], ensure_ascii=False)


def unpacked(draft: str) -> list[Typed]:
    """The lines of a draft."""
    return [Typed(ListLine(**line), village, raw, wrong) for line, village, raw, wrong in json.loads(draft)]


def received(aid: Aid) -> str:
    """How a line was signed for, in words."""
    return f"{aid.received_on:%Y.%m.%d} {Aid.receipt.show(aid.receipt)}" if aid.received_on else UNSIGNED
