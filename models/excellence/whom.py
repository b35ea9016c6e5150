"""About whom a record is: one body or one person, never both.

Owns the two columns' rule and the name under which they stand together; the columns are those of each record.
"""

from collections.abc import Mapping
from typing import Any

from models.core.errors import Problem, Severity
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
