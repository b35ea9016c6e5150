"""Coverage 组织覆盖: every unit and women's body held against the rule book; what should be there and is not.

`coverage(day)` is the only entrance. A rule that lacks a figure says which one (缺…) and never guesses; where other
figures show that the rule does not matter, nothing is said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from models.core.codes import table
from models.core.errors import Severity
from models.office.rulebook import Rule, rule_book
from models.organisations import judges
from models.organisations.body import Body
from models.organisations.facts import unit_facts, women_bodies
from models.organisations.judging import BODY_JUDGES, MATTERS, UNIT_JUDGES, Asked, Book, Judge, Seen
from models.organisations.unit import Unit

_ = judges  # imported for what it registers

BOOK = "organisations"
TARGETS = {
    "union_staff_min": "union_staff_target",
    "union_middle_min": "union_middle_target",
    "union_large_min": "union_large_target",
}
"""Rules whose share is to reach what another entry says."""

TIERS = frozenset({"union_middle_min", "union_large_min"})
"""Rules about a part of those whom another rule names already: they count, and are listed only when asked for."""

_THRESHOLDS = {"persons": "{}人以上", "years": "{}年内", "percent": "{}%以上", "bool": "应当"}


class State(StrEnum):
    """已建, 应建未建, 缺数据."""

    BUILT = "built"
    MISSING = "missing"
    UNKNOWN = "unknown"


STATES = {State.MISSING: "应建未建", State.UNKNOWN: "缺数据"}
ALLOWED = "可建未建"
"""What a rule allows, but does not ask for."""


class Finding(NamedTuple):
    """One unit or body of which a rule asks something that is not there or not known. `column`: where to fill it in.

    `told` is what its kind of unit, or its level, is called.
    """

    rule: Rule
    kind: str
    id: int
    uid: str
    name: str
    told: str
    state: State
    found: str
    sentence: str
    column: str

    @property
    def state_words(self) -> str:
        """应建未建, or 可建未建 where the rule only allows it, or 缺数据."""
        allowed = self.state is State.MISSING and self.rule.severity is Severity.TELL
        return ALLOWED if allowed else STATES[self.state]


class RuleCount(NamedTuple):
    """How many hold a rule, miss it, or cannot be judged; `target` in percent, where there is one."""

    rule: Rule
    built: int
    missing: int
    unknown: int
    target: int | None

    @property
    def concerned(self) -> int:
        """To how many it is known to apply."""
        return self.built + self.missing

    @property
    def reached(self) -> bool | None:
        """Whether the target is met; None without one, and where nobody is concerned."""
        if self.target is None or not self.concerned:
            return None
        return self.built * 100 >= self.target * self.concerned

    def rate(self) -> str:
        """The share of those who hold it, to a tenth of a percent; — where nobody is concerned."""
        return f"{self.built * 100 / self.concerned:.1f}%".replace(".0%", "%") if self.concerned else "—"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was found on a day, and how many each rule concerns, in the order of the book."""

    findings: list[Finding]
    counts: list[RuleCount]

    def listed(self, rule: str = "", state: State | None = None, text: str = "") -> list[Finding]:
        """The findings of one rule, or of all but the tiers; of one state, or of both; with this text in the name."""
        return [
            one
            for one in self.findings
            if (one.rule.id == rule if rule else one.rule.id not in TIERS)
            and state in (None, one.state)
            and text in one.name
        ]


def matter(rule: Rule) -> str:
    """What a rule asks for, in few words."""
    return MATTERS[rule.id].format(value=rule.value)


def threshold_words(rule: Rule) -> str:
    """The threshold of a rule as people say it."""
    return _THRESHOLDS[rule.unit].format(rule.value)


def coverage(day: date) -> Coverage:
    """Every unit and women's body against every rule in force on this day."""
    book = {rule.id: rule for rule in rule_book(BOOK).rules if rule.in_force(day)}
    units, bodies = unit_facts(day), women_bodies(day)
    findings: list[Finding] = []
    counts: list[RuleCount] = []
    for rule in book.values():
        asked = Asked(rule, book, day)
        if rule.id in UNIT_JUDGES:
            kind, seen = Unit.kind(), _seen(units, UNIT_JUDGES[rule.id], asked)
        elif rule.id in BODY_JUDGES:
            kind, seen = Body.kind(), _seen(bodies, BODY_JUDGES[rule.id], asked)
        else:
            continue
        findings += _findings(rule, kind, seen)
        counts.append(_count(rule, [one for _, one in seen], book))
    return Coverage(findings, counts)


def _seen(ones: Sequence[Any], judge: Judge, asked: Asked) -> list[tuple[Any, Seen]]:
    return [(one, what) for one in ones if (what := judge(one, asked)) is not None]


def _count(rule: Rule, seen: list[Seen], book: Book) -> RuleCount:
    target = book.get(TARGETS.get(rule.id, ""))
    built, missing, unknown = (sum(one.holds is way for one in seen) for way in (True, False, None))
    return RuleCount(rule, built, missing, unknown, target.value if target else None)


def _findings(rule: Rule, kind: str, seen: list[tuple[Any, Seen]]) -> Iterator[Finding]:
    codes = table("unit.kind" if kind == Unit.kind() else "body.level")
    for one, what in seen:
        if what.holds:
            continue
        told = codes.short((one.kind if kind == Unit.kind() else one.level) or "")
        if what.holds is None:
            sentence = f"缺{what.lacks}，还不能核对。"
            yield Finding(rule, kind, one.id, one.uid, one.name, told, State.UNKNOWN, "", sentence, what.column)
        else:
            sentence = rule.sentence.format_map(_words(one, rule, what))
            found = str(what.found)
            yield Finding(rule, kind, one.id, one.uid, one.name, told, State.MISSING, found, sentence, what.column)


def _words(one: Any, rule: Rule, what: Seen) -> Mapping[str, object]:
    """What the placeholders of a rule's sentence stand for."""
    head = getattr(one, "head", None) or ""
    return {"unit": one.name, "body": one.name, "name": head, "found": what.found, "value": rule.value, **what.words}
