"""The county's summary of children left behind 留守儿童汇总表 as a return like the others.

Its columns and identities stand in `resources/assistance/left_behind.json`, where the register's own summary reads
them; here they are only said in the words of returns.
"""

from collections.abc import Iterator
from typing import Any

from models.assistance import children_summary

OF = "left_behind"


def content() -> dict[str, Any]:
    """Title, columns and identities as a return's data has them."""
    sides = [[" + ".join(f"c{number}" for number in side) for side in sides] for sides in children_summary.equations()]
    return {
        "title": children_summary.title(),
        "columns": [_entry(column) for column in children_summary.columns()],
        "identities": [" = ".join(identity) for identity in sides],
    }


def _entry(column: children_summary.SummaryColumn) -> dict[str, Any]:
    leaf: dict[str, Any] = {
        "key": f"c{column.number}",
        "title": column.title,
        "subject": "child",
        "if": ["left_behind", *(word for fact, wanted in column.when.items() for word in _words(fact, wanted))],
    }
    # A group of its own for each column: heads that are alike are drawn as one.
    return {"title": column.group, "columns": [leaf]} if column.group else leaf


def _words(fact: str, wanted: Any) -> Iterator[str]:
    """`age`: first and last year; a flag: true or false; codes, or {"not": codes} for any other code."""
    if fact == "age":
        yield f"age {wanted[0]}-{wanted[1]}"
    elif fact in ("registered", "boarding"):
        yield fact if wanted[0] else f"not_{fact}"
    elif isinstance(wanted, dict):
        yield "has_trustee"
        yield f"not {fact}:{'|'.join(wanted['not'])}"
    else:
        yield f"{fact}:{'|'.join(wanted)}"
