"""创先争优: campaigns with their six steps, awards, the talent file, activities, and the year's targets."""

from ui.pages.excellence.page import ExcellencePage

__all__ = ["ExcellencePage"]
