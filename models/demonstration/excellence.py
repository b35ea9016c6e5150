"""The part of the sample office that strives: one campaign with all its steps, awards, talents, activities, targets.

The story is data in `resources/samples/excellence.json`, in the words that a clerk types.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from models.core.record import Record
from models.core.verbs import Session
from models.demonstration.rights import typed
from models.excellence import activities, award_steps, awards, campaigns, gradings, promises, surveys, targets
from models.excellence.activities import Activity, keep_activity
from models.excellence.awards import Consultation, Nomination, NominationStep
from models.excellence.campaigns import Campaign, CampaignStep
from models.excellence.comments import SuperiorComment, keep_comment
from models.excellence.gradings import Grading
from models.excellence.promises import Promise, PromiseItem
from models.excellence.supervision import Supervision, keep_supervision
from models.excellence.surveys import GRADES, Survey
from models.excellence.talents import Talent, keep_talent
from models.excellence.targets import Target, TargetSheet, TargetValue
from models.organisations.body import Body
from models.people.person import Person
from resources import path

Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Honoured:
    """The uids that the story made, by the kind of record."""

    campaigns: tuple[str, ...]
    promises: tuple[str, ...]
    comments: tuple[str, ...]
    surveys: tuple[str, ...]
    gradings: tuple[str, ...]
    supervisions: tuple[str, ...]
    nominations: tuple[str, ...]
    talents: tuple[str, ...]
    activities: tuple[str, ...]
    sheets: tuple[str, ...]


def tell_excellence(session: Session) -> Honoured:
    """Live through all of it on the session's clock."""
    story = json.loads(path("samples", "excellence.json").read_text("utf-8"))
    people = {key: Person.get(Person.name == name) for key, name in story["people"].items()}
    teller = _Teller(session, people)
    campaign = teller.campaign(story["campaign"])
    surveyed = {part["key"]: teller.survey(campaign, part) for part in story["surveys"]}
    return Honoured(
        campaigns=_uids([campaign]),
        promises=_uids(teller.promise(campaign, part) for part in story["promises"]),
        comments=_uids(teller.about(SuperiorComment, keep_comment, campaign, part) for part in story["comments"]),
        surveys=_uids(surveyed.values()),
        gradings=_uids(teller.grading(campaign, surveyed, part) for part in story["gradings"]),
        supervisions=_uids(
            teller.about(Supervision, keep_supervision, campaign, part) for part in story["supervisions"]
        ),
        nominations=_uids(teller.nomination(campaign, part) for part in story["nominations"]),
        talents=_uids(teller.talent(part) for part in story["talents"]),
        activities=_uids(teller.activity(campaign, part) for part in story["activities"]),
        sheets=_uids(teller.sheet(part) for part in story["targets"]),
    )


def _uids(records: Iterable[Record]) -> tuple[str, ...]:
    return tuple(str(record.uid) for record in records)


class _Teller:
    """Who tells it, and the people whom it is about."""

    def __init__(self, session: Session, people: Mapping[str, Person]) -> None:
        self.session = session
        self.people = people

    def whom(self, part: Words) -> dict[str, Any]:
        """The body or the person whom a part of the story is about."""
        if "person" in part or "who" in part:
            return {"person": self.people[part.get("person") or part["who"]]}
        return {"body": _body(part["body"])} if part.get("body") else {}

    def campaign(self, part: Words) -> Campaign:
        """The campaign with its steps and participants."""
        values = {**typed(Campaign, part["values"]), "organiser": _body(part["organiser"])}
        campaign: Campaign = campaigns.open_campaign(self.session, values).value
        for step, words in part["steps"].items():
            campaigns.set_step(self.session, campaign, step, typed(CampaignStep, words))
        campaigns.add_participants(self.session, campaign, [_body(name) for name in part["bodies"]])
        return campaign

    def about(self, cls: type[Any], keep: Any, campaign: Campaign, part: Words) -> Any:
        """A comment or an inspection visit."""
        return keep(self.session, {**typed(cls, part["values"]), **self.whom(part), "campaign": campaign}).value

    def promise(self, campaign: Campaign, part: Words) -> Promise:
        """A sheet of promises, and what became of some."""
        values = {**typed(Promise, part["values"]), **self.whom(part), "campaign": campaign}
        lines = [typed(PromiseItem, item) for item in part["items"]]
        promise: Promise = promises.make_promise(self.session, values, lines).value
        items = promises.items_of(promise)
        for place, (outcome, on, evidence) in part["judged"].items():
            said = typed(PromiseItem, {"outcome": outcome, "judged_on": on})
            item = items[int(place)]
            promises.judge_item(self.session, item, said["outcome"], said["judged_on"], evidence)
        return promise

    def survey(self, campaign: Campaign, part: Words) -> Survey:
        """A counted survey; the last figure of a line are the blank ones."""
        values = {**typed(Survey, part["values"]), **self.whom(part), "campaign": campaign}
        lines = []
        for item, *counts, blank in part["items"]:
            lines.append({"item": item, **dict(zip(GRADES, counts, strict=False)), "blank": blank})
        survey: Survey = surveys.hold_survey(self.session, values, lines).value
        return survey

    def grading(self, campaign: Campaign, surveyed: Mapping[str, Survey], part: Words) -> Grading:
        """A grading with its scores, decided where the story says so."""
        values = {**typed(Grading, part["values"]), **self.whom(part), "survey": surveyed.get(part.get("survey", ""))}
        grading: Grading = gradings.begin_grading(self.session, {**values, "campaign": campaign}).value
        for score, (own, given) in zip(gradings.scores_of(grading), part["scores"], strict=True):
            gradings.give_score(self.session, score, {"own": own, "given": given})
        if "grade" in part:
            decided = typed(Grading, {"decided_grade": part["grade"], "decided_on": part["on"]})
            grade, on = decided["decided_grade"], decided["decided_on"]
            gradings.decide_grade(self.session, grading, grade, on=on, by=part["by"])
        return grading

    def nomination(self, campaign: Campaign, part: Words) -> Nomination:
        """A nomination with the steps it took."""
        links = {"recommended_by": _body(part["recommended_by"]), "campaign": campaign, **self.whom(part)}
        nomination: Nomination = awards.nominate(self.session, typed(Nomination, part["values"]) | links).value
        for step in part["steps"]:
            if nomination.step == "consult":
                self._consult(nomination, part)
            self._step(nomination, step)
        if nomination.step == "consult":
            self._consult(nomination, part)
        if "then" in part:
            awards.change_nomination(self.session, nomination, typed(Nomination, part["then"]))
        return nomination

    def _consult(self, nomination: Nomination, part: Words) -> None:
        answer = typed(Consultation, part["consulted"])
        for row in awards.consultations_of(nomination):
            awards.consult(self.session, nomination, row.department, answer)

    def _step(self, nomination: Nomination, part: Words) -> None:
        if "values" in part:
            awards.change_nomination(self.session, nomination, typed(Nomination, part["values"]))
        said = {"agrees": True, "opinion": part["opinion"], "by": part["by"]} if "opinion" in part else {}
        on = typed(NominationStep, {"taken_on": part["on"]})["taken_on"]
        award_steps.take_step(self.session, nomination, on=on, **said)

    def talent(self, part: Words) -> Talent:
        """An entry of the talent file."""
        values = {**typed(Talent, part["values"]), "person": self.people[part["who"]], "body": _body(part["body"])}
        talent: Talent = keep_talent(self.session, values).value
        return talent

    def activity(self, campaign: Campaign, part: Words) -> Activity:
        """An activity with some of those who came."""
        values = {**typed(Activity, part["values"]), "organiser": _body(part["organiser"]), "campaign": campaign}
        activity: Activity = keep_activity(self.session, values).value
        activities.attend(self.session, activity, [self.people[key] for key in part.get("persons", ())])
        return activity

    def sheet(self, part: Words) -> TargetSheet:
        """A sheet of targets with what was changed on it and typed in."""
        sheet: TargetSheet = targets.make_sheet(self.session, typed(TargetSheet, part["values"]), part["keys"]).value
        lines = {target.indicator: target for target in targets.targets_of(sheet)}
        for key, words in part["changes"].items():
            targets.change_target(self.session, lines[key], typed(Target, words))
        for words in part["own"]:
            targets.add_target(self.session, sheet, typed(Target, words))
        for key, (*values, source) in part["typed"].items():
            for as_of, value in values:
                given = typed(TargetValue, {"as_of": as_of, "value": value, "source": source})
                targets.keep_value(self.session, lines[key], given)
        return sheet


def _body(name: str) -> Body:
    body: Body = Body.get(Body.name == name)
    return body
