"""Units where admitting members to the Party comes first 优先发展: the same thresholds as the hints of 推优.

Judged by the figures of the units alone; the people in them belong to `models.recommendation.priority`.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from models.core.codes import table
from models.core.database import DB
from models.office.rulebook import Rule, rule_book
from models.organisations.unit import PLACES

BOOK = "recommendation"
"""The book in which the thresholds stand: a candidate's conditions name the same units."""

FEW, YEARS, NO_WOMAN, AGED = (
    "priority_staff_min",
    "priority_years_without_admission",
    "priority_no_woman_member",
    "priority_aged_50_percent_over",
)
_BELOW = "priority_members_below"


class PriorityUnit(NamedTuple):
    """One unit on one list; `known` is false where a figure is lacking, and `sentence` says which."""

    rule: str
    id: int
    uid: str
    name: str
    told: str
    found: str
    sentence: str
    known: bool


class _Facts(NamedTuple):
    id: int
    uid: str
    name: str
    kind: str
    staff: int | None
    members: int | None
    women: int | None
    over_50: int | None
    last_year: int | None
    has_body: int

    @property
    def concerned(self) -> bool:
        """Villages, and whoever has members or a Party body: elsewhere these questions do not arise."""
        return self.kind in PLACES or bool(self.members) or bool(self.has_body)


_UNITS = (
    "SELECT u.id, u.uid, u.name, u.kind_of_unit, u.staff, u.party_members, u.women_party_members, "
    "u.party_members_over_50, u.last_admission_year, coalesce(u.has_party_body, 0) OR EXISTS "
    "(SELECT 1 FROM body b WHERE b.unit_id = u.id AND b.kind_of_body = 'party') "
    "FROM unit u WHERE u.kind_of_unit NOT IN ('township', 'hamlet') AND (u.closed_on IS NULL OR u.closed_on > ?) "
    "ORDER BY u.pinyin, u.id"
)

_Said = tuple[bool | None, str, dict[str, object]]
"""Whether the unit is on the list (None: a figure is lacking), what was found or lacks, words of the sentence."""


def matters(day: date) -> dict[str, str]:
    """The lists in their order, each with its name."""
    book = _book(day)
    below = book[_BELOW].value if _BELOW in book else 1
    words = {
        FEW: "职工{value}人以上、党员不足" + f"{below}名",
        YEARS: "{value}年没有发展党员",
        NO_WOMAN: "没有女党员",
        AGED: "50岁以上党员超过{value}%",
    }
    return {key: text.format(value=book[key].value) for key, text in words.items() if key in book}


def priority_units(day: date) -> list[PriorityUnit]:
    """Every unit on every list, list by list."""
    book = _book(day)
    units = [_Facts(*row) for row in DB.execute_sql(_UNITS, (day.isoformat(),))]
    return [one for key in _JUDGES if key in book for one in _listed(units, book, key, day)]


def _book(day: date) -> dict[str, Rule]:
    return {rule.id: rule for rule in rule_book(BOOK).rules if rule.in_force(day) and rule.id.startswith("priority_")}


def _listed(units: list[_Facts], book: dict[str, Rule], key: str, day: date) -> Iterator[PriorityUnit]:
    rule, kinds = book[key], table("unit.kind")
    for unit in units:
        holds, found, words = _JUDGES[key](unit, book, day)
        if holds is False:
            continue
        told = kinds.label(unit.kind)
        if holds is None:
            yield PriorityUnit(key, unit.id, unit.uid, unit.name, told, "", f"缺{found}，还不能核对。", known=False)
        else:
            sentence = rule.sentence.format_map({"unit": unit.name, "value": rule.value, **words})
            yield PriorityUnit(key, unit.id, unit.uid, unit.name, told, found, sentence, known=True)


def _few(unit: _Facts, book: dict[str, Rule], _day: date) -> _Said:
    below = book[_BELOW].value if _BELOW in book else 1
    if unit.staff is None or unit.staff < book[FEW].value:
        return False, "", {}
    if unit.members is None:
        return None, "党员人数", {}
    words = {"found": unit.staff, "members": below}
    return unit.members < below, f"职工{unit.staff}人，党员{unit.members}人", words


def _years(unit: _Facts, book: dict[str, Rule], day: date) -> _Said:
    if not unit.concerned:
        return False, "", {}
    if unit.last_year is None:
        return None, "最近一次发展党员的年份", {}
    years = day.year - unit.last_year
    return years >= book[YEARS].value, f"最近一次{unit.last_year}年", {"found": years}


def _no_woman(unit: _Facts, _book: dict[str, Rule], _day: date) -> _Said:
    if not unit.concerned:
        return False, "", {}
    if unit.women is None and unit.members != 0:
        return None, "女党员人数", {}
    members = "" if unit.members is None else f"党员{unit.members}人，"
    return not unit.women, f"{members}女党员{unit.women or 0}人", {}


def _aged(unit: _Facts, book: dict[str, Rule], _day: date) -> _Said:
    if not unit.concerned or unit.members == 0:
        return False, "", {}
    if unit.members is None or unit.over_50 is None:
        return None, "党员人数" if unit.members is None else "50岁以上党员人数", {}
    share = f"{unit.over_50 * 100 / unit.members:.1f}".removesuffix(".0")
    found = f"党员{unit.members}人，50岁以上{unit.over_50}人"
    return unit.over_50 * 100 > book[AGED].value * unit.members, found, {"found": share}


_JUDGES: dict[str, Callable[[_Facts, dict[str, Rule], date], _Said]] = {
    FEW: _few,
    YEARS: _years,
    NO_WOMAN: _no_woman,
    AGED: _aged,
}
