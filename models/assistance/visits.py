"""Visits 走访慰问: who went to whom, what was found, asked for and brought.

Owns the visit; photographs are attachments of it. A gift named here is told, not counted: what is counted is an aid.
"""

from collections.abc import Mapping
from typing import Any

from models.assistance.case import HelpCase
from models.assistance.checks import households_of
from models.assistance.household import Household
from models.assistance.pairs import Pair
from models.core.clock import today
from models.core.errors import RuleRefused
from models.core.fields import DayField, LineField, LinkField, MoneyField, ParagraphField
from models.core.record import Record
from models.core.verbs import Work, verb
from models.office.attachment import attachments_of
from models.people.person import Person


class Visit(Record):
    """走访: one visit to a person at home or at her bedside."""

    noun = "走访记录"
    person_id: int

    person = LinkField(Person, "走访对象", required=True, backref="visits")
    household = LinkField(Household, "家庭", backref="visits")
    case = LinkField(HelpCase, "个案", backref="visits")
    pair = LinkField(Pair, "结对", backref="visits")
    visited_on = DayField("走访时间", required=True, index=True)
    place = LineField("走访地点", max_length=100)
    visitors = LineField("走访人", required=True, max_length=200, help="多人用顿号隔开。")
    recorder = LineField("记录人", max_length=60)
    situation = ParagraphField("家庭情况")
    difficulty = ParagraphField("存在困难")
    wishes = ParagraphField("诉求")
    gift = LineField("慰问金物", max_length=200)
    gift_amount = MoneyField("慰问金额")
    follow_up = ParagraphField("后续措施")

    class Meta:
        table_name = "visit"

    def called(self) -> str:
        return f"{self.person.called()}的走访记录"


@verb("record_visit", "登记走访")
def record_visit(work: Work, values: Mapping[str, Any]) -> Visit:
    """Note a visit; photographs are attached to the record that comes back. Raises RuleRefused."""
    _refuse_future(work, values)
    person = values.get("person")
    if person is not None and values.get("household") is None:
        values = {**values, "household": households_of([person.id]).get(person.id)}
    visit = work.insert(Visit(**values))
    work.about(visit, f"登记了对{visit.person.called()}的走访")
    return visit


@verb("change_visit", "修改走访")
def change_visit(work: Work, visit: Visit, values: Mapping[str, Any]) -> Visit:
    """Change or complete the record of a visit. Raises RuleRefused."""
    _refuse_future(work, values)
    work.update(visit, **values)
    work.about(visit, f"修改了{visit.called()}")
    return visit


def _refuse_future(work: Work, values: Mapping[str, Any]) -> None:
    day = values.get("visited_on")
    if day is not None and day > today(work.session.clock):
        raise RuleRefused("走访时间在今天之后，请核对。")


@verb("remove_visit", "删除走访")
def remove_visit(work: Work, visit: Visit) -> None:
    """Delete the record of a visit that was entered by mistake, with its photographs."""
    for attachment in attachments_of(visit):
        work.delete(attachment)
    work.delete(visit)
    work.about(visit, f"删除了{visit.called()}")
