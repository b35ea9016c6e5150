"""Left of the rows: the lists of all files with how many rows of each verdict, as chips; chooses, changes nothing."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QSizePolicy, QWidget

from models.intake.plan import VERDICT_NAMES, Verdict
from ui import style
from ui.pages.intake.review import ListKey, Review
from ui.widgets.flow import Flow
from ui.widgets.parts import button, column, label, plain_tip

_MARKS = {Verdict.CONFLICT: ("triangle-alert", "amber"), Verdict.REFUSED: ("octagon-x", "red")}
Chosen = tuple[ListKey, Verdict | None]


class Lists(QScrollArea):
    """One block for each list: its name, 全部 and the verdicts that occur on it."""

    chosen = Signal(object, object)  # ListKey, Verdict or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.chips: dict[Chosen, QPushButton] = {}

    def show_lists(self, review: Review, refused: Mapping[Path, str], chosen: Chosen | None) -> None:
        """Show these lists and the files that could not be read."""
        wanted = self._chips_of(review)
        if list(self.chips) == [key for key, _ in wanted] and self.widget() is not None:
            for key, text in wanted:
                self.chips[key].setText(text)
        else:
            self._rebuild(review, refused, dict(wanted))
        self.mark(chosen)

    def mark(self, chosen: Chosen | None) -> None:
        """Show which rows are in front."""
        for key, chip in self.chips.items():
            chip.setChecked(key == chosen)
        if chosen in self.chips:
            self.ensureWidgetVisible(self.chips[chosen], 0, style.px(40))

    def _chips_of(self, review: Review) -> list[tuple[Chosen, str]]:
        found: list[tuple[Chosen, str]] = []
        for key, one in review.lists.items():
            if one.rows:
                found.append(((key, None), f"全部 {len(one.rows):,}"))
            found += [
                ((key, verdict), f"{VERDICT_NAMES[verdict]} {one.counts[verdict]:,}")
                for verdict in Verdict
                if one.counts[verdict]
            ]
        return found

    def _rebuild(self, review: Review, refused: Mapping[Path, str], texts: dict[Chosen, str]) -> None:
        inside = QWidget()
        inside.setObjectName("plain")
        layout = column(inside, 4, (0, 0, 8, 0))
        self.chips = {}
        file = ""
        for key, one in review.lists.items():
            if key.file != file:
                layout.addSpacing(8 if file else 0)
                layout.addWidget(_name(key.file, "strong"))
                file = key.file
            if one.title:
                layout.addWidget(_name(one.title, ""))
            if one.remark:
                layout.addWidget(label(f"{one.remark}。", "small", wrap=True))
            layout.addWidget(self._flow(key, texts))
        for path, sentence in refused.items():
            layout.addSpacing(8)
            layout.addWidget(_name(path.name, "strong"))
            layout.addWidget(label(f"没有读出来。{sentence.partition('：')[2]}", "small", wrap=True))
        layout.addStretch(1)
        self.setWidget(inside)

    def _flow(self, key: ListKey, texts: dict[Chosen, str]) -> Flow:
        flow = Flow(4)
        for chosen, text in texts.items():
            if chosen[0] == key:
                chip = button(text, lambda chosen=chosen: self.chosen.emit(*chosen), "chip")
                chip.setCheckable(True)
                chip.setStyleSheet("padding: 0 8px;")
                if chosen[1] in _MARKS:
                    chip.setIcon(style.icon(*_MARKS[chosen[1]]))
                self.chips[chosen] = chip
                flow.add(chip)
        return flow


def _name(text: str, role: str) -> QWidget:
    # File names are one long word: they may be broken anywhere but in the ending.
    stem, dot, ending = text.rpartition(".")
    made = label("\u200b".join([*stem, dot + ending]), role, wrap=True)
    made.setToolTip(plain_tip(text))
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return made
