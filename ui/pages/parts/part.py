"""What every part of a page with tabs is: a list or a form that fills the page under the tabs, with its own bar."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.desk import Desk
from ui.settings import Settings
from ui.widgets.notes import Bar
from ui.widgets.parts import column


class Part(QWidget):
    """One tab. Made when it is first chosen; `counted` tells how many wait in it, which stands beside its title."""

    go = Signal(str, object)  # key of another page, what to open there
    changed = Signal()  # records were written: every other page is to read anew
    counted = Signal(int)

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.desk, self.settings = desk, settings
        self.bar = Bar()
        self.body: QVBoxLayout = column(spacing=8)
        layout = column(self, 8)
        layout.addWidget(self.bar)
        layout.addLayout(self.body, 1)

    @classmethod
    def waiting(cls, _desk: Desk) -> int:
        """How many things wait in this part, asked before it is made; a cheap count, 0 where nothing can wait."""
        return 0

    def refresh(self) -> None:
        """Read anew what is shown."""

    def open_target(self, target: object) -> None:
        """Show what another page sent her to."""

    def take_files(self, files: Sequence[Path]) -> None:
        """Files that were dropped on the window."""

    def step_back(self) -> bool:
        """Esc: close what is open; False when there was nothing to close."""
        return False

    def save(self) -> None:
        """Ctrl+S."""

    def begin(self) -> None:
        """Ctrl+N."""

    def seek(self) -> None:
        """Ctrl+F."""

    def print_out(self) -> None:
        """Ctrl+P."""

    def settle(self) -> bool:
        """Before the page is left: keep what is half typed; False to stay."""
        return True

    def conceal(self) -> None:
        """The screen is being locked."""
        self.settle()
