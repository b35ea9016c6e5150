"""The three reckoned lists of 组织: 应建未建, 优先推优, 换届. What each says is decided by `models`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from models.core.codes import table
from models.organisations.coverage import (
    ALLOWED,
    STATES,
    TIERS,
    Finding,
    RuleCount,
    State,
    coverage,
    matter,
    threshold_words,
)
from models.organisations.elections import STATES as ELECTION_STATES
from models.organisations.elections import Election, ElectionState, elections
from models.recommendation import priority
from models.recommendation.priority import PriorityRow
from ui.desk import Desk
from ui.pages.organisations.kinds import PAGE, day
from ui.pages.organisations.listing import ALL, Content, Line, Listing, Matter, Target
from ui.widgets.filter_bar import Choice, Filter
from ui.widgets.record_table import Column

_MARKS = {STATES[State.MISSING]: "warn", ALLOWED: "todo", STATES[State.UNKNOWN]: "tell"}
_ELECTION_MARKS = {ElectionState.LATE: "stop", ElectionState.SOON: "warn", ElectionState.UNKNOWN: "tell"}


def _coverage(desk: Desk) -> Content:
    found = coverage(desk.today())
    listed = found.listed()
    lacking = sum(one.state is State.MISSING for one in listed)
    whole = Matter(ALL, ("全部", str(lacking), "", "", str(len(listed) - lacking)))
    count = f"应建未建 {lacking:,} 项，缺数据 {len(listed) - lacking:,} 项"
    return Content(found.findings, [whole, *map(_rule, found.counts)], count)


def _rule(count: RuleCount) -> Matter:
    of_all = f"{count.built}/{count.concerned}" if count.concerned else ""
    rate = count.rate() if count.concerned else ""
    cells = (matter(count.rule), str(count.missing), of_all, rate, str(count.unknown))
    aim = ""
    if count.reached is not None:
        aim = f"目标 {count.target}%，{'已经达到' if count.reached else '还没有达到'}。"
    asked = f"{count.rule.title}：{threshold_words(count.rule)}。"
    return Matter(count.rule.id, cells, f"{asked}{aim}依据：{_source(count)}。")


def _source(count: RuleCount) -> str:
    return count.rule.local or count.rule.source


def _finding_fits(one: Finding, rule: str, wanted: Mapping[str, Any], text: str) -> bool:
    of_rule = one.rule.id == rule if rule else one.rule.id not in TIERS
    return of_rule and wanted.get("state", one.state) == one.state and text in one.name


def _finding_line(one: Finding) -> Line:
    return one.name, one.told, one.state_words, _without(one.name, one.sentence)


def _without(name: str, sentence: str) -> str:
    """The sentence beside the name it begins with."""
    return sentence.removeprefix(name).removeprefix("的")


def _finding_target(one: Finding) -> Target:
    return PAGE, (one.kind, f"{one.uid}:{one.column}" if one.column else one.uid)


def _export_coverage(path: Path, rows: Sequence[Finding], _desk: Desk) -> int:
    from reports.organisation_workbooks import export_coverage

    return export_coverage(path, "应建未建", rows)


def _export_counts(path: Path, desk: Desk) -> int:
    from reports.organisation_workbooks import export_counts

    return export_counts(path, "组织覆盖比例", coverage(desk.today()).counts)


COVERAGE = Listing(
    key="coverage",
    title="应建未建",
    counter="项",
    columns=(
        Column("单位或组织", 160),
        Column("类别", 68),
        Column("情况", 108, mark=lambda words: _MARKS[words]),
        Column("说明", 0),
    ),
    matter_columns=(
        Column("事项", 0),
        Column("未建", 56, right=True),
        Column("已建/应建", 84, right=True),
        Column("比例", 68, right=True),
        Column("缺数据", 66, right=True),
    ),
    matters_width=440,
    matters_give_up=("已建/应建", "缺数据", "比例"),
    read=_coverage,
    line=_finding_line,
    fits=_finding_fits,
    target=_finding_target,
    export=_export_coverage,
    figures=("组织覆盖比例", _export_counts),
    filters=(Filter("state", "", [Choice(state, words) for state, words in STATES.items()]),),
    start={"state": State.MISSING},
    give_up=("类别",),
    hint="单位或组织名称",
    empty=("landmark", "没有要核对的", "登记了单位和组织，就能核对哪些该建的还没有建。"),
)


def _priority(desk: Desk) -> Content:
    rows, names = priority.priority_rows(desk.today()), priority.matters(desk.today())
    counts = priority.counts(rows)
    lacking = sum(not row.known for row in rows)
    whole = Matter(ALL, ("全部", str(sum(counts.values())), str(lacking)))
    each = [Matter(key, (name, str(counts.get(key, 0)), str(_unknown(rows, key)))) for key, name in names.items()]
    return Content(rows, [whole, *each], f"优先 {sum(counts.values()):,} 项，缺数据 {lacking:,} 项")


def _unknown(rows: Sequence[PriorityRow], key: str) -> int:
    return sum(row.matter == key and not row.known for row in rows)


def _priority_fits(one: PriorityRow, key: str, wanted: Mapping[str, Any], text: str) -> bool:
    return (not key or one.matter == key) and wanted.get("known", one.known) == one.known and text in one.name


def _priority_target(one: PriorityRow) -> Target:
    return ("people", one.uid) if one.kind == "person" else (PAGE, (one.kind, one.uid))


def _export_priority(path: Path, rows: Sequence[PriorityRow], desk: Desk) -> int:
    from reports.organisation_workbooks import export_priority

    return export_priority(path, "优先推优", rows, priority.matters(desk.today()))


PRIORITY = Listing(
    key="priority",
    title="优先推优",
    counter="项",
    columns=(
        Column("单位或人员", 150),
        Column("类别或任职", 150),
        Column("现有", 180),
        Column("说明", 0),
        Column("推荐情况", 116),
    ),
    matter_columns=(Column("名单", 0), Column("优先", 56, right=True), Column("缺数据", 66, right=True)),
    matters_width=340,
    matters_give_up=("缺数据",),
    read=_priority,
    line=lambda one: (one.name, one.told, one.found, _without(one.name, one.sentence), one.progress),
    fits=_priority_fits,
    target=_priority_target,
    export=_export_priority,
    filters=(Filter("known", "", [Choice(True, "优先"), Choice(False, "缺数据")]),),
    start={"known": True},
    give_up=("现有", "类别或任职"),
    hint="单位或人员",
    empty=("vote", "没有要优先的", "单位里填了职工、党员人数和最近一次发展党员的年份，就能列出该优先的单位。"),
    personal=True,
)


def _elections(desk: Desk) -> Content:
    found = elections(desk.today())
    late = sum(one.state is ElectionState.LATE for one in found)
    return Content(found, (), f"共 {len(found):,} 个组织，已过期 {late:,} 个")


def _election_fits(one: Election, _key: str, wanted: Mapping[str, Any], text: str) -> bool:
    kind = wanted.get("kind", one.kind_of_body) == one.kind_of_body
    return kind and wanted.get("state", one.state) == one.state and text in f"{one.name}{one.unit or ''}"


def _election_line(one: Election) -> Line:
    due = f"{one.due.short()}{'（推算）' if one.reckoned else ''}" if one.due else ""
    kind = table("body.channel").label(one.kind_of_body)
    return one.name, kind, one.unit, day(one.elected_on), due, ELECTION_STATES[one.state], one.head, one.phone


def _export_elections(path: Path, rows: Sequence[Election], _desk: Desk) -> int:
    from reports.organisation_workbooks import export_elections

    return export_elections(path, "换届", rows)


_BY_WORDS = {words: state for state, words in ELECTION_STATES.items()}

ELECTIONS = Listing(
    key="election",
    title="换届",
    counter="个组织",
    columns=(
        Column("组织", 0),
        Column("类别", 80),
        Column("所在单位", 150),
        Column("本届选举", 96),
        Column("换届时间", 150),
        Column("情况", 96, mark=lambda words: _ELECTION_MARKS.get(_BY_WORDS[words], "")),
        Column("负责人", 96),
        Column("联系电话", 128),
    ),
    read=_elections,
    line=_election_line,
    fits=_election_fits,
    target=lambda one: (PAGE, ("body", one.uid)),
    export=_export_elections,
    filters=(
        Filter("state", "", [Choice(state, words) for state, words in ELECTION_STATES.items()]),
        Filter("kind", "类别", [Choice(code.code, code.label) for code in table("body.channel").items()], menu=True),
    ),
    give_up=("联系电话", "所在单位", "负责人", "本届选举", "类别"),
    hint="组织或单位名称",
    empty=("clock", "还没有组织", "登记了组织和本届选举时间，就能按任期列出什么时候该换届。"),
)
