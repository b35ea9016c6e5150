"""What a chart shows: titles, labels, values. Draws nothing.

A value of None is not known and leaves its place empty; it is never drawn as zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Value = float | None


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values under a title, one for each label of its chart."""

    title: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Aim:
    """What a series should reach: at least `low`, or between `low` and `high`."""

    title: str
    low: float
    high: Value = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Upright columns, those of one label side by side, one for each series: how something rose."""

    title: str
    unit: str
    labels: Sequence[str]
    series: Sequence[Series]
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Trend:
    """Lines over labels, with what they should reach as dashed lines or a band."""

    title: str
    unit: str
    labels: Sequence[str]
    series: Sequence[Series]
    aims: Sequence[Aim] = ()
    decimals: int = 1


@dataclass(frozen=True, slots=True)
class Bars:
    """Lying bars under each other, in the order given: what makes up a whole."""

    title: str
    unit: str
    labels: Sequence[str]
    values: Sequence[Value]
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Bullet:
    """One target: where one stands, what it should be, and in words how it is. All in the same unit."""

    label: str
    value: Value
    low: float
    high: Value
    unit: str
    told: str
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Bullets:
    """Targets under each other, each on a scale of its own that ends a little behind its aim."""

    title: str
    rows: Sequence[Bullet]


Chart = Columns | Trend | Bars | Bullets


def written(value: Value, decimals: int) -> str:
    """A value as it stands beside its ink; the sign for what is not known."""
    return "—" if value is None else f"{value:,.{decimals}f}"
