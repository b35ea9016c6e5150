"""本年目标: the targets of the year at a glance, for 今日待办. Counts nothing: it shows what was counted elsewhere."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from models.excellence.standing import BEHIND, BEYOND, ON_WAY, REACHED, TITLES, UNKNOWN
from models.statistics.targets import Glance, Stood
from ui import style
from ui.widgets.parts import Mark, button, column, hairline, label, row

MARKS = {REACHED: "done", ON_WAY: "wait", BEHIND: "warn", BEYOND: "tell", UNKNOWN: "todo"}
_ALWAYS = (REACHED, ON_WAY, BEHIND)


class YearTargets(QFrame):
    """How many targets stand how, and the worst with what is missing; a click asks for their sheet."""

    asked = Signal(str)  # uid of a sheet of targets

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._lines: QVBoxLayout = column(spacing=4)
        layout = column(self, 8, (16, 12, 16, 12))
        layout.addWidget(label("本年目标", "section"))
        layout.addLayout(self._lines)
        self.hide()
        self._fit()

    def show_glance(self, found: Glance) -> None:
        """Show these instead of what stood there; nothing without a sheet."""
        self.clear()
        if not found.counts:
            return
        first = found.worst[0].target.sheet if found.worst else found.sheets[0]
        for state, mark in MARKS.items():
            if found.counts[state] or state in _ALWAYS:
                self._lines.addWidget(self._count(mark, TITLES[state], found.counts[state], first.uid))
        if found.worst:
            self._lines.addWidget(_rule())
        for one in found.worst:
            self._lines.addWidget(self._late(one))
        self.show()

    def clear(self) -> None:
        """Show nothing."""
        self.hide()
        while self._lines.count():
            old = self._lines.takeAt(0).widget()
            old.hide()
            old.deleteLater()

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _count(self, mark: str, title: str, count: int, sheet: str) -> QWidget:
        line = QWidget()
        inside = row(line, 8)
        inside.addWidget(Mark(mark), 0, Qt.AlignmentFlag.AlignVCenter)
        inside.addWidget(button(title, lambda: self.asked.emit(sheet), "link"))
        inside.addStretch(1)
        inside.addWidget(label(f"{count} 项", "second"))
        return line

    def _late(self, one: Stood) -> QWidget:
        """A target with what is missing under it."""
        line = QWidget()
        inside = column(line, 0)
        link = button("", lambda: self.asked.emit(one.target.sheet.uid), "link")
        room = style.px(_WIDTH - 40)
        link.setText(link.fontMetrics().elidedText(one.target.title, Qt.TextElideMode.ElideRight, room))
        link.setToolTip(f"{one.target.title}（{one.target.sheet.title}）\n{one.standing.sentence}")
        inside.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(label(one.missing or one.standing.sentence, "small", wrap=True))
        return line

    def _fit(self) -> None:
        self.setFixedWidth(style.px(_WIDTH))


def _rule() -> QWidget:
    room = QWidget()
    column(room, 0, (0, 4, 0, 4)).addWidget(hairline())
    return room


_WIDTH = 260
