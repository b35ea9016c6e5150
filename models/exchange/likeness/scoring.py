"""How alike two records of persons are, in bits and in words (Fellegi and Sunter's method).

Owns the comparisons; their weights, thresholds and what may be called the same without asking anybody are data
(`resources/likeness.json`). Reads no record by itself and never decides for two valid ID numbers that differ.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from math import log2
from typing import NamedTuple

from models.core.errors import ValueProblem
from models.core.identity import maybe_damaged, parse_id, sex_of, upgrade_id
from models.core.text import DOT, pinyin_forms
from models.exchange.likeness.weights import (
    SHARE,
    by_share,
    likeness_data,
    rare_weight,
    variants,
    weight,
    words_of,
)

UNKNOWN = "unknown"
"""The level of what at least one of two records does not tell."""

_SURE_DAY = 10  # length of a birth known to the day


class Verdict(StrEnum):
    """What follows: the same without asking, somebody should look, or different."""

    SAME = "same"
    REVIEW = "review"
    DIFFERENT = "different"


class Someone(NamedTuple):
    """What is compared of a record. `birth` is `born`, or more of it from the ID number; values as stored."""

    uid: str
    origin: str
    name: str
    former_name: str | None = None
    pinyin: str = ""
    sex: str | None = None
    born: str | None = None
    birth: str | None = None
    id_number: str | None = None
    phone: str | None = None
    village: str | None = None
    father: str | None = None
    mother: str | None = None


class Names(NamedTuple):
    """How frequent names are in the file at hand; names that one person has need not be listed. `whole`: its name.

    crowded: phones as stored that so many persons share that they say nothing.
    """

    persons: int
    named: Mapping[str, int]
    read: Mapping[str, int]
    whole: str = "全县"
    crowded: frozenset[str] = frozenset()

    def having(self, one: str, other: str) -> int:
        """How many have one of these names; at least one."""
        found = self.named.get(one, 1)
        return found if one == other else found + self.named.get(other, 1)

    def reading(self, one: str, other: str) -> int:
        """How many have the more frequent of these readings."""
        return max(self.read.get(one, 1), self.read.get(other, 1))


class Finding(NamedTuple):
    """One comparison: the field, its level, what it weighs and says; no words where nothing can be said."""

    field: str
    level: str
    weight: float
    words: str


class Likeness(NamedTuple):
    """All comparisons of two records and what follows from them; `total` in bits above an even chance."""

    total: float
    verdict: Verdict
    findings: tuple[Finding, ...]

    @property
    def words(self) -> str:
        """The whole in one line: 姓名相同（全县 3 人）；出生年月相同；村不同."""
        return "；".join(finding.words for finding in self.findings if finding.words)

    def level(self, field: str) -> str:
        """The level of one field."""
        return next(finding.level for finding in self.findings if finding.field == field)


def score(one: Someone, other: Someone, names: Names) -> Likeness:
    """How alike two records are; the same whichever comes first."""
    levels = {field: compare(one, other) for field, compare in _COMPARED.items()}
    if levels["phone"] != UNKNOWN and (one.phone in names.crowded or other.phone in names.crowded):
        levels["phone"] = "crowd"
    findings = tuple(_finding(field, level, one, other, names) for field, level in levels.items())
    total = sum(finding.weight for finding in findings) - log2(max(names.persons, 2))
    return Likeness(total, _verdict(levels, total), findings)


def _verdict(levels: Mapping[str, str], total: float) -> Verdict:
    data = likeness_data()
    forbidden = any(levels[field] in given for field, given in data["forbidding"]["levels"].items())
    if not forbidden and total >= data["thresholds"]["same"]:
        for way in data["automatic"]:
            if all(levels[field] in wanted for field, wanted in way["needs"].items()):
                return Verdict.SAME
    return Verdict.REVIEW if total >= data["thresholds"]["review"] else Verdict.DIFFERENT


def _finding(field: str, level: str, one: Someone, other: Someone, names: Names) -> Finding:
    weighs = _weight_of_name(level, one, other, names) if field == "name" else weight(field, level)
    words = words_of(field, level)
    if "{" in words:
        # In one order, so that both sides say the same.
        told = (one.name, other.name) if field == "name" else (_day_shown(one), _day_shown(other))
        having = names.having(one.name, other.name)
        words = words.format(one=min(told), other=max(told), whole=names.whole, count=having)
    return Finding(field, level, weighs, words)


def _day_shown(somebody: Someone) -> str:
    return (_birth(somebody) or "").replace("-", ".")


def _weight_of_name(level: str, one: Someone, other: Someone, names: Names) -> float:
    share = by_share(level)
    if not share:
        return weight("name", level)
    having = names.having(one.name, other.name) if share == SHARE else names.reading(one.pinyin, other.pinyin)
    return rare_weight(level, having, max(names.persons, 2))


@lru_cache(maxsize=1 << 16)
def plain_name(name: str) -> str:
    """The form that names are compared in: simplified characters, no dots, no spaces, small letters."""
    return name.translate(variants()).replace(DOT, "").replace(" ", "").lower()


def _compare_names(one: Someone, other: Someone) -> str:
    if one.name == other.name:
        return "equal"
    first, second = plain_name(one.name), plain_name(other.name)
    if first == second:
        return "written"
    if (one.former_name and plain_name(one.former_name) == second) or (
        other.former_name and plain_name(other.former_name) == first
    ):
        return "former"
    if _readings(one.name) & _readings(other.name):
        return "surname_sound" if first[1:] == second[1:] and len(first) > 1 else "homophone"
    return _nearly(one.name, other.name, first, second)


def _nearly(one: str, other: str, first: str, second: str) -> str:
    heads = {one.split(DOT)[0], other.split(DOT)[0]}
    if len(heads) == 1 and (DOT in one) != (DOT in other):
        return "part"
    longer = max(len(first), len(second))
    if longer > 2 and _one_apart(first, second):
        return "alike"
    return "surname" if first[:1] == second[:1] else "differs"


@lru_cache(maxsize=1 << 16)
def _readings(name: str) -> frozenset[str]:
    return frozenset(filter(None, pinyin_forms(name)))


def _one_apart(one: str, other: str) -> bool:
    """Whether one character was written wrongly or left out, or two neighbours stand the wrong way round."""
    if len(one) == len(other):
        places = [place for place, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
        if len(places) == 2 and places[1] == places[0] + 1:
            first, second = places
            return one[first] == other[second] and one[second] == other[first]
        return len(places) <= 1
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


@lru_cache(maxsize=1 << 16)
def _valid(number: str) -> str:
    """The long form of a valid number; '' for any other."""
    try:
        return upgrade_id(parse_id(number))
    except ValueProblem:
        return ""


def _compare_numbers(one: Someone, other: Someone) -> str:
    if not one.id_number or not other.id_number:
        return UNKNOWN
    first, second = _valid(one.id_number), _valid(other.id_number)
    if first and second:
        if first == second:
            return "damaged" if maybe_damaged(first) else "equal"
        return "differs"
    return "alike" if _digits_alike(first or one.id_number, second or other.id_number) else "unlike"


def _digits_alike(one: str, other: str) -> bool:
    if _one_apart(one, other):
        return True
    wrong = sum(left != right for left, right in zip(one, other, strict=False))
    return len(one) == len(other) and wrong <= int(likeness_data()["near"]["digits"])


def _compare_births(one: Someone, other: Someone) -> str:
    first, second = _birth(one), _birth(other)
    if not first or not second:
        return UNKNOWN
    known = min(len(first), len(second))
    if first[:known] == second[:known]:
        return {4: "year", 7: "month"}.get(known, "day")
    years = abs(int(first[:4]) - int(second[:4]))
    if years >= likeness_data()["years_of_a_generation"]:
        return "generation"
    if known < _SURE_DAY:
        return "near" if first[4:known] == second[4:known] and _nearly_same_year(first, second, years) else "differs"
    if first[:4] == second[:4] and first[5:7] == second[8:] and first[8:] == second[5:7]:
        return "swapped"
    return "near" if _days_near(first, second, years) else "differs"


def _birth(somebody: Someone) -> str | None:
    """As far as it is known; a number that is written wrongly tells no day."""
    if somebody.birth == somebody.born or not somebody.id_number or _valid(somebody.id_number):
        return somebody.birth
    return somebody.born


def _nearly_same_year(one: str, other: str, years: int) -> bool:
    return years <= int(likeness_data()["near"]["years"]) or _one_apart(one[:4], other[:4])


def _days_near(one: str, other: str, years: int) -> bool:
    """One part written wrongly, a year of 虚岁, or the lunar calendar beside ours."""
    same = [one[:4] == other[:4], one[5:7] == other[5:7], one[8:] == other[8:]]
    if sum(same) == 2 and (same[0] or _nearly_same_year(one, other, years)):
        return True
    try:
        return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) <= int(likeness_data()["near"]["days"])
    except ValueError:
        return False


def _compare_sexes(one: Someone, other: Someone) -> str:
    first, second = _sex(one), _sex(other)
    if not first or not second:
        return UNKNOWN
    return "equal" if first == second else "differs"


def _sex(somebody: Someone) -> str | None:
    if somebody.sex in ("1", "2"):
        return somebody.sex
    number = _valid(somebody.id_number) if somebody.id_number else ""
    return sex_of(number) if number else None


@lru_cache(maxsize=1 << 16)
def _digits(phone: str) -> str:
    return "".join(filter(str.isdecimal, phone))


def _compare_phones(one: Someone, other: Someone) -> str:
    if not one.phone or not other.phone:
        return UNKNOWN
    first, second = _digits(one.phone), _digits(other.phone)
    if first[-11:] == second[-11:] or (min(len(first), len(second)) in (7, 8) and first[-7:] == second[-7:]):
        return "equal"
    if _one_apart(first, second):
        return "alike"
    return "tail" if first[-4:] == second[-4:] else "differs"


def _compare_texts(column: str) -> Callable[[Someone, Someone], str]:
    place = Someone._fields.index(column)

    def compare(one: Someone, other: Someone) -> str:
        first, second = one[place], other[place]
        if not first or not second:
            return UNKNOWN
        return "equal" if first == second or plain_name(first) == plain_name(second) else "differs"

    return compare


_COMPARED: dict[str, Callable[[Someone, Someone], str]] = {
    "number": _compare_numbers,
    "name": _compare_names,
    "birth": _compare_births,
    "sex": _compare_sexes,
    "phone": _compare_phones,
    "village": _compare_texts("village"),
    "father": _compare_texts("father"),
    "mother": _compare_texts("mother"),
}
