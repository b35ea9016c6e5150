"""人员: the list of everybody the office keeps, and one person's record beside it."""

from ui.pages.people.page import PeoplePage

__all__ = ["PeoplePage"]
