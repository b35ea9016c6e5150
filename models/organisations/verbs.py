"""What is done with units and bodies: register, change, remove."""

from collections.abc import Mapping
from typing import Any

from models.core.errors import Problem, RuleRefused, Severity, ValueProblem, refuse_stops
from models.core.identity import parse_credit_code
from models.core.verbs import Work, verb
from models.organisations.body import Body
from models.organisations.unit import PLACES, Unit


def check_unit(values: Mapping[str, Any]) -> list[Problem]:
    """Findings about a unit's values: what is missing, a credit code that fails, parts larger than the whole."""
    problems: list[Problem] = []
    for name, message in (("name", "请填写单位名称。"), ("kind_of_unit", "请选择单位类别。")):
        if not values.get(name):
            problems.append(Problem(Severity.STOP, "required", message, name))
    if values.get("credit_code"):
        try:
            parse_credit_code(values["credit_code"])
        except ValueProblem as error:
            problems.append(Problem(Severity.WARN, error.code, error.message, "credit_code"))
    return problems + _odd_counts(values) + _wrong_order(values, "opened_on", "closed_on")


_PARTS = (
    ("women_staff", "staff"),
    ("migrant_staff", "staff"),
    ("union_members", "staff"),
    ("women_union_members", "union_members"),
    ("women_union_members", "women_staff"),
    ("women_party_members", "party_members"),
    ("full_party_members", "party_members"),
    ("party_members_under_35", "party_members"),
    ("party_members_over_50", "party_members"),
)
"""Columns of a unit whose count is part of another's. Only warned of: not every count is of the same day."""


def _odd_counts(values: Mapping[str, Any]) -> list[Problem]:
    problems: list[Problem] = []
    for part, whole in _PARTS:
        few, many = values.get(part), values.get(whole)
        if few is not None and many is not None and few > many:
            names = (Unit._meta.fields[part].label, Unit._meta.fields[whole].label)
            problems.append(Problem(Severity.WARN, "part_exceeds_whole", f"{names[0]}多于{names[1]}，请核对。", part))
    young, old, members = (
        values.get(name) or 0 for name in ("party_members_under_35", "party_members_over_50", "party_members")
    )
    if values.get("party_members") is not None and young + old > members >= max(young, old):
        message = "35岁以下和50岁以上的党员合起来多于党员人数，请核对。"
        problems.append(Problem(Severity.WARN, "part_exceeds_whole", message, "party_members_over_50"))
    return problems


def _wrong_order(values: Mapping[str, Any], first: str, last: str) -> list[Problem]:
    begun, ended = values.get(first), values.get(last)
    if begun is None or ended is None or not ended.surely_before(begun):
        return []
    fields = {**Body._meta.fields, **Unit._meta.fields}
    message = f"{fields[last].label}早于{fields[first].label}，请核对。"
    return [Problem(Severity.WARN, "wrong_order", message, last)]


def check_body(values: Mapping[str, Any]) -> list[Problem]:
    """Findings about a body's values: what is missing, dates the wrong way round."""
    problems: list[Problem] = []
    for name, message in (("name", "请填写组织名称。"), ("kind_of_body", "请选择组织类别。")):
        if not values.get(name):
            problems.append(Problem(Severity.STOP, "required", message, name))
    orders = (("founded_on", "elected_on"), ("elected_on", "next_election_on"), ("founded_on", "ended_on"))
    return problems + [finding for pair in orders for finding in _wrong_order(values, *pair)]


@verb("register_unit", "登记单位")
def register_unit(work: Work, values: Mapping[str, Any]) -> Unit:
    """Keep a new unit. Raises RuleRefused for a name that is taken or missing."""
    refuse_stops(check_unit(values))
    unit = work.insert(Unit(**values))
    work.about(unit, f"登记了单位{unit.called()}")
    return unit


@verb("change_unit", "修改单位")
def change_unit(work: Work, unit: Unit, values: Mapping[str, Any]) -> Unit:
    """Change some facts of a unit. Raises RuleRefused when its superior would be itself or one below it."""
    refuse_stops(check_unit({**unit.__data__, **values}))
    _refuse_circle(unit, values.get("superior"), "单位")
    work.update(unit, **values)
    work.about(unit, f"修改了单位{unit.called()}")
    return unit


@verb("remove_unit", "删除单位")
def remove_unit(work: Work, unit: Unit) -> None:
    """Delete a unit. Raises RuleRefused while persons or bodies belong to it."""
    work.delete(unit)
    work.about(unit, f"删除了单位{unit.called()}")


@verb("register_body", "登记组织")
def register_body(work: Work, values: Mapping[str, Any]) -> Body:
    """Keep a new body of a unit. Raises RuleRefused for a name that is taken or missing."""
    body = work.insert(Body(**values))
    work.about(body, f"登记了组织{body.called()}")
    return body


@verb("change_body", "修改组织")
def change_body(work: Work, body: Body, values: Mapping[str, Any]) -> Body:
    """Change a body. Raises RuleRefused when its superior would be itself or one below it."""
    _refuse_circle(body, values.get("superior"), "组织")
    work.update(body, **values)
    work.about(body, f"修改了组织{body.called()}")
    return body


@verb("remove_body", "删除组织")
def remove_body(work: Work, body: Body) -> None:
    """Delete a body. Raises RuleRefused while memberships or recommendations belong to it."""
    work.delete(body)
    work.about(body, f"删除了组织{body.called()}")


def _refuse_circle(record: Unit | Body, superior: Any, what: str) -> None:
    seen: set[int] = set()
    while superior is not None and superior.id not in seen:
        if superior.id == record.id:
            raise RuleRefused(f"上级{what}不能是它自己或它的下级，请重新选择。")
        seen.add(superior.id)
        superior = superior.superior


def villages() -> list[Unit]:
    """The township's own table of villages and communities, in pinyin order."""
    return list(Unit.select().where(Unit.kind_of_unit.in_(PLACES)).order_by(Unit.pinyin))


def bodies(kind_of_body: str = "") -> list[Body]:
    """Bodies of one kind, or all, by name."""
    found = Body.select()
    if kind_of_body:
        found = found.where(Body.kind_of_body == kind_of_body)
    return list(found.order_by(Body.kind_of_body, Body.name))


def body_named(name: str) -> Body | None:
    """The body of this name, if there is one."""
    return Body.get_or_none(Body.name == name)
