"""A batch of the League with candidates at every step, as the pictures and tests of the page want it."""

from datetime import date
from pathlib import Path
from typing import Any

from models.core.verbs import Session
from models.office.office import OpenOffice
from models.organisations.body import Body
from models.recommendation.records import Batch, Recommendation
from models.recommendation.verbs import fill_in, hold_meeting, nominate, withdraw
from tests import builders

NAMES = [
    "单立梅",
    "仇志强",
    "解小云",
    "曾国栋",
    "翟秀兰",
    "区永康",
    "查文静",
    "朴正浩",
    "覃丽娟",
    "缪春生",
    "丁世云",
    "阿依古丽·买买提",
    "白玉兰",
    "陈思远",
    "邓晓燕",
    "范志明",
    "高云飞",
    "韩雪梅",
    "蒋大海",
    "孔令仪",
    "罗小凤",
    "马建国",
    "倪佳慧",
    "欧阳晨",
    "彭丽华",
]
STOPS = (
    ["application"] * 4
    + ["meeting"] * 5
    + ["inspection"] * 4
    + ["decision"] * 2
    + ["publicity"] * 3
    + ["superior"] * 2
    + ["forward"] * 2
    + ["answer"] * 1
    + ["later"] * 1
)
VILLAGES = ("大坪村", "石桥村", "云岭村")
APPLIED = {"applied_on": date(2026, 2, 10), "application_written": True, "talked_on": date(2026, 2, 25)}


def open_office(directory: Path) -> OpenOffice:
    """An office without a batch."""
    return builders.office(directory / "office")


def league_bodies(session: Session) -> list[Body]:
    """A League branch in each of three villages."""
    units = [builders.unit(session, name) for name in VILLAGES]
    return [builders.body(session, "league", unit, members_entitled=48) for unit in units]


def candidate(session: Session, batch: Batch, body: Body, name: str, order: int, **values: Any) -> Recommendation:
    """A member of a body, nominated, with what the first step asks for."""
    born = date(1999 + order % 6, 1 + order % 12, 1 + order % 27)
    who = builders.person(session, name, born=born, order=100 + order, **values)
    builders.membership(session, who, body)
    rec = nominate(session, batch, who, body).value
    return fill_in(session, rec, APPLIED).value


def full_batch(session: Session) -> Batch:
    """25 candidates of three bodies: some at every step, one withdrawn."""
    places = league_bodies(session)
    batch = builders.batch(session)
    order = 0
    for name, stop in zip(NAMES, STOPS, strict=False):
        rec = candidate(session, batch, places[order % 3], name, order)
        builders.advance(session, rec, stop)
        order += 1
    last = candidate(session, batch, places[0], NAMES[-1], order)
    withdraw(session, last, "本人调往县城工作，由新单位推荐。")
    return batch


def one_body(session: Session, count: int = 6, until: str = "meeting") -> Batch:
    """Candidates of one body who all stand at the same step."""
    place = builders.body(session, "league", builders.unit(session))
    batch = builders.batch(session)
    found = [candidate(session, batch, place, NAMES[order], order) for order in range(count)]
    for rec in found:
        builders.advance(session, rec, until)
    return batch


def met(session: Session, batch: Batch) -> None:
    """One meeting for everybody in the batch."""
    found = list(Recommendation.select().where(Recommendation.batch == batch))
    votes = {rec: (26 - place, 2 + place, 0) for place, rec in enumerate(found)}
    hold_meeting(session, batch, found[0].body, builders.meeting_values(), votes)
