"""Bulk writing: as fast as the driver, and in nothing else different from one record after the other."""

from collections.abc import Iterator
from typing import Any

import pytest

from models.core.database import DB, integrity_problems
from models.core.errors import RuleRefused
from models.core.search import matching_ids
from models.core.verbs import Session, Work, verb
from models.organisations.unit import Unit
from tests import builders

COLUMNS = ("name", "kind_of_unit", "pinyin", "initials")
MANY = 6_000
"""More than from which on indexes are made afterwards."""


@verb("test_bulk", "批量测试")
def write_units(work: Work, names: list[str], stop_at: int = -1) -> range:
    """As many villages, with word of how many come; breaks off at one of them."""
    return work.insert_many(Unit, COLUMNS, rows(names, stop_at), len(names))


def rows(names: list[str], stop_at: int) -> Iterator[tuple[str, ...]]:
    """Villages of these names."""
    for place, name in enumerate(names):
        if place == stop_at:
            raise RuleRefused("到此为止。")
        yield name, "village", "", ""


def named(first: int, count: int = MANY) -> list[str]:
    """Different names."""
    return [f"第{number}村" for number in range(first, first + count)]


def schema() -> list[Any]:
    """Every table and index, and how it is made."""
    return DB.execute_sql("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()


def test_a_large_batch_leaves_the_same_indexes_and_is_found(session: Session) -> None:
    before = schema()
    builders.unit(session, "大坪村")
    written = write_units(session, named(0)).value
    assert schema() == before
    assert len(written) == Unit.select().count() - 1 == MANY
    assert written[-1] in matching_ids("unit", "第5999村", 9)
    plan = DB.execute_sql("EXPLAIN QUERY PLAN SELECT id FROM unit WHERE name = '第7村'").fetchall()
    assert "unit_name" in str(plan)
    first, last = Unit.get_by_id(written[0]), Unit.get_by_id(written[-1])
    for unit in (first, last):
        assert (unit.revision, unit.origin, unit.created_by) == (1, session.origin, session.user)
        assert unit.created_at == unit.changed_at == "2026-11-20 09:30:00"
    assert first.uid != last.uid
    assert integrity_problems() == []


@pytest.mark.parametrize("count", [10, MANY])
@pytest.mark.parametrize("kept", [True, False])
def test_a_name_that_comes_twice_is_refused_however_many_come(session: Session, count: int, *, kept: bool) -> None:
    names = named(0, count)
    if kept:
        builders.unit(session, "大坪村")
        names[-1] = "大坪村"
    else:
        names[-1] = names[0]
    before = (schema(), Unit.select().count())
    with pytest.raises(RuleRefused, match="单位名称与已有的单位重复"):
        write_units(session, names)
    assert (schema(), Unit.select().count()) == before
    assert matching_ids("unit", "第1村", 9) == []
    write_units(session, named(0, count))


def test_whoever_brings_the_rows_may_stop(session: Session) -> None:
    before = schema()
    with pytest.raises(RuleRefused, match="到此为止"):
        write_units(session, named(0), stop_at=MANY - 1)
    assert schema() == before
    assert Unit.select().count() == 0
    assert len(write_units(session, named(0)).value) == MANY


def test_a_user_whose_name_needs_care_is_kept_as_she_is(session: Session) -> None:
    session.user = "O'Neil ? “阿依古丽”"
    written = write_units(session, ["一村"]).value
    assert Unit.get_by_id(written[0]).created_by == session.user
