"""Pairs 结对: a helper and the helped, for how long, how often they promised to meet, and whether they did.

Owns the pair and its contacts, and tells which are due. What a rhythm means in months stands in the rule book
(`resources/rules/pairs.json`). A visit that names the pair counts as a contact.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from models.assistance.checks import households_of
from models.assistance.household import Household
from models.core.clock import today
from models.core.database import DB
from models.core.dates import add_months
from models.core.due import Due, by_day
from models.core.errors import RuleRefused
from models.core.fields import (
    CodeField,
    DayField,
    FlagField,
    LineField,
    LinkField,
    MoneyField,
    ParagraphField,
    PhoneField,
)
from models.core.record import Record
from models.core.verbs import Work, verb
from models.office.attachment import attachments_of
from models.office.rulebook import rule_book
from models.people.person import Person

BOOK = "pairs"


class Pair(Record):
    """结对: the helper is a person of this office or just a name with unit and phone; `yearly_amount` in fen."""

    noun = "结对"
    helped_id: int
    helper_id: int | None

    kind_of_pair = CodeField("结对类型", table="pair.kind", required=True)
    form = CodeField("结对方式", table="pair.form")
    helped = LinkField(Person, "帮扶对象", required=True, backref="helpers")
    household = LinkField(Household, "家庭", backref="pairs")
    child_type = LineField("对象类型", max_length=60, help="例如留守儿童、困境儿童、困难职工。")
    school = LineField("就读学校", max_length=100)
    guardian = LineField("监护人", max_length=60)
    guardian_relation = LineField("监护人与帮扶对象关系", max_length=30)
    guardian_phone = PhoneField("监护人电话")
    helper = LinkField(Person, "帮扶人（本单位人员）", mentions=True, backref="helping")
    helper_name = LineField("帮扶人姓名", required=True, max_length=100)
    helper_unit = LineField("帮扶人单位", max_length=100)
    helper_post = LineField("帮扶人职务", max_length=100)
    helper_phone = PhoneField("帮扶人电话", sensitive=False)
    helper_status = CodeField("帮扶人政治面貌", table="GB/T 4762")
    relation = LineField("与帮扶对象关系", max_length=30)
    started_on = DayField("结对时间", required=True)
    ends_on = DayField("期限至")
    every = CodeField("联系频次", table="pair.every")
    promise = ParagraphField("帮扶承诺")
    content = ParagraphField("帮扶内容")
    yearly_amount = MoneyField("每年资助金额")
    confidential = FlagField("约定保密")
    ended_on = DayField("结束时间", index=True)
    end_reason = LineField("结束原因", max_length=200)
    note = ParagraphField("备注")

    class Meta:
        table_name = "pair"

    def called(self) -> str:
        return f"{self.helper_name}与{self.helped.name}的结对"


class Contact(Record):
    """联系记录: one meeting, call or letter of a pair."""

    noun = "联系记录"
    pair_id: int

    pair = LinkField(Pair, "结对", required=True, backref="contacts", index=False)  # the pair of columns begins with it
    held_on = DayField("时间", required=True)
    form = CodeField("联系方式", table="contact.form", required=True)
    content = ParagraphField("内容")
    by = LineField("联系人", max_length=100)

    class Meta:
        table_name = "contact"
        indexes = ((("pair", "held_on"), False),)

    def called(self) -> str:
        return f"{self.pair.called()}的联系记录"


@verb("make_pair", "登记结对")
def make_pair(work: Work, values: Mapping[str, Any]) -> Pair:
    """Note a pair; name, unit and phone of a helper who is kept here are taken over where nothing else is typed.

    Raises RuleRefused when something is missing or cannot be.
    """
    whole = _with_helper(values)
    _refuse_impossible(whole)
    pair = work.insert(Pair(**whole))
    work.about(pair, f"登记了{pair.called()}")
    return pair


@verb("change_pair", "修改结对")
def change_pair(work: Work, pair: Pair, values: Mapping[str, Any]) -> Pair:
    """Change a pair; how it ended is noted by `end_pair`. Raises RuleRefused."""
    if {"ended_on", "end_reason"} & values.keys():
        raise RuleRefused("结束结对请用“结束结对”，写明原因。")
    _refuse_impossible({kind.name: getattr(pair, kind.name) for kind in Pair.kinds()} | dict(values))
    work.update(pair, **values)
    work.about(pair, f"修改了{pair.called()}")
    return pair


def _with_helper(values: Mapping[str, Any]) -> dict[str, Any]:
    whole = dict(values)
    helper, helped = values.get("helper"), values.get("helped")
    if helper is not None:
        known = {
            "helper_name": helper.name,
            "helper_unit": helper.employer,
            "helper_post": helper.job_post,
            "helper_phone": helper.phone,
            "helper_status": helper.political_status,
        }
        whole |= {name: value for name, value in known.items() if not values.get(name)}
    if helped is not None and values.get("household") is None:
        whole["household"] = households_of([helped.id]).get(helped.id)
    return whole


def _refuse_impossible(values: Mapping[str, Any]) -> None:
    helper, helped = values.get("helper"), values.get("helped")
    if helper is not None and helped is not None and helper.id == helped.id:
        raise RuleRefused("帮扶人和帮扶对象是同一个人，请重新选择。")
    started, ends = values.get("started_on"), values.get("ends_on")
    if started and ends and ends < started:
        raise RuleRefused("结对期限早于结对时间，请核对。")


@verb("end_pair", "结束结对")
def end_pair(work: Work, pair: Pair, ended_on: date, reason: str) -> Pair:
    """The pair ended on this day. Raises RuleRefused without a reason, before it began, or when it ended before."""
    if pair.ended_on is not None:
        raise RuleRefused(f"{pair.called()}已经结束。")
    if not reason.strip():
        raise RuleRefused("请写明结束的原因。")
    if ended_on < pair.started_on:
        raise RuleRefused("结束时间早于结对时间，请核对。")
    work.update(pair, ended_on=ended_on, end_reason=reason.strip())
    work.about(pair, f"结束了{pair.called()}")
    return pair


@verb("remove_pair", "删除结对")
def remove_pair(work: Work, pair: Pair) -> None:
    """Delete a pair that was entered by mistake, with its contacts. Raises RuleRefused while a visit names it."""
    for part in (*Contact.select().where(Contact.pair == pair), *attachments_of(pair)):
        work.delete(part)
    work.delete(pair)
    work.about(pair, f"删除了{pair.called()}")


@verb("keep_contact", "登记联系")
def keep_contact(work: Work, pair: Pair, values: Mapping[str, Any]) -> Contact:
    """Note one contact of a pair. Raises RuleRefused for a day before the pair began or after today."""
    _refuse_day(work, pair, values.get("held_on"))
    contact = work.insert(Contact(**{"by": pair.helper_name, **values, "pair": pair}))
    work.about(pair, f"登记了{pair.called()}的联系")
    return contact


@verb("change_contact", "修改联系")
def change_contact(work: Work, contact: Contact, values: Mapping[str, Any]) -> Contact:
    """Change a contact. Raises RuleRefused."""
    _refuse_day(work, contact.pair, values.get("held_on", contact.held_on))
    work.update(contact, **values)
    work.about(contact.pair, f"修改了{contact.called()}")
    return contact


def _refuse_day(work: Work, pair: Pair, day: date | None) -> None:
    if day is not None and day < pair.started_on:
        raise RuleRefused("联系时间早于结对时间，请核对。")
    if day is not None and day > today(work.session.clock):
        raise RuleRefused("联系时间在今天之后，请核对。")


@verb("remove_contact", "删除联系")
def remove_contact(work: Work, contact: Contact) -> None:
    """Delete a contact that was entered by mistake."""
    work.delete(contact)
    work.about(contact.pair, f"删除了{contact.called()}")


class Overdue(NamedTuple):
    """A pair whose promised contact is due: since when they were last in touch, and the day it was due."""

    id: int
    uid: str
    helper: str
    helped: str
    every: str
    last_on: date
    due_on: date

    def promise(self) -> str:
        """Who promised what."""
        return f"{self.helper}　{Pair.every.show(self.every)}"


_LAST = "max(p.started_on, coalesce(c.last, ''), coalesce(v.last, ''))"
_IN_TOUCH = (
    "LEFT JOIN (SELECT pair_id, max(held_on) AS last FROM contact GROUP BY pair_id) c ON c.pair_id = p.id "
    "LEFT JOIN (SELECT pair_id, max(visited_on) AS last FROM visit WHERE pair_id IS NOT NULL GROUP BY pair_id) v "
    "ON v.pair_id = p.id"
)
"""Contacts and visits are gone through once for all pairs: asked pair by pair, thousands of pairs take seconds."""


def rhythms(day: date) -> dict[str, int]:
    """Months between two contacts at most, by the code of what was promised, as the rule book has it on this day."""
    rules = [rule for rule in rule_book(BOOK).rules if rule.in_force(day)]
    return {rule.id.removeprefix("contact_"): rule.value for rule in rules if rule.id.startswith("contact_")}


def overdue(day: date) -> list[Overdue]:
    """Running pairs whose last contact lies further back than promised, the longest overdue first."""
    months = rhythms(day)
    if not months:
        return []
    cases = " ".join("WHEN ? THEN ?" for _ in months)
    # A month back from the last day of a long month is the same day for several: which of them are due is asked below.
    latest = [part for every, count in months.items() for part in (every, add_months(day, -count).isoformat())]
    rows = DB.execute_sql(
        f"SELECT id, uid, helper, helped, every, last FROM (SELECT p.id, p.uid, p.helper_name AS helper, "
        f"h.name AS helped, p.every, {_LAST} AS last FROM pair p JOIN person h ON h.id = p.helped_id {_IN_TOUCH} "
        f"WHERE p.ended_on IS NULL AND p.every IS NOT NULL) WHERE last <= CASE every {cases} END",
        tuple(latest),
    ).fetchall()
    found = []
    for number, uid, helper, helped, every, last in rows:
        last_on = date.fromisoformat(last)
        due_on = add_months(last_on, months[every])
        if due_on < day:
            found.append(Overdue(number, uid, helper, helped, every, last_on, due_on))
    return sorted(found, key=lambda one: (one.due_on, one.id))


def ending(day: date) -> list[Pair]:
    """Running pairs whose term ends within the days of the reminder, or has ended, the earliest first."""
    rule = next(
        (rule for rule in rule_book(BOOK).rules if rule.id == "term_reminder_days" and rule.in_force(day)), None
    )
    if rule is None:
        return []
    until = day + timedelta(days=rule.value)
    found = Pair.select(Pair, Person).join(Person, on=Pair.helped == Person.id)
    return list(found.where(Pair.ended_on.is_null() & (Pair.ends_on <= until)).order_by(Pair.ends_on, Pair.id))


def due_today(day: date) -> list[Due]:
    """What 今日待办 shows of pairs, the most urgent first."""
    late = [
        Due(one.due_on, f"{one.helped}：结对联系", one.promise(), Pair.kind(), one.uid, late=True)
        for one in overdue(day)
    ]
    terms = [
        Due(pair.ends_on, f"{pair.helped.name}：结对到期", pair.helper_name, Pair.kind(), pair.uid, pair.ends_on < day)
        for pair in ending(day)
    ]
    return by_day(late + terms)
