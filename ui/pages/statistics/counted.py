"""How the pages have a return counted: as the signed-in user may see it. Decides nothing."""

from typing import Any

from models.statistics.briefing import SheetOf
from models.statistics.counting import Scope, count
from models.statistics.forms import ReturnForm
from models.statistics.sheet import Sheet
from models.statistics.span import Period


def sheet_of(inside: Any, compare: bool = True) -> SheetOf:
    """Counts a return with its usual rows; `inside`: the compartment, for who has entered it."""

    def counted(asked: ReturnForm, period: Period) -> Sheet:
        return count(asked, period, Scope(asked.rows[0]), inside, compare=compare)

    return counted
