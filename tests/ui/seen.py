"""Everything that stands in the program's windows: texts, titles, tips, lists, menus, the clipboard. Knows no page."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QEventLoop, QStringListModel, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView, QTreeView, QWidget

_ASKED = ("windowTitle", "text", "toPlainText", "toolTip", "accessibleName", "placeholderText", "statusTip", "title")
MOST_ROWS = 400


def texts() -> list[str]:
    """Every text of every widget, hidden ones too; what is on its way out is gone first."""
    _let_go()
    found = [QGuiApplication.clipboard().text()]
    for widget in QApplication.allWidgets():
        found += _own(widget)
        for action in widget.findChildren(QAction):
            found += [action.text(), action.toolTip()]
        for lines in widget.findChildren(QStringListModel):
            found += lines.stringList()
        if isinstance(widget, QAbstractItemView):
            found += _cells(widget)
    return [text for text in dict.fromkeys(found) if text]


def _let_go() -> None:
    """What is to be deleted later goes when a loop of events runs, as in the program itself."""
    loop = QEventLoop()
    QTimer.singleShot(0, loop.quit)
    loop.exec()


def _own(widget: QWidget) -> Iterator[str]:
    for name in _ASKED:
        ask: Any = getattr(widget, name, None)
        if callable(ask):
            told = ask()
            if isinstance(told, str):
                yield told


def _cells(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    if model is None or not isinstance(view, QTableView | QTreeView):
        return
    for line in range(min(model.rowCount(), MOST_ROWS)):
        for column in range(model.columnCount()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                told = model.data(model.index(line, column), role)
                yield str(told or "")
