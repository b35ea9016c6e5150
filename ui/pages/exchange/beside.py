"""A list of a given width with what is open beside it, until she draws the line between them elsewhere."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import style
from ui.widgets.list_detail import ListDetail


class Beside(ListDetail):
    """`width` is that of the list, in pixels at 标准."""

    def __init__(self, listing: QWidget, kept: dict[str, list[int]], key: str, width: int) -> None:
        super().__init__(listing, kept, key)
        self._wish = width

    def open_beside(self, detail: QWidget) -> None:
        """Open it, with the list as wide as it should be."""
        super().open_beside(detail)
        self._give_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is beside the list takes what is left."""
        super().resizeEvent(event)
        self._give_room()

    def _give_room(self) -> None:
        if self.detail is not None and len(self._kept.get(self._key, [])) != 2:
            left = min(style.px(self._wish), self.width() // 2)
            self.setSizes([left, self.width() - left])
