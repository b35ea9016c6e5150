"""How the pages have a return counted: in which rows, and as the signed-in user may see it."""

from typing import Any

from models.exchange.identity import trusted_offices
from models.office.office import this_office
from models.statistics.counting import Scope, count
from models.statistics.forms import ReturnForm
from models.statistics.leaving import leaving
from models.statistics.sheet import Sheet
from models.statistics.span import Period
from models.statistics.subjects import TOWNSHIP


def offices() -> dict[str, str]:
    """This office and those that report to it or exchange with it, by uid: the rows of a return by office."""
    office = this_office()
    return {office.uid: office.name} | {other.office_uid: other.name for other in trusted_offices()}


def scope_of(by: str) -> Scope:
    """All records of this office, in rows made so."""
    return Scope(by, titles=offices() if by == TOWNSHIP else {})


def seen(asked: ReturnForm, period: Period, scope: Scope, inside: Any, compare: bool = True) -> Sheet:
    """The return on the screen; `inside`: the compartment, whose small numbers only who has entered it sees."""
    sheet = count(asked, period, scope, inside, compare=compare)
    return sheet if inside is not None else leaving(sheet)
