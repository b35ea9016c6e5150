"""Targets: templates, typed values, and where one stands, held against arithmetic done another way."""

import json
import string
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.errors import RuleRefused, Severity, ValueProblem
from models.core.verbs import Session, undo
from models.excellence import targets
from models.excellence.amounts import AmountField, amount
from models.excellence.due import due_today
from models.excellence.lists import SHEETS, Wanted
from models.excellence.standing import Aim, gone, read_ratio, standing
from models.excellence.texts import indicators, indicators_for
from resources import path
from tests import builders
from tests.models.excellence import sample

TODAY = builders.NOW.date()
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def aim(least: int | None = None, most: int | None = None, kind: str = "number", ratio: str = "") -> Aim:
    return Aim(kind, least, most, read_ratio(ratio), "%" if kind == "share" else "人", *YEAR)


def test_every_indicator_is_sound_as_data() -> None:
    known = {code.code for code in targets.Target.kind_of_target.table.items()}
    assert len({one.key for one in indicators()}) == len(indicators())
    for one in indicators():
        assert one.kind in known
        assert one.source
        assert one.years >= 1
        assert (one.kind == "ratio") == bool(read_ratio(one.ratio))
        assert one.least is None or one.most is None or one.least <= one.most
    assert {one.channel for one in indicators_for("women", TODAY)} == {"", "women"}


def test_the_rule_book_is_sound() -> None:
    book = json.loads(path("rules", "excellence.json").read_text("utf-8"))
    ids = [entry["id"] for entry in book["entries"]]
    assert len(ids) == len(set(ids))
    for entry in book["entries"]:
        assert entry["source"]
        assert entry["mark"] in {"src", "K", "G"}
        assert entry["severity"] in list(Severity)
        named = {name for _, name, _, _ in string.Formatter().parse(entry["sentence"]) if name}
        assert named <= {"name", "found", "value"}
        assert entry["sentence"].endswith("。")


def test_templates_become_lines_once(session: Session) -> None:
    made = sample.sheet(session, "recommended_5", "women_share", "party_ratio", "union_rate")
    found = {target.indicator: target for target in targets.targets_of(made)}
    words = {key: target.wanted() for key, target in found.items()}
    assert words == {
        "union_rate": "90%",
        "recommended_5": "1500—2000人",
        "party_ratio": "3:2:1",
        "women_share": "20—25%",
    }
    assert found["recommended_5"].term == date(2030, 12, 31)
    assert found["union_rate"].figure == "organisations.union_rate"
    assert len(targets.take_over(session, made, ["union_rate", "family_safe"]).value) == 1
    (row,) = SHEETS.rows(SHEETS.ids(Wanted(year=2026)))
    assert row.targets == 5
    undo(session, targets.remove_sheet(session, made).seq)
    assert len(targets.targets_of(targets.TargetSheet.get())) == 5


def test_parts_need_not_add_up_to_the_whole(session: Session) -> None:
    """The figures of one county: 200–300 a year in five years are not 1,000–1,700, and the parts miss the whole."""
    made = sample.sheet(session, "recommended", "recommended_women", "recommended_union_league")
    assert [target.wanted() for target in targets.targets_of(made)] == ["300—400人", "60—100人", "200—300人"]


def test_a_target_of_the_offices_own_is_checked(session: Session) -> None:
    made = sample.sheet(session)
    given_ = {"title": "建成妇女微家", "kind_of_target": "number", "unit_of_measure": "个"}
    with pytest.raises(RuleRefused, match="上限小于目标值"):
        targets.add_target(session, made, {**given_, "least": 1000, "most": 500})
    with pytest.raises(RuleRefused, match="3:2:1"):
        targets.add_target(session, made, {**given_, "kind_of_target": "ratio", "ratio": "三比二"})
    with pytest.raises(RuleRefused, match="100%"):
        targets.add_target(session, made, {"title": "覆盖率", "kind_of_target": "share", "least": 100_01})
    with pytest.raises(RuleRefused, match="早于起算日期"):
        targets.add_target(session, made, {**given_, "term": date(2025, 12, 31)})
    target = targets.add_target(session, made, {**given_, "least": 1000, "term": date(2026, 11, 30)}).value
    assert [due.detail for due in due_today(TODAY)] == ["填写完成值"]
    targets.keep_value(session, target, {"as_of": date(2026, 11, 1), "value": 600, "source": "镇妇联统计"})
    assert [due.detail for due in due_today(TODAY)] == ["现在6个，还差4个，时间已过97%，只完成60%"]
    targets.keep_value(session, target, {"as_of": date(2026, 11, 1), "value": 1000, "source": "镇妇联统计"})
    assert len(targets.values_of(target)) == 1
    assert due_today(TODAY) == []


def test_what_records_compute_goes_before_what_was_typed(session: Session) -> None:
    made = sample.sheet(session, "union_rate")
    (target,) = targets.targets_of(made)
    assert targets.standing_of(target, TODAY).state == "unknown"
    targets.keep_value(session, target, {"as_of": date(2026, 6, 30), "value": 8500, "source": "镇总工会"})
    assert targets.standing_of(target, date(2026, 6, 1)).state == "unknown"
    assert targets.standing_of(target, TODAY).sentence == "现在85%，还差5个百分点。"
    assert targets.standing_of(target, TODAY, 9100).state == "reached"
    with pytest.raises(RuleRefused, match="请填写完成值"):
        targets.keep_value(session, target, {"as_of": TODAY, "source": "镇总工会"})
    with pytest.raises(RuleRefused, match="还没有填写来源"):
        targets.keep_value(session, target, {"as_of": TODAY, "value": 1})


@pytest.mark.parametrize(
    ("wanted", "value", "day", "state", "sentence"),
    [
        (aim(30000, 40000), 31000, TODAY, "reached", "现在310人，已达到300人。"),
        (aim(30000, 40000), 41000, TODAY, "beyond", "现在410人，高于上限400人。"),
        (aim(30000), 16000, date(2026, 6, 30), "on_way", "现在160人，还差140人。"),
        (aim(30000), 10000, date(2026, 6, 30), "behind", "现在100人，还差200人，时间已过49%，只完成33%。"),
        (aim(30000), 29999, date(2026, 12, 31), "behind", "现在299.99人，还差0.01人，期限已过。"),
        (aim(9000, kind="share"), 8925, TODAY, "on_way", "现在89.25%，还差0.75个百分点。"),
        (aim(most=0), 0, TODAY, "reached", "现在0人，没有超过0人。"),
        (aim(most=0), 100, TODAY, "beyond", "现在1人，高于上限0人。"),
        (aim(), 100, TODAY, "unknown", "现在1人，没有定目标值。"),
        (aim(30000), None, TODAY, "unknown", "还没有数据。"),
        (aim(30000), (3, 2, 1), TODAY, "unknown", "还没有数据。"),
    ],
)
def test_a_number_stands_somewhere(
    wanted: Aim, value: int | tuple[int, ...] | None, day: date, state: str, sentence: str
) -> None:
    found = standing(wanted, value, day)
    assert (found.state, found.sentence) == (state, sentence)
    assert found.title


@pytest.mark.parametrize(
    ("value", "state", "sentence"),
    [
        ((320, 210, 105), "reached", "现在320:210:105（折合3:2:1），已达到3:2:1。"),
        ((300, 210, 105), "behind", "现在300:210:105（折合2.9:2:1），未达到3:2:1，第1项还差15。"),
        ((300, 200, 0), "unknown", "现在300:200:0，不能与3:2:1相比。"),
        ((300, 200), "unknown", "现在300:200，不能与3:2:1相比。"),
    ],
)
def test_a_ratio_is_held_part_by_part(value: tuple[int, ...], state: str, sentence: str) -> None:
    found = standing(aim(kind="ratio", ratio="3：2:1"), value, TODAY)
    assert (found.state, found.sentence) == (state, sentence)


parts = st.lists(st.integers(1, 50), min_size=2, max_size=4)


@given(parts, st.data())
def test_a_ratio_is_reached_exactly_when_every_cross_product_says_so(wanted: list[int], data: st.DataObject) -> None:
    value = data.draw(st.lists(st.integers(1, 500), min_size=len(wanted), max_size=len(wanted)))
    text = ":".join(map(str, wanted))
    found = standing(aim(kind="ratio", ratio=text), tuple(value), TODAY)
    enough = all(have * wanted[-1] >= want * value[-1] for have, want in zip(value, wanted, strict=True))
    assert found.state == ("reached" if enough else "behind")


@given(st.integers(1, 10**6), st.integers(0, 2 * 10**6), st.integers(0, 800))
def test_a_number_is_on_the_way_as_long_as_it_keeps_up_with_time(least: int, value: int, days: int) -> None:
    day = YEAR[0] + timedelta(days=days)
    found = standing(aim(least), value, day)
    passed = Fraction(min(days + 1, 365), 365)
    wanted = "reached" if value >= least else "on_way" if passed < 1 and value * 365 >= least * (days + 1) else "behind"
    assert (found.state, found.gone) == (wanted, passed)


def test_before_its_time_nothing_is_gone() -> None:
    assert gone(aim(1), date(2025, 6, 1)) == 0


@pytest.mark.parametrize(("text", "stored"), [("90", 9000), ("92.5%", 9250), ("1,200", 120000), ("0.01", 1)])
def test_an_amount_is_read_and_shown(text: str, stored: int) -> None:
    field = AmountField("目标值")
    assert field.parse(text) == stored
    assert field.parse(field.show(stored)) == stored
    assert field.to_cell(stored) == stored / 100


@pytest.mark.parametrize("text", ["九成", "1.234", "1:2", "9" * 14])
def test_what_is_no_amount_is_said(text: str) -> None:
    with pytest.raises(ValueProblem):
        AmountField("目标值").parse(text)


@given(st.integers(-(10**9), 10**9))
def test_an_amount_says_exactly_what_is_stored(hundredths: int) -> None:
    assert Fraction(amount(hundredths)) == Fraction(hundredths, 100)
