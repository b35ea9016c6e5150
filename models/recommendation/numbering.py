"""Numbers of recommendations: channel and year with a running number, never given twice."""

from datetime import date

from models.recommendation.records import Batch, Recommendation

LETTERS = {"union": "工推", "league": "团推", "women": "妇推"}


def next_number(batch: Batch, day: date) -> str:
    """The next free number of the batch's channel in this year, e.g. 团推2026-007."""
    head = f"{LETTERS[batch.channel]}{day.year}-"
    numbered = Recommendation.select(Recommendation.number).where(Recommendation.number.startswith(head))
    tails = [str(row[0]).removeprefix(head) for row in numbered.tuples().iterator()]
    taken = [int(tail) for tail in tails if tail.isdecimal()]
    return f"{head}{max(taken, default=0) + 1:03d}"
