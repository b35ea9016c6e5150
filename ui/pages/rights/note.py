"""Notes that stand over a case: what she wishes and how she may be reached; and what is in the way just now."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QWidget

from models.rights.records import RightsCase
from ui import style
from ui.widgets.flow import Flow
from ui.widgets.parts import Mark, button, column, label, row

UNKNOWN = "还没有记下。"
NOTHING_KNOWN = "还没有记下怎样联系她才安全、她愿意怎样处理，联系之前先问清楚。"


class WishesNote(QFrame):
    """Her wishes and the rule for safe contact, framed, on top of everything; `asked` opens them for typing."""

    def __init__(self, asked: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("bar")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        style.set_look(self, "severity", "warn")
        self.wishes, self.contact = label(wrap=True), label(wrap=True)
        for shown in (self.wishes, self.contact):
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.change_button = button("修改", asked, "plain", "pencil")
        self.nothing = label(NOTHING_KNOWN, wrap=True)
        self._lines = QWidget()
        lines = column(self._lines, 2)
        for title, shown in (("安全联系方式：", self.contact), ("本人意愿：", self.wishes)):
            line = row(spacing=4)
            line.addWidget(label(title, "strong"), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(shown, 1)
            lines.addLayout(line)
        layout = row(self, 8, (12, 4, 4, 4))
        layout.addWidget(Mark("warn"), 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._lines, 1)
        layout.addWidget(self.nothing, 1)
        layout.addWidget(self.change_button, 0, Qt.AlignmentFlag.AlignTop)

    def show_case(self, case: RightsCase) -> None:
        """Show what was noted; a protected case says so too when nothing was."""
        self.wishes.setText(case.wishes or UNKNOWN)
        self.contact.setText(case.safe_contact or UNKNOWN)
        known = bool(case.wishes or case.safe_contact)
        self._lines.setVisible(known)
        self.nothing.setVisible(not known)
        self.setVisible(known or bool(case.protected_because))


class Notice(QFrame):
    """One sentence in a frame with the ways on; stays until what it says is over."""

    def __init__(self, severity: str = "warn") -> None:
        super().__init__()
        self.setObjectName("bar")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        style.set_look(self, "severity", severity)
        self._text = label(wrap=True)
        self._ways = Flow(8)
        self._buttons: list[QPushButton] = []
        self._mark = Mark(severity)
        lines = column(spacing=4)
        lines.addWidget(self._text)
        lines.addWidget(self._ways)
        layout = row(self, 8, (12, 6, 12, 6))
        layout.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(lines, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty when it is not shown."""
        return "" if self.isHidden() else self._text.text()

    def first_way(self) -> QPushButton:
        """The button of the first way on."""
        return self._buttons[0]

    def say(self, text: str, ways: Sequence[tuple[str, Callable[[], object]]] = (), severity: str = "") -> None:
        """Say it; an empty text says nothing any more."""
        self._text.setText(text)
        self._ways.clear()
        self._buttons = [button(word, way) for word, way in ways]
        for one in self._buttons:
            self._ways.add(one)
        self._ways.setVisible(bool(ways))
        if severity:
            style.set_look(self, "severity", severity)
            self._mark.show_kind(severity)
        self.setVisible(bool(text))
