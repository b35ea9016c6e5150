"""Boxes for counts: the figures of a meeting in a row, and the votes of its candidates as a small table.

Checks nothing but that a number can be read.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from models.recommendation.records import STEP_COLUMNS, Meeting
from ui import style
from ui.widgets.count_box import CountBox
from ui.widgets.parts import Mark, label, plain_tip

FIGURES = ("entitled", "present", "written", "issued", "returned", "valid")
VOTES = ("yes", "no", "abstain")

Vote = tuple[int | None, int | None, int | None]


class Candidate(NamedTuple):
    """One line of the table of votes."""

    id: int
    name: str
    detail: str


class FigureRow(QWidget):
    """应到 实到 书面意见 发出票 收回票 有效票; `left` comes when Enter leaves the last one."""

    edited = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        self.boxes: dict[str, CountBox] = {}
        for place, name in enumerate(FIGURES):
            field = getattr(Meeting, name)
            box = CountBox(field)
            box.textEdited.connect(lambda _text: self.edited.emit())
            box.move_asked.connect(lambda across, down, place=place: self._move(place, across or down))
            self.boxes[name] = box
            grid.addWidget(label(f"{field.label} *" if field.required else field.label, "second"), 0, place)
            grid.addWidget(box, 1, place)
        grid.setColumnStretch(len(FIGURES), 1)

    def counts(self) -> dict[str, int | None]:
        """What can be read of it."""
        return {name: box.known() for name, box in self.boxes.items()}

    def mark(self, names: Iterable[str]) -> None:
        """Mark the boxes with something wrong."""
        wrong = set(names)
        for name, box in self.boxes.items():
            box.mark(name in wrong or (bool(box.text().strip()) and box.known() is None))

    def _move(self, place: int, by: int) -> None:
        if place + by >= len(FIGURES):
            self.left.emit()
        elif place + by >= 0:
            self.boxes[FIGURES[place + by]].setFocus(Qt.FocusReason.TabFocusReason)


class VoteTable(QWidget):
    """A line per candidate: 赞成 反对 弃权, and what comes of them. left: a count was typed and its box left."""

    edited = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(5, 1)
        self.boxes: dict[tuple[int, str], CountBox] = {}
        self.candidates: Sequence[Candidate] = ()
        self._outcomes: dict[int, tuple[Mark, QLabel]] = {}

    def show_candidates(self, candidates: Sequence[Candidate]) -> None:
        """A line for each of these; shown once for a meeting."""
        self.candidates = candidates
        for column, word in enumerate(["推荐对象", *(STEP_COLUMNS[name].label for name in VOTES)]):
            self._grid.addWidget(label(word, "second"), 0, column)
        for line, candidate in enumerate(candidates):
            self._add_line(line, candidate)

    def votes(self) -> dict[int, Vote]:
        """Votes of every candidate with at least one count."""
        found = {}
        for candidate in self.candidates:
            yes, no, abstain = (self.boxes[candidate.id, name].known() for name in VOTES)
            if (yes, no, abstain) != (None, None, None):
                found[candidate.id] = (yes, no, abstain)
        return found

    def show_votes(self, candidate: int, vote: Vote) -> None:
        """Show stored votes."""
        for name, count in zip(VOTES, vote, strict=True):
            self.boxes[candidate, name].show_count(count)

    def say(self, candidate: int, kind: str, sentence: str, wrong: bool) -> None:
        """What comes of a candidate's votes."""
        mark, words = self._outcomes[candidate]
        mark.show_kind(kind)
        mark.setVisible(bool(sentence))
        words.setText(sentence)
        for name in VOTES:
            self.boxes[candidate, name].mark(wrong)

    def focus_first(self, candidate: int = 0) -> None:
        """Into the votes of a candidate, or of the first."""
        known = [one.id for one in self.candidates]
        if known:
            self.boxes[candidate if candidate in known else known[0], "yes"].setFocus(Qt.FocusReason.TabFocusReason)

    def tab_between(self, before: QWidget, after: QWidget) -> None:
        """Tab goes from the figures through every vote to the minutes, though the lines were made last."""
        chain = [before, *(self.boxes[one.id, name] for one in self.candidates for name in VOTES), after]
        for first, second in pairwise(chain):
            QWidget.setTabOrder(first, second)

    def fill_rest(self, valid: int | None) -> None:
        """Where all valid ballots are yes, there is no other: write the noughts."""
        for candidate in self.candidates:
            yes, *others = (self.boxes[candidate.id, name] for name in VOTES)
            if valid is not None and yes.known() == valid and not any(box.text().strip() for box in others):
                for box in others:
                    box.show_count(0)

    def _add_line(self, line: int, candidate: Candidate) -> None:
        name = label(candidate.name)
        name.setToolTip(plain_tip(candidate.detail))
        name.setMinimumWidth(style.px(88))
        self._grid.addWidget(name, line + 1, 0)
        for column, vote in enumerate(VOTES):
            box = CountBox(STEP_COLUMNS[vote])
            box.setAccessibleName(f"{candidate.name}{STEP_COLUMNS[vote].label}")
            box.textEdited.connect(lambda _text: self.edited.emit())
            box.editingFinished.connect(self.left)
            box.move_asked.connect(lambda across, down, at=(line, column): self._move(*at, across, down))
            self.boxes[candidate.id, vote] = box
            self._grid.addWidget(box, line + 1, column + 1)
        mark, words = Mark("todo"), label("", wrap=True)
        mark.hide()
        self._outcomes[candidate.id] = (mark, words)
        self._grid.addWidget(mark, line + 1, 4)
        self._grid.addWidget(words, line + 1, 5)

    def _move(self, line: int, column: int, across: int, down: int) -> None:
        line, column = line + down, column + across
        if line >= len(self.candidates):
            line, column = 0, column + 1
        if 0 <= line < len(self.candidates) and 0 <= column < len(VOTES):
            self.boxes[self.candidates[line].id, VOTES[column]].setFocus(Qt.FocusReason.TabFocusReason)
