"""Ballots that add up, rates with their denominators, grades that follow from scores, rise and fall."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.errors import RuleRefused
from models.core.verbs import Session, undo
from models.excellence import gradings, surveys
from models.excellence.campaigns import remove_campaign, steps_of
from models.excellence.comments import check_comment
from models.excellence.lists import GRADINGS, SURVEYS, Wanted
from models.excellence.promises import check_promise
from models.excellence.rates import percent
from models.excellence.rules import rules_on
from models.excellence.supervision import check_supervision
from models.excellence.surveys import Survey, check_survey
from models.excellence.texts import scales, standard, standards
from models.office.rulebook import override_rule
from models.organisations.body import Body
from tests import builders
from tests.models.excellence import sample

DAY = date(2026, 10, 20)


@pytest.fixture
def body(session: Session) -> Body:
    """The union of a village."""
    return builders.body(session, "union")


def test_a_rate_names_what_it_divides(session: Session, body: Body) -> None:
    made = sample.survey(session, body)
    first, second = surveys.items_of(made)
    assert surveys.item_rate(made, first).words() == "满意率90%（满意、基本满意36 ÷ 有效票40）"
    assert surveys.item_rate(made, second).percent == "87.5%"
    assert surveys.survey_rate(made).words() == "满意率88.8%（满意、基本满意71 ÷ 有效票 × 2项 = 80）"
    (row,) = SURVEYS.rows(SURVEYS.ids(Wanted(text="大坪村", kind="masses")))
    assert (row.good, row.asked, row.items) == (71, 80, 2)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"issued": 46}, "发出46票，多于应参加的45人"),
        ({"returned": 43}, "收回43票，多于发出的42票，本次测评无效"),
        ({"valid": 42, "returned": 41}, "有效42票，多于收回的41票"),
        ({"valid": 39}, "“服务群众”各等和未选共40票，应等于有效票39票"),
    ],
)
def test_ballots_that_do_not_add_up_are_refused(
    session: Session, body: Body, changed: dict[str, int], sentence: str
) -> None:
    with pytest.raises(RuleRefused, match=sentence):
        sample.survey(session, body, **changed)


def test_a_grade_that_the_scale_lacks_is_refused(session: Session, body: Body) -> None:
    made = sample.survey(session, body)
    line = {"item": "服务群众", "grade_1": 30, "grade_2": 6, "grade_3": 3, "grade_4": 1}
    with pytest.raises(RuleRefused, match="没有那一等"):
        surveys.change_survey(session, made, {}, [line])
    made = Survey.get_by_id(made.id)
    surveys.change_survey(session, made, {"scale": "quality4"}, [line])
    assert surveys.survey_rate(made).words() == "优良率90%（优秀、良好36 ÷ 有效票40）"


def test_a_survey_is_changed_and_taken_back_with_its_lines(session: Session, body: Body) -> None:
    made = sample.survey(session, body)
    seq = surveys.change_survey(session, made, {"title": "年终评议"}, []).seq
    assert surveys.items_of(made) == []
    undo(session, seq)
    assert len(surveys.items_of(made)) == 2
    undo(session, surveys.remove_survey(session, Survey.get()).seq)
    assert Survey.get().title == "2026年群众评议"


counts = st.integers(0, 60)


@given(invited=counts, issued=counts, returned=counts, valid=counts, grades=st.lists(counts, min_size=5, max_size=5))
def test_findings_are_those_of_the_identities(
    invited: int, issued: int, returned: int, valid: int, grades: list[int]
) -> None:
    values = {"invited": invited, "issued": issued, "returned": returned, "valid": valid}
    names = ("grade_1", "grade_2", "grade_3", "grade_4", "blank")
    found = check_survey(values, [{"item": "甲", **dict(zip(names, grades, strict=True))}])
    sound = valid <= returned <= issued <= invited and sum(grades) == valid
    assert (not found) == sound


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_percentage_is_rounded_half_up(count: int, whole: int) -> None:
    shown = Fraction(percent(count, whole).removesuffix("%"))
    exact = Fraction(count * 100, whole)
    assert exact - Fraction(1, 20) < shown <= exact + Fraction(1, 20)


def test_a_share_of_nothing_is_no_share() -> None:
    assert percent(0, 0) == "—"


def test_every_scale_and_standard_is_sound() -> None:
    for scale in scales():
        assert 3 <= len(scale.grades) <= 4
        assert scale.source
        assert set(scale.good) < set(range(len(scale.grades)))
    for one in standards():
        assert len(one.items) == 5
        assert sum(item.weight for item in one.items) == 100
        assert one.source
    mass, party = standard("goods_mass", DAY), standard("goods_party", DAY)
    assert [item.title for item in mass.items] != [item.title for item in party.items]


def test_a_grading_is_scored_by_the_wording_of_its_standard(session: Session, body: Body) -> None:
    made = sample.grading(session, body)
    scores = gradings.scores_of(made)
    assert [score.item for score in scores] == [item.title for item in standard("goods_mass", DAY).items]
    assert (gradings.total_of(scores), gradings.total_of(scores, "own")) == (90, 95)
    with pytest.raises(RuleRefused, match="超过满分20分"):
        gradings.give_score(session, scores[0], {"given": 21})
    gradings.give_score(session, gradings.scores_of(made)[0], {"given": None})
    assert gradings.total_of(gradings.scores_of(made)) is None


def test_five_goods_are_for_bodies_and_five_leads_for_persons(session: Session, body: Body) -> None:
    with pytest.raises(RuleRefused, match="“五带头”评个人"):
        sample.grading(session, body, standard="leads_member")
    who = builders.person(session)
    assert len(gradings.scores_of(sample.grading(session, person=who))) == 5


@pytest.mark.parametrize(("points", "worth"), [(100, "advanced"), (90, "advanced"), (89, "middle"), (59, "behind")])
def test_a_score_is_worth_a_grade(session: Session, points: int, worth: str) -> None:
    assert gradings.grade_for(points, rules_on(DAY)) == worth


def test_a_place_sets_its_own_bounds(session: Session) -> None:
    override_rule(session, "excellence", "grade_advanced_score", value=85, reason="县委组织部〔2026〕3号")
    assert gradings.grade_for(86, rules_on(DAY)) == "advanced"
    override_rule(session, "excellence", "grade_middle_score", active=False, reason="县委组织部〔2026〕3号")
    assert gradings.grade_for(86, rules_on(DAY)) is None


def test_a_grade_above_its_score_wants_a_reason(session: Session, body: Body) -> None:
    made = sample.grading(session, body, points=17)
    with pytest.raises(RuleRefused, match="得85分，评为先进一般不低于90分，要这样定级请写明原因"):
        gradings.decide_grade(session, made, "advanced")
    gradings.decide_grade(session, made, "advanced", by="镇党委", reason="抗洪抢险表现突出。")
    assert made.note == "定级说明：抗洪抢险表现突出。"
    gradings.decide_grade(session, made, None)
    assert made.decided_grade is None
    with pytest.raises(RuleRefused, match="请用“定级”"):
        gradings.change_grading(session, made, {"decided_grade": "advanced"})


def test_too_few_content_and_a_short_publicity_speak_against_a_grade(session: Session, body: Body) -> None:
    survey = sample.survey(session, body)
    items = [{"item": "服务群众", "grade_1": 20, "grade_2": 10, "grade_3": 10}]
    surveys.change_survey(session, survey, {}, items)
    made = sample.grading(session, body, survey=survey, publicity_from=DAY, publicity_to=date(2026, 10, 23))
    found = gradings.grade_problems(made, "advanced")
    assert [problem.code for problem in found] == ["grade_advanced_satisfaction", "grade_publicity_days"]
    assert found[0].message == "满意率75%，评为先进应不低于80%。"
    assert [problem.code for problem in gradings.grade_problems(made, "middle")] == ["grade_publicity_days"]


def test_rise_and_fall_are_against_the_round_before(session: Session, body: Body) -> None:
    other = builders.body(session, "women")
    for at, (grade, points, moved) in enumerate(
        (("middle", 16, "first"), ("advanced", 19, "up"), ("behind", 5, "down"))
    ):
        day = date(2026, 3 + 2 * at, 1)
        made = sample.grading(session, body, points, round=f"第{at + 1}轮", rated_on=day)
        assert gradings.move_of(made) is None
        gradings.decide_grade(session, made, grade, on=day)
        assert gradings.move_of(made) == moved
        assert gradings.round_before(sample.grading(session, other, round=f"第{at + 1}轮", rated_on=day)) is None
    newest = GRADINGS.rows(GRADINGS.ids(Wanted(body_id=body.id)))[0]
    assert (newest.decided_grade, newest.before, newest.score) == ("behind", "advanced", 25)
    assert len(GRADINGS.ids(Wanted(open_only=True))) == 3
    undo(session, gradings.remove_grading(session, made).seq)


@given(st.sampled_from(gradings.GRADES), st.sampled_from(gradings.GRADES))
def test_a_rise_one_way_is_a_fall_the_other(before: str, after: str) -> None:
    opposite = {"up": "down", "down": "up", "same": "same"}
    there, back = gradings.move(before, after), gradings.move(after, before)
    assert opposite[str(there)] == back


def test_what_others_stand_on_stays(session: Session, body: Body) -> None:
    made = sample.campaign(session)
    survey = sample.survey(session, body, campaign=made)
    sample.grading(session, body, survey=survey)
    with pytest.raises(RuleRefused, match="还有别的记录用着"):
        surveys.remove_survey(session, survey)
    assert len(surveys.items_of(survey)) == 2
    with pytest.raises(RuleRefused, match="还有别的记录用着"):
        remove_campaign(session, made)
    assert len(steps_of(made)) == 6


def test_findings_say_at_which_field_they_are(session: Session, body: Body) -> None:
    day = date(2026, 11, 20)
    late = {"body": body, "rated_on": date(2026, 12, 1), "standard": "leads_member"}
    found = {problem.field: problem.code for problem in gradings.check_grading(late, day)}
    assert found == {"standard": "standard", "rated_on": "ahead"}
    assert [problem.field for problem in gradings.check_grading({**late, "standard": "goods_mass"})] == []
    comment = {"commented_on": date(2026, 11, 1), "follow_up_by": date(2026, 10, 1), "good": "好"}
    assert [problem.field for problem in check_comment({**comment, "body": body}, day)] == ["follow_up_by"]
    assert [problem.field for problem in check_comment(comment, day)] == ["body", "follow_up_by"]
    promised = {"body": body, "made_on": date(2026, 12, 1), "publicised_on": date(2026, 11, 30)}
    assert [problem.field for problem in check_promise(promised, day)] == ["publicised_on", "made_on"]
    visited = {"visited_on": date(2026, 11, 2), "mend_by": date(2026, 11, 1)}
    assert [problem.field for problem in check_supervision(visited, day)] == ["mend_by"]
