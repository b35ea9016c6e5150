"""Records of 创先争优 for tests, made through the verbs that the program uses."""

from datetime import date
from typing import Any

from models.core.verbs import Session
from models.excellence.activities import Activity, keep_activity
from models.excellence.award_steps import take_step
from models.excellence.awards import Nomination, change_nomination, consult, consultations_of, nominate
from models.excellence.campaigns import Campaign, open_campaign
from models.excellence.gradings import Grading, begin_grading, give_score, scores_of
from models.excellence.promises import Promise, make_promise
from models.excellence.surveys import Survey, hold_survey
from models.excellence.targets import TargetSheet, make_sheet
from models.organisations.body import Body
from models.people.person import Person

ITEMS = (
    {"content": "每月开展一次困难职工走访。", "term": date(2026, 12, 31), "responsible": "罗建华"},
    {"content": "年内建成职工书屋。", "term": date(2026, 11, 25), "responsible": "何欣悦"},
)
STORY = "普丽同志扎根生产一线，刻苦钻研技术，带头开展技术攻关，关心帮助工友。" * 8
LONG_STORY = STORY * 6


def campaign(session: Session, **values: Any) -> Campaign:
    """A campaign of mass organisations."""
    given = {"title": "2026年创先争优活动", "kind_of_campaign": "mass", "begins_on": date(2026, 3, 1)}
    given |= {"theme": "比学赶超，岗位建功", "ends_on": date(2026, 12, 31), **values}
    days = {"mobilise": (date(2026, 3, 1), date(2026, 3, 10)), "promise": (date(2026, 3, 11), date(2026, 11, 24))}
    return open_campaign(session, given, days).value


def promise(session: Session, body: Body | None = None, person: Person | None = None, **values: Any) -> Promise:
    """A promise with two items."""
    given = {"body": body, "person": person, "made_on": date(2026, 4, 1), "phone": "0999-3210001", **values}
    return make_promise(session, given, ITEMS).value


def survey(session: Session, body: Body | None = None, **values: Any) -> Survey:
    """Forty ballots on two items."""
    given = {"title": "2026年群众评议", "kind_of_survey": "masses", "scale": "satisfied3", "body": body}
    given |= {"held_on": date(2026, 10, 20), "invited": 45, "issued": 42, "returned": 41, "valid": 40, **values}
    items = [
        {"item": "服务群众", "grade_1": 30, "grade_2": 6, "grade_3": 4},
        {"item": "工作作风", "grade_1": 25, "grade_2": 10, "grade_3": 3, "blank": 2},
    ]
    return hold_survey(session, given, items).value


def grading(session: Session, body: Body | None = None, points: int = 18, **values: Any) -> Grading:
    """A grading with the same score in every line."""
    standard = "leads_member" if values.get("person") else "goods_mass"
    given = {"body": body, "standard": standard, "round": "2026年下半年", "rated_on": date(2026, 10, 25), **values}
    made: Grading = begin_grading(session, given).value
    for score in scores_of(made):
        give_score(session, score, {"own": 19, "given": points})
    return made


def nomination(session: Session, who: Person | None = None, **values: Any) -> Nomination:
    """A nomination with what its first step needs; a collective where nobody is named."""
    given: dict[str, Any] = {"award": "women_holder", "level": "county", "year": 2026, "person": who}
    given |= {"candidate": "worker", "nominated_on": date(2026, 10, 8), "deeds_short": STORY, "deeds_long": LONG_STORY}
    if who is None:
        given |= {"award": "women_post", "collective": "彩云刺绣合作社", "candidate": "company_group"}
        given |= {"members": 37, "women": 35, "head": "段彩云", "head_sex": "2"}
    return nominate(session, {**given, **values}).value


def advance(session: Session, made: Nomination, until: str = "") -> Nomination:
    """Take the steps up to this one, or to the end."""
    said = {"agrees": True, "opinion": "同意推荐。", "by": "李国强"}
    while made.status == "running" and made.step != until:
        if made.step == "unit":
            change_nomination(
                session, made, {"congress_on": date(2026, 10, 10), "congress_words": "应到48人，同意44人。"}
            )
        if made.step == "consult":
            answered = {"asked_on": date(2026, 10, 12), "answered_on": date(2026, 10, 14), "answer": "agrees"}
            for row in consultations_of(made):
                consult(session, made, row.department, answered)
        if made.step == "publicity":
            published = {"publicity_from": date(2026, 10, 15), "publicity_to": date(2026, 10, 21)}
            change_nomination(session, made, {**published, "publicity_clear": True, "publicity_place": "公示栏"})
        if made.step == "approval":
            decided = {"decided_on": date(2026, 11, 10), "decided_by": "芒果县妇女联合会"}
            change_nomination(
                session, made, {**decided, "awarded_on": date(2026, 11, 18), "award_number": "芒妇〔2026〕7号"}
            )
        take_step(session, made, **said)
        made = Nomination.get_by_id(made.id)
    return made


def activity(session: Session, **values: Any) -> Activity:
    """A course."""
    given = {"title": "刺绣技能培训班", "kind_of_activity": "course", "from_on": date(2026, 5, 11), "people": 60}
    given |= {"to_on": date(2026, 5, 15), "sessions": 2, "women": 58, "hours": 40, "cost": 1_200_000, **values}
    return keep_activity(session, given).value


def sheet(session: Session, *keys: str, **values: Any) -> TargetSheet:
    """A sheet of targets of this year, from these templates."""
    return make_sheet(session, {"year": 2026, "title": "2026年度目标", **values}, keys).value
