"""About whom a record is: one body or one person, never both.

Owns the two columns' rule and the name under which they stand together; the columns are those of each record.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.core.errors import Problem, RuleRefused, Severity, refuse_stops
from models.core.record import Record


def whom_problems(values: Mapping[str, Any], *, neither: bool = False) -> list[Problem]:
    """A body or a person has to be named, and not both; `neither`: it may also be about nobody in particular."""
    body, person = values.get("body"), values.get("person")
    if body is not None and person is not None:
        message = "组织和个人只能选一个，请清空其中一个。"
    elif body is None and person is None and not neither:
        message = "请选择组织或者个人。"
    else:
        return []
    return [Problem(Severity.STOP, "whom", message, "body")]


def whom(record: Record) -> str:
    """The name of the body or person."""
    body, person = getattr(record, "body", None), getattr(record, "person", None)
    found = person or body
    return str(found.name) if found is not None else ""


def merged(record: Record, values: Mapping[str, Any]) -> dict[str, Any]:
    """A record's values with those that are about to change."""
    return {kind.name: getattr(record, kind.name) for kind in record.kinds()} | dict(values)


def refuse_backwards(first: Any, last: Any, message: str) -> None:
    """Raise RuleRefused when a span ends before it begins."""
    if first is not None and last is not None and last < first:
        raise RuleRefused(message)


def backwards(values: Mapping[str, Any], first: str, last: str, message: str) -> list[Problem]:
    """A finding where the day in the second column lies before that in the first."""
    begins, ends = values.get(first), values.get(last)
    if begins is None or ends is None or ends >= begins:
        return []
    return [Problem(Severity.STOP, "backwards", message, last)]


def ahead(values: Mapping[str, Any], now: date | None, **messages: str) -> list[Problem]:
    """A finding for each of these columns whose day lies after today; none where nobody says what day it is."""
    late = [name for name in messages if now is not None and values.get(name) is not None and values[name] > now]
    return [Problem(Severity.STOP, "ahead", messages[name], name) for name in late]


def refuse_unclear(values: Mapping[str, Any], *, neither: bool = False) -> None:
    """Raise RuleRefused unless one of body and person is named."""
    refuse_stops(whom_problems(values, neither=neither))
