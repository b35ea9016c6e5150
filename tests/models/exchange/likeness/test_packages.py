"""Humans whom townships report, take back and delete: what was found the same follows, and is never in the way."""

from datetime import date

import pytest

import tests.schema
from models.core.database import DB
from models.core.verbs import Session
from models.exchange.likeness.queue import find_pairs
from models.exchange.merging.apply import open_conflicts, undo_package
from models.people.lists import count_persons
from models.people.person import Person
from models.people.same import SamePerson, group_of, human_sql, records_of
from tests import builders
from tests.models.exchange.merging.townships import Township, receive

assert tests.schema  # every kind of record is known
NUMBER = builders.id_number(date(1990, 5, 1), 124)


@pytest.fixture
def offices(session: Session) -> list[Township]:
    """Three townships that report the same woman."""
    found = [
        Township(session, f"{name}镇", f"{key}2222222222")
        for name, key in (("芒果", "ma"), ("竹海", "zh"), ("青龙", "qi"))
    ]
    for office in found:
        office.keep("person", name="单立梅", id_number=NUMBER, born="1990-05-01", sex="2")
        receive(session, office, office.package())
    find_pairs(session)
    return found


def her(office: Township) -> str:
    """The uid of her record there."""
    return next(iter(office.records["person"]))


def humans() -> int:
    return int(DB.execute_sql(f"SELECT count(DISTINCT {human_sql()}) FROM person p").fetchone()[0])


def test_the_same_package_again_changes_nothing(session: Session, offices: list[Township]) -> None:
    assert (count_persons(), humans(), Person.select().count()) == (1, 1, 3)
    for office in offices:
        receive(session, office, office.package(whole=True))
    assert (find_pairs(session).joined, count_persons()) == (None, 1)


def test_a_package_is_taken_back_although_its_person_was_joined(session: Session, offices: list[Township]) -> None:
    fresh = Township(session, "云岭镇", "yu2222222222")
    fresh.keep("person", name="单立梅", id_number=NUMBER, born="1990-05-01", sex="2")
    package = fresh.package()
    received = receive(session, fresh, package)
    find_pairs(session)
    assert (count_persons(), len(group_of(her(fresh)))) == (1, 4)
    undo_package(session, received)
    assert (count_persons(), humans(), Person.select().count()) == (1, 1, 3)
    receive(session, fresh, package)
    assert (count_persons(), humans(), Person.select().count()) == (1, 1, 4)


def test_a_record_that_its_township_deletes_is_deleted_here_and_another_one_is_shown(
    session: Session, offices: list[Township]
) -> None:
    kept = SamePerson.get().kept_uid
    office = next(office for office in offices if her(office) == kept)
    office.drop("person", kept)
    receive(session, office, office.package())
    assert (open_conflicts(), Person.select().count()) == ([], 2)
    find_pairs(session)
    assert (count_persons(), humans()) == (1, 1)
    assert len(records_of(Person.get())) == 2
    assert find_pairs(session).dropped == 0
