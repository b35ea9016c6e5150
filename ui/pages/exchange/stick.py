"""Where a file goes: the sticks and drives that are plugged in, offered first, or a folder that she names."""

import os
import shutil
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from models.office.backups import disks
from ui import messages
from ui.widgets.flow import Flow
from ui.widgets.parts import button, column, label

_NONE = "没有找到U盘。插好以后点“重新查找”，或者选一个文件夹。"


class StickChooser(QWidget):
    """One place is chosen, or none. `chosen` comes when it changes."""

    chosen = Signal()

    def __init__(self, data: Path) -> None:
        super().__init__()
        self._data = data
        self._folder: Path | None = None
        self.place: Path | None = None
        self._places = Flow(4)
        self._group = QButtonGroup(self)
        self._text = label("", "second", wrap=True)
        layout = column(self, 4)
        layout.addWidget(self._places)
        layout.addWidget(self._text)
        self.look()

    def look(self) -> None:
        """Look for sticks anew; a place that is gone is no longer chosen, the only stick there is is."""
        found = sticks(self._data)
        if self._folder is not None and self._folder.is_dir():
            found.append(self._folder)
        self._places.clear()
        for place in found:
            made = button(_words(place), lambda place=place: self.choose(place), "half", "usb", str(place))
            made.setCheckable(True)
            self._group.addButton(made)
            self._places.add(made)
        self._places.add(button("选文件夹…", self.ask, "", "folder-open"))
        self._places.add(button("重新查找", self.look, "link"))
        self._text.setText("" if found else _NONE)
        self._text.setVisible(not found)
        kept = self.place if self.place in found else found[0] if len(found) == 1 else None
        self.choose(kept)

    def ask(self) -> None:
        """Name a folder."""
        folder = messages.directory(self, "选择U盘或文件夹")
        if folder is not None:
            self._folder = self.place = folder
            self.look()

    def choose(self, place: Path | None) -> None:
        """Write there."""
        self.place = place
        for made in self._group.buttons():
            made.setChecked(made.toolTip() == str(place))
        self.chosen.emit()

    def showEvent(self, event: Any) -> None:
        """A stick may have been plugged in meanwhile."""
        super().showEvent(event)
        self.look()


def sticks(data: Path) -> list[Path]:
    """Drives other than the data's own into which can be written."""
    try:
        return [place for place in disks.others(data) if os.access(place, os.W_OK)]
    except OSError:  # a drive was pulled while it was looked at; she can look again or name a folder
        return []


def _words(place: Path) -> str:
    """Its name and how much room is left."""
    name = place.name or str(place)
    try:
        free = shutil.disk_usage(place).free
    except OSError:  # pulled just now
        return name
    left = f"{free / 1e9:.1f} GB" if free >= 1e9 else f"{free // 1_000_000} MB"
    return f"{name}　剩 {left}"
