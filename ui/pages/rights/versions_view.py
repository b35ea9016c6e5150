"""更正记录: every later text of a case and of what belongs to it beside the one before. Reads only."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from models.core.record import Record
from models.office.closed.compartment import Compartment
from models.rights.records import RightsCase
from models.rights.versions import Version, versions
from ui.pages.history.differences import DifferenceGrid, when
from ui.widgets.parts import column, hairline, label, row

MOST = 60
_STATE = {RightsCase.step.label, RightsCase.status.label}


def corrections(records: Sequence[Record], inside: Compartment | None) -> list[tuple[Record, Version]]:
    """Writings after the first one in which an earlier text was changed, the newest first."""
    found = []
    for record in records:
        for version in versions(record, inside)[1:]:
            told = tuple(part for part in version.differences if part.before and part.label not in _STATE)
            if told:
                found.append((record, Version(version.at, version.user, version.title, told)))
    return sorted(found, key=lambda pair: pair[1].at)[::-1]


class VersionsView(QScrollArea):
    """The corrections as a list: when, who, what it said before and what it says now."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_corrections(self, found: Sequence[tuple[Record, Version]]) -> None:
        """Show these instead."""
        inside = QWidget()
        inside.setObjectName("plain")
        layout = column(inside, 8, (0, 8, 12, 8))
        said = "登记以后改过的地方都在这里：原来写的留着，和现在的并排。打印时可以附在后面。"
        layout.addWidget(label(said if found else "登记以后没有更正。", "second", wrap=True))
        for record, version in found[:MOST]:
            layout.addWidget(hairline())
            head = row(spacing=12)
            head.addWidget(label(record.noun, "strong"))
            head.addWidget(label(f"{when(version.at)}　{version.user}　{version.title}", "second", wrap=True), 1)
            layout.addLayout(head)
            layout.addWidget(DifferenceGrid(version.differences, whole=False))
        layout.addStretch(1)
        self.setWidget(inside)
