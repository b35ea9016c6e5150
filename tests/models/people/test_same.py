"""One human with several records: shown as one, counted once, taken apart again, and never against what was said."""

from collections.abc import Callable
from datetime import date
from itertools import combinations, count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tests.schema
from models.core.database import DB
from models.core.errors import RuleRefused
from models.core.record import new_uid
from models.core.verbs import Session, undo
from models.office.erasing.shapes import shapes
from models.people.erasure import approve_erasure, request_erasure, warnings_for
from models.people.lists import PersonFilter, count_persons, find_persons, person_ids
from models.people.person import Person
from models.people.same import (
    APART,
    SAME,
    WAITING,
    LikePair,
    SamePerson,
    any_joined,
    better_of,
    count_behind,
    group_of,
    human_sql,
    join_persons,
    part_persons,
    records_of,
    reopen_pair,
    settle_pair,
    shown_sql,
    with_others,
)
from models.people.verbs import register_person, remove_person
from tests import builders
from tests.dumping import dump

assert tests.schema  # every kind of record is known
Make = Callable[..., Person]
_orders = count(100)


@pytest.fixture
def make(session: Session) -> Make:
    """Makes a person whom an office reported."""

    def one(origin: str, name: str = "单立梅", number: str | None = None) -> Person:
        person = register_person(session, {"name": name}).value
        DB.execute_sql("UPDATE person SET origin = ?, id_number = ? WHERE id = ?", (origin, number, person.id))
        return Person.get_by_id(person.id)

    return one


def waiting(session: Session, one: Person, other: Person) -> LikePair:
    """A pair in the queue."""
    from tests.models.people.verbs_of_tests import keep_pair

    low, high = sorted((one.uid, other.uid))
    return keep_pair(session, low, high).value


def humans() -> int:
    """How many humans the file counts."""
    return int(DB.execute_sql(f"SELECT count(DISTINCT {human_sql()}) FROM person p").fetchone()[0])


def shown() -> set[str]:
    return {row[0] for row in DB.execute_sql(f"SELECT p.uid FROM person p WHERE {shown_sql()}")}


def test_two_records_are_counted_once_and_one_of_them_is_shown(session: Session, make: Make) -> None:
    one, other, third = make("mango"), make("bamboo"), make("bamboo", "李国强")
    assert (humans(), any_joined(), human_sql(), shown_sql()) == (3, False, "p.id", "1")
    done = join_persons(session, one, other, "电话核实")
    assert (humans(), shown(), count_behind()) == (2, {one.uid, third.uid}, 1)
    assert [record.uid for record in records_of(other)] == [one.uid, other.uid]
    assert (Person.by_uid(other.uid).name, SamePerson.get().reason) == ("单立梅", "电话核实")
    assert done.sentence == "认定“单立梅”的 2 条记录是同一个人"
    assert sorted(with_others([other.id])) == sorted([one.id, other.id])
    assert with_others([third.id]) == [third.id]


def test_lists_and_the_search_have_one_line_for_a_human(session: Session, make: Make) -> None:
    one, other, third = make("mango"), make("bamboo", "单丽梅"), make("bamboo", "李国强")
    join_persons(session, one, other)
    assert (list(person_ids(PersonFilter())), count_persons()) == ([third.id, one.id], 2)
    assert list(person_ids(PersonFilter(newest_first=True))) == [third.id, one.id]
    assert list(person_ids(PersonFilter(text="单丽梅"))) == [one.id]
    assert list(person_ids(PersonFilter(text="单丽梅", each_record=True))) == [other.id]
    assert [(row.name, row.mark) for row in find_persons("单丽梅")[1]] == [("单立梅", "两地登记")]
    assert [(row.name, row.mark) for row in find_persons("李国强")[1]] == [("李国强", "")]
    twice = make("bamboo", "李国强")
    join_persons(session, third, twice)
    assert (find_persons("李国强")[0], find_persons("李国强")[1][0].mark) == (1, "重复登记")


def test_two_groups_become_one_that_points_to_one_record(session: Session, make: Make) -> None:
    one, two, three, four = (make(origin) for origin in ("a", "b", "c", "d"))
    join_persons(session, one, two)
    join_persons(session, three, four)
    join_persons(session, two, four)
    assert {(row.person_uid, row.kept_uid) for row in SamePerson.select()} == {
        (uid, two.uid) for uid in (one.uid, three.uid, four.uid)
    }
    assert (humans(), shown()) == (1, {two.uid})


def test_parting_leaves_the_rest_together_and_is_remembered(session: Session, make: Make) -> None:
    one, two, three = (make(origin) for origin in ("a", "b", "c"))
    join_persons(session, one, two)
    join_persons(session, one, three)
    part_persons(session, one, "只是同名")
    assert (humans(), sorted(group_of(two.uid))) == (2, sorted([two.uid, three.uid]))
    assert {(pair.state, pair.reason) for pair in LikePair.select()} == {(APART, "只是同名")}
    with pytest.raises(RuleRefused, match="说过不是同一个人"):
        join_persons(session, three, one)
    with pytest.raises(RuleRefused, match="没有和别的记录认定"):
        part_persons(session, one)


def test_a_chain_cannot_join_what_was_denied(session: Session, make: Make) -> None:
    one, two, three = (make(origin) for origin in ("a", "b", "c"))
    settle_pair(session, waiting(session, one, three), APART, "一男一女")
    join_persons(session, one, two)
    with pytest.raises(RuleRefused, match="撤回那个结论"):
        join_persons(session, two, three)
    reopen_pair(session, LikePair.get())
    join_persons(session, two, three)
    assert (humans(), LikePair.get().state) == (1, SAME)
    with pytest.raises(RuleRefused, match="已经认定"):
        join_persons(session, one, three)


def test_two_valid_numbers_of_one_office_are_two_humans(session: Session, make: Make) -> None:
    first, second = (builders.id_number(date(1990, 5, day), 124) for day in (1, 2))
    one, two, three = make("a", number=first), make("a", number=second), make("b", number=second)
    with pytest.raises(RuleRefused, match="身份证号都有效而且不同"):
        join_persons(session, one, two)
    join_persons(session, one, three)  # what two offices wrote down may be wrong in one of them
    with pytest.raises(RuleRefused, match="身份证号都有效而且不同"):
        join_persons(session, three, two)
    unread = make("a", number="999999199005010000")
    join_persons(session, one, unread)
    assert humans() == 2


def test_a_pair_is_settled_once_and_can_be_taken_back(session: Session, make: Make) -> None:
    one, two = make("a"), make("b")
    pair = waiting(session, one, two)
    before = dump()
    done = settle_pair(session, pair, SAME, "同一个村")
    kept = LikePair.get()
    assert (kept.state, kept.decided_by, kept.reason) == (SAME, builders.USER, "同一个村")
    with pytest.raises(RuleRefused, match="结论是“同一个人”"):
        settle_pair(session, kept, APART)
    undo(session, done.seq)
    assert dump() == before
    settle_pair(session, LikePair.get(), APART)
    with pytest.raises(RuleRefused, match="没有说过不是"):
        reopen_pair(session, waiting(session, two, make("c")))


def test_whose_record_is_deleted_leaves_the_other_shown(session: Session, make: Make) -> None:
    one, two = make("a"), make("b")
    join_persons(session, one, two)
    done = remove_person(session, one)
    assert (humans(), shown(), [record.uid for record in records_of(two)]) == (1, {two.uid}, [two.uid])
    undo(session, done.seq)
    assert (humans(), shown()) == (1, {one.uid})
    pair = waiting(session, two, make("c"))
    remove_person(session, two)
    with pytest.raises(RuleRefused, match="已经删除"):
        settle_pair(session, pair, SAME)


def test_the_record_that_tells_more_is_shown(session: Session, make: Make) -> None:
    one, two = make("a"), make("b", number="999999199005010000")
    assert better_of(one, two) == better_of(two, one) == (two, one)
    join_persons(session, one, make("c"))
    assert better_of(two, one)[0] == one


def test_protected_records_are_a_bug_of_the_caller(session: Session, make: Make) -> None:
    with pytest.raises(ValueError, match="protected"):
        join_persons(session, make("a"), Person(id=-1, uid=new_uid(), name="单立梅"))


def test_erasing_one_record_takes_away_what_it_was_said_to_be(opened, session: Session, make: Make) -> None:
    one, two = make("a"), make("b")
    settle_pair(session, waiting(session, one, two), SAME, "单立梅本人说的")
    told = [problem.message for problem in warnings_for(session, one) if problem.code == "joined"]
    assert told == ["“单立梅”还有别的单位报来的 1 条记录，认定为同一个人；那些记录要另外登记申请，这次不删。"]
    approve_erasure(opened, request_erasure(session, one, "本人申请").value)
    assert (SamePerson.select().count(), LikePair.select().count(), humans()) == (0, 0, 2)
    assert all(shapes()[kind].whole for kind in ("same_person", "like_pair"))


ACTS = st.lists(st.tuples(st.sampled_from("jjjpau"), st.integers(0, 6), st.integers(0, 6)), max_size=25)


@settings(max_examples=60)
@given(ACTS)
def test_any_joins_and_parts_end_as_the_oracle_says(session: Session, make: Make, acts: list) -> None:
    """Against sets of sets and a set of denied pairs; every act that is refused is one that the oracle refuses."""
    for row in [*SamePerson.select(), *LikePair.select()]:
        type(row).delete().where(type(row).id == row.id).execute()
    persons = [make(f"o{place}") for place in range(7)]
    groups = [{place} for place in range(7)]
    denied: set[frozenset[int]] = set()
    for act, one, other in acts:
        here, there = (next(group for group in groups if place in group) for place in (one, other))
        if act == "j":
            fits = here is not there and not any(frozenset((a, b)) in denied for a in here for b in there)
            if _done(lambda one=one, other=other: join_persons(session, persons[one], persons[other])):
                assert fits
                groups = [group for group in groups if group not in (here, there)] + [here | there]
            else:
                assert not fits
        elif act == "p":
            if _done(lambda one=one: part_persons(session, persons[one])):
                denied |= {frozenset((one, place)) for place in here - {one}}
                groups = [group for group in groups if group is not here] + [here - {one}, {one}]
            else:
                assert len(here) == 1
        elif act == "a" and one != other:
            pair = _pair(session, persons[one], persons[other])
            if pair.state == WAITING and _done(lambda pair=pair: settle_pair(session, pair, APART)):
                assert here is not there
                denied.add(frozenset((one, other)))
        elif act == "u" and one != other and frozenset((one, other)) in denied:
            reopen_pair(session, _pair(session, persons[one], persons[other]))
            denied.discard(frozenset((one, other)))
        uids = {person.uid: place for place, person in enumerate(persons)}
        assert sorted(sorted(uids[uid] for uid in group_of(person.uid)) for person in persons) == sorted(
            sorted(next(group for group in groups if place in group)) for place in range(7)
        )
    kept = {row.kept_uid for row in SamePerson.select()}
    assert not kept & {row.person_uid for row in SamePerson.select()}
    told = {frozenset((uids[pair.one_uid], uids[pair.other_uid])) for pair in LikePair.select() if pair.state == APART}
    assert told == denied
    assert not {frozenset(pair) for group in groups for pair in combinations(group, 2)} & denied
    for person in persons:
        Person.delete().where(Person.id == person.id).execute()


def _done(act: Callable[[], object]) -> bool:
    try:
        act()
    except RuleRefused:
        return False
    return True


def _pair(session: Session, one: Person, other: Person) -> LikePair:
    low, high = sorted((one.uid, other.uid))
    found = LikePair.get_or_none((LikePair.one_uid == low) & (LikePair.other_uid == high))
    return found or waiting(session, one, other)
