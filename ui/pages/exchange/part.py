"""What every part of the page U盘报送 is."""

from ui.pages.parts.part import Part

__all__ = ["Part"]
