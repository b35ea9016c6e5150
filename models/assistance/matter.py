"""A matter: everything that the rules of one help case look at, read once, under the rules of its day.

Owns the figures (rule book or programme, in fen and in words) and how a finding becomes a Problem. Judges nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from models.assistance.case import CASE_COLUMNS, HelpCase
from models.assistance.household import Household, HouseholdMember
from models.assistance.income import ALLOWANCE, CURRENT, MONTHS, Money, Reckoning, reckon, yuan
from models.assistance.programme import Amount, Figure, Programme
from models.assistance.programmes import programme_of
from models.core.dates import PartialDate
from models.core.errors import Problem, Severity
from models.core.fields import Kind
from models.core.identity import birth_of
from models.office.rulebook import Rule, rule_book
from models.people.person import Person

BOOK = "assistance"
ALLOWANCE_MONTHS = "allowance_months"
_UNITS = {
    "yuan": "{}元",
    "age": "{}周岁",
    "months": "{}个月",
    "days": "{}天",
    "working_days": "{}个工作日",
    "percent": "{}%",
    "homes": "{}套",
}


def threshold_words(rule: Rule) -> str:
    """The threshold of an entry in words."""
    if rule.value is None:
        return "未填写"
    if rule.unit == "bool":
        return "必须" if rule.severity is Severity.STOP else "应当"
    if rule.unit == ALLOWANCE_MONTHS:
        return f"{rule.value}个月低保标准"
    return _UNITS.get(rule.unit, "{}").format(rule.value)


@dataclass
class Matter:
    """One help case with its surroundings, on one day, under the rules in force when it was applied for."""

    case: HelpCase
    programme: Programme
    rules: dict[str, Rule]
    today: date

    @cached_property
    def person(self) -> Person:
        """Whom it helps."""
        found: Person = self.case.person
        return found

    @cached_property
    def household(self) -> Household | None:
        """The household's file, if there is one."""
        found: Household | None = self.case.household
        return found

    @cached_property
    def members(self) -> list[HouseholdMember]:
        """The members beside the head."""
        if self.household is None:
            return []
        found = HouseholdMember.select().where(HouseholdMember.household == self.household)
        return list(found.order_by(HouseholdMember.id))

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What only this programme asks, as values of their kinds."""
        return self.programme.read_facts(self.case.facts)

    @cached_property
    def reckoning(self) -> Reckoning:
        """The income formula for this household, by the scheme of the case."""
        return reckon(money_of(self.household, self.members, self.case), self.rules, self.case.scheme or CURRENT)

    @property
    def born(self) -> PartialDate | None:
        """Birth date as it is kept; the ID number's where there is none."""
        by_number = birth_of(self.person.id_number) if self.person.id_number else None
        born: PartialDate | None = self.person.born
        return PartialDate.of(by_number) if born is None and by_number else born

    def kind(self, field: str) -> Kind:
        """The field kind of a column of the case or a fact."""
        found: Kind = self.programme.facts().get(field) or CASE_COLUMNS[field]
        return found

    def value(self, field: str) -> Any:
        """The value of a column of the case or a fact."""
        return self.facts.get(field) if field in self.programme.facts() else getattr(self.case, field)

    def reference_day(self, column: str) -> date:
        """The day on which something is looked at: that column, failing it the application, failing it today."""
        day: date = getattr(self.case, column) or self.case.applied_on or self.today
        return day

    def number(self, figure: Figure | None) -> tuple[int | None, Rule | None]:
        """A figure as it stands, with its entry; None where it is switched off or not filled in."""
        if figure is None:
            return None, None
        if not figure.rule:
            return figure.value, None
        rule = self.rules.get(figure.rule)
        return (rule.value if rule else None), rule


def matter_of(case: HelpCase, today: date) -> Matter:
    """A case with its programme and the rules of the day it was applied for."""
    text = programme_of(case)
    return Matter(case, text, rule_book(BOOK).for_programme(case.applied_on or today, text.key), today)


def money_of(household: Household | None, members: Iterable[HouseholdMember], case: HelpCase | None = None) -> Money:
    """What the income formula looks at. A year's income that is not given is added up from its parts."""
    cause = case.hardship_cause if case else None
    if household is None:
        return Money(cause=cause)
    return Money(
        income_year=household.income_year,
        fixed_cost_year=household.fixed_cost_year,
        accident_cost_year=household.accident_cost_year,
        special_cost_year=household.special_cost_year,
        size=household.size,
        cause=cause,
        addends=tuple(_addends(household, members)),
    )


def _addends(household: Household, members: Iterable[HouseholdMember]) -> list[tuple[str, int]]:
    """The applicant's own year and the other income; the members' wages only where the other income is not given."""
    found: list[tuple[str, int]] = []
    if household.own_income_month is not None:
        own = household.own_income_month
        found.append((f"本人（每月{yuan(own)} × {MONTHS}）", own * MONTHS))
    if household.other_income_year is not None:
        return [*found, ("家庭其他年收入", household.other_income_year)]
    for member in members:
        if member.income_month is not None:
            wage = member.income_month
            found.append((f"{member.name}（每月{yuan(wage)} × {MONTHS}）", wage * MONTHS))
    return found


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount of a programme as it holds for one case: fen, the rule behind it (None for an own programme's)."""

    amount: Amount
    fen: int
    words: str
    rule: Rule | None


def limits_of(matter: Matter, kind: str | None) -> list[Limit]:
    """The amounts that hold for a kind of aid, the class and the facts of a case; those not filled in are left out."""
    found = []
    for amount in matter.programme.amounts:
        if _holds(amount, matter, kind):
            limit = _limit(amount, matter)
            if limit is not None:
                found.append(limit)
    return found


def _holds(amount: Amount, matter: Matter, kind: str | None) -> bool:
    only = len({part.kind for part in matter.programme.amounts}) == 1
    if amount.kind and amount.kind != kind and not (only and kind is None):
        return False
    if amount.classes and matter.case.hardship_class not in amount.classes:
        return False
    return all(matter.value(field) in codes for field, codes in amount.when)


def _limit(amount: Amount, matter: Matter) -> Limit | None:
    number, rule = matter.number(amount.figure)
    if number is None:
        return None
    if rule is None or rule.unit != ALLOWANCE_MONTHS:
        return Limit(amount, number * 100, f"{number}元", rule)
    standard = matter.rules.get(ALLOWANCE)
    if standard is None or standard.value is None:
        return None
    fen = number * standard.value * 100
    return Limit(amount, fen, f"{number}个月低保标准（{yuan(fen)}）", rule)


def finding(
    matter: Matter, rule: Rule | str, found: str, field: str = "", threshold: str = "", **words: object
) -> Problem | None:
    """A finding by an entry of the book; None where the entry does not hold for this case."""
    entry = matter.rules.get(rule) if isinstance(rule, str) else rule
    if entry is None:
        return None
    threshold = threshold or threshold_words(entry)
    fill: Mapping[str, object] = {"name": matter.person.name, "found": found, "value": threshold, **words}
    return Problem(
        entry.severity,
        entry.id,
        entry.sentence.format_map(fill),
        field,
        {
            "rule": entry.id,
            "title": entry.title,
            "found": found,
            "threshold": threshold,
            "source": entry.local or entry.source,
            "step": entry.step,
        },
    )
