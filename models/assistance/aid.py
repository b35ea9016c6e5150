"""Aid 发放: what somebody was given, when, from which programme and by whose hand; alone or as a line of a list.

Owns the record and what is done with a single aid; lists are kept by `distribution`, what was given before is asked
in `checks`. An aid without a day stands on a list that is still being prepared: nothing was given yet.
"""

from models.assistance.case import HelpCase, ProgrammeField
from models.assistance.distribution import Distribution
from models.assistance.household import Household
from models.core.fields import (
    CodeField,
    CountField,
    DayField,
    DigitsField,
    LineField,
    LinkField,
    MoneyField,
    ParagraphField,
)
from models.core.record import Record
from models.people.person import Person

TRANSFER, CASH, GOODS = "transfer", "cash", "goods"
"""Forms of aid: by bank, in cash, in kind."""

LIFETIME = "lifetime"
"""The period of what is given once in a lifetime; others are a year, a month or empty."""


class Aid(Record):
    """发放: amounts are in fen; `amount` of goods is their value. `given_on` is empty while the list is prepared."""

    noun = "发放记录"
    person_id: int
    household_id: int | None
    case_id: int | None
    distribution_id: int | None

    person = LinkField(Person, "受助人", required=True, backref="aids", index=False)  # the pair below begins with it
    household = LinkField(Household, "家庭", backref="aids", index=False)  # as above
    case = LinkField(HelpCase, "个案", backref="aids")
    distribution = LinkField(Distribution, "发放批次", backref="aids")
    programme = ProgrammeField("项目", required=True, max_length=40)
    period = LineField("期间", max_length=10, help="一年一次的填年份，例如 2026；按月的填 2026-03。")
    kind = CodeField("帮扶类别", table="aid.kind", required=True)
    given_on = DayField("发放日期")
    form = CodeField("发放方式", table="aid.form", required=True)
    amount = MoneyField("金额", required=True, help="单位为元；实物填折合金额。")
    goods = LineField("物资名称", max_length=100)
    quantity = CountField("数量", largest=100_000)
    unit = LineField("计量单位", max_length=10)
    unit_value = MoneyField("单价")
    source = CodeField("资金来源", table="aid.source")
    account = DigitsField("银行账号")
    bank = LineField("开户银行", max_length=100)
    received_on = DayField("领取日期")
    receipt = CodeField("签收方式", table="aid.receipt")
    received_by = LineField("代领人", max_length=60)
    relation = LineField("与受助人关系", max_length=30)
    transfer_number = DigitsField("转账凭证号", sensitive=False)
    reason = ParagraphField("说明", help="核对有提醒仍要发放的，写明原因。")
    note = ParagraphField("备注")

    class Meta:
        table_name = "aid"
        indexes = (
            (("person", "programme", "period"), False),
            (("household", "programme", "period"), False),
            (("programme", "period"), False),
            (("account",), False),
            (("given_on",), False),
        )

    def called(self) -> str:
        return f"{self.person.called()}的发放记录"
