"""组织: the bodies of the township and the units they belong to."""

from ui.pages.organisations.page import OrganisationsPage

__all__ = ["OrganisationsPage"]
