"""Periods are read, named and moved back a year."""

from datetime import date

import pytest

from models.core.errors import KnownError
from models.statistics.span import Period, parse


@pytest.mark.parametrize(
    ("text", "since", "until", "title"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026年"),
        ("2026年", date(2026, 1, 1), date(2026, 12, 31), "2026年"),
        ("2026H1", date(2026, 1, 1), date(2026, 6, 30), "2026年上半年"),
        ("2026h2", date(2026, 7, 1), date(2026, 12, 31), "2026年下半年"),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30), "2026年第三季度"),
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30), "2026年11月"),
        ("2024-2", date(2024, 2, 1), date(2024, 2, 29), "2024年2月"),
        ("2026-01-01..2026-09-30", date(2026, 1, 1), date(2026, 9, 30), "2026年1—9月"),
        ("2025-11-20..2026-11-19", date(2025, 11, 20), date(2026, 11, 19), "2025年11月20日至2026年11月19日"),
    ],
)
def test_a_period_is_read_and_named(text: str, since: date, until: date, title: str) -> None:
    period = parse(text)
    assert (period.since, period.until, period.title) == (since, until, title)
    assert parse(period.key) == period


@pytest.mark.parametrize("text", ["", "去年", "2026-13", "2026Q5", "2026-02-30..2026-03-01", "2026-03-01..2026-02-01"])
def test_what_is_no_period_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(KnownError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2026", "2025"),
        ("2025-02", "2024-02"),
        ("2024-02", "2023-02"),
        ("2024-02-29..2024-03-05", "2023-02-28..2023-03-05"),
        ("2025-11-20..2026-11-19", "2024-11-20..2025-11-19"),
    ],
)
def test_the_same_period_of_the_year_before(text: str, before: str) -> None:
    assert parse(text).last_year() == parse(before)


def test_a_month_lies_within_its_year() -> None:
    assert parse("2026-11").within(parse("2026"))
    assert not Period(date(2025, 12, 31), date(2026, 1, 1)).within(parse("2026"))
