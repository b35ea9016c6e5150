"""A list that never scrolls sideways: where there is no room, the columns that tell least step back."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import style
from ui.widgets.record_table import Column, Fetch, RecordTable

LEAST_STRETCH = 140


class FittingTable(RecordTable):
    """`give_up`: labels of the columns that go where there is no room, the first one first."""

    def __init__(
        self, columns: Sequence[Column], fetch: Fetch, give_up: Sequence[str], parent: QWidget | None = None
    ) -> None:
        self._brief = False
        self._give_up = list(give_up)
        super().__init__(columns, fetch, parent)

    def set_brief(self, brief: bool) -> None:
        """Beside an open record only the columns that tell records apart."""
        self._brief = brief
        super().set_brief(brief)
        self._give_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop or bring back columns."""
        super().resizeEvent(event)
        self._give_room()

    def changeEvent(self, event: QEvent) -> None:
        """A larger font leaves less room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._give_room()

    def _give_room(self) -> None:
        columns = [column for column in self.records.columns if column.brief or not self._brief]
        widths = {column.label: style.px(column.width or LEAST_STRETCH) for column in columns}
        for name in self._give_up:
            if sum(widths.values()) <= self.viewport().width():
                break
            widths.pop(name, None)
        for place, column in enumerate(self.records.columns):
            self.setColumnHidden(place, column.label not in widths)
