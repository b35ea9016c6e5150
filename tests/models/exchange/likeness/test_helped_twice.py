"""Who was helped twice: by two offices, the same programme and period, one person or one household."""

from datetime import date
from typing import Any

import pytest

from models.assistance.aid import Aid
from models.core.database import DB
from models.core.progress import Silent
from models.core.verbs import Session
from models.exchange.likeness.finding import Ask, pairs
from models.exchange.likeness.helped_twice import HOUSEHOLD, PERSON, Twice, helped_twice
from models.people.person import Person
from tests import builders

HERE, THERE = "origin-here", "origin-there"
ASK = Ask(within=True)


def given_by(origin: str, session: Session, who: Person, **values: Any) -> Aid:
    """An aid that another office gave."""
    aid = builders.aid(session, who, reason="受灾", **values)
    DB.execute_sql("UPDATE aid SET origin = ? WHERE id = ?", (origin, aid.id))
    return aid


def twice() -> list[Twice]:
    """What is found with all pairs of the file."""
    return helped_twice(ASK, pairs(ASK, Silent()))


def uids(found: Twice) -> set[str]:
    return {aid.uid for aid in found.aids}


@pytest.fixture
def one(session: Session) -> Person:
    return builders.person(session)


@pytest.fixture
def other(session: Session) -> Person:
    """The same person by everything but the number, which is missing."""
    return builders.person(session, id_number=None)


def test_one_person_in_two_offices(session: Session, one: Person, other: Person):
    first, second = given_by(HERE, session, one), given_by(THERE, session, other, amount=20_000)
    found = twice()
    assert [(line.programme, line.period, line.shared, line.sure) for line in found] == [
        ("comfort", "2026", PERSON, True)
    ]
    assert uids(found[0]) == {first.uid, second.uid}
    assert [(aid.name, aid.origin, aid.given_on, aid.amount) for aid in found[0].aids] == [
        ("单立梅", HERE, "2026-11-18", 50_000),
        ("单立梅", THERE, "2026-11-18", 20_000),
    ]
    assert DB.execute_sql("SELECT count(*) FROM sqlite_temp_master").fetchone() == (0,)


def test_one_record_helped_by_two_offices_needs_no_pair(session: Session, one: Person):
    given_by(HERE, session, one)
    given_by(THERE, session, one)
    assert [line.sure for line in helped_twice(ASK, [])] == [True]


def test_another_period_programme_or_the_same_office_is_not_twice(session: Session, one: Person, other: Person):
    given_by(HERE, session, one)
    given_by(HERE, session, other)
    given_by(THERE, session, other, given_on=date(2025, 11, 18))
    assert twice() == []


def test_what_is_not_given_yet_is_not_counted(session: Session, one: Person, other: Person):
    given_by(HERE, session, one)
    aid = given_by(THERE, session, other)
    DB.execute_sql("UPDATE aid SET given_on = NULL WHERE id = ?", (aid.id,))
    assert twice() == []


def test_somebody_who_may_be_the_same_is_told_as_such(session: Session, one: Person):
    other = builders.person(session, id_number=None, phone="13911112222")
    given_by(HERE, session, one)
    given_by(THERE, session, other)
    assert [line.sure for line in twice()] == [False]
    apart = frozenset({(one.uid, other.uid)})
    assert helped_twice(ASK, pairs(Ask(within=True, apart=apart), Silent())) == []


def test_one_household_in_two_offices(session: Session, one: Person, other: Person):
    """The wife was helped here; there, the husband, in whose household she stands as a member without a number."""
    husband = builders.person(session, "李国强", born=date(1999, 1, 1), order=125, phone="13911112222")
    builders.household(session, one, members=1)
    home = builders.household(session, husband, members=1)
    DB.execute_sql("UPDATE household_member SET person_id = ? WHERE household_id = ?", (other.id, home.id))
    first, second = given_by(HERE, session, one), given_by(THERE, session, husband)
    found = twice()
    assert [(line.shared, line.sure) for line in found] == [(HOUSEHOLD, True)]
    assert uids(found[0]) == {first.uid, second.uid}


def test_the_person_is_told_once_and_not_again_as_a_household(session: Session, one: Person, other: Person):
    for who, origin in ((one, HERE), (other, THERE)):
        builders.household(session, who, members=2)
        given_by(origin, session, who)
    assert [line.shared for line in twice()] == [PERSON]


def test_somebody_hidden_leaves_no_trace(session: Session, one: Person, other: Person):
    given_by(HERE, session, one)
    given_by(THERE, session, other)
    given_by(THERE, session, one)
    hidden = Ask(within=True, hidden=frozenset({one.uid}))
    assert helped_twice(hidden, pairs(hidden, Silent())) == []
