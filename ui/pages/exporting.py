"""A workbook written where she says, in the background, with the folder to open behind it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from models.core.database import DB
from models.core.progress import Progress
from ui import jobs, messages
from ui.pages.consent import Consent

_PATTERN = "Excel 工作簿 (*.xlsx)"


def export_figures(owner: QWidget, name: str, write: Callable[[Path], int], unit: str) -> None:
    """Write a workbook that names nobody; `write` tells how many `unit` it holds."""
    path = messages.save_file(owner, f"导出{name}", f"{name}.xlsx", _PATTERN)
    if path is not None:
        _start(owner, name, path, write, unit, "")


def export_persons(
    owner: QWidget,
    consent: Consent,
    name: str,
    count: int,
    write: Callable[[Path], int],
    unit: str = "人",
    patterns: str = _PATTERN,
) -> None:
    """Write a workbook, or another file of these patterns, with whole numbers of persons, once that is permitted."""
    path = messages.save_file(owner, f"导出{name}", f"{name}.xlsx", patterns)
    if path is not None:
        consent.ask(name, count, lambda warning: _start(owner, name, path, write, unit, warning))


def _start(owner: QWidget, name: str, path: Path, write: Callable[[Path], int], unit: str, warning: str) -> None:
    def work(_progress: Progress) -> int:
        with DB.connection_context():
            return write(path)

    def done(count: int) -> None:
        folder = QUrl.fromLocalFile(str(path.parent))
        text = f"已导出 {count:,} {unit}到“{path.name}”。{warning}"
        kind = "warn" if warning else "done"
        messages.bar(owner, text, kind, "打开文件夹", lambda: QDesktopServices.openUrl(folder))

    jobs.start(owner, f"导出{name}", work, done=done)
