"""The whole way of a recommendation in all three channels, and every turn it may take."""

from datetime import date, datetime
from typing import Any

import pytest

from models.core.dates import PartialDate
from models.core.errors import RuleRefused, Stale
from models.core.history import chain_problems
from models.core.verbs import Session, undo
from models.people.person import PartyStage
from models.recommendation.lists import (
    recommendations_of,
)
from models.recommendation.procedure import procedure
from models.recommendation.records import Batch, Meeting, Recommendation, StepTaken, Waiver
from models.recommendation.verbs import (
    change_batch,
    expire,
    fill_in,
    hold_meeting,
    nominate,
    open_batch,
    reopen,
    return_to,
    take_step,
    try_again,
    waive_rule,
    withdraw,
)
from tests import builders
from tests.models.recommendation.acts import fresh, later_session

CHANNELS = ("union", "league", "women")


def actions(rec: Recommendation) -> list[tuple[str, str]]:
    rows = StepTaken.select().where(StepTaken.recommendation == rec).order_by(StepTaken.id)
    return [(row.step, row.action) for row in rows]


@pytest.mark.parametrize("target", ["activist", "target"])
@pytest.mark.parametrize("channel", CHANNELS)
def test_a_candidate_goes_all_the_way(session: Session, channel: str, target: str) -> None:
    rec = builders.candidate(session, channel, target=target)
    if target == "target":
        waive_rule(session, rec, "activist_by_recommendation", "由党员推荐产生")
    rec = builders.advance(session, rec, "later", answer=target, reasons="政治上积极要求进步。")
    steps = [step.key for step in procedure(channel).route("assembly")]
    assert actions(rec) == [(step, "passed") for step in steps[:-1]]
    assert (rec.status, rec.step) == ("answered", "later")
    stages = {row.stage: row.reached_on for row in PartyStage.select().where(PartyStage.person == rec.person)}
    assert stages["applicant"] == PartialDate(2026, 2, 10)
    assert stages["talk"] == PartialDate(2026, 2, 25)
    assert stages[target] == PartialDate(2026, 10, 20)
    judged = [row.judged for row in StepTaken.select().where(StepTaken.recommendation == rec)]
    remembered = {entry["rule"]: entry for part in judged for entry in part}
    assert remembered["vote_preset"]["verdict"] == "meets"
    assert remembered["publicity_working_days_min"]["value"] == 5
    assert remembered["publicity_working_days_min"]["valid_from"] == "2026-05-18"
    assert remembered["vote_preset"]["looked_at"]["赞成"] == "26"
    assert chain_problems(session.history_key) == []


@pytest.mark.parametrize(("channel", "post"), [("league", "团支部书记"), ("women", "村妇联主席")])
def test_officers_are_recommended_directly(session: Session, channel: str, post: str) -> None:
    rec = builders.candidate(session, channel, route="direct", post=post)
    rec = builders.advance(session, rec, "later")
    assert [step for step, _ in actions(rec)] == [
        "application",
        "hearing",
        "inspection",
        "decision",
        "publicity",
        "forward",
        "answer",
    ]
    assert rec.meeting is None
    assert rec.status == "answered"


@pytest.mark.parametrize(("channel", "post"), [("league", "宣传委员"), ("women", "妇女小组长"), ("league", None)])
def test_ordinary_posts_are_not(session: Session, channel: str, post: str | None) -> None:
    rec = builders.candidate(session, channel, route="direct", post=post)
    with pytest.raises(RuleRefused, match="不在可由上级直接推荐的职务之列"):
        take_step(session, rec, {"direct_route_posts_only": "情况特殊"})


def test_the_union_has_no_direct_route(session: Session) -> None:
    with pytest.raises(RuleRefused, match="工会没有“上级直接推荐”这条途径"):
        builders.candidate(session, "union", route="direct", post="工会主席")


def test_a_step_says_what_is_missing(session: Session) -> None:
    rec = builders.candidate(session, "union")
    rec = builders.advance(session, rec, "inspection")
    fill_in(session, rec, {"inspectors": "杨文、刘芳"})
    with pytest.raises(RuleRefused, match="还没有填写考察开始") as caught:
        take_step(session, rec)
    assert "还没有填写主要不足" in str(caught.value)
    assert "考察人" not in str(caught.value).replace("考察人员", "")
    assert fresh(rec).step == "inspection"


def test_a_stop_cannot_be_passed_with_a_reason(session: Session) -> None:
    rec = builders.candidate(session, "union")
    fill_in(session, rec, {"applied_on": date(2007, 1, 1), "talked_on": date(2007, 1, 15)})
    with pytest.raises(RuleRefused, match="未满18周岁"):
        take_step(session, rec, {"applicant_age_min": "领导同意"})
    assert fresh(rec).step == "application"
    assert Waiver.select().count() == 0
    assert actions(rec) == []


def test_a_warning_is_passed_with_a_reason_that_is_kept(session: Session) -> None:
    rec = builders.candidate(session, "union")
    fill_in(session, rec, {"talked_on": date(2026, 4, 1)})
    with pytest.raises(RuleRefused, match="要继续请写明原因"):
        take_step(session, rec)
    with pytest.raises(RuleRefused, match="要写原因"):
        take_step(session, rec, {"talk_within_months": "  "})
    assert rec.step == "application"
    take_step(session, rec, {"talk_within_months": " 党支部书记住院 "})
    assert fresh(rec).step == "meeting"
    (kept,) = Waiver.select()
    assert (kept.rule, kept.reason) == ("talk_within_months", "党支部书记住院")
    assert Waiver.select().count() == 1


def test_a_reason_given_beforehand_is_enough_and_can_be_changed(session: Session) -> None:
    rec = builders.candidate(session, "union")
    fill_in(session, rec, {"talked_on": date(2026, 4, 1)})
    waive_rule(session, rec, "talk_within_months", "甲")
    waive_rule(session, rec, "talk_within_months", "乙")
    take_step(session, rec)
    assert [row.reason for row in Waiver.select()] == ["乙"]


@pytest.mark.parametrize(
    ("step", "values", "earlier", "later"),
    [
        ("inspection", {"inspected_from": date(2026, 9, 9)}, "推荐会时间", "考察开始"),
        ("inspection", {"inspected_to": date(2026, 9, 10)}, "考察开始", "考察结束"),
        ("decision", {"decided_on": date(2026, 9, 14)}, "考察结束", "研究决定时间"),
        ("publicity", {"publicity_to": date(2026, 9, 16)}, "公示开始", "公示结束"),
        ("superior", {"superior_on": date(2026, 9, 22)}, "公示结束", "审核时间"),
        ("forward", {"forwarded_on": date(2026, 9, 24)}, "审核时间", "报送党组织时间"),
        ("answer", {"answered_on": date(2026, 9, 26)}, "报送党组织时间", "党组织答复时间"),
    ],
)
def test_dates_out_of_order_are_refused(
    session: Session, step: str, values: dict[str, date], earlier: str, later: str
) -> None:
    rec = builders.advance(session, builders.candidate(session, "union"), step)
    fill_in(session, rec, {**builders.STEPS[step], **values})
    with pytest.raises(RuleRefused, match=f"“{later}”早于“{earlier}”"):
        take_step(session, rec)


def test_the_superior_of_another_office_is_waited_for(session: Session) -> None:
    rec = builders.advance(session, builders.candidate(session), "superior")
    assert rec.superior_name == "共青团芒果镇委员会"
    with pytest.raises(RuleRefused, match="还没有填写审核时间"):
        take_step(session, rec)
    fill_in(session, rec, {**builders.STEPS["superior"], "superior_agrees": False})
    with pytest.raises(RuleRefused, match="没有同意推荐"):
        take_step(session, rec)


@pytest.mark.parametrize(
    ("answer", "stage"), [("activist", "activist"), ("target", "target"), ("training", None), ("declined", None)]
)
def test_the_partys_answer_sets_the_stage(session: Session, answer: str, stage: str | None) -> None:
    rec = builders.advance(session, builders.candidate(session), "later", answer=answer)
    reached = {row.stage for row in PartyStage.select()} - {"applicant", "talk"}
    assert reached == ({stage} if stage else set())
    with pytest.raises(RuleRefused, match="已经办结"):
        fill_in(session, rec, {"note": "后来"})


def test_a_date_that_is_better_known_replaces_a_rough_one_only(session: Session) -> None:
    rec = builders.candidate(session, "union")
    builders.stage(session, rec.person, "applicant", "2026-02")
    builders.stage(session, rec.person, "talk", "2026-02-20")
    builders.advance(session, rec, "meeting")
    stages = {row.stage: row.reached_on for row in PartyStage.select()}
    assert stages == {"applicant": PartialDate(2026, 2, 10), "talk": PartialDate(2026, 2, 20)}


def test_taking_a_step_is_one_undo(session: Session) -> None:
    rec = builders.advance(session, builders.candidate(session), "answer")
    fill_in(session, rec, builders.STEPS["answer"])
    done = take_step(session, fresh(rec))
    undo(session, done.seq)
    again = fresh(rec)
    assert (again.status, again.step) == ("running", "answer")
    assert {row.stage for row in PartyStage.select()} == {"applicant", "talk"}
    take_step(session, again)


def test_two_pages_cannot_take_the_same_step_twice(session: Session) -> None:
    rec = builders.candidate(session)
    copy = fresh(rec)
    take_step(session, rec)
    with pytest.raises(Stale):
        take_step(session, copy)
    assert actions(rec) == [("application", "passed")]


def test_going_back_needs_an_earlier_step_and_a_reason(session: Session) -> None:
    rec = builders.advance(session, builders.candidate(session), "decision")
    for step in ("decision", "publicity", "hearing", "nothing"):
        with pytest.raises(RuleRefused, match="前面已经走过的步骤"):
            return_to(session, rec, step, "重来")
    with pytest.raises(RuleRefused, match="请写明原因"):
        return_to(session, rec, "inspection", " ")
    return_to(session, rec, "inspection", "考察材料不全")
    again = fresh(rec)
    assert (again.step, again.inspectors) == ("inspection", "杨文、刘芳")
    assert actions(rec)[-1] == ("decision", "returned")
    assert StepTaken.select().order_by(StepTaken.id.desc()).first().reason == "考察材料不全"
    assert builders.advance(session, again, "publicity").step == "publicity"


def test_withdrawing_and_reopening(session: Session) -> None:
    rec = builders.advance(session, builders.candidate(session), "inspection")
    with pytest.raises(RuleRefused, match="请写明原因"):
        withdraw(session, rec, "")
    with pytest.raises(RuleRefused, match="才能恢复"):
        reopen(session, rec, "没有撤回")
    withdraw(session, rec, "本人外出务工")
    for act in (lambda: fill_in(session, fresh(rec), {"note": "x"}), lambda: take_step(session, fresh(rec))):
        with pytest.raises(RuleRefused, match="已经撤回，请先恢复"):
            act()
    with pytest.raises(RuleRefused, match="请写明原因"):
        reopen(session, fresh(rec), "")
    reopen(session, fresh(rec), "已回村")
    again = fresh(rec)
    assert (again.status, again.step) == ("running", "inspection")
    assert [action for _, action in actions(rec)] == ["passed", "passed", "withdrawn", "reopened"]


def test_reopening_beside_a_newer_one_is_refused(session: Session) -> None:
    rec = builders.candidate(session)
    withdraw(session, rec, "填错")
    nominate(session, rec.batch, rec.person, rec.body)
    with pytest.raises(RuleRefused, match="不用再加"):
        reopen(session, fresh(rec), "还是这份")


def test_only_what_has_run_out_expires(session: Session) -> None:
    rec = builders.candidate(session)
    with pytest.raises(RuleRefused, match="没有过期"):
        expire(session, rec, "不想办了")
    rec = builders.advance(session, rec, "inspection")
    last = later_session(session, datetime(2028, 9, 10, 9))
    with pytest.raises(RuleRefused, match=r"有效期到2028\.09\.10，没有过期"):
        expire(last, rec, "期满")
    after = later_session(session, datetime(2028, 9, 11, 9))
    with pytest.raises(RuleRefused, match="请写明原因"):
        expire(after, rec, " ")
    expire(after, rec, "两年期满")
    assert fresh(rec).status == "expired"
    assert actions(rec)[-1] == ("inspection", "expired")


def test_a_second_try_is_linked_to_the_first(session: Session) -> None:
    first = builders.advance(session, builders.candidate(session), "inspection")
    with pytest.raises(RuleRefused, match="还在进行"):
        try_again(session, first, first.batch, "再试")
    after = later_session(session, datetime(2028, 9, 11, 9))
    expire(after, first, "期满")
    batch = open_batch(
        after, {"title": "2028年推优", "channel": "league", "target": "activist", "opened_on": date(2028, 9, 1)}
    ).value
    with pytest.raises(RuleRefused, match="请写明原因"):
        try_again(after, fresh(first), batch, "")
    assert Recommendation.select().count() == 1
    second = try_again(after, fresh(first), batch, "上次过期").value
    assert (second.again_of, second.status, second.step) == (first, "running", "application")
    assert (second.applied_on, second.number) == (first.applied_on, "团推2028-001")
    assert [rec.id for rec in recommendations_of(first.person_id)] == [second.id, first.id]
    take_step(after, second)


def test_nominating_twice_or_into_the_wrong_batch_is_refused(session: Session) -> None:
    rec = builders.candidate(session)
    with pytest.raises(RuleRefused, match="不用再加"):
        nominate(session, rec.batch, rec.person, rec.body)
    women = builders.batch(session, "women")
    with pytest.raises(RuleRefused, match="不是妇联的组织"):
        nominate(session, women, rec.person, rec.body)


@pytest.mark.parametrize(
    "name", ["step", "status", "batch", "person", "body", "meeting", "route", "target", "yes", "again_of", "nonsense"]
)
def test_columns_of_other_verbs_are_not_filled_in(session: Session, name: str) -> None:
    rec = builders.candidate(session)
    with pytest.raises(RuleRefused, match="请用步骤按钮"):
        fill_in(session, rec, {name: None})


def test_one_meeting_votes_on_many(session: Session) -> None:
    recs = [builders.candidate(session, name=f"团员{order}", order=2 * order + 2) for order in range(4)]
    votes = {rec: (26 - place, 2 + place, 0) for place, rec in enumerate(recs)}
    meeting = hold_meeting(session, recs[0].batch, recs[0].body, builders.meeting_values(), votes).value
    assert {fresh(rec).meeting_id for rec in recs} == {meeting.id}
    assert [fresh(rec).yes for rec in recs] == [26, 25, 24, 23]
    mended = builders.meeting_values(present=27, issued=27, returned=27, valid=27)
    with pytest.raises(RuleRefused, match="应等于有效票27票"):
        hold_meeting(session, recs[0].batch, recs[0].body, mended, votes, meeting)
    votes = {fresh(rec): (20, 7, 0) for rec in recs}
    hold_meeting(session, recs[0].batch, recs[0].body, mended, votes, Meeting.get_by_id(meeting.id))
    assert Meeting.select().count() == 1
    assert Meeting.get().present == 27


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"present": 31, "issued": 28}, "实到31人，多于应到30人"),
        ({"issued": 29}, "发出29票，多于能投票的28人"),
        ({"returned": 29}, "本次投票无效，应重新投票"),
        ({"valid": 29}, "有效29票，多于收回的28票"),
        ({"held_on": None}, "还没有填写时间"),
        ({"preset": ""}, "还没有填写表决办法"),
    ],
)
def test_a_meeting_that_does_not_add_up_is_refused(session: Session, values: dict[str, Any], sentence: str) -> None:
    rec = builders.candidate(session)
    counts = builders.meeting_values(**values)
    with pytest.raises(RuleRefused, match=sentence):
        hold_meeting(session, rec.batch, rec.body, counts, {rec: (26, counts["valid"] - 26, 0)})
    assert Meeting.select().count() == 0
    assert rec.yes is None


def test_a_meeting_votes_on_its_own_candidates_only(session: Session) -> None:
    league, women = builders.candidate(session), builders.candidate(session, "women", name="王芳", order=126)
    with pytest.raises(RuleRefused, match="“王芳”不是这个组织在本批次的推荐对象"):
        hold_meeting(session, league.batch, league.body, builders.meeting_values(), {women: (26, 2, 0)})


def test_fifteen_of_thirty_do_not_go_on(session: Session) -> None:
    rec = builders.advance(session, builders.candidate(session), "meeting")
    builders.meet(session, rec, 15)
    with pytest.raises(RuleRefused, match="赞成15票，至少要16票，没有通过"):
        take_step(session, fresh(rec), {"vote_preset": "大家都说好"})
    builders.meet(session, fresh(rec), 16)
    take_step(session, fresh(rec))


def test_a_batch_keeps_its_channel_once_somebody_is_in_it(session: Session) -> None:
    batch = builders.batch(session)
    change_batch(session, batch, {"channel": "women", "target": "target"})
    change_batch(session, batch, {"channel": "league", "target": "activist"})
    builders.candidate(session)
    with pytest.raises(RuleRefused, match="已经有推荐对象"):
        change_batch(session, Batch.get_by_id(batch.id), {"channel": "women"})
    change_batch(session, Batch.get_by_id(batch.id), {"title": "改名"})
    with pytest.raises(RuleRefused, match="还没有填写批次名称"):
        open_batch(session, {"channel": "league", "target": "activist", "opened_on": date(2026, 9, 1)})
    with pytest.raises(RuleRefused, match="只能是工会、共青团或妇联"):
        builders.batch(session, "party")
