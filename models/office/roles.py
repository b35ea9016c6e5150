"""Roles as data: who may do what, to whose records, in which state.

Owns the reading of `resources/roles`; knows no user and no record. The verbs ask through the session's guard.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from resources import path

ALL, OWN = "all", "own"
"""Scopes: every record, or only those that the user made."""

INTERNAL = frozenset(
    {"found_office", "adopt_user", "key_slots_differ", "make_key_pair", "settle_closed", "leave_closed"}
)
"""Verbs of the program itself while an office is made or opened; nobody calls them."""


@dataclass(frozen=True, slots=True)
class Role:
    """One role. Officers (三员) look after the office and never read cases; nobody is two of them by default."""

    key: str
    title: str
    officer: bool
    summary: str


@dataclass(frozen=True, slots=True)
class Grant:
    """What one role may do with one action: scope, and the states in which; no states means every state."""

    scope: str
    states: frozenset[str] = frozenset()

    def covers(self, own: bool, state: str) -> bool:
        """Whether it reaches a record of this scope and state; records without a state have the state ''."""
        return (self.scope == ALL or own) and (not self.states or not state or state in self.states)


@cache
def _content() -> dict[str, dict[str, dict[str, object]]]:
    content: dict[str, dict[str, dict[str, object]]] = json.loads(path("roles", "roles.json").read_text("utf-8"))
    return content


@cache
def roles() -> dict[str, Role]:
    """Every role by key, in the order in which they are offered."""
    return {
        key: Role(key, str(part["title"]), bool(part["officer"]), str(part["summary"]))
        for key, part in _content()["roles"].items()
    }


def working_roles() -> list[str]:
    """What the first user of an office holds."""
    return [str(key) for key in _content()["working"]]


@cache
def closed_hours() -> int:
    """After how many hours the closed compartment has to be entered anew."""
    return int(str(_content()["closed"]["hours"]))


def officers_among(held: Collection[str]) -> list[Role]:
    """The officers among these roles."""
    return [roles()[key] for key in held if key in roles() and roles()[key].officer]


@cache
def actions() -> dict[str, dict[str, Grant]]:
    """Action → role → grant; a role that is not named may not."""
    return {
        action: {role: _grant(cell) for role, cell in cells.items()} for action, cells in _content()["actions"].items()
    }


def _grant(cell: object) -> Grant:
    if isinstance(cell, dict):
        return Grant(str(cell["scope"]), frozenset(map(str, cell["states"])))
    return Grant(str(cell))


def may(held: frozenset[str], action: str, *, own: bool = False, state: str = "") -> bool:
    """Whether somebody who holds these roles may do the action to a record; KeyError for an action not in the table."""
    return any(role in held and grant.covers(own, state) for role, grant in actions()[action].items())


def who_may(action: str, state: str = "") -> str:
    """The titles of the roles that may do it to everybody's records, for a sentence."""
    return "或".join(
        roles()[role].title for role, grant in actions()[action].items() if grant.covers(own=False, state=state)
    )


def step_words(state: str) -> str:
    """A state in words."""
    return _words().get(state, state)


@cache
def _words() -> dict[str, str]:
    return {str(key): str(words) for key, words in _content()["states"].items()}


def two_officers(held: frozenset[str]) -> list[Role]:
    """The officers among these roles when there are two or more: allowed only when it is said expressly."""
    found = officers_among(held)
    return found if len(found) > 1 else []
