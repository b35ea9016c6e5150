"""Whether the values of a package are of the kinds that the records declare.

A signature proves who wrote a package, not that the program there was right. Reads only; whole columns are looked at
together, so that sound ones cost little.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any

from models.assistance.case import ProgrammeChange
from models.assistance.programme import read_programme
from models.assistance.programmes import shipped
from models.core.dates import PartialDate
from models.core.errors import KnownError, ValueProblem
from models.core.fields import CountField, DayField, FlagField, JsonField, LinkField, MoneyField, PartialDateField
from models.core.record import Record
from models.exchange.merging.portable import Shape
from models.statistics.frozen import FrozenReturn
from models.statistics.sound import is_frozen

_UID = re.compile(r"[A-Za-z0-9]{1,16}\Z")
_LARGEST = 1 << 53
"""Numbers beyond it are no amount and no count of anything, and other programs round them."""

Test = Callable[[Any], bool]
Types = frozenset[type]
_NOTHING = type(None)


def unsound(shape: Shape, names: Sequence[str], rows: Sequence[Sequence[Any]], first: int) -> set[str]:
    """uids of those rows with a value of a wrong kind; `first` is where the columns of `names` begin in a row."""
    found: set[str] = set()
    for place, name in enumerate(names, first):
        column = list(map(itemgetter(place), rows))
        types, test = _rule_of(shape.cls._meta.fields[name])
        if types.issuperset(map(type, column)) and _all_fit(column, test):
            continue
        found.update(row[0] for row, value in zip(rows, column, strict=True) if not _fits(value, types, test))
    if test_whole := _WHOLE.get(shape.cls):
        told = ((row[0], dict(zip(names, row[first:], strict=True))) for row in rows if row[0] not in found)
        found |= {uid for uid, values in told if not test_whole(values)}
    return found


def _is_return(told: Mapping[str, Any]) -> bool:
    """Whether a return that was handed out is one: it is drawn and summed up as it came."""
    return "sheet" in told and is_frozen(told, json.loads(told["sheet"] or "null"))


def _is_programme(told: Mapping[str, Any]) -> bool:
    """Whether it is a programme of another office's own that can be read: its cases are shown by it. How that office
    changed a shipped one is no business of ours."""
    if not told.get("own") or any(text.key == told.get("key") for text in shipped()):
        return False
    try:
        content = json.loads(told.get("content") or "{}")
        read_programme({**content, "key": told["key"], "title": told["title"]}, own=True).facts()
    except (KnownError, KeyError, ValueError, TypeError, AttributeError, RecursionError):
        return False
    return True


_WHOLE: dict[type[Record], Callable[[Mapping[str, Any]], bool]] = {
    FrozenReturn: _is_return,
    ProgrammeChange: _is_programme,
}
"""Kinds that are told by their content as a whole."""


def is_sound(shape: Shape, name: str, value: Any) -> bool:
    """The same for one value of one column."""
    return _fits(value, *_rule_of(shape.cls._meta.fields[name]))


def _all_fit(column: list[Any], test: Test) -> bool:
    """Whether a column of values of the right types fits; equal values are looked at once, texts all in one."""
    if test is _is_text:
        return _is_text("".join(filter(None, column)))
    return all(map(test, set(column) - {None}))


def _fits(value: Any, types: Types, test: Test) -> bool:
    return value is None or (type(value) in types and test(value))


def _rule_of(field: Any) -> tuple[Types, Test]:
    """Of which types a value of this column is, as it is stored, and what it must be besides."""
    known = ((types, test) for kind, types, test in _RULES if isinstance(field, kind))
    return next(known, (_TEXT, _is_text))


def _is_text(value: str) -> bool:
    """Text that a file can hold: half a character cannot be written."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_uid(value: str) -> bool:
    return _UID.match(value) is not None


@lru_cache(1 << 16)
def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


@lru_cache(1 << 16)
def _is_partial_date(value: str) -> bool:
    try:
        return PartialDate.from_iso(value).iso == value
    except (ValueProblem, ValueError):
        return False


@lru_cache(1 << 12)
def _is_structure(value: str) -> bool:
    try:
        json.loads(value)
    except (ValueError, RecursionError):
        return False
    return _is_text(value)


def _is_count(value: int) -> bool:
    return 0 <= value <= _LARGEST


def _is_amount(value: int) -> bool:
    return abs(value) <= _LARGEST


def _is_flag(value: int) -> bool:
    return value in (0, 1)


_TEXT: Types = frozenset({str, _NOTHING})
_NUMBER: Types = frozenset({int, _NOTHING})
_RULES: tuple[tuple[type, Types, Test], ...] = (
    (LinkField, _TEXT, _is_uid),
    (JsonField, _TEXT, _is_structure),
    (DayField, _TEXT, _is_day),
    (PartialDateField, _TEXT, _is_partial_date),
    (CountField, _NUMBER, _is_count),
    (MoneyField, _NUMBER, _is_amount),
    (FlagField, _NUMBER | {bool}, _is_flag),
)
