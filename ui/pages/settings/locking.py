"""锁屏: after how many minutes without a key or the mouse the screen is locked."""

from PySide6.QtWidgets import QButtonGroup

from models.core.errors import KnownError
from ui import messages
from ui.pages.settings.part import Part
from ui.settings import LONGEST_LOCK, SHORTEST_LOCK, Settings
from ui.widgets.parts import button, label, row

CHOICES = (SHORTEST_LOCK, 10, 15, 20, LONGEST_LOCK)
_TEXT = "人走开以后，到时间自动锁屏：屏幕上什么也看不见，没有保存的内容留成草稿，输入口令就回到原来的地方。"


class LockingPart(Part):
    """Some spans, in force at once."""

    def __init__(self, settings: Settings) -> None:
        super().__init__("锁屏", _TEXT)
        self._settings = settings
        self._group = QButtonGroup(self)
        self.buttons = {}
        line = row(spacing=8)
        for minutes in CHOICES:
            made = button(f"{minutes} 分钟", lambda minutes=minutes: self._choose(minutes), "half")
            made.setCheckable(True)
            made.setChecked(minutes == settings.lock_after())
            self._group.addButton(made)
            self.buttons[minutes] = made
            line.addWidget(made)
        line.addStretch(1)
        self.body.addLayout(line)
        self.body.addWidget(label("临时离开可以按 Ctrl+L，或点右上角的“锁屏”。", "second", wrap=True))

    def _choose(self, minutes: int) -> None:
        self._settings.lock_minutes = minutes
        try:
            self._settings.save()
        except KnownError as error:
            messages.known(self, error)
