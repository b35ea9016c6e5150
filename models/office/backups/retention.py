"""Which copies stay: all of the last 2 days, then 12 daily, 10 weekly, 9 monthly. Knows only moments."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

KEEP_ALL = timedelta(days=2)
DAILY, WEEKLY, MONTHLY = 12, 10, 9


def kept(moments: Sequence[datetime], now: datetime) -> set[int]:
    """Positions of the copies that stay.

    Each rule keeps the newest copy of its latest periods that have copies, after those that an earlier rule kept:
    a desk that was closed for months loses nothing. The newest copy stays always, and so does one from the future.
    Of copies of one moment the first counts as the newest.
    """
    newest_first = sorted(range(len(moments)), key=lambda place: (moments[place], -place), reverse=True)
    staying = {place for place in newest_first if now - moments[place] <= KEEP_ALL} | set(newest_first[:1])
    _keep(staying, newest_first, moments, DAILY, lambda moment: moment.date())
    _keep(staying, newest_first, moments, WEEKLY, lambda moment: moment.isocalendar()[:2])
    _keep(staying, newest_first, moments, MONTHLY, lambda moment: (moment.year, moment.month))
    return staying


def _keep(
    staying: set[int],
    newest_first: Sequence[int],
    moments: Sequence[datetime],
    periods: int,
    period_of: Callable[[datetime], object],
) -> None:
    """Add the newest copy of each of the latest periods; periods whose newest copy stays already cost nothing."""
    seen: set[object] = set()
    added = 0
    for place in newest_first:
        period = period_of(moments[place])
        if period in seen:
            continue
        seen.add(period)
        if place in staying:
            continue
        if added == periods:
            return
        staying.add(place)
        added += 1
