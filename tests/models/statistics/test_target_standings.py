"""Where targets stand: typed values, what is missing, what may not be told, the year at a glance."""

from datetime import date

from models.core.verbs import Session
from models.excellence import targets as kept
from models.excellence.standing import BEHIND, REACHED, UNKNOWN
from models.excellence.targets import targets_of
from models.excellence.texts import indicators
from models.statistics.targets import glance, standings
from tests import builders
from tests.models.statistics.target_lines import sheet

DAY = date(2026, 11, 20)


def test_what_cannot_be_counted_is_taken_as_typed_and_said_so(session: Session) -> None:
    made = sheet(session, "women_home", "family_safe", "satisfaction")
    homes, families, _ = targets_of(made)
    for target, value in ((homes, 80_00), (families, 61_00)):
        kept.keep_value(session, target, {"as_of": date(2026, 6, 30), "value": value, "source": "镇统计站"})
    first, second, third = standings(made, DAY)
    assert (first.value, first.computed, first.as_of) == (80_00, False, date(2026, 6, 30))
    assert first.source == "填报：镇统计站（没有可统计的对象）"
    assert (second.value, second.source, second.standing.state) == (61_00, "填报：镇统计站", REACHED)
    assert (third.value, third.standing.state) == (None, UNKNOWN)
    assert third.source == "没有可统计的对象，也没有填写完成值"


def test_what_is_missing_is_said_in_numbers_of_units(session: Session) -> None:
    for name in ("石桥村", "柳树村", "东门社区"):
        builders.body(session, "women", builders.unit(session, name))
    found = standings(sheet(session, "women_home"), DAY)[0]
    assert found.missing == "还差100个百分点（再有3个）"
    assert found.source == "按资料统计，0÷3"


def test_parts_are_never_made_to_add_up(session: Session) -> None:
    """The county's own numbers: 1300—2200 in parts, 1500—2000 as the whole; 200—300 a year, 1000—1700 in five."""
    keys = [one.key for one in indicators() if one.group == "推优"]
    made = sheet(session, *keys)
    lines = {target.indicator: target for target in targets_of(made)}
    parts = [lines["recommended_women_5"], lines["recommended_union_league_5"]]
    assert (sum(one.least for one in parts), sum(one.most for one in parts)) == (1300_00, 2200_00)
    assert (lines["recommended_5"].least, lines["recommended_5"].most) == (1500_00, 2000_00)
    yearly, five = lines["recommended_union_league"], lines["recommended_union_league_5"]
    assert (yearly.least * 5, yearly.most * 5) != (five.least, five.most)
    for key, value in (("recommended_women", 90_00), ("recommended_union_league", 290_00), ("recommended", 310_00)):
        lines[key].figure = None
        kept.change_target(session, lines[key], {"figure": None})
        kept.keep_value(session, lines[key], {"as_of": DAY, "value": value, "source": "各组织上报"})
    found = {one.target.indicator: one for one in standings(made, DAY)}
    told = {key: found[key].value for key in ("recommended_women", "recommended_union_league", "recommended")}
    assert told == {"recommended_women": 90_00, "recommended_union_league": 290_00, "recommended": 310_00}
    assert {found[key].standing.state for key in told} == {REACHED}


def test_at_a_glance(session: Session) -> None:
    assert glance(DAY).sheets == []
    for name in ("石桥村", "柳树村"):
        builders.body(session, "women", builders.unit(session, name))
    made = sheet(session, "women_home", "recommended", "family_safe", "members_5", "graded_up")
    older = sheet(session, "recommended_5", "recommended", year=2023)
    sheet(session, "recommended", year=2020)
    found = glance(DAY)
    assert found.sheets == [made, older]
    assert found.counts == {BEHIND: 4, UNKNOWN: 2}
    assert len(found.worst) == 3
    assert all(one.missing for one in found.worst)
    assert [due.title for due in found.dues] == []
    late = glance(date(2026, 12, 20)).dues
    assert [(due.title, due.late) for due in late] == [
        ("“妇女之家”覆盖率：目标到期", False),
        ("晋位升级的组织：目标到期", False),
        ("每年推优人数（总体）：目标到期", False),
    ]
    assert late[0].detail == "还差100个百分点（再有2个）"
