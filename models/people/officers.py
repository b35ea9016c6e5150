"""Officers 任职: who holds which post in a body, full or part time, until when; and the election that ends a term.

Lies here because an officer is as a rule a registered person. What is known of her there is not typed again.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from models.core.database import DB
from models.core.dates import PartialDate
from models.core.due import Due, by_day
from models.core.errors import Problem, Severity, refuse_stops
from models.core.fields import (
    CodeField,
    CountField,
    FlagField,
    LineField,
    LinkField,
    NameField,
    ParagraphField,
    PartialDateField,
    PhoneField,
    partial_date,
)
from models.core.record import Record
from models.core.verbs import Work, verb
from models.office.rulebook import rule_book
from models.organisations.body import WOMEN, Body
from models.organisations.coverage import BOOK
from models.people.person import Person

PARTY_STATUSES = ("01", "02")
"""Codes of 政治面貌 that mean a member of the Party, full or probationary."""

MALE = "1"
HEAD = "head"


class Officer(Record):
    """任职: one post of one body. Of a registered person, `person`, only what she lacks there is kept here as well."""

    noun = "任职"
    person_id: int | None
    body_id: int

    body = LinkField(Body, "组织", required=True, backref="officers")
    person = LinkField(Person, "人员", backref="offices", help="已登记的人员从这里选，姓名等不用再填。")
    name = NameField("姓名", required=True)
    duty = CodeField("任职类别", table="officer.duty", required=True)
    post = LineField("职务", max_length=60)
    time = CodeField("专职兼职", table="officer.time")
    sex = CodeField("性别", table="GB/T 2261.1")
    born = PartialDateField("出生年月", telling_day=True)
    education = CodeField("文化程度", table="GB/T 4658")
    party_member = FlagField("党员")
    village_board = CodeField("进村（社区）两委", table="officer.village_board")
    pay_percent = CountField("报酬占村主职的%", largest=1000, help="例如填 70，表示村主职（书记、主任）报酬的 70%。")
    phone = PhoneField("联系电话")
    since = PartialDateField("任职时间")
    until = PartialDateField("任期届满")
    ended_on = PartialDateField("卸任时间")
    note = ParagraphField("备注")

    class Meta:
        table_name = "officer"

    def called(self) -> str:
        return f"{self.name}在{self.body.called()}的任职"


def check_officer(values: Mapping[str, Any]) -> list[Problem]:
    """Findings about an office: what is missing, dates the wrong way round, a man among the officers of women."""
    problems: list[Problem] = []
    named = values.get("name") or values.get("person")
    for there, field, message in (
        (values.get("body"), "body", "请选择组织。"),
        (named, "name", "请选择人员，或填写姓名。"),
        (values.get("duty"), "duty", "请选择任职类别。"),
    ):
        if not there:
            problems.append(Problem(Severity.STOP, "required", message, field))
    since = values.get("since")
    for later, message in (("until", "任期届满早于任职时间，请核对。"), ("ended_on", "卸任早于任职时间，请核对。")):
        day = values.get(later)
        if since is not None and day is not None and day.surely_before(since):
            problems.append(Problem(Severity.WARN, "wrong_order", message, later))
    return [*problems, *_odd(values)]


def _odd(values: Mapping[str, Any]) -> list[Problem]:
    """What may be right, but is more often a slip."""
    body, person = _record(Body, values.get("body")), _record(Person, values.get("person"))
    sex = (person.sex if person else None) or values.get("sex")
    status = person.political_status if person else None
    found: list[Problem] = []
    if body is not None and body.kind_of_body == WOMEN and sex == MALE:
        message = "妇联组织的任职，登记的是男性，请核对。"
        found.append(Problem(Severity.WARN, "man_in_women_body", message, "sex"))
    if values.get("party_member") is not None and status and values["party_member"] != (status in PARTY_STATUSES):
        words = Person.political_status.show(status)
        message = f"人员资料里的政治面貌是“{words}”，与这里不一致，请核对。"
        found.append(Problem(Severity.WARN, "status_differs", message, "party_member"))
    return found


def _record(cls: type[Any], value: Any) -> Any:
    """The record of a link that may stand as one or as its id."""
    return cls.get_or_none(cls.id == value) if isinstance(value, int) else value


@verb("register_officer", "登记任职")
def register_officer(work: Work, values: Mapping[str, Any]) -> Officer:
    """Keep who holds a post; a registered person brings her name along, and a body without a head gets one.

    Raises RuleRefused for gaps.
    """
    refuse_stops(check_officer(values))
    officer = work.insert(Officer(**_named(values)))
    if officer.duty == HEAD and not officer.body.head:
        work.update(officer.body, head=officer.name, head_post=officer.post)
    work.about(officer, f"登记了{officer.called()}")
    return officer


@verb("change_officer", "修改任职")
def change_officer(work: Work, officer: Officer, values: Mapping[str, Any]) -> Officer:
    """Change an office, for instance its term."""
    refuse_stops(check_officer({**officer.__data__, **values}))
    work.update(officer, **_named(values) if values.get("person") else values)
    work.about(officer, f"修改了{officer.called()}")
    return officer


@verb("end_office", "卸任")
def end_office(work: Work, officer: Officer, ended_on: PartialDate | None) -> Officer:
    """She holds the post no longer; None takes the end back."""
    work.update(officer, ended_on=ended_on)
    work.about(officer, f"{'登记了' if ended_on else '取消了'}{officer.called()}的卸任")
    return officer


@verb("remove_officer", "删除任职")
def remove_officer(work: Work, officer: Officer) -> None:
    """Delete an office that was entered by mistake."""
    work.about(officer, f"删除了{officer.called()}")
    work.delete(officer)


@verb("hold_election", "登记换届")
def hold_election(
    work: Work, body: Body, elected_on: PartialDate, next_on: PartialDate | None = None, *, end_offices: bool = False
) -> Body:
    """A body was elected anew. `end_offices`: those of the term before leave that day; who stays is registered anew."""
    if end_offices:
        serving = Officer.select().where((Officer.body == body) & Officer.ended_on.is_null())
        work.update_many(list(serving), ended_on=elected_on)
    work.update(body, elected_on=elected_on, next_election_on=next_on)
    work.about(body, f"登记了{body.called()}的换届")
    return body


def _named(values: Mapping[str, Any]) -> dict[str, Any]:
    person = values.get("person")
    return {**values, "name": person.name} if person is not None else dict(values)


class OfficeHeld(NamedTuple):
    """One office as a person's page shows it."""

    uid: str
    body: str
    duty: str
    post: str | None
    since: str | None
    ended_on: str | None


def offices_of(person_id: int) -> list[OfficeHeld]:
    """The offices of a person, those that she holds first."""
    rows = DB.execute_sql(
        "SELECT o.uid, b.name, o.duty, o.post, o.since, o.ended_on FROM officer o JOIN body b ON b.id = o.body_id "
        "WHERE o.person_id = ? ORDER BY o.ended_on IS NOT NULL, o.since DESC, o.id",
        (person_id,),
    )
    return [OfficeHeld(*row) for row in rows]


def officers_of(body: Body) -> list[Officer]:
    """Who holds and held a post in a body, present ones first, the head before the others."""
    found = Officer.select().where(Officer.body == body)
    return sorted(found, key=lambda one: (one.ended_on is not None, _rank(one.duty), one.id))


def due_today(day: date) -> list[Due]:
    """What 今日待办 shows of officers: terms that ended, or end within the days of the reminder."""
    rules = (rule for rule in rule_book(BOOK).rules if rule.id == "officer_term_reminder_days" and rule.in_force(day))
    rule = next(rules, None)
    if rule is None:
        return []
    found: list[Due] = []
    rows = DB.execute_sql(
        "SELECT o.uid, o.name, o.post, o.duty, o.until, b.name FROM officer o JOIN body b ON b.id = o.body_id "
        "WHERE o.ended_on IS NULL AND o.until IS NOT NULL AND b.ended_on IS NULL"
    )
    for uid, name, post, duty, until, body in rows:
        last = partial_date(until).latest()
        if last <= day + timedelta(days=rule.value):
            detail = f"{body}　{post or Officer.duty.show(duty)}"
            found.append(Due(last, f"{name}：任期届满", detail, Officer.kind(), uid, last < day))
    return by_day(found)


def _rank(duty: str) -> int:
    return [code.code for code in Officer.duty.table.items(with_obsolete=True)].index(duty)
