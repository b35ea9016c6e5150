"""A list with the opened record beside it; closing the record leaves the list where it was."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from ui import style
from ui.widgets.record_table import RecordTable


class ListDetail(QSplitter):
    """Left the list, right the record; the widths are kept under `key` in the given dictionary (the settings).

    `width`: that of the list, in pixels at 标准, until she draws the line elsewhere; 0 for two fifths of the whole.
    """

    def __init__(self, listing: QWidget, kept: dict[str, list[int]], key: str, width: int = 0) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setChildrenCollapsible(False)
        self._kept, self._key, self._width = kept, key, width
        self._listing = listing
        self._table = listing if isinstance(listing, RecordTable) else listing.findChild(RecordTable)
        self._detail: QWidget | None = None
        self.addWidget(listing)
        self.splitterMoved.connect(lambda *_: self._keep())

    @property
    def detail(self) -> QWidget | None:
        """What is open beside the list."""
        return self._detail

    def open_beside(self, detail: QWidget) -> None:
        """Open a record beside the list, instead of what was open there."""
        if detail is not self._detail:
            self._drop()
            self._detail = detail
            self.addWidget(detail)
            self.setStretchFactor(0, 2)
            self.setStretchFactor(1, 3)
        detail.show()
        self._brief(True)
        self.setSizes(self._drawn or self._wished())

    def close_detail(self) -> bool:
        """Close what is open; the list gets the keys again. False when nothing was open."""
        if self._detail is None:
            return False
        self._drop()
        self._brief(False)
        self._listing.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is beside a list of a given width takes what is left."""
        super().resizeEvent(event)
        if self._width and self._detail is not None and not self._drawn:
            self.setSizes(self._wished())

    @property
    def _drawn(self) -> list[int]:
        """The widths that she drew; empty while she drew none."""
        widths = self._kept.get(self._key, [])
        return widths if len(widths) == 2 else []

    def _wished(self) -> list[int]:
        whole = self.width()
        left = min(style.px(self._width), whole // 2) if self._width else whole * 2 // 5
        return [left, whole - left]

    def _brief(self, brief: bool) -> None:
        if self._table is not None:
            self._table.set_brief(brief)

    def _drop(self) -> None:
        if self._detail is not None:
            self._detail.hide()
            self._detail.setParent(None)
            self._detail.deleteLater()
            self._detail = None

    def _keep(self) -> None:
        if self._detail is not None:
            self._kept[self._key] = self.sizes()
