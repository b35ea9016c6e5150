"""目标完成情况表: every line of a sheet of targets with its aim, what was reached, what is missing, and the source.

Owns its columns and rows. Computes nothing: how a target stands is asked of `models.statistics.targets`.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from models.core.codes import table
from models.excellence.targets import Target, TargetSheet
from models.statistics.targets import Stood, shown, standings
from reports.forms.excellence.facts import EXCELLENCE_PAGE, office_facts
from reports.forms.facts import Facts, long_day, short_day
from reports.forms.subjects import Occasion, Owner, Piece
from reports.forms.words import VERSION
from reports.paper.register import NUMBER, Column, Register

REGISTER = Register(
    "target_standing",
    VERSION,
    "{sheet.title}完成情况表",
    (
        Column(NUMBER, "序\n号", 9),
        Column("title", "指标", 44, "left", expected=True),
        Column("unit", "计量\n单位", 12),
        Column("wanted", "目标值", 20, expected=True),
        Column("value", "完成值", 19),
        Column("as_of", "截至", 20),
        Column("state", "完成\n情况", 17),
        Column("missing", "还差", 53, "left"),
        Column("source", "数据来源", 49, "left"),
        Column("responsible", "责任组织\n（人）", 24, "left"),
    ),
    left="承担：{sheet.whom:16}　　依据：{sheet.document:10}",
    right="统计日期：{day:9}",
    signatures=("单位负责人：", "审核人：", "填表人：", "联系电话：{office.phone}"),
    notes=(
        "注：“按进度”指完成的比例不低于时间过去的比例；比例类指标“再有几个”按现有总数计算。",
        "“按资料统计”由本单位登记的资料算出，“填报”为人工填写的完成值；各项之和不要求等于总数。",
    ),
    subject="sheet.title",
    blank_rows=14,
)


def standing_paper(_facts: Facts) -> Register:
    """目标完成情况表."""
    return REGISTER


def standing_pieces(ids: Sequence[int], occasion: Occasion) -> Iterator[Piece]:
    """One table for each sheet, as it stands on the day it is printed."""
    day = occasion.moment.date()
    for number in ids:
        sheet: TargetSheet = TargetSheet.get_by_id(number)
        found = standings(sheet, day)
        facts = office_facts() | {
            "sheet.title": sheet.title,
            "sheet.whom": whom_of(sheet) or office_facts()["office.name"],
            "sheet.document": sheet.document or "",
            "day": long_day(day),
            "rows": [standing_row(one) for one in found],
        }
        own = Owner(sheet.called(), EXCELLENCE_PAGE, sheet.uid)
        owned = {"sheet": own, **{f"rows.{at}": own for at in range(len(found))}}
        revision = sheet.revision + sum(one.target.revision for one in found)
        yield Piece(REGISTER, facts, sheet.uid, revision, str(sheet.title), owned)


def standing_row(one: Stood) -> Facts:
    """A line of the table."""
    target, unit = one.target, one.target.aim().unit
    return {
        "title": target.title,
        "unit": unit,
        "wanted": target.wanted().removesuffix(unit),
        "value": shown(target, one.value).removesuffix(unit),
        "as_of": _day(one.as_of),
        "state": one.standing.title,
        "missing": one.missing,
        "source": one.source,
        "responsible": responsible_of(target),
    }


def whom_of(sheet: TargetSheet) -> str:
    """Who carries a sheet, in words; empty for the whole office."""
    if sheet.body is not None:
        return str(sheet.body.name)
    if sheet.unit is not None:
        return str(sheet.unit.name)
    return table("body.channel").label(sheet.channel) if sheet.channel else ""


def responsible_of(target: Target) -> str:
    """The body that is responsible, and who in it."""
    body = str(target.responsible.name) if target.responsible is not None else ""
    return "　".join(filter(None, (body, target.responsible_name)))


def _day(day: date | None) -> str:
    return short_day(day) if day else ""
