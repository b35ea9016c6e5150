"""打印: every form of the chosen records as real pages, what is still empty on it, printing and saving."""

from ui.pages.printing.page import PrintingPage

__all__ = ["PrintingPage"]
