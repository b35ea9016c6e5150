"""Visits 走访慰问: who went to whom, what was found, asked for and brought.

Owns the visit; photographs are attachments of it. A gift named here is told, not counted: what is counted is an aid.
"""

from models.assistance.case import HelpCase
from models.assistance.household import Household
from models.assistance.pairs import Pair
from models.core.fields import DayField, LineField, LinkField, MoneyField, ParagraphField
from models.core.record import Record
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
