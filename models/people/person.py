"""Persons 人员: one record per human being, however many memberships; and what was kept of roster headers."""

import re

import peewee

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
from models.core.text import readings
from models.organisations.body import Body
from models.organisations.unit import Unit

_NUMBERS = re.compile(r"[0-9]{4,}")
"""The numbers in a column that may hold several."""


def person_terms(
    name: str, id_number: str | None = None, phone: str | None = None, former_name: str | None = None
) -> str:
    """Search terms of a person: names in characters and pairs, ID number and phones by their tails."""
    terms = name_terms(name)
    if id_number:
        terms += " " + number_terms(id_number)
    if phone:
        numbers = [phone] if phone.isdecimal() else _NUMBERS.findall(phone.replace("-", ""))
        terms = " ".join([terms, *map(number_terms, numbers)])
    if former_name:
        terms += " " + name_terms(former_name)
    return terms


class Person(Record):
    """人员: 出生年月 may be a year or a month and may differ from the ID number's date (a warning, never a repair)."""

    noun = "人员"
    searchable = True
    searched = ("name", "id_number", "phone", "former_name")
    derived_from = ("name",)
    terms = staticmethod(person_terms)
    village_id: int | None

    name = NameField("姓名", required=True)
    sex = CodeField("性别", table="GB/T 2261.1")
    nationality = CodeField("民族", table="GB/T 3304")
    born = PartialDateField("出生年月", telling_day=True)
    id_number = IdNumberField("身份证号", unique_among_living=True, in_origin=True)
    former_name = NameField("曾用名")
    native_place = LineField("籍贯", max_length=100)
    political_status = CodeField("政治面貌", table="GB/T 4762")
    education = CodeField("文化程度", table="GB/T 4658")
    school = LineField("毕业院校", max_length=100)
    major = LineField("所学专业", max_length=100)
    marriage = CodeField("婚姻状况", table="GB/T 2261.2")
    health = CodeField("健康状况", table="GB/T 2261.3", sensitive=True)
    phone = PhoneField("联系电话")

    village = LinkField(Unit, "村（社区）", backref="residents")
    village_group = LineField("村民小组", max_length=50)
    address = LineField("现住址", wide=True)
    household_place = LineField("户籍地", wide=True)
    household_kind = CodeField("户口类型", table="household.kind")

    employer = LineField("工作单位", max_length=100, wide=True)
    department = LineField("部门", max_length=100)
    job_post = LineField("职务", max_length=100)
    job_kind = LineField("工种（岗位）", max_length=100)
    title = LineField("职称", max_length=100)
    started_work_on = PartialDateField("参加工作时间")
    employment_form = CodeField("用工形式", table="employment.form")

    household_size = CountField("家庭人口", largest=99)
    relation_to_head = CodeField("与户主关系", table="GB/T 4761")
    guardian = LineField("监护人", max_length=100)
    father_name = LineField("父亲姓名", max_length=100)
    mother_name = LineField("母亲姓名", max_length=100)
    family_members = ParagraphField("家庭成员")

    hardship_class = CodeField("困难类别", table="hardship.class", sensitive=True)
    hardship_cause = CodeField("致困原因", table="hardship.cause", sensitive=True)
    allowance_number = DigitsField("低保证号")
    income_per_head = MoneyField("家庭月人均收入", sensitive=True)
    bank = LineField("开户银行", max_length=100)
    bank_account = DigitsField("银行卡号")
    disability = CodeField("残疾类别", table="GB/T 26341", sensitive=True)
    disability_number = DigitsField("残疾证号")
    illness = LineField("患病情况", sensitive=True)

    resume = ParagraphField("简历")
    honours = ParagraphField("奖惩情况")
    note = ParagraphField("备注")

    pinyin = peewee.CharField(max_length=400, default="", index=True)
    initials = peewee.CharField(max_length=100, default="", index=True)
    sorting = peewee.CharField(max_length=500, default="", index=True)

    class Meta:
        table_name = "person"
        indexes = ((("name", "born"), False), (("id_number", "origin"), True))

    def derive(self) -> None:
        self.pinyin, self.initials, self.sorting = readings(self.name)

    def called(self) -> str:
        return f"“{self.name}”"


class Membership(Record):
    """会籍: a person in a body. `body` is empty while it is not known which body of that kind keeps her."""

    noun = "会籍"
    person_id: int
    body_id: int | None

    person = LinkField(Person, "人员", required=True, backref="memberships")
    kind_of_body = CodeField("组织类别", table="body.channel", required=True)
    body = LinkField(Body, "所在组织", backref="memberships", index=False)  # the pair below begins with it
    post = LineField("职务", max_length=100)
    number = DigitsField("编号", sensitive=False)
    joined_on = PartialDateField("加入时间")
    left_on = PartialDateField("离开时间")
    representative = FlagField("代表")
    executive = FlagField("执委")

    class Meta:
        table_name = "membership"
        indexes = ((("kind_of_body", "person"), False), (("body", "person"), False))

    def called(self) -> str:
        return f"{self.person.called()}的会籍"


STAGES = ("applicant", "talk", "activist", "target", "probationary", "member")
"""Codes of the stages on the way into the Party, in their order."""


class PartyStage(Record):
    """入党阶段: when a person reached one stage of the way into the Party, kept apart from 政治面貌."""

    noun = "入党阶段"
    person_id: int

    person = LinkField(Person, "人员", required=True, backref="party_stages", index=False)  # as above
    stage = CodeField("阶段", table="party.stage", required=True)
    reached_on = PartialDateField("时间")
    companions = LineField("培养联系人或介绍人", max_length=200)

    class Meta:
        table_name = "party_stage"
        indexes = ((("person", "stage"), True),)

    def called(self) -> str:
        return f"{self.person.called()}的入党阶段"
