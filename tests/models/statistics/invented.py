"""A randomly built office: rows of every table that figures are counted from, made from what each column declares."""

import random
from datetime import date, timedelta
from typing import Any

from models.assistance.aid import Aid
from models.assistance.case import HelpCase
from models.assistance.children import LeftBehindChild
from models.assistance.household import Household
from models.assistance.pairs import Contact, Pair
from models.core.choices import CodesField
from models.core.codes import table
from models.core.database import DB
from models.core.fields import CodeField, CountField, DayField, FlagField, LinkField, MoneyField, PartialDateField
from models.core.record import Record, new_uid
from models.excellence.activities import Activity, Attendance
from models.excellence.awards import Nomination
from models.excellence.campaigns import Campaign, CampaignStep
from models.excellence.comments import SuperiorComment
from models.excellence.gradings import Grading
from models.excellence.promises import Promise, PromiseItem
from models.excellence.surveys import Survey, SurveyItem
from models.organisations.body import Body
from models.organisations.covered import CoveredUnit
from models.organisations.unit import Unit
from models.organisations.venue import Venue
from models.people.officers import Officer
from models.people.person import Membership, PartyStage, Person
from models.recommendation.records import Batch, Recommendation
from models.rights.records import RightsCase

FIRST = date(2024, 6, 1)
DAYS = 900

COUNTS: dict[type[Record], int] = {
    Unit: 12,
    Body: 25,
    Person: 160,
    Membership: 220,
    PartyStage: 200,
    Batch: 6,
    Recommendation: 150,
    Officer: 60,
    Venue: 20,
    CoveredUnit: 15,
    Household: 30,
    HelpCase: 200,
    Aid: 250,
    LeftBehindChild: 80,
    Pair: 60,
    Contact: 80,
    RightsCase: 150,
    Campaign: 3,
    CampaignStep: 20,
    Promise: 40,
    PromiseItem: 90,
    SuperiorComment: 30,
    Survey: 20,
    SurveyItem: 40,
    Grading: 60,
    Nomination: 120,
    Activity: 20,
    Attendance: 30,
}
PROGRAMMES = (
    "worker",
    "temporary",
    "comfort",
    "cancer",
    "spring_bud",
    "poor_woman",
    "single_mother",
    "left_behind_woman",
)
OFFICES = ("here", "there")


def invent(seed: int, share: float = 1.0) -> None:
    """Fill the open office; the same seed makes the same rows."""
    draw = random.Random(seed)
    with DB.writing():
        for cls, count in COUNTS.items():
            for number in range(max(1, round(count * share))):
                _write(cls, draw, number)


def _write(cls: type[Record], draw: random.Random, number: int) -> None:
    values: dict[str, Any] = {"uid": new_uid(), "revision": 1, "origin": draw.choice(OFFICES)}
    values |= dict.fromkeys(("created_at", "created_by", "changed_at", "changed_by"), "")
    for kind in cls.kinds():
        values[kind.column_name] = _value(kind, draw, number)
    values |= {name: "x" for name in ("pinyin", "initials", "sorting") if hasattr(cls, name)}
    values |= _fitting(cls, draw, number)
    DB.execute_sql(
        f'INSERT OR IGNORE INTO "{cls.kind()}" ({",".join(f"{chr(34)}{name}{chr(34)}" for name in values)}) '
        f"VALUES ({','.join('?' * len(values))})",
        tuple(values.values()),
    )


def _fitting(cls: type[Record], draw: random.Random, number: int) -> dict[str, Any]:
    """What the generic value cannot know."""
    if cls is Unit:
        return {"superior_id": None, "last_admission_year": draw.choice((None, 2018, 2021, 2024))}
    if cls is Body:
        return {"superior_id": None, "kind_of_body": draw.choice(("union", "league", "women", "party"))}
    if cls is Person:
        return {"born": _partial(draw, date(1950, 1, 1), 26_000) if draw.random() < 0.9 else None, "id_number": None}
    if cls in (HelpCase, Aid):
        return {"programme": draw.choice(PROGRAMMES)}
    if cls is Recommendation:
        return {"again_of_id": None, "meeting_id": None}
    if cls is RightsCase:
        village = draw.choice(("单位1", "单位2", "没有的村", None))
        return {
            "protected_because": None,
            "village": village,
            "people": draw.choice((None, 0, 1, 3, 5, 9)),
            "name": f"来访{number}",
        }
    return {}


def _value(kind: Any, draw: random.Random, number: int) -> Any:
    if not kind.required and draw.random() < 0.2:
        return None
    if isinstance(kind, LinkField):
        count = DB.execute_sql(f'SELECT count(*) FROM "{kind.rel_model.kind()}"').fetchone()[0]
        return draw.randint(1, count) if count else None
    if isinstance(kind, CodesField):
        codes = [entry.code for entry in kind.table.items()]
        return ",".join(draw.sample(codes, draw.randint(0, 2))) or None
    if isinstance(kind, CodeField):
        return draw.choice([entry.code for entry in table(kind.table_key).items()])
    if isinstance(kind, PartialDateField):
        return _partial(draw, FIRST, DAYS)
    if isinstance(kind, DayField):
        return (FIRST + timedelta(days=draw.randrange(DAYS))).isoformat()
    if isinstance(kind, FlagField):
        return draw.randint(0, 1)
    if isinstance(kind, MoneyField):
        return draw.randrange(0, 500_000)
    if isinstance(kind, CountField):
        return draw.randrange(0, 130)
    return f"单位{number}" if kind.name in ("name", "title") else f"x{draw.randrange(6)}"


def _partial(draw: random.Random, first: date, days: int) -> str:
    day = (first + timedelta(days=draw.randrange(days))).isoformat()
    return day[: draw.choice((4, 7, 10, 10, 10))]
