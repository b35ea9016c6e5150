"""The list of those who were helped twice: it asks once, remembers what was said, and tells the offices that gave."""

import pytest

from models.assistance.aid import Aid
from models.core.database import DB
from models.core.errors import RuleRefused
from models.core.verbs import Session, undo
from models.exchange.answering.notices import HELPED_TWICE
from models.exchange.likeness.queue import find_pairs
from models.exchange.likeness.twice import (
    ALLOWED,
    TOLD,
    TwiceLine,
    TwiceSettled,
    allow_twice,
    ask_twice_again,
    tell_twice,
    twice_lines,
)
from models.exchange.records import Notice
from models.people.person import Person
from models.people.same import APART, LikePair, join_persons, settle_pair
from tests import builders
from tests.models.exchange.merging import verbs_of_tests

MANGO, BAMBOO = "mango22222222222", "bamboo2222222222"


def given_by(session: Session, origin: str, name: str = "阙莘莘", **values: object) -> Aid:
    """An aid that an office reported, with a person of its own."""
    person = builders.person(session, name, id_number=None, phone=values.pop("phone", None))
    aid = builders.aid(session, person, reason="受灾", **values)
    for table, number in (("aid", aid.id), ("person", person.id)):
        DB.execute_sql(f"UPDATE {table} SET origin = ? WHERE id = ?", (origin, number))
    return Aid.get_by_id(aid.id)


@pytest.fixture
def aids(session: Session) -> tuple[Aid, Aid]:
    """Two offices gave the same to what may be one person."""
    return given_by(session, MANGO), given_by(session, BAMBOO, amount=20_000)


def only() -> TwiceLine:
    """The only case."""
    (line,) = twice_lines()
    return line


def test_what_may_be_one_person_is_asked_and_what_is_one_is_sure(session: Session, aids: tuple[Aid, Aid]) -> None:
    assert twice_lines() == []
    find_pairs(session)
    line = only()
    assert (line.shared, line.programme, line.total, line.settled) == ("可能是同一人", "送温暖", 70_000, None)
    join_persons(session, aids[0].person, aids[1].person)
    assert (only().shared, only().key, only().origins) == ("同一人", line.key, [BAMBOO, MANGO])
    assert (len(twice_lines(MANGO)), twice_lines("nobody")) == (1, [])


def test_two_persons_were_not_helped_twice(session: Session, aids: object) -> None:
    find_pairs(session)
    settle_pair(session, LikePair.get(), APART)
    assert twice_lines() == []


def test_an_allowed_case_is_remembered_until_another_aid_comes(session: Session, aids: tuple[Aid, Aid]) -> None:
    join_persons(session, aids[0].person, aids[1].person)
    with pytest.raises(RuleRefused, match="请写明为什么"):
        allow_twice(session, only(), " ")
    done = allow_twice(session, only(), "一次火灾，一次重病")
    assert (only().settled.state, only().settled.reason) == (ALLOWED, "一次火灾，一次重病")
    assert done.sentence == "“阙莘莘”的送温暖（2026）两边都发，各有理由"
    third = builders.aid(session, Person.get_by_id(aids[0].person_id), reason="又受灾")
    DB.execute_sql("UPDATE aid SET origin = ? WHERE id = ?", (MANGO, third.id))
    assert only().settled is None
    DB.execute_sql("DELETE FROM aid WHERE id = ?", (third.id,))
    ask_twice_again(session, only().settled)
    assert only().settled is None


def test_each_office_is_told_what_the_others_gave(session: Session, aids: tuple[Aid, Aid]) -> None:
    join_persons(session, aids[0].person, aids[1].person)
    with pytest.raises(RuleRefused, match="公钥卡"):
        tell_twice(session, only())
    for name, uid in (("芒果镇工会", MANGO), ("竹海镇工会", BAMBOO)):
        verbs_of_tests.know(session, name, uid)
    done = tell_twice(session, only(), "请十日内回复。")
    told = {notice.receiver: notice for notice in Notice.select()}
    assert told[MANGO].text == (
        "“阙莘莘”的送温暖（2026）在两处都发过：贵单位2026.11.18发放500元；竹海镇工会2026.11.18发放200元。请核对。"
        "请十日内回复。"
    )
    assert told[BAMBOO].text.startswith("“阙莘莘”的送温暖（2026）在两处都发过：贵单位2026.11.18发放200元；芒果镇工会")
    assert {(notice.matter, notice.owner_uid) for notice in told.values()} == {(HELPED_TWICE, aid.uid) for aid in aids}
    assert (only().settled.state, TwiceSettled.select().count()) == (TOLD, 1)
    undo(session, done.seq)
    assert (only().settled, Notice.select().count()) == (None, 0)


def test_a_member_of_the_household_is_not_named_to_the_other_office(session: Session) -> None:
    mother, son = given_by(session, MANGO, "阙莘莘"), given_by(session, BAMBOO, "单雄")
    home = builders.household(session, Person.get_by_id(mother.person_id))
    from models.assistance.verbs import add_member

    add_member(session, home, {"person": Person.get_by_id(son.person_id), "name": "单雄", "relation": "21"})
    for name, uid in (("芒果镇工会", MANGO), ("竹海镇工会", BAMBOO)):
        verbs_of_tests.know(session, name, uid)
    assert (only().shared, only().name) == ("同一户", "单雄、阙莘莘")
    tell_twice(session, only())
    words = {notice.receiver: notice.text for notice in Notice.select()}
    assert ("单雄" in words[MANGO], "阙莘莘" in words[MANGO]) == (False, True)
    assert ("单雄" in words[BAMBOO], "阙莘莘" in words[BAMBOO]) == (True, False)
