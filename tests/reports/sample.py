"""Five persons who went all the way, each on another one, with rare names; and some who are not so far."""

from datetime import date

from models.core.verbs import Session
from models.organisations.body import Body
from models.recommendation.conditions import Verdict, conditions_of
from models.recommendation.records import Batch, Recommendation
from models.recommendation.verbs import nominate, waive_rule
from tests import builders

NAMES = {
    "union": "单立梅",
    "league": "𬭎䶮㛃",
    "women": "欧阳·买买提江古丽",
    "league.direct": "田𠅤",
    "women.direct": "仇晓㐂",
}
WAITING = "解𫖯"
"""Nominated in the League, nothing else done."""


def tell(session: Session) -> None:
    """Make them all."""
    for order, (channel, target) in enumerate((("union", "activist"), ("league", "target"), ("women", "activist"))):
        rec = builders.candidate(session, channel, name=NAMES[channel], order=124 + 2 * order, target=target)
        go_on(session, rec)
    for order, (channel, post) in enumerate((("league", "branch_secretary"), ("women", "village_chair"))):
        name = NAMES[f"{channel}.direct"]
        rec = builders.candidate(session, channel, name=name, order=224 + 2 * order, route="direct", post=post)
        go_on(session, rec)
    builders.candidate(session, "league", name=WAITING, order=324, target="activist")


def go_on(session: Session, rec: Recommendation, until: str = "later") -> Recommendation:
    """Take all steps; warnings are passed with a reason."""
    while rec.step != until:
        for condition in conditions_of(rec, builders.NOW.date()):
            if condition.verdict is Verdict.EXPLAIN and not condition.waived:
                waive_rule(session, rec, condition.rule.id, "情况属实")
        following = {"meeting": "inspection", "hearing": "inspection"}
        steps = list(builders.STEPS)
        here = steps.index(rec.step)
        target = following.get(rec.step) or next(
            step for step in (*steps[here + 1 :], "later") if step == "later" or step in _steps_of(rec)
        )
        rec = builders.advance(session, rec, target)
    return rec


def _steps_of(rec: Recommendation) -> tuple[str, ...]:
    from models.recommendation.procedure import procedure

    return procedure(rec.batch.channel).routes[rec.route].steps


def rec_of(key: str) -> Recommendation:
    """The recommendation of a sample by channel, with `.direct` for the direct route."""
    return next(rec for rec in Recommendation.select() if rec.person.name == NAMES.get(key, key))


def crowd(session: Session, count: int, channel: str = "union") -> list[Recommendation]:
    """So many more candidates in the same batch and body, all to be voted on at once."""
    where = Body.get(Body.kind_of_body == channel)
    batch = Batch.get(Batch.channel == channel)
    made = []
    for at in range(count):
        who = builders.person(session, f"候选{at:03d}", born=date(1990, 3, 7), order=400 + 2 * at)
        builders.membership(session, who, where)
        made.append(nominate(session, batch, who, where).value)
    return made
