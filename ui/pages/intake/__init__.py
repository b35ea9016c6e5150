"""The intake of rosters: choose files, look at what they would do, import; one page in three stages."""

from ui.pages.intake.page import IntakePage

__all__ = ["IntakePage"]
