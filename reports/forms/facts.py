"""From records to the plain mappings that forms print: keys such as `person.name`, `rec.applied_on`, `meeting.place`.

Owns how every value is written on paper: 2026.09.10 in grids, 2026年9月10日 under `….long`; the ID number whole.
Reads in blocks, so that a thousand forms cost a few queries; never writes, and knows no form.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from typing import Any

from peewee import JOIN

from models.core.codes import table
from models.core.dates import PartialDate
from models.core.fields import CodeField, DayField, LinkField, PartialDateField
from models.core.record import Record
from models.organisations.body import Body
from models.organisations.unit import Unit
from models.people.person import Membership, PartyStage, Person
from models.recommendation.procedure import procedure
from models.recommendation.records import DIRECT, Batch, Meeting, Recommendation
from models.recommendation.votes import outcome, presets, rates

Facts = dict[str, object]
BLOCK = 200
NO_POST = "无"
CONDITIONS = ("is_active", "is_loyal", "is_selfless", "is_diligent", "is_leading")
COUNTS = ("entitled", "present", "written", "issued", "returned", "valid")
_PERSON = (
    *("name", "sex", "nationality", "born", "id_number", "former_name", "native_place", "political_status"),
    *("education", "health", "phone", "employer", "department", "job_post", "title", "started_work_on"),
    *("resume", "honours"),
)
_BODY = ("name", "party_body", "head", "phone", "place", "members_entitled")
_BATCH = ("title", "opened_on")


@dataclass(frozen=True, slots=True)
class Dossier:
    """A recommendation with every record around it, read at once."""

    rec: Recommendation
    person: Person
    body: Body
    batch: Batch
    meeting: Meeting | None
    membership: Membership | None
    stages: dict[str, PartyStage]
    village: str

    @property
    def channel(self) -> str:
        """Through which organisation."""
        return str(self.batch.channel)

    @property
    def direct(self) -> bool:
        """Whether the superior body recommends directly, without an assembly."""
        return bool(self.rec.route == DIRECT)

    @property
    def issuer(self) -> str:
        """Name of the body that recommends: the person's own, or its superior on the direct route."""
        own = str(self.body.name)
        return (self.rec.superior_name or self.body.superior_name() or own) if self.direct else own


def read(ids: Sequence[int]) -> Iterator[Dossier]:
    """The dossiers of these recommendations, in this order, a block at a time; ids that are gone are left out."""
    waiting = iter(ids)
    while block := list(islice(waiting, BLOCK)):
        yield from _read_block(block)


def _read_block(ids: list[int]) -> Iterator[Dossier]:
    rows = (
        Recommendation.select(Recommendation, Person, Body, Batch, Meeting)
        .join(Person)
        .switch(Recommendation)
        .join(Body)
        .switch(Recommendation)
        .join(Batch)
        .switch(Recommendation)
        .join(Meeting, JOIN.LEFT_OUTER)
        .where(Recommendation.id.in_(ids))
    )
    recs = {rec.id: rec for rec in rows}
    people = {rec.person_id for rec in recs.values()}
    stages: dict[int, dict[str, PartyStage]] = {}
    for row in PartyStage.select().where(PartyStage.person.in_(people)):
        stages.setdefault(row.person_id, {})[row.stage] = row
    members: dict[int, list[Membership]] = {}
    for joined in Membership.select().where(Membership.person.in_(people)).order_by(Membership.id):
        members.setdefault(joined.person_id, []).append(joined)
    villages = _names({rec.person.village_id for rec in recs.values()} - {None})
    for number in ids:
        if (rec := recs.get(number)) is not None:
            who = rec.person
            own = _membership(members.get(who.id, []), rec.body_id, rec.batch.channel)
            meeting = rec.meeting if rec.meeting_id else None
            home = villages.get(who.village_id, "")
            yield Dossier(rec, who, rec.body, rec.batch, meeting, own, stages.get(who.id, {}), home)


def _names(units: set[Any]) -> dict[int, str]:
    rows: Any = Unit.select(Unit.id, Unit.name).where(Unit.id.in_(units)).tuples() if units else ()
    return {row[0]: row[1] for row in rows}


def _membership(rows: list[Membership], body_id: int, channel: str) -> Membership | None:
    """The one in the recommending body, or else the newest that still lasts of the same kind."""
    same = [row for row in rows if row.kind_of_body == channel and row.left_on is None]
    return max(same, key=lambda row: (row.body_id == body_id, row.id), default=None)


def recommendation_facts(found: Dossier) -> Facts:
    """Everything that the forms of one recommendation may print."""
    facts = columns("rec", found.rec) | person_facts(found.person, found.village)
    facts |= columns("body", found.body, _BODY) | columns("batch", found.batch, _BATCH)
    facts |= membership_facts(found.membership, found.channel)
    for stage, row in found.stages.items():
        facts |= columns(f"stage.{stage}", row, ("reached_on", "companions"))
    if found.meeting is not None:
        facts |= meeting_facts(found.meeting) | vote_facts(found.meeting, found.rec)
    facts["issuer"] = found.issuer
    return facts | _derived(found.rec)


def _derived(rec: Recommendation) -> Facts:
    target = table("recommendation.target").short(rec.target)
    facts: Facts = {
        "rec.target": target,
        "rec.topic": f"民主评议、推荐{target}人选",
        "rec.inspected_from": span(rec.inspected_from, rec.inspected_to, short_day, "—"),
        "rec.inspected_from.long": span_words(rec.inspected_from, rec.inspected_to),
        "rec.publicity_from.span": span_words(rec.publicity_from, rec.publicity_to),
        "rec.publicity_clear": publicity_result(rec),
    }
    if rec.answer:
        facts["rec.answer"] = table("recommendation.answer").short(rec.answer)
    for name in CONDITIONS:
        value = getattr(rec, name)
        facts[f"rec.{name}"] = "" if value is None else "符合" if value else "不符合"
    return facts


def publicity_result(rec: Recommendation) -> str:
    """One sentence on the publicity: when, where, and what came of it."""
    when = span_words(rec.publicity_from, rec.publicity_to)
    if not when:
        return ""
    where = f"在{rec.publicity_place}" if rec.publicity_place else ""
    came = rec.objections or ("公示期间未收到异议。" if rec.publicity_clear else "")
    return f"{when}{where}公示。{came}"


def person_facts(person: Person, village: str) -> Facts:
    """A person's facts."""
    facts = columns("person", person, _PERSON)
    if person.born is not None:
        facts |= {"person.born": person.born.to_month().short(), "person.born.long": person.born.to_month().show()}
    parts = (person.employer, person.department, person.job_post)
    facts["person.employer"] = "".join(part for part in parts if part)
    facts["person.address"] = person.address or village + (person.village_group or "")
    return facts


def membership_facts(row: Membership | None, channel: str) -> Facts:
    """The membership on which a recommendation stands; who holds no post prints 无."""
    if row is None:
        return {}
    facts = columns("membership", row, ("number", "joined_on"))
    posts = procedure(channel).routes[DIRECT].posts_table or f"post.{channel}"
    return facts | {"membership.post": table(posts).label(row.post) if row.post else NO_POST}


def meeting_facts(meeting: Meeting) -> Facts:
    """A meeting's own facts, with the numbers that follow from its counts."""
    facts = columns("meeting", meeting)
    absent = meeting.entitled - meeting.present
    return facts | {
        "meeting.absent": str(absent),
        "meeting.void": str(meeting.returned - meeting.valid),
        "meeting.preset": presets()[meeting.preset].sentence,
    }


def vote_facts(meeting: Meeting, rec: Recommendation) -> Facts:
    """One candidate's votes: the two rates with their denominators, and whether she passed."""
    if rec.yes is None:
        return {}
    counts = {name: getattr(meeting, name) or 0 for name in COUNTS}
    counts |= {name: getattr(rec, name) or 0 for name in ("yes", "no", "abstain")}
    cast, entitled = rates(counts)
    return {
        "vote.returned_rate": percent(cast),
        "vote.entitled_rate": percent(entitled),
        "vote.passed": "通过" if outcome(presets()[meeting.preset], counts).passed else "未通过",
    }


def percent(share: float) -> str:
    """A share with one decimal, rounded half up as clerks do; whole ones without it."""
    return f"{int(share * 1000 + 0.5) / 10:.1f}%".replace(".0%", "%")


def short_day(day: date) -> str:
    """2026.09.10, as grids write it."""
    return f"{day:%Y.%m.%d}"


def long_day(day: date) -> str:
    """2026年9月10日, as running text writes it."""
    return f"{day.year}年{day.month}月{day.day}日"


def span(first: date | None, last: date | None, write: Callable[[date], str], between: str) -> str:
    """Two days, or the one that is known."""
    days = [write(day) for day in (first, last) if day]
    return between.join(dict.fromkeys(days))


def span_words(first: date | None, last: date | None) -> str:
    """2026年9月28日至10月9日: what both days share is written once."""
    if first is None or last is None or first == last:
        return span(first, last, long_day, "至")
    end = long_day(last)
    if first.year == last.year:
        end = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    return f"{long_day(first)}至{end}"


def columns(prefix: str, record: Record, names: Iterable[str] = ()) -> Facts:
    """A record's columns as text under `prefix.name`, dates also under `prefix.name.long`; empty ones are left out."""
    facts: Facts = {}
    data = record.__data__
    for name, key, write, write_long in _writers(type(record), prefix, tuple(names)):
        value = data.get(name)
        if value is None or value == "":
            continue
        facts[key] = write(value)
        if write_long is not None:
            facts[f"{key}.long"] = write_long(value)
    return facts


_Writer = tuple[str, str, Callable[[Any], str], Callable[[Any], str] | None]


@cache
def _writers(cls: type[Record], prefix: str, names: tuple[str, ...]) -> list[_Writer]:
    kinds = [kind for kind in cls.kinds() if not isinstance(kind, LinkField) and (not names or kind.name in names)]
    return [(kind.name, f"{prefix}.{kind.name}", *_ways(kind)) for kind in kinds]


def _ways(kind: Any) -> tuple[Callable[[Any], str], Callable[[Any], str] | None]:
    if isinstance(kind, PartialDateField):
        return PartialDate.short, PartialDate.show
    if isinstance(kind, DayField):
        return short_day, long_day
    if isinstance(kind, CodeField):
        return kind.table.short, None
    return kind.show, None
