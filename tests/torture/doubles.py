"""Stories of humans with two records: found, joined, parted, made one, helped twice."""

from datetime import date
from pathlib import Path
from typing import Any

from models.core.database import DB
from models.core.verbs import undo
from models.exchange.likeness.queue import find_pairs
from models.exchange.likeness.twice import allow_twice, ask_twice_again, twice_lines
from models.people.merging import merge_persons
from models.people.person import Person
from models.people.same import APART, SAME, WAITING, LikePair, both_of, part_persons, reopen_pair, settle_pair
from tests import builders

_PHONES = ("13800001234", None)


def people_twice(office: Path) -> None:
    """One human surely reported by two offices and helped by both, one perhaps, one typed twice here."""
    office.parent.mkdir(parents=True, exist_ok=True)
    number = builders.id_number(date(2000, 5, 1), 124)
    with builders.office(office) as opened:
        for name, told in (("单立梅", number), ("阙莘莘", None)):
            for origin, phone in zip(("mango", "bamboo"), _PHONES, strict=True):
                person = builders.person(opened.session, name, id_number=None, phone=phone)
                aid = builders.aid(opened.session, person, reason="受灾")
                sql = "UPDATE person SET origin = ?, id_number = ? WHERE id = ?"
                DB.execute_sql(sql, (origin, told, person.id))
                DB.execute_sql("UPDATE aid SET origin = ? WHERE id = ?", (origin, aid.id))
        for order, phone in zip((126, 126), _PHONES, strict=True):
            builders.person(opened.session, "解晓燕", order=order, id_number=None, phone=phone)


def found_and_decided(world: Any) -> None:
    """The search, its undo, one pair joined and parted and asked again, an aid allowed, two records made one."""
    world.do(world.open)
    found = world.do(lambda: find_pairs(world.session))
    world.do(lambda: undo(world.session, found.joined.seq))
    pair = _waiting("阙莘莘")
    world.do(lambda: settle_pair(world.session, pair, SAME, "电话核实"))
    line = twice_lines()[0]
    settled = world.do(lambda: allow_twice(world.session, line, "各有理由")).value
    world.do(lambda: ask_twice_again(world.session, settled))
    world.do(lambda: part_persons(world.session, both_of(pair).one))
    world.do(lambda: reopen_pair(world.session, LikePair.by_uid(pair.uid)))
    world.do(lambda: settle_pair(world.session, LikePair.by_uid(pair.uid), APART))
    kept, gone = both_of(_waiting("解晓燕"))
    done = world.do(lambda: merge_persons(world.session, kept, gone, {"phone": _PHONES[0]}))
    world.do(lambda: undo(world.session, done.seq))


def _waiting(name: str) -> LikePair:
    uids = [person.uid for person in Person.select().where(Person.name == name)]
    here = LikePair.one_uid.in_(uids) & LikePair.other_uid.in_(uids)
    return LikePair.get((LikePair.state == WAITING) & here)
