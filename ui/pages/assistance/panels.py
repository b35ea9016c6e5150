"""What stands beside the lists of 帮扶: a visit with its photographs, a pair with its contacts, a household with its
members and cases, a child. Gathers and shows; what is done are the verbs of `models.assistance`."""

from typing import Any

from models.assistance.aid import Aid, confirm_receipt
from models.assistance.case import HelpCase
from models.assistance.children import LeftBehindChild, close_child
from models.assistance.household import Household, HouseholdMember
from models.assistance.lists import cases_of_household, members_of
from models.assistance.pairs import Contact, Pair, change_contact, end_pair, keep_contact, remove_contact
from models.assistance.verbs import add_member, change_member, remove_member
from models.core.errors import Problem
from models.core.record import Record
from models.core.verbs import Done
from models.office.attachment import Store, attach, attachments_of, detach
from models.people.person import Person
from ui.desk import Desk
from ui.pages.attachments import Attachments, Shelf
from ui.pages.finders import find_people, person_choice
from ui.pages.register import RecordPanel, Register
from ui.pages.unmasking import mask
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.inline_form import Entries, Entry, InlineForm

DOT = " · "


def open_shelf(desk: Desk, owner: Any, record: Record, title: str) -> Shelf:
    """The files of a record that lies in the open tables; `owner` is the widget that says what went wrong."""
    store = Store(desk.opened)
    return Shelf(
        lambda: attachments_of(record),
        lambda kept: store.content(kept.uid),
        lambda name, content: desk.do(owner, attach, store, record, title, name, content),
        lambda kept: desk.do(owner, detach, kept),
    )


def saved(done: Done[Any] | None) -> list[Problem] | None:
    """What an inline form wants to hear of a verb."""
    return None if done is None else []


class VisitPanel(RecordPanel):
    """A visit, with its photographs under it."""

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__(desk, register)
        self.photos = Attachments("照片", "添加照片", "还没有照片。")
        self.put_below(self.photos)

    def show_below(self) -> None:
        """The photographs."""
        self.photos.show_shelf(open_shelf(self.desk, self, self.record, "走访照片"))


class AidPanel(RecordPanel):
    """One aid, and how it was signed for."""

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__(desk, register)
        self.receipt = Entries("签收", "登记签收", self._ask, "还没有登记签收。")
        self.put_below(self.receipt)

    def show_below(self) -> None:
        """Who signed, when and how."""
        aid: Aid = self.record
        by = f"由{aid.received_by}（{aid.relation}）代领" if aid.received_by else ""
        facts = (Aid.receipt.show(aid.receipt), by, aid.transfer_number or "")
        signed = [Entry(Aid.received_on.show(aid.received_on), DOT.join(fact for fact in facts if fact))]
        self.receipt.show_lines(signed if aid.received_on else [])

    def _ask(self) -> None:
        kinds = [Aid.received_on, Aid.receipt, Aid.received_by, Aid.relation, Aid.transfer_number]
        form = RecordForm([Section("", kinds)])
        form.show_values({"received_on": self.desk.today()})

        def store(values: dict[str, Any]) -> list[Problem] | None:
            return saved(self.desk.do(self.receipt.form, confirm_receipt, self.record, values))

        self.receipt.open_form(InlineForm(form, "登记签收", store))


class PairPanel(RecordPanel):
    """A pair, with its contacts under it and the way to end it."""

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__(desk, register)
        self.contacts = Entries("联系记录", "登记联系", self._begin, "还没有联系记录。")
        self.end = Entries("结束结对", "结束", self._ask_end, "仍在结对中。")
        self.put_below(self.contacts, self.end)

    def show_below(self) -> None:
        """The contacts, the newest first, and how it ended."""
        pair: Pair = self.record
        found = Contact.select().where(Contact.pair == pair).order_by(Contact.held_on.desc(), Contact.id.desc())
        self.contacts.show_lines([self._contact(contact) for contact in found])
        over = pair.ended_on is not None
        ended = [Entry(Pair.ended_on.show(pair.ended_on), pair.end_reason or "")] if over else []
        self.end.show_lines(ended)
        self.end.begin_button.setVisible(not over)
        self.contacts.begin_button.setVisible(not over)

    def _contact(self, contact: Contact) -> Entry:
        facts = (Contact.form.show(contact.form), contact.by or "", contact.content or "")
        verbs = [
            ("修改", lambda: self._open_contact(contact)),
            ("删除", lambda: self.desk.do(self, remove_contact, contact)),
        ]
        return Entry(Contact.held_on.show(contact.held_on), DOT.join(fact for fact in facts if fact), verbs)

    def _begin(self) -> None:
        self._open_contact(None)

    def _open_contact(self, contact: Contact | None) -> None:
        form = RecordForm([Section("", [Contact.held_on, Contact.form, Contact.by, Contact.content])])
        start = dict(contact.__data__) if contact else {"held_on": self.desk.today(), "by": self.record.helper_name}
        form.show_values(start)

        def store(values: dict[str, Any]) -> list[Problem] | None:
            owner = self.contacts.form
            if contact is None:
                given = {name: value for name, value in values.items() if value is not None}
                return saved(self.desk.do(owner, keep_contact, self.record, given))
            return saved(self.desk.do(owner, change_contact, contact, values))

        self.contacts.open_form(InlineForm(form, "保存联系记录", store))

    def _ask_end(self) -> None:
        form = RecordForm([Section("", [Pair.ended_on, Pair.end_reason])])
        form.show_values({"ended_on": self.desk.today()})

        def store(values: dict[str, Any]) -> list[Problem] | None:
            day, reason = values["ended_on"] or self.desk.today(), values["end_reason"] or ""
            return saved(self.desk.do(self.end.form, end_pair, self.record, day, reason))

        self.end.open_form(InlineForm(form, "结束结对", store))


class ChildPanel(RecordPanel):
    """A child's entry, and the way off the register."""

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__(desk, register)
        self.end = Entries("退出登记", "退出", self._ask_end, "在册。")
        self.put_below(self.end)

    def show_below(self) -> None:
        """Whether the child is on the register."""
        child: LeftBehindChild = self.record
        over = child.closed_on is not None
        back = [("恢复在册", lambda: self.desk.do(self, close_child, child, None))]
        day = LeftBehindChild.closed_on.show(child.closed_on)
        self.end.show_lines([Entry(day, child.close_reason or "", back)] if over else [])
        self.end.begin_button.setVisible(not over)

    def _ask_end(self) -> None:
        form = RecordForm([Section("", [LeftBehindChild.closed_on, LeftBehindChild.close_reason])])
        form.show_values({"closed_on": self.desk.today()})

        def store(values: dict[str, Any]) -> list[Problem] | None:
            day, reason = values["closed_on"] or self.desk.today(), values["close_reason"] or ""
            return saved(self.desk.do(self.end.form, close_child, self.record, day, reason))

        self.end.open_form(InlineForm(form, "退出登记", store))


_MEMBER = (
    "name relation sex id_number born nationality political_status insurance health income_month identity employer "
    "education enrolled_on school_years disability illness model_worker contract_on contract_term"
)


class HouseholdPanel(RecordPanel):
    """A household, with its members, its cases and its papers under it."""

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__(desk, register)
        self.members = Entries("家庭成员", "登记成员", lambda: self._open_member(None), "还没有登记家庭成员。")
        self.cases = Entries("帮扶个案", "开立个案", self._open_case, "这一户还没有帮扶个案。")
        self.files = Attachments("附件", "添加附件", "还没有附件。")
        self.put_below(self.members, self.cases, self.files)

    def begin_with(self, uid: str) -> None:
        """A new household begins with its head."""
        head = Person.get_or_none(Person.uid == uid)
        if head is not None:
            self.form.editors["head"].set_value(person_choice(head))

    def show_below(self) -> None:
        """Members, cases, files."""
        household: Household = self.record
        self.members.show_lines([self._member(member) for member in members_of(household.id)])
        self.cases.show_lines([self._case(case) for case in cases_of_household(household.id)])
        self.files.show_shelf(open_shelf(self.desk, self, household, "家庭档案附件"))

    def _member(self, member: HouseholdMember) -> Entry:
        income = HouseholdMember.income_month.show(member.income_month)
        facts = (
            HouseholdMember.relation.show(member.relation),
            HouseholdMember.born.show(member.born),
            HouseholdMember.health.show(member.health),
            HouseholdMember.identity.show(member.identity),
            f"月收入 {income} 元" if income else "",
        )
        verbs = [
            ("修改", lambda: self._open_member(member)),
            ("删除", lambda: self.desk.do(self, remove_member, member)),
        ]
        return Entry(member.name, DOT.join(fact for fact in facts if fact), verbs)

    def _case(self, case: HelpCase) -> Entry:
        facts = (case.number or "", case.name, HelpCase.status.show(case.status), HelpCase.step.show(case.step))
        open_it = [("打开", lambda: self.go.emit("assistance", ("case", case.uid)))]
        return Entry(HelpCase.programme.show(case.programme), DOT.join(fact for fact in facts if fact), open_it)

    def _open_case(self) -> None:
        self.go.emit("assistance", ("case", f"new:{self.record.uid}"))

    def _open_member(self, member: HouseholdMember | None) -> None:
        kinds = [HouseholdMember.person, *(HouseholdMember._meta.fields[name] for name in _MEMBER.split())]
        form = RecordForm([Section("", kinds)], {"person": find_people})
        mask(form, self.desk, lambda: member)
        if member is not None:
            form.show_values({**member.__data__, "person": person_choice(member.person)})
        form.settled.connect(lambda name: _take_over(form) if name == "person" else None)

        def store(values: dict[str, Any]) -> list[Problem] | None:
            owner = self.members.form
            if member is None:
                given = {name: value for name, value in values.items() if value is not None}
                return saved(self.desk.do(owner, add_member, self.record, given))
            return saved(self.desk.do(owner, change_member, member, form.changed_values()))

        self.members.open_form(InlineForm(form, "保存家庭成员", store))


def _take_over(form: RecordForm) -> None:
    """What is known of a person who is kept already need not be typed again."""
    person = form.readable_values(["person"]).get("person")
    if person is None:
        return
    for name in ("name", "sex", "id_number", "born", "nationality", "political_status"):
        editor = form.editors[name]
        if not editor.text() and getattr(person, name) is not None:
            editor.set_value(getattr(person, name))
