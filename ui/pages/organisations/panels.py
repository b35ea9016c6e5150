"""What stands beside the lists of 组织: a body with its officers, its election and whom it covers, a unit with its
bodies and venues, an officer and the end of her office. Gathers and shows; what is done are verbs.
"""

from typing import Any

from models.core.dates import PartialDate
from models.core.errors import Problem
from models.core.fields import FlagField
from models.organisations.body import UNION, Body
from models.organisations.covered import CoveredUnit, cover_unit, covered_units, uncover_unit
from models.organisations.elections import next_election
from models.organisations.unit import Unit
from models.organisations.venue import Venue
from models.people.officers import HEAD, PARTY_STATUSES, Officer, end_office, hold_election, officers_of
from models.people.person import Person
from ui.desk import Desk
from ui.offering import offer, verb_or_reason
from ui.pages.finders import body_choice, find_units, unit_choice
from ui.pages.organisations.kinds import PAGE, UNION_SECTION
from ui.pages.register import RecordPanel, Register
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.inline_form import Entries, Entry, InlineForm

DOT = " · "
_TAKEN_OVER = ("sex", "born", "education", "phone")


def _joined(*facts: str) -> str:
    return DOT.join(fact for fact in facts if fact)


def _end_offices() -> Any:
    field = FlagField("上一届任职一并卸任", help="留任的，换届后重新登记任职。")
    field.name = "end_offices"
    return field


class UnitPanel(RecordPanel):
    """A unit, with its bodies and venues under it."""

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__(desk, register)
        self.bodies = Entries("组织", "登记组织", lambda: self._begin("body"), "这个单位还没有登记组织。")
        self.venues = Entries("阵地", "登记阵地", lambda: self._begin("venue"), "还没有登记阵地。")
        offer(desk, "register_body", self.bodies.begin_button)
        offer(desk, "register_venue", self.venues.begin_button)
        self.put_below(self.bodies, self.venues)

    def show_below(self) -> None:
        """Bodies, the unions that cover it, venues."""
        unit: Unit = self.record
        lines = [self._body(body, "") for body in Body.select().where(Body.unit == unit).order_by(Body.id)]
        for covered in CoveredUnit.select().where(CoveredUnit.unit == unit):
            lines.append(self._body(covered.body, "联合工会覆盖"))
        self.bodies.show_lines(lines)
        found = Venue.select().where(Venue.unit == unit).order_by(Venue.kind_of_venue, Venue.id)
        self.venues.show_lines([self._venue(venue) for venue in found])

    def _body(self, body: Body, how: str) -> Entry:
        ended = f"{Body.ended_on.show(body.ended_on)}撤销" if body.ended_on else ""
        facts = _joined(Body.level.show(body.level), body.head or "", how, ended)
        return Entry(body.name, facts, [("打开", lambda: self.go.emit(PAGE, ("body", body.uid)))])

    def _venue(self, venue: Venue) -> Entry:
        opened = f"{Venue.opened_on.show(venue.opened_on)}建成" if venue.opened_on else ""
        closed = "已停用" if venue.closed_on else ""
        facts = _joined(Venue.kind_of_venue.show(venue.kind_of_venue), opened, closed)
        return Entry(venue.name, facts, [("打开", lambda: self.go.emit(PAGE, ("venue", venue.uid)))])

    def _begin(self, key: str) -> None:
        self.go.emit(PAGE, (key, f"new:{self.record.uid}"))


class BodyPanel(RecordPanel):
    """A body; what only a union has is shown for unions alone."""

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__(desk, register)
        self.officers = Entries("任职", "登记任职", self._begin_officer, "还没有登记任职。")
        self.election = Entries("换届", "登记换届", self._ask_election)
        self.covered = Entries("涵盖单位", "登记涵盖单位", self._ask_unit, "还没有逐个登记涵盖的单位。")
        offer(desk, "register_officer", self.officers.begin_button)
        offer(desk, "hold_election", self.election.begin_button)
        offer(desk, "cover_unit", self.covered.begin_button)
        self.put_below(self.officers, self.election, self.covered)
        self.form.editors["kind_of_body"].edited.connect(self._follow_kind)
        self.form.edited.connect(self._follow_kind)

    def begin_with(self, uid: str) -> None:
        """A new body begins with its unit."""
        unit = Unit.get_or_none(Unit.uid == uid)
        if unit is not None:
            self.form.editors["unit"].set_value(unit_choice(unit))

    def show_below(self) -> None:
        """Officers, the next election, and the units that a joint union covers."""
        body: Body = self.record
        self.officers.show_lines([self._officer(officer) for officer in officers_of(body)])
        self.election.show_lines([self._election(body)])
        self.covered.show_lines([self._unit(one) for one in covered_units(body)])
        self.covered.setVisible(body.kind_of_body == UNION)

    def _fill(self) -> None:
        super()._fill()
        self._follow_kind()

    def _follow_kind(self) -> None:
        kind = self.form.readable_values(["kind_of_body"]).get("kind_of_body")
        self.form.show_section(UNION_SECTION, kind == UNION)

    def _officer(self, officer: Officer) -> Entry:
        term = f"{Officer.since.show(officer.since) or '…'} 至 {Officer.until.show(officer.until) or '…'}"
        left = f"{Officer.ended_on.show(officer.ended_on)}卸任" if officer.ended_on else ""
        duty = officer.post or Officer.duty.show(officer.duty)
        facts = _joined(duty, Officer.time.show(officer.time), term if officer.since or officer.until else "", left)
        return Entry(officer.name, facts, [("打开", lambda: self.go.emit(PAGE, ("officer", officer.uid)))])

    def _election(self, body: Body) -> Entry:
        held = f"本届 {Body.elected_on.show(body.elected_on)} 选举" if body.elected_on else "本届选举时间还没有登记"
        today = self.desk.today()
        due = next_election(body, today)
        if due is None:
            return Entry(held, "登记本届选举时间后，按任期推算换届时间。")
        reckoned = "（按任期推算）" if body.next_election_on is None else ""
        late = "，已经过期" if due.latest() < today else ""
        return Entry(held, f"{due.show()} 换届{reckoned}{late}")

    def _unit(self, covered: CoveredUnit) -> Entry:
        since = f"{CoveredUnit.since.show(covered.since)}起" if covered.since else ""
        away = verb_or_reason(self.desk, "uncover_unit", lambda: self.desk.do(self, uncover_unit, covered))
        return Entry(covered.unit.name, since, [("取消", away)])

    def _begin_officer(self) -> None:
        self.go.emit(PAGE, ("officer", f"new:{self.record.uid}"))

    def _ask_election(self) -> None:
        form = RecordForm([Section("", [Body.elected_on, Body.next_election_on, _end_offices()])])
        form.show_values({"elected_on": PartialDate.of(self.desk.today())})

        def store(values: dict[str, Any]) -> list[Problem] | None:
            on = values["elected_on"] or PartialDate.of(self.desk.today())
            leave = bool(values["end_offices"])
            owner = self.election.form
            done = self.desk.do(owner, hold_election, self.record, on, values["next_election_on"], end_offices=leave)
            return None if done is None else []

        self.election.open_form(InlineForm(form, "登记换届", store))

    def _ask_unit(self) -> None:
        form = RecordForm([Section("", [CoveredUnit.unit, CoveredUnit.since])], {"unit": find_units})

        def store(values: dict[str, Any]) -> list[Problem] | None:
            done = self.desk.do(self.covered.form, cover_unit, self.record, values["unit"], values["since"])
            return None if done is None else []

        self.covered.open_form(InlineForm(form, "登记涵盖单位", store))


class OfficerPanel(RecordPanel):
    """An office, and the way out of it; a registered person brings along what is known of her."""

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__(desk, register)
        self.end = Entries("卸任", "登记卸任", self._ask_end, "在任。")
        self.put_below(self.end)
        self.form.settled.connect(lambda name: self._take_over() if name == "person" else None)

    def begin_with(self, uid: str) -> None:
        """A new office begins with its body, and where its head is only a name there, with her."""
        body = Body.get_or_none(Body.uid == uid)
        if body is None:
            return
        self.form.editors["body"].set_value(body_choice(body))
        if body.head and not any(one.duty == HEAD and one.ended_on is None for one in officers_of(body)):
            for name, value in (("duty", HEAD), ("name", body.head), ("post", body.head_post)):
                self.form.editors[name].set_value(value)
        self.form.go_to("duty")

    def show_below(self) -> None:
        """Whether she still serves."""
        officer: Officer = self.record
        back = verb_or_reason(self.desk, "end_office", lambda: self.desk.do(self, end_office, officer, None))
        over = officer.ended_on is not None
        self.end.show_lines([Entry(Officer.ended_on.show(officer.ended_on), "", [("取消", back)])] if over else [])
        self.end.begin_button.setVisible(not over)
        offer(self.desk, "end_office", self.end.begin_button)

    def _take_over(self) -> None:
        """The name is hers; what else is known of her need not be typed again."""
        person: Person | None = self.form.readable_values(["person"]).get("person")
        if person is None:
            return
        self.form.editors["name"].set_value(person.name)
        for name in _TAKEN_OVER:
            editor = self.form.editors[name]
            if not editor.text() and getattr(person, name) is not None:
                editor.set_value(getattr(person, name))
        if person.political_status and not self.form.editors["party_member"].text():
            self.form.editors["party_member"].set_value(person.political_status in PARTY_STATUSES)

    def _ask_end(self) -> None:
        form = RecordForm([Section("", [Officer.ended_on])])
        form.show_values({"ended_on": PartialDate.of(self.desk.today())})

        def store(values: dict[str, Any]) -> list[Problem] | None:
            on = values["ended_on"] or PartialDate.of(self.desk.today())
            done = self.desk.do(self.end.form, end_office, self.record, on)
            return None if done is None else []

        self.end.open_form(InlineForm(form, "登记卸任", store))


class VenuePanel(RecordPanel):
    """A venue; a new one begins with its unit."""

    def begin_with(self, uid: str) -> None:
        """A new venue begins with its unit."""
        unit = Unit.get_or_none(Unit.uid == uid)
        if unit is not None:
            self.form.editors["unit"].set_value(unit_choice(unit))
