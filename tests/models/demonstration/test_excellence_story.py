"""The story of the sample office's striving, told in an office that has only those whom it is about."""

import json
from datetime import date

import pytest

from models.core.verbs import Session
from models.demonstration.excellence import tell_excellence
from models.excellence.activities import totals
from models.excellence.due import due_today
from models.excellence.gradings import Grading, move_of
from models.excellence.lists import NOMINATIONS, Wanted, award_counts
from models.excellence.promises import PromiseItem, kept_rate
from resources import path
from tests import builders

STORY = json.loads(path("samples", "excellence.json").read_text("utf-8"))
BODIES = (
    "青龙镇妇女联合会",
    "青龙镇总工会",
    "共青团青龙镇委员会",
    "青龙镇机关工会委员会",
    "云岭茶业有限公司工会委员会",
)
BODIES += ("石桥村团支部", "石桥村妇女联合会")


@pytest.fixture
def told(session: Session) -> Session:
    """An office in which the story was told."""
    kinds = {"团": "league", "妇": "women"}
    for name in BODIES:
        kind = next((kind for sign, kind in kinds.items() if sign in name), "union")
        builders.body(session, kind, name=name)
    for order, name in enumerate(STORY["people"].values(), start=1):
        builders.person(session, name, order=200 + 2 * order)
    tell_excellence(session)
    return session


def test_the_story_leaves_something_at_every_stage(told: Session) -> None:
    assert award_counts(2026) == [("union_active", "township", False, 1), ("women_holder", "county", False, 1)]
    steps = {row.step for row in NOMINATIONS.rows(NOMINATIONS.ids(Wanted(open_only=True)))}
    assert steps == {"consult", "publicity"}
    moves = [move_of(grading) for grading in Grading.select().order_by(Grading.id)]
    assert moves == ["first", "first", "first", "up", "same", None]
    late = [due.title for due in due_today(date(2026, 11, 20)) if due.late]
    assert late == ["李思远：评选公示期满，登记结果"]


def test_its_figures_are_those_that_one_can_count_in_the_story(told: Session) -> None:
    people = sum(int(part["values"]["people"]) for part in STORY["activities"])
    assert totals(date(2026, 1, 1), date(2026, 12, 31)).people == people
    judged = [outcome for part in STORY["promises"] for outcome, *_ in part["judged"].values()]
    rate = kept_rate(PromiseItem.select())
    assert (rate.count, rate.whole) == (judged.count("已兑现"), sum(len(part["items"]) for part in STORY["promises"]))
