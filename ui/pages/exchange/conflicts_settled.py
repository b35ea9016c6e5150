"""What was decided about conflicts: by whom, which side; and what written rules decided when packages were taken in."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from models.exchange.merging.records import OURS, Conflict
from models.exchange.settling import label_of, ruled, settled
from ui.widgets.inline_form import Entries, Entry
from ui.widgets.parts import column

MOST = 200
_NOTHING_RULED = "没有按规则处理的内容。设定了核对规则以后，按规则处理的每一项都列在这里。"


class SettledView(QScrollArea):
    """Two lists under each other, to read."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.people = Entries("由人核对的", empty="还没有核对过。")
        self.rules = Entries("按核对规则处理的", empty=_NOTHING_RULED)
        inside = QWidget()
        inside.setObjectName("plain")
        layout = column(inside, 16)
        layout.addWidget(self.people)
        layout.addWidget(self.rules)
        layout.addStretch(1)
        self.setWidget(inside)

    def refresh(self) -> None:
        """Read both anew."""
        self.people.show_lines([_entry(one) for one in settled(MOST)])
        self.rules.show_lines(
            [
                Entry(f"{one.record}的{one.column}", f"{one.winner}　{one.office}的报送包　{one.on}")
                for one in ruled(MOST)
            ]
        )

    def focusInEvent(self, event: Any) -> None:
        """It scrolls by keys."""
        self.verticalScrollBar().setFocus(Qt.FocusReason.OtherFocusReason)


def _entry(one: Conflict) -> Entry:
    side = "采用本单位的" if one.state == OURS else "采用对方的"
    told = (side, one.settled_by or "", (one.settled_at or "")[:16], one.reason or "")
    return Entry(f"{one.owner_called()}的{label_of(one)}", "　".join(part for part in told if part))
