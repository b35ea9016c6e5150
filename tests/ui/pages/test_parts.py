"""Pages with tabs: only the part in front is read anew; the others are when they are shown."""

from collections.abc import Callable
from typing import Any

from ui.desk import Desk
from ui.pages.parts import Offered, Part, PartsPage
from ui.settings import Settings


class Counting(Part):
    """Counts how often it was read."""

    reads = 0

    def refresh(self) -> None:
        """Once more."""
        self.reads += 1

    @classmethod
    def waiting(cls, _desk: Desk) -> int:
        """Always the same."""
        return 3


class TwoParts(PartsPage):
    """Two tabs."""

    parts = tuple(Offered(key, title, __name__, "Counting") for key, title in (("one", "甲"), ("other", "乙")))


def test_a_part_out_of_sight_is_read_when_it_is_shown(enter: Callable[..., Any], shown: Callable[..., Any]) -> None:
    page = shown(TwoParts("两张", enter("today").desk, Settings()))
    other, one = page.show_part("other"), page.show_part("one")
    page.refresh()
    page.refresh()
    assert (one.reads, other.reads) == (2, 0)
    page.show_part("other")
    page.show_part("one")
    page.show_part("other")
    assert (one.reads, other.reads) == (2, 1)


def test_what_waits_stands_beside_every_tab_at_once(enter: Callable[..., Any], shown: Callable[..., Any]) -> None:
    page = shown(TwoParts("两张", enter("today").desk, Settings()))
    page.refresh()
    assert [button.text() for button in page._buttons.values()] == ["甲　3", "乙　3"]
