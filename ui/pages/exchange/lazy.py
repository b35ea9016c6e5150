"""A part that reads anew only while it is seen; what changed meanwhile is read when it is shown again."""

from typing import Any

from ui.desk import Desk
from ui.pages.parts import Part
from ui.settings import Settings


class LazyPart(Part):
    """`read` is written by each part; nothing is read before it is first shown."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__(desk, settings)
        self._stale = True

    def refresh(self) -> None:
        """Read anew, now or when it is shown; how many wait is told at once."""
        self.counted.emit(type(self).waiting(self.desk))
        self._stale = not self.isVisible()
        if not self._stale:
            self.read()

    def read(self) -> None:
        """Read anew what is shown."""

    def showEvent(self, event: Any) -> None:
        """What changed while it was not seen."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.read()
