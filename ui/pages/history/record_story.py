"""修改记录: the history of one record as a readable list, laid over the panel where the record is open."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from models.core import story
from models.core.history import History
from models.core.verbs import title_of
from ui.pages.history.differences import DifferenceGrid, when
from ui.widgets.cover import Cover
from ui.widgets.parts import button, column, hairline, label, row

_MOST = 100


class RecordStory(Cover):
    """Covers its parent until it is closed; the newest first."""

    def __init__(self, uid: str, called: str, parent: QWidget) -> None:
        super().__init__(parent, "detail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        found = story.story_of(uid)[::-1]
        head = row(spacing=8, margins=(16, 8, 8, 0))
        head.addWidget(label(f"{called}的修改记录", "section"), 1)
        self.back_button = button("返回", self.put_away, "plain", "arrow-left", "返回（Esc）")
        head.addWidget(self.back_button)
        inside = QWidget()
        inside.setObjectName("plain")
        self.lines = column(inside, 8, (16, 8, 16, 8))
        for one in found[:_MOST]:
            self._add(one, uid)
        if not found:
            self.lines.addWidget(label("还没有修改记录。", "second"))
        if len(found) > _MOST:
            self.lines.addWidget(label(f"更早的 {len(found) - _MOST} 步请到“操作历史”里看。", "second"))
        self.lines.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        layout = column(self, 4)
        layout.addLayout(head)
        layout.addWidget(area, 1)
        self.cover(self.back_button)

    def put_away(self) -> None:
        """Back to the record."""
        self.parentWidget().setFocus(Qt.FocusReason.OtherFocusReason)
        super().put_away()

    def _add(self, one: History, uid: str) -> None:
        self.lines.addWidget(hairline())
        head = row(spacing=12)
        head.addWidget(label(title_of(one.verb), "strong"))
        head.addWidget(label(f"{when(one.at)}　{one.user}", "second"), 1)
        self.lines.addLayout(head)
        self.lines.addWidget(label(one.sentence, wrap=True))
        found = story.differences(one, "" if one.subject_uid == uid else uid)
        if found:
            self.lines.addWidget(DifferenceGrid(found, whole=False))


def close_story(panel: QWidget) -> bool:
    """Close the story that lies over a panel; False when none did."""
    lying = panel.findChild(RecordStory)
    if lying is None:
        return False
    lying.put_away()
    return True
