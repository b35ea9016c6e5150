"""荣誉和培养 on a person's page: her nominations, the talent file, courses that she came to; each opens."""

from collections.abc import Callable, Iterator

from models.core.codes import table
from models.core.fields import partial_date
from models.excellence import lists
from models.excellence.activities import Activity, Attendance
from models.excellence.awards import RUNNING
from models.excellence.listing import Wanted
from models.people.person import Person
from ui.desk import Desk
from ui.offering import offer
from ui.widgets.inline_form import Entries, Entry

MOST = 8
"""Courses that are shown; a keen volunteer has more than her page needs."""


class Striving(Entries):
    """The list; `go` opens what stands in it."""

    def __init__(self, desk: Desk, go: Callable[[str, object], object]) -> None:
        super().__init__("荣誉和培养", "推荐评选", self._begin, "还没有评选推荐、人才库和培训记录。")
        self._go = go
        self._person: Person | None = None
        offer(desk, "nominate_award", self.begin_button)

    def show_person(self, person: Person) -> None:
        """Read it anew."""
        self._person = person
        self.show_lines([*self._awards(person), *self._talents(person), *self._courses(person)])

    def _begin(self) -> None:
        if self._person is not None:
            self._go("excellence", ("award", f"new:{self._person.uid}"))

    def _awards(self, person: Person) -> Iterator[Entry]:
        for row in lists.NOMINATIONS.rows(lists.NOMINATIONS.ids(Wanted(person_id=person.id))):
            title = row.award_title or table("award.kind").label(row.award)
            at = f"办到“{table('award.step').label(row.step)}”" if row.status == RUNNING else ""
            state = at or table("award.status").label(row.status)
            yield self._entry(title, (f"{row.year}年", state, row.award_number or ""), "award", row.uid)

    def _talents(self, person: Person) -> Iterator[Entry]:
        for row in lists.TALENTS.rows(lists.TALENTS.ids(Wanted(person_id=person.id))):
            leads = f"带动 {row.leads_households} 户" if row.leads_households else ""
            left = f"{partial_date(row.left_on).short()} 出库" if row.left_on else ""
            yield self._entry(
                table("talent.kind").label(row.kind_of_talent), (row.skill or "", leads, left), "talent", row.uid
            )

    def _courses(self, person: Person) -> Iterator[Entry]:
        found = Activity.select().join(Attendance).where(Attendance.person == person)
        came = list(found.order_by(Activity.from_on.desc(), Activity.id.desc()))
        for one in came[:MOST]:
            facts = (Activity.kind_of_activity.show(one.kind_of_activity), one.place or "")
            yield self._entry(f"{one.from_on:%Y.%m.%d} {one.title}", facts, "activity", one.uid)
        if len(came) > MOST:
            yield Entry("", f"更早的活动和培训还有 {len(came) - MOST} 次，在“创先争优—活动培训”里查。")

    def _entry(self, title: str, facts: tuple[str, ...], key: str, uid: str) -> Entry:
        see = [("打开", lambda: self._go("excellence", (key, uid)))]
        return Entry(title, " · ".join(fact for fact in facts if fact), see)
