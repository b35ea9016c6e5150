"""Units 单位: villages, enterprises, agencies, schools …, with the facts that rules ask for.

The village table is kept by the township itself: no national list goes below the township any more.
"""

import peewee

from models.core.fields import (
    CodeField,
    CountField,
    DigitsField,
    FlagField,
    LineField,
    LinkField,
    ParagraphField,
    PartialDateField,
    PhoneField,
)
from models.core.record import Record
from models.core.search import name_terms
from models.core.text import initials, pinyin

VILLAGE, COMMUNITY = "village", "community"
PLACES = (VILLAGE, COMMUNITY)
"""Kinds of unit where people live."""


class Unit(Record):
    """单位: one village, enterprise, agency, school …; counts are heads, `opened_on` the day it began to work.

    The counts are one set, as of `facts_as_of`; each is empty while nobody knows it.
    """

    noun = "单位"
    searchable = True
    searched = ("name",)
    derived_from = ("name",)
    terms = staticmethod(name_terms)

    name = LineField("单位名称", required=True, unique_among_living=True, in_origin=True, max_length=100)
    kind_of_unit = CodeField("单位类别", table="unit.kind", required=True)
    superior = LinkField("self", "上级单位", backref="parts")
    area_code = DigitsField("区划代码", max_length=12, sensitive=False)
    credit_code = DigitsField("统一社会信用代码", max_length=18, sensitive=False)
    ownership = CodeField("经济类型", table="union.unit_kind", help="工会统计按它分内资、港澳台、外商等。")
    staff = CountField("职工人数")
    women_staff = CountField("女职工人数")
    migrant_staff = CountField("农民工人数")
    union_members = CountField("工会会员人数")
    women_union_members = CountField("女会员人数")
    league_members = CountField("团员人数")
    has_party_body = FlagField("建有党组织", help="党组织已登记在“组织”里的，不用填。")
    party_members = CountField("党员人数")
    full_party_members = CountField("正式党员人数")
    women_party_members = CountField("女党员人数")
    party_members_under_35 = CountField("35岁以下党员人数")
    party_members_over_50 = CountField("50岁以上党员人数")
    last_admission_year = CountField("最近一次发展党员的年份", largest=2200)
    facts_as_of = PartialDateField("数据截至", help="以上人数是哪一天的。")
    opened_on = PartialDateField("成立或开业时间")
    closed_on = PartialDateField("注销或停业时间")
    contact = LineField("联系人", max_length=100)
    phone = PhoneField("联系电话")
    address = LineField("地址")
    note = ParagraphField("备注")

    pinyin = peewee.CharField(max_length=400, default="", index=True)
    initials = peewee.CharField(max_length=100, default="", index=True)

    class Meta:
        table_name = "unit"
        indexes = ((("name", "origin"), True),)

    def derive(self) -> None:
        self.pinyin, self.initials = pinyin(self.name), initials(self.name)

    def called(self) -> str:
        return f"“{self.name}”"
