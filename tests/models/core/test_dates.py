"""Partial dates: what they accept, what they refuse to guess, ages, months, working days."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.dates import (
    DateProblem,
    PartialDate,
    WorkingCalendar,
    add_months,
    add_years,
    full_years,
)

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
PARTIAL = st.builds(lambda day, parts: PartialDate(*(day.year, day.month, day.day)[:parts]), DAYS, st.integers(1, 3))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1990", "1990"),
        ("1990年", "1990"),
        ("1990.05", "1990-05"),
        ("1990.5", "1990-05"),
        ("1990.10", "1990-10"),
        ("1990-5-1", "1990-05-01"),
        ("1990/5/1", "1990-05-01"),
        ("90年5月", "1990-05"),
        ("05年5月", "2005-05"),
        ("90.5", "1990-05"),
        ("1990年5月1日", "1990-05-01"),
        ("1990 年 5 月", "1990-05"),
        ("1990年5月生", "1990-05"),
        ("19900501", "1990-05-01"),
        ("199005", "1990-05"),
        ("200512", "2005-12"),
        ("900501", "1990-05-01"),
        ("１９９０．０５", "1990-05"),
        ("'1990.05", "1990-05"),
        ("1990.05.00", "1990-05"),
        ("1990.0501", "1990-05-01"),
        ("1990-05-01 00:00:00", "1990-05-01"),
        ("1990-05-01T08:30:00", "1990-05-01"),
        ("25/12/1990", "1990-12-25"),
        ("一九九〇年十二月", "1990-12"),
        ("二〇〇〇年十月二十一日", "2000-10-21"),
        ("二〇一〇年一月三十日", "2010-01-30"),
    ],
)
def test_spellings_of_rosters_are_read(text: str, iso: str) -> None:
    assert PartialDate.parse(text).iso == iso


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "date_unreadable"),
        ("36岁", "date_unreadable"),
        ("农历1990年五月", "date_unreadable"),
        ("90", "date_unreadable"),
        ("1990-5-1-2", "date_unreadable"),
        ("20**年", "date_unreadable"),
        ("1990-13", "date_impossible"),
        ("2023-02-30", "date_impossible"),
        ("1023-02-03", "date_impossible"),
        ("1990.1", "date_ambiguous"),
        ("05.06", "date_ambiguous"),
        ("050607", "date_ambiguous"),
        ("190501", "date_ambiguous"),
        ("5/1/1990", "date_ambiguous"),
    ],
)
def test_what_cannot_be_known_is_refused(text: str, code: str) -> None:
    with pytest.raises(DateProblem) as problem:
        PartialDate.parse(text)
    assert problem.value.code == code


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        (datetime(1990, 5, 1, 3), "1990-05-01"),
        (date(1990, 5, 1), "1990-05-01"),
        (33000, "1990-05-07"),
        (33000.75, "1990-05-07"),
        (44927.0, "2023-01-01"),
        ("44927", "2023-01-01"),
        (1990.05, "1990-05"),
        (1990.12, "1990-12"),
        (1990.0, "1990"),
        (199005.0, "1990-05"),
        (19900501, "1990-05-01"),
        ("1990年5月", "1990-05"),
    ],
)
def test_cells_are_read_by_their_type(cell: object, iso: str) -> None:
    read = PartialDate.from_cell(cell)
    assert read is not None
    assert read.iso == iso


@pytest.mark.parametrize("cell", [None, "", " ", "不详", "无", "/", "—", 0])
def test_blank_cells_are_no_date(cell: object) -> None:
    assert PartialDate.from_cell(cell) is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (1990.1, "date_ambiguous"),
        (1990.5, "date_ambiguous"),
        (1990.13, "date_impossible"),
        (36, "date_unreadable"),
        (-5, "date_unreadable"),
        (1e300, "date_unreadable"),
        (float("nan"), "date_unreadable"),
        (True, "date_unreadable"),
        (time(8), "date_unreadable"),
        (timedelta(days=3), "date_unreadable"),
    ],
)
def test_cells_that_are_no_sure_date_are_refused(cell: object, code: str) -> None:
    with pytest.raises(DateProblem) as problem:
        PartialDate.from_cell(cell)
    assert problem.value.code == code


def test_workbooks_that_count_from_1904_are_shifted() -> None:
    shifted = PartialDate.from_cell(33000 - 1462, date_1904=True)
    assert shifted == PartialDate(1990, 5, 7)


@given(PARTIAL)
def test_every_written_form_is_read_back(partial: PartialDate) -> None:
    assert PartialDate.from_iso(partial.iso) == partial
    assert PartialDate.parse(partial.show()) == partial
    assert PartialDate.parse(partial.iso) == partial
    assert PartialDate.parse(partial.short()) == partial


@given(st.text(max_size=14))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(DateProblem):
        assert PartialDate.parse(text).iso


@given(PARTIAL, PARTIAL)
def test_order_is_the_order_of_the_stored_text(one: PartialDate, other: PartialDate) -> None:
    assert (one < other) == (one.iso < other.iso)
    assert (one == other) == (one.iso == other.iso)


@given(PARTIAL, DAYS)
def test_a_day_is_covered_before_or_after(partial: PartialDate, day: date) -> None:
    cases = [partial.surely_before(day), partial.covers(day), partial.surely_after(day)]
    assert cases.count(True) == 1
    assert partial.possibly_equal(day) == partial.covers(day)


@given(PARTIAL, DAYS, st.data())
def test_ages_hold_for_every_day_the_date_can_be(partial: PartialDate, reference: date, data: st.DataObject) -> None:
    born = data.draw(st.dates(partial.earliest(), partial.latest()))
    fewest, most = partial.ages_on(reference)
    assert fewest <= full_years(born, reference) <= most
    assert partial.age_on(reference) in (None, fewest)


def test_age_is_full_years_and_silent_where_the_month_does_not_tell() -> None:
    assert PartialDate(2008, 5, 20).age_on(date(2026, 5, 19)) == 17
    assert PartialDate(2008, 5, 20).age_on(date(2026, 5, 20)) == 18
    assert PartialDate(2008, 5).age_on(date(2026, 5, 20)) is None
    assert PartialDate(2008, 5).age_on(date(2026, 6, 1)) == 18
    assert PartialDate(2008, 2, 29).age_on(date(2026, 2, 28)) == 17


def test_shown_forms() -> None:
    assert PartialDate(1990, 5).show() == "1990年5月"
    assert PartialDate(1990, 5, 1).short() == "1990.05.01"
    assert PartialDate(1990, 5, 1).to_month() == PartialDate(1990, 5)
    assert PartialDate(1990, 5).exact() is None


def test_impossible_dates_cannot_be_built() -> None:
    for parts in [(1990, 13), (1990, 2, 29), (90,), (1990, None, 1)]:
        with pytest.raises(DateProblem):
            PartialDate(*parts)


def test_months_end_where_the_month_ends() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 12, 15), 1) == date(2027, 1, 15)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)


@given(DAYS, st.integers(-600, 600))
def test_months_are_counted_exactly(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months


@given(
    DAYS,
    st.integers(1, 40),
    st.frozensets(st.integers(0, 60), max_size=20),
    st.frozensets(st.integers(0, 60), max_size=10),
)
def test_working_days_added_are_working_days_counted(
    start: date, n: int, off: frozenset[int], work: frozenset[int]
) -> None:
    calendar = WorkingCalendar(
        frozenset(start + timedelta(days=at) for at in off), frozenset(start + timedelta(days=at) for at in work)
    )
    end = calendar.add_working_days(start, n)
    assert calendar.is_working(end)
    assert calendar.count_working_days(start + timedelta(days=1), end) == n
    assert calendar.count_working_days(start, calendar.span_end(start, n)) == n
