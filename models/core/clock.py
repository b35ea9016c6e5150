"""The one place that asks what time it is, so that a job can run on a fixed clock."""

from collections.abc import Callable
from datetime import date, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The local wall clock, to the second."""
    return datetime.now().replace(microsecond=0)


def fixed(moment: datetime) -> Clock:
    """A clock that stands still at `moment`."""
    return lambda: moment


def stamp(moment: datetime) -> str:
    """The form in which moments are stored: `2026-11-21 08:30:00`, sorts as text."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def today(clock: Clock) -> date:
    """The clock's date."""
    return clock().date()
