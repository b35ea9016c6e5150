"""Aid 发放: what somebody was given, when, from which programme and by whose hand; alone or as a line of a list.

Owns the records and what is done with a single aid; what is done with a list stands in `distribution`, what was given
before is asked in `checks`. An aid without a day stands on a list that is being prepared: nothing was given yet.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.assistance.case import HelpCase, ProgrammeField
from models.assistance.checks import (
    NOTHING,
    Apart,
    Asked,
    Line,
    check_giving,
    households_of,
    period_of,
    refuse_unreasoned,
)
from models.assistance.household import Household
from models.assistance.programmes import programme
from models.core.clock import today
from models.core.errors import Problem, RuleRefused
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
from models.core.verbs import Work, verb
from models.office.attachment import attachments_of
from models.people.person import Person

TRANSFER, CASH, GOODS = "transfer", "cash", "goods"
"""Forms of aid: by bank, in cash, in kind."""

DRAFT, GIVEN = "draft", "given"
"""A list is prepared (and its sheet printed for signatures) before anything is given."""


class Distribution(Record):
    """发放批次: what all its lines have in common; money in fen."""

    noun = "发放批次"

    title = LineField("批次名称", required=True, max_length=100, help="例如“2026年春节送温暖”。")
    programme = ProgrammeField("项目", required=True, max_length=40)
    period = LineField("期间", max_length=10)
    aid_kind = CodeField("帮扶类别", table="aid.kind", required=True)
    form = CodeField("发放方式", table="aid.form", required=True)
    goods = LineField("物资名称", max_length=100, counted=True)
    unit = LineField("计量单位", max_length=10, counted=True)
    unit_value = MoneyField("单价")
    source = CodeField("资金来源", table="aid.source")
    given_on = DayField("发放日期")
    place = LineField("发放地点", max_length=100)
    handler = LineField("经办人", max_length=60)
    checker = LineField("审核人", max_length=60)
    responsible = LineField("负责人", max_length=60)
    status = CodeField("状态", table="distribution.status", required=True, default=DRAFT)
    note = ParagraphField("备注")

    class Meta:
        table_name = "distribution"
        indexes = ((("programme", "period"), False),)

    def called(self) -> str:
        return f"“{self.title}”"


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
    period = LineField("期间", max_length=10, counted=True, help="一年一次的填年份，例如 2026；按月的填 2026-03。")
    aid_kind = CodeField("帮扶类别", table="aid.kind", required=True)
    given_on = DayField("发放日期")
    form = CodeField("发放方式", table="aid.form", required=True)
    amount = MoneyField("金额", required=True, help="单位为元；实物填折合金额。")
    goods = LineField("物资名称", max_length=100, counted=True)
    quantity = CountField("数量", largest=100_000)
    unit = LineField("计量单位", max_length=10, counted=True)
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


_OF_RECEIPT = ("received_on", "receipt", "received_by", "relation", "transfer_number")
_BY_OTHER_VERBS = frozenset({"person", "distribution", *_OF_RECEIPT})


def worth(values: Mapping[str, Any]) -> int:
    """The amount in fen: what was typed, or of goods their quantity times their unit value."""
    amount = values.get("amount")
    if amount is None and values.get("quantity") and values.get("unit_value"):
        return int(values["quantity"]) * int(values["unit_value"])
    return int(amount or 0)


def check_aid(values: Mapping[str, Any], aid: Aid | None = None) -> list[Problem]:
    """Findings about a single aid about to be given, or to be changed; nothing while programme or person are open."""
    person, key, kind, day = (values.get(name) for name in ("person", "programme", "aid_kind", "given_on"))
    if person is None or not key or not kind or day is None:
        return []
    household = values.get("household")
    home = household.id if isinstance(household, Household) else household
    asked = Asked(person.id, home, worth(values), values.get("account"))
    case = values.get("case")
    lines = [Line(asked, person.name, case.id if isinstance(case, HelpCase) else case)]
    apart_from = Apart(aid=aid.id) if aid is not None else NOTHING
    by_transfer = values.get("form") == TRANSFER
    return check_giving(lines, key, kind, day, by_transfer=by_transfer, apart_from=apart_from)[0]


@verb("give_aid", "登记发放")
def give_aid(work: Work, values: Mapping[str, Any]) -> Aid:
    """Note one aid; `amount` of goods follows from quantity and unit value, `period` from the programme.

    Raises RuleRefused when something is missing, cannot be, or is warned of and no `reason` is given.
    """
    values = _completed(values, today(work.session.clock))
    refuse_unreasoned(check_aid(values), values.get("reason"))
    aid = work.insert(Aid(**values))
    work.about(aid, f"给{aid.person.called()}发放了{Aid.amount.show(aid.amount)}元")
    return aid


def _completed(values: Mapping[str, Any], now: date) -> dict[str, Any]:
    """With amount, household and period; RuleRefused for what no aid can be without."""
    given = {**values, "amount": worth(values)}
    for name, label in (("person", "受助人"), ("programme", "项目"), ("aid_kind", "帮扶类别"), ("form", "发放方式")):
        if not given.get(name):
            raise RuleRefused(f"还没有填写{label}，没有保存。")
    day = given["given_on"] = given.get("given_on") or now
    text = programme(given["programme"], day)
    given["period"] = given.get("period") or period_of(text, day)
    if given.get("household") is None:
        given["household"] = households_of([given["person"].id]).get(given["person"].id)
    if given.get("receipt") and not given.get("received_on"):
        given["received_on"] = day
    return given


@verb("change_aid", "修改发放")
def change_aid(work: Work, aid: Aid, values: Mapping[str, Any]) -> Aid:
    """Change an aid that was entered wrongly; who got it and how it was signed for stay.

    Raises RuleRefused like `give_aid`.
    """
    if _BY_OTHER_VERBS & values.keys():
        raise RuleRefused("受助人不能改，请撤回后重新登记；签收请用“确认签收”。")
    if aid.given_on is None:
        raise RuleRefused("这一行在还没有发放的名单里，请打开名单修改。")
    whole = {**_values(aid), **values}
    if "period" not in values and {"given_on", "programme"} & values.keys():
        whole["period"] = period_of(programme(whole["programme"], whole["given_on"]), whole["given_on"])
    whole["amount"] = worth(whole if "amount" in values or aid.goods is None else {**whole, "amount": None})
    refuse_unreasoned(check_aid(whole, aid), whole.get("reason"))
    work.update(aid, **{**values, "amount": whole["amount"], "period": whole["period"]})
    work.about(aid, f"修改了{aid.called()}")
    return aid


def _values(aid: Aid) -> dict[str, Any]:
    return {kind.name: getattr(aid, kind.name) for kind in Aid.kinds()}


@verb("confirm_receipt", "确认签收")
def confirm_receipt(work: Work, aid: Aid, values: Mapping[str, Any]) -> Aid:
    """Note who signed for an aid, when and how; `values` may name received_on, receipt, received_by, relation,
    transfer_number.

    Raises RuleRefused for an aid on a list that was not given out yet, and for somebody who fetched it unrelated.
    """
    refuse_receipt(aid.given_on, values, today(work.session.clock))
    work.update(aid, **signed(values, today(work.session.clock)))
    work.about(aid, f"确认了{aid.person.called()}的签收")
    return aid


def signed(values: Mapping[str, Any], now: date) -> dict[str, Any]:
    """The columns of a receipt, dated today where no day is told."""
    return {"received_on": now, **{name: values[name] for name in _OF_RECEIPT if values.get(name) is not None}}


def refuse_receipt(given_on: date | None, values: Mapping[str, Any], now: date) -> None:
    """Raise RuleRefused for a receipt that cannot be."""
    if given_on is None:
        raise RuleRefused("这份名单还没有发放，请先“确认发放”，再登记签收。")
    day = values.get("received_on") or now
    if day < given_on:
        raise RuleRefused("领取日期早于发放日期，请核对。")
    if not values.get("receipt"):
        raise RuleRefused("请选择签收方式：签字、手印或转账凭证。")
    if values.get("received_by") and not values.get("relation"):
        raise RuleRefused("代领的要写明与受助人的关系。")


@verb("take_back_aid", "撤回发放")
def take_back_aid(work: Work, aid: Aid) -> None:
    """Delete an aid that was entered by mistake."""
    for attachment in attachments_of(aid):
        work.delete(attachment)
    work.delete(aid)
    work.about(aid, f"撤回了{aid.called()}")
