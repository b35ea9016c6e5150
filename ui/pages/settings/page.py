"""The page 设置: a list of parts at the left, the chosen part at the right. Parts are made when first chosen."""

from importlib import import_module
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QListWidget, QScrollArea, QStackedWidget, QWidget

from models.people.erasure import pending_erasures
from ui import messages, style
from ui.desk import Desk
from ui.offering import may
from ui.safekeeping import ERASURES
from ui.settings import Settings
from ui.widgets.page import Page
from ui.widgets.parts import column, row

_DESK, _SETTINGS = "desk", "settings"
_PARTS = {
    "单位信息": ("office", "OfficePart", (_DESK,)),
    "字号": ("screen", "ScreenPart", (_SETTINGS,)),
    "用户": ("users", "UsersPart", (_DESK,)),
    "口令": ("secrets", "PassphrasePart", (_DESK,)),
    "保密查阅人": ("readers", "ReadersPart", (_DESK,)),
    "锁屏": ("locking", "LockingPart", (_SETTINGS,)),
    "恢复单": ("secrets", "RecoveryPart", (_DESK,)),
    "规则": ("rules", "RulesPart", (_DESK,)),
    "帮扶项目": ("programmes", "ProgrammesPart", (_DESK,)),
    "节假日": ("holidays", "HolidaysPart", (_DESK,)),
    "备份": ("backups", "BackupsPart", (_DESK,)),
    "数据位置": ("place", "PlacePart", (_DESK,)),
    "个人信息删除": ("erasures", "ErasuresPart", (_DESK,)),
    "安全情况": ("compliance", "CompliancePart", (_DESK, _SETTINGS)),
    "关于": ("about", "AboutPart", ()),
}
"""By title: the module of this package, its class, and what that is made from."""


class SettingsPage(Page):
    """One part at a time."""

    help_key = "settings"

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__("设置")
        self.desk = desk
        self._told = False
        self._made: dict[str, QWidget] = {}
        self._given = {_DESK: desk, _SETTINGS: settings}
        self.list = QListWidget()
        self.list.addItems(list(_PARTS))
        self.list.currentTextChanged.connect(self.show_part)
        self._stack = QStackedWidget()
        across = row(spacing=16)
        across.addWidget(self.list)
        across.addWidget(self._stack, 1)
        self.body.addLayout(across, 1)
        self._fit()
        self.list.setCurrentRow(0)
        self._tell_waiting()

    @property
    def part(self) -> QWidget:
        """The part in front."""
        return self._made[self.list.currentItem().text()]

    def show_part(self, title: str) -> None:
        """Bring a part to the front by its title."""
        if title not in self._made:
            self._made[title] = self._make(title)
            self._stack.addWidget(_scrolled(self._made[title]))
        if title == ERASURES and self._told:
            self._told = False
            messages.clear_bar(self)
        self._stack.setCurrentIndex(list(self._made).index(title))
        self.list.setCurrentRow(list(_PARTS).index(title))

    def open_target(self, target: object) -> None:
        """A part by its title, or that and what is to be opened in it."""
        title, what = target if isinstance(target, tuple) else (target, None)
        if title in _PARTS:
            self.show_part(str(title))
            if what is not None:
                self.part.open_target(what)

    def refresh(self) -> None:
        """Let the parts that read records read them anew."""
        for part in self._made.values():
            if hasattr(part, "refresh"):
                part.refresh()

    def save(self) -> None:
        """Save what stands in the part in front."""
        if hasattr(self.part, "save"):
            self.part.save()

    def step_back(self) -> bool:
        """Close what is open in the part in front."""
        return bool(hasattr(self.part, "step_back") and self.part.step_back())

    def focusInEvent(self, event: Any) -> None:
        """The list of parts has the keys."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _make(self, title: str) -> QWidget:
        module, name, given = _PARTS[title]
        part = getattr(import_module(f"ui.pages.settings.{module}"), name)
        made: QWidget = part(*(self._given[one] for one in given))
        return made

    def _tell_waiting(self) -> None:
        """An officer without 今日待办 is told here what waits for her decision."""
        if may(self.desk, "read_records") or not may(self.desk, "approve_erasure"):
            return
        count = len(pending_erasures())
        if count:
            text = f"有 {count} 份删除个人信息的申请等待决定。"
            messages.bar(self, text, "warn", "去决定", lambda: self.show_part(ERASURES))
            self._told = True

    def _fit(self) -> None:
        self.list.setFixedWidth(style.px(152))
        for place in range(self.list.count()):
            self.list.item(place).setSizeHint(QSize(0, style.px(36)))


def _scrolled(part: QWidget) -> QWidget:
    if getattr(part, "fills", False):
        return part
    area = QScrollArea()
    area.setWidgetResizable(True)
    inside = QWidget()
    inside.setObjectName("plain")
    outer = column(inside, 0)
    across = row()
    across.addWidget(part, 3)
    across.addStretch(1)
    outer.addLayout(across)
    outer.addStretch(1)
    area.setWidget(inside)
    return area
