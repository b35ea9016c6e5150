"""The queue: what is sure is joined and told, what is not waits for a person, what was decided is not asked again."""

from datetime import date

import pytest

import tests.schema
from models.core.database import DB
from models.core.errors import Cancelled, RuleRefused
from models.core.history import History
from models.core.progress import Progress
from models.core.verbs import Session, undo
from models.exchange.likeness.queue import find_pairs
from models.office.office import OpenOffice
from models.people.erasure import approve_erasure, request_erasure
from models.people.person import Person
from models.people.same import APART, SAME, WAITING, LikePair, SamePerson, ask_pair, group_of, join_persons, settle_pair
from models.people.verbs import change_person, remove_person
from tests import builders
from tests.dumping import dump

assert tests.schema  # every kind of record is known
NUMBER = builders.id_number(date(2000, 5, 1), 124)


def reported(session: Session, origin: str, **values: object) -> Person:
    """单立梅 as an office reported her, without a number unless one is given."""
    told = {"origin": origin, "id_number": None, "born": "2000-05-01", **values}
    name = str(told.pop("name", "单立梅"))
    person = builders.person(session, name, id_number=None, phone=told.pop("phone", "13800001234"))
    columns = ", ".join(f"{column} = ?" for column in told)
    DB.execute_sql(f"UPDATE person SET {columns} WHERE id = ?", (*told.values(), person.id))
    return Person.get_by_id(person.id)


@pytest.fixture
def sure(session: Session) -> tuple[Person, Person]:
    """Two offices, one valid number, one name."""
    one = reported(session, "mango", id_number=NUMBER)
    return one, reported(session, "bamboo", id_number=NUMBER)


@pytest.fixture
def doubtful(session: Session) -> tuple[Person, Person]:
    """Two offices, one name, one month."""
    one = reported(session, "mango", name="阙莘莘", phone="13811112222")
    return one, reported(session, "bamboo", name="阙莘莘", phone=None, born="2000-05")


def states() -> list[str]:
    return [pair.state for pair in LikePair.select().order_by(LikePair.id)]


def test_an_equal_number_joins_by_itself_and_is_told(session: Session, sure: tuple[Person, Person]) -> None:
    found = find_pairs(session)
    assert (found.joined.sentence, found.waiting, found.added) == ("自动认定了 1 对记录是同一个人", 0, 0)
    assert sorted(group_of(sure[0].uid)) == sorted(person.uid for person in sure)
    pair = LikePair.get()
    assert (pair.state, pair.automatic, pair.decided_by) == (SAME, True, builders.USER)
    assert found.sentence == "自动认定同一个人 1 对，没有新找到要核对的。"


def test_what_was_joined_by_itself_and_taken_back_waits_for_a_person(session: Session, sure: object) -> None:
    found = find_pairs(session)
    undo(session, found.joined.seq)
    assert (states(), SamePerson.select().count()) == ([WAITING], 0)
    again = find_pairs(session)
    assert (again.joined, again.waiting, states()) == (None, 1, [WAITING])


def test_a_doubt_waits_with_its_reasons_in_words(session: Session, doubtful: tuple[Person, Person]) -> None:
    found = find_pairs(session)
    assert (found.joined, found.added, found.waiting) == (None, 1, 1)
    pair = LikePair.get()
    assert (pair.state, pair.automatic) == (WAITING, False)
    assert (pair.one_uid, pair.other_uid) == tuple(sorted(person.uid for person in doubtful))
    assert ["name", "equal"] in [reason[:2] for reason in pair.reasons]
    assert "姓名相同（全乡镇 2 人）" in [reason[3] for reason in pair.reasons]


def test_the_same_search_again_writes_nothing(session: Session, sure: object, doubtful: object) -> None:
    find_pairs(session)
    before, rows = dump(), History.select().count()
    found = find_pairs(session)
    assert (found.added, found.dropped, found.joined) == (0, 0, None)
    assert (dump(), History.select().count()) == (before, rows)


def test_what_was_decided_is_never_asked_again(session: Session, doubtful: object) -> None:
    find_pairs(session)
    settle_pair(session, LikePair.get(), APART, "不是一个村的")
    assert (find_pairs(session).waiting, states()) == (0, [APART])


def test_a_pair_that_no_longer_stands_leaves_the_queue(session: Session, doubtful: tuple[Person, Person]) -> None:
    find_pairs(session)
    change_person(session, Person.by_uid(doubtful[1].uid), {"name": "李国强"})
    assert (find_pairs(session).dropped, states()) == (1, [])
    change_person(session, Person.by_uid(doubtful[1].uid), {"name": "阙莘莘"})
    find_pairs(session)
    remove_person(session, Person.by_uid(doubtful[0].uid))
    assert (find_pairs(session).dropped, states()) == (1, [])


def test_whoever_was_erased_is_like_nobody(
    opened: OpenOffice, session: Session, doubtful: tuple[Person, Person]
) -> None:
    find_pairs(session)
    for person in doubtful:
        approve_erasure(opened, request_erasure(session, Person.by_uid(person.uid), "本人申请").value)
    assert states() == []
    assert (find_pairs(session).waiting, states()) == (0, [])


def test_what_a_person_put_into_the_queue_stays_there(session: Session) -> None:
    one, other = reported(session, "mango", name="阙莘莘"), reported(session, "bamboo", name="李国强", phone=None)
    pair = ask_pair(session, one, other).value
    assert (find_pairs(session).dropped, states()) == (0, [WAITING])
    with pytest.raises(RuleRefused, match="已经在“重复人员”里"):
        ask_pair(session, other, one)
    remove_person(session, other)
    assert (find_pairs(session).dropped, LikePair.select().where(LikePair.uid == pair.uid).count()) == (1, 0)


def test_a_pair_of_one_human_is_no_question(session: Session, doubtful: tuple[Person, Person]) -> None:
    join_persons(session, *doubtful)
    assert (find_pairs(session).waiting, states()) == (0, [SAME])


def test_a_changed_record_changes_the_reasons(session: Session, doubtful: tuple[Person, Person]) -> None:
    find_pairs(session)
    score = LikePair.get().score
    change_person(session, Person.by_uid(doubtful[1].uid), {"phone": "13811112222"})
    find_pairs(session)
    assert LikePair.get().score > score
    assert "电话相同" in [reason[3] for reason in LikePair.get().reasons]


def test_two_records_of_one_office_are_never_joined_by_themselves(session: Session) -> None:
    for number in (NUMBER, None):
        reported(session, session.origin, id_number=number)
    found = find_pairs(session)
    assert (found.joined, states(), LikePair.get().automatic) == (None, [WAITING], False)


def test_two_records_of_another_office_are_its_own_business(session: Session) -> None:
    for _ in range(2):
        reported(session, "mango")
    assert find_pairs(session).waiting == 0


def test_a_sure_pair_that_contradicts_what_was_said_waits(session: Session, sure: tuple[Person, Person]) -> None:
    third = reported(session, "third", name="单立莓")
    join_persons(session, third, sure[0])
    find_pairs(session)
    for row in SamePerson.select():
        DB.execute_sql("DELETE FROM same_person WHERE id = ?", (row.id,))
    DB.execute_sql("DELETE FROM like_pair")
    settle = LikePair(one_uid=min(third.uid, sure[1].uid), other_uid=max(third.uid, sure[1].uid))
    from tests.models.people.verbs_of_tests import keep_pair

    settle_pair(session, keep_pair(session, settle.one_uid, settle.other_uid).value, APART)
    join_persons(session, third, sure[0])
    found = find_pairs(session)
    low, high = sorted(person.uid for person in sure)
    waiting = LikePair.get((LikePair.one_uid == low) & (LikePair.other_uid == high))
    assert (found.joined, waiting.state, waiting.automatic) == (None, WAITING, True)


def test_three_offices_with_one_number_become_one_human(session: Session, sure: tuple[Person, Person]) -> None:
    third = reported(session, "third", id_number=NUMBER)
    found = find_pairs(session)
    assert (len(group_of(third.uid)), states()) == (3, [SAME] * 3)
    undo(session, found.joined.seq)
    assert (SamePerson.select().count(), states()) == (0, [WAITING] * 3)


class _Stopping(Progress):
    def step(self, what: str, done: int, total: int) -> None:
        """Stop where the joining begins."""
        if what.startswith("自动认定"):
            raise Cancelled(what)


def test_stopped_in_the_middle_nothing_is_joined(session: Session, sure: object) -> None:
    with pytest.raises(Cancelled):
        find_pairs(session, _Stopping())
    assert (SamePerson.select().count(), states()) == (0, [])
    assert find_pairs(session).joined.value == 1
