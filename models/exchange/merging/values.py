"""Whether the values of a package are of the kinds that the records declare.

A signature proves who wrote a package, not that the program there was right. Reads only; whole columns are looked at
together, so that sound ones cost little.
"""

import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from models.core.dates import PartialDate
from models.core.errors import ValueProblem
from models.core.fields import CountField, DayField, FlagField, JsonField, LinkField, MoneyField, PartialDateField
from models.exchange.merging.portable import Shape

_UID = re.compile(r"[A-Za-z0-9]{1,16}\Z")
_LARGEST = 1 << 53
"""Numbers beyond it are no amount and no count of anything, and other programs round them."""

Test = Callable[[Any], bool]


def unsound(shape: Shape, names: Sequence[str], rows: Sequence[Sequence[Any]], first: int) -> set[str]:
    """uids of those rows with a value of a wrong kind; `first` is where the columns of `names` begin in a row."""
    found: set[str] = set()
    for place, name in enumerate(names, first):
        if bad := _bad(shape, name, {_comparable(row[place]) for row in rows}):
            found.update(row[0] for row in rows if _comparable(row[place]) in bad)
    return found


def is_sound(shape: Shape, name: str, value: Any) -> bool:
    """The same for one value of one column."""
    return not _bad(shape, name, {_comparable(value)})


def _comparable(value: Any) -> Any:
    """A value that can be looked up: 1, 1.0 and True are told apart, a structure is no value of any column."""
    kind = type(value)
    if value is None or kind is str:
        return value
    return (kind, value) if kind in (int, float, bool) else (kind, None)


def _bad(shape: Shape, name: str, values: set[Any]) -> set[Any]:
    test = _test_of(shape.cls._meta.fields[name])
    return {value for value in values if value is not None and not test(value)}


def _test_of(field: Any) -> Test:
    """What a value of this column must be, as it is stored."""
    for kind, test in _TESTS:
        if isinstance(field, kind):
            return test
    return _is_text


def _is_text(value: Any) -> bool:
    """Text that a file can hold: half a character cannot be written."""
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_uid(value: Any) -> bool:
    return isinstance(value, str) and _UID.match(value) is not None


@lru_cache(1 << 16)
def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


@lru_cache(1 << 16)
def _is_partial_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and PartialDate.from_iso(value).iso == value
    except (ValueProblem, ValueError):
        return False


def _is_structure(value: Any) -> bool:
    try:
        return _is_text(value) and (json.loads(value), True)[1]
    except (ValueError, RecursionError):
        return False


def _is_count(value: Any) -> bool:
    return isinstance(value, tuple) and value[0] is int and 0 <= value[1] <= _LARGEST


def _is_amount(value: Any) -> bool:
    return isinstance(value, tuple) and value[0] is int and abs(value[1]) <= _LARGEST


def _is_flag(value: Any) -> bool:
    return isinstance(value, tuple) and value[0] in (int, bool) and value[1] in (0, 1)


_TESTS: tuple[tuple[type, Test], ...] = (
    (LinkField, _is_uid),
    (JsonField, _is_structure),
    (DayField, _is_day),
    (PartialDateField, _is_partial_date),
    (CountField, _is_count),
    (MoneyField, _is_amount),
    (FlagField, _is_flag),
)
