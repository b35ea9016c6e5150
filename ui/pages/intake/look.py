"""The second stage: lists, rows and the row in front, and what she corrects; every correction asks for a new plan.

Owns the corrections while they are made. Plans and writes nothing itself.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSplitter, QWidget

from models.intake.plan import Corrections, PlanRow, RowKey, Verdict
from ui import messages
from ui.pages.intake.lists import Chosen, Lists
from ui.pages.intake.meanings import meaning_of, words_for
from ui.pages.intake.panel import RowPanel
from ui.pages.intake.review import ListKey, ListView, Review
from ui.pages.intake.rows import PlanTable, text_of
from ui.widgets.parts import button, column, label, row

FOLLOW_MS = 50


class Look(QWidget):
    """What the plan says, and her corrections."""

    corrected = Signal()

    def __init__(self, kept: dict[str, list[int]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.corrections = Corrections()
        self.review: Review | None = None
        self.refused: Mapping[Path, str] = {}
        self.chosen: Chosen | None = None
        self._waiting: Review | None = None
        self._kept = kept
        self.lists = Lists()
        self.table = PlanTable()
        self.panel = RowPanel()
        self.next_button = button("下一处", self.go_to_trouble, icon="chevron-down", tip="下一处待核对或未导入（F4）")
        self._said = label("", "second", wrap=True)
        self._follow = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._follow.timeout.connect(self._show_row)
        self._lay_out()
        self._connect()

    def begin(self, corrections: Corrections) -> None:
        """Start with these corrections and no plan."""
        self.corrections = corrections
        self.review, self.chosen, self._waiting = None, None, None

    def show_review(self, review: Review, refused: Mapping[Path, str] | None = None) -> None:
        """Show a plan; what is being typed is finished first."""
        if refused is not None:
            self.refused = refused
        if self.table.editing and self.review is not None:
            self._waiting = review
            return
        self._waiting = None
        current, place = self.table.current_id(), self.table.currentIndex().row()
        self.review = review
        self.table.records.pending.clear()
        if self.chosen is None or self.chosen[0] not in review.lists:
            self.chosen = _first(review)
        self._show_list(current, place)

    def choose(self, key: ListKey, verdict: Verdict | None) -> None:
        """Show the rows of this list and verdict."""
        self.chosen = (key, verdict)
        self._show_list(self.table.current_id(), 0)
        if self.table.currentIndex().isValid():
            self.table.scrollTo(self.table.currentIndex())

    def go_to_trouble(self) -> None:
        """To the next row that waits for her, on whatever list."""
        found = self.review.next_trouble(self.table.current_id()) if self.review else None
        if found is None:
            messages.toast(self, "没有待核对或未导入的行了。")
            return
        key = ListKey(*found[:3])
        if self.chosen is None or self.chosen[0] != key or found not in self.table.records.ids:
            self.choose(key, None)
        self.table.go_to(found)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F4 goes on to the next trouble."""
        if event.key() == Qt.Key.Key_F4:
            self.go_to_trouble()
        else:
            super().keyPressEvent(event)

    def type_cell(self, key: RowKey, index: int, text: str) -> None:
        """Another text for a cell; the text that was there takes the correction back."""
        cells = self.corrections.cells.setdefault(key, {})
        if text == text_of(self.review.rows[key].cells[index]):
            cells.pop(index, None)
        else:
            cells[index] = text
        if not cells:
            self.corrections.cells.pop(key)
        self._tell([key])

    def restore(self, key: RowKey) -> None:
        """Every cell of a row as it came."""
        if self.corrections.cells.pop(key, None):
            self._tell([key])

    def tick(self, keys: Sequence[RowKey], wanted: bool) -> None:
        """Import these rows, or do not."""
        for key in keys:
            if wanted:
                self.corrections.off.discard(key)
                if self.review.rows[key].verdict is Verdict.SKIPPED:
                    self.corrections.on.add(key)
            else:
                was_on = key in self.corrections.on
                self.corrections.on.discard(key)
                if not was_on:
                    self.corrections.off.add(key)
        self._tell(keys)

    def answer(self, key: RowKey, said: str) -> None:
        """Who a row is; empty takes the answer back."""
        if said:
            self.corrections.answers[key] = said
        else:
            self.corrections.answers.pop(key, None)
        self._tell([key])

    def map_column(self, index: int, meaning: str) -> None:
        """What a column is; the column that was it before is nothing then."""
        found = self.review.lists[self.chosen[0]]
        columns = self.corrections.columns.setdefault(tuple(found.key), {})
        for other in found.columns:
            if meaning and other.index != index and meaning_of(other) == meaning:
                columns[other.index] = ""
                messages.toast(self, f"“{words_for(meaning)}”改由这一列提供，“{other.header}”列不再导入。")
        columns[index] = meaning
        self._tell([])

    def _tell(self, keys: Sequence[RowKey]) -> None:
        self.table.records.pending.update(keys)
        self.table.reread()
        self.corrected.emit()

    def _show_list(self, current: RowKey | None, place: int) -> None:
        key, verdict = self.chosen
        found = self.review.lists[key]
        keys = found.keys(verdict)
        if not keys and verdict is not None:
            self.chosen = (key, None)
            keys = found.keys()
        self.lists.show_lists(self.review, self.refused, self.chosen)
        self.table.show_rows(self.review, found, keys, self.corrections)
        if keys and self.table.current_id() is None:
            near = current if current in set(keys) else keys[min(max(place, 0), len(keys) - 1)]
            self.table.choose(near)
        self._say(found, len(keys))
        self.next_button.setEnabled(bool(self.review.counts[Verdict.CONFLICT] + self.review.counts[Verdict.REFUSED]))
        self._show_row()

    def _say(self, found: ListView, shown: int) -> None:
        left_out = [one.header for one in found.columns if not one.key]
        name = "　".join(filter(None, (found.key.file, found.title)))
        said = f"{name}：{shown:,} 行" if found.rows else f"{name}：{found.remark or '没有行'}"
        if left_out:
            said += f"。不导入的列：{'、'.join(left_out[:6])}{' 等' if len(left_out) > 6 else ''}"
        self._said.setText(said)

    def _show_row(self) -> None:
        self._follow.stop()
        current = self.table.current_id()
        row_shown: PlanRow | None = self.review.rows.get(current) if self.review and current else None
        self.panel.show_row(row_shown, self.review, self.corrections)

    def _take_waiting(self) -> None:
        if self._waiting is not None:
            self.show_review(self._waiting)

    def _lay_out(self) -> None:
        head = row(spacing=8)
        head.addWidget(self._said, 1)
        head.addWidget(self.next_button)
        upper = QWidget()
        above = column(upper, 6)
        above.addLayout(head)
        above.addWidget(self.table, 1)
        self._down = QSplitter(Qt.Orientation.Vertical)
        self._down.setChildrenCollapsible(False)
        self._down.addWidget(upper)
        self._down.addWidget(self.panel)
        self._down.setStretchFactor(0, 3)
        self._down.setStretchFactor(1, 2)
        self._across = QSplitter(Qt.Orientation.Horizontal)
        self._across.setChildrenCollapsible(False)
        self._across.addWidget(self.lists)
        self._across.addWidget(self._down)
        self._across.setStretchFactor(1, 1)
        self._across.setSizes(self._kept.get("intake", []) or [252, 900])
        self._down.setSizes(self._kept.get("intake_rows", []) or [330, 200])
        layout = column(self, 0)
        layout.addWidget(self._across)
        self.setFocusProxy(self.table)
        for splitter, name in ((self._across, "intake"), (self._down, "intake_rows")):
            splitter.splitterMoved.connect(
                lambda *_, splitter=splitter, name=name: self._kept.__setitem__(name, splitter.sizes())
            )

    def _connect(self) -> None:
        self.lists.chosen.connect(self.choose)
        self.table.current_changed.connect(lambda _key: self._follow.start())
        self.table.typed.connect(self.type_cell)
        self.table.ticked.connect(self.tick)
        self.table.mapped.connect(self.map_column)
        self.table.left_cell.connect(self._take_waiting)
        self.panel.answered.connect(self.answer)
        self.panel.ticked.connect(self.tick)
        self.panel.restored.connect(self.restore)
        self.panel.fix_asked.connect(self.table.edit_cell)


def _first(review: Review) -> Chosen:
    """The first list with rows."""
    with_rows = [key for key, one in review.lists.items() if one.rows]
    return (with_rows or list(review.lists))[0], None
