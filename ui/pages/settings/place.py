"""数据位置: where the office lies on this machine."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from ui.desk import Desk
from ui.pages.settings.part import Part
from ui.widgets.parts import button, label, row

_TEXT = "全部数据都在这个文件夹里，已经加密。不要手工改动或只拷走其中一个文件；U盘只用来备份和报送，不能当数据的家。"


class PlacePart(Part):
    """The folder, what lies in it, and a way there."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("数据位置", _TEXT)
        self.place = desk.opened.place
        self.folder = label(str(self.place.directory), "strong", wrap=True)
        self._size = label("", "second")
        self.body.addWidget(self.folder)
        self.body.addWidget(self._size)
        line = row()
        line.addWidget(button("打开文件夹", self.open_folder, icon="folder-open"))
        line.addStretch(1)
        self.body.addLayout(line)
        self.refresh()

    def refresh(self) -> None:
        """How much lies there."""
        parts = (("数据文件", self.place.database), ("附件", self.place.attachments), ("备份", self.place.backups))
        self._size.setText("　".join(f"{title} {_shown(_size(path))}" for title, path in parts))

    def open_folder(self) -> None:
        """In the system's own window."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.place.directory)))


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def _shown(size: int) -> str:
    return f"{size / 1024**2:.1f} MB" if size >= 1024**2 else f"{size / 1024:.0f} KB" if size else "无"
