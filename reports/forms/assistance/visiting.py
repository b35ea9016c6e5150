"""走访慰问记录: when, where, who went to whom, what was found, brought and promised; the ID number stands nowhere.

Owns the paper and what visits are meant by uids. Knows no coordinates.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from models.assistance.visits import Visit
from models.core.errors import NotFound
from models.people.person import Person
from reports.forms.assistance.facts import ASSISTANCE_PAGE, office_facts
from reports.forms.assistance.files import villages
from reports.forms.assistance.grid import REST, SIDE, F, across, line, prose, wide
from reports.forms.facts import Facts, columns, person_facts
from reports.forms.subjects import PEOPLE_PAGE, Occasion, Owner, Piece, Whole
from reports.forms.words import VERSION
from reports.paper.form import Form, Label, Sheet, Value, row

VISIT = "visit"
_PAIR = across(2)
PAPER = Form(
    "visit_record",
    VERSION,
    "走访慰问记录",
    (
        Sheet(
            (
                line(
                    F("走访时间", "visit.visited_on.long"),
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
        ),
    ),
    left="走访单位：{office.name:16}",
    subject="person.name",
)


def facts_of(visit: Visit, village: str) -> Facts:
    """The facts of one visit."""
    person = visit.person
    facts = columns("visit", visit) | person_facts(person, village) | office_facts()
    facts["visit.place"] = visit.place or facts.get("person.address", "")
    # What the paper does not print must not change its hash.
    return {key: value for key, value in facts.items() if not key.startswith("person.") or key in _PRINTED}


_PRINTED = ("person.name", "person.phone", "person.address")


def pieces(ids: Sequence[int], _occasion: Occasion) -> Iterator[Piece]:
    """One sheet for each visit."""
    places = villages()
    for number in ids:
        visit: Visit = Visit.get_by_id(number)
        person = visit.person
        facts = facts_of(visit, places.get(person.village_id, ""))
        owned = {
            "visit": Owner(visit.called(), ASSISTANCE_PAGE, visit.uid),
            "person": Owner(person.called(), PEOPLE_PAGE, person.uid),
        }
        yield Piece(PAPER, facts, visit.uid, visit.revision, str(person.name), owned)


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
    person = Person.get_or_none(Person.uid == uid)
    if person is None:
        raise NotFound(f"没有找到编号为 {uid} 的走访记录或人员，可能已被删除。")
    newest = Visit.select().where(Visit.person == person).order_by(Visit.visited_on.desc(), Visit.id.desc()).first()
    if newest is None:
        raise NotFound(f"{person.called()}还没有走访记录，请先在“帮扶”里登记走访。")
    return int(newest.id)
