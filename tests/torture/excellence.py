"""Stories of 创先争优 for the torture: a campaign with its promises and ballots, a nomination, a sheet of targets."""

from datetime import date
from pathlib import Path
from typing import Any

from models.core.verbs import undo
from models.excellence import activities, award_steps, campaigns, gradings, promises, surveys, targets
from models.excellence.awards import Nomination, change_nomination, consult_all
from models.excellence.campaigns import Campaign
from models.excellence.surveys import Survey
from models.organisations.body import Body
from models.people.person import Person
from tests import builders
from tests.models.excellence import sample


def striving(office: Path) -> None:
    """An office with a campaign in which a body takes part, and a nomination that stands before its publicity."""
    office.parent.mkdir(parents=True, exist_ok=True)
    with builders.office(office) as opened:
        body = builders.body(opened.session, "women")
        campaign = sample.campaign(opened.session)
        campaigns.add_participants(opened.session, campaign, [body])
        sample.advance(opened.session, sample.nomination(opened.session, builders.person(opened.session)), "publicity")


def steps_of_a_campaign(world: Any) -> None:
    """A promise that is kept, ballots that are counted anew, a grade that is scored and fixed."""
    world.do(world.open)
    body, campaign = Body.get(), Campaign.get()
    world.do(lambda: campaigns.set_step(world.session, campaign, "mobilise", {"done_on": date(2026, 3, 9)}))
    promise = world.do(lambda: sample.promise(world.session, body, campaign=campaign))
    first = promises.items_of(promise)[0]
    world.do(lambda: promises.judge_item(world.session, first, "kept", date(2026, 11, 2), "走访记录。"))
    world.do(lambda: sample.survey(world.session, body))
    line = {"item": "服务群众", "grade_1": 30, "grade_2": 8, "grade_3": 2}
    world.do(lambda: surveys.change_survey(world.session, Survey.get(), {}, [line]))
    given = {"body": body, "standard": "goods_mass", "round": "2026年", "rated_on": date(2026, 10, 25)}
    grading = world.do(lambda: gradings.begin_grading(world.session, given)).value
    scores = {score.id: {"own": 17, "given": 16} for score in gradings.scores_of(grading)}
    world.do(lambda: gradings.give_scores(world.session, grading, scores))
    seq = world.do(lambda: gradings.decide_grade(world.session, grading, "middle")).seq
    world.do(lambda: undo(world.session, seq))


def award_and_targets(world: Any) -> None:
    """A publicity that is over, a nomination sent back, targets from templates, a value, a course with who came."""
    world.do(world.open)
    published = {"publicity_from": date(2026, 10, 15), "publicity_to": date(2026, 10, 21), "publicity_clear": True}
    world.do(lambda: change_nomination(world.session, Nomination.get(), published))
    world.do(lambda: award_steps.take_step(world.session, Nomination.get()))
    world.do(lambda: award_steps.return_step(world.session, Nomination.get(), "unit", "补会议记录"))
    answer = {"asked_on": date(2026, 10, 12), "answered_on": date(2026, 10, 14), "answer": "agrees"}
    world.do(lambda: consult_all(world.session, Nomination.get(), ["police", "tax"], answer))
    sheet = world.do(lambda: sample.sheet(world.session, "union_rate", "women_share"))
    target, value = targets.targets_of(sheet)[0], {"as_of": date(2026, 6, 30), "value": 8500, "source": "镇总工会"}
    world.do(lambda: targets.keep_value(world.session, target, value))
    activity = world.do(lambda: sample.activity(world.session))
    world.do(lambda: activities.attend(world.session, activity, [Person.get()]))
    world.do(lambda: targets.remove_sheet(world.session, sheet))
