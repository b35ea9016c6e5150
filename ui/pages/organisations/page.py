"""The page 组织: bodies, units, officers and venues, the tree of them, and what is reckoned from them."""

from ui.desk import Desk
from ui.pages.consent import Consent
from ui.pages.organisations.exports import ExportingView
from ui.pages.organisations.kinds import BODIES, OFFICERS, UNITS, VENUES
from ui.pages.organisations.listing import ListingView
from ui.pages.organisations.panels import BodyPanel, OfficerPanel, UnitPanel, VenuePanel
from ui.pages.organisations.reckoned import COVERAGE, ELECTIONS, PRIORITY
from ui.pages.organisations.tree import TreeView
from ui.pages.register import RegistersPage
from ui.settings import Settings

_REGISTERS = ((BODIES, BodyPanel), (UNITS, UnitPanel), (OFFICERS, OfficerPanel), (VENUES, VenuePanel))
_RECKONED = (COVERAGE, PRIORITY, ELECTIONS)


class OrganisationsPage(RegistersPage):
    """Bodies and units, their people and places; the tree; what is lacking, due, or to come first."""

    help_key = "organisations"

    def __init__(self, desk: Desk, settings: Settings) -> None:
        typed = [ExportingView(desk, settings, register, panel) for register, panel in _REGISTERS]
        reckoned = [ListingView(desk, listing) for listing in _RECKONED]
        super().__init__("组织", [*typed, TreeView(desk, settings), *reckoned])
        consent = Consent(desk, self, self.body)
        for view in (*typed, *reckoned):
            view.consent = consent

    def open_target(self, target: object) -> None:
        """As every page of registers; (key of a reckoned list, what to show of it) as well."""
        key, which = target if isinstance(target, tuple) else ("", target)
        view = self.views.get(key)
        if isinstance(view, ListingView):
            self.show_register(key)
            view.show_matter(str(which or ""))
        else:
            super().open_target(target)
