"""The history as an xlsx sheet for an inspection: number, time, user, action, what happened. Reads only."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from models.core import story
from models.core.progress import Progress, Silent
from models.core.story import Filter
from reports.workbooks import BLOCK, Sheet, write_sheet

HEADERS = ["序号", "时间", "用户", "操作", "内容"]
WIDTHS = [9.0, 21.0, 14.0, 20.0, 90.0]


def export_history(path: Path, wanted: Filter | None = None, progress: Progress | None = None) -> int:
    """Write the rows that fit, the oldest first; how many. Raises CannotWrite, Cancelled."""
    numbers = story.numbers(wanted)[::-1]
    return write_sheet(path, Sheet("操作历史", HEADERS, WIDTHS, "操作历史"), _rows(numbers, progress or Silent()))


def _rows(numbers: Sequence[int], progress: Progress) -> Iterator[list[object]]:
    for start in range(0, len(numbers), BLOCK):
        progress.step("写操作历史", start, len(numbers))
        block = numbers[start : start + BLOCK]
        found = story.told(block)
        yield from (list(found[number]) for number in block)
