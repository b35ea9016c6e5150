"""Files that belong to a record: added, looked at inside the window, saved elsewhere, taken away.

Knows no record: `Shelf` says where the files lie. A picture is shown from memory; nothing is written beside the
encrypted data unless she asks for a copy.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from models.core.errors import BadFile, KnownError
from models.core.files import write_whole
from models.office.attachment import LARGEST, Attachment
from ui import messages
from ui.widgets.cover import Cover
from ui.widgets.inline_form import Entries, Entry
from ui.widgets.parts import button, column, label, row

_PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".gif")


@dataclass(frozen=True)
class Shelf:
    """Where the files of one record lie: `add` gets file name and content; `drop` may be missing."""

    files: Callable[[], Sequence[Attachment]]
    content: Callable[[Attachment], bytes]
    add: Callable[[str, bytes], object]
    drop: Callable[[Attachment], object] | None = None


class Attachments(Entries):
    """The list of a record's files; `shelf` is None while nothing is shown."""

    def __init__(self, title: str, verb: str, empty: str) -> None:
        super().__init__(title, verb, self._add, empty)
        self.shelf: Shelf | None = None

    def show_shelf(self, shelf: Shelf) -> None:
        """Read the files anew."""
        self.shelf = shelf
        self.show_lines([self._entry(kept) for kept in shelf.files()])

    def _entry(self, kept: Attachment) -> Entry:
        verbs: list[tuple[str, Callable[[], object]]] = []
        if kept.file_name.lower().endswith(_PICTURES):
            verbs.append(("查看", lambda: self._look(kept)))
        verbs.append(("另存", lambda: self._save(kept)))
        if self.shelf and self.shelf.drop:
            verbs.append(("删除", lambda: self.shelf.drop(kept)))
        return Entry(kept.title, f"{kept.file_name}　{_size(kept.size)}", verbs)

    def _add(self) -> None:
        found = pick_file(self) if self.shelf else None
        if found is not None:
            try:
                self.shelf.add(*found)
            except KnownError as error:
                messages.known(self, error)

    def _look(self, kept: Attachment) -> None:
        look_at(self, kept, lambda _uid: self.shelf.content(kept))

    def _save(self, kept: Attachment) -> None:
        save_copy(self, kept, lambda _uid: self.shelf.content(kept))


def pick_file(owner: QWidget) -> tuple[str, bytes] | None:
    """Name and content of a file that she chooses; None for none, or with the reason said on the page."""
    patterns = "照片和扫描件 (*.jpg *.jpeg *.png *.pdf);;全部文件 (*)"
    path = next(iter(messages.open_files(owner, "选择文件", patterns, several=False)), None)
    if path is None:
        return None
    try:
        if path.stat().st_size > LARGEST:
            raise BadFile(f"“{path.name}”超过 20 MB，没有添加。请压缩或降低扫描分辨率后再试。")
        return path.name, path.read_bytes()
    except OSError:
        messages.bar(owner, f"“{path.name}”读不出来，没有添加。请换一个文件。", "warn")
    except KnownError as error:
        messages.known(owner, error)
    return None


def look_at(owner: QWidget, kept: Attachment, content: Callable[[str], bytes]) -> None:
    """Show a picture over the window; `content` gives the bytes of an attachment's uid."""
    try:
        pixmap = QPixmap()
        if not pixmap.loadFromData(content(kept.uid)):
            raise BadFile(f"“{kept.file_name}”不是能显示的图片，请用“另存”取出后查看。")
        Picture(kept.title, pixmap, owner.window())
    except KnownError as error:
        messages.known(owner, error)


def save_copy(owner: QWidget, kept: Attachment, content: Callable[[str], bytes]) -> None:
    """Write a copy where she says."""
    path = messages.save_file(owner, "另存文件", kept.file_name, f"文件 (*{Path(kept.file_name).suffix})")
    if path is None:
        return
    try:
        whole = content(kept.uid)
        write_whole(path, lambda stream: stream.write(whole))
    except KnownError as error:
        messages.known(owner, error)


class Picture(Cover):
    """A picture over the whole window, until it is put away."""

    def __init__(self, title: str, pixmap: QPixmap, over: QWidget) -> None:
        super().__init__(over, "detail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._pixmap = pixmap
        head = row(spacing=8, margins=(16, 8, 8, 0))
        head.addWidget(label(title, "section"), 1)
        back = button("返回", self.put_away, "plain", "arrow-left", "返回（Esc）")
        head.addWidget(back)
        self._shown = QLabel()
        self._shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._shown.setMinimumSize(1, 1)
        layout = column(self, 8, (0, 0, 0, 16))
        layout.addLayout(head)
        layout.addWidget(self._shown, 1)
        self.cover(back)

    def keyPressEvent(self, event: Any) -> None:
        """Esc puts it away."""
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As large as there is room."""
        super().resizeEvent(event)
        room = self._shown.size()
        kept = Qt.AspectRatioMode.KeepAspectRatio
        self._shown.setPixmap(self._pixmap.scaled(room, kept, Qt.TransformationMode.SmoothTransformation))


def _size(count: int) -> str:
    return f"{count / 1024 / 1024:.1f} MB" if count >= 1024 * 1024 else f"{max(1, count // 1024)} KB"
