"""The page 帮扶: its lists side by side, each with its record beside it."""

from ui.desk import Desk
from ui.pages.assistance.cases import CaseView
from ui.pages.assistance.children import ChildView
from ui.pages.assistance.distribution import DistributionPanel
from ui.pages.assistance.kinds import AIDS, DISTRIBUTIONS, HOUSEHOLDS, PAIRS, VISITS
from ui.pages.assistance.panels import AidPanel, HouseholdPanel, PairPanel, VisitPanel
from ui.pages.register import RegistersPage, RegisterView
from ui.settings import Settings


class AssistancePage(RegistersPage):
    """Everything that is done for people in need."""

    help_key = "assistance"

    def __init__(self, desk: Desk, settings: Settings) -> None:
        kinds = (
            (HOUSEHOLDS, HouseholdPanel),
            (DISTRIBUTIONS, DistributionPanel),
            (AIDS, AidPanel),
            (VISITS, VisitPanel),
            (PAIRS, PairPanel),
        )
        views = [RegisterView(desk, settings, register, panel) for register, panel in kinds]
        super().__init__("帮扶", [CaseView(desk, settings), *views, ChildView(desk, settings)])
