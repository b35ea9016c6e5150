"""How records of this package are kept, changed and deleted: the words of the history, and days in their order.

Owns what the verbs share; what may stand in a record is decided by each of them before they ask here.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from models.core.errors import Problem, RuleRefused, Severity
from models.core.record import Record
from models.core.verbs import Work

R = TypeVar("R", bound=Record)


def kept(work: Work, record: R) -> R:
    """Write a new record and say so."""
    work.insert(record)
    work.about(record, f"登记了{record.called()}")
    return record


def changed(work: Work, record: R, values: Mapping[str, Any]) -> R:
    """Write these values of a record and say so."""
    work.update(record, **values)
    work.about(record, f"修改了{record.called()}")
    return record


def removed(work: Work, record: Record, parts: Iterable[Record] = ()) -> None:
    """Delete a record after its parts and say so."""
    work.about(record, f"删除了{record.called()}")
    for part in (*parts, record):
        work.delete(part)


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
