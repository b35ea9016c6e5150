"""How the targets of a sheet stand, as marks, as one line and as a chart. Computes nothing."""

from collections.abc import Sequence

from models.excellence.standing import BEHIND, BEYOND, ON_WAY, RATIO, REACHED, UNKNOWN
from models.statistics.targets import Stood
from reports.charts import Bullet, Bullets

MARKS = {REACHED: "done", ON_WAY: "wait", BEHIND: "warn", BEYOND: "warn", UNKNOWN: "todo"}


def summary_of(found: Sequence[Stood]) -> str:
    """已达到 5 · 按进度 2 · 落后 3."""
    states = [one.standing.state for one in found]
    titles = {one.standing.state: one.standing.title for one in found}
    return " · ".join(f"{titles[state]} {states.count(state)}" for state in MARKS if state in titles)


def chart_of(title: str, found: Sequence[Stood]) -> Bullets | None:
    """The targets that are a number or a share, as bars against their aim; None where there are none."""
    rows = [_bullet(one) for one in found if one.target.kind_of_target != RATIO and one.target.least is not None]
    return Bullets(title, rows) if rows else None


def _bullet(one: Stood) -> Bullet:
    target = one.target
    parts = [target.least, target.most, one.value if isinstance(one.value, int) else 0]
    decimals = 1 if any(part is not None and part % 100 for part in parts) else 0
    value = one.value / 100 if isinstance(one.value, int) else None
    high = None if target.most is None else target.most / 100
    return Bullet(target.title, value, target.least / 100, high, target.aim().unit, one.standing.title, decimals)
