"""What every page is made of: title with count, actions, a bar for messages, and the keys the shell passes on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.widgets.notes import Bar
from ui.widgets.parts import column, label, row


class Page(QWidget):
    """One entry of the navigation. The shell makes it when it is first visited and keeps it."""

    go = Signal(str, object)  # key of another page, what to open there
    changed = Signal()  # records were written: every other page is to read anew
    help_key = "window"  # name of the text under resources/help

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._title: QLabel = label(title, "title")
        self._count: QLabel = label("", "count")
        self.actions: QHBoxLayout = row()
        self.bar = Bar()
        self.body: QVBoxLayout = column(spacing=8)
        head = row(spacing=12)
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch(1)
        head.addLayout(self.actions)
        layout = column(self, 12, (20, 12, 20, 12))
        layout.addLayout(head)
        layout.addWidget(self.bar)
        layout.addLayout(self.body, 1)

    @property
    def title(self) -> str:
        """The title as it stands."""
        return self._title.text()

    def set_title(self, title: str, count: str = "") -> None:
        """The title and, in second colour, how many (「共 312 人」)."""
        self._title.setText(title)
        self._count.setText(count)

    def open_target(self, target: object) -> None:
        """Show the record that another page or the search sent her to."""

    def refresh(self) -> None:
        """Read anew what is shown; called when the page is shown after records were written elsewhere."""

    def step_back(self) -> bool:
        """Esc: close what is open; False when there was nothing to close."""
        return False

    def save(self) -> None:
        """Ctrl+S."""

    def begin(self) -> None:
        """Ctrl+N: a new record."""

    def seek(self) -> None:
        """Ctrl+F: into the filter."""

    def print_out(self) -> None:
        """Ctrl+P."""

    def conceal(self) -> None:
        """The screen is being locked: keep what is half typed, and drop what others must not find here."""
        self.settle()

    def reveal(self) -> None:
        """The same user is back on this page."""

    def settle(self) -> bool:
        """Before the page is left or the window closes: keep drafts; False to stay."""
        return True
