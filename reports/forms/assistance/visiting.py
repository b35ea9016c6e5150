"""走访慰问记录: when, where, who went to whom, what was found, brought and promised; the ID number stands nowhere.

Owns the paper and what visits are meant by uids. Knows no coordinates.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Literal

from models.assistance.visits import Visit
from models.core.errors import NotFound
from models.office.attachment import Attachment, Store
from reports.forms.assistance.facts import ASSISTANCE_PAGE, office_facts
from reports.forms.assistance.files import person_meant, villages
from reports.forms.assistance.grid import REST, SIDE, WIDTH, F, across, line, prose, wide
from reports.forms.facts import Facts, columns, person_facts
from reports.forms.single import photo_of
from reports.forms.subjects import PEOPLE_PAGE, Occasion, Owner, Piece, Whole
from reports.forms.words import VERSION
from reports.paper.form import Form, Label, Photo, Sheet, Value, row

VISIT = "visit"
_PAIR = across(2)
_ON_SHEET, _MOST_PHOTOS = 2, 8
_PICTURES = (".jpg", ".jpeg", ".png")
_RECORD = Sheet(
    (
        line(
            F("走访时间", "visit.visited_on.long", optional=True),
            F("走访地点", "visit.place"),
            widths=_PAIR,
        ),
        line(F("走访对象", "person.name"), F("联系电话", "person.phone", optional=True), widths=_PAIR),
        wide(F("住　　址", "person.address"), align="left"),
        line(F("走 访 人", "visit.visitors"), F("记 录 人", "visit.recorder"), widths=_PAIR),
        prose("家庭情况", "visit.situation", 34, 1),
        prose("存在困难", "visit.difficulty", 34, 1),
        prose("诉　　求", "visit.wishes", 30, 0.8),
        line(
            F("慰问金物", "visit.gift", optional=True),
            F("慰问金额\n（元）", "visit.gift_amount", optional=True),
            widths=_PAIR,
            height=12,
        ),
        prose("后续措施", "visit.follow_up", 30, 0.8, optional=True),
        row(
            *(Label("走访对象\n签　　名", SIDE), Value("", REST / 2 - SIDE / 2)),
            *(Label("走 访 人\n签　　名", SIDE), Value("", REST / 2 - SIDE / 2)),
            height=16,
        ),
    ),
    ("注：走访对象不能签名的按手印；走访照片附后存档。",),
)


def paper_of(facts: Facts) -> Form:
    """走访慰问记录, with further sheets for photographs where there are any."""
    return _paper(sum(1 for key in facts if key.startswith("photo.")))


@cache
def _paper(photos: int) -> Form:
    sheets = (_photos(first, min(first + _ON_SHEET, photos)) for first in range(0, photos, _ON_SHEET))
    return Form(
        "visit_record",
        VERSION,
        "走访慰问记录",
        (_RECORD, *sheets),
        left="走访单位：{office.name:16}",
        subject="person.name",
    )


def _photos(first: int, last: int) -> Sheet:
    pictures = (row(Photo(f"photo.{at}", WIDTH, "走访照片"), height=100, stretch=1) for at in range(first, last))
    return Sheet((row(Label("走 访 照 片", WIDTH), height=10), *pictures))


def facts_of(visit: Visit, village: str) -> Facts:
    """The facts of one visit."""
    person = visit.person
    facts = columns("visit", visit) | person_facts(person, village) | office_facts()
    facts["visit.place"] = visit.place or facts.get("person.address", "")
    # What the paper does not print must not change its hash.
    return {key: value for key, value in facts.items() if not key.startswith("person.") or key in _PRINTED}


_PRINTED = ("person.name", "person.phone", "person.address")


def photographs(visit: Visit, store: Store) -> Facts:
    """The photographs that are kept with a visit, the first ones of many."""
    own = (Attachment.owner_kind == Visit.kind()) & (Attachment.owner_uid == visit.uid)
    kept = list(Attachment.select().where(own).order_by(Attachment.id))
    pictures = [one for one in kept if one.file_name.lower().endswith(_PICTURES)][:_MOST_PHOTOS]
    name = str(visit.person.name)
    return {f"photo.{at}": photo_of(store, one.uid, name) for at, one in enumerate(pictures)}


def pieces(ids: Sequence[int], occasion: Occasion) -> Iterator[Piece]:
    """One paper for each visit."""
    places = villages()
    for number in ids:
        visit: Visit = Visit.get_by_id(number)
        person = visit.person
        facts = facts_of(visit, places.get(person.village_id, ""))
        if occasion.photos:
            facts |= photographs(visit, occasion.photos)
        owned = {
            "visit": Owner(visit.called(), ASSISTANCE_PAGE, visit.uid),
            "person": Owner(person.called(), PEOPLE_PAGE, person.uid),
        }
        yield Piece(paper_of(facts), facts, visit.uid, visit.revision, str(person.name), owned)


def ids(what: Sequence[str] | Literal[Whole.ALL]) -> list[int]:
    """The visits that are meant: their own uids, or a person's newest one. Raises NotFound."""
    if not isinstance(what, Sequence):
        rows: Any = Visit.select(Visit.id).order_by(Visit.visited_on, Visit.id).tuples()
        return [row[0] for row in rows]
    return list(dict.fromkeys(_meant(uid) for uid in what))


def _meant(uid: str) -> int:
    visit = Visit.get_or_none(Visit.uid == uid)
    if visit is not None:
        return int(visit.id)
    person = person_meant(uid)
    if person is None:
        raise NotFound(f"没有找到编号为 {uid} 的走访记录或人员，可能已被删除。")
    newest = Visit.select().where(Visit.person == person).order_by(Visit.visited_on.desc(), Visit.id.desc()).first()
    if newest is None:
        raise NotFound(f"{person.called()}还没有走访记录，请先在“帮扶”里登记走访。")
    return int(newest.id)
