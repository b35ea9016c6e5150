"""Target sheets for tests: lines from templates, and bare lines for a figure."""

from typing import Any

from models.core.verbs import Session
from models.excellence import targets as kept
from models.excellence.targets import Target, TargetSheet, make_sheet, targets_of
from models.excellence.texts import indicators
from models.statistics.targets import column_of


def sheet(session: Session, *keys: str, year: int = 2026, **values: Any) -> TargetSheet:
    given = {"year": year, "title": "2026年目标", **values}
    return make_sheet(session, given, keys or [one.key for one in indicators()]).value


def line(session: Session, key: str, **values: Any) -> Target:
    return targets_of(sheet(session, key, **values))[0]


def bare(session: Session, figure: str, **values: Any) -> Target:
    """A line for a figure without a template, so that it is of no kind of organisation by itself."""
    column = column_of(figure)[1]
    given = {"title": column.label, "kind_of_target": "number", "least": 100_00, "figure": figure}
    return kept.add_target(session, sheet(session, "screening", **values), given).value
