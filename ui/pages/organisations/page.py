"""The page 组织: two lists, bodies and units, each with its record beside it."""

from ui.desk import Desk
from ui.pages.organisations.kinds import BODIES, UNITS
from ui.pages.register import RegistersPage, RegisterView
from ui.settings import Settings


class OrganisationsPage(RegistersPage):
    """Bodies and units."""

    help_key = "organisations"

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__("组织", [RegisterView(desk, settings, register) for register in (BODIES, UNITS)])
