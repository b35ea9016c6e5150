"""The shipped plans of days off, and what is unknown beyond them."""

from datetime import date

import pytest

from models.core.dates import shipped_plans, working_calendar


@pytest.mark.parametrize(("year", "working_days"), [(2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_each_year_has_the_working_days_of_its_plan(year: int, working_days: int) -> None:
    assert working_calendar().count_working_days(date(year, 1, 1), date(year, 12, 31)) == working_days


def test_days_worked_in_exchange_are_weekend_days_of_their_year() -> None:
    for year, plan in shipped_plans().items():
        for text in plan["work"]:
            assert date.fromisoformat(text).weekday() >= 5
            assert text.startswith(year)
        assert not set(plan["off"]) & set(plan["work"])


def test_a_notice_over_the_national_day_ends_after_it() -> None:
    assert working_calendar().span_end(date(2026, 9, 28), 5) == date(2026, 10, 9)
    assert working_calendar().add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)


def test_years_without_a_plan_are_provisional_until_typed_in() -> None:
    assert not working_calendar().provisional(2026)
    assert working_calendar().provisional(2027)
    assert working_calendar().provisional_between(date(2026, 12, 30), date(2027, 1, 5))
    typed = working_calendar({"2027": {"off": ["2027-01-01"], "work": []}})
    assert not typed.provisional(2027)
    assert not typed.is_working(date(2027, 1, 1))


def test_an_empty_span_has_no_working_days() -> None:
    assert working_calendar().count_working_days(date(2026, 3, 2), date(2026, 3, 1)) == 0
    with pytest.raises(ValueError):
        working_calendar().span_end(date(2026, 3, 2), 0)
