"""Reading the days of a year's holiday plan as a clerk copies them from the notice. Knows no screen and no record."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from models.core.errors import ValueProblem

_DAY = r"(?:(\d{4})\s*[年.\-/])?\s*(?:(\d{1,2})\s*[月.\-/])?\s*(\d{1,2})\s*日?"
_SPAN = re.compile(rf"^{_DAY}(?:\s*(?:至|到|—+|–|~|～|-{{2,}})\s*{_DAY})?$")
_DASHED = re.compile(r"(\d[.月/]\d{1,2}日?)\s*-\s*(?=\d{1,2}[.月/])")
_PARTS = re.compile(r"[、,，;；\s]+")
_WEEKDAY = re.compile(r"[（(][^）)]*[）)]")


def read_days(text: str, year: int) -> list[date]:
    """Days such as「1月1日至3日、2月15日、10.1～10.7」of one year, in order. Raises ValueProblem with the odd part."""
    found: set[date] = set()
    plain = _DASHED.sub(r"\1至", _WEEKDAY.sub("", text))
    plain = re.sub(r"\s*(至|到|—+|–|~|～)\s*", r"\1", plain)
    for part in filter(None, _PARTS.split(plain)):
        found.update(_read(part, year))
    return sorted(found)


def write_days(days: Iterable[date]) -> str:
    """Days in the same way, runs of days as spans."""
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return "、".join(_span(run[0], run[-1]) for run in runs)


def _read(part: str, year: int) -> list[date]:
    match = _SPAN.match(part)
    if match is None:
        raise ValueProblem("date_unreadable", f"“{part}”看不出是哪一天，请写成 1月1日 或 1月1日至3日。")
    stated, month, day, stated_last, month_last, day_last = (int(text) if text else 0 for text in match.groups())
    if not month:
        raise ValueProblem("date_unreadable", f"“{part}”没有写月份，请写成 1月1日。")
    if any(one not in (0, year) for one in (stated, stated_last)):
        raise ValueProblem("date_unreadable", f"“{part}”不在{year}年之内，请核对。")
    try:
        first = date(year, month, day)
        last = date(year, month_last or month, day_last) if day_last else first
    except ValueError as error:
        raise ValueProblem("date_unreadable", f"“{part}”不是日历上的一天，请核对。") from error
    if last < first:
        raise ValueProblem("date_unreadable", f"“{part}”的先后不对，请核对。")
    return [first + timedelta(days=k) for k in range((last - first).days + 1)]


def _span(first: date, last: date) -> str:
    if first == last:
        return f"{first.month}月{first.day}日"
    month = f"{last.month}月" if last.month != first.month else ""
    return f"{first.month}月{first.day}日至{month}{last.day}日"
