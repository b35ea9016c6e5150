"""任职 on a person's page: the posts that she holds and held; each opens."""

from collections.abc import Callable

from models.core.fields import partial_date
from models.people.officers import OfficeHeld, Officer, offices_of
from models.people.person import Person
from ui.widgets.inline_form import Entries, Entry


class Offices(Entries):
    """The list; `go` opens what stands in it."""

    def __init__(self, go: Callable[[str, object], object]) -> None:
        super().__init__("任职", empty="还没有登记任职。")
        self._go = go

    def show_person(self, person: Person) -> None:
        """Read it anew."""
        self.show_lines([self._office(one) for one in offices_of(person.id)])

    def _office(self, one: OfficeHeld) -> Entry:
        since = f"{_day(one.since)}起" if one.since else ""
        left = f"{_day(one.ended_on)}卸任" if one.ended_on else ""
        facts = (one.post or Officer.duty.show(one.duty), since, left)
        see = [("打开", lambda: self._go("organisations", ("officer", one.uid)))]
        return Entry(one.body, " · ".join(fact for fact in facts if fact), see)


def _day(iso: str) -> str:
    return partial_date(iso).short()
