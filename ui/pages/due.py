"""What 今日待办 shows, put together from every concept, and the page on which each kind of record opens."""

from collections.abc import Callable

from models.assistance import lists as help_lists
from models.assistance import pairs
from models.assistance.case import HelpCase
from models.core.due import Due, by_day
from models.excellence import due as excellence_due
from models.exchange.answering.notices import due_notices
from models.exchange.opinions import OPINION, due_opinions, of_this_office
from models.exchange.records import Notice
from models.organisations import elections
from models.organisations.body import Body
from models.people import officers
from models.recommendation.lists import due_today
from models.recommendation.records import Recommendation
from models.rights import doing, lists
from models.rights.records import RightsCase
from ui.desk import Desk
from ui.offering import may

PAGES = {
    Recommendation.kind(): ("recommendation", ""),
    RightsCase.kind(): ("rights", ""),
    HelpCase.kind(): ("assistance", "case"),
    pairs.Pair.kind(): ("assistance", "pair"),
    Body.kind(): ("organisations", "body"),
    officers.Officer.kind(): ("organisations", "officer"),
    Notice.kind(): ("exchange", "notice"),
    OPINION: ("exchange", "opinions"),
    **excellence_due.PAGES,
}
"""Kind of record → page, and the list on it."""


def opening_of(due: Due) -> tuple[str, object]:
    """The page on which it is done, and what opens there."""
    page, key = PAGES[due.kind]
    return page, (key, due.uid) if key else due.uid


def _petitions(desk: Desk) -> list[Due]:
    """Deadlines of petitions; of protected ones only for who is inside the compartment."""
    return lists.due(doing.inside(desk.opened), desk.session.clock())


SOURCES: tuple[Callable[[Desk], list[Due]], ...] = (
    lambda desk: due_today(desk.today()),
    lambda desk: help_lists.due_today(desk.today()),
    lambda desk: pairs.due_today(desk.today()),
    lambda desk: elections.due_today(desk.today()),
    lambda desk: officers.due_today(desk.today()),
    lambda desk: excellence_due.due_today(desk.today()),
    _petitions,
    lambda desk: due_notices(desk.today()),
    lambda desk: due_opinions(desk.today()),
)
"""What each concept has due today, for the user who is signed in."""


def all_due(desk: Desk) -> list[Due]:
    """Everything that is due, the most urgent first; nothing for who may not read records."""
    if not may(desk, "read_records"):
        return []
    return by_day(of_this_office(due for source in SOURCES for due in source(desk)))
