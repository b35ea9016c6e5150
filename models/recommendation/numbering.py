"""Numbers of recommendations: channel and year with a running number, never given twice."""

import re
from datetime import date

from models.core.history import History
from models.recommendation.records import Batch, Recommendation

LETTERS = {"union": "工推", "league": "团推", "women": "妇推"}


def next_number(batch: Batch, day: date) -> str:
    """The next free number of the batch's channel in this year, e.g. 团推2026-007."""
    head = f"{LETTERS[batch.channel]}{day.year}-"
    numbered = Recommendation.select(Recommendation.number).where(Recommendation.number.startswith(head))
    tails = [str(row[0]).removeprefix(head) for row in numbered.tuples().iterator()]
    taken = [int(tail) for tail in (*tails, *_taken_back(head)) if tail.isdecimal()]
    return f"{head}{max(taken, default=0) + 1:03d}"


def _taken_back(head: str) -> list[str]:
    """Numbers of nominations that were undone: they may stand on paper already."""
    undone = History.select(History.changes).where((History.verb == "undo") & History.changes.contains(head))
    return [tail for row in undone for tail in re.findall(f'"number":"{head}([0-9]+)"', row.changes)]
