"""Offices, units, bodies and people for tests, made through the verbs that the program uses.

ID numbers lie in the unassigned area 999999, so that nobody owns them.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from models.core.clock import fixed
from models.core.dates import PartialDate
from models.core.identity import id_check_character
from models.core.verbs import Session
from models.office.office import Founding, OpenOffice, create_office
from models.organisations.body import Body
from models.organisations.unit import Unit
from models.organisations.verbs import register_body, register_unit
from models.people.person import Membership, PartyStage, Person
from models.people.verbs import join_body, reach_stage, register_person

NOW = datetime(2026, 11, 20, 9, 30)
PASSPHRASE = "山茶花开在三月里"
USER = "王秀英"

HEADS = {"union": "工会主席", "league": "团支部书记", "women": "妇联主席"}
BODY_NAMES = {"union": "{}工会委员会", "league": "共青团{}支部", "women": "{}妇女联合会"}


def founding(**values: str) -> Founding:
    """What first start asks."""
    return Founding(
        **{
            "name": "芒果镇党建办公室",
            "area_code": "999999101",
            "level": "township",
            "user": USER,
            "passphrase": PASSPHRASE,
            **values,
        }
    )


def office(directory: Path, now: datetime = NOW) -> OpenOffice:
    """A new open office on a clock that stands still."""
    return create_office(directory, founding(), fixed(now))[0]


def id_number(born: date, order: int) -> str:
    """A number with a right check; odd `order` for men, even for women."""
    head = f"999999{born:%Y%m%d}{order:03d}"
    return head + id_check_character(head)


def unit(session: Session, name: str = "大坪村", **values: Any) -> Unit:
    """A village, or another unit."""
    return register_unit(session, {"name": name, "kind_of_unit": "village", **values}).value


def body(session: Session, channel: str = "league", at: Unit | None = None, **values: Any) -> Body:
    """A mass organisation of a unit."""
    place = at or Unit.get_or_none() or unit(session)
    given = {
        "name": BODY_NAMES[channel].format(place.name),
        "kind_of_body": channel,
        "unit": place,
        "superior_elsewhere": {"union": "芒果镇总工会", "league": "共青团芒果镇委员会", "women": "芒果镇妇女联合会"}[
            channel
        ],
        "party_body": f"中共{place.name}支部委员会",
        "head": "李国强",
        "head_post": HEADS[channel],
        "members_entitled": 30,
    }
    return register_body(session, {**given, **values}).value


def person(
    session: Session, name: str = "单立梅", born: date = date(2000, 5, 1), order: int = 124, **values: Any
) -> Person:
    """A person with what the forms ask for."""
    given = {
        "name": name,
        "sex": "1" if order % 2 else "2",
        "nationality": "01",
        "born": PartialDate.of(born),
        "id_number": id_number(born, order),
        "native_place": "云南芒果",
        "education": "31",
        "political_status": "03",
        "health": "1",
        "phone": "13800001234",
        "employer": "大坪村村民委员会",
        "job_post": "村务协理员",
        "address": "大坪村三组",
        "started_work_on": PartialDate(2019, 7),
        "resume": "2016.09—2019.06　芒果县职业高级中学学习\n2019.07—　　　　大坪村村民委员会工作",
        "honours": "2024年被评为芒果镇优秀共青团员。",
    }
    return register_person(session, {**given, **values}).value


def membership(session: Session, who: Person, where: Body, joined: str = "2016-05", **values: Any) -> Membership:
    """A membership in a body."""
    given = {"body": where, "joined_on": PartialDate.from_iso(joined)}
    return join_body(session, who, where.kind_of_body, {**given, **values}).value


def stage(session: Session, who: Person, name: str, on: str, companions: str | None = None) -> PartyStage:
    """A stage on the way into the Party."""
    return reach_stage(session, who, name, PartialDate.from_iso(on), companions).value
