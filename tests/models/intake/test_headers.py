"""What the words over a column mean, in every dress that rosters give them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.columns import AWAY, by_key
from models.intake.headers import column_keys, context_of, meaning, meaning_of_parts, roster_for
from resources import path

SPELLINGS = json.loads(path("intake", "headers.json").read_text("utf-8"))["spellings"]
BESIDE_ROSTER = {"serial", "age", "union.body", "league.body", "women.body", AWAY}
"""Keys that the intake uses up itself."""


def key(header: str, context: str = "") -> str:
    """The key of one header."""
    found = meaning(header, context)
    return found.key if found else ""


def test_every_key_is_a_roster_column_or_used_by_the_intake() -> None:
    assert set(column_keys()) - set(by_key()) == BESIDE_ROSTER


@pytest.mark.parametrize("name", sorted(SPELLINGS))
def test_every_spelling_means_its_key(name: str) -> None:
    where = roster_for(name)
    assert {spelling: key(spelling, where) for spelling in SPELLINGS[name]} == dict.fromkeys(SPELLINGS[name], name)


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("姓 名", "name"),
        ("姓\n名", "name"),
        ("*姓名", "name"),
        ("＊姓名（必填）", "name"),
        ("1.姓名", "name"),
        ("（2）姓名", "name"),
        ("姓名Name", "name"),
        ("NAME", "name"),
        ("出生\r\n年月", "born"),
        ("出生 日期", "born"),
        ("家庭月人均收入(元)", "income_per_head"),
        ("家庭月人均收入（元/月）", "income_per_head"),
        ("身份证号码：", "id_number"),
        ("ＩＤ Ｎｏ．", "id_number"),
        ("村（居）委会", "village"),
        ("行政村/自然村", "village"),
        ("父/母姓名", "guardian"),
        ("联系电话1", "phone"),
        ("递交入党申请书时间（年月日）", "party.applied_on"),
        ("配偶姓名", ""),
        ("监护人联系电话", ""),
        ("说不清的一列", ""),
        ("", ""),
    ],
)
def test_decorations_do_not_matter(header: str, wanted: str) -> None:
    assert key(header) == wanted


@pytest.mark.parametrize(
    ("header", "context", "wanted"),
    [
        ("职务", "league", "league.post"),
        ("职务", "women", "women.post"),
        ("职务", "union", "job_post"),
        ("职务", "", "job_post"),
        ("加入时间", "league", "league.joined_on"),
        ("加入时间", "", ""),
        ("时间", "league", ""),
        ("联系人", "party", "party.contacts"),
        ("联系人", "", ""),
        ("户籍地", "", "household_place"),
        ("单位及职务", "", "employer"),
    ],
)
def test_ambiguous_headers_follow_the_list_they_stand_on(header: str, context: str, wanted: str) -> None:
    assert key(header, context) == wanted


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        (["入团情况", "入团时间"], ("league.joined_on", "")),
        (["入团", "时间"], ("league.joined_on", "")),
        (["出生", "年"], ("born", "year")),
        (["出生", "月"], ("born", "month")),
        (["出生", "年月"], ("born", "")),
        (["性别", "男"], ("sex", "男")),
        (["团内", "职务"], ("league.post", "")),
        (["基本情况", "姓名"], ("name", "")),
        (["家庭成员", "姓名"], None),
        (["父亲", "姓名"], ("father_name", "")),
        (["监护人", "身份证号"], None),
    ],
)
def test_headers_of_two_rows_are_read_together(parts: list[str], wanted: tuple[str, str] | None) -> None:
    found = meaning_of_parts(parts)
    assert (found and (found.key, found.part)) == wanted


def test_the_list_is_known_by_its_words() -> None:
    assert context_of(["石桥村团支部团员花名册"]) == "league"
    assert context_of(["工会会员名册", "填报单位：茶厂"]) == "union"
    assert context_of(["妇女基本情况"]) == "women"
    assert context_of(["村民登记表"]) == ""


@given(st.text(max_size=60), st.sampled_from(["", "league", "union", "women", "party"]))
def test_any_text_has_a_meaning_or_none(text: str, context: str) -> None:
    found = meaning(text, context)
    assert found is None or found.key in column_keys()
