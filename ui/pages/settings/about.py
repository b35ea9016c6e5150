"""关于: version, and the licences of what is shipped."""

import platform

from PySide6 import __version__ as qt_version
from PySide6.QtWidgets import QPlainTextEdit

from resources import path
from ui import VERSION, style
from ui.pages.settings.part import Part
from ui.widgets.parts import button, label, row

_TEXT = "乡镇（街道）工会、共青团、妇联合署办公用的单机软件，不联网。按 GPL-3.0 或更高版本发布。"


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
        line = row(spacing=4)
        self.licences = licences()
        for title in self.licences:
            line.addWidget(button(title, lambda title=title: self.show_licence(title), "chip"))
        line.addStretch(1)
        self.body.addLayout(line)
        self.body.addWidget(self._text, 1)
        self.show_licence(next(iter(self.licences)))

    def show_licence(self, title: str) -> None:
        """The words of one licence."""
        self._text.setPlainText(self.licences[title])


def licences() -> dict[str, str]:
    """Title and text of every licence that is shipped."""
    fonts = sorted(path("fonts", "licences").iterdir(), key=lambda file: file.name)
    found = {file.stem: file.read_text("utf-8", "replace") for file in fonts if file.is_file()}
    return {**found, "图标 Lucide": path("icons", "LICENSE.txt").read_text("utf-8")}
