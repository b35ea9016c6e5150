"""The steps of a petition as data: what each needs, what it is called, which forms it prints.

Read from `resources/procedures/rights.json`; knows no rule and no record.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from resources import path

INTAKE, TALKING, ACCEPTANCE, HANDLING = "intake", "talking", "acceptance", "handling"
ANSWERING, REVISITING, FILING = "answering", "revisiting", "filing"


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of a step, chosen by the value of a column: what it needs beside, and how the case then stands."""

    needs: tuple[str, ...]
    action: str
    status: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `needs` are columns with whether they are required; `ways` by the value of the column `chosen_by`."""

    key: str
    title: str
    short: str
    summary: str
    needs: tuple[tuple[str, bool], ...]
    action: str
    chosen_by: str
    ways: dict[str, Way]
    forms: tuple[str, ...]

    def required(self, values: Any) -> list[str]:
        """Columns that must be filled to finish it; `values` answers to `get`."""
        way = self.ways.get(values.get(self.chosen_by)) if self.chosen_by else None
        return [name for name, required in self.needs if required] + list(way.needs if way else ())

    def columns(self) -> set[str]:
        """Every column that is filled here."""
        return {name for name, _ in self.needs} | {name for way in self.ways.values() for name in way.needs}


@cache
def steps() -> dict[str, Step]:
    """Every step by key, in order."""
    content = json.loads(path("procedures", "rights.json").read_text("utf-8"))
    return {part["key"]: _step(part) for part in content["steps"]}


def next_step(key: str) -> Step | None:
    """The step after this one, None after the last."""
    order = list(steps().values())
    place = list(steps()).index(key) + 1
    return order[place] if place < len(order) else None


def reached(key: str, current: str) -> bool:
    """Whether `key` lies at or before `current`."""
    order = list(steps())
    return key in order and order.index(key) <= order.index(current)


def _step(part: dict[str, Any]) -> Step:
    return Step(
        key=part["key"],
        title=part["title"],
        short=part["short"],
        summary=part["summary"],
        needs=tuple((need["field"], need["required"]) for need in part["needs"]),
        action=part["action"],
        chosen_by=part["chosen_by"],
        ways={key: Way(tuple(way["needs"]), way["action"], way["status"]) for key, way in part["ways"].items()},
        forms=tuple(part["forms"]),
    )
