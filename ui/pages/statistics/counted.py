"""How the pages have a return counted: as the signed-in user may see it, and as it may leave the office."""

from functools import cache
from typing import Any

from models.office.office import this_office
from models.statistics.briefing import SheetOf
from models.statistics.counting import Scope, count
from models.statistics.forms import ReturnForm
from models.statistics.frozen import handed_out
from models.statistics.sheet import Sheet
from models.statistics.span import Period
from models.statistics.subjects import TOWNSHIP
from models.statistics.suppression import suppressed


def offices() -> dict[str, str]:
    """This office and those that report to it or exchange with it, by uid: the rows of a return by office."""
    from models.exchange.records import TrustedOffice

    others = TrustedOffice.select().where(TrustedOffice.revoked_on.is_null()).order_by(TrustedOffice.name)
    office = this_office()
    return {office.uid: office.name} | {other.office_uid: other.name for other in others}


def scope_of(by: str) -> Scope:
    """All records of this office, in rows made so."""
    return Scope(by, titles=offices() if by == TOWNSHIP else {})


def seen(asked: ReturnForm, period: Period, scope: Scope, inside: Any, compare: bool = True) -> Sheet:
    """The return on the screen; `inside`: the compartment, whose small numbers only who has entered it sees."""
    sheet = count(asked, period, scope, inside, compare=compare)
    return sheet if inside is not None else leaving(sheet)


def leaving(sheet: Sheet) -> Sheet:
    """The return as it may leave the office, on paper or as a file: without small numbers about protected people."""
    return suppressed(sheet, handed_out(this_office().uid))


def sheet_of(inside: Any, compare: bool = True) -> SheetOf:
    """Counts a return with its usual rows for what leaves the office; who is inside counts protected cases in."""

    @cache
    def earlier() -> list[Sheet]:
        """Read once for all the returns of a text: what was handed out in years is megabytes of numbers."""
        return handed_out(this_office().uid)

    def counted(asked: ReturnForm, period: Period) -> Sheet:
        return suppressed(count(asked, period, Scope(asked.rows[0]), inside, compare=compare), earlier())

    return counted
