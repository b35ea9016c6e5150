"""The procedure of each channel as data: routes, steps, who acts, what each needs, which forms it prints.

Read from `resources/procedures`; knows no threshold (those are rules) and no record.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from models.core.codes import table
from models.core.errors import CannotOpen, ValueProblem
from models.recommendation.records import DIRECT
from resources import path

APPLICATION, MEETING, HEARING, INSPECTION, DECISION = "application", "meeting", "hearing", "inspection", "decision"
PUBLICITY, SUPERIOR, FORWARD, ANSWER, LATER = "publicity", "superior", "forward", "answer", "later"


@dataclass(frozen=True, slots=True)
class Need:
    """A column of the recommendation that a step fills in."""

    field: str
    required: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `actor` is who acts on each route; `outside`: the answer may come from another office.

    `short` is its name where there is little room.
    """

    key: str
    title: str
    short: str
    summary: str
    actor: dict[str, str]
    shared: bool
    outside: bool
    back_to: tuple[str, ...]
    needs: tuple[Need, ...]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """One way through the steps; `posts` are the codes of `posts_table` that may take it, empty for everybody."""

    key: str
    title: str
    exists: bool
    steps: tuple[str, ...]
    posts_table: str
    posts: tuple[str, ...]
    posts_label: str
    why: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """How one channel recommends."""

    channel: str
    title: str
    names: dict[str, str]
    meetings: tuple[str, ...]
    routes: dict[str, Route]
    steps: dict[str, Step]

    def route(self, key: str) -> tuple[Step, ...]:
        """The steps of a route in order."""
        return tuple(self.steps[step] for step in self.routes[key].steps)

    def next_step(self, route: str, step: str) -> Step | None:
        """The step after this one, None after the last."""
        steps = self.routes[route].steps
        place = steps.index(step) + 1
        return self.steps[steps[place]] if place < len(steps) else None

    def reached(self, route: str, step: str, current: str) -> bool:
        """Whether `step` lies at or before `current`."""
        steps = self.routes[route].steps
        return step in steps and steps.index(step) <= steps.index(current)

    def may_go_direct(self, post: str | None) -> bool:
        """Whether somebody with this post may be recommended directly by the superior body."""
        route = self.routes[DIRECT]
        if not route.exists or not post:
            return False
        try:
            return table(route.posts_table).read(post, accept_codes=True) in route.posts
        except ValueProblem:
            return False


@cache
def procedure(channel: str) -> Procedure:
    """The procedure of a channel; CannotOpen when its file is missing from the installation."""
    try:
        content = json.loads(path("procedures", f"{channel}.json").read_text("utf-8"))
    except FileNotFoundError as error:
        raise CannotOpen("程序文件不完整，缺少推优程序，请重新安装。") from error
    actors = content["actors"]
    steps = {part["key"]: _step(part, actors) for part in content["steps"]}
    routes = {part["key"]: _route(part) for part in content["routes"]}
    names = {key: value for key, value in content["names"].items() if isinstance(value, str)}
    meetings = tuple(content["names"]["meeting_choices"])
    return Procedure(channel, content["title"], names, meetings, routes, steps)


def _step(part: dict[str, Any], actors: dict[str, str]) -> Step:
    return Step(
        key=part["key"],
        title=part["title"],
        short=part["short"],
        summary=part["summary"],
        actor={route: actors[role] for route, role in part["actor"].items()},
        shared=part["shared"],
        outside=part["outside"],
        back_to=tuple(part["back_to"]),
        needs=tuple(Need(need["field"], need["required"]) for need in part["needs"]),
        forms=tuple(part["forms"]),
    )


def _route(part: dict[str, Any]) -> Route:
    posts = part["posts"] or {"table": "", "codes": [], "label": ""}
    return Route(
        key=part["key"],
        title=part["title"],
        exists=part["exists"],
        steps=tuple(part["steps"]),
        posts_table=posts["table"],
        posts=tuple(posts["codes"]),
        posts_label=posts["label"],
        why=part["why"],
    )
