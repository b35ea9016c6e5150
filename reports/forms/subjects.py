"""What a form is printed for: from the uids somebody names to one piece of paper after another.

Owns the finding of records over their kinds, the grouping of candidates (one notice, one letter, one meeting for
many), and where each printed fact is filled in. Reads only; draws nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Final, Literal, NamedTuple

from models.core.database import DB
from models.core.errors import KnownError, NotFound, RuleRefused
from models.office.attachment import Store
from models.people.person import Person
from models.recommendation.procedure import procedure
from models.recommendation.records import ANSWERED, ASSEMBLY, DIRECT, RUNNING, Batch, Meeting, Recommendation
from reports.forms.facts import BLOCK, Dossier, Facts, read
from reports.paper.form import Missing
from reports.paper.printing import Declared

RECOMMENDATION, MEETING, BATCH, OFFICE = "recommendation", "meeting", "batch", "office"
PEOPLE_PAGE, RECOMMENDATION_PAGE, BODIES_PAGE = "people", "recommendation", "organisations"


class Whole(Enum):
    """Instead of uids: everything there is, or a form without any record."""

    ALL = "all"
    BLANK = "blank"


ALL: Final = Whole.ALL
BLANK: Final = Whole.BLANK
What = Sequence[str] | Literal[Whole.ALL, Whole.BLANK]


class Owner(NamedTuple):
    """Whose facts stand under a prefix: how a sentence names the record, and the page where it is filled in."""

    record: str
    page: str
    uid: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One form of one subject: the paper, what stands on it, its number and revision, and where its facts live.

    title: what files and print queues call it instead of the form's title, where that would already say too much.
    lacking: what is missing beside what the paper itself expects, such as the records that a sum could not count.
    """

    paper: Declared
    facts: Facts
    record: str
    revision: int
    subject: str
    owners: Mapping[str, Owner] = field(default_factory=dict)
    title: str = ""
    lacking: Sequence[Missing] = ()


@dataclass(frozen=True, slots=True)
class Occasion:
    """One printing: the moment that tables state, where photographs lie if they are to be printed, and what is open.

    closed: the closed compartment, where its reader has entered it; papers of protected records come from there alone.
    """

    moment: datetime
    photos: Store | None = None
    closed: Any = None


class Gathering(NamedTuple):
    """An assembly that was held, or that a body will hold, with all its candidates."""

    meeting: Meeting | None
    candidates: list[Dossier]


def routes_of(ids: Sequence[int]) -> dict[int, str]:
    """The way of each of these recommendations."""
    found: dict[int, str] = {}
    for at in range(0, len(ids), BLOCK):
        part = Recommendation.id.in_(ids[at : at + BLOCK])
        rows: Any = Recommendation.select(Recommendation.id, Recommendation.route).where(part).tuples()
        found |= {row[0]: row[1] for row in rows}
    return found


def owners_of(found: Dossier, prefix: str = "") -> dict[str, Owner]:
    """Where the facts of one recommendation are filled in; `prefix` as in `rows.0.`."""
    person, rec = found.person, found.rec
    who, case = f"“{person.name}”", f"“{person.name}”的推荐"
    by_person = Owner(who, PEOPLE_PAGE, person.uid)
    by_case = Owner(case, RECOMMENDATION_PAGE, rec.uid)
    owned = {"person": by_person, "membership": by_person, "rec": by_case, "vote": by_case, "meeting": by_case}
    owned |= {f"stage.{stage}": by_person for stage in ("applicant", "activist", "target")}
    owned["body"] = Owner(found.body.called(), BODIES_PAGE, found.body.uid)
    return {prefix + key: owner for key, owner in owned.items()}


def recommendation_ids(channel: str, what: Sequence[str] | Literal[Whole.ALL], route: str = "") -> list[int]:
    """The recommendations that are meant: their own uids, or those of their persons, meetings or batches.

    Raises NotFound for an unknown uid, RuleRefused for a recommendation of another channel or route.
    """
    if what is ALL:
        return _every(channel, route)
    found: dict[int, None] = {}
    for uid in what:
        found |= dict.fromkeys(_ids_of(uid, channel, route))
    return list(found)


def _every(channel: str, route: str) -> list[int]:
    rows = DB.execute_sql(
        "SELECT r.id FROM recommendation r JOIN batch b ON b.id = r.batch_id JOIN person p ON p.id = r.person_id "
        "WHERE b.channel = ? AND r.status IN (?, ?) AND (? = '' OR r.route = ?) "
        "ORDER BY b.id, r.body_id, p.sorting, r.id",
        (channel, RUNNING, ANSWERED, route, route),
    )
    return [int(row[0]) for row in rows]


def _ids_of(uid: str, channel: str, route: str) -> list[int]:
    own = _rows("r.uid = ?", uid)
    if own:
        _refuse_other(own[0], channel, route)
        return [own[0].id]
    person = Person.get_or_none(Person.uid == uid)
    if person is not None:
        return [_newest_of(person, channel, route)]
    for cls, column in ((Meeting, "m.uid = ?"), (Batch, "b.uid = ?")):
        if cls.select().where(cls.uid == uid).exists():
            return _together(_rows(f"{column} AND r.status IN ('running', 'answered')", uid), channel, route)
    raise NotFound(f"没有找到编号为 {uid} 的推荐、推荐会、批次或人员，可能已被删除。")


def channel_of(uid: str) -> str:
    """The channel of a recommendation, meeting or batch, or of a person's newest recommendation. Raises NotFound."""
    batch = Batch.get_or_none(Batch.uid == uid)
    if batch is not None:
        return str(batch.channel)
    for clause in ("r.uid = ?", "m.uid = ?", "p.uid = ?"):
        if rows := _rows(clause, uid):
            return max(rows).channel
    raise NotFound(f"没有找到编号为 {uid} 的推荐、推荐会、批次或有推荐的人员，可能已被删除。")


class _Row(NamedTuple):
    id: int
    route: str
    channel: str
    name: str


def _rows(clause: str, uid: str) -> list[_Row]:
    rows = DB.execute_sql(
        "SELECT r.id, r.route, b.channel, p.name FROM recommendation r JOIN batch b ON b.id = r.batch_id "
        "JOIN person p ON p.id = r.person_id LEFT JOIN meeting m ON m.id = r.meeting_id "
        f"WHERE {clause} ORDER BY r.body_id, p.sorting, r.id",
        (uid,),
    )
    return [_Row(*row) for row in rows]


def _newest_of(person: Person, channel: str, route: str) -> int:
    rows = _rows("p.uid = ?", person.uid)
    fitting = [row for row in rows if row.channel == channel and route in ("", row.route)]
    if not rows:
        raise NotFound(f"{person.called()}还没有推荐，请先在“推优”里提名。")
    if not fitting:
        _refuse_other(rows[-1], channel, route)
    return max(row.id for row in fitting)


def _together(rows: list[_Row], channel: str, route: str) -> list[int]:
    for row in rows:
        _refuse_other(row, channel, "")
    return [row.id for row in rows if route in ("", row.route)]


def _refuse_other(row: _Row, channel: str, route: str) -> None:
    if row.channel != channel:
        asked, own = procedure(channel).names["channel"], procedure(row.channel).names["channel"]
        raise RuleRefused(f"“{row.name}”是通过{own}推荐的，不能用{asked}的表格，请选{own}的。")
    if route == ASSEMBLY and row.route == DIRECT:
        raise RuleRefused(f"“{row.name}”由上级直接推荐，没有开推荐会，不打印会议和投票的材料。")
    if route == DIRECT and row.route != DIRECT:
        raise RuleRefused(f"“{row.name}”走的是大会推荐，不用直接推荐的表格。")


def gatherings(ids: Sequence[int]) -> Iterator[Gathering]:
    """The assemblies in which these candidates stand, each once and with all its candidates.

    Candidates whose assembly was not entered yet stand together by batch and body.
    """
    seen: set[tuple[int, ...]] = set()
    for found in read(ids):
        rec = found.rec
        key = (rec.meeting_id,) if rec.meeting_id else (rec.batch_id, rec.body_id)
        if key not in seen:
            seen.add(key)
            yield Gathering(found.meeting, list(read(_companions(rec))))


def _companions(rec: Recommendation) -> list[int]:
    together = Recommendation.meeting == rec.meeting_id
    if not rec.meeting_id:
        together = (
            Recommendation.meeting.is_null()
            & (Recommendation.batch == rec.batch_id)
            & (Recommendation.body == rec.body_id)
            & (Recommendation.route == ASSEMBLY)
            & (Recommendation.status == RUNNING)
        ) | (Recommendation.id == rec.id)
    return _ids(together)


def _ids(clause: object) -> list[int]:
    found = Recommendation.select(Recommendation.id).join(Person).where(clause)
    rows: Any = found.order_by(Person.sorting, Recommendation.id).tuples()
    return [row[0] for row in rows]


def groups(ids: Sequence[int], same: Callable[[Dossier], object], largest: int) -> Iterator[list[Dossier]]:
    """Candidates of one batch and issuing body who share what `same` says, with their companions, in parts."""
    seen: set[object] = set()
    wanted = set(ids)
    for found in read(ids):
        key = _group_key(found, same)
        if key in seen:
            continue
        seen.add(key)
        batch = (Recommendation.batch == found.rec.batch_id) & (Recommendation.status.in_((RUNNING, ANSWERED)))
        others = read(_ids(batch | (Recommendation.id == found.rec.id)))
        members = [other for other in others if _group_key(other, same) == key]
        for at in range(0, len(members), largest):
            part = members[at : at + largest]
            if wanted.intersection(member.rec.id for member in part):
                yield part


def _group_key(found: Dossier, same: Callable[[Dossier], object]) -> object:
    return found.rec.batch_id, found.issuer, found.rec.route, same(found)


def batch_ids(channel: str, what: Sequence[str] | Literal[Whole.ALL]) -> list[int]:
    """The batches that are meant, by their own uids or those of what is in them."""
    if what is ALL:
        return [batch.id for batch in Batch.select().where(Batch.channel == channel).order_by(Batch.id)]
    found: dict[int, None] = {}
    for uid in what:
        batch = Batch.get_or_none(Batch.uid == uid)
        if batch is None:
            ids = recommendation_ids(channel, [uid])
            batch = Recommendation.get_by_id(ids[0]).batch if ids else None
        if batch is None:
            raise KnownError("这次推荐会还没有推荐对象，没有可汇总的内容。")
        if batch.channel != channel:
            other, asked = procedure(batch.channel).names["channel"], procedure(channel).names["channel"]
            raise RuleRefused(f"批次{batch.called()}是{other}的，不能用{asked}的表格，请选{other}的。")
        found[batch.id] = None
    return list(found)
