"""帮扶 on a person's page: her cases, what she was given, visits, pairs and the register of children; each opens."""

from collections.abc import Callable, Iterator

from models.assistance.aid import Aid
from models.assistance.case import CLOSED, HelpCase
from models.assistance.children import LeftBehindChild
from models.assistance.giving_lists import AidRow, Given, PairRow, of_person
from models.assistance.lists import cases_of
from models.assistance.programmes import title_of
from models.core.fields import partial_date
from models.people.person import Person
from ui.desk import Desk
from ui.offering import verb_or_reason
from ui.widgets.inline_form import Entries, Entry

MOST = 8
"""Of each kind; a household on file for years has more aids than its page needs."""


class Helped(Entries):
    """The list; `go` opens what stands in it."""

    def __init__(self, desk: Desk, go: Callable[[str, object], object]) -> None:
        super().__init__("帮扶", "开立个案", self._begin, "还没有帮扶记录。")
        self._go = go
        self._person: Person | None = None
        allowed = verb_or_reason(desk, "open_help_case", self._begin)
        self.begin_button.setEnabled(not isinstance(allowed, str))
        self.begin_button.setToolTip(allowed if isinstance(allowed, str) else "")

    def show_person(self, person: Person) -> None:
        """Read it anew."""
        self._person = person
        self.show_lines(self.entries_of(person))

    def entries_of(self, person: Person) -> list[Entry]:
        """What stands there for a person."""
        given = of_person(person.id)
        cases = [self._case(case, person) for case in cases_of(person)]
        return [*cases, *self._aids(given.aids), *self._visits(given), *self._pairs(given)]

    def _case(self, case: HelpCase, person: Person) -> Entry:
        state = HelpCase.closing.show(case.closing) if case.status == CLOSED else HelpCase.step.show(case.step)
        whose = case.person.name if case.person_id != person.id else ""
        facts = (case.number or "", whose, HelpCase.status.show(case.status), state)
        return self._entry(HelpCase.programme.show(case.programme), facts, "case", case.uid)

    def _aids(self, aids: list[AidRow]) -> Iterator[Entry]:
        for aid in [aid for aid in aids if aid.given_on][:MOST]:
            what = aid.goods or f"{Aid.amount.show(aid.amount)} 元"
            yield self._entry(f"{_day(aid.given_on)} 发放", (title_of(aid.programme), what), "aid", aid.uid)
        if len(aids) > MOST:
            yield Entry("", f"更早的发放还有 {len(aids) - MOST} 笔，在“帮扶—发放记录”里查。")

    def _visits(self, given: Given) -> Iterator[Entry]:
        for visit in given.visits[:MOST]:
            yield self._entry(f"{_day(visit.visited_on)} 走访", (visit.visitors, visit.gift or ""), "visit", visit.uid)

    def _pairs(self, given: Given) -> Iterator[Entry]:
        yield from (self._pair(pair, pair.helper) for pair in given.pairs)
        yield from (self._pair(pair, f"帮扶{pair.helped}") for pair in given.helping)
        for child in given.child:
            facts = (
                "留守儿童" if child.left_behind else "困境儿童",
                child.school or "",
                "已退出" if child.closed_on else "在册",
            )
            yield self._entry("儿童登记", facts, LeftBehindChild.kind(), child.uid)

    def _pair(self, pair: PairRow, other: str) -> Entry:
        ended = f"{_day(pair.ended_on)} 结束" if pair.ended_on else "结对中"
        return self._entry(f"{_day(pair.started_on)} 结对", (other, ended), "pair", pair.uid)

    def _entry(self, title: str, facts: tuple[str, ...], key: str, uid: str) -> Entry:
        see = [("打开", lambda: self._go("assistance", (key, uid)))]
        return Entry(title, " · ".join(fact for fact in facts if fact), see)

    def _begin(self) -> None:
        if self._person is not None:
            self._go("assistance", ("case", f"new:{self._person.uid}"))


def _day(iso: str | None) -> str:
    return partial_date(iso).short() if iso else ""
