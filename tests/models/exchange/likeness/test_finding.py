"""Finding pairs: in one file, between attached ones; what is left out; order, stopping, traces."""

import random
from collections.abc import Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from models.core.database import DB
from models.core.errors import Cancelled
from models.core.progress import Silent, StopAfter
from models.core.verbs import Session
from models.exchange.likeness.finding import Ask, Pair, crowds, pairs
from models.exchange.likeness.keys import Narrow
from models.exchange.likeness.scoring import Names, Someone, Verdict, score
from tests import builders
from tests.models.exchange.likeness.conftest import Make, row
from tests.samples.doubles import County, Double


def found(connection: Any, **values: Any) -> list[Pair]:
    """All pairs."""
    return list(pairs(Ask(connection, **values), Silent()))


def names(of: list[Pair]) -> list[tuple[str, str]]:
    """Their uids."""
    return [(pair.one.uid, pair.other.uid) for pair in of]


def test_records_of_two_offices_are_compared_in_one_file(base: Make):
    connection = base([row("p1"), row("p2", origin="b"), row("p3", origin="b", name="李秀英", phone="13911112222")])
    assert names(found(connection)) == [("p1", "p2")]
    assert found(connection)[0].likeness.verdict is Verdict.SAME


def test_records_of_one_office_are_compared_when_asked(base: Make):
    connection = base([row("p1"), row("p2")])
    assert names(found(connection)) == []
    assert names(found(connection, within=True)) == [("p1", "p2")]


def test_records_of_attached_files_are_compared_with_each_other_only(base: Make, tmp_path: Path):
    connection = base([row("p1"), row("p2", origin="b")], "one.db")
    base([row("q1", origin="c"), row("p2", origin="b")], "two.db").close()
    connection.execute("ATTACH ? AS incoming", (str(tmp_path / "two.db"),))
    between = found(connection, sources=("main", "incoming"))
    told = [(pair.one.uid, pair.one_source, pair.other.uid, pair.other_source) for pair in between]
    # The record that both files hold is no pair with itself.
    assert sorted(told) == [
        ("p1", "main", "p2", "incoming"),
        ("p1", "main", "q1", "incoming"),
        ("p2", "main", "q1", "incoming"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "張國強"}, {"name": "张国强"}),
        ({"name": "张国强"}, {"name": "张国墙"}),
        ({"name": "张国强"}, {"name": "章国强"}),
        ({"name": "覃红梅"}, {"name": "谭红梅"}),
        ({"name": "阿卜杜拉·买买提"}, {"name": "阿卜杜拉买买提"}),
        ({"name": "张国强"}, {"name": "张国富"}),
        ({"name": "张国强"}, {"name": "张建强"}),
        ({"name": "张国强"}, {"name": "李红", "former_name": "张国强"}),
        ({"born": "1990-03-07"}, {"born": "1990-07-03"}),
        ({"born": "1990"}, {"born": "1990-07-03"}),
        ({"born": None}, {"born": "1990-07-03"}),
        (
            {"id_number": "999999900307123"},
            {"id_number": builders.id_number(date(1990, 3, 7), 123)},
        ),
    ],
)
def test_written_otherwise_she_is_still_found(base: Make, one: dict[str, Any], other: dict[str, Any]):
    moved = {"origin": "b", "village": 1}
    different_phone = {} if one.get("born", "") is None else {"phone": "13911112222"}
    connection = base([row("p1", **one), row("p2", **other, **moved, **different_phone)])
    assert names(found(connection)) == [("p1", "p2")]


def test_what_was_said_not_to_be_the_same_is_left_out(base: Make):
    connection = base([row("p1"), row("p2", origin="b")])
    assert found(connection, apart=frozenset({("p2", "p1")})) == []
    assert found(connection, apart=frozenset({("p1", "p2")})) == []
    assert found(connection, hidden=frozenset({"p2"})) == []


def test_closed_records_are_never_read(base: Make):
    connection = base([row("p1"), row("p2", origin="b")])
    connection.execute("UPDATE person SET id = -2 WHERE uid = 'p2'")
    assert found(connection) == []


def test_a_phone_of_many_says_nothing_and_is_told(base: Make):
    letters = "国强建军海涛文斌志远光明永贵正德"
    rows = [
        row(f"p{place:02d}", "张" + letter * 2, origin=f"o{place % 2}", born=None)
        for place, letter in enumerate(letters)
    ]
    connection = base([*rows, row("q", "张国国", born=None, origin="z", phone="13800009999")])
    assert [(crowd.title, crowd.groups, crowd.persons) for crowd in crowds(Ask(connection))] == [
        ("电话", 1, len(letters))
    ]
    assert names(found(connection)) == [("p00", "q")]


def test_the_order_of_the_rows_does_not_matter(base: Make):
    rows = County(1_500).fill().rows

    def told(given: Sequence[Double]) -> dict[tuple[str, str], Any]:
        connection = base(given, villages=300)
        once = found(connection)
        assert once == found(connection)
        return {(pair.one.uid, pair.other.uid): pair.likeness for pair in once}

    assert told(rows) == told(random.Random(7).sample(rows, len(rows)))


@pytest.mark.parametrize("steps", [0, 3, 10])
def test_stopped_it_leaves_nothing_behind(base: Make, steps: int):
    connection = base([row("p1"), row("p2", origin="b")])
    with pytest.raises(Cancelled):
        list(pairs(Ask(connection), StopAfter(steps)))
    assert connection.execute("SELECT count(*) FROM sqlite_temp_master").fetchone() == (0,)
    half = pairs(Ask(connection), Silent())
    next(half)
    half.close()
    assert connection.execute("SELECT count(*) FROM sqlite_temp_master").fetchone() == (0,)


def test_the_open_office_is_asked_when_nothing_else_is_named(session: Session):
    one = builders.person(session)
    other = builders.person(session, id_number=None)
    assert [{pair.one.uid, pair.other.uid} for pair in pairs(Ask(within=True), Silent())] == [{one.uid, other.uid}]
    assert DB.execute_sql("SELECT count(*) FROM sqlite_temp_master").fetchone() == (0,)


def test_the_keys_lose_no_pair_that_is_the_same(base: Make):
    """Against the oracle that compares everybody with everybody."""
    county = County(400, share=0.3).fill()
    connection = base(county.rows, villages=300)
    by_keys = found(connection)
    same = {(pair.one.uid, pair.other.uid) for pair in by_keys if pair.likeness.verdict is Verdict.SAME}
    with Narrow(connection, ("main",)) as narrow:
        everybody = [Someone._make(line[2:]) for line in narrow.rows(range(1, len(county.rows) + 1))]
        known = Names(narrow.count(), narrow.shares("name"), narrow.shares("pinyin"), crowded=narrow.crowded_phones())
    compared = {
        (one.uid, other.uid): score(one, other, known).verdict
        for one, other in combinations(sorted(everybody), 2)
        if one.origin != other.origin
    }
    assert same == {uids for uids, verdict in compared.items() if verdict is Verdict.SAME}
    assert len(same) > 30
    for pair in by_keys:
        assert compared[pair.one.uid, pair.other.uid] is pair.likeness.verdict
