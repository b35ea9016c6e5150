"""A programme 帮扶项目 as data: whom it helps, with how much and how often, on which evidence, by which steps.

Owns the format of `resources/programmes` and turns it into objects; columns of one programme only become real field
kinds. Figures are named by their entry in the rule book; an office's own programme may write them out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from models.assistance.case import CASE_COLUMNS
from models.core.errors import KnownError
from models.core.fields import (
    CodeField,
    CountField,
    DayField,
    DigitsField,
    FlagField,
    IdNumberField,
    Kind,
    LineField,
    LinkField,
    MoneyField,
    NameField,
    ParagraphField,
    PartialDateField,
    PhoneField,
)

PERSON, HOUSEHOLD, CHILD = "person", "household", "child"
"""Whom a case of the programme is about."""

LIFETIME, YEAR, MONTH, FREE = "lifetime", "year", "month", "free"
"""How often somebody may be helped: once in a lifetime, once a year, once a month, as often as needed."""

FIXED, CEILING = "fixed", "ceiling"
"""An amount that is paid as it is, or one that is not exceeded."""

APPLY, PUBLICITY = "apply", "publicity"

_KINDS: dict[str, type[Kind]] = {
    "line": LineField,
    "paragraph": ParagraphField,
    "code": CodeField,
    "day": DayField,
    "partial_date": PartialDateField,
    "count": CountField,
    "money": MoneyField,
    "flag": FlagField,
    "digits": DigitsField,
    "phone": PhoneField,
    "id_number": IdNumberField,
    "name": NameField,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number by its entry in the rule book, or written out in an office's own programme."""

    rule: str = ""
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a programme helps. Ages: at least `youngest`, at most `oldest`, `under` is exclusive; on the day in
    `age_on`, a column of the case. `class_field`: a column or fact that must hold one of `classes`; `asks`: what the
    office asks before it helps, because no column tells it.
    """

    sex: str = ""
    youngest: Figure | None = None
    oldest: Figure | None = None
    under: Figure | None = None
    age_on: str = "applied_on"
    class_field: str = ""
    classes: tuple[str, ...] = ()
    marriage: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money for a kind of aid and for classes (empty for all): fixed, or a ceiling per aid or period.

    `when`: fact → codes for which it holds, such as the stage of school.
    """

    kind: str
    classes: tuple[str, ...]
    limit: str
    per: str
    figure: Figure
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One paper that is ticked off; `causes` empty for every case."""

    key: str
    title: str
    required: bool
    causes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgrammeStep:
    """One step. `opinion`: somebody agrees or not, in words. `outside`: done by a body that does not work here.

    `approval`: done by another person than who submitted. `needs`: columns of the case that it fills in, name →
    required; `decides`: with it the case is approved; `short` is its name where there is little room.
    """

    key: str
    title: str
    short: str
    actor: str
    opinion: bool
    outside: bool
    approval: bool
    decides: bool
    needs: tuple[tuple[str, bool], ...]
    forms: tuple[str, ...]


@dataclass(frozen=True)
class Programme:
    """One programme in one of its texts. `letters` begin its case numbers; `schemes`: key → classes in their order.

    `local`: the office's reason where it changed or made it. `recheck`: months after which a kept case is looked at
    again. `columns` of its return are names of `person.`, `household.`, `case.` and `facts.` columns.
    """

    key: str
    title: str
    short: str
    letters: str
    channel: str
    subject: str
    summary: str
    valid_from: date | None
    valid_to: date | None
    source: str
    mark: str
    whom: Whom
    schemes: dict[str, tuple[str, ...]]
    amounts: tuple[Amount, ...]
    repeat: str
    evidence: tuple[Evidence, ...]
    steps: tuple[ProgrammeStep, ...]
    forms: tuple[str, ...]
    columns: tuple[str, ...]
    recheck: Figure | None
    content: Mapping[str, Any]
    local: str = ""
    own: bool = False

    def in_force(self, day: date) -> bool:
        """Whether it holds on this day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)

    @property
    def route(self) -> tuple[ProgrammeStep, ...]:
        """The steps that bring an opinion, from below upwards."""
        return tuple(step for step in self.steps if step.opinion)

    def step(self, key: str) -> ProgrammeStep:
        """The step of this key, or the first for one that this text does not have any more."""
        return next((step for step in self.steps if step.key == key), self.steps[0])

    def next_step(self, key: str) -> ProgrammeStep | None:
        """The step after this one, None after the last."""
        place = self.place(key) + 1
        return self.steps[place] if place < len(self.steps) else None

    def place(self, key: str) -> int:
        """Which step it is, from 0; -1 for an unknown one."""
        return next((place for place, step in enumerate(self.steps) if step.key == key), -1)

    def evidence_for(self, *causes: str | None) -> list[Evidence]:
        """The papers that a case with these causes needs."""
        return [paper for paper in self.evidence if not paper.causes or set(paper.causes) & set(causes)]

    def facts(self) -> dict[str, Kind]:
        """The columns that only this programme asks, by key, as field kinds."""
        return self._facts

    @cached_property
    def _facts(self) -> dict[str, Kind]:
        return {str(part["key"]): fact_kind(part) for part in self.content.get("facts", ())}

    def stored_facts(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values of facts as the case keeps them; KnownError for a fact that the programme does not have."""
        strange = [key for key in values if key not in self._facts]
        if strange:
            raise KnownError(f"“{self.title}”没有“{'、'.join(strange)}”这一栏，请刷新后再填。")
        return {key: self._facts[key].store(value) for key, value in values.items() if value not in (None, "")}

    def read_facts(self, stored: Mapping[str, Any] | None) -> dict[str, Any]:
        """Facts of a case as values of their kinds; every fact of the programme has a key."""
        kept = stored or {}
        return {key: kind.python_value(kept.get(key)) for key, kind in self._facts.items()}  # type: ignore[no-untyped-call]

    def column(self, name: str) -> Kind | LinkField:
        """The field kind of a column of the return; KeyError for none."""
        source, _, key = name.partition(".")
        return self._facts[key] if source == "facts" else _columns(source)[key]


def _columns(source: str) -> dict[str, Any]:
    from models.assistance.household import Household
    from models.people.person import Person

    if source == "case":
        return CASE_COLUMNS
    return {kind.name: kind for kind in {"person": Person, "household": Household}[source].kinds()}


def fact_kind(part: Mapping[str, Any]) -> Kind:
    """The field kind of one fact; its name is the key. KeyError for a kind that there is not."""
    word, _, table = str(part["kind"]).partition(" ")
    options: dict[str, Any] = {"required": bool(part.get("required")), "help": part.get("help", "")}
    if table:
        options["table"] = table
    if part.get("sensitive"):
        options["sensitive"] = True
    made = _KINDS[word](str(part["label"]), **options)
    made.name = made.column_name = str(part["key"])
    return made


def read_programme(content: Mapping[str, Any], *, local: str = "", own: bool = False) -> Programme:
    """A programme of its content as data. Raises KeyError or ValueError when the content has another shape."""
    return Programme(
        key=content["key"],
        title=content["title"],
        short=content.get("short") or content["title"],
        letters=content["letters"],
        channel=content["channel"],
        subject=content["subject"],
        summary=content.get("summary", ""),
        valid_from=_day(content.get("valid_from")),
        valid_to=_day(content.get("valid_to")),
        source=content["source"],
        mark=content["mark"],
        whom=_whom(content.get("whom", {})),
        schemes={key: tuple(classes) for key, classes in content.get("schemes", {}).items()},
        amounts=tuple(_amount(part) for part in content.get("amounts", ())),
        repeat=content["repeat"],
        evidence=tuple(_papers(content.get("evidence", ()))),
        steps=tuple(_step(part) for part in content["steps"]),
        forms=tuple(content.get("forms", ())),
        columns=tuple(content.get("columns", ())),
        recheck=_figure(content.get("recheck")),
        content=content,
        local=local,
        own=own,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _figure(part: Mapping[str, Any] | None) -> Figure | None:
    return Figure(part.get("rule", ""), part.get("value")) if part else None


def _whom(part: Mapping[str, Any]) -> Whom:
    age, group = part.get("age") or {}, part.get("classes") or {}
    return Whom(
        sex=part.get("sex", ""),
        youngest=_figure(age.get("min")),
        oldest=_figure(age.get("max")),
        under=_figure(age.get("under")),
        age_on=age.get("on", "applied_on"),
        class_field=group.get("field", ""),
        classes=tuple(group.get("codes", ())),
        marriage=tuple(part.get("marriage", ())),
        asks=tuple(part.get("asks", ())),
    )


def _amount(part: Mapping[str, Any]) -> Amount:
    return Amount(
        kind=part.get("kind", ""),
        classes=tuple(part.get("classes", ())),
        limit=part["limit"],
        per=part["per"],
        figure=Figure(part.get("rule", ""), part.get("value")),
        when=tuple((key, tuple(codes)) for key, codes in part.get("when", {}).items()),
    )


def _papers(part: Sequence[Mapping[str, Any]]) -> list[Evidence]:
    return [
        Evidence(paper["key"], paper["title"], bool(paper.get("required", True)), tuple(paper.get("causes", ())))
        for paper in part
    ]


def _step(part: Mapping[str, Any]) -> ProgrammeStep:
    return ProgrammeStep(
        key=part["key"],
        title=part["title"],
        short=part.get("short") or part["title"],
        actor=part.get("actor", ""),
        opinion=bool(part.get("opinion")),
        outside=bool(part.get("outside")),
        approval=bool(part.get("approval")),
        decides=bool(part.get("decides")),
        needs=tuple((str(need["field"]), bool(need.get("required", True))) for need in part.get("needs", ())),
        forms=tuple(part.get("forms", ())),
    )
