"""Before and after of a history row as lines that people read: field labels and shown values, never codes."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QWidget

from models.core.story import Difference
from ui.widgets.parts import label

_NOTHING = "（空）"
MOST = 200


class DifferenceGrid(QWidget):
    """项目 · 原来 · 现在, one line for every column that changed."""

    def __init__(self, found: Sequence[Difference], whole: bool = True) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        records = {part.record for part in found}
        for place, words in enumerate(("项目", "原来", "现在")):
            grid.addWidget(label(words, "second"), 0, place)
        for line, part in enumerate(found[:MOST], 1):
            named = part.label if len(records) == 1 and not whole else f"{part.record} · {part.label}"
            for place, words in enumerate((named, part.before or _NOTHING, part.after or _NOTHING)):
                grid.addWidget(label(words, "second" if words == _NOTHING else "", wrap=True), line, place)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 3)


def when(at: str) -> str:
    """A moment of the history as it is said."""
    return f"{int(at[:4])}年{int(at[5:7])}月{int(at[8:10])}日 {at[11:16]}"
