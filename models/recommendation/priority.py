"""Who is to be recommended first 优先推优: units by their figures, and the reserve and non-member officers of villages.

One list for the page and the workbook: what each row is for, what was found, and how far recommending has come there.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from models.core.codes import table
from models.core.database import DB
from models.organisations import priority
from models.organisations.facts import STANDING
from models.organisations.unit import PLACES, Unit
from models.people.officers import PARTY_STATUSES, Officer
from models.people.person import STAGES, Person

RESERVE, OFFICERS = "reserve", "village_officers"
_MATTERS = {OFFICERS: "村（社区）干部不是党员", RESERVE: "村级后备干部不是党员"}


class PriorityRow(NamedTuple):
    """One unit or person on one list. `kind` and `uid` open it; `known` is false where a figure is lacking.

    told: kind of unit, or where a person serves. progress: how far recommending has come, in words.
    """

    matter: str
    kind: str
    uid: str
    name: str
    told: str
    found: str
    sentence: str
    progress: str
    known: bool


def matters(day: date) -> dict[str, str]:
    """The lists in their order, each with its name."""
    return {**priority.matters(day), **_MATTERS}


def priority_rows(day: date) -> list[PriorityRow]:
    """Every row of every list, list by list."""
    units, persons = priority.priority_units(day), list(_persons(day))
    counts = _recommended()
    rows = [
        PriorityRow(
            one.rule,
            Unit.kind(),
            one.uid,
            one.name,
            one.told,
            one.found,
            one.sentence,
            _count(counts, one.id),
            one.known,
        )
        for one in units
    ]
    return rows + persons


def counts(rows: list[PriorityRow]) -> dict[str, int]:
    """How many stand on each list for certain."""
    found: dict[str, int] = {}
    for row in rows:
        found[row.matter] = found.get(row.matter, 0) + row.known
    return found


def _count(counted: dict[int, int], unit_id: int) -> str:
    number = counted.get(unit_id, 0)
    return f"已推荐{number}人" if number else "还没有推荐"


def _recommended() -> dict[int, int]:
    """By unit: how many persons were recommended of its bodies, or live in it."""
    rows = DB.execute_sql(
        "SELECT unit_id, count(DISTINCT person_id) FROM ("
        "SELECT b.unit_id AS unit_id, r.person_id AS person_id FROM recommendation r JOIN body b ON b.id = r.body_id "
        "UNION SELECT p.village_id, r.person_id FROM recommendation r JOIN person p ON p.id = r.person_id) AS everyone "
        "WHERE unit_id IS NOT NULL GROUP BY unit_id"
    )
    return dict(rows.fetchall())


_PLACES = ",".join(f"'{kind}'" for kind in PLACES)
_STATUSES = ",".join(f"'{status}'" for status in PARTY_STATUSES)
_OFFICERS = (
    "SELECT o.uid, p.id, p.uid, coalesce(p.name, o.name), b.name, o.post, o.duty, p.political_status, "
    f"CASE WHEN p.political_status IS NULL THEN o.party_member ELSE p.political_status IN ({_STATUSES}) END "
    "FROM officer o JOIN body b ON b.id = o.body_id JOIN unit u ON u.id = b.unit_id "
    "LEFT JOIN person p ON p.id = o.person_id "
    f"WHERE {STANDING.format('o')} AND {STANDING.format('b')} AND u.kind_of_unit IN ({_PLACES}) "
    "AND (o.duty IN ('head', 'deputy', 'village_officer') OR o.village_board IN ('committee', 'branch', 'both')) "
    "ORDER BY u.pinyin, b.name, o.id"
)
# The talent file lies beside this concept, not left of it: its table is asked, its records are not known here.
_RESERVE = (
    "SELECT p.id, p.uid, p.name, u.name, p.political_status FROM talent t JOIN person p ON p.id = t.person_id "
    "LEFT JOIN unit u ON u.id = p.village_id "
    "WHERE t.kind_of_talent = 'reserve' AND (t.left_on IS NULL OR t.left_on > ?) "
    f"AND coalesce(p.political_status, '') NOT IN ({_STATUSES}) ORDER BY p.sorting, p.id"
)


def _persons(day: date) -> Iterator[PriorityRow]:
    """Officers and reserves who are no Party members, each person once on a list."""
    stages, running = _stages(), _known_persons()
    seen: set[int] = set()
    for uid, person_id, person_uid, name, body, post, duty, status, member in DB.execute_sql(
        _OFFICERS, (day.isoformat(),) * 2
    ):
        if member or person_id in seen:
            continue
        if person_id is not None:
            seen.add(person_id)
        kind, key = (Person.kind(), person_uid) if person_id else (Officer.kind(), uid)
        told = f"{body}　{post or Officer.duty.show(duty)}"
        progress = _progress(person_id, stages, running)
        yield _person_row(OFFICERS, (kind, key, name), told, _status(status, member), progress, member is not None)
    for person_id, uid, name, village, status in DB.execute_sql(_RESERVE, (day.isoformat(),)):
        progress = _progress(person_id, stages, running)
        yield _person_row(
            RESERVE, (Person.kind(), uid, name), village or "", _status(status, None), progress, bool(status)
        )


def _person_row(
    matter: str, who: tuple[str, str, str], told: str, status: str, progress: str, known: bool
) -> PriorityRow:
    kind, uid, name = who
    what = "后备干部" if matter == RESERVE else "村（社区）干部"
    sentence = f"{name}是{what}，还不是党员。" if known else "缺政治面貌，还不能核对。"
    return PriorityRow(matter, kind, uid, name, told, status, sentence, progress, known)


def _status(code: str | None, member: Any) -> str:
    if code:
        return Person.political_status.show(code)
    return "" if member is None else "不是党员"


def _progress(person_id: int | None, stages: dict[int, str], recommended: set[int]) -> str:
    if person_id is None:
        return "还没有登记人员"
    if person_id in stages:
        return table("party.stage").label(stages[person_id])
    return "已推荐" if person_id in recommended else "还没有推荐"


def _stages() -> dict[int, str]:
    """The furthest stage of each person on the way into the Party."""
    furthest: dict[int, str] = {}
    for person_id, stage in DB.execute_sql("SELECT person_id, stage FROM party_stage"):
        known = furthest.get(person_id)
        if known is None or STAGES.index(stage) > STAGES.index(known):
            furthest[person_id] = stage
    return furthest


def _known_persons() -> set[int]:
    return {row[0] for row in DB.execute_sql("SELECT DISTINCT person_id FROM recommendation")}
