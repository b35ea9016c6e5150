"""The pairs of records that may be one person, in one open file or between several that are attached.

Owns the search from keys to scored pairs. Merges nothing, and leaves out what somebody said is not the same.
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from models.core.database import DB
from models.core.progress import Progress
from models.exchange.likeness.keys import Narrow, candidates, keys
from models.exchange.likeness.scoring import Likeness, Names, Someone, Verdict, score

_PAIRS_AT_ONCE = 5_000
_NUMBER = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class Ask:
    """Where to look. `connection`: of the driver, None for the open office.

    sources: names of the schemas whose persons are compared. With one, records of two origins are compared, with
    several, records of two sources; `within` compares those of one origin or source too.
    apart: pairs of uids, in any order, that somebody said are two persons. hidden: uids that take no part.
    whole: how words call all persons at hand.
    """

    connection: Any = None
    sources: tuple[str, ...] = ("main",)
    within: bool = False
    apart: frozenset[tuple[str, str]] = frozenset()
    hidden: frozenset[str] = frozenset()
    whole: str = "全县"

    def driver(self) -> Any:
        """The connection that is asked."""
        return self.connection if self.connection is not None else DB.connection()


class Pair(NamedTuple):
    """Two records that may be one person, that of the smaller uid first; sources are names of schemas."""

    one: Someone
    other: Someone
    likeness: Likeness
    one_source: str = "main"
    other_source: str = "main"


class Crowd(NamedTuple):
    """Groups left out because so many share a value that it says nothing."""

    title: str
    groups: int
    persons: int


def pairs(ask: Ask, progress: Progress) -> Iterator[Pair]:
    """Pairs that are the same or should be looked at, in the order of the file. Ends with Cancelled when stopped.

    The connection holds a temporary table until the last pair is taken or the iterator closed.
    """
    with Narrow(ask.driver(), ask.sources) as narrow:
        found = _found(narrow, ask, progress)
        shares = narrow.shares("name"), narrow.shares("pinyin")
        names = Names(narrow.count(), *shares, ask.whole, narrow.crowded_phones())
        for first in range(0, len(found), _PAIRS_AT_ONCE):
            progress.step("比对可能是同一个人的记录", first, len(found))
            yield from _scored(narrow, found[first : first + _PAIRS_AT_ONCE], ask, names)


def crowds(ask: Ask) -> list[Crowd]:
    """What `pairs` leaves out: per key the groups that are too large, for instance one phone of a whole village."""
    with Narrow(ask.driver(), ask.sources) as narrow:
        sizes = [(key.title, narrow.crowds(key)) for key in keys()]
        return [Crowd(title, len(found), sum(found)) for title, found in sizes if found]


def _found(narrow: Narrow, ask: Ask, progress: Progress) -> "array[int]":
    """The candidates of all keys, each once, in the order of the file; two numbers in one of 64 bits."""
    found: set[int] = set()
    asked = keys()
    for place, key in enumerate(asked):
        progress.step(f"按{key.title}归组", place, len(asked))
        found.update(one << 32 | other for one, other in candidates(narrow, key, within=ask.within))
    return array("Q", sorted(found))


def _scored(narrow: Narrow, piece: "array[int]", ask: Ask, names: Names) -> Iterator[Pair]:
    rows = narrow.rows(sorted(set(chain.from_iterable(map(_both, piece)))))
    known = {row[0]: (row[1], Someone._make(row[2:])) for row in rows}
    for one_number, other_number in map(_both, piece):
        (one_side, one), (other_side, other) = known[one_number], known[other_number]
        if (one_side == other_side and not ask.within) or one.uid == other.uid or _left_out(one, other, ask):
            continue
        likeness = score(one, other, names)
        if likeness.verdict is not Verdict.DIFFERENT:
            yield _ordered(Pair(one, other, likeness, *_sources((one_number, other_number), ask)))


def _both(pair: int) -> tuple[int, int]:
    return pair >> 32, pair & _NUMBER


def _sources(numbers: Iterable[int], ask: Ask) -> tuple[str, ...]:
    return tuple(ask.sources[number % len(ask.sources)] for number in numbers)


def _left_out(one: Someone, other: Someone, ask: Ask) -> bool:
    apart = (one.uid, other.uid) in ask.apart or (other.uid, one.uid) in ask.apart
    return apart or one.uid in ask.hidden or other.uid in ask.hidden


def _ordered(pair: Pair) -> Pair:
    if pair.one.uid < pair.other.uid:
        return pair
    return Pair(pair.other, pair.one, pair.likeness, pair.other_source, pair.one_source)
