"""What a column of a roster can mean: persons' columns, and those of the rosters of 困难职工 and 留守儿童.

Keys that begin with `household.`, `case.` and `facts.` belong to the household and the case of a worker in need,
`child.` to the register of children. Owns this register; the spellings of headers are data.
"""

from functools import cache
from typing import Any

from models.assistance.case import HelpCase
from models.assistance.children import LeftBehindChild
from models.assistance.household import Household
from models.assistance.programmes import shipped
from models.people.roster import BY_KEY, RosterColumn

HOUSEHOLD, CASE, FACTS, CHILD = "household", "case", "facts", "child"
WORKER_PROGRAMME = "worker"
"""The programme in which a roster of workers in need opens its cases."""

AWAY = "child.away"
"""A column that tells in words who of the parents is away."""

RECORDS: dict[str, Any] = {HOUSEHOLD: Household, CASE: HelpCase, CHILD: LeftBehindChild}
_OTHERWISE = frozenset({"household.head", "household.names", "case.person", "case.household", "child.person"})


@cache
def by_key() -> dict[str, RosterColumn]:
    """Every column by its key."""
    found = dict(BY_KEY)
    for source, cls in RECORDS.items():
        kinds = {f"{source}.{kind.name}": kind for kind in cls.kinds()}
        found |= {key: RosterColumn(key, kind.label, kind, source) for key, kind in kinds.items()}
    text = next(text for text in shipped() if text.key == WORKER_PROGRAMME)
    found |= {
        f"{FACTS}.{key}": RosterColumn(f"{FACTS}.{key}", kind.label, kind, FACTS) for key, kind in text.facts().items()
    }
    return {key: column for key, column in found.items() if key not in _OTHERWISE}


def help_part(key: str) -> tuple[str, str]:
    """Where a key beside the person belongs and its column there; empty for the person's own."""
    source, _, name = key.partition(".")
    return (source, name) if source in (HOUSEHOLD, CASE, FACTS, CHILD) else ("", "")
