"""The plan of which copies stay, held against an oracle that says it day by day, week by week, month by month."""

from collections.abc import Callable
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.office.backups.retention import kept

NOW = datetime(2026, 11, 21, 19, 30)


def oracle(moments: list[datetime], now: datetime) -> set[datetime]:
    """The rule as a person would say it: the newest of each period; a period counts when it costs a copy."""
    stay = {moment for moment in moments if now - moment <= timedelta(days=2)}
    stay |= {max(moments)} if moments else set()
    periods: list[tuple[int, Callable[[datetime], object]]] = [
        (12, lambda moment: moment.toordinal()),
        (10, lambda moment: (moment.toordinal() - 1) // 7),  # day 1 of the calendar is a Monday
        (9, lambda moment: moment.year * 12 + moment.month),
    ]
    for wanted, period in periods:
        newest: dict[object, datetime] = {}
        for moment in moments:
            newest[period(moment)] = max(newest.get(period(moment), moment), moment)
        new = sorted((moment for moment in newest.values() if moment not in stay), reverse=True)
        stay |= set(new[:wanted])
    return stay


ages = st.one_of(st.integers(-3000, 60 * 24 * 3), st.integers(0, 60 * 24 * 100), st.integers(0, 60 * 24 * 900))


@given(st.lists(ages, max_size=120, unique=True))
def test_the_plan_is_the_oracles(minutes: list[int]) -> None:
    moments = [NOW - timedelta(minutes=age) for age in minutes]
    assert {moments[place] for place in kept(moments, NOW)} == oracle(moments, NOW)


@given(st.lists(ages, max_size=60))
def test_pruning_again_takes_nothing_more(minutes: list[int]) -> None:
    moments = [NOW - timedelta(minutes=age) for age in minutes]
    left = [moments[place] for place in sorted(kept(moments, NOW))]
    assert len(kept(left, NOW)) == len(left)


@given(st.lists(ages, min_size=1, max_size=60))
def test_the_newest_copy_and_those_of_two_days_always_stay(minutes: list[int]) -> None:
    moments = [NOW - timedelta(minutes=age) for age in minutes]
    left = [moments[place] for place in kept(moments, NOW)]
    assert max(moments) in left
    assert [moment for moment in left if NOW - moment <= timedelta(days=2)].count(NOW) == moments.count(NOW)


def test_a_year_of_copies_leaves_two_days_and_thirty_one_copies() -> None:
    moments: list[datetime] = []
    now = NOW - timedelta(days=400)
    while now < NOW:
        now += timedelta(hours=8)
        moments.append(now)
        stay = kept(moments, now)
        moments = [moment for place, moment in enumerate(moments) if place in stay]
    old = [moment for moment in moments if NOW - moment > timedelta(days=2)]
    assert len(old) == 12 + 10 + 9
    assert NOW - min(moments) > timedelta(days=250)


def test_a_clock_that_jumps_loses_nothing_of_the_future() -> None:
    moments = [NOW + timedelta(days=age) for age in range(300)] + [NOW - timedelta(minutes=5)]
    assert len(kept(moments, NOW)) == 301


def test_of_copies_of_one_moment_the_first_is_the_newest() -> None:
    moments = [NOW, *([NOW - timedelta(days=5)] * 3)]
    assert kept(moments, NOW) == {0, 1}
