"""What the page 帮扶 needs to know of each of its lists but the cases. Shows nothing itself."""

from collections.abc import Mapping
from typing import Any

from models.assistance.aid import Aid, Distribution, change_aid, check_aid, give_aid, take_back_aid
from models.assistance.children import (
    LeftBehindChild,
    change_child,
    check_child,
    register_child,
    remove_child,
)
from models.assistance.distribution import change_distribution, save_distribution, take_back_distribution
from models.assistance.giving_lists import (
    AidFilter,
    ChildFilter,
    DistributionFilter,
    PairFilter,
    VisitFilter,
    aid_ids,
    aid_rows,
    child_ids,
    child_rows,
    distribution_ids,
    distribution_rows,
    pair_ids,
    pair_rows,
    visit_ids,
    visit_rows,
)
from models.assistance.household import Household
from models.assistance.lists import household_ids, household_rows
from models.assistance.pairs import Pair, change_pair, make_pair, remove_pair
from models.assistance.verbs import change_household, check_household, found_household, remove_household
from models.assistance.visits import Visit, change_visit, record_visit, remove_visit
from models.core.clock import system_clock, today
from models.core.errors import Problem, Severity
from models.core.verbs import Done, Session
from ui.pages.assistance.columns import (
    code_filter,
    coded,
    count,
    day,
    money,
    programme_filter,
    programme_title,
    village_filter,
)
from ui.pages.assistance.programmes import find_programmes, programme_choice
from ui.pages.finders import find_people, find_villages, person_choice, unit_choice
from ui.pages.register import Register
from ui.widgets.filter_bar import Choice, Filter
from ui.widgets.record_table import Column

PAGE = "assistance"


def _register_child(session: Session, values: Mapping[str, Any]) -> Done[LeftBehindChild]:
    rest = {name: value for name, value in values.items() if name != "person"}
    return register_child(session, values["person"], rest)


def _check_child(values: Mapping[str, Any]) -> list[Problem]:
    person = values.get("person")
    if person is None:
        return [Problem(Severity.STOP, "required", "请先选择儿童；人员里还没有的，先去登记。", "person")]
    return check_child(person, values, values.get("filled_on") or today(system_clock))


VISITS = Register(
    page=PAGE,
    key="visit",
    title="走访慰问",
    icon="users",
    counter="次",
    record=Visit,
    columns=(
        Column("走访对象", 110, brief=True),
        Column("走访时间", 104, show=day, brief=True),
        Column("村（社区）", 130),
        Column("走访人", 0, brief=True),
        Column("慰问金物", 0),
        Column("金额（元）", 96, right=True, show=money),
        Column("照片", 60, right=True, show=count),
    ),
    names=("name", "visited_on", "village", "visitors", "gift", "gift_amount", "photos"),
    filters=lambda: [village_filter()],
    ids=lambda text, wanted: visit_ids(VisitFilter(text=text, village_id=wanted.get("village", 0))),
    rows=visit_rows,
    headings=(
        ("走访", "person visited_on place visitors recorder"),
        ("情况", "situation difficulty wishes gift gift_amount follow_up"),
    ),
    hidden=("household", "case", "pair"),
    finders={"person": find_people},
    choices={"person": person_choice},
    register=record_visit,
    change=change_visit,
    remove=remove_visit,
    register_action="record_visit",
    change_action="change_visit",
    empty="走访慰问了谁、看到什么困难、带去什么，都记在这里；照片存进同一份加密数据。",
    give_up=("照片", "慰问金物", "村（社区）", "金额（元）"),
    hint="姓名、拼音首字母、证号末几位",
    named=lambda visit: f"{visit.person.name}　{Visit.visited_on.show(visit.visited_on)}走访",
    printed=True,
)

PAIRS = Register(
    page=PAGE,
    key="pair",
    title="结对",
    icon="hand-heart",
    counter="对",
    record=Pair,
    columns=(
        Column("帮扶对象", 110, brief=True),
        Column("帮扶人", 0, brief=True),
        Column("类型", 110, show=coded("pair.kind")),
        Column("帮扶人单位", 140),
        Column("村（社区）", 130),
        Column("结对时间", 104, show=day),
        Column("约定联系", 90, show=coded("pair.every")),
        Column("最近联系", 104, show=day, brief=True),
        Column("联系次数", 84, right=True, show=count),
        Column("结束", 104, show=day),
    ),
    names=(
        *("helped", "helper", "kind_of_pair", "helper_unit", "village", "started_on", "every", "last_on"),
        *("contacts", "ended_on"),
    ),
    filters=lambda: [
        Filter("running", "", [Choice(True, "结对中"), Choice(False, "已结束")]),
        code_filter("kind", "类型", "pair.kind"),
        village_filter(),
    ],
    ids=lambda text, wanted: pair_ids(
        PairFilter(text, wanted.get("kind", ""), wanted.get("village", 0), wanted.get("running"))
    ),
    rows=pair_rows,
    headings=(
        ("帮扶对象", "helped child_type school guardian guardian_relation guardian_phone"),
        ("帮扶人", "helper helper_name helper_unit helper_post helper_phone helper_status relation"),
        ("约定", "kind_of_pair form started_on ends_on every promise content yearly_amount confidential note"),
    ),
    hidden=("household", "ended_on", "end_reason"),
    finders={"helped": find_people, "helper": find_people},
    choices={"helped": person_choice, "helper": person_choice},
    register=make_pair,
    change=change_pair,
    remove=remove_pair,
    register_action="make_pair",
    change_action="change_pair",
    empty="爱心妈妈、结对帮扶等一对一的联系记在这里；约定多久联系一次，过期没有联系的会列进今日待办。",
    give_up=("联系次数", "结束", "帮扶人单位", "村（社区）", "类型", "约定联系", "结对时间"),
    hint="帮扶对象或帮扶人姓名",
    named=lambda pair: f"{pair.helped.name}与{pair.helper_name}的结对",
    printed=True,
)

CHILDREN = Register(
    page=PAGE,
    key="left_behind_child",
    title="儿童",
    icon="user",
    counter="名儿童",
    record=LeftBehindChild,
    columns=(
        Column("姓名", 110, brief=True),
        Column("性别", 64, show=coded("GB/T 2261.1"), brief=True),
        Column("出生日期", 104, show=day, brief=True),
        Column("村（社区）", 0, brief=True),
        Column("就学", 90, show=coded("child.schooling")),
        Column("学校", 0),
        Column("监护类型", 150, show=coded("child.guardianship")),
        Column("受委托监护人", 110),
        Column("留守", 64, show=lambda flag: "是" if flag else ""),
        Column("退出", 104, show=day),
    ),
    names=(
        *("name", "sex", "born", "village", "schooling", "school", "guardianship", "trustee_name", "left_behind"),
        "closed_on",
    ),
    filters=lambda: [
        Filter("left_behind", "", [Choice(True, "留守儿童"), Choice(False, "其他困境儿童")]),
        village_filter(),
        code_filter("class", "困境类别", "child.class"),
        code_filter("schooling", "就学", "child.schooling"),
        code_filter("guardianship", "监护类型", "child.guardianship"),
        Filter("closed", "在册", [Choice(True, "已退出")], menu=True),
    ],
    ids=lambda text, wanted: child_ids(
        ChildFilter(
            text=text,
            village_id=wanted.get("village", 0),
            schooling=wanted.get("schooling", ""),
            guardianship=wanted.get("guardianship", ""),
            child_class=wanted.get("class", ""),
            left_behind=wanted.get("left_behind"),
            closed=wanted.get("closed", False),
        )
    ),
    rows=child_rows,
    headings=(
        ("儿童", "person reporter filled_on left_behind classes registered health disability illness"),
        ("就学", "schooling school grade student_number boarding"),
        (
            "父母",
            "father_name father_born father_id_number father_away_at father_phone mother_name mother_born "
            "mother_id_number mother_away_at mother_phone both_away one_away unable",
        ),
        (
            "祖辈",
            "grandfather_name grandfather_born grandmother_name grandmother_born maternal_grandfather_name "
            "maternal_grandfather_born maternal_grandmother_name maternal_grandmother_born",
        ),
        (
            "监护",
            "guardianship entrusted trustee_name trustee_relation trustee_phone trustee_id_number trustee_address",
        ),
        ("经济和帮扶", "income help_given responsible checker filler note"),
    ),
    hidden=("closed_on", "close_reason"),
    finders={"person": find_people},
    choices={"person": person_choice},
    check=_check_child,
    register=_register_child,
    change=change_child,
    remove=remove_child,
    register_action="register_child",
    change_action="change_child",
    empty="留守儿童和困境儿童一人一条；村里报来的表可以用“导入花名册”整批导入。",
    from_rosters=True,
    give_up=("退出", "受委托监护人", "留守", "学校", "监护类型", "就学"),
    hint="姓名、拼音首字母、证号末几位",
    named=lambda child: str(child.person.name),
    printed=True,
)

DISTRIBUTIONS = Register(
    page=PAGE,
    key="distribution",
    title="发放名单",
    icon="sheet",
    counter="份名单",
    record=Distribution,
    columns=(
        Column("名单", 0, brief=True),
        Column("项目", 130, show=programme_title),
        Column("方式", 72, show=coded("aid.form")),
        Column("状态", 84, show=coded("distribution.status"), brief=True),
        Column("发放日期", 104, show=day),
        Column("地点", 130),
        Column("人数", 72, right=True, show=count),
        Column("金额（元）", 110, right=True, show=money),
        Column("已签收", 76, right=True, show=count),
    ),
    names=("title", "programme", "form", "status", "given_on", "place", "lines", "amount", "signed"),
    filters=lambda: [code_filter("status", "状态", "distribution.status"), programme_filter()],
    ids=lambda text, wanted: distribution_ids(
        DistributionFilter(text, wanted.get("programme", ""), status=wanted.get("status", ""))
    ),
    rows=distribution_rows,
    headings=(
        ("批次", "title programme aid_kind form source given_on place"),
        ("实物", "goods unit unit_value"),
        ("经办", "handler checker responsible note"),
    ),
    hidden=("period", "status"),
    finders={"programme": find_programmes},
    choices={"programme": programme_choice},
    register=save_distribution,
    change=change_distribution,
    remove=take_back_distribution,
    register_action="save_distribution",
    change_action="change_distribution",
    verb="新建",
    empty="一次发给很多户的慰问金、物资、补助，在这里录成一份名单，印签领表，发完登记签收。",
    give_up=("地点", "已签收", "方式", "发放日期", "项目"),
    named=lambda distribution: str(distribution.title),
    printed=True,
)

AIDS = Register(
    page=PAGE,
    key="aid",
    title="发放记录",
    icon="file-text",
    counter="笔",
    record=Aid,
    columns=(
        Column("受助人", 110, brief=True),
        Column("发放日期", 104, show=day, brief=True),
        Column("村（社区）", 120),
        Column("项目", 0, show=programme_title, brief=True),
        Column("类别", 84, show=coded("aid.kind")),
        Column("金额（元）", 104, right=True, show=money),
        Column("物资", 110),
        Column("来源", 72, show=coded("aid.source")),
        Column("签收", 104, show=day),
        Column("名单", 0),
    ),
    names=(
        *("name", "given_on", "village", "programme", "aid_kind", "amount", "goods", "source", "received_on"),
        "distribution",
    ),
    filters=lambda: [
        village_filter(),
        programme_filter(),
        code_filter("kind", "类别", "aid.kind"),
        code_filter("source", "来源", "aid.source"),
        Filter("unsigned", "签收", [Choice(True, "未签收")], menu=True),
    ],
    ids=lambda text, wanted: aid_ids(
        AidFilter(
            text=text,
            village_id=wanted.get("village", 0),
            programme=wanted.get("programme", ""),
            aid_kind=wanted.get("kind", ""),
            source=wanted.get("source", ""),
            unsigned=wanted.get("unsigned", False),
        )
    ),
    rows=aid_rows,
    headings=(
        ("发放", "person programme aid_kind form source given_on amount"),
        ("实物", "goods quantity unit unit_value"),
        ("账户和说明", "account bank reason note"),
    ),
    hidden=(
        *("household", "case", "distribution", "period", "received_on", "receipt", "received_by", "relation"),
        "transfer_number",
    ),
    finders={"person": find_people, "programme": find_programmes},
    choices={"person": person_choice, "programme": programme_choice},
    check=check_aid,
    register=give_aid,
    change=change_aid,
    remove=take_back_aid,
    register_action="give_aid",
    change_action="change_aid",
    empty="单独发给一个人的记在这里；发给很多户的请新建发放名单。以前帮过谁，登记时会提醒。",
    give_up=("物资", "来源", "类别", "签收", "名单", "村（社区）"),
    hint="姓名、拼音首字母、证号末几位",
    named=lambda aid: f"{aid.person.name}　{Aid.given_on.show(aid.given_on)}",
)

HOUSEHOLDS = Register(
    page=PAGE,
    key="household",
    title="家庭档案",
    icon="users",
    counter="户",
    record=Household,
    columns=(
        Column("户主", 120, brief=True),
        Column("编号", 150, brief=True),
        Column("村（社区）", 0, brief=True),
        Column("户内人员", 0),
        Column("人口", 64, right=True),
        Column("联系电话", 128, show=Household.phone.masked),
        Column("在办在档个案", 110, right=True, show=count),
    ),
    names=("head", "number", "village", "names", "size", "phone", "open_cases"),
    filters=lambda: [village_filter()],
    ids=lambda text, wanted: household_ids(text, wanted.get("village", 0)),
    rows=household_rows,
    headings=(
        ("家庭", "head number village size phone address household_place"),
        ("住房", "housing_kind housing_area homes"),
        (
            "收入和支出",
            "own_income_month other_income_year income_year fixed_cost_year accident_cost_year special_cost_year "
            "savings allowance_number allowance_since insurance single_parent no_worker self_help",
        ),
        ("发放账户", "bank branch account account_holder note"),
    ),
    hidden=("names",),
    finders={"head": find_people, "village": find_villages},
    choices={"head": person_choice, "village": unit_choice},
    check=check_household,
    register=found_household,
    change=change_household,
    remove=remove_household,
    register_action="found_household",
    change_action="change_household",
    verb="建立",
    empty="一户一档：户主、家庭成员、住房、收入和支出记在这里，这一户的各个帮扶个案共用。",
    from_rosters=True,
    give_up=("联系电话", "户内人员", "在办在档个案", "人口"),
    hint="户主、成员、编号、电话末几位",
    named=lambda household: f"{household.head.name}家",
    printed=True,
)
