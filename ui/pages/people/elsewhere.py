"""两地登记 on a person's page: the other records of the same human, who reported them, what differs, what they bring.

Not there for whom one record is all there is. Taking the join back is a verb of `models.people.same`.
"""

from collections.abc import Callable, Iterator

from models.exchange.likeness.lists import DIFFERENT, compared, office_name
from models.people.person import Membership, Person
from models.people.same import part_persons, records_of
from models.recommendation.lists import recommendations_of
from models.recommendation.records import Recommendation
from ui.desk import Desk
from ui.offering import verb_or_reason
from ui.pages.people.helped import MOST, Helped
from ui.widgets.inline_form import Entries, Entry

_SHOWN = "名单和统计里显示的是这一条"


class Elsewhere(Entries):
    """The list; `go` opens a record."""

    def __init__(self, desk: Desk, go: Callable[[str, object], object]) -> None:
        super().__init__("两地登记")
        self._desk, self._go = desk, go
        self._helped = Helped(desk, go)
        self.hide()

    def show_person(self, person: Person) -> None:
        """Read them anew."""
        records = records_of(person)
        others = [record for record in records if record.uid != person.uid]
        lines = []
        for other in others:
            lines.append(self._record(person, other, shown=other.uid == records[0].uid))
            lines += self._hanging(other)
        self.show_lines(lines)
        self.setVisible(bool(others))

    def _record(self, person: Person, other: Person, shown: bool) -> Entry:
        differing = [line for line in compared(person, other) if line.how == DIFFERENT]
        told = [f"{line.label} {line.other}" for line in differing]
        words = f"不同的：{'；'.join(told)}" if told else "填写的内容没有不同"
        facts = (_SHOWN if shown else "", other.name, words)
        # The record that stands behind is the one that is taken out of the group.
        going = person if shown else other
        back = verb_or_reason(self._desk, "part_persons", lambda: self._desk.do(self, part_persons, going))
        verbs = [("打开", lambda: self._go("people", other.uid)), ("撤销认定", back)]
        return Entry(office_name(other.origin), " · ".join(filter(None, facts)), verbs)

    def _hanging(self, other: Person) -> Iterator[Entry]:
        members = Membership.select().where(Membership.person == other).order_by(Membership.id)
        for member in list(members)[:MOST]:
            facts = (Membership.kind_of_body.show(member.kind_of_body), member.body.name if member.body else "")
            yield Entry("　会籍", " · ".join(filter(None, (*facts, member.post))))
        for rec in recommendations_of(other.id)[:MOST]:
            facts = (rec.batch.title, rec.body.name, Recommendation.status.show(rec.status))
            opening = [("打开", lambda uid=rec.uid: self._go("recommendation", uid))]
            yield Entry("　推优", " · ".join(facts), opening)
        for entry in self._helped.entries_of(other):
            yield entry._replace(text=f"　{entry.text}")
