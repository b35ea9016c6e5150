"""关于: version, and the licences of what is shipped."""

import platform

from PySide6 import __version__ as qt_version
from PySide6.QtWidgets import QButtonGroup, QPlainTextEdit

from resources import path
from ui import VERSION, style
from ui.pages.settings.part import Part
from ui.widgets.flow import Flow
from ui.widgets.parts import button, label

_TEXT = "乡镇（街道）工会、共青团、妇联合署办公用的单机软件，不联网。按 GPL-3.0 或更高版本发布。"
_TITLES = {
    "noto-cjk": "思源黑体与宋体",
    "fandol-COPYING": "Fandol 仿宋",
    "lxgw-wenkai": "霞鹜文楷",
    "babelstone-han": "BabelStone 汉字",
    "ARPHICPL": "文鼎公共许可",
}


class AboutPart(Part):
    """Who made it of what."""

    fills = True

    def __init__(self) -> None:
        super().__init__("关于", _TEXT)
        facts = f"群团工作台 {VERSION}　·　Qt {qt_version}　·　Python {platform.python_version()}"
        self.version = label(facts)
        self.body.addWidget(self.version)
        self.body.addWidget(label("字体和图标的许可", "strong"))
        self._text = QPlainTextEdit(readOnly=True)
        self._text.setFont(style.screen_font(style.px(12)))
        line = Flow(4)
        self.licences = licences()
        self._chips = QButtonGroup(self)
        for title in self.licences:
            chip = button(title, lambda title=title: self.show_licence(title), "chip")
            chip.setCheckable(True)
            self._chips.addButton(chip)
            line.add(chip)
        self.body.addWidget(line)
        self.body.addWidget(self._text, 1)
        self._chips.buttons()[0].click()

    def show_licence(self, title: str) -> None:
        """The words of one licence."""
        self._text.setPlainText(self.licences[title])


def licences() -> dict[str, str]:
    """Title and text of every licence that is shipped."""
    fonts = sorted(path("fonts", "licences").iterdir(), key=lambda file: file.name)
    found = {_TITLES.get(file.stem, file.stem): file.read_text("utf-8", "replace") for file in fonts if file.is_file()}
    return {**found, "图标 Lucide": path("icons", "LICENSE.txt").read_text("utf-8")}
