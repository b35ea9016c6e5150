"""How a condition is judged: a judge looks at a case and finds; the verdict follows from finding and severity.

Judges register themselves by the id of their rule. Knows no single rule.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from models.core.codes import table
from models.core.errors import Severity
from models.office.rulebook import Rule
from models.recommendation.conditions.case import Case

UNITS = {
    "years": "{}年",
    "age": "{}周岁",
    "months": "{}个月",
    "days": "{}天",
    "working_days": "{}个工作日",
    "persons": "{}人",
    "percent": "{}%",
    "times": "{}次",
    "items": "{}项",
    "characters": "{}字",
    "hours": "{}学时",
}


class Verdict(StrEnum):
    """符合, 需说明, 不符合, 待填, 提示."""

    MEETS = "meets"
    EXPLAIN = "explain"
    FAILS = "fails"
    WAITING = "waiting"
    HINT = "hint"


VERDICT_WORDS = {
    Verdict.MEETS: "符合",
    Verdict.EXPLAIN: "需说明",
    Verdict.FAILS: "不符合",
    Verdict.WAITING: "待填",
    Verdict.HINT: "提示",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a judge saw: `holds` is None while values are missing; `words` fill the rule's sentence.

    looked_at: label → value as read. field: the column to mend. A `sentence` replaces the rule's own.
    """

    holds: bool | None
    looked_at: dict[str, str] = field(default_factory=dict)
    words: Mapping[str, object] = field(default_factory=dict)
    sentence: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A rule applied to a case: verdict, what was looked at, the threshold, its source and a sentence.

    `waived` is the reason for which a warning was passed.
    """

    rule: Rule
    verdict: Verdict
    looked_at: dict[str, str]
    threshold: str
    sentence: str
    field: str
    waived: str = ""

    def judged(self) -> dict[str, object]:
        """What a recommendation remembers of the entry that judged it."""
        return {
            "rule": self.rule.id,
            "verdict": str(self.verdict),
            "value": self.rule.value,
            "valid_from": str(self.rule.valid_from or ""),
            "valid_to": str(self.rule.valid_to or ""),
            "source": self.rule.local or self.rule.source,
            "looked_at": self.looked_at,
        }


Judge = Callable[[Case, Rule], Finding | None]
JUDGES: dict[str, Judge] = {}
"""Judges by rule id; a judge that returns None has nothing to say about this case."""


def judges(*rule_ids: str) -> Callable[[Judge], Judge]:
    """Register a judge for rules."""

    def register(judge: Judge) -> Judge:
        for rule_id in rule_ids:
            JUDGES[rule_id] = judge
        return judge

    return register


def threshold_text(rule: Rule) -> str:
    """The threshold in words."""
    if rule.unit == "days" and rule.value == 0:
        return "当天或以后"
    if rule.unit == "bool":
        return "必须" if rule.severity is Severity.STOP else "应当"
    if rule.unit == "vote_preset":
        return table("vote.preset").label(rule.value)
    if rule.unit.startswith("code "):
        return table(rule.unit.removeprefix("code ")).label(str(rule.value))
    return UNITS.get(rule.unit, "{}").format(rule.value)


def verdict_of(holds: bool | None, severity: Severity) -> Verdict:
    """The verdict of a finding under a rule's severity."""
    if holds is None:
        return Verdict.WAITING
    if holds:
        return Verdict.MEETS
    return {Severity.STOP: Verdict.FAILS, Severity.WARN: Verdict.EXPLAIN, Severity.TELL: Verdict.HINT}[severity]


def judge(case: Case, rule: Rule, waived: str) -> Condition | None:
    """Apply one rule to a case; None when it has nothing to say."""
    found = JUDGES[rule.id](case, rule)
    if found is None:
        return None
    words = {"name": case.person.name, "body": case.body.name, "value": rule.value, "found": "", **found.words}
    if rule.unit.startswith("code "):
        words["value"] = threshold_text(rule)
    verdict = verdict_of(found.holds, rule.severity)
    sentence = _sentence(verdict, rule, found, words)
    return Condition(rule, verdict, found.looked_at, threshold_text(rule), sentence, found.field, waived)


def _sentence(verdict: Verdict, rule: Rule, found: Finding, words: dict[str, object]) -> str:
    if verdict is Verdict.MEETS:
        return found.sentence or "符合要求。"
    if verdict is Verdict.WAITING:
        return found.sentence or f"还不能核对“{rule.title}”，请先填写要看的内容。"
    return found.sentence or rule.sentence.format_map(words)
