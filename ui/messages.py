"""Everything the program says to its user goes through here; no other module opens a box.

Order of preference: a line at the field (the editors) · a bar on the page · a toast with 撤销 · a box, only before
something that cannot be undone. `said` keeps what was told, so that a test can read it; `answer` lets a test reply to
the next box or file question instead of a person.
"""

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from models.core.errors import KnownError
from ui.widgets.notes import Bar, Toast
from ui.widgets.parts import plain_tip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox


class Said(NamedTuple):
    """One message: kind is bar, toast, box or file."""

    kind: str
    text: str


said: deque[Said] = deque(maxlen=200)
_answers: deque[Any] = deque()


def answer(*replies: Any) -> None:
    """Replies to the next questions, in order: True or False for `confirm`, a verb for `choose`, paths for files."""
    _answers.extend(replies)


def forget() -> None:
    """Drop what was said and every reply that nobody asked for."""
    said.clear()
    _answers.clear()


def bar(
    owner: QWidget,
    text: str,
    severity: str = "warn",
    verb: str = "",
    action: Callable[[], object] | None = None,
) -> None:
    """Say it in the bar of the page that `owner` lies on; severities: tell, done, warn, stop."""
    said.append(Said("bar", text))
    found = _bar_of(owner)
    if found is None:
        _box(owner, text, "").exec()
    else:
        found.say(text, severity, verb, action)


def known(owner: QWidget, error: KnownError) -> None:
    """Say what a known error says, calmly, on the page where it happened."""
    bar(owner, str(error), "stop")


def clear_bar(owner: QWidget) -> None:
    """The reason for the bar is gone."""
    found = _bar_of(owner)
    if found is not None:
        found.clear()


def toast(owner: QWidget, text: str, undo: Callable[[], object] | None = None) -> None:
    """Say that something was done; `undo` takes it back."""
    said.append(Said("toast", text))
    window = owner.window()
    shown = window.findChild(Toast) or Toast(window)
    shown.say(text, undo)


def confirm(owner: QWidget, text: str, verb: str, detail: str = "") -> bool:
    """Ask before what cannot be undone; `verb` is on the button (「删除 3 人」). Enter means 取消."""
    return choose(owner, text, [verb], detail) == verb


def choose(owner: QWidget, text: str, verbs: Sequence[str], detail: str = "") -> str:
    """Ask which of the verbs; an empty string is 取消, which is what Enter and Esc press."""
    said.append(Said("box", text))
    if _answers:
        reply = _answers.popleft()
        return (verbs[0] if reply else "") if isinstance(reply, bool) else str(reply)
    from PySide6.QtWidgets import QMessageBox

    box = _box(owner, text, detail)
    buttons = {box.addButton(verb, QMessageBox.ButtonRole.ActionRole): verb for verb in verbs}
    cancel = box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    box.exec()
    return buttons.get(box.clickedButton(), "")


def tell(text: str, detail: str = "", owner: QWidget | None = None) -> None:
    """A box that only tells: for what happens before there is a page."""
    said.append(Said("box", text))
    if not _answers:
        _box(owner, text, detail).exec()
    else:
        _answers.popleft()


def open_files(owner: QWidget, title: str, patterns: str, several: bool = True) -> list[Path]:
    """Ask for files to read, for example with patterns "花名册 (*.xls *.xlsx)"; empty when she changes her mind."""
    said.append(Said("file", title))
    if _answers:
        return [Path(file) for file in _answers.popleft()]
    from PySide6.QtWidgets import QFileDialog

    ask = QFileDialog.getOpenFileNames if several else QFileDialog.getOpenFileName
    found, _ = ask(owner, title, str(_last_directory()), patterns)
    files = [Path(file) for file in ([found] if isinstance(found, str) else found) if file]
    _remember(files)
    return files


def save_file(owner: QWidget, title: str, suggested: str, patterns: str) -> Path | None:
    """Ask where to write; None when she changes her mind."""
    said.append(Said("file", title))
    if _answers:
        reply = _answers.popleft()
        return None if reply is None else Path(reply)
    from PySide6.QtWidgets import QFileDialog

    found, _ = QFileDialog.getSaveFileName(owner, title, str(_last_directory() / suggested), patterns)
    return _remember([Path(found)])[0] if found else None


def directory(owner: QWidget, title: str) -> Path | None:
    """Ask for a folder; None when she changes her mind."""
    said.append(Said("file", title))
    if _answers:
        reply = _answers.popleft()
        return None if reply is None else Path(reply)
    from PySide6.QtWidgets import QFileDialog

    found = QFileDialog.getExistingDirectory(owner, title, str(_last_directory()))
    return _remember([Path(found) / "."])[0] if found else None


def open_directory(folder: Path) -> None:
    """Show a folder in the system's own file window."""
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


_directory: list[Path] = []


def _last_directory() -> Path:
    return _directory[-1] if _directory and _directory[-1].exists() else Path.home()


def _remember(files: list[Path]) -> list[Path]:
    if files:
        _directory[:] = [files[0].parent]
    return files


def _bar_of(owner: QWidget) -> Bar | None:
    widget: QWidget | None = owner
    while widget is not None:
        found = getattr(widget, "bar", None)
        if isinstance(found, Bar):
            return found
        widget = widget.parentWidget()
    return None


def _box(owner: QWidget | None, text: str, detail: str) -> "QMessageBox":
    from PySide6.QtWidgets import QMessageBox  # dialogs are loaded when the first one is needed

    box = QMessageBox(owner.window() if owner else None)
    box.setWindowTitle("群团工作台")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(plain_tip(detail))
    return box
