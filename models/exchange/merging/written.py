"""Written rules about who is right where both sides changed a field.

The rules that an office may set lie in `resources/merging.json`; none holds before the office has switched it on, with
its setting in the history. Without a rule a person decides.
"""

import json
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from models.core.errors import RuleRefused
from models.core.verbs import Work, verb
from models.exchange.merging.three_way import Wins
from models.office.setting import change_setting, setting
from resources import path

SETTING = "merging_rules"
"""Name of the setting: the keys of the rules that hold, in their order of precedence."""

ALL = "*"


@cache
def offered() -> dict[str, dict[str, Any]]:
    """Every rule that an office may switch on, by key: title, reason, wins (a level), columns by kind."""
    found: dict[str, dict[str, Any]] = json.loads(path("merging.json").read_text("utf-8"))["rules"]
    return found


def holding() -> list[str]:
    """Keys of the rules that hold now, in their order of precedence."""
    return [key for key in setting(SETTING, []) if key in offered()]


@verb("set_merging_rules", "设定核对规则")
def set_merging_rules(work: Work, keys: Sequence[str]) -> None:
    """Let these rules hold from now on, and no others. Raises RuleRefused for one that is not offered."""
    if strange := [key for key in keys if key not in offered()]:
        raise RuleRefused(f"没有“{strange[0]}”这条规则，请重新选择。")
    change_setting.within(work, SETTING, list(keys))  # type: ignore[attr-defined]
    titles = "、".join(f"“{offered()[key]['title']}”" for key in keys)
    work.sentence = f"两边都改过的栏目按规则核对：{titles}" if keys else "两边都改过的栏目全部由人核对"


def rules_for(ours: str, theirs: str) -> Callable[[str], Callable[[str], Wins]]:
    """Kind → column → who is right, between offices of these levels."""
    rules = [offered()[key] for key in holding()]
    known: dict[tuple[str, str], Wins] = {}

    def of_kind(kind: str) -> Callable[[str], Wins]:
        def of_column(column: str) -> Wins:
            if (kind, column) not in known:
                known[kind, column] = _decide(rules, kind, column, ours, theirs)
            return known[kind, column]

        return of_column

    return of_kind


def _decide(rules: list[dict[str, Any]], kind: str, column: str, ours: str, theirs: str) -> Wins:
    if ours == theirs:
        return Wins.PERSON
    for rule in rules:
        columns = rule["columns"].get(kind, ())
        if columns == ALL or column in columns:
            return Wins.OURS if rule["wins"] == ours else Wins.THEIRS if rule["wins"] == theirs else Wins.PERSON
    return Wins.PERSON
