"""One row of the history opened beside the list: what happened, before and after, and 撤销 where it can be undone."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from models.core import story
from models.core.history import History, is_undone
from models.core.verbs import title_of, undo
from models.office.guard import allows
from ui.desk import Desk
from ui.pages.history.differences import DifferenceGrid, when
from ui.widgets.notes import Bar
from ui.widgets.parts import button, column, label, row


class RowPanel(QFrame):
    """`closed`: back to the list."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("detail")
        self.bar = Bar()
        self._desk = desk
        self.row: History | None = None
        self._title = label("", "section")
        self.undo_button = button("撤销这一步", self._undo, icon="undo-2")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        head = row(spacing=8, margins=(16, 8, 8, 0))
        head.addWidget(self._title, 1)
        close = button("", self.closed.emit, "plain", "x", "关闭（Esc）")
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head.addWidget(close)
        told = row(margins=(16, 0, 16, 0))
        told.addWidget(self.bar)
        foot = row(margins=(16, 8, 16, 8))
        foot.addWidget(self.undo_button)
        foot.addStretch(1)
        layout = column(self, 4)
        layout.addLayout(head)
        layout.addLayout(told)
        layout.addWidget(self._area, 1)
        layout.addLayout(foot)

    def show_row(self, number: int) -> None:
        """Show a row by its number."""
        self.bar.clear()
        self.row = History.get_by_id(number)
        self._title.setText(f"第 {number} 行　{title_of(self.row.verb)}")
        inside = QWidget()
        inside.setObjectName("plain")
        layout = column(inside, 12, (16, 8, 16, 8))
        layout.addWidget(label(f"{when(self.row.at)}　{self.row.user}", "second"))
        layout.addWidget(label(self.row.sentence, wrap=True))
        if self.row.undoes is not None:
            layout.addWidget(label(f"撤销的是第 {self.row.undoes} 行。", "second"))
        if is_undone(number):
            layout.addWidget(label("这一步后来被撤销了。", "second"))
        found = story.differences(self.row)
        if found:
            layout.addWidget(DifferenceGrid(found))
        layout.addStretch(1)
        self._area.setWidget(inside)
        session = self._desk.session
        self.undo_button.setVisible(story.can_be_undone(self.row) and allows(session, "undo", number))

    def _undo(self) -> None:
        if self.row is not None and self._desk.do(self, undo, self.row.seq, undoable=False) is not None:
            self.show_row(self.row.seq)
