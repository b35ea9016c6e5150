"""Targets 目标: a sheet per year and organisation, its lines, and the values that somebody typed in for them.

Owns the sheet, the lines and the typed values. Where records can compute a value, a line only names the `figure` that
does (resolved by `models.statistics`). Parts are never made to add up to a whole: those that counties set do not.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models.core.clock import today
from models.core.errors import RuleRefused
from models.core.fields import CodeField, CountField, DayField, LineField, LinkField, ParagraphField
from models.core.record import Record
from models.core.verbs import Work, verb
from models.excellence.amounts import AmountField, amount
from models.excellence.keeping import merged, refuse_backwards
from models.excellence.standing import NUMBER, RATIO, SHARE, Aim, Standing, read_ratio, standing
from models.excellence.texts import Indicator, indicators
from models.organisations.body import Body
from models.organisations.unit import Unit


class TargetSheet(Record):
    """目标表: the targets of one year for one body, one unit, one kind of organisation, or the whole office."""

    noun = "目标表"
    body_id: int | None
    unit_id: int | None

    year = CountField("年度", required=True, largest=2200, index=True)
    title = LineField("名称", required=True, max_length=100, counted=True)
    channel = CodeField("组织类别", table="body.channel")
    body = LinkField(Body, "承担组织", backref="target_sheets")
    unit = LinkField(Unit, "承担单位（乡镇、村）", backref="target_sheets")
    document = LineField("下达文件", max_length=100, counted=True)
    issued_on = DayField("下达日期")
    note = ParagraphField("备注", counted=True)

    class Meta:
        table_name = "target_sheet"

    def called(self) -> str:
        return f"“{self.title}”"


class Target(Record):
    """目标: one line of a sheet. `least` and `most` in hundredths of the unit; both make a range; `ratio` as 3:2:1."""

    noun = "目标"
    untold = ("indicator", "figure")
    sheet_id: int

    sheet = LinkField(TargetSheet, "目标表", required=True, backref="targets")
    place = CountField("序号", largest=999)
    title = LineField("指标", required=True, max_length=100, counted=True)
    kind_of_target = CodeField("目标形式", table="target.kind", required=True)
    unit_of_measure = LineField("单位", max_length=20, counted=True)
    least = AmountField("目标值（下限）", help="只定上限的不用填。")
    most = AmountField("上限", help="目标是一个范围时填写，例如20%—25%。")
    ratio = LineField("比例关系", max_length=40, counted=True, help="例如3:2:1。")
    from_on = DayField("起算日期", help="不填按本年1月1日。")
    term = DayField("完成期限", help="不填按本年12月31日。", index=True)
    responsible = LinkField(Body, "责任组织", backref="responsible_for")
    responsible_name = LineField("责任人（部门）", max_length=100)
    source = LineField("依据", max_length=200, counted=True)
    indicator = LineField("指标代号", max_length=60, counted=True)
    figure = LineField("自动统计项", max_length=60, counted=True)
    note = ParagraphField("备注", counted=True)

    class Meta:
        table_name = "target"

    def called(self) -> str:
        return f"目标“{self.title}”"

    def aim(self) -> Aim:
        """What is to be reached, for `standing`."""
        year = self.sheet.year
        begins, term = self.from_on or date(year, 1, 1), self.term or date(year, 12, 31)
        unit = self.unit_of_measure or ("%" if self.kind_of_target == SHARE else "")
        return Aim(self.kind_of_target, self.least, self.most, read_ratio(self.ratio), unit, begins, term)

    def wanted(self) -> str:
        """The target in words: 90%, 300—400人, 3:2:1."""
        if self.kind_of_target == RATIO:
            return str(self.ratio or "")
        unit = self.aim().unit
        if self.least is not None and self.most is not None:
            return f"{amount(self.least)}—{amount(self.most)}{unit}"
        if self.least is not None:
            return f"{amount(self.least)}{unit}"
        return f"不超过{amount(self.most)}{unit}" if self.most is not None else "未定"


class TargetValue(Record):
    """完成值: what somebody typed in for a target, as of a day, with where it comes from."""

    noun = "完成值"
    target_id: int

    target = LinkField(Target, "目标", required=True, backref="target_values")
    as_of = DayField("截至日期", required=True)
    value = AmountField("完成值")
    parts = LineField("比例关系", max_length=40, counted=True, help="例如320:210:105。")
    source = LineField("来源", required=True, max_length=200, counted=True, help="例如“镇统计站提供”。")

    class Meta:
        table_name = "target_value"
        indexes = ((("target", "as_of"), False),)

    def called(self) -> str:
        return f"{self.target.called()}的完成值"


@verb("make_target_sheet", "建立目标表")
def make_sheet(work: Work, values: Mapping[str, Any], keys: Sequence[str] = ()) -> TargetSheet:
    """A sheet, with lines from these templates. Raises RuleRefused."""
    sheet = work.insert(TargetSheet(**values))
    _take_over(work, sheet, keys)
    work.about(sheet, f"建立了目标表{sheet.called()}")
    return sheet


@verb("change_target_sheet", "修改目标表")
def change_sheet(work: Work, sheet: TargetSheet, values: Mapping[str, Any]) -> TargetSheet:
    """Change a sheet's head."""
    work.update(sheet, **values)
    work.about(sheet, f"修改了目标表{sheet.called()}")
    return sheet


@verb("remove_target_sheet", "删除目标表")
def remove_sheet(work: Work, sheet: TargetSheet) -> None:
    """Delete a sheet that was made by mistake, with its lines and their values."""
    work.about(sheet, f"删除了目标表{sheet.called()}")
    for target in targets_of(sheet):
        _delete(work, target)
    work.delete(sheet)


@verb("take_over_indicators", "套用指标模板")
def take_over(work: Work, sheet: TargetSheet, keys: Sequence[str]) -> list[Target]:
    """Lines from these templates, those that stand on the sheet already left out."""
    found = _take_over(work, sheet, keys)
    work.about(sheet, f"{sheet.called()}套用了{len(found)}项指标")
    return found


def _take_over(work: Work, sheet: TargetSheet, keys: Sequence[str]) -> list[Target]:
    known = targets_of(sheet)
    there, wanted = {target.indicator for target in known}, set(keys)
    fresh = [one for one in indicators() if one.key in wanted and one.key not in there]
    start = max((target.place or 0 for target in known), default=0) + 1
    return [work.insert(_from_template(sheet, one, place)) for place, one in enumerate(fresh, start=start)]


def _from_template(sheet: TargetSheet, one: Indicator, place: int) -> Target:
    hundred = {name: None if part is None else part * 100 for name, part in (("least", one.least), ("most", one.most))}
    return Target(
        sheet=sheet,
        place=place,
        title=one.title,
        kind_of_target=one.kind,
        unit_of_measure=one.unit or None,
        ratio=one.ratio or None,
        term=date(sheet.year + one.years - 1, 12, 31),
        responsible=sheet.body,
        source=one.source,
        indicator=one.key,
        figure=one.figure or None,
        **hundred,
    )


@verb("add_target", "添加目标")
def add_target(work: Work, sheet: TargetSheet, values: Mapping[str, Any]) -> Target:
    """A line of the office's own. Raises RuleRefused for a target without a number."""
    _refuse_impossible(sheet, values)
    places = [target.place or 0 for target in targets_of(sheet)]
    target = work.insert(Target(**{"place": max(places, default=0) + 1, **values, "sheet": sheet}))
    work.about(sheet, f"{sheet.called()}增加了{target.called()}")
    return target


@verb("change_target", "修改目标")
def change_target(work: Work, target: Target, values: Mapping[str, Any]) -> Target:
    """Change a line. Raises RuleRefused."""
    _refuse_impossible(target.sheet, merged(target, values))
    work.update(target, **values)
    work.about(target.sheet, f"修改了{target.called()}")
    return target


@verb("remove_target", "删除目标")
def remove_target(work: Work, target: Target) -> None:
    """Delete a line with its values."""
    work.about(target.sheet, f"删除了{target.called()}")
    _delete(work, target)


def _delete(work: Work, target: Target) -> None:
    for value in values_of(target):
        work.delete(value)
    work.delete(target)


@verb("keep_target_value", "登记完成值")
def keep_value(work: Work, target: Target, values: Mapping[str, Any]) -> TargetValue:
    """What was reached by a day, with its source; the same day's earlier value is replaced. Raises RuleRefused."""
    _refuse_value(work, target, values)
    same = (TargetValue.target == target) & (TargetValue.as_of == values.get("as_of"))
    value = TargetValue.get_or_none(same)
    value = work.insert(TargetValue(**values, target=target)) if value is None else work.update(value, **values)
    work.about(target.sheet, f"登记了{value.called()}")
    return value


@verb("remove_target_value", "删除完成值")
def remove_value(work: Work, value: TargetValue) -> None:
    """Delete a value that was typed in by mistake."""
    work.about(value.target.sheet, f"删除了{value.called()}")
    work.delete(value)


def _refuse_impossible(sheet: TargetSheet, values: Mapping[str, Any]) -> None:
    kind, least, most = values.get("kind_of_target"), values.get("least"), values.get("most")
    if kind == RATIO and not read_ratio(values.get("ratio")):
        raise RuleRefused("比例关系请按3:2:1的样子填写。")
    if kind in (NUMBER, SHARE) and least is not None and most is not None and most < least:
        raise RuleRefused("上限小于目标值，请核对。")
    if kind == SHARE and values.get("unit_of_measure") in (None, "", "%") and (least or 0) > 100_00:
        raise RuleRefused("比例不能超过100%，请核对。")
    first, last = values.get("from_on") or date(sheet.year, 1, 1), values.get("term")
    refuse_backwards(first, last, "完成期限早于起算日期，请核对。")


def _refuse_value(work: Work, target: Target, values: Mapping[str, Any]) -> None:
    if values.get("as_of") and values["as_of"] > today(work.session.clock):
        raise RuleRefused("截至日期在今天之后，请核对。")
    if target.kind_of_target == RATIO and not read_ratio(values.get("parts")):
        raise RuleRefused("比例关系请按320:210:105的样子填写。")
    if target.kind_of_target != RATIO and values.get("value") is None:
        raise RuleRefused("请填写完成值。")


def targets_of(sheet: TargetSheet) -> list[Target]:
    """The lines of a sheet in their order."""
    found = Target.select().where(Target.sheet == sheet)
    return list(found.order_by(Target.place, Target.id))


def values_of(target: Target) -> list[TargetValue]:
    """The typed values, the newest day first."""
    found = TargetValue.select().where(TargetValue.target == target)
    return list(found.order_by(TargetValue.as_of.desc(), TargetValue.id.desc()))


def newest_value(target: Target, day: date) -> TargetValue | None:
    """The newest typed value that is as of this day or earlier."""
    return next((value for value in values_of(target) if value.as_of <= day), None)


def typed(value: TargetValue | None) -> int | tuple[int, ...] | None:
    """A typed value as `standing` takes it: hundredths, or the parts of a ratio."""
    if value is None:
        return None
    if value.target.kind_of_target == RATIO:
        return read_ratio(value.parts) or None
    found: int | None = value.value
    return found


def standing_of(target: Target, day: date, computed: int | tuple[int, ...] | None = None) -> Standing:
    """How a target stands on a day: by what the records compute (hundredths, or parts), else by what was typed."""
    value = typed(newest_value(target, day)) if computed is None else computed
    return standing(target.aim(), value, day)
