"""Purposes (报送用途): which kinds of records and which of their columns leave, and on which legal ground.

Owns the reading of `resources/purposes`; the data decides, no column is named in code. Records of the closed
compartment are in no table, so that none can be chosen: of them only what a return tells leaves.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from models.assistance import aid, case, children, household, pairs, visits
from models.core.canonical import canonical_json
from models.core.errors import NotFound, RuleRefused
from models.core.fields import Kind, LinkField
from models.core.record import Record, record_class
from models.excellence import (
    activities,
    awards,
    campaigns,
    comments,
    gradings,
    promises,
    supervision,
    surveys,
    talents,
    targets,
)
from models.exchange import records as exchange_records
from models.organisations import covered, venue
from models.people import officers, person
from models.recommendation import records as recommendation_records
from models.statistics import frozen
from resources import path

DECLARING = (
    aid,
    case,
    children,
    household,
    pairs,
    visits,
    person,
    recommendation_records,
    covered,
    venue,
    officers,
    exchange_records,
    frozen,
    activities,
    awards,
    campaigns,
    comments,
    gradings,
    promises,
    supervision,
    surveys,
    talents,
    targets,
)
"""Where the kinds are declared that the data names: they are known only once these are loaded."""

ALL, LINKED, OF, OWN, RETURNED, ADDRESSED = "all", "linked", "of", "own", "returned", "addressed"
"""Which records of a kind: every one; those that others in the package link to; those that belong to others in it; what
this office made; what the receiver made and somebody here changed (only it gets them, and only columns that are named);
those whose column `receiver` names the receiver."""

RECEIVER = "receiver"

MONTH, QUARTER, YEAR, NONE = "month", "quarter", "year", "none"

KEPT_BACK = frozenset(
    {"user", "setting", "office", "reader_key", "closed_reader", "intake_batch", "learned_header"}
    | {"holiday_plan", "rule_override", "erasure", "template"}
    | {"office_key", "trusted_office", "escrow_key", "sent_package", "received_package"}
    | {"rights_case", "rights_step", "violence", "warning_letter", "warning_visit", "protection_order"}
    | {"mandatory_report", "referral"}
    | {"released_totals", "same_person", "like_pair"}
)
"""Kinds that no purpose may name: users, keys, this office's own arrangements, 维权信访 (numbers only, and these
only in returns, where small ones are not told); see `stays`."""

_TRAVELLING = frozenset({exchange_records.Notice.kind()})
"""Kinds of the exchange that do travel."""


@dataclass(frozen=True, slots=True)
class Ground:
    """On which grounds personal information may be handed over, and whether an impact assessment must precede it."""

    choices: tuple[str, ...]
    assessment: bool
    law: str


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of record in a purpose: which ones (`owner` is the link by which they belong), which columns."""

    kind: str
    records: str
    columns: tuple[Kind | LinkField, ...]
    owner: str = ""

    @property
    def cls(self) -> type[Record]:
        """The class of the kind."""
        return record_class(self.kind)

    @property
    def links(self) -> tuple[LinkField, ...]:
        """Those of the columns that lead to other records."""
        return tuple(column for column in self.columns if isinstance(column, LinkField))


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose. `attachments`: titles that go along, or None for all of them. `consent`: so much leaves that a
    second user consents to it, as to an export. `level`: of the office that alone may send it, empty for every one."""

    key: str
    title: str
    summary: str
    period: str
    ground: Ground | None
    attachments: tuple[str, ...] | None
    parts: tuple[Part, ...]
    consent: bool = False
    level: str = ""

    @property
    def shape(self) -> str:
        """Another one when any column or rule of the purpose is: what was sent before then lacks something."""
        told = [(part.kind, part.records, part.owner, [column.name for column in part.columns]) for part in self.parts]
        return hashlib.sha256(canonical_json([told, self.attachments]).encode()).hexdigest()

    def part(self, kind: str) -> Part | None:
        """What it says about a kind."""
        return next((part for part in self.parts if part.kind == kind), None)

    def rule(self, part: Part) -> str:
        """Which records of a kind leave; for those that belong to others, what holds for these."""
        while part.records == OF:
            owner = next(link for link in part.links if link.name == part.owner)
            part = next(other for other in self.parts if other.kind == owner.rel_model.kind())
        return part.records


@dataclass(frozen=True, slots=True)
class Handover:
    """What the person who hands over states: the ground, and the day of the impact assessment."""

    ground: str = ""
    assessed_on: date | None = None


def purposes() -> list[Purpose]:
    """Every purpose, by its key."""
    return [purpose(file.stem) for file in sorted(path("purposes").glob("*.json"))]


def offered() -> list[Purpose]:
    """Those that somebody chooses from who reports: an answer is no report."""
    return [each for each in purposes() if not each.level]


def purpose(key: str) -> Purpose:
    """The purpose of this key or title. Raises NotFound."""
    for file in sorted(path("purposes").glob("*.json")):
        content = _content(file.stem)
        if key in (file.stem, content["title"]):
            return _read(file.stem, content)
    titles = "、".join(f"{known.title}（{known.key}）" for known in purposes())
    raise NotFound(f"没有“{key}”这种报送用途，可选{titles}。")


def refuse_groundless(wanted: Purpose, handover: Handover, today: date) -> None:
    """Raise RuleRefused when the purpose asks for a ground or an assessment (个人信息保护法 55) that is not stated."""
    ground = wanted.ground
    if ground is None:
        return
    if handover.ground not in ground.choices:
        raise RuleRefused(
            f"“{wanted.title}”含个人信息，没有报送。请先说明提供的依据：履行法定职责，或已取得单独同意（{ground.law}）。"
        )
    if ground.assessment and (handover.assessed_on is None or handover.assessed_on > today):
        raise RuleRefused(
            f"“{wanted.title}”含敏感个人信息，没有报送。请先做个人信息保护影响评估，并填写评估日期（{ground.law}）。"
        )


def stays(cls: type[Record]) -> bool:
    """Whether a kind of record neither leaves nor comes in: also whatever else the exchange keeps for itself."""
    ours = cls.__module__.startswith("models.exchange.") and cls.kind() not in _TRAVELLING
    return cls.kind() in KEPT_BACK or ours


def period_of(kind: str, today: date) -> str:
    """The period in which a day lies, as it is written: 2026-11, 2026-Q4, 2026, or the day itself."""
    if kind == MONTH:
        return f"{today:%Y-%m}"
    if kind == QUARTER:
        return f"{today.year}-Q{(today.month + 2) // 3}"
    return f"{today.year}" if kind == YEAR else f"{today:%Y-%m-%d}"


@cache
def _content(key: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path("purposes", f"{key}.json").read_text("utf-8"))
    return content


def _read(key: str, content: dict[str, Any]) -> Purpose:
    basis, titles = content["basis"], content["attachments"]
    return Purpose(
        key,
        content["title"],
        content["summary"],
        content["period"],
        Ground(tuple(basis["choices"]), basis["assessment"], basis["law"]) if basis else None,
        None if titles == ALL else tuple(titles),
        tuple(_part(part) for part in content["kinds"]),
        content.get("consent", False),
        content.get("level", ""),
    )


def _part(part: dict[str, Any]) -> Part:
    """Raises ValueError for a column that is not declared, or a kind that must not leave."""
    if stays(record_class(part["kind"])):
        raise ValueError(f"{part['kind']} must not leave")
    known = {kind.name: kind for kind in record_class(part["kind"]).kinds()}
    names = list(known) if part["fields"] == ALL else part["fields"]
    if unknown := [name for name in names if name not in known]:
        raise ValueError(f"{part['kind']} has no {unknown}")
    return Part(part["kind"], part["records"], tuple(known[name] for name in names), part.get("owner", ""))
