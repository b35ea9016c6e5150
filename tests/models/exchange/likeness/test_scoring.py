"""How alike two records are: levels, words, contradictions, and what must hold for any two of them."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.text import readings
from models.exchange.likeness.scoring import UNKNOWN, Likeness, Names, Someone, Verdict, score
from tests import builders
from tests.samples.doubles import old_number

COUNTY = Names(100_000, {"王芳": 40, "阙莘莘": 2, "张国强": 3}, {"wangfang": 70, "quexinxin": 2, "zhangguoqiang": 9})
NUMBER = builders.id_number


def of(name: str, born: str | None = None, **values: Any) -> Someone:
    """A record, its birth told by the number where nothing else tells it."""
    number = values.get("id_number")
    told = f"{number[6:10]}-{number[10:12]}-{number[12:14]}" if number and len(number) == 18 else None
    given = {"uid": "a" * 16, "origin": "x", "pinyin": readings(name)[0], "born": born, "birth": born or told, **values}
    return Someone(name=name, **given)


def compare(one: Someone, other: Someone, names: Names = COUNTY) -> Likeness:
    """The score, which is the same from both sides."""
    likeness = score(one, other, names)
    assert likeness == score(other, one, names)
    return likeness


def test_each_comparison_is_told_in_words():
    one = of("张国强", "1990-03", village="大河村", phone="13800001234")
    other = of("张国强", "1990-03-07", village="石桥村", phone="13900551234")
    told = "至少一方没有身份证号；姓名相同（全县 3 人）；出生年月相同；电话末四位相同；村不同"
    assert compare(one, other).words == told


def test_a_rare_name_says_much_and_a_frequent_one_little():
    def total(name: str) -> float:
        return compare(of(name, "1990-03-07"), of(name, "1990-03-07")).total

    assert total("阙莘莘") > total("王芳") + 4


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("张国强", "张国强", "equal"),
        ("張國強", "张国强", "written"),
        ("阿卜杜拉·买买提", "阿卜杜拉买买提", "written"),
        ("张国强", "张国墙", "homophone"),
        ("萧红梅", "肖红梅", "surname_sound"),
        ("覃红梅", "谭红梅", "surname_sound"),  # 覃 is read tán as well
        ("阿卜杜拉·买买提", "阿卜杜拉", "part"),
        ("张国强", "张国富", "alike"),
        ("张国强", "张强", "alike"),
        ("张国强", "张强国", "alike"),
        ("张伟", "张富", "surname"),
        ("张国强", "李秀英", "differs"),
    ],
)
def test_names(one: str, other: str, level: str):
    assert compare(of(one), of(other)).level("name") == level


def test_a_former_name_is_the_same_name():
    assert compare(of("张红", former_name="张国强"), of("张国强")).level("name") == "former"


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("1990-03-07", "1990-03-07", "day"),
        ("1990-03", "1990-03-07", "month"),
        ("1990", "1990-03-07", "year"),
        ("1990-03-07", "1990-07-03", "swapped"),
        ("1990-03-07", "1990-03-17", "near"),
        ("1990-03-07", "1991-03-07", "near"),
        ("1990-03-07", "1990-04-11", "near"),
        ("1990-03-07", "1990-11-20", "differs"),
        ("1990-03", "1990-04", "differs"),
        ("1964-03-07", "1990-03-07", "generation"),
        (None, "1990-03-07", UNKNOWN),
    ],
)
def test_births(one: str | None, other: str, level: str):
    assert compare(of("王芳", one), of("王芳", other)).level("birth") == level


def _number(order: int = 124) -> str:
    return NUMBER(date(1990, 3, 7), order)


def test_numbers():
    whole = _number()
    wrong = whole[:12] + whole[13] + whole[12] + whole[14:]
    damaged = next(NUMBER(_day(day), 0) for day in range(1, 28) if NUMBER(_day(day), 0).endswith("000"))

    def level(one: str | None, other: str | None) -> str:
        return compare(of("王芳", id_number=one), of("王芳", id_number=other)).level("number")

    assert level(whole, whole) == "equal"
    assert level(whole, old_number(whole)) == "equal"
    assert level(whole, wrong) == "alike"
    assert level(whole, _number(126)) == "differs"
    assert level(damaged, damaged) == "damaged"
    assert level(wrong, "999999196001010000") == "unlike"
    assert level(whole, None) == UNKNOWN


def _day(day: int) -> date:
    return date(1990, 3, day)


def test_a_day_from_a_number_written_wrongly_is_not_believed():
    whole = _number()
    wrong = whole[:12] + "50" + whole[14:]
    one = of("王芳", "1990-03", id_number=wrong)._replace(birth="1990-03-50")
    assert compare(one, of("王芳", "1990-03-05")).level("birth") == "month"


def test_an_equal_valid_number_is_the_same_person_without_asking():
    one, other = of("王芳", id_number=_number()), of("王芳", "1990-03", id_number=_number(), village="石桥村")
    assert compare(one, other).verdict is Verdict.SAME
    assert compare(one._replace(name="王梅"), other).verdict is Verdict.REVIEW


def test_two_valid_numbers_are_never_merged_without_asking():
    everything = {"born": "1990-03-07", "phone": "13800001234", "village": "大河村", "father": "王五", "mother": "李四"}
    one, other = of("阙莘莘", id_number=_number(), **everything), of("阙莘莘", id_number=_number(126), **everything)
    assert compare(one, other).verdict is Verdict.REVIEW
    assert compare(one, other._replace(id_number=None)).verdict is Verdict.SAME


@pytest.mark.parametrize(
    "contradiction", [{"sex": "1"}, {"born": "1960-03-07", "birth": "1960-03-07"}, {"father": "赵六"}]
)
def test_one_contradiction_is_enough_to_ask(contradiction: dict[str, str]):
    one = of("阙莘莘", "1990-03-07", sex="2", phone="13800001234", id_number=_number(), father="王五")
    assert compare(one, one).verdict is Verdict.SAME
    assert compare(one, one._replace(**contradiction)).verdict is not Verdict.SAME


def test_a_phone_that_many_share_says_nothing():
    one = of("阙莘莘", "1990-03-07", phone="13800001234")
    crowded = COUNTY._replace(crowded=frozenset({"13800001234"}))
    assert compare(one, one).verdict is Verdict.SAME
    assert compare(one, one, crowded).level("phone") == "crowd"
    assert compare(one, one, crowded).verdict is Verdict.REVIEW


def test_a_name_and_a_month_alone_are_asked_about_or_different():
    assert compare(of("王芳", "1990-03"), of("王芳", "1990-03")).verdict is not Verdict.SAME
    assert compare(of("阙莘莘", "1990-03-07"), of("阙莘莘", "1990-03-07")).verdict is Verdict.REVIEW


_PEOPLE = (
    "王芳",
    "王方",
    "張偉",
    "张伟",
    "张伟伟",
    "阙莘莘",
    "萧红",
    "肖红",
    "阿依·古丽",
    "阿依古丽",
    "李国强",
    "李国墙",
)
_FIELDS = ("name", "born", "id_number", "sex", "phone", "village", "father", "mother")


def _maybe(*values: str) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(values)


_records = st.builds(
    of,
    name=st.sampled_from(_PEOPLE),
    former_name=_maybe(*_PEOPLE),
    born=_maybe("1990-03-07", "1990-07-03", "1990-03-17", "1964-03-07", "1991-12-30"),
    id_number=st.none() | st.integers(120, 129).map(_number),
    sex=_maybe("1", "2"),
    phone=_maybe("13800001234", "13800001235", "13911111234", "18700000000"),
    village=_maybe("大河村", "石桥村"),
    father=_maybe("王五", "王伍", "赵六"),
    mother=_maybe("李四", "李秀"),
)


def _names_of(records: list[Someone], persons: int) -> Names:
    named: dict[str, int] = {}
    read: dict[str, int] = {}
    for record in records:
        named[record.name] = named.get(record.name, 0) + 1
        read[record.pinyin] = read.get(record.pinyin, 0) + 1
    return Names(persons, named, read, crowded=frozenset(record.phone for record in records[:1] if record.phone))


_names = st.builds(_names_of, st.lists(_records, max_size=30), st.integers(30, 2_000_000))


@given(_records, _records, _names)
def test_order_does_not_matter(one: Someone, other: Someone, names: Names):
    assert score(one, other, names) == score(other, one, names)


@given(_records, _names, st.data())
def test_more_equal_fields_never_lower_the_score(one: Someone, names: Names, data: st.DataObject):
    other = data.draw(_records)
    field = data.draw(st.sampled_from([name for name in _FIELDS if getattr(one, name) is not None]))
    values = {name: getattr(other, name) for name in (*_FIELDS, "former_name")}
    nearer = of(**{**values, field: getattr(one, field)})
    assert score(one, nearer, names).total >= score(one, other, names).total - 1e-9


@given(_records, _records, _names)
def test_nobody_is_more_like_a_person_than_she_herself(one: Someone, other: Someone, names: Names):
    known = {name: getattr(one, name) for name in _FIELDS if getattr(one, name) is not None}
    rest = {name: None for name in _FIELDS if name not in known}
    assert score(one, one, names).total >= score(one, of(**{**known, **rest})._replace(uid="b"), names).total - 1e-9
    assert not {"differs", "generation"} & {finding.level for finding in score(one, one, names).findings}
    weights = {finding.field: finding.weight for finding in score(one, one, names).findings}
    for finding in score(one, other, names).findings:
        if weights[finding.field] or getattr(one, finding.field, None):
            assert weights[finding.field] >= finding.weight - 1e-9


@given(_records, _records, _names)
def test_two_valid_numbers_are_never_the_same(one: Someone, other: Someone, names: Names):
    if one.id_number and other.id_number and one.id_number != other.id_number:
        assert score(one, other, names).verdict is not Verdict.SAME
