"""Venues 阵地: the houses and rooms that bodies keep for those they are there for."""

from collections.abc import Mapping
from typing import Any

from models.core.errors import Problem, Severity, refuse_stops
from models.core.fields import CodeField, CountField, LineField, LinkField, ParagraphField, PartialDateField
from models.core.record import Record
from models.core.verbs import Work, verb
from models.organisations.body import Body
from models.organisations.unit import Unit

WOMEN_HOME = "women_home"


class Venue(Record):
    """阵地: 职工之家, 青年之家, 妇女之家 … of a unit; `body` is the one that runs it."""

    noun = "阵地"

    name = LineField("阵地名称", required=True, counted=True, max_length=100)
    kind_of_venue = CodeField("阵地类别", table="venue.kind", required=True)
    unit = LinkField(Unit, "所在单位", backref="venues")
    body = LinkField(Body, "主管组织", backref="venues")
    opened_on = PartialDateField("建成时间")
    closed_on = PartialDateField("停用时间")
    area = CountField("面积（平方米）")
    address = LineField("地址", counted=True)
    note = ParagraphField("备注")

    class Meta:
        table_name = "venue"

    def called(self) -> str:
        return f"“{self.name}”"


def check_venue(values: Mapping[str, Any]) -> list[Problem]:
    """Findings about a venue: what is missing, a term the wrong way round."""
    problems: list[Problem] = []
    for name, message in (("name", "请填写阵地名称。"), ("kind_of_venue", "请选择阵地类别。")):
        if not values.get(name):
            problems.append(Problem(Severity.STOP, "required", message, name))
    if values.get("unit") is None and values.get("body") is None:
        problems.append(Problem(Severity.STOP, "required", "请选择所在单位或主管组织。", "unit"))
    begun, ended = values.get("opened_on"), values.get("closed_on")
    if begun is not None and ended is not None and ended.surely_before(begun):
        problems.append(Problem(Severity.WARN, "wrong_order", "停用时间早于建成时间，请核对。", "closed_on"))
    return problems


@verb("register_venue", "登记阵地")
def register_venue(work: Work, values: Mapping[str, Any]) -> Venue:
    """Keep a new venue; without a unit it lies in that of its body. Raises RuleRefused for gaps."""
    refuse_stops(check_venue(values))
    venue = work.insert(Venue(**_placed(values)))
    work.about(venue, f"登记了阵地{venue.called()}")
    return venue


@verb("change_venue", "修改阵地")
def change_venue(work: Work, venue: Venue, values: Mapping[str, Any]) -> Venue:
    """Change a venue."""
    now = {**venue.__data__, **values}
    refuse_stops(check_venue(now))
    work.update(venue, **values)
    work.about(venue, f"修改了阵地{venue.called()}")
    return venue


@verb("remove_venue", "删除阵地")
def remove_venue(work: Work, venue: Venue) -> None:
    """Delete a venue that was entered by mistake."""
    work.delete(venue)
    work.about(venue, f"删除了阵地{venue.called()}")


def _placed(values: Mapping[str, Any]) -> dict[str, Any]:
    body = values.get("body")
    if values.get("unit") is None and body is not None and body.unit is not None:
        return {**values, "unit": body.unit}
    return dict(values)
