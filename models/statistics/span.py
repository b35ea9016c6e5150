"""Periods 期间 of a return: from a day to a day, both included, and the words that name them.

Owns how a period is read, written and named. The last day is the cut-off date (统计截止日期) of what is counted as of
a day. Never asks what day it is.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from models.core.dates import PartialDate
from models.core.errors import KnownError

_ONE, _HALF, _QUARTER, _MONTH = (
    re.compile(pattern) for pattern in (r"(\d{4})年?", r"(\d{4})-?H([12])", r"(\d{4})-?Q([1-4])", r"(\d{4})-(\d{1,2})")
)
_SPAN = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.\.|—|至)(\d{4}-\d{2}-\d{2})")
_HALVES, _QUARTERS = "上下", "一二三四"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From `since` to `until`, both included."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise KnownError("期间的最后一天早于第一天，请核对起止日期。")

    @classmethod
    def months(cls, year: int, first: int, last: int) -> "Period":
        """Whole months of one year."""
        return cls(date(year, first, 1), date(year, last, monthrange(year, last)[1]))

    @property
    def title(self) -> str:
        """2026年, 2026年上半年, 2026年第三季度, 2026年11月, 2026年1—9月, or both days."""
        year, first, last = self.since.year, self.since.month, self.until.month
        if self != _whole(self):
            return f"{_words(self.since)}至{_words(self.until)}"
        if (first, last) == (1, 12):
            return f"{year}年"
        if last - first == 5 and first in (1, 7):
            return f"{year}年{_HALVES[first // 7]}半年"
        if last - first == 2 and first % 3 == 1:
            return f"{year}年第{_QUARTERS[first // 3]}季度"
        return f"{year}年{first}月" if first == last else f"{year}年{first}—{last}月"

    @property
    def key(self) -> str:
        """How it is written in files and read by `parse`: 2026, 2026H1, 2026Q3, 2026-11 or both days."""
        year, first, last = self.since.year, self.since.month, self.until.month
        if self == _whole(self):
            if (first, last) == (1, 12):
                return f"{year}"
            if last - first == 5 and first in (1, 7):
                return f"{year}H{1 + first // 7}"
            if last - first == 2 and first % 3 == 1:
                return f"{year}Q{1 + first // 3}"
            if first == last:
                return f"{year}-{first:02}"
        return f"{self.since}..{self.until}"

    def last_year(self) -> "Period":
        """The same period of the year before: whole months stay whole months."""
        if self == _whole(self):
            return Period.months(self.since.year - 1, self.since.month, self.until.month)
        return Period(_year_before(self.since), _year_before(self.until))

    def within(self, other: "Period") -> bool:
        """Whether every day of it lies in the other one."""
        return other.since <= self.since and self.until <= other.until


def parse(text: str) -> Period:
    """A period from its key, e.g. 2026, 2026H1, 2026Q3, 2026-11, 2026-01-01..2026-06-30. Raises KnownError."""
    plain = text.strip().upper()
    try:
        for pattern, made in _READERS:
            found = pattern.fullmatch(plain)
            if found:
                return made(*found.groups())
    except ValueError as error:
        raise KnownError(f"“{text}”里有不存在的日期，请核对。") from error
    raise KnownError(
        f"看不懂期间“{text}”。请写成 2026、2026H1（上半年）、2026Q3（第三季度）、2026-11，或 2026-01-01..2026-06-30。"
    )


_READERS: tuple[tuple[re.Pattern[str], Callable[..., Period]], ...] = (
    (_ONE, lambda year: Period.months(int(year), 1, 12)),
    (_HALF, lambda year, half: Period.months(int(year), 6 * int(half) - 5, 6 * int(half))),
    (_QUARTER, lambda year, quarter: Period.months(int(year), 3 * int(quarter) - 2, 3 * int(quarter))),
    (_MONTH, lambda year, month: Period.months(int(year), int(month), int(month))),
    (_SPAN, lambda since, until: Period(date.fromisoformat(since), date.fromisoformat(until))),
)


def _whole(period: Period) -> Period | None:
    """The whole months of one year in which the period lies; None where it crosses years."""
    if period.since.year != period.until.year:
        return None
    return Period.months(period.since.year, period.since.month, period.until.month)


def _year_before(day: date) -> date:
    last = monthrange(day.year - 1, day.month)[1]
    return date(day.year - 1, day.month, min(day.day, last))


def _words(day: date) -> str:
    return PartialDate.of(day).show()
