"""Somebody who has the printed tables and knows how returns are made: what can she work out of what is not told?

Her own solver: bounds of every unknown by passing what is known back and forth, then every combination that is left is
tried. Shares no code with `models.statistics.witness`.
"""

from collections.abc import Iterator, Sequence
from itertools import count

Equation = tuple[dict[str, int], int, int]
"""Coefficients of unknowns; the sum lies between these two numbers."""

MUCH = 10**6


class Attacker:
    """Unknown whole numbers with bounds, and what is known of sums of them."""

    def __init__(self, unknown: dict[str, tuple[int, int]], known: Sequence[Equation]) -> None:
        self.bounds = dict(unknown)
        self.known = [equation for equation in known if equation[0]]

    def narrowed(self) -> dict[str, tuple[int, int]]:
        """Bounds after passing what is known back and forth until nothing changes."""
        for _ in count():
            before = dict(self.bounds)
            for terms, low, high in self.known:
                for name, factor in terms.items():
                    rest = [(self._span(other, part)) for other, part in terms.items() if other != name]
                    least, most = low - sum(top for _, top in rest), high - sum(bottom for bottom, _ in rest)
                    self._narrow(name, factor, least, most)
            if self.bounds == before:
                return before
        raise AssertionError

    def _span(self, name: str, factor: int) -> tuple[int, int]:
        ends = sorted(factor * end for end in self.bounds[name])
        return ends[0], ends[1]

    def _narrow(self, name: str, factor: int, least: int, most: int) -> None:
        if factor < 0:
            factor, least, most = -factor, -most, -least
        low, high = self.bounds[name]
        self.bounds[name] = (max(low, -(-least // factor)), min(high, most // factor))

    def values(self, wanted: str, enough: int = 2) -> set[int]:
        """Values that the wanted unknown may have, until there are enough of them."""
        found: set[int] = set()
        low, high = self.narrowed()[wanted]
        for value in range(low, min(high, low + 50) + 1):
            if next(self._solutions({wanted: value}), None) is not None:
                found.add(value)
            if len(found) >= enough:
                break
        return found

    def _solutions(self, fixed: dict[str, int]) -> Iterator[dict[str, int]]:
        trial = Attacker({**self.bounds, **{name: (value, value) for name, value in fixed.items()}}, self.known)
        bounds = trial.narrowed()
        if any(low > high for low, high in bounds.values()):
            return
        open_ones = [name for name, (low, high) in bounds.items() if low < high]
        if not open_ones:
            yield {name: low for name, (low, _) in bounds.items()}
            return
        name = min(open_ones, key=lambda one: bounds[one][1] - bounds[one][0])
        low, high = bounds[name]
        for value in range(low, min(high, low + 40) + 1):
            yield from trial._solutions({**fixed, name: value})
