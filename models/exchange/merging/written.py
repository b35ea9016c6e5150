"""Written rules about who is right where both sides changed a field.

The rules that an office may set lie in `resources/merging.json`; none holds before the office has switched it on, with
its setting in the history. Without a rule a person decides.
"""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from models.exchange.merging.three_way import Wins
from models.office.setting import setting
from resources import path

SETTING = "merging_rules"
"""Name of the setting: the keys of the rules that hold, in their order of precedence."""

ALL = "*"


@cache
def offered() -> dict[str, dict[str, Any]]:
    """Every rule that an office may switch on, by key: title, reason, wins (a level), columns by kind."""
    found: dict[str, dict[str, Any]] = json.loads(path("merging.json").read_text("utf-8"))["rules"]
    return found


def rules_for(ours: str, theirs: str) -> Callable[[str], Callable[[str], Wins]]:
    """Kind → column → who is right, between offices of these levels."""
    holding = [offered()[key] for key in setting(SETTING, []) if key in offered()]
    known: dict[tuple[str, str], Wins] = {}

    def of_kind(kind: str) -> Callable[[str], Wins]:
        def of_column(column: str) -> Wins:
            if (kind, column) not in known:
                known[kind, column] = _decide(holding, kind, column, ours, theirs)
            return known[kind, column]

        return of_column

    return of_kind


def _decide(holding: list[dict[str, Any]], kind: str, column: str, ours: str, theirs: str) -> Wins:
    if ours == theirs:
        return Wins.PERSON
    for rule in holding:
        columns = rule["columns"].get(kind, ())
        if columns == ALL or column in columns:
            return Wins.OURS if rule["wins"] == ours else Wins.THEIRS if rule["wins"] == theirs else Wins.PERSON
    return Wins.PERSON
