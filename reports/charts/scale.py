"""Scales: where a value lies between the two ends of an axis, and which values are written at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

from reports.charts.chart import Value

_MOST_STEPS = 5


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `low` to `high` in even steps."""

    low: float
    high: float
    step: float

    def at(self, value: float, length: int) -> int:
        """How far along an axis of that length a value lies."""
        return round((value - self.low) / (self.high - self.low) * length)

    def marks(self) -> list[float]:
        """The values written at the axis."""
        count = round((self.high - self.low) / self.step)
        return [self.low + self.step * place for place in range(count + 1)]

    @property
    def decimals(self) -> int:
        """How many its marks need."""
        return max(0, -floor(log10(self.step) + 1e-9))


def scale_for(values: Iterable[Value], whole: bool = False) -> Scale:
    """A scale from zero that holds all values in steps of 1, 2 or 5 times a power of ten, `whole` ones if asked for."""
    known = [value for value in values if value is not None]
    top, bottom = max([*known, 0.0]), min([*known, 0.0])
    if top == bottom:
        return Scale(0.0, 1.0, 1.0)
    rough = (top - bottom) / _MOST_STEPS
    power = 10.0 ** floor(log10(rough))
    step = next(times * power for times in (1, 2, 5, 10) if times * power >= rough * (1 - 1e-9))
    step = max(step, 1.0) if whole else step
    return Scale(floor(bottom / step + 1e-9) * step, ceil(top / step - 1e-9) * step, step)
