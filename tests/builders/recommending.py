"""Batches, candidates and meetings for tests, and the steps of a recommendation with sound values."""

from datetime import date
from typing import Any

from models.core.verbs import Session
from models.organisations.body import Body
from models.recommendation.records import Batch, Meeting, Recommendation
from models.recommendation.verbs import fill_in, hold_meeting, nominate, open_batch, take_step
from tests.builders.people import body, membership, person, stage


def batch(session: Session, channel: str = "league", target: str = "activist", **values: Any) -> Batch:
    """A batch of one channel."""
    given = {"title": "2026年下半年推优", "channel": channel, "target": target, "opened_on": date(2026, 9, 1)}
    return open_batch(session, {**given, **values}).value


def candidate(
    session: Session,
    channel: str = "league",
    *,
    name: str = "单立梅",
    order: int = 124,
    route: str = "assembly",
    target: str = "activist",
    post: str | None = None,
) -> Recommendation:
    """A nominated member of a body, everything of the first step filled in."""
    where = Body.get_or_none(Body.kind_of_body == channel) or body(session, channel)
    young = channel == "league"
    who = person(
        session,
        name,
        born=date(2000, 5, 1) if young else date(1990, 3, 7),
        order=order,
        political_status="03" if young else "13",
    )
    membership(session, who, where, post=post)
    if target == "target":
        stage(session, who, "activist", "2025-08-01", "李国强、张桂兰")
    into = Batch.get_or_none((Batch.channel == channel) & (Batch.target == target)) or batch(session, channel, target)
    rec = nominate(session, into, who, where, route).value
    application = {"applied_on": date(2026, 2, 10), "application_written": True, "talked_on": date(2026, 2, 25)}
    return fill_in(session, rec, application).value


def meeting_values(**values: Any) -> dict[str, Any]:
    """A meeting that passes by every preset."""
    given = {
        "name": "团员大会",
        "held_on": date(2026, 9, 10),
        "place": "村委会会议室",
        "host": "李国强",
        "recorder": "赵小云",
        "scrutineer": "杨文",
        "teller": "赵小云",
        "caller": "刘芳",
        "preset": "A",
        "entitled": 30,
        "present": 28,
        "issued": 28,
        "returned": 28,
        "valid": 28,
        "speeches": "李国强：介绍申请人的基本情况。\n杨文：同意推荐，工作踏实。",
        "resolution": "会议同意推荐。",
    }
    return {**given, **values}


def meet(session: Session, rec: Recommendation, yes: int = 26, **values: Any) -> Meeting:
    """The meeting of one candidate's body."""
    counts = meeting_values(**values)
    votes = {rec: (yes, counts["valid"] - yes, 0)}
    return hold_meeting(session, rec.batch, rec.body, counts, votes, rec.meeting).value


STEPS: dict[str, dict[str, Any]] = {
    "application": {},
    "meeting": {},
    "hearing": {
        "heard_on": date(2026, 9, 10),
        "heard_bodies": "大坪村党支部、大坪村妇女小组",
        "heard_people": 6,
        "hearing": "群众反映好，一致同意推荐。",
    },
    "inspection": {
        "inspected_from": date(2026, 9, 11),
        "inspected_to": date(2026, 9, 15),
        "inspectors": "杨文、刘芳",
        "people_heard": 8,
        "is_active": True,
        "is_loyal": True,
        "is_selfless": True,
        "is_diligent": True,
        "is_leading": True,
        "deeds": "该同志自参加工作以来，吃苦耐劳，带头参加人居环境整治和防汛值守，群众评价好。",
        "strengths": "政治立场坚定，工作主动。",
        "shortcomings": "理论学习不够系统。",
        "proposal": "建议列为推荐对象。",
    },
    "decision": {
        "decided_on": date(2026, 9, 16),
        "decided_by": "李国强",
        "reasons": "政治上积极要求进步，工作实绩突出，群众基础好。",
        "decision": "经研究，同意推荐。",
    },
    "publicity": {
        "publicity_from": date(2026, 9, 17),
        "publicity_to": date(2026, 9, 23),
        "publicity_place": "村务公开栏",
        "publicity_phone": "0999-1234567",
        "publicity_clear": True,
    },
    "superior": {
        "superior_on": date(2026, 9, 25),
        "superior_by": "周敏",
        "superior_agrees": True,
        "superior_opinion": "同意推荐。",
    },
    "forward": {"forwarded_on": date(2026, 9, 27), "forwarded_to": "中共大坪村支部委员会"},
    "answer": {
        "answered_on": date(2026, 10, 20),
        "answer": "activist",
        "answer_by": "陈志明",
        "answer_text": "经支委会研究，列为入党积极分子。",
    },
}


def advance(session: Session, rec: Recommendation, until: str, **overrides: Any) -> Recommendation:
    """Take steps with sound values until the recommendation stands at `until`."""
    while rec.step != until:
        if rec.step == "meeting":
            meet(session, rec)
            rec = Recommendation.get_by_id(rec.id)
        values = {name: value for name, value in {**STEPS[rec.step], **overrides}.items() if name in STEPS[rec.step]}
        if values:
            fill_in(session, rec, values)
        take_step(session, rec)
        rec = Recommendation.get_by_id(rec.id)
    return rec
