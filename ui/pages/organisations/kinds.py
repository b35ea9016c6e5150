"""What the page 组织 needs to know of units and of bodies. Shows nothing itself."""

from models.core.codes import table
from models.organisations.body import Body
from models.organisations.lists import body_ids, body_rows, unit_ids, unit_rows
from models.organisations.unit import Unit
from models.organisations.verbs import (
    change_body,
    change_unit,
    check_unit,
    register_body,
    register_unit,
    remove_body,
    remove_unit,
)
from ui.pages.finders import body_choice, find_bodies, find_units, unit_choice
from ui.pages.register.register import Register
from ui.widgets.filter_bar import Choice, Filter
from ui.widgets.record_table import Column


def _kind_filter(key: str, menu: bool) -> list[Filter]:
    return [Filter("kind", "类别", [Choice(code.code, code.label) for code in table(key).items()], menu=menu)]


BODIES = Register(
    page="organisations",
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
        Column("人数", 72, right=True, show=lambda count: f"{count:,}" if count else ""),
    ),
    names=("name", "kind_of_body", "unit", "superior", "head", "head_post", "members"),
    filters=lambda: _kind_filter("body.channel", menu=False),
    ids=lambda text, wanted: body_ids(text, wanted.get("kind", "")),
    rows=body_rows,
    headings=(
        ("基本", "name kind_of_body level unit founded_on next_election_on"),
        ("上级与同级", "superior superior_elsewhere party_body"),
        ("负责人与会员", "head head_post phone members_entitled place"),
        ("其他", "note"),
    ),
    finders={"unit": find_units, "superior": find_bodies},
    choices={"unit": unit_choice, "superior": body_choice},
    register=register_body,
    change=change_body,
    remove=remove_body,
    register_action="register_body",
    change_action="change_body",
    empty="先登记推荐人选的组织：村和企业里的工会、团支部、妇联。上级在别的单位也可以，写上名称就行。",
    give_up=("所在单位", "职务", "人数", "上级组织", "负责人", "类别"),
)

UNITS = Register(
    page="organisations",
    key="unit",
    title="单位",
    icon="building-2",
    counter="个单位",
    record=Unit,
    columns=(
        Column("单位名称", 0, brief=True),
        Column("类别", 132, show=Unit.kind_of_unit.show, brief=True),
        Column("上级单位", 130),
        Column("人员", 76, right=True, show=lambda count: f"{count:,}" if count else ""),
        Column("组织", 76, right=True, show=lambda count: f"{count:,}" if count else ""),
        Column("职工", 76, right=True),
        Column("党员", 76, right=True),
        Column("联系人", 96),
        Column("联系电话", 128, show=Unit.phone.masked),
    ),
    names=(
        "name",
        "kind_of_unit",
        "superior",
        "residents",
        "bodies",
        "staff",
        "party_members",
        "contact",
        "phone",
    ),
    filters=lambda: _kind_filter("unit.kind", menu=True),
    ids=lambda text, wanted: unit_ids(text, wanted.get("kind", "")),
    rows=unit_rows,
    headings=(
        ("基本", "name kind_of_unit superior area_code credit_code opened_on"),
        (
            "人数",
            "staff women_staff party_members women_party_members party_members_over_50 last_admission_year",
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
    give_up=("联系电话", "上级单位", "职工", "党员", "联系人", "组织", "人员", "类别"),
)
