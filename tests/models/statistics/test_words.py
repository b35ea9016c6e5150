"""Conditions in words: ages as full years on a day, against the ages that dates themselves tell."""

import sqlite3
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.dates import PartialDate
from models.statistics.words import age_sql, coded, compared, listed

DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))
BIRTHS = st.one_of(
    st.dates(date(1930, 1, 1), date(2012, 12, 31)).map(lambda day: day.isoformat()),
    st.dates(date(1930, 1, 1), date(2012, 12, 31)).map(lambda day: day.isoformat()[:7]),
    st.integers(1930, 2012).map(str),
)


def holds(born: str | None, word: str, day: date) -> bool:
    text, values = age_sql("born", word, day)
    with sqlite3.connect(":memory:") as connection:
        found = connection.execute(f"SELECT {text} IS TRUE FROM (SELECT ? AS born)", (*values, born))
        return bool(found.fetchone()[0])


@given(BIRTHS, DAYS, st.integers(0, 99), st.integers(0, 20))
def test_age_conditions_are_full_years_on_the_day(born: str, day: date, low: int, more: int) -> None:
    age = PartialDate.from_iso(born).ages_on(day)[0]
    assert holds(born, f"age<={low}", day) == (age <= low)
    assert holds(born, f"age>={low}", day) == (age >= low)
    assert holds(born, f"age {low}-{low + more}", day) == (low <= age <= low + more)


@pytest.mark.parametrize("word", ["age<=35", "age>=36", "age 31-35"])
def test_who_has_no_birth_date_is_in_no_band(word: str) -> None:
    assert not holds(None, word, date(2026, 11, 20))
    assert holds(None, "age unknown", date(2026, 11, 20))


@pytest.mark.parametrize("wrong", ["age", "age<35", "age 31"])
def test_a_word_about_age_that_means_nothing_is_refused(wrong: str) -> None:
    with pytest.raises(KeyError):
        age_sql("born", wrong, date(2026, 1, 1))


def test_codes_are_asked_whole_or_by_their_beginning() -> None:
    assert coded("c", "a|b") == ("(c IN (?,?))", ("a", "b"))
    assert coded("c", "02*|03") == ("(c IN (?) OR substr(c, 1, 2) = ?)", ("03", "02"))


def test_only_known_columns_are_compared() -> None:
    assert compared({"staff": "u.staff"}, "staff>=100", date(2026, 1, 1)) == ("(u.staff) >= ?", (100,))
    with pytest.raises(KeyError):
        compared({"staff": "u.staff"}, "name>=100", date(2026, 1, 1))


@pytest.mark.parametrize(
    ("kept", "fits"), [("orphan", True), ("a,orphan,b", True), ("orphans,a", False), (None, False)]
)
def test_one_of_several_codes(kept: str | None, fits: bool) -> None:
    with sqlite3.connect(":memory:") as connection:
        found = connection.execute(f"SELECT {listed('c', 'orphan')} IS TRUE FROM (SELECT ? AS c)", (kept,)).fetchone()
    assert bool(found[0]) == fits
