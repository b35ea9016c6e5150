"""Every entry of the rule book that judges: what meets it, what does not, and what it still waits for."""

import json
from datetime import date
from typing import Any

import pytest

from models.core.errors import Severity
from models.core.verbs import Session
from models.office.rulebook import override_rule
from models.recommendation.conditions import (
    BOOK,
    PARAMETERS,
    UNJUDGED,
    Verdict,
    case_of,
    conditions_of,
    judge_case,
    names_in,
)
from models.recommendation.conditions.judging import JUDGES
from models.recommendation.verbs import nominate, open_batch
from resources import path
from tests import builders
from tests.models.recommendation.acts import (
    EXPLAIN,
    FAILS,
    HINT,
    MEETS,
    TODAY,
    WAITING,
    Act,
    filled,
    fresh,
    judged,
    met,
    recommended_before,
)
from tests.models.recommendation.cases import CASES, PUBLIC


@pytest.mark.parametrize(
    ("rule_id", "channel", "target", "route", "acts", "verdict"),
    CASES,
    ids=[f"{rule}-{channel}-{verdict}-{place}" for place, (rule, channel, _, _, _, verdict) in enumerate(CASES)],
)
def test_a_case_is_judged(
    session: Session, rule_id: str, channel: str, target: str, route: str, acts: list[Act], verdict: Verdict
) -> None:
    rec = builders.candidate(session, channel, target=target, route=route)
    for act in acts:
        act(session, rec)
    condition = judged(rec)[rule_id]
    assert condition.verdict is verdict
    assert condition.sentence.endswith("。")
    assert "{" not in condition.sentence
    assert condition.threshold
    assert condition.rule.source
    assert all(isinstance(value, str) and value for value in condition.looked_at.values())
    json.dumps(condition.judged(), ensure_ascii=False)


def entries() -> list[dict[str, Any]]:
    content: dict[str, Any] = json.loads(path("rules", "recommendation.json").read_text("utf-8"))
    return list(content["entries"])


def test_every_entry_of_the_book_is_judged_or_says_why_not() -> None:
    active = {entry["id"] for entry in entries() if entry["active"] and entry["step"] != "later"}
    assert active <= set(JUDGES) | PARAMETERS | UNJUDGED
    assert not (set(JUDGES) & PARAMETERS)
    assert not (set(JUDGES) & UNJUDGED)
    assert set(JUDGES) <= {entry["id"] for entry in entries()}
    assert {entry["id"] for entry in entries()} >= PARAMETERS | UNJUDGED


def test_every_judge_has_a_case_that_meets_and_one_that_does_not() -> None:
    speaks_only_up = {"activist_before_target", "hear_league_up_to_age", "reasons_required"}
    one_sided = {"activist_by_recommendation"}
    for rule_id in JUDGES:
        verdicts = {verdict for rule, *_, verdict in CASES if rule == rule_id}
        assert verdicts, rule_id
        if rule_id not in speaks_only_up | one_sided:
            assert MEETS in verdicts, rule_id
            assert verdicts & {FAILS, EXPLAIN, HINT}, rule_id


def test_what_a_rule_has_nothing_to_say_about_is_left_out(session: Session) -> None:
    rec = builders.candidate(session, "union")
    found = judged(rec)
    for rule_id in ("under_28_through_league", "priority_staff_min", "publicity_provisional_calendar", "women_only"):
        assert rule_id not in found
    assert "hear_league_up_to_age" not in found
    assert "vote_preset" not in judged(builders.candidate(session, "women", route="direct", order=126))


def test_a_target_without_the_stage_of_activist_fails(session: Session) -> None:
    body = builders.body(session)
    person = builders.person(session)
    rec = nominate(session, builders.batch(session, target="target"), person, body).value
    found = judged(rec)
    assert found["activist_before_target"].verdict is FAILS
    assert found["activist_training_months"].verdict is WAITING
    assert "activist_by_recommendation" not in found


def test_an_activist_who_came_by_recommendation_meets(session: Session) -> None:
    rec = builders.candidate(session, target="target")
    recommended_before("去年推优", date(2025, 5, 1))(session, rec)
    assert judged(rec)["activist_by_recommendation"].verdict is MEETS


def test_the_sentence_names_the_person_the_finding_and_the_threshold(session: Session) -> None:
    rec = builders.candidate(session)
    filled(applied_on=date(2018, 4, 30))(session, rec)
    condition = judged(rec)["applicant_age_min"]
    assert condition.sentence == "单立梅递交申请时17周岁，未满18周岁。"
    assert condition.threshold == "18周岁"
    assert condition.looked_at == {
        "出生年月": "2000.05.01",
        "申请入党时间": "2018.04.30",
        "申请时年龄": "17周岁",
    }


def test_a_repeated_recommendation_says_since_and_until_when(session: Session) -> None:
    rec = builders.candidate(session)
    met()(session, rec)
    recommended_before("旧批次", date(2025, 3, 1))(session, rec)
    assert judged(rec)["no_repeat_within_validity"].sentence == (
        "单立梅已于2025.03.01推荐，2027.03.01前有效，不需要重复推荐。"
    )


def test_a_second_running_recommendation_is_named(session: Session) -> None:
    rec = builders.candidate(session)
    batch = open_batch(
        session, {"title": "另一批", "channel": "league", "target": "activist", "opened_on": date(2026, 9, 2)}
    ).value
    nominate(session, batch, rec.person, rec.body)
    condition = judged(rec)["no_repeat_within_validity"]
    assert condition.verdict is FAILS
    assert "“另一批”" in condition.sentence
    assert "还没有办完" in condition.sentence


def test_publicity_over_the_national_day_holiday_counts_working_days(session: Session) -> None:
    # 2026: off from 1 to 7 October, 20 September and 10 October are worked
    rec = builders.candidate(session, "union")
    for first, last, days in (
        (date(2026, 9, 28), date(2026, 10, 7), 3),
        (date(2026, 9, 28), date(2026, 10, 8), 4),
        (date(2026, 9, 28), date(2026, 10, 9), 5),
        (date(2026, 10, 8), date(2026, 10, 11), 3),
    ):
        filled(publicity_from=first, publicity_to=last)(session, rec)
        condition = judged(rec)["publicity_working_days_min"]
        assert condition.looked_at["工作日"] == f"{days}天"
        assert condition.verdict is (MEETS if days >= 5 else EXPLAIN)


def test_a_share_just_below_is_not_rounded_up(session: Session) -> None:
    rec = builders.candidate(session, "union", order=124)
    for order in range(4):
        builders.candidate(session, "union", name=f"男{order}", order=2 * order + 1)
    assert judged(rec)["mix_women_percent_min"].verdict is MEETS
    builders.candidate(session, "union", name="男五", order=51)
    condition = judged(rec)["mix_women_percent_min"]
    assert condition.verdict is HINT
    assert condition.sentence == "本批人选中女性占16.7%，低于20%。"


def test_the_rules_of_the_day_of_recommendation_judge(session: Session) -> None:
    rec = builders.candidate(session, target="target")
    filled(**{**PUBLIC, "publicity_to": date(2026, 9, 19)})(session, rec)
    for held_on, severity in ((date(2026, 5, 17), Severity.WARN), (date(2026, 5, 18), Severity.STOP)):
        builders.meet(session, fresh(rec), held_on=held_on)
        assert judged(rec)["publicity_working_days_min"].rule.severity is severity


def test_an_overridden_rule_judges_with_its_local_source(session: Session) -> None:
    rec = builders.candidate(session, "union")
    override_rule(session, BOOK, "people_heard_min", reason="县委组织部〔2026〕5号", value=8)
    filled(people_heard=7)(session, rec)
    condition = judged(rec)["people_heard_min"]
    assert condition.verdict is EXPLAIN
    assert condition.judged()["source"] == "县委组织部〔2026〕5号"
    assert condition.judged()["value"] == 8


def test_what_the_party_decided_does_not_speak_against_the_recommendation_afterwards(session: Session) -> None:
    rec = builders.advance(session, builders.candidate(session), "later")
    found = conditions_of(rec, TODAY)
    assert [condition.rule.id for condition in found if condition.verdict is FAILS] == []


def test_judging_writes_nothing_and_gives_the_same_twice(session: Session) -> None:
    rec = builders.candidate(session)
    case = case_of(fresh(rec), TODAY)
    assert judge_case(case) == judge_case(case) == conditions_of(fresh(rec), TODAY)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (None, []),
        ("", []),
        ("杨文", ["杨文"]),
        ("杨文、刘芳", ["杨文", "刘芳"]),
        ("杨文，刘芳；赵小云/李四\n王五", ["杨文", "刘芳", "赵小云", "李四", "王五"]),
        ("杨文 刘芳", ["杨文", "刘芳"]),
        ("古丽·艾尼、 Ali Bek ", ["古丽·艾尼", "Ali Bek"]),
        ("、、", []),
    ],
)
def test_names_in_one_column(text: str | None, names: list[str]) -> None:
    assert names_in(text) == names
