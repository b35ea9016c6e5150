"""Protected cases in a return: numbers only, in a row of their own, from inside the compartment or as released.

Owns how they come into a sheet; which cases are protected is decided in 维权 alone. Numbers of protected cases have no
unit: their row stands beside those of the villages.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.office.closed.compartment import Compartment
from models.office.closed.records import ReleasedTotals
from models.rights import figures
from models.statistics.forms import ReturnForm
from models.statistics.sheet import PROTECTED, Cell, Row, completed
from models.statistics.span import Period
from models.statistics.subjects import NONE, TOWNSHIP

TITLE = "保密案件"
UNRELEASED = "保密案件的数还没有给出，表中只有不保密的案件；由保密查阅人在保密区里给出这一期间的汇总数后再统计。"


@dataclass(frozen=True, slots=True)
class Apart:
    """Numbers of protected cases by office and name, whether any are known, and what is to be said of them."""

    by_office: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    told: bool = False
    notes: tuple[str, ...] = ()

    def all(self) -> Counter[str]:
        """The numbers of all offices together."""
        found: Counter[str] = Counter()
        for numbers in self.by_office.values():
            found.update(numbers)
        return found


def numbers(form: ReturnForm, period: Period, clearance: Compartment | None, origin: str = "") -> Apart:
    """The numbers of protected cases that belong into a return for a period."""
    if not form.released:
        return Apart()
    query = ReleasedTotals.select().where(
        (ReleasedTotals.what == form.released) & (ReleasedTotals.period == figures.period(period.since, period.until))
    )
    found = {kept.origin: kept.numbers for kept in query if origin in ("", kept.origin)}
    if clearance is not None:
        here = clearance.session.origin
        if origin in ("", here):
            found[here] = figures.protected(clearance, period.since, period.until)
    return Apart(found, bool(found), () if found else (UNRELEASED,))


def of_columns(form: ReturnForm, released: Mapping[str, int]) -> dict[str, Cell]:
    """Released numbers as values of the columns that name them."""
    return {column.key: int(released.get(column.released, 0)) for column in form.columns if column.released}


def placed(form: ReturnForm, rows: Sequence[Row], apart: Apart, by: str) -> list[Row]:
    """The rows with the protected cases: by township in that of their office, else in one of their own."""
    if not form.released or by == NONE:
        return list(rows)
    if by == TOWNSHIP:
        return [_raised(form, row, apart.by_office.get(row.key, {})) for row in rows]
    told: dict[str, Cell] = of_columns(form, apart.all()) if apart.told else {}
    return [*rows, Row(PROTECTED, TITLE, completed(form.columns, told))]


def _raised(form: ReturnForm, row: Row, released: Mapping[str, int]) -> Row:
    return Row(row.key, row.title, completed(form.columns, _sum(row.values, of_columns(form, released))))


def added(form: ReturnForm, totals: Mapping[str, Cell], apart: Apart) -> dict[str, Cell]:
    """The total with the protected cases."""
    return _sum(totals, of_columns(form, apart.all())) if apart.told else dict(totals)


def _sum(first: Mapping[str, Cell], second: Mapping[str, Cell]) -> dict[str, Cell]:
    found = dict(first)
    for key, value in second.items():
        old = found.get(key)
        found[key] = value if not isinstance(old, int) else old + (value if isinstance(value, int) else 0)
    return found
