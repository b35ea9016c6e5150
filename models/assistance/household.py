"""Households 家庭 and their members 家庭成员: one file per household (一户一档), shared by all its cases.

Owns the records and how they are found; what is done with them stands in `verbs`.
"""

from models.core.fields import (
    CodeField,
    CountField,
    DigitsField,
    FlagField,
    IdNumberField,
    LineField,
    LinkField,
    MoneyField,
    NameField,
    ParagraphField,
    PartialDateField,
    PhoneField,
)
from models.core.record import Record
from models.core.search import name_terms, number_terms
from models.organisations.unit import Unit
from models.people.person import Person


def household_terms(names: str, number: str | None = None, phone: str | None = None) -> str:
    """Search terms of a household: head and members by name, its own number, the phone by its tail."""
    terms = [*map(name_terms, names.split("、"))]
    if number:
        terms.append(name_terms(number))
    if phone and phone.isdecimal():
        terms.append(number_terms(phone))
    return " ".join(terms)


class Household(Record):
    """家庭: the head, where and how it lives, what it earns and spends in a year, where aid is paid to.

    Money is in fen. `names` holds the head and the members, for the search; the verbs keep it.
    """

    noun = "家庭"
    searchable = True
    searched = ("names", "number", "phone")
    untold = ("names",)
    terms = staticmethod(household_terms)
    head_id: int
    village_id: int | None

    number = LineField("家庭编号", max_length=40, index=True, counted=True)
    head = LinkField(Person, "户主", required=True, backref="households")
    village = LinkField(Unit, "村（社区）", backref="households")
    address = LineField("家庭住址", wide=True)
    household_place = LineField("户籍地", wide=True)
    phone = PhoneField("联系电话")
    size = CountField("家庭人口", largest=99)

    housing_kind = CodeField("住房类型", table="housing.kind")
    housing_area = CodeField("建筑面积", table="housing.area")
    homes = CountField("住房套数", largest=99)

    own_income_month = MoneyField("本人月平均收入", sensitive=True)
    other_income_year = MoneyField("家庭其他年收入", sensitive=True)
    income_year = MoneyField("家庭年可支配收入", sensitive=True, help="全家一年的可支配收入合计。")
    fixed_cost_year = MoneyField(
        "家庭年刚性支出", sensitive=True, help="医疗、教育、残疾康复等必需支出的个人负担部分，全年合计。"
    )
    accident_cost_year = MoneyField("意外或疾病支出", sensitive=True, help="意外事故或重大疾病在一年内的个人负担。")
    special_cost_year = MoneyField("专项支出", sensitive=True, help="按低保边缘户口径认定时扣除的支出。")
    savings = MoneyField("家庭储蓄", sensitive=True)

    allowance_number = DigitsField("低保证号")
    allowance_since = PartialDateField("收入低于低保标准的起始时间")
    single_parent = FlagField("单亲家庭")
    no_worker = FlagField("零就业家庭")
    self_help = FlagField("有自救能力")
    insurance = CodeField("医保状况", table="insurance.kind")

    bank = LineField("开户银行", max_length=100)
    branch = LineField("支行", max_length=100)
    account = DigitsField("银行卡号", index=True)
    account_holder = NameField("户名", help="不是本人或户主时要写明关系。")
    note = ParagraphField("备注")

    names = ParagraphField("户内姓名")

    class Meta:
        table_name = "household"

    def derive(self) -> None:
        self.names = self.names or self.head.name

    def called(self) -> str:
        return f"“{self.head.name}”家"


class HouseholdMember(Record):
    """家庭成员: one line of the family sheet, by GB/T 4761; `person` when he or she is kept as a person too.

    The head is no member. Money is in fen and per month.
    """

    noun = "家庭成员"
    household_id: int
    person_id: int | None

    household = LinkField(Household, "家庭", required=True, backref="members")
    person = LinkField(Person, "人员", backref="household_places")
    name = NameField("姓名", required=True)
    relation = CodeField("与户主关系", table="GB/T 4761")
    sex = CodeField("性别", table="GB/T 2261.1")
    nationality = CodeField("民族", table="GB/T 3304")
    political_status = CodeField("政治面貌", table="GB/T 4762")
    id_number = IdNumberField("身份证号", index=True, id_of="person")
    born = PartialDateField("出生日期")
    insurance = CodeField("医保状况", table="insurance.kind")
    health = CodeField("健康状况", table="hardship.health", sensitive=True)
    income_month = MoneyField("月收入", sensitive=True)
    identity = CodeField("身份", table="member.identity")
    employer = LineField("单位或学校", max_length=100, wide=True)
    education = CodeField("当前学历", table="GB/T 4658")
    enrolled_on = PartialDateField("入学年份")
    school_years = CountField("学制", largest=12, help="几年制，例如 3。")
    disability = CodeField("残疾类别", table="GB/T 26341", sensitive=True)
    illness = LineField("疾病类别", sensitive=True)
    model_worker = CodeField("劳模类型", table="model.worker")
    contract_on = PartialDateField("合同签订（入伍）时间")
    contract_term = LineField("合同期限", max_length=40)

    class Meta:
        table_name = "household_member"

    def called(self) -> str:
        return f"家庭成员“{self.name}”"
