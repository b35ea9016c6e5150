"""字号: how large everything on the screen is."""

from PySide6.QtWidgets import QButtonGroup

from ui import style
from ui.pages.settings.part import Part
from ui.settings import Settings
from ui.widgets.parts import button, label, row


class ScreenPart(Part):
    """Four sizes, in force at once."""

    def __init__(self, settings: Settings) -> None:
        super().__init__("字号", "选了马上生效，只影响这台电脑的屏幕，不影响打印。")
        self._group = QButtonGroup(self)
        self.buttons = {}
        line = row(spacing=8)
        for name in style.SIZES:
            made = button(name, lambda name=name: self.window().set_font_size(name), "half")
            made.setCheckable(True)
            made.setChecked(name == settings.font_size)
            self._group.addButton(made)
            self.buttons[name] = made
            line.addWidget(made)
        line.addStretch(1)
        self.body.addLayout(line)
        self.body.addWidget(label("样张：芒果镇妇联推荐人选，2026年11月20日，应到 56 人，实到 49 人。", wrap=True))
