"""What `resources/excellence` says: the wording of 五个好 and 五带头, scales of a survey, steps, awards, indicators.

Owns the reading and which entry holds on a day. Knows no record and judges nothing; thresholds stand in the rule book.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar

from models.core.codes import table
from models.core.errors import NotFound
from resources import path

BODY, PERSON = "body", "person"
COLLECTIVE = "collective"
PREPARE, UNIT_STEP, PARTY_STEP, CONSULT = "prepare", "unit", "party", "consult"
PUBLICITY, TOWNSHIP, COUNTY, APPROVAL = "publicity", "township", "county", "approval"


@dataclass(frozen=True, slots=True)
class Dated:
    """An entry with its time; open ends are None."""

    key: str
    source: str
    valid_from: date | None
    valid_to: date | None

    def in_force(self, day: date) -> bool:
        """Whether it holds on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Step(Dated):
    """One of the six steps of a campaign."""

    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Item:
    """One line that is scored: its name, what it means, its full score."""

    key: str
    title: str
    meaning: str
    weight: int


@dataclass(frozen=True, slots=True)
class Standard(Dated):
    """五个好 or 五带头 in one wording. `about`: bodies or persons."""

    title: str
    about: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Scale(Dated):
    """The grades of a survey, the best first; `good` are the places that count, `of` the denominator of the rate."""

    grades: tuple[str, ...]
    good: tuple[int, ...]
    rate: str
    of: str


@dataclass(frozen=True, slots=True)
class AwardStep:
    """One step of a nomination. `needs` are required columns, `wishes` those a form is better with.

    `approval`: two people have to act; `outside`: the answer may come from another office; `decides`: it is awarded.
    """

    key: str
    title: str
    opinion: bool
    approval: bool
    outside: bool
    decides: bool
    needs: tuple[str, ...]
    wishes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AwardKind(Dated):
    """One kind of award. `who`: a person or a collective; `a3`: its form is an A3 sheet printed on both sides."""

    title: str
    channel: str
    who: str
    steps: tuple[AwardStep, ...]
    consult: bool
    a3: bool

    @property
    def collective(self) -> bool:
        """Whether a group is honoured."""
        return self.who == COLLECTIVE

    def step(self, key: str) -> AwardStep:
        """The step of this key; KeyError when this kind of award has none."""
        return {step.key: step for step in self.steps}[key]

    def place(self, key: str) -> int:
        """Where a step stands; -1 when this kind of award has none."""
        return next((at for at, step in enumerate(self.steps) if step.key == key), -1)

    def next_step(self, key: str) -> AwardStep | None:
        """The step after this one, None after the last."""
        at = self.place(key) + 1
        return self.steps[at] if at < len(self.steps) else None


@dataclass(frozen=True, slots=True)
class Indicator(Dated):
    """A template of a target. `least`, `most` in `unit`; `years`: how long its term is; `figure`: what computes it."""

    title: str
    group: str
    channel: str
    kind: str
    unit: str
    least: int | None
    most: int | None
    ratio: str
    figure: str
    years: int


D = TypeVar("D", bound=Dated)


@cache
def _content(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path("excellence", f"{name}.json").read_text("utf-8"))
    return content


def _head(part: dict[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(part[name]) if part[name] else None for name in ("valid_from", "valid_to")}
    return {"key": part["key"], "source": part["source"], **days}


def _one(found: Iterable[D], key: str, day: date) -> D | None:
    """The entry of a key on this day; failing that the newest one, so that what is kept can always be shown."""
    same = [entry for entry in found if entry.key == key]
    return next((entry for entry in same if entry.in_force(day)), same[-1] if same else None)


@cache
def steps() -> tuple[Step, ...]:
    """The six steps of a campaign in their order."""
    titles = table("campaign.step")
    return tuple(
        Step(**_head(part), title=titles.label(part["key"]), summary=part["summary"])
        for part in _content("steps")["steps"]
    )


@cache
def standards() -> tuple[Standard, ...]:
    """Every wording of 五个好 and 五带头, those no longer in force as well."""
    titles = table("grading.standard")
    return tuple(
        Standard(
            **_head(part),
            title=titles.label(part["key"]),
            about=part["about"],
            items=tuple(Item(**item) for item in part["items"]),
        )
        for part in _content("standards")["standards"]
    )


def standard(key: str, day: date) -> Standard:
    """The wording that holds on this day. Raises NotFound."""
    found = _one(standards(), key, day)
    if found is None:
        raise NotFound("没有这一项评定标准，请重新选择。")
    return found


@cache
def scales() -> tuple[Scale, ...]:
    """Every scale of a survey."""
    return tuple(
        Scale(**_head(part), grades=tuple(part["grades"]), good=tuple(part["good"]), rate=part["rate"], of=part["of"])
        for part in _content("scales")["scales"]
    )


def scale(key: str, day: date) -> Scale:
    """The scale that holds on this day. Raises NotFound."""
    found = _one(scales(), key, day)
    if found is None:
        raise NotFound("没有这一种测评等次，请重新选择。")
    return found


@cache
def award_steps() -> dict[str, AwardStep]:
    """Every step that a nomination may take."""
    titles = table("award.step")
    return {
        part["key"]: AwardStep(
            title=titles.label(part["key"]),
            needs=tuple(part["needs"]),
            wishes=tuple(part["wishes"]),
            **{name: part[name] for name in ("key", "opinion", "approval", "outside", "decides")},
        )
        for part in _content("awards")["steps"]
    }


@cache
def awards() -> tuple[AwardKind, ...]:
    """Every kind of award, those no longer given as well."""
    titles = table("award.kind")
    return tuple(
        AwardKind(
            **_head(part),
            title=titles.label(part["key"]),
            steps=tuple(award_steps()[key] for key in part["steps"]),
            **{name: part[name] for name in ("channel", "who", "consult", "a3")},
        )
        for part in _content("awards")["awards"]
    )


def award(key: str, day: date) -> AwardKind:
    """The kind of award as it is given on this day. Raises NotFound."""
    found = _one(awards(), key, day)
    if found is None:
        raise NotFound("没有这一种评选项目，请重新选择。")
    return found


def departments_for(candidate: str | None, day: date) -> tuple[str, ...]:
    """Codes of the departments that are asked about such a candidate, in their printed order."""
    for part in _content("awards")["consultations"]:
        if candidate in part["candidates"] and Dated(**_head({"key": "", **part})).in_force(day):
            return tuple(part["departments"])
    return ()


@cache
def indicators() -> tuple[Indicator, ...]:
    """Every template of a target, in the order in which they are offered."""
    return tuple(
        Indicator(
            **_head(part),
            least=part.get("least"),
            most=part.get("most"),
            ratio=part.get("ratio", ""),
            **{name: part[name] for name in ("title", "group", "channel", "kind", "unit", "figure", "years")},
        )
        for part in _content("indicators")["indicators"]
    )


def indicators_for(channel: str, day: date) -> list[Indicator]:
    """The templates that hold on this day for an organisation, and for all of them where none is named."""
    fitting = (one for one in indicators() if not channel or one.channel in ("", channel))
    return [one for one in fitting if one.in_force(day)]
