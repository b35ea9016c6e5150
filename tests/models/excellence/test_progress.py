"""Whom a step of a campaign still waits for, and what is noted for several at once."""

import pytest

from models.core.errors import RuleRefused
from models.core.verbs import Session, undo
from models.excellence import awards, campaigns, gradings, supervision
from models.excellence.progress import lacking
from tests import builders
from tests.models.excellence import sample


def test_a_step_waits_for_those_of_whom_nothing_is_kept(session: Session) -> None:
    made, who = sample.campaign(session), builders.person(session, "普丽琼")
    first, second = builders.body(session, "union"), builders.body(session, "women")
    campaigns.add_participants(session, made, [first, second], [who])
    everybody = [first.name, second.name, "普丽琼"]
    assert lacking(made, "promise") == everybody
    sample.promise(session, first, campaign=made)
    sample.promise(session, person=who)  # of no campaign
    assert lacking(made, "promise") == [second.name, "普丽琼"]
    sample.survey(session, second, campaign=made)
    assert lacking(made, "comment") == [first.name, "普丽琼"]
    assert lacking(made, "mobilise") == []


def test_a_grading_counts_once_it_is_decided_and_a_visit_goes_to_bodies(session: Session) -> None:
    made, body, who = sample.campaign(session), builders.body(session, "union"), builders.person(session)
    campaigns.add_participants(session, made, [body], [who])
    grading = sample.grading(session, body, campaign=made)
    assert lacking(made, "grade") == [body.name, who.name]
    gradings.decide_grade(session, grading, "advanced", reason="镇党委会议研究同意")
    assert lacking(made, "grade") == [who.name]
    assert lacking(made, "supervise") == [body.name]
    visited = {"body": body, "campaign": made, "visited_on": builders.NOW.date(), "by": "周敏"}
    supervision.keep_supervision(session, visited)
    assert lacking(made, "supervise") == []


def test_several_scores_are_one_deed(session: Session) -> None:
    grading = sample.grading(session, builders.body(session, "union"), points=18)
    scores = gradings.scores_of(grading)
    with pytest.raises(RuleRefused, match="超过满分"):
        gradings.give_scores(session, grading, {scores[0].id: {"given": 19}, scores[1].id: {"given": 99}})
    assert gradings.total_of(gradings.scores_of(grading)) == 90
    done = gradings.give_scores(session, grading, {score.id: {"given": 20} for score in scores})
    assert done.sentence.endswith("共100分")
    undo(session, done.seq)
    assert gradings.total_of(gradings.scores_of(grading)) == 90


def test_departments_answer_together_or_not_at_all(session: Session) -> None:
    made = sample.nomination(session, builders.person(session))
    departments = [row.department for row in awards.consultations_of(made)]
    with pytest.raises(RuleRefused, match="写明情况"):
        awards.consult_all(session, made, departments, {"answer": "objects"})
    assert {row.answer for row in awards.consultations_of(made)} == {None}
    seq = awards.consult_all(session, made, departments, {"answer": "agrees", "by": "张伟"}).seq
    assert {row.by for row in awards.consultations_of(made)} == {"张伟"}
    undo(session, seq)
    assert {row.answer for row in awards.consultations_of(made)} == {None}
