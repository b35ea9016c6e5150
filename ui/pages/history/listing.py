"""The list of the history: its columns, its filters, and how rows are fetched."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from models.core import story
from models.core.story import Filter as Wanted
from ui.widgets.filter_bar import Choice, Filter
from ui.widgets.fitting_table import FittingTable
from ui.widgets.record_table import Column

COLUMNS = (
    Column("序号", 76, right=True),
    Column("时间", 168, brief=True),
    Column("用户", 92, brief=True),
    Column("操作", 148),
    Column("内容", 0, brief=True),
)
_PERIODS = ((0, "今天"), (6, "最近 7 天"), (29, "最近 30 天"), (364, "最近一年"))


def fetch(numbers: Sequence[int]) -> list[tuple[Any, ...]]:
    """One line for every number."""
    found = story.told(numbers)
    return [found.get(number, (None,) * len(COLUMNS)) for number in numbers]


class HistoryTable(FittingTable):
    """The newest row first."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, fetch, ("序号", "操作", "用户"))


def filters() -> list[Filter]:
    """What the list can be narrowed by."""
    periods = [Choice(days, words) for days, words in _PERIODS]
    return [
        Filter("user", "用户", user_choices(), menu=True),
        Filter("verb", "操作", verb_choices(), menu=True),
        Filter("period", "时间", periods, menu=True),
    ]


def user_choices() -> list[Choice]:
    """Everybody of whom the history tells."""
    return [Choice(name, name) for name in story.users()]


def verb_choices() -> list[Choice]:
    """Every action that occurs, by its words."""
    return [Choice(key, title) for key, title in sorted(story.verbs().items(), key=lambda part: part[1])]


def wanted_rows(words: str, wanted: dict[str, Any], today: date) -> Wanted:
    """The filter as the query understands it."""
    days = wanted.get("period")
    since = (today - timedelta(days=days)).isoformat() if days is not None else ""
    return Wanted(user=wanted.get("user", ""), verb=wanted.get("verb", ""), since=since, words=words)
