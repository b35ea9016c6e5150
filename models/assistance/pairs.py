"""Pairs 结对: a helper and the helped, for how long, how often they promised to meet, and whether they did.

Owns the pair and its contacts. What a rhythm means in months is data of the code table's neighbour,
`resources/assistance/rhythms.json`.
"""

from models.assistance.household import Household
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
from models.people.person import Person


class Pair(Record):
    """结对: the helper is a person of this office or just a name with unit and phone; `yearly_amount` in fen."""

    noun = "结对"
    helped_id: int
    helper_id: int | None

    kind = CodeField("结对类型", table="pair.kind", required=True)
    form = CodeField("结对方式", table="pair.form")
    helped = LinkField(Person, "帮扶对象", required=True, backref="helpers")
    household = LinkField(Household, "家庭", backref="pairs")
    child_type = LineField("对象类型", max_length=60, help="例如留守儿童、困境儿童、困难职工。")
    school = LineField("就读学校", max_length=100)
    guardian = LineField("监护人", max_length=60)
    guardian_relation = LineField("监护人与帮扶对象关系", max_length=30)
    guardian_phone = PhoneField("监护人电话")
    helper = LinkField(Person, "帮扶人（本单位人员）", backref="helping")
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
