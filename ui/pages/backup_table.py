"""The list of copies, for the settings and for the page that helps when the data does not open. Changes nothing."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from models.office.backups.copies import REASONS, Copy
from ui.widgets.fitting_table import FittingTable
from ui.widgets.record_table import Column

State = tuple[str, str]
"""Kind of the mark, and the words beside it."""

GOOD: State = ("done", "完好，刚检查过")
CHECKED: State = ("done", "制作时检查过")


def shown_size(size: int) -> str:
    """Bytes as they are said."""
    return f"{size / 1024**2:.1f} MB" if size >= 1024**2 else f"{size / 1024:.0f} KB"


class BackupTable(FittingTable):
    """Copies, the newest first; ids are their paths."""

    def __init__(self) -> None:
        super().__init__(_COLUMNS, self._rows, ["大小", "原因", "最后一次操作"])
        self.copies: dict[Path, Copy] = {}
        self._states: Mapping[Path, State] = {}
        self.setSelectionMode(FittingTable.SelectionMode.SingleSelection)

    @property
    def chosen(self) -> Copy | None:
        """The copy of the current row."""
        return self.copies.get(self.current_id())

    def show_copies(self, copies: Sequence[Copy], states: Mapping[Path, State]) -> None:
        """List these; `states` is what is known beyond their descriptions. The first one is chosen."""
        self.copies = {copy.path: copy for copy in copies}
        self._states = states
        self.show_ids(list(self.copies))
        if copies and self.chosen is None:
            self.choose(copies[0].path)

    def _rows(self, paths: Sequence[Path]) -> list[tuple[Any, ...]]:
        return [self._row(self.copies[path]) for path in paths]

    def _row(self, copy: Copy) -> tuple[Any, ...]:
        known, held = copy.described, copy.contents
        return (
            f"{copy.made_at:%Y-%m-%d %H:%M}",
            REASONS.get(copy.reason, "") if known else "",
            f"{held.persons:,}" if known else "",
            held.last_action_at[:16] if known else "",
            shown_size(copy.size),
            self._states.get(copy.path) or state_of(copy),
        )


def state_of(copy: Copy) -> State:
    """What its description says of its state."""
    if not copy.flaw:
        return CHECKED
    return ("stop", copy.flaw) if copy.described else ("warn", copy.flaw)


_COLUMNS = [
    Column("备份时间", 150),
    Column("原因", 90),
    Column("人员", 80, right=True),
    Column("最后一次操作", 150),
    Column("大小", 90, right=True),
    Column("状态", show=lambda state: state[1], mark=lambda state: state[0], width=0),
]
