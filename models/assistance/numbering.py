"""Numbers of cases and households: letters and year with a running number, never given twice."""

import re
from datetime import date

from models.assistance.case import HelpCase
from models.assistance.household import Household
from models.assistance.programme import Programme
from models.core.database import DB
from models.core.history import History
from models.core.record import Record

HOUSEHOLD_LETTERS = "户"


def case_number(programme: Programme, day: date) -> str:
    """The next free number of a programme in this year, e.g. 困2026-0007."""
    return _next(HelpCase, f"{programme.letters}{day.year}-")


def household_number(day: date) -> str:
    """The next free number of a household's file, e.g. 户2026-0007."""
    return _next(Household, f"{HOUSEHOLD_LETTERS}{day.year}-")


def _next(cls: type[Record], head: str) -> str:
    rows = DB.execute_sql(
        f"SELECT max(CAST(substr(number, ?) AS INTEGER)) FROM {cls.kind()} WHERE number >= ? AND number < ?",
        (len(head) + 1, head, head + "\uffff"),
    )
    return f"{head}{max(rows.fetchone()[0] or 0, _taken_back(head)) + 1:04d}"


def _taken_back(head: str) -> int:
    """The highest number that was undone: it may stand on paper already."""
    undone = History.select(History.changes).where((History.verb == "undo") & History.changes.contains(head))
    numbers = [int(tail) for row in undone for tail in re.findall(f'"number":"{head}([0-9]+)"', row.changes)]
    return max(numbers, default=0)
