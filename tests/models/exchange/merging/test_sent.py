"""What a peer is known to have, because it confirmed what was sent: the record as it was then."""

from datetime import date

import pytest

from models.core import history
from models.core.verbs import Session, Work, verb
from models.exchange import purposes
from models.exchange.merging.portable import kept, shape_of
from models.exchange.merging.sent import SentTo
from models.exchange.merging.three_way import Agreed
from models.exchange.records import SentPackage, TrustedOffice
from models.organisations.unit import Unit
from models.people.person import Person
from models.people.verbs import change_person, remove_person
from tests import builders
from tests.models.exchange.merging import verbs_of_tests

PEER = "abcdefgh23456777"


@verb("test_note_sent", "报送（测试）")
def note_sent(work: Work, peer: TrustedOffice, purpose: str, number: int, confirmed: bool = True) -> SentPackage:
    """A package that left now."""
    day = date(2026, 11, 20) if confirmed else None
    told = {"purpose": purpose, "file_name": "x", "digest": f"{number}", "rows": {}, "period": "2026", "whole": True}
    shape = purposes.purpose(purpose).shape
    head = history.head()[0]
    return work.insert(SentPackage(number=number, receiver=peer, shape=shape, head=head, confirmed_on=day, **told))


@pytest.fixture
def peer(session: Session) -> TrustedOffice:
    """The county."""
    return verbs_of_tests.know(session, "芒果县总工会", PEER).value


def state(person: Person, uid: str = "") -> Agreed | None:
    """What the county is known to have of a person."""
    shape = shape_of("person")
    return SentTo(PEER).joined(shape, uid or person.uid, kept(shape, [uid or person.uid]).get(uid or person.uid), None)


def test_nothing_is_known_before_it_is_confirmed(session: Session, peer: TrustedOffice) -> None:
    person = builders.person(session)
    note_sent(session, peer, "recommendations", 1, confirmed=False)
    assert state(person) is None


def test_the_record_is_known_as_it_was_when_it_left(session: Session, peer: TrustedOffice) -> None:
    village = builders.unit(session)
    person = builders.person(session, phone="13900000001", village=village)
    note_sent(session, peer, "recommendations", 1)
    change_person(session, person, {"phone": "13900000002"})
    change_person(
        session, person, {"phone": "13900000003", "village": builders.unit(session, "石桥村"), "note": "内部"}
    )
    known = state(person)
    assert known is not None
    assert (known.revision, known.values["phone"], known.values["village"]) == (1, "13900000001", village.uid)
    assert "note" not in known.values  # that purpose does not tell it


def test_who_was_registered_later_is_not_known(session: Session, peer: TrustedOffice) -> None:
    note_sent(session, peer, "recommendations", 1)
    assert state(builders.person(session)) is None


def test_who_was_deleted_since_is_known_as_she_was(session: Session, peer: TrustedOffice) -> None:
    person = builders.person(session, phone="13900000001")
    note_sent(session, peer, "recommendations", 1)
    change_person(session, person, {"phone": "13900000002"})
    remove_person(session, person)
    known = state(person, person.uid)
    assert known is not None
    assert known.values["phone"] == "13900000001"


def test_each_purpose_tells_its_own_columns_as_of_its_own_day(session: Session, peer: TrustedOffice) -> None:
    person = builders.person(session, phone="13900000001", school="一中")
    note_sent(session, peer, "recommendations", 1)
    change_person(session, person, {"phone": "13900000002", "school": "二中"})
    note_sent(session, peer, "assistance", 2)
    known = state(person)
    assert known is not None
    assert (known.values["phone"], known.values["school"]) == ("13900000002", "一中")


def test_what_the_peer_said_later_counts_more(session: Session, peer: TrustedOffice) -> None:
    person = builders.person(session, phone="13900000001")
    note_sent(session, peer, "recommendations", 1)
    shape, said = shape_of("person"), Agreed(7, {"phone": "13900000009"})
    here = kept(shape, [person.uid])[person.uid]
    assert SentTo(PEER).joined(shape, person.uid, here, said) == said
    earlier = SentTo(PEER).joined(shape, person.uid, here, Agreed(0, {"phone": "13900000000", "address": "别处"}))
    assert earlier is not None
    assert (earlier.revision, earlier.values["phone"], earlier.values["address"]) == (1, "13900000001", "别处")
    assert Unit.select().count() == 0
