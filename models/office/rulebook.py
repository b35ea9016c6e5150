"""The rule books: every threshold is a dated entry with its source; an office may override one, with a reason.

Entries are data in `resources/rules`; overrides are records and name an entry by its id, which no two books share.
Judging a case by an entry is done by each concept.
"""

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from models.core.errors import KnownError, Severity
from models.core.fields import DayField, JsonField, LineField, ParagraphField
from models.core.record import Record
from models.core.verbs import Work, verb
from resources import path


class RuleOverride(Record):
    """本地规定: another value or severity for one entry of the rule book, valid in this office's area."""

    noun = "本地规定"
    untold = ("rule", "severity")

    rule = LineField("规则", required=True, unique_among_living=True, max_length=60)
    value = JsonField("数值")
    severity = LineField("程度", max_length=10)
    active = JsonField("启用")
    reason = ParagraphField("依据", required=True)
    valid_from = DayField("生效日期")

    class Meta:
        table_name = "rule_override"


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry. `value` is the threshold in `unit`; open ends of its time are None; `sentence` has placeholders.

    A `fixed` one protects somebody and is never overridden.
    """

    id: str
    title: str
    severity: Severity
    value: Any
    unit: str
    valid_from: date | None
    valid_to: date | None
    source: str
    sentence: str = ""
    step: str = ""
    channels: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    active: bool = True
    local: str = ""
    fixed: bool = False

    def concerns(self, channel: str, target: str, route: str) -> bool:
        """Whether it applies to a case of this channel, target and route; an empty list means all."""
        return (
            (not self.channels or channel in self.channels)
            and (not self.targets or target in self.targets)
            and (not self.routes or route in self.routes)
        )

    def in_force(self, day: date) -> bool:
        """Whether it holds on this day."""
        begun = self.valid_from is None or self.valid_from <= day
        return self.active and begun and (self.valid_to is None or day <= self.valid_to)

    def dates(self) -> str:
        """From when to when it holds, in words."""
        since = f"{self.valid_from:%Y.%m.%d}起" if self.valid_from else ""
        until = f"至{self.valid_to:%Y.%m.%d}" if self.valid_to else ""
        return since + until or "长期"


class RuleBook:
    """The entries of one book with this office's overrides applied."""

    def __init__(self, rules: list[Rule]) -> None:
        self.rules = rules

    def for_case(self, day: date, channel: str, target: str, route: str) -> dict[str, Rule]:
        """The entries that hold on this day for such a case, by id, in the order of the book."""
        found = [rule for rule in self.rules if rule.in_force(day) and rule.concerns(channel, target, route)]
        return {rule.id: rule for rule in found}

    def for_programme(self, day: date, programme: str) -> dict[str, Rule]:
        """The entries that hold on this day for a case of this programme of aid, by id, in the order of the book."""
        found = [rule for rule in self.rules if rule.in_force(day)]
        return {rule.id: rule for rule in found if not rule.programmes or programme in rule.programmes}


@cache
def _shipped(book: str) -> tuple[Rule, ...]:
    content = json.loads(path("rules", f"{book}.json").read_text("utf-8"))
    return tuple(_rule(entry) for entry in content["entries"])


def _rule(entry: dict[str, Any]) -> Rule:
    applies = entry.get("applies", {})
    return Rule(
        id=entry["id"],
        title=entry["title"],
        severity=Severity(entry["severity"]),
        value=entry["value"],
        unit=entry.get("unit") or "",
        valid_from=date.fromisoformat(entry["valid_from"]) if entry["valid_from"] else None,
        valid_to=date.fromisoformat(entry["valid_to"]) if entry.get("valid_to") else None,
        source=entry["source"],
        sentence=entry["sentence"],
        step=entry.get("step") or "",
        channels=tuple(applies.get("channel", ())),
        targets=tuple(applies.get("target", ())),
        routes=tuple(applies.get("route", ())),
        programmes=tuple(applies.get("programme", ())),
        active=entry.get("active", True),
        fixed=entry.get("fixed", False),
    )


def rule_book(book: str) -> RuleBook:
    """The book of this name with the overrides of the open office."""
    overrides = {row.rule: row for row in RuleOverride.select()}
    return RuleBook([part for rule in _shipped(book) for part in _overridden(rule, overrides.get(rule.id))])


def _overridden(rule: Rule, row: RuleOverride | None) -> list[Rule]:
    """The entry as shipped until the override begins, and as overridden from then on."""
    if row is None:
        return [rule]
    since = row.valid_from
    if since is not None and rule.valid_to is not None and rule.valid_to < since:
        return [rule]
    local = replace(
        rule,
        value=rule.value if row.value is None else row.value,
        severity=Severity(row.severity) if row.severity else rule.severity,
        active=rule.active if row.active is None else bool(row.active),
        local=row.reason,
    )
    if since is None or (rule.valid_from is not None and rule.valid_from >= since):
        return [local]
    return [replace(rule, valid_to=since - timedelta(days=1)), replace(local, valid_from=since)]


@verb("override_rule", "修改规则")
def override_rule(
    work: Work,
    book: str,
    rule_id: str,
    *,
    reason: str,
    value: Any = None,
    severity: str | None = None,
    active: bool | None = None,
    valid_from: date | None = None,
) -> RuleOverride:
    """Set a local value, severity or switch for an entry.

    Raises KnownError without a reason, for an unknown or fixed id and for a value of another type than the shipped one.
    """
    rule = next((entry for entry in _shipped(book) if entry.id == rule_id), None)
    if rule is None:
        raise KnownError("规则手册里没有这一条，请刷新后再改。")
    if rule.fixed:
        raise KnownError(f"“{rule.title}”是保护当事人的规定，不能修改。")
    if not reason.strip():
        raise KnownError("修改规则要写明依据，例如上级文件的名称和文号。")
    if value is not None and not _fits(value, rule):
        raise KnownError(f"“{rule.title}”的数值填得不对，请按原来的样子填写（{_as_now(rule)}）。")
    wanted = {
        "value": value,
        "severity": severity,
        "active": active,
        "valid_from": valid_from,
        "reason": reason.strip(),
    }
    row = RuleOverride.get_or_none(RuleOverride.rule == rule_id)
    work.sentence = f"修改了规则“{rule.title}”"
    if row is None:
        return work.insert(RuleOverride(rule=rule_id, **wanted))
    return work.update(row, **wanted)


def _fits(value: Any, rule: Rule) -> bool:
    """Whether a value is of the kind of the shipped one; a figure that every place sets itself is shipped empty."""
    if rule.value is None:
        return type(value) is int and value >= 0
    return type(value) is type(rule.value)


def _as_now(rule: Rule) -> str:
    return "只填整数" if rule.value is None else f"现在是“{rule.value}”"


@verb("restore_rule", "恢复规则")
def restore_rule(work: Work, book: str, rule_id: str) -> None:
    """Take a local override back; the shipped entry holds again."""
    row = RuleOverride.get_or_none(RuleOverride.rule == rule_id)
    if row is not None:
        work.delete(row)
        titles = {rule.id: rule.title for rule in _shipped(book)}
        work.sentence = f"恢复了规则“{titles.get(rule_id, rule_id)}”"
