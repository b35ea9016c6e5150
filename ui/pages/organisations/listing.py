"""Lists that are reckoned and not typed: what is lacking, what is due, where recommending comes first.

On the left what the list is made of, with its counts, on the right its lines; Enter opens what a line is about.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from ui.desk import Desk
from ui.offering import offer
from ui.pages.exporting import export_figures, export_persons
from ui.widgets.empty_state import EmptyState, ListOrEmpty
from ui.widgets.filter_bar import Filter, FilterBar
from ui.widgets.fitting_table import FittingTable
from ui.widgets.parts import button, column, label, row
from ui.widgets.record_table import Column

ALL = ""
WHOLE = 1160

Line = tuple[Any, ...]
Target = tuple[str, object]


@dataclass(frozen=True)
class Matter:
    """One thing a list is made of: its key, and what stands in the columns on the left."""

    key: str
    cells: Line
    told: str = ""


@dataclass(frozen=True)
class Content:
    """What was reckoned: matters, and rows with the key of the matter that each belongs to; `count` in words."""

    rows: Sequence[Any]
    matters: Sequence[Matter] = ()
    count: str = ""


@dataclass(frozen=True)
class Listing:
    """One such list. `fits(row, matter, filters, text)` chooses; `target` is the page and what opens there.

    export: writes the rows that are shown, by path. personal: they tell of persons, so that it needs consent.
    matters_width: of the matters on the left, in pixels at 标准. figures: name and writer of a workbook of the matters.
    """

    key: str
    title: str
    counter: str
    columns: Sequence[Column]
    read: Callable[[Desk], Content]
    line: Callable[[Any], Line]
    fits: Callable[[Any, str, Mapping[str, Any], str], bool]
    target: Callable[[Any], Target]
    export: Callable[[Path, Sequence[Any], Desk], int]
    empty: tuple[str, str, str]
    matter_columns: Sequence[Column] = ()
    matters_width: int = 480
    matters_give_up: Sequence[str] = ()
    figures: tuple[str, Callable[[Path, Desk], int]] | None = None
    filters: Sequence[Filter] = ()
    start: Mapping[str, Any] = field(default_factory=dict)
    give_up: Sequence[str] = ()
    hint: str = "名称"
    personal: bool = False
    verb: str = ""
    register_action: str = ""


class ListingView(QWidget):
    """One list on the page, read anew when it comes into sight after records were written."""

    counted = Signal()
    go = Signal(str, object)
    panel = None

    def __init__(self, desk: Desk, listing: Listing) -> None:
        super().__init__()
        self.desk = desk
        self.register = listing
        self.count = ""
        self.consent: Any = None
        self._content = Content(())
        self._shown: list[Any] = []
        self._stale = True
        self._matter = ALL
        self.matters = self._matters_table(listing) if listing.matter_columns else None
        self.table = FittingTable(listing.columns, self._lines, listing.give_up)
        self.filters = FilterBar(listing.filters, listing.hint)
        self._told = label("", "second", wrap=True)
        self.export_button = button("导出 xlsx", self.export, icon="file-down")
        self.figures_button = button("导出比例", self.export_figures, icon="file-down")
        offer(desk, "export_roster", self.export_button, self.figures_button)
        self._lay_out()
        if listing.figures is None:
            self.figures_button.hide()
        self.filters.want(listing.start)
        self.filters.changed.connect(self.show_list)
        self.table.opened.connect(lambda place: self.go.emit(*listing.target(self._shown[place])))
        if self.matters is not None:
            self.matters.current_changed.connect(lambda place: self._choose(place))

    @property
    def lines(self) -> list[Line]:
        """What stands in the list."""
        return [self.register.line(one) for one in self._shown]

    @property
    def matter(self) -> str:
        """The key of the matter in front; empty for all."""
        return self._matter

    def show_matter(self, key: str) -> None:
        """Only what belongs to this."""
        self._read()
        self._matter = key if key in (matter.key for matter in self._content.matters) else ALL
        self._mark_matter()
        self.show_list()

    def show_list(self) -> None:
        """Choose again from what was reckoned."""
        listing, wanted, text = self.register, self.filters.wanted, self.filters.text
        self._shown = [one for one in self._content.rows if listing.fits(one, self._matter, wanted, text)]
        self.table.show_ids(range(len(self._shown)), keep=False)
        chosen = next((matter for matter in self._content.matters if matter.key == self._matter), None)
        self._told.setText(chosen.told if chosen else "")
        self._told.setVisible(bool(chosen and chosen.told))
        self._filled.show_list(bool(self._content.rows or self._content.matters))
        self.count = f"{self._content.count or f'共 {len(self._content.rows):,} {listing.counter}'}"
        if self._matter or text:
            self.count = f"列出 {len(self._shown):,} {listing.counter}，{self.count}"
        self.counted.emit()

    def refresh(self) -> None:
        """Reckon anew, now or when it is next looked at."""
        self._stale = True
        if self.isVisible():
            self._read()
            self.show_list()

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks: what is stale is reckoned anew."""
        super().showEvent(event)
        if self._stale:
            self._read()
            self.show_list()

    def export(self) -> None:
        """As a workbook, what is listed now."""
        listing, rows = self.register, list(self._shown)

        def write(path: Path) -> int:
            return listing.export(path, rows, self.desk)

        if listing.personal:
            export_persons(self, self.consent, listing.title, len(rows), write, listing.counter)
        else:
            export_figures(self, listing.title, write, listing.counter)

    def export_figures(self) -> None:
        """The matters with their counts, as a workbook."""
        if self.register.figures is not None:
            name, write = self.register.figures
            export_figures(self, name, lambda path: write(path, self.desk), "项规定")

    def begin(self) -> None:
        """Nothing is typed here."""

    def close_record(self) -> bool:
        """Back to everything from one matter; False when all of it stands there."""
        if self._matter == ALL:
            return False
        self.show_matter(ALL)
        return True

    def keep_draft(self) -> None:
        """Nothing is half typed here."""

    def focusInEvent(self, event: Any) -> None:
        """The list has the keys."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _read(self) -> None:
        if self._stale:
            self._stale = False
            self._content = self.register.read(self.desk)
            if self.matters is not None:
                self.matters.show_ids([matter.key for matter in self._content.matters])
                self._mark_matter()

    def _choose(self, key: Any) -> None:
        if key is not None and key != self._matter:
            self._matter = key
            self.show_list()

    def _matters_table(self, listing: Listing) -> FittingTable:
        return FittingTable(listing.matter_columns, self._matter_lines, listing.matters_give_up)

    def _mark_matter(self) -> None:
        if self.matters is not None:
            self.matters.choose(self._matter)

    def _lines(self, places: Sequence[int]) -> list[Line]:
        return [self.register.line(self._shown[place]) for place in places]

    def _matter_lines(self, keys: Sequence[str]) -> list[Line]:
        cells = {matter.key: matter.cells for matter in self._content.matters}
        return [cells[key] for key in keys]

    def _lay_out(self) -> None:
        listing = self.register
        head = row(spacing=8)
        head.addWidget(self.filters, 1)
        head.addWidget(self.figures_button)
        head.addWidget(self.export_button)
        right = QWidget()
        inside: QVBoxLayout = column(right, 4)
        inside.addWidget(self._told)
        inside.addWidget(self.table, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        if self.matters is not None:
            split.addWidget(self.matters)
        split.addWidget(right)
        if self.matters is not None:
            split.setSizes([listing.matters_width, WHOLE - listing.matters_width])
            split.setStretchFactor(1, 1)
        icon, title, text = listing.empty
        self._filled = ListOrEmpty(split, EmptyState(icon, title, text))
        layout = column(self, 8)
        layout.addLayout(head)
        layout.addWidget(self._filled, 1)
