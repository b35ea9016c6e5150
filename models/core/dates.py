"""Dates as rosters know them (year, month or day), ages on a reference date, and working days.

Owns what a date text or cell means; never invents a month or a day, and never asks what day it is today.
"""

import json
import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache, total_ordering

from models.core.errors import ValueProblem
from models.core.text import is_blank, tidy
from resources import path

PIVOT = 30
"""Two-digit years from here on are 19xx, below it 20xx."""

EARLIEST_YEAR, LATEST_YEAR = 1850, 2150
_FIRST_SERIAL, _LAST_SERIAL = 20000, 55000
_EXCEL_EPOCH = date(1899, 12, 30)
_EPOCH_SHIFT_1904 = 1462


class DateProblem(ValueProblem):
    """A text or cell that is no date: `date_unreadable`, `date_impossible` or `date_ambiguous`."""


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the year, month or day. Sorts as its `iso` text: 1990 < 1990-01 < 1990-01-01."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not 1000 <= self.year <= 9999:
            raise DateProblem("date_impossible", f"没有{self.year}年这样的年份，请核对。")
        if self.month is None:
            if self.day is not None:
                raise DateProblem("date_unreadable", "有日无月，不成日期，请补上月份。")
            return
        if not 1 <= self.month <= 12:
            raise DateProblem("date_impossible", f"没有{self.month}月，请核对日期。")
        if self.day is not None and not 1 <= self.day <= monthrange(self.year, self.month)[1]:
            raise DateProblem("date_impossible", f"{self.year}年{self.month}月没有{self.day}日，请核对日期。")

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        """The full date."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def from_iso(cls, text: str) -> "PartialDate":
        """Back from the stored form; ValueError for anything else."""
        year, month, day = (*text.split("-"), "", "")[:3]
        return cls(int(year), int(month) if month else None, int(day) if day else None)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read what a person wrote; raises DateProblem. Blank text is no date: ask `is_blank` first."""
        return _parse(text)

    @classmethod
    def from_cell(cls, cell: object, *, date_1904: bool = False) -> "PartialDate | None":
        """Read a spreadsheet's value; None for empty cells and words like 不详; raises DateProblem."""
        return _from_cell(cell, _EPOCH_SHIFT_1904 if date_1904 else 0)

    @property
    def iso(self) -> str:
        """'1990', '1990-05' or '1990-05-01': the form the database keeps."""
        return "-".join([str(self.year), *(f"{part:02d}" for part in (self.month, self.day) if part)])

    def show(self) -> str:
        """1990年5月1日, as running text writes it."""
        month = f"{self.month}月" if self.month else ""
        return f"{self.year}年{month}" + (f"{self.day}日" if self.day else "")

    def short(self) -> str:
        """1990.05.01, as grids and rosters write it."""
        return self.iso.replace("-", ".")

    def __str__(self) -> str:
        return self.show()

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return (self.year, self.month or 0, self.day or 0) < (other.year, other.month or 0, other.day or 0)

    def earliest(self) -> date:
        """The first day it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> date:
        """The last day it can be."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def exact(self) -> date | None:
        """The day, where it is known."""
        return self.earliest() if self.day else None

    def to_month(self) -> "PartialDate":
        """The same without the day: what 出生年月 prints."""
        return PartialDate(self.year, self.month)

    def covers(self, day: date) -> bool:
        """Whether it can be this day."""
        return self.earliest() <= day <= self.latest()

    def possibly_equal(self, other: "PartialDate | date") -> bool:
        """Whether both can be the same day; equal year-months are, though their days are unknown."""
        first, last = _span(other)
        return self.earliest() <= last and first <= self.latest()

    def surely_before(self, other: "PartialDate | date") -> bool:
        """Whether every day it can be lies before every day the other can be."""
        return self.latest() < _span(other)[0]

    def surely_after(self, other: "PartialDate | date") -> bool:
        """Whether every day it can be lies after every day the other can be."""
        return self.earliest() > _span(other)[1]

    def ages_on(self, reference: date) -> tuple[int, int]:
        """Fewest and most full years reached on the reference date; equal where the precision decides."""
        return full_years(self.latest(), reference), full_years(self.earliest(), reference)

    def age_on(self, reference: date) -> int | None:
        """Full years on the reference date, or None where year or month alone cannot tell."""
        fewest, most = self.ages_on(reference)
        return fewest if fewest == most else None


def _span(when: PartialDate | date) -> tuple[date, date]:
    if isinstance(when, PartialDate):
        return when.earliest(), when.latest()
    return when, when


def full_years(start: date, end: date) -> int:
    """Completed years; who is born on 29 February completes one on 1 March of a common year."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it has none (Civil Code art. 202)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_years(day: date, years: int) -> date:
    """The same day of a later year; 29 February becomes 28 February where there is none."""
    return add_months(day, 12 * years)


_CHINESE_DIGITS = str.maketrans("〇○零Ｏ一二三四五六七八九元", "00001234567891")
_NOISE = re.compile(r"^['`’‘]|(出生|生于|生)$|[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$|[份号]$|[.,，。;；]$")
_PARTS = re.compile(r"(\d{1,4})(?:[-./,，、。年\\~_— ]+(\d{1,4}))?(?:[-./,，、。月\\~_— ]+(\d{1,4}))?[年月日]?")
_DECIMALS = re.compile(r"(\d{4})\.(\d{4})")


def _unreadable(text: str) -> DateProblem:
    return DateProblem("date_unreadable", f"“{text}”看不出是哪一天，请按 1990-05-01 或 1990-05 填写。")


def _ambiguous(text: str, readings: str) -> DateProblem:
    return DateProblem("date_ambiguous", f"“{text}”有两种读法（{readings}），请核对后按 1990-05 的样子填写。")


def _build(year: int, month: int | None, day: int | None) -> PartialDate:
    """Zero stands for unknown, as in 1990.05.00."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise DateProblem("date_impossible", f"年份{year}不合常理，请核对。")
    return PartialDate(year, month or None, day or None)


def _two_digit_year(year: int) -> int:
    return year + (1900 if year >= PIVOT else 2000)


def _clean(text: str) -> str:
    text = tidy(text)
    for _ in range(3):  # 1990年5月1日生。 carries several
        text = _NOISE.sub("", text).strip()
    return re.sub(r"\s*([-./年月日])\s*", r"\1", text)


def _chinese_numerals(text: str) -> str:
    """一九九〇年十二月 in digits; text without such numerals comes back unchanged."""
    if not re.search("[一二三四五六七八九十〇○零元]", text):
        return text
    text = re.sub(r"(?<![一二三四五六七八九])十(?![一二三四五六七八九])", "10", text)
    text = re.sub(r"(?<![一二三四五六七八九])十", "1", text)
    text = re.sub(r"十(?![一二三四五六七八九])", "0", text).replace("十", "")
    return text.translate(_CHINESE_DIGITS)


@lru_cache(maxsize=1 << 15)  # a roster repeats its dates; reading one costs as much as writing its row
def _parse(raw: str) -> PartialDate:
    text = _chinese_numerals(_clean(raw))
    if text.isascii() and text.isdigit():
        return _parse_digits(text, raw)
    if found := _DECIMALS.fullmatch(text):
        return _parse_digits(found[1] + found[2], raw)
    found = _PARTS.fullmatch(text)
    if not found:
        raise _unreadable(raw)
    first, second, third = found.groups()
    if len(first) == 4:
        if third is None and second == "1" and text.endswith(".1"):
            # A sheet that once held the number 1990.10 hands it on as 1990.1.
            raise _ambiguous(raw, "1月或10月")
        return _build(int(first), int(second) if second else None, int(third) if third else None)
    if third is not None and len(third) == 4:
        return _parse_year_last(int(first), int(second), int(third), raw)
    if len(first) == 3 or max(len(second or ""), len(third or "")) > 2:
        raise _unreadable(raw)
    return _parse_short_year(text, int(first), second, third, raw)


def _parse_digits(digits: str, raw: str) -> PartialDate:
    """1990, 199005, 19900501, 900501."""
    if len(digits) == 4:
        return _build(int(digits), None, None)
    if len(digits) == 8:
        return _build(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if len(digits) != 6:
        raise _unreadable(raw)
    year, month = int(digits[:4]), int(digits[4:])
    with_month = EARLIEST_YEAR <= year <= LATEST_YEAR and month <= 12
    short_year, short_month, short_day = (int(digits[at : at + 2]) for at in (0, 2, 4))
    with_day = 1 <= short_month <= 12 and 1 <= short_day <= 31
    if with_month and (not with_day or year >= 1930):
        return _build(year, month, None)
    if with_day and not with_month and short_year > 31:
        return _build(_two_digit_year(short_year), short_month, short_day)
    if with_month or with_day:
        raise _ambiguous(raw, "前四位是年，或只有两位是年")
    raise _unreadable(raw)


def _parse_short_year(text: str, year: int, month: str | None, day: str | None, raw: str) -> PartialDate:
    """90年5月, 90.5: a bare number up to 31 could be a month or a day, so it needs its 年."""
    says_year = re.match(r"\d{1,2}年", text) is not None
    if month is None and not says_year:
        raise _unreadable(raw)
    if not says_year and year <= 31:
        raise _ambiguous(raw, "年在前或年在后")
    return _build(_two_digit_year(year), int(month) if month else None, int(day) if day else None)


def _parse_year_last(first: int, second: int, year: int, raw: str) -> PartialDate:
    """5/1/1990 and 1/5/1990: only a number above 12 tells which one is the day."""
    if first <= 12 and second <= 12 and first != second:
        raise _ambiguous(raw, f"{first}月{second}日或{second}月{first}日")
    month, day = (second, first) if first > 12 else (first, second)
    return _build(year, month, day)


def _from_cell(cell: object, shift: int) -> PartialDate | None:
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return _build(cell.year, cell.month, cell.day)
    if isinstance(cell, date):
        return _build(cell.year, cell.month, cell.day)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_number(cell, shift)
    if not isinstance(cell, str):
        raise _unreadable(str(cell))
    if is_blank(cell):
        return None
    digits = tidy(cell).lstrip("'")
    if len(digits) == 5 and digits.isascii() and digits.isdigit():
        return _from_number(int(digits), shift)
    return _parse(cell)


def _from_number(number: float, shift: int) -> PartialDate | None:
    """Serials, 1990, 199005, 19900501 and 1990.05; one decimal may have lost a zero (1990.1)."""
    if number == 0:
        return None
    whole = f"{number:.10g}"
    if _FIRST_SERIAL <= number < _LAST_SERIAL + 1:
        return PartialDate.of(_EXCEL_EPOCH + timedelta(days=int(number) + shift))
    if re.fullmatch(r"\d{4}\.\d", whole):
        month = int(whole[-1])
        raise _ambiguous(whole, "1月或10月" if month == 1 else f"{month}月，或末尾丢了数字")
    if re.fullmatch(r"\d{4}|\d{6}|\d{8}|\d{4}\.\d{2}|\d{4}\.\d{4}", whole):
        return _parse(whole)
    raise _unreadable(whole)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Working days by the State Council's yearly plans; years without one count Monday to Friday.

    `off` are the days off, `work` the weekend days worked in exchange, `years` those whose plan is known.
    """

    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    @classmethod
    def from_plans(cls, plans: Mapping[str, Mapping[str, Iterable[str]]]) -> "WorkingCalendar":
        """From year → {"off": iso days, "work": iso days}, the shape of `resources/holidays`."""
        return cls(
            frozenset(date.fromisoformat(day) for plan in plans.values() for day in plan["off"]),
            frozenset(date.fromisoformat(day) for plan in plans.values() for day in plan["work"]),
            frozenset(map(int, plans)),
        )

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day."""
        return day in self.work or (day.weekday() < 5 and day not in self.off)

    def _working_from(self, day: date) -> Iterator[date]:
        while True:
            if self.is_working(day):
                yield day
            day += timedelta(days=1)

    def add_working_days(self, start: date, n: int) -> date:
        """The n-th working day after `start`, which itself does not count (Civil Code art. 201)."""
        return self.span_end(start + timedelta(days=1), n) if n > 0 else start

    def span_end(self, first: date, n: int) -> date:
        """Last day of a span that begins on `first`, counts it if it is worked, and holds n working days."""
        if n < 1:
            raise ValueError(n)
        days = self._working_from(first)
        for _ in range(n - 1):
            next(days)
        return next(days)

    def count_working_days(self, first: date, last: date) -> int:
        """Working days from `first` to `last`, both counted; 0 if `last` lies before `first`."""
        return sum(self.is_working(first + timedelta(days=n)) for n in range((last - first).days + 1))

    def provisional(self, year: int) -> bool:
        """Whether that year's plan is unknown here, so that results may still change."""
        return year not in self.years

    def provisional_between(self, first: date, last: date) -> bool:
        """Whether any year of the span lacks its plan."""
        return any(self.provisional(year) for year in range(first.year, last.year + 1))


@cache
def shipped_plans() -> dict[str, dict[str, list[str]]]:
    """The State Council's plans that came with the program: year → off, work."""
    plans = json.loads(path("holidays", "state_council.json").read_text(encoding="utf-8"))
    return {year: {kind: list(plan[kind]) for kind in ("off", "work")} for year, plan in plans.items()}


def working_calendar(typed_in: Mapping[str, Mapping[str, Iterable[str]]] | None = None) -> WorkingCalendar:
    """The shipped plans, each year replaced by what the office has typed in for it."""
    return WorkingCalendar.from_plans({**shipped_plans(), **(typed_in or {})})
