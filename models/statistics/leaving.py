"""Returns as they may leave the office: without small numbers about protected people, beside all that left before.

Owns what a return is held against: everything that this office has handed out. What must be hidden then is
`suppression`'s business.
"""

from collections.abc import Callable
from functools import cache

from models.office.closed.compartment import Compartment
from models.office.office import this_office
from models.statistics.counting import Scope, count
from models.statistics.forms import ReturnForm
from models.statistics.frozen import handed_out
from models.statistics.sheet import Sheet
from models.statistics.span import Period
from models.statistics.suppression import suppressed

SheetOf = Callable[[ReturnForm, Period], Sheet]
"""How a return is counted, without what must not be told."""


def leaving(sheet: Sheet) -> Sheet:
    """The return as it may leave the office, on paper or as a file."""
    return suppressed(sheet, handed_out(this_office().uid))


def sheet_of(inside: Compartment | None = None, compare: bool = True) -> SheetOf:
    """Counts returns with their usual rows for what leaves the office; who is inside counts protected cases in."""

    @cache
    def earlier() -> list[Sheet]:
        """Read once for all the returns of a text: what was handed out in years is megabytes of numbers."""
        return handed_out(this_office().uid)

    def counted(asked: ReturnForm, period: Period) -> Sheet:
        return suppressed(count(asked, period, Scope(asked.rows[0]), inside, compare=compare), earlier())

    return counted
