"""The programmes as data: regular, consistent with codes, rules and roles; and what an office changes in them."""

import json
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.assistance.case import CASE_COLUMNS
from models.assistance.programme import CEILING, FIXED, FREE, LIFETIME, MONTH, YEAR, Programme, read_programme
from models.assistance.programmes import (
    add_programme,
    change_programme,
    programme,
    programmes,
    restore_programme,
    shipped,
    texts,
    title_of,
)
from models.core.codes import table, table_keys
from models.core.database import DB
from models.core.errors import KnownError, NotFound, RuleRefused
from models.core.fields import Kind
from models.core.verbs import Session, undo
from models.office.roles import step_words
from resources import path
from tests import builders

TODAY = builders.NOW.date()
KEYS = [text.key for text in shipped()]
FORMER = {"worker", "temporary", "comfort", "tuition", "cancer", "spring_bud", "poor_woman", "single_mother"}
WANTED = FORMER | {
    "child_in_need",
    "left_behind_child",
    "left_behind_woman",
    "woman_student",
    "pairing",
    "training",
    "loan_interest",
}
OWN = {
    "title": "重阳节慰问老会员",
    "letters": "阳",
    "channel": "union",
    "subject": "person",
    "repeat": "year",
    "whom": {"age": {"min": {"value": 60}}},
    "amounts": [{"kind": "comfort", "limit": "ceiling", "per": "year", "value": 200}],
    "steps": [{"key": "apply", "title": "申请登记"}, {"key": "township", "title": "审核", "decides": True}],
    "facts": [{"key": "joined", "label": "入会年份", "kind": "partial_date"}],
}


def rules() -> dict[str, dict[str, Any]]:
    content = json.loads(path("rules", "assistance.json").read_text("utf-8"))
    return {entry["id"]: entry for entry in content["entries"]}


def figures(text: Programme) -> list[str]:
    whom = text.whom
    found = [amount.figure for amount in text.amounts] + [
        figure for figure in (whom.youngest, whom.oldest, whom.under, text.recheck) if figure
    ]
    assert all(figure.value is None for figure in found)
    return [figure.rule for figure in found]


def test_every_programme_of_the_desk_is_there() -> None:
    assert set(KEYS) == WANTED


@pytest.mark.parametrize("text", shipped(), ids=lambda text: text.key)
def test_a_programme_is_whole(text: Programme) -> None:
    assert text.title
    assert text.source
    assert text.mark in ("src", "K", "G")
    assert text.channel == "" or text.channel in table("body.channel")
    assert text.repeat in (LIFETIME, YEAR, MONTH, FREE)
    assert text.subject in ("person", "household", "child")
    assert len(text.letters) == 1
    assert text.whom.age_on in CASE_COLUMNS
    assert all(code in table("GB/T 2261.2") for code in text.whom.marriage)
    assert text.whom.sex in ("", "1", "2")


@pytest.mark.parametrize("text", shipped(), ids=lambda text: text.key)
def test_its_figures_are_entries_of_the_rule_book(text: Programme) -> None:
    book = rules()
    for rule in figures(text):
        entry = book[rule]
        assert not entry["applies"]["programme"] or text.key in entry["applies"]["programme"]
    for amount in text.amounts:
        assert amount.limit in (FIXED, CEILING)
        assert amount.per in ("aid", MONTH, YEAR, LIFETIME)
        assert amount.kind == "" or amount.kind in table("aid.kind")
        assert all(code in table("help.class") for code in amount.classes)
        for field, codes in amount.when:
            kind: Any = text.facts()[field]
            assert all(code in kind.table for code in codes)


@pytest.mark.parametrize("text", shipped(), ids=lambda text: text.key)
def test_its_facts_are_real_columns(text: Programme) -> None:
    for part in text.content.get("facts", ()):
        kind = text.facts()[part["key"]]
        assert isinstance(kind, Kind)
        assert kind.name == part["key"]
        assert kind.label == part["label"]
        assert part["key"] not in CASE_COLUMNS
        if table_key := getattr(kind, "table_key", ""):
            assert table_key in table_keys()
    for column in text.columns:
        assert text.column(column).label
    labels = [kind.label for kind in text.facts().values()]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("text", shipped(), ids=lambda text: text.key)
def test_its_classes_causes_and_steps_exist(text: Programme) -> None:
    whom = text.whom
    if whom.class_field:
        kind: Any = text.facts().get(whom.class_field) or CASE_COLUMNS[whom.class_field]
        assert all(code in kind.table for code in whom.classes)
    for scheme, classes in text.schemes.items():
        assert scheme in table("help.scheme")
        assert set(classes) <= set(whom.classes)
    keys = [paper.key for paper in text.evidence]
    assert len(keys) == len(set(keys))
    assert all(code in table("hardship.cause") for paper in text.evidence for code in paper.causes)
    steps = [step.key for step in text.steps]
    assert steps[0] == "apply"
    assert steps[-1] == "kept"
    assert len(steps) == len(set(steps))
    for step in text.steps:
        assert step_words(step.key) != step.key
        assert all(field in CASE_COLUMNS for field, _ in step.needs)
    assert [step.decides for step in text.steps].count(True) == 1
    assert text.steps[-2].decides
    assert [step.key for step in text.steps if step.approval] == ["township"]
    places = [("apply", "visit", "unit", "village", "school", "publicity", "township", "county", "city", "province")]
    assert [key for key in places[0] if key in steps] == steps[:-1]


def test_children_are_never_publicised() -> None:
    assert all(text.place("publicity") < 0 for text in shipped() if text.subject == "child")


def test_letters_tell_the_programmes_apart() -> None:
    letters = [text.letters for text in shipped()]
    assert len(letters) == len(set(letters))


def test_rules_of_the_book_are_complete_and_named_once() -> None:
    content = json.loads(path("rules", "assistance.json").read_text("utf-8"))["entries"]
    ids = [entry["id"] for entry in content]
    assert len(ids) == len(set(ids))
    others = [json.loads(file.read_text("utf-8")) for file in path("rules").glob("*.json")]
    strange = [entry["id"] for book in others if book["book"] != "assistance" for entry in book["entries"]]
    assert not set(ids) & set(strange)
    known = {step for text in shipped() for step in (part.key for part in text.steps)}
    for entry in content:
        assert entry["severity"] in ("stop", "warn", "tell")
        assert entry["mark"] in ("src", "K", "G")
        assert entry["step"] in known
        assert entry["source"]
        assert set(entry["applies"]["programme"]) <= WANTED


def test_one_entry_of_a_key_at_most_holds_on_a_day(session: Session) -> None:
    for day in (date(2011, 1, 1), TODAY, date(2040, 1, 1)):
        held = [text.key for text in texts() if text.in_force(day)]
        assert len(held) == len(set(held))


def test_evidence_follows_the_causes() -> None:
    text = next(text for text in shipped() if text.key == "worker")
    ill = {paper.key for paper in text.evidence_for("own_illness", None)}
    accident = {paper.key for paper in text.evidence_for("accident")}
    assert {"diagnosis", "application"} <= ill
    assert "accident_proof" not in ill
    assert "accident_proof" in accident


def test_facts_are_kept_and_come_back(session: Session) -> None:
    text = programme("cancer", TODAY)
    values = builders.HELP_FACTS["cancer"]
    kept = json.loads(json.dumps(text.stored_facts(values)))
    back = text.read_facts(kept)
    assert {key: back[key] for key in values} == values
    assert back.keys() == text.facts().keys()
    with pytest.raises(KnownError, match="没有“xyz”这一栏"):
        text.stored_facts({"xyz": 1})


def test_a_change_holds_from_its_day_to_its_end(session: Session) -> None:
    done = change_programme(
        session,
        "comfort",
        {"title": "两节送温暖", "repeat": "free"},
        reason="县总工会〔2026〕8号",
        valid_from=date(2026, 10, 1),
        valid_to=date(2026, 12, 31),
    )
    assert done.sentence == "修改了帮扶项目“两节送温暖”"
    days = (date(2026, 9, 30), date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert [programme("comfort", day).title for day in days] == ["送温暖", "两节送温暖", "两节送温暖", "送温暖"]
    assert programme("comfort", days[1]).local == "县总工会〔2026〕8号"
    assert programme("comfort", days[1]).amounts == programme("comfort", days[0]).amounts
    change_programme(session, "comfort", {"summary": "慰问"}, reason="改", valid_from=date(2026, 10, 1))
    assert programme("comfort", TODAY).title == "两节送温暖"
    assert programme("comfort", date(2030, 1, 1)).summary == "慰问"
    undo(session, restore_programme(session, "comfort").seq)
    assert title_of("comfort") == "两节送温暖"


DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(since=st.none() | DAYS, until=st.none() | DAYS, day=DAYS)
def test_whatever_the_dates_exactly_one_text_holds(
    session: Session, since: date | None, until: date | None, day: date
) -> None:
    DB.execute_sql("DELETE FROM programme_change")
    if since and until and until < since:
        with pytest.raises(KnownError, match="停止日期在生效日期之前"):
            change_programme(session, "comfort", {"title": "新"}, reason="文", valid_from=since, valid_to=until)
        return
    change_programme(session, "comfort", {"title": "新"}, reason="文", valid_from=since, valid_to=until)
    held = [text for text in texts() if text.key == "comfort" and text.in_force(day)]
    changed = (since is None or since <= day) and (until is None or day <= until)
    assert [text.title for text in held] == ["新" if changed else "送温暖"]
    spans = [text for text in texts() if text.key == "comfort"]
    for one, other in pairwise(spans):
        assert one.valid_to is not None
        assert other.valid_from == one.valid_to + timedelta(days=1)


def test_an_office_adds_a_programme_of_its_own(session: Session) -> None:
    add_programme(session, "elders", OWN, reason="镇工会2026年计划", valid_from=date(2026, 9, 1))
    text = programme("elders", TODAY)
    assert text.own
    assert text.source == "镇工会2026年计划"
    assert text.facts()["joined"].label == "入会年份"
    assert "elders" in programmes(TODAY, "union")
    assert "elders" not in programmes(TODAY, "women")
    assert "elders" not in programmes(date(2026, 8, 31))
    who = builders.person(session, born=date(1950, 1, 1))
    case = builders.help_case(session, who, "elders")
    assert case.number == "阳2026-0001"
    with pytest.raises(RuleRefused, match="已经有个案"):
        restore_programme(session, "elders")
    change_programme(session, "elders", {"repeat": "free"}, reason="改为不限次数", valid_from=date(2026, 9, 1))
    assert programme("elders", TODAY).repeat == FREE
    assert programme("elders", TODAY).title == "重阳节慰问老会员"


@pytest.mark.parametrize(
    ("key", "content", "reason", "sentence"),
    [
        ("comfort", {"title": "新"}, " ", "写明依据"),
        ("nothing", {"title": "新"}, "文", "没有找到"),
        ("comfort", {"key": "other"}, "文", "不能这样改"),
        ("comfort", {"steps": []}, "文", "至少一个步骤"),
        ("comfort", {"steps": [{"title": "x"}]}, "文", "不完整"),
        ("comfort", {"facts": [{"key": "a", "label": "甲", "kind": "colour"}]}, "文", "不完整"),
    ],
)
def test_a_bad_change_is_refused(
    session: Session, key: str, content: dict[str, Any], reason: str, sentence: str
) -> None:
    with pytest.raises(KnownError, match=sentence):
        change_programme(session, key, content, reason=reason)


def test_a_key_is_given_once_and_a_lost_one_is_told(session: Session) -> None:
    with pytest.raises(KnownError, match="已经用过"):
        add_programme(session, "worker", OWN, reason="文")
    with pytest.raises(KnownError, match="不完整"):
        add_programme(session, "fresh", {"title": "x"}, reason="文")
    with pytest.raises(NotFound):
        programme("fresh", TODAY)
    assert title_of("fresh") == "fresh"


def test_reading_needs_the_whole_format() -> None:
    with pytest.raises(KeyError):
        read_programme({"key": "x"})
