"""What the page 组织 needs to know of bodies, units, officers and venues. Shows nothing itself."""

from models.core.codes import table
from models.core.fields import partial_date
from models.organisations.body import UNION_FACTS, Body
from models.organisations.lists import body_ids, body_rows, unit_ids, unit_rows, venue_ids, venue_rows
from models.organisations.unit import Unit
from models.organisations.venue import Venue, change_venue, check_venue, register_venue, remove_venue
from models.organisations.verbs import (
    change_body,
    change_unit,
    check_body,
    check_unit,
    register_body,
    register_unit,
    remove_body,
    remove_unit,
)
from models.people.officer_lists import OfficerFilter, officer_ids, officer_rows
from models.people.officers import Officer, change_officer, check_officer, register_officer, remove_officer
from ui.pages.finders import body_choice, find_bodies, find_people, find_units, person_choice, unit_choice
from ui.pages.register.register import Register
from ui.widgets.filter_bar import Choice, Filter
from ui.widgets.record_table import Column

PAGE = "organisations"
UNION_SECTION = "工会组织建设"


def _code_filter(name: str, title: str, key: str, menu: bool = True) -> Filter:
    return Filter(name, title, [Choice(code.code, code.label) for code in table(key).items()], menu=menu)


def day(iso: str | None) -> str:
    """2026.09.10."""
    return partial_date(iso).short() if iso else ""


def _count(number: int | None) -> str:
    return f"{number:,}" if number else ""


def _yes(flag: int | None) -> str:
    return {1: "是", 0: "否"}.get(flag, "") if flag is not None else ""


BODIES = Register(
    page=PAGE,
    key="body",
    title="组织",
    icon="landmark",
    counter="个组织",
    record=Body,
    columns=(
        Column("组织名称", 0, brief=True),
        Column("类别", 84, show=Body.kind_of_body.show, brief=True),
        Column("所在单位", 140),
        Column("上级组织", 0),
        Column("负责人", 96),
        Column("职务", 116),
        Column("人数", 72, right=True, show=_count),
    ),
    names=("name", "kind_of_body", "unit", "superior", "head", "head_post", "members"),
    filters=lambda: [
        _code_filter("kind", "类别", "body.channel", menu=False),
        Filter("over", "状态", [Choice(True, "已撤销")], menu=True),
    ],
    ids=lambda text, wanted: body_ids(text, wanted.get("kind", ""), wanted.get("over", False)),
    rows=body_rows,
    headings=(
        ("基本", "name kind_of_body level unit founded_on ended_on"),
        ("上级与同级", "superior superior_elsewhere party_body"),
        ("负责人与会员", "head head_post phone members_entitled committee_size place"),
        ("换届", "elected_on next_election_on"),
        (UNION_SECTION, f"{' '.join(UNION_FACTS)} joint covered_units"),
        ("其他", "note"),
    ),
    finders={"unit": find_units, "superior": find_bodies},
    choices={"unit": unit_choice, "superior": body_choice},
    check=check_body,
    register=register_body,
    change=change_body,
    remove=remove_body,
    register_action="register_body",
    change_action="change_body",
    empty="先登记推荐人选的组织：村和企业里的工会、团支部、妇联。上级在别的单位也可以，写上名称就行。",
    give_up=("所在单位", "职务", "人数", "上级组织", "负责人", "类别"),
)

UNITS = Register(
    page=PAGE,
    key="unit",
    title="单位",
    icon="building-2",
    counter="个单位",
    record=Unit,
    columns=(
        Column("单位名称", 0, brief=True),
        Column("类别", 116, show=Unit.kind_of_unit.show, brief=True),
        Column("上级单位", 120),
        Column("人员", 72, right=True, show=_count),
        Column("组织", 64, right=True, show=_count),
        Column("职工", 72, right=True),
        Column("会员", 72, right=True),
        Column("党员", 72, right=True),
        Column("数据截至", 100, show=day),
        Column("联系人", 88),
        Column("联系电话", 128, show=Unit.phone.masked),
    ),
    names=(
        *("name", "kind_of_unit", "superior", "residents", "bodies", "staff", "union_members", "party_members"),
        *("facts_as_of", "contact", "phone"),
    ),
    filters=lambda: [
        _code_filter("kind", "类别", "unit.kind"),
        Filter("over", "状态", [Choice(True, "已注销或停业")], menu=True),
    ],
    ids=lambda text, wanted: unit_ids(text, wanted.get("kind", ""), wanted.get("over", False)),
    rows=unit_rows,
    headings=(
        ("基本", "name kind_of_unit ownership superior area_code credit_code opened_on closed_on"),
        ("职工和会员", "staff women_staff migrant_staff union_members women_union_members league_members"),
        (
            "党员",
            "has_party_body party_members full_party_members women_party_members party_members_under_35 "
            "party_members_over_50 last_admission_year facts_as_of",
        ),
        ("联系", "contact phone address"),
        ("其他", "note"),
    ),
    finders={"superior": find_units},
    choices={"superior": unit_choice},
    check=check_unit,
    register=register_unit,
    change=change_unit,
    remove=remove_unit,
    register_action="register_unit",
    change_action="change_unit",
    empty="村和社区、企业、学校都登记在这里。村（社区）表由本单位自己维护，录入人员和导入花名册时从这里选。",
    give_up=("联系电话", "上级单位", "数据截至", "联系人", "会员", "组织", "职工", "党员", "人员", "类别"),
)

OFFICERS = Register(
    page=PAGE,
    key="officer",
    title="任职",
    icon="user",
    counter="人次",
    record=Officer,
    columns=(
        Column("姓名", 96, brief=True),
        Column("组织", 0, brief=True),
        Column("任职类别", 110, show=lambda code: table("officer.duty").short(code) if code else ""),
        Column("职务", 116, brief=True),
        Column("专兼职", 72, show=Officer.time.show),
        Column("性别", 60, show=Officer.sex.show),
        Column("党员", 60, show=_yes),
        Column("进两委", 84, show=lambda code: table("officer.village_board").short(code) if code else ""),
        Column("任职时间", 96, show=day),
        Column("任期届满", 96, show=day),
        Column("卸任", 96, show=day),
    ),
    names=(
        *("name", "body", "duty", "post", "time", "sex", "party_member", "village_board", "since", "until"),
        "ended_on",
    ),
    filters=lambda: [
        _code_filter("channel", "组织类别", "body.channel", menu=False),
        _code_filter("duty", "任职类别", "officer.duty"),
        _code_filter("time", "专兼职", "officer.time"),
        _code_filter("board", "进两委", "officer.village_board"),
        Filter("left", "在任", [Choice(True, "已卸任")], menu=True),
    ],
    ids=lambda text, wanted: officer_ids(
        OfficerFilter(
            text=text,
            kind_of_body=wanted.get("channel", ""),
            duty=wanted.get("duty", ""),
            time=wanted.get("time", ""),
            village_board=wanted.get("board", ""),
            left=wanted.get("left", False),
        )
    ),
    rows=officer_rows,
    headings=(
        ("任职", "body duty post time since until village_board pay_percent"),
        ("本人", "person name sex born education party_member phone"),
        ("其他", "note"),
    ),
    hidden=("ended_on",),
    finders={"body": find_bodies, "person": find_people},
    choices={"body": body_choice, "person": person_choice},
    check=check_officer,
    register=register_officer,
    change=change_officer,
    remove=remove_officer,
    register_action="register_officer",
    change_action="change_officer",
    empty="主席、书记、委员（执委）和村干部的任职记在这里：专职还是兼职、是不是党员、进没进两委、任期到哪天。",
    give_up=("卸任", "性别", "任职时间", "任期届满", "任职类别", "专兼职", "进两委", "党员"),
    hint="姓名、组织、职务",
    named=lambda officer: f"{officer.name}　{officer.post or Officer.duty.show(officer.duty)}",
)

VENUES = Register(
    page=PAGE,
    key="venue",
    title="阵地",
    icon="building-2",
    counter="处阵地",
    record=Venue,
    columns=(
        Column("阵地名称", 0, brief=True),
        Column("类别", 168, show=Venue.kind_of_venue.show, brief=True),
        Column("所在单位", 160),
        Column("主管组织", 0),
        Column("建成时间", 96, show=day),
        Column("面积（平方米）", 120, right=True, show=_count),
        Column("停用", 96, show=day),
    ),
    names=("name", "kind_of_venue", "unit", "body", "opened_on", "area", "closed_on"),
    filters=lambda: [
        _code_filter("kind", "类别", "venue.kind"),
        Filter("closed", "在用", [Choice(True, "已停用")], menu=True),
    ],
    ids=lambda text, wanted: venue_ids(text, wanted.get("kind", ""), closed=wanted.get("closed", False)),
    rows=venue_rows,
    headings=(("阵地", "name kind_of_venue unit body opened_on closed_on area address"), ("其他", "note")),
    finders={"unit": find_units, "body": find_bodies},
    choices={"unit": unit_choice, "body": body_choice},
    check=check_venue,
    register=register_venue,
    change=change_venue,
    remove=remove_venue,
    register_action="register_venue",
    change_action="change_venue",
    empty="职工之家、青年之家、妇女之家、儿童之家……每一处登记一条，妇女之家覆盖率就能算出来。",
    give_up=("停用", "面积（平方米）", "建成时间", "主管组织", "所在单位"),
)
