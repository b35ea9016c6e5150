"""登记内容: what was written down when somebody came, to read; and the question why a protected case is opened."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from models.core.errors import Problem
from models.rights.records import RightsCase
from ui.desk import Desk
from ui.offering import offer
from ui.pages.rights.intake import sections
from ui.widgets.asking import reason
from ui.widgets.facts import facts_grid
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.inline_form import InlineForm
from ui.widgets.parts import button, column, label, row

_WHY = "这件来访由别人办理。查阅要写明原因，谁、什么时候、为什么看过都记在保密区里。"


class Scrolled(QScrollArea):
    """A view of a case that scrolls up and down only."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def renew(self, spacing: int = 12, top: int = 8) -> QVBoxLayout:
        """An empty column instead of what stood there."""
        holder = QWidget()
        holder.setObjectName("plain")
        layout = column(holder, spacing, (0, top, 12, 12))
        self.setWidget(holder)
        return layout


class EntryView(Scrolled):
    """The registration; numbers are masked here."""

    def show_case(self, case: RightsCase, desk: Desk, change: Callable[[], object]) -> None:
        """Read it anew."""
        layout = self.renew()
        for section in sections():
            told = [(kind.label, kind.masked(getattr(case, kind.name))) for kind in section.fields]
            filled = [(title, words) for title, words in told if words]
            if filled:
                layout.addWidget(label(section.title, "section"))
                layout.addLayout(facts_grid(filled))
        changing = button("修改登记内容", change, icon="pencil")
        offer(desk, "change_case", changing)
        line = row()
        line.addWidget(changing)
        line.addStretch(1)
        layout.addLayout(line)
        layout.addStretch(1)


class Why(Scrolled):
    """Asks the reason for opening what somebody else handles."""

    def ask(self, opening: Callable[[str], list[Problem] | None]) -> None:
        """Ask; `opening` gets the reason."""

        def store(values: dict[str, Any]) -> list[Problem] | None:
            return opening(values["reason"])

        layout = self.renew(12, 16)
        form = RecordForm([Section("", [reason("查阅原因")])])
        asked = InlineForm(form, "写明原因，打开", store, stays=True)
        layout.addWidget(label(_WHY, wrap=True))
        layout.addWidget(asked)
        layout.addStretch(1)
        asked.start()
