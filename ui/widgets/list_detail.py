"""A list with the opened record beside it; closing the record leaves the list where it was."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from ui.widgets.record_table import RecordTable


class ListDetail(QSplitter):
    """Left the list, right the record; the widths are kept under `key` in the given dictionary (the settings)."""

    def __init__(self, listing: QWidget, kept: dict[str, list[int]], key: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setChildrenCollapsible(False)
        self._kept, self._key = kept, key
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
        widths = self._kept.get(self._key, [])
        self.setSizes(widths if len(widths) == 2 else [self.width() * 2 // 5, self.width() * 3 // 5])

    def close_detail(self) -> bool:
        """Close what is open; the list gets the keys again. False when nothing was open."""
        if self._detail is None:
            return False
        self._drop()
        self._brief(False)
        self._listing.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

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
