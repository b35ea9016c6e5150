"""Pages with tabs, and what stands under a tab."""

from ui.pages.parts.page import Offered, PartsPage, class_of
from ui.pages.parts.part import Part

__all__ = ["Offered", "Part", "PartsPage", "class_of"]
