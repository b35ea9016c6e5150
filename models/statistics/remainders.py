"""What numbers told for several periods give away of others: 上半年 and 全年 tell 下半年.

A number told for a period says by how much a running total grows from its first day to the day after its last one.
Whatever days are joined by such steps, in either direction, are known apart from each other. Knows no return.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from models.statistics.span import Period

_MOST = 8
"""So many numbers of one day are kept, where a period was told again after records had changed."""

Reached = dict[date, set[int]]
"""Day → how much more the running total is there; several where what was told does not agree."""


class Rest(NamedTuple):
    """What is left between two days, and whether it grows (1) or shrinks (-1) with the number that is to be told."""

    number: int
    sign: int
    since: date
    end: date


class Told:
    """What was told of one thing, for which periods; and for which ones it was not told."""

    def __init__(self, told: Iterable[tuple[Period, int]], hidden: Sequence[Period] = ()) -> None:
        self._steps: dict[date, list[tuple[date, int]]] = defaultdict(list)
        self._hidden = hidden
        for period, number in dict.fromkeys(told):
            since, end = _ends(period)
            self._steps[since].append((end, number))
            self._steps[end].append((since, -number))

    def tells(self, period: Period, number: int) -> bool:
        """Whether everybody can work this number out."""
        return number in self.between(*_ends(period))

    def between(self, since: date, end: date) -> frozenset[int]:
        """What is known from a day to before another one; nothing where it is not known."""
        return frozenset(self._reached(since).get(end, ()))

    def rests(self, period: Period, number: int, *, itself: bool = False) -> Iterator[Rest]:
        """What could be worked out from this number and what is known without it; `itself`: the number as well."""
        since, end = _ends(period)
        before, after = self._reached(since), self._reached(end)
        for first, gone in before.items():
            for last, come in after.items():
                if itself or (first, last) != (since, end):
                    yield from (_rest(first, last, number + more - less) for less in gone for more in come)

    def opens(self, period: Period) -> bool:
        """Whether a number for this period would let one that was not told be worked out."""
        since, end = _ends(period)
        before, after = self._reached(since), self._reached(end)
        for first, last in map(_ends, self._hidden):
            if last in self._reached(first):
                continue
            if (first in before and last in after) or (last in before and first in after):
                return True
        return False

    def _reached(self, start: date) -> Reached:
        """By as few steps as there are: a longer way tells the same, or of another day's records."""
        found: Reached = {}
        edge: Reached = {start: {0}}
        while edge:
            found |= edge
            further: Reached = defaultdict(set)
            for day, known in edge.items():
                for other, step in self._steps.get(day, ()):
                    if other not in found:
                        further[other] |= {number + step for number in known}
            edge = {day: set(sorted(known)[:_MOST]) for day, known in further.items()}
        return found


def _rest(first: date, last: date, difference: int) -> Rest:
    forward = first < last or (first == last and difference > 0)
    return Rest(difference, 1, first, last) if forward else Rest(-difference, -1, last, first)


def _ends(period: Period) -> tuple[date, date]:
    return period.since, period.until + timedelta(days=1)
