"""维权: petitions with their steps and clocks, what belongs to them, and the closed compartment as it is entered."""

from ui.pages.rights.page import RightsPage

__all__ = ["RightsPage"]
