"""Another table that looks the same: the proof that a number which is not told cannot be worked out.

A number is safe when there is a second set of whole numbers for the hidden cells that fits everything an attacker knows
(sums, identities, bounds) and in which it differs. Such a witness is searched for; where there is none, the cells that
stand in the way are named, so that one of them can be hidden too. Knows no return and no record.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

Key = tuple[str, str]
"""A cell: its row and its column."""

_NODES = 600
"""So many steps one search takes; what is not found by then counts as not safe."""


class Linear(NamedTuple):
    """What is known of a sum: coefficient by cell, and between which numbers it lies (None: no limit)."""

    terms: tuple[tuple[Key, int], ...]
    low: int | None = 0
    high: int | None = 0


@dataclass(slots=True)
class Puzzle:
    """The numbers as they are, what is known of them, and between which bounds each is known to lie."""

    values: Mapping[Key, int]
    known: list[Linear]
    bounds: Mapping[Key, tuple[int, int | None]] = field(default_factory=dict)
    touching: dict[Key, list[Linear]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for linear in self.known:
            for cell, _ in linear.terms:
                self.touching.setdefault(cell, []).append(linear)

    def another(self, cell: Key, hidden: set[Key]) -> tuple[dict[Key, int] | None, set[Key]]:
        """Changes of hidden cells after which `cell` differs and all that is known still holds, or None; and the told
        cells at which the search came to nothing."""
        search = _Search(self, hidden)
        for step in (1, -1):
            found = search.repaired({cell: step}) if self.may(cell, step) else None
            if found is not None:
                return found, set()
        return None, search.blocking

    def may(self, cell: Key, step: int) -> bool:
        """Whether a cell can be so much more and still lie in its bounds."""
        low, high = self.bounds.get(cell, (0, None))
        value = self.values[cell] + step
        return value >= low and (high is None or value <= high)

    def lacking(self, linear: Linear, move: Mapping[Key, int]) -> int:
        """By how much a sum would have to rise (or, negative, fall) to fit again."""
        total = sum(factor * (self.values[cell] + move.get(cell, 0)) for cell, factor in linear.terms)
        if linear.low is not None and total < linear.low:
            return linear.low - total
        if linear.high is not None and total > linear.high:
            return linear.high - total
        return 0


class _Search:
    """Repairs what a change breaks by changing other hidden cells, each once."""

    def __init__(self, puzzle: Puzzle, hidden: set[Key]) -> None:
        self.puzzle, self.hidden = puzzle, hidden
        self.nodes, self.blocking = 0, set[Key]()

    def repaired(self, move: dict[Key, int]) -> dict[Key, int] | None:
        """The change with all repairs, or None."""
        self.nodes += 1
        if self.nodes > _NODES:
            return None
        broken = self._broken(move)
        if broken is None:
            return move
        linear, lacking = broken
        for cell, factor in linear.terms:
            if cell not in self.hidden or cell in move or lacking % factor:
                continue
            step = lacking // factor
            if self.puzzle.may(cell, step):
                found = self.repaired({**move, cell: step})
                if found is not None:
                    return found
        self.blocking |= {cell for cell, _ in linear.terms if cell not in self.hidden}
        return None

    def _broken(self, move: Mapping[Key, int]) -> tuple[Linear, int] | None:
        for cell in move:
            for linear in self.puzzle.touching.get(cell, ()):
                lacking = self.puzzle.lacking(linear, move)
                if lacking:
                    return linear, lacking
        return None


def hidden_with(
    puzzle: Puzzle,
    targets: Iterable[Key],
    weight: Mapping[Key, tuple[int, ...]],
    already: Iterable[Key] = (),
) -> tuple[set[Key], set[Key]]:
    """The targets with all that must be hidden so that each has a witness, and those that stay without one.

    `already`: cells that are hidden anyway. Of the cells in the way the one of least weight is hidden; a cell without
    weight is known anyway and never helps.
    """
    wanted = sorted(targets, key=str)
    hidden, lost = {*wanted, *already}, set[Key]()
    for target in wanted:
        while True:
            found, blocking = puzzle.another(target, hidden)
            if found is not None:
                break
            able = [cell for cell in blocking if cell in weight]
            if not able:
                lost.add(target)
                break
            hidden.add(min(able, key=lambda cell: (weight[cell], str(cell))))
    return hidden, lost
