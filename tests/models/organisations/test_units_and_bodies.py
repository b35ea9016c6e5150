"""Units and bodies: what is asked about them, how they hang together, how they are listed."""

from typing import Any

import pytest

from models.core.errors import RuleRefused, Severity
from models.core.verbs import Session
from models.organisations.body import Body
from models.organisations.unit import Unit
from models.organisations.verbs import (
    bodies,
    body_named,
    change_body,
    change_unit,
    check_unit,
    register_unit,
    remove_body,
    villages,
)
from tests import builders


def codes(values: dict[str, Any]) -> list[tuple[Severity, str, str]]:
    return [(problem.severity, problem.code, problem.field) for problem in check_unit(values)]


def test_a_sound_unit_has_no_findings() -> None:
    assert codes({"name": "大坪村", "kind_of_unit": "village", "staff": 10, "women_staff": 10}) == []


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ({"name": ""}, (Severity.STOP, "required", "name")),
        ({"kind_of_unit": None}, (Severity.STOP, "required", "kind_of_unit")),
        ({"staff": 9, "women_staff": 10}, (Severity.WARN, "part_exceeds_whole", "women_staff")),
        ({"staff": 0, "women_staff": 1}, (Severity.WARN, "part_exceeds_whole", "women_staff")),
        ({"party_members": 2, "women_party_members": 3}, (Severity.WARN, "part_exceeds_whole", "women_party_members")),
        (
            {"party_members": 2, "party_members_over_50": 3},
            (Severity.WARN, "part_exceeds_whole", "party_members_over_50"),
        ),
        ({"credit_code": "123"}, (Severity.WARN, "credit_code_length", "credit_code")),
        ({"credit_code": "911100000000000000"}, (Severity.WARN, "credit_code_checksum", "credit_code")),
    ],
)
def test_what_is_wrong_with_a_unit_is_found(values: dict[str, Any], finding: tuple[Severity, str, str]) -> None:
    assert codes({"name": "大坪村", "kind_of_unit": "village", **values}) == [finding]


def test_unknown_counts_are_not_compared() -> None:
    assert codes({"name": "大坪村", "kind_of_unit": "village", "women_staff": 10}) == []


def test_a_warning_does_not_stop_and_a_stop_does(session: Session) -> None:
    unit = register_unit(session, {"name": "厂", "kind_of_unit": "village", "staff": 1, "women_staff": 2}).value
    with pytest.raises(RuleRefused, match="请填写单位名称"):
        change_unit(session, unit, {"name": ""})
    with pytest.raises(RuleRefused, match="请选择单位类别"):
        register_unit(session, {"name": "店"})


def test_villages_are_the_townships_own_table_in_pinyin_order(session: Session) -> None:
    for name, kind in (("石桥村", "village"), ("白水村", "village"), ("龙泉社区", "community")):
        builders.unit(session, name, kind_of_unit=kind)
    builders.unit(session, "安达公司", kind_of_unit=next(c.code for c in Unit.kind_of_unit.table.items()))
    names = [unit.name for unit in villages()]
    assert [name for name in names if name != "安达公司"] == ["白水村", "龙泉社区", "石桥村"]


def test_a_superior_is_here_or_elsewhere_or_unknown(session: Session) -> None:
    town = builders.body(session, name="共青团芒果镇委员会", superior_elsewhere=None)
    branch = builders.body(session, superior=town)
    assert branch.superior_name() == "共青团芒果镇委员会"
    assert town.superior_name() == ""
    change_body(session, town, {"superior_elsewhere": "共青团芒果县委员会"})
    assert Body.get_by_id(town.id).superior_name() == "共青团芒果县委员会"


def test_no_body_stands_above_itself(session: Session) -> None:
    town = builders.body(session, name="共青团芒果镇委员会")
    branch = builders.body(session, superior=town)
    for superior in (town, branch):
        with pytest.raises(RuleRefused, match="不能是它自己或它的下级"):
            change_body(session, town, {"superior": superior})


def test_bodies_are_listed_by_kind_and_found_by_name(session: Session) -> None:
    league, union = builders.body(session), builders.body(session, "union")
    assert bodies("league") == [league]
    assert bodies() == [league, union]
    assert body_named(union.name) == union
    assert body_named("没有的") is None


def test_a_body_with_members_stays(session: Session) -> None:
    body = builders.body(session)
    builders.membership(session, builders.person(session), body)
    with pytest.raises(RuleRefused, match="还有别的记录用着"):
        remove_body(session, body)
