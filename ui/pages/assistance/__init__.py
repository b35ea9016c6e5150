"""帮扶: cases, households, what is given, visits, pairs, children."""

from ui.pages.assistance.page import AssistancePage

__all__ = ["AssistancePage"]
