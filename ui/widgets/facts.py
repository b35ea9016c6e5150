"""Facts to read: label and value, line by line; values can be marked and copied."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from ui import style
from ui.widgets.parts import label


def facts_grid(facts: Sequence[tuple[str, str]], width: int = 0) -> QGridLayout:
    """Label and value, line by line. width: of the labels, in pixels at 标准; without it they share the room."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    for place, (name, value) in enumerate(facts):
        shown = label(value, wrap=True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        key = label(name, "second", wrap=True)
        grid.addWidget(key, place, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(shown, place, 1)
    grid.setColumnMinimumWidth(0, style.px(width))
    grid.setColumnStretch(0, 0 if width else 2)
    grid.setColumnStretch(1, 5)
    return grid
