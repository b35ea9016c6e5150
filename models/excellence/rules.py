"""The rule book of 创先争优 and targets: entries in force on a day, and how a finding by one becomes a Problem."""

from datetime import date

from models.core.errors import Problem
from models.office.rulebook import Rule, rule_book

BOOK = "excellence"


def rules_on(day: date, award: str = "") -> dict[str, Rule]:
    """The entries that hold on this day, for this kind of award where they name one, by id."""
    return rule_book(BOOK).for_programme(day, award)


def number(rules: dict[str, Rule], key: str) -> int | None:
    """The value of an entry; None where it is switched off or not filled in."""
    rule = rules.get(key)
    value: int | None = rule.value if rule else None
    return value


def finding(rules: dict[str, Rule], key: str, found: object, field: str = "", **words: object) -> Problem | None:
    """A finding by an entry; None where it does not hold or has no value."""
    rule = rules.get(key)
    if rule is None or rule.value is None:
        return None
    message = rule.sentence.format_map({"found": found, "value": rule.value, **words})
    told: dict[str, object] = {
        "rule": rule.id,
        "title": rule.title,
        "found": str(found),
        "threshold": str(rule.value),
        "source": rule.local or rule.source,
        "step": rule.step,
    }
    return Problem(rule.severity, rule.id, message, field, told)
