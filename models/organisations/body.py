"""Bodies 组织: the union, the League, the women's federation and the Party branch of a unit."""

from models.core.fields import (
    CodeField,
    CountField,
    FlagField,
    LineField,
    LinkField,
    ParagraphField,
    PartialDateField,
    PhoneField,
)
from models.core.record import Record
from models.core.search import name_terms
from models.organisations.unit import Unit

UNION, LEAGUE, WOMEN, PARTY = "union", "league", "women", "party"
CHANNELS = (UNION, LEAGUE, WOMEN)
"""The three mass organisations; each is a channel of 推优."""

BRANCH, GENERAL, COMMITTEE, TOWNSHIP, COUNTY = "branch", "general", "committee", "township", "county"
LEVELS_ABOVE = (TOWNSHIP, COUNTY)
"""Levels of bodies that lead others; such a body is not the unit's own, though it has its desk there."""

UNION_FACTS = (
    "women_committee",
    "audit_committee",
    "workers_congress",
    "open_affairs",
    "labour_protection",
    "legal_supervision",
    "mediation",
    "collective_contract",
    "wage_talks",
)
"""Columns that only a union has: what 组织建设统计表 counts of it."""


class Body(Record):
    """组织: one body of one unit. Its superior is a body here, or only a name when it lies in another office."""

    noun = "组织"
    searchable = True
    searched = ("name",)
    terms = staticmethod(name_terms)

    name = LineField("组织名称", required=True, unique_among_living=True, in_origin=True, max_length=100)
    kind_of_body = CodeField("组织类别", table="body.channel", required=True)
    level = CodeField("层级", table="body.level")
    unit = LinkField(Unit, "所在单位", backref="bodies")
    superior = LinkField("self", "上级组织（本单位内）", backref="inferiors")
    superior_elsewhere = LineField("上级组织（外单位）", max_length=100, help="上级不在本软件里管理时填写名称。")
    party_body = LineField("同级党组织", max_length=100, help="推荐函写给它，例如“中共某某村支部委员会”。")
    head = LineField("负责人", max_length=100)
    head_post = LineField("负责人职务", max_length=40)
    phone = PhoneField("联系电话", sensitive=False)
    members_entitled = CountField("应到会人数", help="有表决权的会员（团员、代表）人数，开推荐会时作为应到人数带出。")
    founded_on = PartialDateField("成立时间")
    elected_on = PartialDateField("本届选举时间")
    next_election_on = PartialDateField("换届时间", help="不填的，按本届选举时间和规定的任期推算。")
    ended_on = PartialDateField("撤销时间")
    committee_size = CountField("委员（执委）人数")
    joint = FlagField("联合工会", help="由几个单位联合建立，或覆盖一片小单位的工会。")
    covered_units = CountField("涵盖单位数", help="逐个登记了涵盖单位的不用填。")
    women_committee = FlagField("女职工委员会")
    audit_committee = FlagField("经费审查委员会")
    workers_congress = FlagField("职工代表大会")
    open_affairs = FlagField("厂务公开")
    labour_protection = FlagField("劳动保护监督检查")
    legal_supervision = FlagField("劳动法律监督")
    mediation = FlagField("劳动争议调解")
    collective_contract = FlagField("签订集体合同")
    wage_talks = FlagField("开展工资集体协商")
    place = LineField("阵地", max_length=100)
    note = ParagraphField("备注")

    class Meta:
        table_name = "body"
        indexes = ((("name", "origin"), True),)

    def called(self) -> str:
        return f"“{self.name}”"

    def superior_name(self) -> str:
        """Name of the next higher body, wherever it is kept; empty when unknown."""
        return self.superior.name if self.superior else self.superior_elsewhere or ""
