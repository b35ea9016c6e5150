"""Two offices change one record: nothing is lost, nothing is silent, and no order of arrival makes a difference."""

import random
from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest

from models.exchange.merging.three_way import GONE, HERE, Agreed, Merged, Verdict, Version, Wins, decided, merge

COLUMNS = ("name", "phone", "address", "note")


def base(revision: int = 1, **values: Any) -> Agreed:
    """What both agreed on."""
    return Agreed(revision, {"name": "单立梅", "phone": "1", "address": "大坪村", "note": None, **values})


def kept(**values: Any) -> dict[str, Any]:
    """The record here."""
    return {**base().values, **values}


def said(revision: int = 2, **values: Any) -> Version:
    """The record there."""
    return Version(revision, kept(**values))


def test_what_is_unknown_here_is_new() -> None:
    merged = merge(None, None, said())
    assert (merged.verdict, merged.changes) == (Verdict.NEW, kept())


def test_different_fields_of_one_record_merge_by_themselves() -> None:
    merged = merge(base(), kept(phone="2"), said(address="石桥村"))
    assert (merged.verdict, merged.changes, merged.conflicts) == (Verdict.CHANGED, {"address": "石桥村"}, {})


def test_the_same_change_on_both_sides_is_no_change() -> None:
    merged = merge(base(), kept(phone="2"), said(phone="2"))
    assert (merged.verdict, merged.agreed.values["phone"]) == (Verdict.SAME, "2")


def test_a_field_that_both_changed_stays_and_is_pending() -> None:
    merged = merge(base(), kept(phone="2"), said(phone="3"))
    assert merged.verdict is Verdict.CONFLICT
    assert (merged.changes, merged.conflicts) == ({}, {"phone": ("2", "3")})
    assert merged.agreed.values["phone"] == "1"


def test_a_written_rule_decides_at_once() -> None:
    theirs = merge(base(), kept(phone="2"), said(phone="3"), lambda _: Wins.THEIRS)
    ours = merge(base(), kept(phone="2"), said(phone="3"), lambda _: Wins.OURS)
    assert (theirs.verdict, theirs.changes) == (Verdict.CHANGED, {"phone": "3"})
    assert (ours.verdict, ours.changes) == (Verdict.SAME, {})


def test_what_was_never_agreed_on_fills_gaps_and_asks_about_the_rest() -> None:
    merged = merge(None, kept(address=None), said(phone="3"))
    assert (merged.changes, merged.conflicts) == ({"address": "大坪村"}, {"phone": ("1", "3")})


def test_a_deletion_there_deletes_what_was_not_touched_here() -> None:
    assert merge(base(), kept(), Version(2, None)).verdict is Verdict.DELETED


@pytest.mark.parametrize("agreed", [base(), None])
def test_a_deletion_there_against_a_change_here_asks(agreed: Agreed | None) -> None:
    merged = merge(agreed, kept(phone="2"), Version(2, None))
    assert (merged.verdict, merged.conflicts) == (Verdict.CONFLICT, {GONE: (None, 2)})


def test_a_deletion_there_against_something_added_here_asks() -> None:
    merged = merge(base(), kept(disability="1"), Version(2, None))
    assert merged.verdict is Verdict.CONFLICT


def test_a_deletion_here_holds_while_nothing_changes_there() -> None:
    assert merge(base(), None, said()).verdict is Verdict.SAME


def test_a_deletion_here_against_a_change_there_asks() -> None:
    merged = merge(base(), None, said(phone="3"))
    assert (merged.verdict, merged.conflicts) == (Verdict.CONFLICT, {HERE: (None, kept(phone="3"))})
    again = merge(merged.agreed, None, said(3))
    assert (again.verdict, again.agreed.pending) == (Verdict.SAME, {})


def test_who_is_deleted_on_both_sides_does_not_come_back_by_an_old_version() -> None:
    gone = merge(base(), None, Version(3, None)).agreed
    assert merge(gone, None, said(2)).verdict is Verdict.SAME
    assert merge(gone, None, said(4)).verdict is Verdict.NEW


def test_what_was_deleted_here_before_it_was_ever_agreed_on_stays_deleted() -> None:
    assert merge(None, None, said(2), buried=2).verdict is Verdict.SAME
    assert merge(None, None, said(3), buried=2).verdict is Verdict.CONFLICT


def test_a_decision_holds_until_they_say_something_else() -> None:
    pending = merge(base(), kept(phone="2"), said(phone="3")).agreed
    after = decided(pending, {"phone": "3"})
    assert merge(after, kept(phone="2"), said(phone="3")).verdict is Verdict.SAME
    assert merge(after, kept(phone="2"), said(3, phone="4")).conflicts == {"phone": ("2", "4")}
    assert decided(pending, {"phone": "9"}) == pending


def test_a_decision_about_a_deletion_holds() -> None:
    after = decided(merge(base(), kept(phone="2"), Version(2, None)).agreed, {GONE: 2})
    assert merge(after, kept(phone="2"), Version(2, None)).verdict is Verdict.SAME
    assert merge(after, kept(phone="2"), said(3, phone="3")).verdict is Verdict.CONFLICT
    back = decided(merge(base(), None, said(phone="3")).agreed, {HERE: kept(phone="3")})
    assert merge(back, None, said(phone="3")).verdict is Verdict.SAME


def test_a_purpose_that_tells_fewer_columns_hides_nothing_of_another() -> None:
    """The newer package tells the name alone; the older one, which comes later, brings the phone."""
    known = merge(base(), kept(), Version(3, {"name": "单丽梅"})).agreed
    merged = merge(known, kept(name="单丽梅"), Version(2, {"name": "单立梅", "phone": "5"}))
    assert merged.changes == {"phone": "5"}
    assert (merged.agreed.seen("name"), merged.agreed.seen("phone")) == (3, 2)


def test_a_package_twice_changes_nothing() -> None:
    once = merge(base(), kept(phone="2"), said(address="石桥村", phone="3"))
    here = {**kept(phone="2"), **once.changes}
    twice = merge(once.agreed, here, said(address="石桥村", phone="3"))
    assert (twice.changes, twice.conflicts, twice.agreed) == ({}, once.conflicts, once.agreed)


def _three_ways(draw: random.Random) -> tuple[dict[str, Any], dict[str, Any] | None, dict[str, Any] | None]:
    before = {name: draw.choice([None, "a", "b"]) for name in COLUMNS}

    def edited() -> dict[str, Any] | None:
        if draw.random() < 0.1:
            return None
        return {
            name: draw.choice([None, "b", "c", "d"]) if draw.random() < 0.4 else old for name, old in before.items()
        }

    return before, edited(), edited()


def _oracle(before: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """Column by column, as one would explain it to a child."""
    after, both = dict(ours), set()
    for name, old in before.items():
        we_did, they_did = ours[name] != old, theirs[name] != old
        if they_did and not we_did:
            after[name] = theirs[name]
        elif they_did and we_did and ours[name] != theirs[name]:
            both.add(name)
    return after, both


def test_ten_thousand_random_edits_lose_nothing() -> None:
    draw = random.Random(20261121)
    for _ in range(10_000):
        before, ours, theirs = _three_ways(draw)
        merged = merge(Agreed(1, before), ours, Version(2, theirs))
        if ours is None or theirs is None:
            _deletions_are_as_they_should(before, ours, theirs, merged)
            continue
        after, both = _oracle(before, ours, theirs)
        assert {**ours, **merged.changes} == after
        assert merged.conflicts == {name: (ours[name], theirs[name]) for name in both}
        assert merged.agreed.pending == {name: theirs[name] for name in both}


def _deletions_are_as_they_should(before: Any, ours: Any, theirs: Any, merged: Merged) -> None:
    if ours is None and theirs is None:
        assert merged.verdict is Verdict.SAME
        assert merged.agreed.gone
    elif ours is None:
        assert merged.verdict is (Verdict.SAME if theirs == before else Verdict.CONFLICT)
        assert theirs == before or merged.conflicts[HERE] == (None, theirs)
    else:
        assert merged.verdict is (Verdict.DELETED if ours == before else Verdict.CONFLICT)
        assert not merged.changes


def _arrive(
    before: dict[str, Any], ours: dict[str, Any] | None, versions: Sequence[Version], wins: Wins
) -> tuple[Any, Any]:
    agreed, here = Agreed(1, before), ours
    for version in versions:
        merged = merge(agreed, here, version, lambda _: wins)
        agreed = merged.agreed
        if merged.verdict is Verdict.DELETED:
            here = None
        elif merged.changes:
            here = {**(here or {}), **merged.changes}
    return here, dict(agreed.pending)


@pytest.mark.parametrize("wins", list(Wins))
def test_versions_in_any_order_end_in_one_state(wins: Wins) -> None:
    """Left out: what was deleted here and there and then taken up again there, which a person decides about."""
    draw = random.Random(5)
    for _ in range(1500):
        before, ours, _ = _three_ways(draw)
        versions = [Version(number, _three_ways(draw)[2]) for number in (2, 4, 6)]
        versions = [Version(at - 1 if values is None else at, values) for at, values in versions]
        if ours is None and any(version.values is None for version in versions[:-1]):
            continue
        told = [_arrive(before, ours, order, wins) for order in permutations(versions)]
        assert all(one == told[0] for one in told), (before, ours, versions, told)
