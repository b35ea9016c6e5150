"""核对规则: which side is right without asking, for whole groups of fields; none holds until it is switched on here."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QScrollArea, QWidget

from models.exchange.merging.written import holding, offered, set_merging_rules
from models.exchange.settling import rule_words
from ui.desk import Desk
from ui.offering import offer
from ui.widgets.parts import button, column, label, row

_TEXT = (
    "没有规则的栏目，两边都改过时由人核对。打勾的规则从下一份报送包起生效：涉及的栏目不再逐项询问，"
    "处理了什么列在“已核对”里。规则只用在上下级之间。"
)


class RulesView(QScrollArea):
    """A box to tick for every rule that is offered."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.desk = desk
        self.boxes: dict[str, QCheckBox] = {}
        self._ticked = False
        inside = QWidget()
        inside.setObjectName("plain")
        layout = column(inside, 12)
        layout.addWidget(label(_TEXT, "second", wrap=True))
        for key in offered():
            layout.addWidget(self._rule(key))
        self.save_button = button("保存规则", self.save, "primary", tip="保存规则（Ctrl+S）")
        foot = row()
        foot.addWidget(self.save_button)
        foot.addStretch(1)
        layout.addLayout(foot)
        layout.addStretch(1)
        self.setWidget(inside)
        self.allowed = offer(desk, "set_merging_rules", self.save_button, *self.boxes.values())
        self.refresh()

    @property
    def chosen(self) -> list[str]:
        """The ticked ones: those that hold already first, in their order."""
        kept = [key for key in holding() if self.boxes[key].isChecked()]
        return [*kept, *(key for key, box in self.boxes.items() if box.isChecked() and key not in kept)]

    def refresh(self) -> None:
        """Tick what holds, unless something else is being chosen."""
        if not self._ticked:
            for key, box in self.boxes.items():
                box.setChecked(key in holding())
            self._tell()

    def save(self) -> None:
        """Let the ticked ones hold."""
        if not self._touched:
            return
        self._ticked = False
        if self.desk.do(self, set_merging_rules, self.chosen) is None:
            self._ticked = True
        self._tell()

    def focusInEvent(self, event: Any) -> None:
        """The first box has the keys."""
        next(iter(self.boxes.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _touched(self) -> bool:
        return set(self.chosen) != set(holding())

    def _tick(self) -> None:
        self._ticked = True
        self._tell()

    def _tell(self) -> None:
        self.save_button.setEnabled(self.allowed and self._touched)

    def _rule(self, key: str) -> QWidget:
        title, reason, reach = rule_words(key)
        card = QFrame()
        card.setObjectName("card")
        layout = column(card, 4, (16, 10, 16, 12))
        box = QCheckBox(title)
        box.clicked.connect(lambda _checked: self._tick())
        self.boxes[key] = box
        layout.addWidget(box)
        layout.addWidget(label(reason, "second", wrap=True))
        layout.addWidget(label(f"涉及：{reach}。", "second", wrap=True))
        return card
