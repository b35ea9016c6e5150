"""What opens beside a list or a table of 统计报表: one panel at a time. Shows nothing of its own."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.widgets.list_detail import ListDetail


class Beside:
    """The place beside `listing`; `keys_to` gets the keys when it is empty again."""

    def __init__(self, listing: QWidget, kept: dict[str, list[int]], key: str, keys_to: QWidget) -> None:
        self.place = ListDetail(listing, kept, key)
        self.panel: Any = None
        self._keys_to = keys_to

    def show(self, panel: Any) -> Any:
        """Put a panel there instead of the one before; returns it."""
        if self.panel is not panel:
            panel.closed.connect(self.close)
            self.panel = panel
            self.place.open_beside(panel)
        return panel

    def close(self) -> bool:
        """Away with it; False when there was none."""
        if self.panel is None:
            return False
        self.panel = None
        self.place.close_detail()
        self._keys_to.setFocus(Qt.FocusReason.OtherFocusReason)
        return True
