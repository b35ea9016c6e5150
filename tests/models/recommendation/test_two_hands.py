"""Who submits, who approves and whom it concerns are different people, wherever there are several users."""

import pytest

from models.core.errors import NotAllowed
from models.core.history import REFUSED, History
from models.core.verbs import Session
from models.office.guard import Guard
from models.office.users import add_user
from models.recommendation.records import Recommendation, StepTaken
from models.recommendation.verbs import fill_in, return_to, take_step
from tests import builders

HER = "李国强"


def as_user(session: Session, name: str) -> Session:
    return Session(name, session.origin, session.history_key, session.clock, guard=Guard(name))


def at(session: Session, step: str) -> Recommendation:
    """A recommendation of the women's federation with everything of this step filled in."""
    rec = builders.advance(session, builders.candidate(session, "women"), step)
    return fill_in(session, rec, builders.STEPS[step]).value


def test_a_single_user_submits_and_approves(session: Session) -> None:
    rec = builders.advance(session, builders.candidate(session, "women"), "forward")
    assert rec.step == "forward"


def test_who_submitted_does_not_approve(session: Session) -> None:
    add_user(session, HER, ["review"])
    rec = at(session, "superior")
    with pytest.raises(NotAllowed, match=f"由{builders.USER}提交，.*请由另一位审核员来做"):
        take_step(session, rec)
    row = History.select().order_by(History.seq.desc()).get()
    assert (row.verb, row.subject_uid) == (REFUSED, rec.uid)
    rec = take_step(as_user(session, HER), Recommendation.get_by_id(rec.id)).value
    assert rec.step == "forward"
    assert StepTaken.get(StepTaken.step == "superior").created_by == HER


def test_after_a_return_it_counts_who_submitted_last(session: Session) -> None:
    add_user(session, HER, ["review"])
    rec = at(session, "superior")
    return_to(session, rec, "decision", "理由要补充")
    rec = builders.advance(as_user(session, HER), Recommendation.get_by_id(rec.id), "superior")
    fill_in(session, rec, builders.STEPS["superior"])
    with pytest.raises(NotAllowed):
        take_step(as_user(session, HER), Recommendation.get_by_id(rec.id))
    assert take_step(session, Recommendation.get_by_id(rec.id)).value.step == "forward"


@pytest.mark.parametrize("step", ["decision", "superior"])
def test_nobody_submits_or_approves_herself(session: Session, step: str) -> None:
    add_user(session, "单立梅", ["review"])
    rec = at(session, step)
    with pytest.raises(NotAllowed, match="不能由推荐对象本人来做"):
        take_step(as_user(session, "单立梅"), rec)


def test_who_only_enters_takes_the_other_steps_but_not_these(session: Session) -> None:
    add_user(session, HER, ["entry"])
    clerk = as_user(session, HER)
    rec = builders.advance(clerk, builders.candidate(clerk, "women"), "decision")
    fill_in(clerk, rec, builders.STEPS["decision"])
    with pytest.raises(NotAllowed, match="在“研究确定”这一步不能“完成步骤”，请由审核员来做"):
        take_step(clerk, rec)
