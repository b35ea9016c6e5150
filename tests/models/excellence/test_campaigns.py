"""Campaigns with their steps and participants, promises, comments, inspection visits, talents, activities."""

from datetime import date

import pytest

from models.core.errors import RuleRefused
from models.core.verbs import Session, undo
from models.excellence import activities, campaigns, comments, promises, supervision, talents
from models.excellence.due import due_today
from models.excellence.lists import ACTIVITIES, CAMPAIGNS, COMMENTS, PROMISES, SUPERVISIONS, TALENTS, Wanted
from tests import builders
from tests.models.excellence import sample

TODAY = builders.NOW.date()


def test_a_campaign_begins_with_its_six_steps(session: Session) -> None:
    made = sample.campaign(session)
    assert made.year == 2026
    rows = campaigns.steps_of(made)
    assert [row.step for row in rows] == ["mobilise", "promise", "comment", "grade", "supervise", "honour"]
    assert rows[0].ends_on == date(2026, 3, 10)
    campaigns.set_step(session, made, "mobilise", {"done_on": date(2026, 3, 9), "people": 62})
    waiting = campaigns.next_step_of(made)
    assert waiting is not None
    assert (waiting[0].step, waiting[1].title) == ("promise", "公开承诺")
    (row,) = CAMPAIGNS.rows(CAMPAIGNS.ids())
    assert (row.steps_done, row.steps, row.theme) == (1, 6, "比学赶超，岗位建功")


def test_a_campaign_ends_after_it_begins(session: Session) -> None:
    with pytest.raises(RuleRefused, match="结束日期早于开始日期"):
        sample.campaign(session, ends_on=date(2026, 2, 1))
    made = sample.campaign(session)
    with pytest.raises(RuleRefused, match="在今天之后"):
        campaigns.set_step(session, made, "mobilise", {"done_on": date(2026, 12, 1)})


def test_who_takes_part_stands_once_and_goes_with_the_campaign(session: Session) -> None:
    made, body, who = sample.campaign(session), builders.body(session, "union"), builders.person(session)
    assert len(campaigns.add_participants(session, made, [body], [who]).value) == 2
    assert campaigns.add_participants(session, made, [body], [who]).value == []
    (row,) = CAMPAIGNS.rows(CAMPAIGNS.ids(Wanted(text="创先", year=2026)))
    assert (row.bodies, row.persons) == (1, 1)
    seq = campaigns.remove_campaign(session, made).seq
    assert not CAMPAIGNS.ids()
    undo(session, seq)
    assert len(campaigns.participants_of(campaigns.Campaign.get())) == 2


def test_a_promise_is_of_one_body_or_one_person(session: Session) -> None:
    body, who = builders.body(session, "union"), builders.person(session)
    for named in ({}, {"body": body, "person": who}):
        with pytest.raises(RuleRefused, match="组织"):
            sample.promise(session, **named)
    assert sample.promise(session, person=who).post == "村务协理员"


def test_what_was_kept_is_counted_over_all_that_was_promised(session: Session) -> None:
    made = sample.promise(session, builders.body(session, "union"))
    first, second = promises.items_of(made)
    with pytest.raises(RuleRefused, match="依据"):
        promises.judge_item(session, first, "kept")
    promises.judge_item(session, first, "kept", date(2026, 11, 1), "走访记录11份。")
    rate = promises.kept_rate(promises.items_of(made))
    assert rate.words() == "兑现率50%（已兑现1 ÷ 承诺事项2）"
    assert promises.outcome_words(promises.items_of(made)) == "已兑现1项，未认定1项"
    promises.judge_item(session, second, "partly", evidence="书架已到，书未上架。")
    (row,) = PROMISES.rows(PROMISES.ids())
    assert (row.items, row.kept, row.partly, row.failed, row.next_term) == (2, 1, 1, 0, None)
    promises.judge_item(session, promises.items_of(made)[0], None)
    assert promises.items_of(made)[0].evidence is None
    with pytest.raises(RuleRefused, match="认定兑现"):
        promises.change_item(session, first, {"outcome": "kept"})


def test_a_term_that_is_near_is_told(session: Session) -> None:
    made = sample.campaign(session)
    sample.promise(session, builders.body(session, "union"), campaign=made)
    told = [(due.title, due.day, due.late) for due in due_today(TODAY)]
    assert told == [
        ("2026年创先争优活动：“动员部署”到期", date(2026, 3, 10), True),
        ("2026年创先争优活动：“公开承诺”到期", date(2026, 11, 24), False),
        ("大坪村工会委员会：承诺到期，认定兑现情况", date(2026, 11, 25), False),
    ]
    campaigns.change_campaign(session, made, {"closed_on": TODAY})
    assert len(due_today(TODAY)) == 1


def test_a_comment_says_something_and_is_followed_up(session: Session) -> None:
    body = builders.body(session, "women")
    given = {"body": body, "commented_on": date(2026, 9, 1), "by": "周敏", "form": "meeting"}
    with pytest.raises(RuleRefused, match="至少填写一项"):
        comments.keep_comment(session, given)
    made = comments.keep_comment(session, {**given, "lacking": "台账不全。", "follow_up_by": date(2026, 11, 1)}).value
    assert [due.title for due in due_today(TODAY)] == ["大坪村妇女联合会：点评整改到期"]
    with pytest.raises(RuleRefused, match="整改结果"):
        comments.follow_up(session, made, " ")
    comments.follow_up(session, made, "台账已补齐。", date(2026, 10, 28))
    assert due_today(TODAY) == []
    assert COMMENTS.rows(COMMENTS.ids(Wanted(text="周敏")))[0].followed_up_on == "2026-10-28"
    assert not COMMENTS.ids(Wanted(open_only=True))


def test_what_a_visit_found_is_to_be_mended(session: Session) -> None:
    body = builders.body(session, "league")
    given = {"body": body, "visited_on": date(2026, 10, 9), "by": "何文静、周敏", "findings": "公示栏没有更新。"}
    made = supervision.keep_supervision(session, {**given, "mend_by": date(2026, 10, 20)}).value
    assert [due.late for due in due_today(TODAY)] == [True]
    with pytest.raises(RuleRefused, match="早于督导日期"):
        supervision.mend(session, made, "已更新。", date(2026, 10, 1))
    supervision.mend(session, made, "已更新。", date(2026, 10, 12))
    assert due_today(TODAY) == []
    assert SUPERVISIONS.rows(SUPERVISIONS.ids(Wanted(body_id=body.id, year=2026)))[0].mended_on == "2026-10-12"


def test_nobody_stands_twice_in_one_kind_of_the_talent_file(session: Session) -> None:
    who = builders.person(session)
    given = {"person": who, "kind_of_talent": "women", "skill": "刺绣", "leads_households": 37}
    made = talents.keep_talent(session, given).value
    with pytest.raises(RuleRefused, match="已在妇女人才库名册里"):
        talents.keep_talent(session, given)
    talents.keep_talent(session, {**given, "kind_of_talent": "rich"})
    assert [row.leads_households for row in TALENTS.rows(TALENTS.ids(Wanted(text="刺绣", kind="women")))] == [37]
    with pytest.raises(RuleRefused, match="原因"):
        talents.release_talent(session, made, "")
    talents.release_talent(session, made, "迁出")
    assert len(TALENTS.ids(Wanted(open_only=True))) == 1
    assert talents.keep_talent(session, given).value.id != made.id


def test_thirteen_courses_for_3200_people_is_a_question(session: Session) -> None:
    body, who = builders.body(session, "women"), builders.person(session)
    for month in range(1, 6):
        sample.activity(session, from_on=date(2026, month, 3), to_on=None, people=600, women=500, organiser=body)
    sample.activity(session, from_on=date(2026, 7, 1), to_on=None, sessions=3, people=None, women=None, organiser=body)
    activities.attend(session, activities.Activity.select().order_by(activities.Activity.id.desc()).get(), [who])
    sample.activity(session, from_on=date(2026, 8, 1), to_on=None, kind_of_activity="culture", people=90)
    sample.activity(session, from_on=date(2025, 8, 1), to_on=None, organiser=body)
    year = (date(2026, 1, 1), date(2026, 12, 31))
    held = activities.totals(*year, kinds=["course"])
    assert (held.sessions, held.people, held.parts["women"]) == (13, 3001, 2500)
    assert held.cost == 6 * 1_200_000
    assert activities.totals(*year).sessions == 15
    assert ACTIVITIES.rows(ACTIVITIES.ids(Wanted(kind="course", year=2026)))[0].people == 1


def test_no_part_is_larger_than_the_whole(session: Session) -> None:
    with pytest.raises(RuleRefused, match="其中妇女70人，多于参加的60人次"):
        sample.activity(session, women=70)
    with pytest.raises(RuleRefused, match="结束日期早于开始日期"):
        sample.activity(session, to_on=date(2026, 5, 1))
    made = sample.activity(session)
    who = builders.person(session)
    assert len(activities.attend(session, made, [who, who]).value) == 1
    assert activities.attend(session, made, [who]).value == []
    activities.change_attendance(session, activities.attendances_of(made)[0], {"result": "结业"})
    undo(session, activities.remove_activity(session, activities.Activity.get()).seq)
    assert activities.attendances_of(activities.Activity.get())[0].result == "结业"


def test_the_signs_of_a_pattern_mean_themselves(session: Session) -> None:
    sample.activity(session, title="满意率100%行动")
    sample.activity(session, title="春风行动")
    assert len(ACTIVITIES.ids(Wanted(text="%"))) == 1
    assert not ACTIVITIES.ids(Wanted(text="_"))
