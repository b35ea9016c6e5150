"""How the records of 创先争优 are written on paper: whom they are about, nominations with opinions and departments.

Owns the keys `nom.`, `person.`, `opinion.<step>.`, `whom.`, `office.` and `issuer`, and what uids mean. Knows no form.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

from models.core.errors import NotFound
from models.core.record import Record
from models.excellence.award_steps import opinions_of
from models.excellence.awards import Nomination, NominationStep, award_of, consultations_of, named
from models.excellence.rates import percent
from models.excellence.texts import AwardKind
from models.excellence.whom import whom
from models.office.office import this_office
from models.organisations.body import LEAGUE, UNION, WOMEN
from models.people.person import Person
from reports.forms.facts import Facts, columns, long_day, person_facts, span_words
from reports.forms.single import kept_photos, photo_of
from reports.forms.subjects import PEOPLE_PAGE, Occasion, Owner, Piece, Whole
from reports.paper.printing import Declared

EXCELLENCE_PAGE = "excellence"
CAMPAIGN, PROMISE, COMMENT, SURVEY = "campaign", "promise", "superior_comment", "survey"
GRADING, NOMINATION, ACTIVITY, TALENT = "grading", "nomination", "activity", "talent"
TARGET_SHEET = "target_sheet"
_ANSWER = ("asked_on", "answered_on", "answer", "by", "opinion")
PaperOf = Callable[[Facts], Declared]
All = Literal[Whole.ALL]
CHANNEL_WORDS = {UNION: "工会", LEAGUE: "团委", WOMEN: "妇联", "": "党委"}


def office_facts() -> Facts:
    """The body that prints."""
    office = this_office()
    return {"office.name": office.name, "office.phone": office.phone or ""}


def whom_facts(record: Record) -> Facts:
    """The body or the person whom a record is about; a body's post is that of its head."""
    body, person = getattr(record, "body", None), getattr(record, "person", None)
    facts: Facts = {"whom.name": whom(record), "whom.kind": "个人" if person is not None else "单位（组织）"}
    if person is not None:
        place = person.village.name if person.village_id else ""
        return facts | {
            "whom.unit": person.employer or place,
            "whom.post": person.job_post or "",
            "whom.phone": person.phone or "",
        }
    if body is not None:
        unit = body.unit.name if body.unit_id else ""
        facts |= {"whom.unit": unit, "whom.head": body.head or "", "whom.post": body.head_post or ""}
        facts["whom.phone"] = body.phone or ""
    return facts


def whom_owner(record: Record) -> Owner:
    """Where the facts about the body or the person are filled in."""
    person, body = getattr(record, "person", None), getattr(record, "body", None)
    if person is not None:
        return Owner(person.called(), PEOPLE_PAGE, person.uid)
    if body is not None:
        return Owner(body.called(), "organisations", body.uid)
    return Owner(record.called(), EXCELLENCE_PAGE, record.uid)


def nomination_facts(nomination: Nomination) -> Facts:
    """Everything that the papers of one nomination may print."""
    kind = award_of(nomination)
    facts = columns("nom", nomination) | office_facts()
    facts |= {
        "award": kind.key,
        "award.title": nomination.title(),
        "award.year": f"{nomination.year}年",
        "award.candidate": Nomination.candidate.show(nomination.candidate),
        "nom.name": named(nomination),
        "nom.level": Nomination.level.show(nomination.level),
        "nom.publicity": publicity_words(nomination),
        "nom.consulted": consulted_words(nomination, kind),
        "nom.congress": congress_words(nomination),
        "nom.unit": unit_of(nomination),
        "issuer": issuer_of(nomination),
    }
    if nomination.members:
        facts["nom.women_share"] = percent(nomination.women or 0, nomination.members)
    if nomination.person_id:
        facts |= _person(nomination)
    return facts | _opinions(nomination)


def _person(nomination: Nomination) -> Facts:
    person = nomination.person
    facts = person_facts(person, person.village.name if person.village_id else "")
    return facts | {"nom.honours": nomination.honours or person.honours or ""}


def _opinions(nomination: Nomination) -> Facts:
    facts: Facts = {}
    for key, step in opinions_of(nomination).items():
        said = step.opinion or ("" if step.agrees is None else "同意。" if step.agrees else "不同意。")
        facts |= columns(f"opinion.{key}", step, ("taken_on", "by")) | {f"opinion.{key}.opinion": said}
    return facts


def issuer_of(nomination: Nomination) -> str:
    """Who recommends: the body that was named, failing that this office."""
    return str(nomination.recommended_by.name) if nomination.recommended_by_id else str(this_office().name)


def unit_of(nomination: Nomination) -> str:
    """The unit to which a collective belongs."""
    if nomination.body_id and nomination.body.unit_id:
        return str(nomination.body.unit.name)
    return ""


def publicity_words(nomination: Nomination) -> str:
    """When and where it was made public, and what came of it."""
    when = span_words(nomination.publicity_from, nomination.publicity_to)
    if not when:
        return ""
    where = f"在{nomination.publicity_place}" if nomination.publicity_place else ""
    came = nomination.objections or ("公示期间未收到异议。" if nomination.publicity_clear else "")
    return f"{when}{where}公示。{came}"


def congress_words(nomination: Nomination) -> str:
    """When the assembly recommended, and with how many votes."""
    if nomination.congress_on is None:
        return nomination.congress_words or ""
    return f"{long_day(nomination.congress_on)}民主推荐。{nomination.congress_words or ''}"


def consulted_words(nomination: Nomination, kind: AwardKind) -> str:
    """Which departments were asked and what they said, in a line each kind."""
    if not kind.consult:
        return ""
    rows = [row for row in consultations_of(nomination) if row.answer]
    short = type(rows[0]).department.table.short if rows else str
    said = {code: [short(row.department) for row in rows if row.answer == code] for code in ("agrees", "objects")}
    words = {"agrees": "均无不良情况", "objects": "有不同意见"}
    parts = [f"{'、'.join(names)}{words[code]}" for code, names in said.items() if names]
    return "；".join(parts) + "。" if parts else ""


def department_rows(nomination: Nomination) -> list[Facts]:
    """The departments that are asked, with what is known of their answers."""
    return [
        {key.removeprefix("row."): text for key, text in columns("row", row, _ANSWER).items()}
        | {"department": type(row).department.show(row.department)}
        for row in consultations_of(nomination)
    ]


def nomination_owners(nomination: Nomination) -> dict[str, Owner]:
    """Where the facts of a nomination are filled in."""
    own = Owner(nomination.called(), EXCELLENCE_PAGE, nomination.uid)
    owned = {"nom": own, "award": own, "departments": own}
    owned |= {f"opinion.{step.key}": own for step in award_of(nomination).steps}
    if nomination.person_id:
        owned["person"] = Owner(nomination.person.called(), PEOPLE_PAGE, nomination.person.uid)
    return owned


def nomination_pieces(paper_of: PaperOf, ids: Sequence[int], occasion: Occasion) -> Iterator[Piece]:
    """One paper for each nomination."""
    kept = kept_photos(occasion.photos)
    for number in ids:
        nomination: Nomination = Nomination.get_by_id(number)
        facts = nomination_facts(nomination) | {"departments": department_rows(nomination)}
        if occasion.photos and nomination.person_id and (uid := kept.get(nomination.person.uid)):
            facts["photo"] = photo_of(occasion.photos, uid, str(nomination.person.name))
        yield Piece(
            paper_of(facts),
            facts,
            nomination.uid,
            nomination.revision + _steps(nomination),
            named(nomination),
            nomination_owners(nomination),
        )


def _steps(nomination: Nomination) -> int:
    return int(NominationStep.select().where(NominationStep.nomination == nomination).count())


def ids_of(cls: type[Record], what: Sequence[str] | All, order: Any = None) -> list[int]:
    """The records that are meant: their own uids, or the newest about a person or a body. Raises NotFound."""
    if not isinstance(what, Sequence):
        rows: Any = cls.select(cls.id).order_by(*([order] if order is not None else []), cls.id).tuples()
        return [row[0] for row in rows]
    return list(dict.fromkeys(_meant(cls, uid) for uid in what))


def _meant(cls: type[Record], uid: str) -> int:
    own = cls.get_or_none(cls.uid == uid)
    if own is not None:
        return int(own.id)
    person = Person.get_or_none(Person.uid == uid)
    if person is None or "person" not in cls._meta.fields:
        raise NotFound(f"没有找到编号为 {uid} 的{cls.noun}或人员，可能已被删除。")
    newest = cls.select().where(cls._meta.fields["person"] == person).order_by(cls.id.desc()).first()
    if newest is None:
        raise NotFound(f"{person.called()}还没有{cls.noun}，请先在“创先争优”里登记。")
    return int(newest.id)
