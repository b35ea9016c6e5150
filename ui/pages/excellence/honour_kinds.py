"""What the page 创先争优 needs to know of awards, talents, activities and target sheets. Shows nothing itself."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from models.core.codes import table
from models.core.errors import Problem, Severity
from models.excellence import activities, awards, lists, talents, targets
from models.excellence.activities import Activity
from models.excellence.awards import AWARDED, REFUSED, RUNNING, Nomination, check_nomination, named
from models.excellence.standing import BEHIND, BEYOND, REACHED
from models.excellence.talents import Talent
from models.excellence.targets import TargetSheet
from models.people.person import Person
from models.statistics.targets import standings
from ui.desk import Desk
from ui.pages.excellence.columns import (
    PAGE,
    campaign_choice,
    campaign_filter,
    code_filter,
    coded,
    count,
    day,
    find_campaigns,
    ids_of,
    money,
    open_filter,
    year_filter,
)
from ui.pages.finders import body_choice, find_bodies, find_people, find_units, person_choice, unit_choice
from ui.pages.register import Register
from ui.widgets.filter_bar import Choice, Filter
from ui.widgets.record_table import Column

STEP_FIELDS: Mapping[str, tuple[str, ...]] = {
    "unit": ("congress_on", "congress_words"),
    "publicity": (
        *("publicity_from", "publicity_to", "publicity_place", "publicity_phone", "publicity_clear", "objections"),
    ),
    "township": ("reported_to", "report_number"),
    "approval": ("decided_on", "decided_by", "awarded_on", "award_document", "award_number"),
}
"""Columns of a nomination that are typed at a step, and not in its form."""

_STATUS_MARKS = {AWARDED: "done", REFUSED: "todo"}
_BY_VERBS = ("step", "status", "closed_reason")


class NominationLine(NamedTuple):
    """A row of the list: the award in full, and where the nomination stands in words."""

    id: int
    whom: str
    award: str
    level: str
    year: int
    recommended_by: str | None
    nominated_on: str | None
    stands: str
    awarded_on: str | None
    award_number: str | None


def _nomination_lines(ids: Sequence[int]) -> list[NominationLine]:
    return [
        NominationLine(
            *(one.id, one.whom, one.award_title or table("award.kind").label(one.award), one.level, one.year),
            *(one.recommended_by, one.nominated_on, _stands(one), one.awarded_on, one.award_number),
        )
        for one in lists.NOMINATIONS.rows(ids)
    ]


def _stands(one: Any) -> str:
    if one.status == RUNNING:
        return str(table("award.step").label(one.step))
    return str(table("award.status").label(one.status))


def _stands_mark(words: str | None) -> str:
    status = {table("award.status").label(code): mark for code, mark in _STATUS_MARKS.items()}
    return status.get(words or "", "")


def _check_nomination(values: Mapping[str, Any]) -> list[Problem]:
    """What must not be said of one that is stored already (it is there; its award was given then) the verb says."""
    return [problem for problem in check_nomination(values) if problem.code not in ("nominated_twice", "award_over")]


def _check_talent(values: Mapping[str, Any]) -> list[Problem]:
    if values.get("person") is None:
        return [Problem(Severity.STOP, "required", "请先选择人员；人员里还没有的，先去登记。", "person")]
    return []


class SheetLine(NamedTuple):
    """A row of the list of sheets, with how its targets stand today."""

    id: int
    title: str
    year: int
    channel: str | None
    carried_by: str
    document: str | None
    targets: int
    reached: int
    behind: int


def _sheet_lines(desk: Desk, ids: Sequence[int]) -> list[SheetLine]:
    sheets = {sheet.id: sheet for sheet in TargetSheet.select().where(TargetSheet.id.in_(list(ids)))}
    found = []
    for row in lists.SHEETS.rows(ids):
        states = [one.standing.state for one in standings(sheets[row.id], desk.today())]
        carried = "、".join(name for name in (row.body, row.unit) if name)
        behind = sum(state in (BEHIND, BEYOND) for state in states)
        found.append(
            SheetLine(
                *(row.id, row.title, row.year, row.channel, carried, row.document),
                *(row.targets, states.count(REACHED), behind),
            )
        )
    return found


NOMINATIONS = Register(
    page=PAGE,
    key="award",
    title="评选表彰",
    noun="评选推荐",
    icon="trophy",
    counter="条推荐",
    record=Nomination,
    columns=(
        Column("人选或集体", 0, brief=True),
        Column("评选项目", 170, brief=True),
        Column("级别", 64, show=coded("award.level")),
        Column("年度", 60),
        Column("推荐组织", 0),
        Column("推荐日期", 100, show=day),
        Column("办到", 150, mark=_stands_mark, brief=True),
        Column("表彰日期", 100, show=day),
        Column("证书编号", 110),
    ),
    names=(
        *("whom", "award", "level", "year", "recommended_by", "nominated_on", "stands", "awarded_on"),
        "award_number",
    ),
    filters=lambda: [
        Filter("status", "", [Choice(code.code, code.label) for code in table("award.status").items()]),
        code_filter("kind", "项目", "award.kind"),
        code_filter("level", "级别", "award.level"),
        year_filter(),
        campaign_filter(),
    ],
    ids=ids_of(lists.NOMINATIONS),
    rows=_nomination_lines,
    headings=(
        ("评选项目", "award award_title level year nominated_on recommended_by campaign"),
        ("人选", "person candidate frontline"),
        ("集体", "body collective members women head head_sex head_phone"),
        ("事迹", "deeds_short deeds_long honours note"),
    ),
    hidden=(*(name for names in STEP_FIELDS.values() for name in names), *_BY_VERBS),
    finders={
        "campaign": find_campaigns,
        "person": find_people,
        "body": find_bodies,
        "recommended_by": find_bodies,
    },
    choices={
        "campaign": campaign_choice,
        "person": person_choice,
        "body": body_choice,
        "recommended_by": body_choice,
    },
    check=_check_nomination,
    register=awards.nominate,
    change=awards.change_nomination,
    remove=awards.remove_nomination,
    register_action="nominate_award",
    change_action="change_nomination",
    empty="推荐三八红旗手、五一劳动奖章、优秀团干部等，从准备材料到审批表彰一步步办；审批表、征求意见表、公示都能直接打印。",
    give_up=("证书编号", "推荐日期", "年度", "推荐组织", "表彰日期", "级别", "评选项目"),
    hint="姓名、集体、荣誉",
    named=lambda nomination: f"{named(nomination)}　{nomination.title()}",
    printed=True,
)

TALENTS = Register(
    page=PAGE,
    key="talent",
    title="人才库",
    noun="人才",
    icon="users",
    counter="人次",
    record=Talent,
    columns=(
        Column("姓名", 96, brief=True),
        Column("人才类别", 96, show=coded("talent.kind"), brief=True),
        Column("性别", 56, show=coded("GB/T 2261.1")),
        Column("出生年月", 96, show=day),
        Column("村（社区）", 120),
        Column("专长（技能）", 0, brief=True),
        Column("带动户数", 84, right=True, show=count),
        Column("入库", 96, show=day),
        Column("联系电话", 128, show=Person.phone.masked),
        Column("出库", 100, show=day),
    ),
    names=(
        *("name", "kind_of_talent", "sex", "born", "village", "skill", "leads_households", "since", "phone"),
        "left_on",
    ),
    filters=lambda: [open_filter("在库"), code_filter("kind", "类别", "talent.kind")],
    ids=ids_of(lists.TALENTS),
    rows=lists.TALENTS.rows,
    headings=(
        ("人才", "person kind_of_talent body since skill certificate"),
        ("带动", "project leads_households leads_people"),
        ("培养", "mentor training used note"),
    ),
    hidden=("left_on", "left_reason"),
    finders={"person": find_people, "body": find_bodies},
    choices={"person": person_choice, "body": body_choice},
    check=_check_talent,
    register=talents.keep_talent,
    change=talents.change_talent,
    remove=talents.remove_talent,
    register_action="keep_talent",
    change_action="change_talent",
    empty="妇女人才、后备干部、致富能手、技能人才一人一条：会什么、带动多少户、谁来培养、用到了哪里。",
    give_up=("出库", "出生年月", "联系电话", "性别", "入库", "村（社区）", "带动户数"),
    hint="姓名、拼音首字母、专长、项目",
    named=lambda talent: f"{talent.person.name}　{Talent.kind_of_talent.show(talent.kind_of_talent)}",
    printed=True,
)

ACTIVITIES = Register(
    page=PAGE,
    key="activity",
    title="活动培训",
    noun="活动",
    icon="calendar",
    counter="次活动",
    record=Activity,
    columns=(
        Column("名称", 0, brief=True),
        Column("类别", 72, show=coded("activity.kind")),
        Column("主办组织", 170),
        Column("地点", 130),
        Column("开始", 100, show=day, brief=True),
        Column("结束", 100, show=day),
        Column("期数", 56, right=True, show=count),
        Column("人次", 64, right=True, show=count, brief=True),
        Column("妇女", 60, right=True, show=count),
        Column("经费（元）", 96, right=True, show=money),
    ),
    names=(
        *("title", "kind_of_activity", "organiser", "place", "from_on", "to_on", "sessions", "people", "women"),
        "cost",
    ),
    filters=lambda: [year_filter(), code_filter("kind", "类别", "activity.kind"), campaign_filter()],
    ids=ids_of(lists.ACTIVITIES),
    rows=lists.ACTIVITIES.rows,
    headings=(
        ("活动", "title kind_of_activity organiser partner place from_on to_on campaign"),
        ("参加", "sessions hours people women youth workers children party_members"),
        ("经费和内容", "cost source_of_money lecturer content effect note"),
    ),
    finders={"campaign": find_campaigns, "organiser": find_bodies},
    choices={"campaign": campaign_choice, "organiser": body_choice},
    check=activities.check_activity,
    register=activities.keep_activity,
    change=activities.change_activity,
    remove=activities.remove_activity,
    register_action="keep_activity",
    change_action="change_activity",
    empty="办了什么培训、活动，多少人参加，花了多少钱。“今年办了几期、培训多少人次”就从这里来。",
    give_up=("结束", "地点", "妇女", "类别", "主办组织"),
    hint="名称、主办组织、地点",
    named=lambda activity: str(activity.title),
    printed=True,
)


def sheets(desk: Desk) -> Register:
    """The target sheets, with how they stand today."""
    return replace(_SHEETS, rows=partial(_sheet_lines, desk))


_SHEETS = Register(
    page=PAGE,
    key="target",
    title="目标",
    noun="目标表",
    icon="chart-column",
    counter="张目标表",
    record=TargetSheet,
    columns=(
        Column("目标表", 0, brief=True),
        Column("年度", 60),
        Column("组织类别", 84, show=coded("body.channel")),
        Column("承担组织或单位", 190),
        Column("下达文件", 150),
        Column("目标", 56, right=True, show=count),
        Column("已达到", 66, right=True, brief=True),
        Column("落后", 56, right=True, brief=True),
    ),
    names=("title", "year", "channel", "carried_by", "document", "targets", "reached", "behind"),
    filters=lambda: [year_filter(), code_filter("level", "组织", "body.channel")],
    ids=ids_of(lists.SHEETS),
    rows=lists.SHEETS.rows,
    headings=(("目标表", "title year channel body unit document issued_on note"),),
    finders={"body": find_bodies, "unit": find_units},
    choices={"body": body_choice, "unit": unit_choice},
    register=targets.make_sheet,
    change=targets.change_sheet,
    remove=targets.remove_sheet,
    register_action="make_target_sheet",
    change_action="change_target_sheet",
    verb="建立",
    empty="县里下达的一年目标建一张表：组建率、入会率、推优人数等可以套用模板，完成到哪里、还差多少一看就知道。",
    give_up=("下达文件", "组织类别", "承担组织或单位", "年度"),
    hint="目标表名称、组织、单位",
    named=lambda sheet: str(sheet.title),
    printed=True,
)
