"""Where a person stands: memberships, the way into the Party, recommendations; each changed at once by its verb."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget

from models.core.codes import table
from models.core.dates import PartialDate
from models.core.errors import Problem, ValueProblem
from models.people.person import Membership, PartyStage, Person
from models.people.verbs import (
    change_membership,
    join_body,
    reach_stage,
    remove_membership,
    remove_stage,
)
from models.recommendation.lists import recommendations_of
from models.recommendation.procedure import procedure
from models.recommendation.records import RUNNING, Recommendation
from ui.desk import Desk
from ui.offering import offer, verb_or_reason
from ui.pages.finders import body_choice, find_bodies
from ui.pages.people.elsewhere import Elsewhere
from ui.pages.people.helped import Helped
from ui.pages.people.offices import Offices
from ui.pages.people.petitions import Petitions
from ui.pages.people.striving import Striving
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.inline_form import Entries, Entry, InlineForm
from ui.widgets.parts import column


class Standing(QWidget):
    """The lists under a person's form."""

    go = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._person: Person | None = None
        self.memberships = Entries("会籍", "登记会籍", self._join, "还没有登记会籍。")
        self.stages = Entries("入党历程")
        self.recommendations = Entries("推优记录", empty="还没有推优记录。")
        offer(desk, "join_body", self.memberships.begin_button)
        layout = column(self, 20)
        for entries in self._all():
            layout.addWidget(entries)
        self.offices = Offices(self.go.emit)
        self.helped = Helped(desk, self.go.emit)
        self.striving = Striving(desk, self.go.emit)
        self.petitions = Petitions(desk, self.go.emit)
        self.elsewhere = Elsewhere(desk, self.go.emit)
        layout.addWidget(self.offices)
        layout.addWidget(self.helped)
        layout.addWidget(self.striving)
        layout.addWidget(self.petitions)
        layout.addWidget(self.elsewhere)

    def places(self) -> dict[str, QWidget]:
        """The lists by a short name."""
        return {
            "会籍": self.memberships,
            "入党": self.stages,
            "推优": self.recommendations,
            "帮扶": self.helped,
            "荣誉": self.striving,
        }

    def show_person(self, person: Person) -> None:
        """Read everything of this person."""
        if self._person is None or self._person.id != person.id:
            self.close_form()
        self._person = person
        self.memberships.show_lines([self._membership(member) for member in _memberships(person)])
        reached = {stage.stage: stage for stage in PartyStage.select().where(PartyStage.person == person)}
        self.stages.show_lines([self._stage(code.code, reached) for code in table("party.stage").items()])
        self.recommendations.show_lines([self._recommendation(rec) for rec in recommendations_of(person.id)])
        self.offices.show_person(person)
        self.helped.show_person(person)
        self.striving.show_person(person)
        self.petitions.show_person(person)
        self.elsewhere.show_person(person)

    def form_in_use(self) -> InlineForm | None:
        """The small form that has the keys."""
        focus = QApplication.focusWidget()
        forms = (entries.form for entries in self._all())
        return next((form for form in forms if form and focus and form.isAncestorOf(focus)), None)

    def close_form(self) -> bool:
        """Close whatever small form is open; False when none was."""
        closed = [entries.close_form() for entries in self._all()]
        return any(closed)

    def _all(self) -> tuple[Entries, Entries, Entries]:
        return self.memberships, self.stages, self.recommendations

    def _membership(self, member: Membership) -> Entry:
        kind = Membership.kind_of_body.show(member.kind_of_body)
        period = f"{_shown(member.joined_on) or '…'} 至 {_shown(member.left_on) or '今'}" if member.joined_on else ""
        if member.left_on and not period:
            period = f"{_shown(member.left_on)} 离开"
        flags = [word for word, flag in (("代表", member.representative), ("执委", member.executive)) if flag]
        facts = (member.body.name if member.body else "", member.post, *flags, member.number, period)
        verbs = [
            ("修改", self._offered("change_membership", lambda: self._change(member))),
            ("删除", self._offered("remove_membership", lambda: self._remove(member))),
        ]
        if not member.left_on:
            ending = self._offered("change_membership", lambda: self._change(member, "left_on"))
            verbs.insert(1, ("结束", ending))
        return Entry(kind, " · ".join(fact for fact in facts if fact), verbs)

    def _stage(self, stage: str, reached: Mapping[str, PartyStage]) -> Entry:
        found = reached.get(stage)
        title = PartyStage.stage.show(stage)
        if found is None:
            return Entry(title, "—", [("登记", self._offered("reach_stage", lambda: self._reach(stage, None)))])
        facts = (PartyStage.reached_on.show(found.reached_on) or "时间不详", found.companions or "")
        verbs = [
            ("修改", self._offered("reach_stage", lambda: self._reach(stage, found))),
            ("删除", self._offered("remove_stage", lambda: self._desk.do(self, remove_stage, found))),
        ]
        return Entry(title, " · ".join(fact for fact in facts if fact), verbs)

    def _recommendation(self, rec: Recommendation) -> Entry:
        steps = procedure(rec.batch.channel).steps
        where = f"办到“{steps[rec.step].title}”" if rec.status == RUNNING and rec.step in steps else ""
        state = where or Recommendation.status.show(rec.status)
        answer = Recommendation.answer.show(rec.answer)
        facts = (rec.body.name, Recommendation.target.show(rec.target), state, answer)
        detail = " · ".join(fact for fact in facts if fact)
        return Entry(rec.batch.title, detail, [("打开", lambda: self.go.emit("recommendation", rec.uid))])

    def _offered(self, action: str, do: Callable[[], object]) -> Callable[[], object] | str:
        return verb_or_reason(self._desk, action, do)

    def _join(self) -> None:
        form = _membership_form()
        self.memberships.open_form(InlineForm(form, "登记会籍", self._store_new))

    def _change(self, member: Membership, into: str = "") -> None:
        form = _membership_form()
        form.show_values({**member.__data__, "body": body_choice(member.body)})
        self.memberships.open_form(InlineForm(form, "保存会籍", lambda values: self._store_changed(member, values)))
        if into:
            form.editors[into].set_value(PartialDate.of(self._desk.today()))
            form.go_to(into)

    def _remove(self, member: Membership) -> None:
        self._desk.do(self, remove_membership, member)

    def _store_new(self, values: dict[str, Any]) -> list[Problem] | None:
        given = {name: value for name, value in values.items() if value is not None and name != "kind_of_body"}
        done = self._desk.do(self.memberships.form, join_body, self._person, values["kind_of_body"], given)
        return None if done is None else []

    def _store_changed(self, member: Membership, values: dict[str, Any]) -> list[Problem] | None:
        done = self._desk.do(self.memberships.form, change_membership, member, values)
        return None if done is None else []

    def _reach(self, stage: str, found: PartyStage | None) -> None:
        form = RecordForm([Section("", [PartyStage.reached_on, PartyStage.companions])])
        if found is not None:
            form.show_values(dict(found.__data__))
        verb = f"{'保存' if found else '登记'}“{PartyStage.stage.show(stage)}”"
        self.stages.open_form(InlineForm(form, verb, lambda values: self._store_stage(stage, values)))

    def _store_stage(self, stage: str, values: dict[str, Any]) -> list[Problem] | None:
        reached_on, companions = values["reached_on"], values["companions"] or ""
        done = self._desk.do(self.stages.form, reach_stage, self._person, stage, reached_on, companions)
        return None if done is None else []


def _membership_form() -> RecordForm:
    kinds = (
        Membership.body,
        Membership.kind_of_body,
        Membership.post,
        Membership.number,
        Membership.joined_on,
        Membership.left_on,
        Membership.representative,
        Membership.executive,
    )
    form = RecordForm([Section("", kinds)], {"body": find_bodies})
    form.settled.connect(lambda name: _follow_body(form) if name == "body" else None)
    form.editors["body"].edited.connect(lambda: _follow_body(form))
    return form


def _follow_body(form: RecordForm) -> None:
    """A body has one kind: it is not asked again."""
    try:
        body = form.editors["body"].value()
    except ValueProblem:
        return  # half typed, or unknown: its own line says so when it is left
    if body is not None:
        form.editors["kind_of_body"].set_value(body.kind_of_body)


def _memberships(person: Person) -> list[Membership]:
    found = Membership.select().where(Membership.person == person)
    return sorted(found, key=lambda member: (member.left_on is not None, str(member.joined_on or ""), member.id))


def _shown(when: PartialDate | None) -> str:
    return Membership.joined_on.show(when)
