"""Nominations: who may be named, what is missing, whom a department is asked about, how one goes on and ends."""

from dataclasses import replace
from datetime import date

import pytest

from models.core.clock import fixed
from models.core.errors import NotAllowed, RuleRefused
from models.core.verbs import Session, undo
from models.excellence import award_rules, award_steps, awards, texts
from models.excellence.awards import Nomination
from models.excellence.due import due_today
from models.excellence.lists import NOMINATIONS, Wanted, award_counts
from models.excellence.texts import award_steps as step_texts
from models.excellence.texts import awards as kinds
from models.office.roles import may
from models.office.rulebook import override_rule
from models.people.person import Person
from tests import builders
from tests.models.excellence import sample

TODAY = builders.NOW.date()


@pytest.fixture
def who(session: Session) -> Person:
    """A woman of the village."""
    return builders.person(session)


def again(made: Nomination) -> Nomination:
    return Nomination.get_by_id(made.id)


def test_every_award_is_sound_as_data() -> None:
    columns = {kind.name for kind in Nomination.kinds()}
    assert {one.key for one in kinds()} == {code.code for code in Nomination.award.table.items()}
    for step in step_texts().values():
        assert {*step.needs, *step.wishes} <= columns
    for one in kinds():
        assert one.source
        assert one.steps[0].key == "prepare"
        assert [step.decides for step in one.steps] == [False] * (len(one.steps) - 1) + [True]
        assert {step.key for step in one.steps} <= {code.code for code in Nomination.step.table.items()}
        assert one.consult == (one.place("consult") >= 0)


def test_an_award_is_for_a_person_or_for_a_collective(session: Session, who: Person) -> None:
    with pytest.raises(RuleRefused, match="评选个人"):
        sample.nomination(session, None, award="women_holder")
    with pytest.raises(RuleRefused, match="评选集体"):
        sample.nomination(session, who, award="women_post")
    made = sample.nomination(session, who)
    assert (made.called(), made.step) == ("“单立梅”的三八红旗手推荐", "prepare")
    with pytest.raises(RuleRefused, match="今年已经登记"):
        sample.nomination(session, who)
    sample.nomination(session, who, level="city")
    sample.nomination(session, who, year=2025)


def test_departments_are_those_of_the_kind_of_candidate(session: Session, who: Person) -> None:
    made = sample.nomination(session, who, candidate="cadre")
    asked = [row.department for row in awards.consultations_of(made)]
    assert asked == ["organisation", "discipline", "police"]
    awards.consult(session, made, "police", {"asked_on": date(2026, 10, 12)})
    awards.change_nomination(session, made, {"candidate": "manager"})
    found = [row.department for row in awards.consultations_of(made)]
    assert found == ["discipline", "police", "tax", "market", "environment", "safety", "labour"]
    assert sample.nomination(session, who, award="league_member", candidate="cadre").step == "prepare"
    assert not awards.consultations_of(Nomination.get(Nomination.award == "league_member"))


def test_each_step_says_what_is_missing(session: Session, who: Person) -> None:
    made = sample.nomination(session, who, deeds_short=None)
    assert [one.message for one in award_steps.blocking_now(made, TODAY)] == ["还没有填写事迹简介。"]
    with pytest.raises(RuleRefused, match="还没有填写事迹简介"):
        award_steps.take_step(session, made)
    awards.change_nomination(session, again(made), {"deeds_short": sample.STORY})
    award_steps.take_step(session, again(made))
    with pytest.raises(RuleRefused, match="要写明意见"):
        award_steps.take_step(session, again(made))
    with pytest.raises(RuleRefused, match="职代会"):
        award_steps.take_step(session, again(made), agrees=True, opinion="同意。")
    made = sample.advance(session, again(made), "consult")
    with pytest.raises(RuleRefused, match="还没有公安的意见"):
        award_steps.take_step(session, made)
    with pytest.raises(RuleRefused, match="写明情况"):
        awards.consult(session, made, "police", {"answer": "objects"})
    awards.consult(session, made, "police", {"answer": "objects", "opinion": "有治安处罚。"})
    with pytest.raises(RuleRefused, match="公安对单立梅有不同意见"):
        award_steps.take_step(session, made)


def test_a_nomination_goes_through_to_the_award(session: Session, who: Person) -> None:
    made = sample.advance(session, sample.nomination(session, who))
    assert (made.status, made.award_number) == ("awarded", "芒妇〔2026〕7号")
    assert list(award_steps.opinions_of(made)) == [step.key for step in awards.award_of(made).steps]
    assert award_counts(2026) == [("women_holder", "county", False, 1)]
    assert not NOMINATIONS.ids(Wanted(open_only=True))
    with pytest.raises(RuleRefused, match="已经结束"):
        award_steps.take_step(session, made)
    award_steps.reopen_nomination(session, made, "证书编号有误")
    assert again(made).status == "running"


def test_a_publicity_holds_five_working_days_and_is_over(session: Session, who: Person) -> None:
    made = sample.advance(session, sample.nomination(session, who), "publicity")
    first = date(2026, 9, 24)
    assert award_rules.publicity_end(first) == date(2026, 10, 8)
    published = {"publicity_from": first, "publicity_to": date(2026, 9, 28), "publicity_clear": True}
    awards.change_nomination(session, made, published)
    with pytest.raises(RuleRefused, match="个工作日，应不少于5个工作日"):
        award_steps.take_step(session, made)
    made = again(made)
    awards.change_nomination(session, made, {"publicity_from": date(2026, 11, 13), "publicity_to": TODAY})
    with pytest.raises(RuleRefused, match="公示到11月20日才满"):
        award_steps.take_step(session, made)
    made = again(made)
    awards.change_nomination(session, made, {"publicity_to": date(2026, 11, 19), "publicity_clear": False})
    with pytest.raises(RuleRefused, match="有异议"):
        award_steps.take_step(session, made)
    assert [due.title for due in due_today(TODAY)] == ["单立梅：评选公示期满，登记结果"]
    awards.change_nomination(session, again(made), {"publicity_clear": True})
    assert award_steps.take_step(session, again(made)).value.step == "township"


def test_a_collective_of_women_has_three_fifths_of_them(session: Session) -> None:
    made = sample.nomination(session, members=10, women=5)
    with pytest.raises(RuleRefused, match="女性占50%，应不低于60%"):
        award_steps.take_step(session, made)
    with pytest.raises(RuleRefused, match="多于集体的10人"):
        awards.change_nomination(session, again(made), {"women": 11})
    awards.change_nomination(session, again(made), {"women": 6, "head_sex": "1"})
    with pytest.raises(RuleRefused, match="负责人不是女性"):
        award_steps.take_step(session, again(made))
    award_steps.take_step(session, again(made), reasons={"collective_head_woman": "负责人刚调整，已报备"})
    assert award_steps.opinions_of(made)["prepare"].judged[0]["reason"] == "负责人刚调整，已报备"
    awards.change_nomination(session, again(made), {"members": None})
    assert "情况不明" in award_rules.problems_of(again(made), TODAY)[0].message


def test_other_collectives_are_not_counted_by_sex(session: Session) -> None:
    made = sample.nomination(session, award="pioneer_team", members=10, women=1)
    assert not [one for one in award_rules.problems_of(made, TODAY) if one.code == "collective_women_share"]


@pytest.mark.parametrize(
    ("short", "long", "codes"),
    [
        (500, 1500, []),
        (501, 3000, ["award_story_short"]),
        (10, 1499, ["award_story_long_least"]),
        (10, 3001, ["award_story_long_most"]),
        (10, 0, []),
    ],
)
def test_stories_have_their_lengths(session: Session, who: Person, short: int, long: int, codes: list[str]) -> None:
    values = {"deeds_short": "好 " * short, "deeds_long": "好\n" * long or None}
    made = sample.nomination(session, who, award="league_member", **values)
    found = [one for one in award_rules.problems_of(made, TODAY) if award_rules.step_of(one) == "prepare"]
    assert [one.code for one in found] == codes


def test_who_was_honoured_waits_some_years(session: Session, who: Person) -> None:
    sample.advance(session, sample.nomination(session, who, year=2025))
    made = sample.nomination(session, who)
    assert not [one for one in award_rules.problems_of(made, TODAY) if one.code == "award_again_years"]
    override_rule(session, "excellence", "award_again_years", value=3, reason="县妇联〔2026〕2号")
    (found,) = (one for one in award_rules.problems_of(made, TODAY) if one.code == "award_again_years")
    assert "2025年已获" in found.message


def test_it_is_sent_back_withdrawn_and_taken_up_again(session: Session, who: Person) -> None:
    made = sample.advance(session, sample.nomination(session, who), "publicity")
    with pytest.raises(RuleRefused, match="前面已经走过"):
        award_steps.return_step(session, made, "township", "退回")
    award_steps.return_step(session, made, "unit", "补会议记录")
    assert again(made).step == "unit"
    with pytest.raises(RuleRefused, match="原因"):
        award_steps.close_nomination(session, again(made), "withdrawn", " ")
    award_steps.close_nomination(session, again(made), "withdrawn", "本人放弃")
    sample.nomination(session, who)
    undo(session, awards.remove_nomination(session, again(made)).seq)
    assert len(awards.steps_of(again(made))) == 6


def test_who_says_no_keeps_it_where_it_is(session: Session, who: Person) -> None:
    made = sample.advance(session, sample.nomination(session, who), "township")
    award_steps.take_step(session, made, agrees=False, opinion="事迹不够突出。")
    assert (again(made).step, again(made).status) == ("township", "running")
    assert award_steps.opinions_of(made)["township"].agrees is False


def test_two_people_act_where_there_are_two(session: Session, who: Person) -> None:
    from models.office.users import User

    class TwoOfThem:
        def refusal(self, _action: str, _subjects: object) -> str:
            return ""

        def alone(self) -> bool:
            return False

    assert User.select().count() == 1
    session.guard = TwoOfThem()
    made = sample.advance(session, sample.nomination(session, who), "township")
    with pytest.raises(NotAllowed, match="另一位审核员"):
        award_steps.take_step(session, made, agrees=True, opinion="同意。")
    other = Session("李国强", session.origin, session.history_key, session.clock, guard=TwoOfThem())
    award_steps.take_step(other, again(made), agrees=True, opinion="同意。")
    assert again(made).step == "county"


def test_those_above_are_asked_after_a_month(session: Session, who: Person) -> None:
    sample.advance(session, sample.nomination(session, who), "county")
    assert due_today(TODAY) == []
    later = date(2026, 12, 20)
    assert [due.title for due in due_today(later)] == ["单立梅：催问评选审批"]


def test_days_ahead_are_refused(session: Session, who: Person) -> None:
    session.clock = fixed(builders.NOW)
    with pytest.raises(RuleRefused, match="在今天之后"):
        sample.nomination(session, who, nominated_on=date(2026, 12, 1))
    made = sample.nomination(session, who)
    with pytest.raises(RuleRefused, match="日期在今天之后"):
        award_steps.take_step(session, made, on=date(2026, 12, 1))
    with pytest.raises(RuleRefused, match="步骤和状态"):
        awards.change_nomination(session, made, {"status": "awarded"})
    with pytest.raises(RuleRefused, match="评选项目不能改"):
        awards.change_nomination(session, made, {"award": "family"})


def test_an_award_that_is_given_no_more_is_not_offered(
    session: Session, who: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = sample.nomination(session, who)
    over = [replace(one, valid_to=date(2026, 9, 30)) for one in kinds()]
    monkeypatch.setattr(texts, "awards", lambda: tuple(over))
    awards.change_nomination(session, made, {"note": "已办到一半"})
    with pytest.raises(RuleRefused, match="2026年10月已不评选"):
        sample.nomination(session, who, level="city")


def test_who_may_only_enter_does_not_approve() -> None:
    entering, reviewing = frozenset({"entry"}), frozenset({"review"})
    for step in step_texts().values():
        assert may(reviewing, "take_award_step", state=step.key)
        assert may(entering, "take_award_step", state=step.key) != step.approval
