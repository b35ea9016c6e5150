"""维权 on a person's page: her petitions as far as the reader may see them; not there when there is nothing to see."""

from collections.abc import Callable

from models.core.fields import partial_date
from models.people.person import Person
from models.rights import doing
from models.rights.lists import RightsRow, cases_of_person
from models.rights.procedure import steps
from models.rights.records import RUNNING, RightsCase
from ui.clearance import clearance_of
from ui.desk import Desk
from ui.widgets.inline_form import Entries, Entry


class Petitions(Entries):
    """The list; `go` opens a case."""

    def __init__(self, desk: Desk, go: Callable[[str, object], object]) -> None:
        super().__init__("维权")
        self._desk, self._go = desk, go
        self._person: Person | None = None
        # Also while another page is in front: what lies in the closed compartment must not stay.
        clearance_of(desk).left.connect(self._reread)
        self.hide()

    def show_person(self, person: Person) -> None:
        """Read them anew."""
        self._person = person
        rows = cases_of_person(doing.inside(self._desk.opened), person)
        self.show_lines([self._entry(row) for row in rows])
        self.setVisible(bool(rows))

    def _entry(self, row: RightsRow) -> Entry:
        ended = row.status != RUNNING
        state = RightsCase.status.show(row.status) if ended else f"办到“{steps()[row.step].title}”"
        facts = (partial_date(row.registered_on).short(), RightsCase.rights_class.show(row.rights_class), state)
        return Entry(row.number or "", " · ".join(facts), [("打开", lambda: self._go("rights", row.uid))])

    def _reread(self) -> None:
        if self._person is not None:
            self.show_person(self._person)
