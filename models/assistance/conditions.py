"""The conditions of a help case as its page shows them: what fails, what wants a reason, and what was found in order.

Findings come from `rules`; here they are put beside the entries that were looked at and gave none. An entry whose
values are not there yet is not told: nothing is said to be met that nobody could look at. Writes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from models.assistance.case import HelpCase
from models.assistance.income import yuan
from models.assistance.matter import Matter, limits_of, matter_of, threshold_words
from models.assistance.programme import HOUSEHOLD, LIFETIME, PUBLICITY
from models.assistance.programmes import papers_of
from models.assistance.rules import SEXES, problems_of, step_of
from models.assistance.steps import kept_reasons
from models.core.codes import table
from models.core.errors import Problem, Severity
from models.office.calendar import office_calendar


class Verdict(StrEnum):
    """How a condition stands."""

    FAILS = "fails"
    EXPLAIN = "explain"
    HINT = "hint"
    MEETS = "meets"


VERDICT_WORDS = {Verdict.FAILS: "不符合", Verdict.EXPLAIN: "需说明", Verdict.HINT: "提示", Verdict.MEETS: "符合"}
_OF_SEVERITY = {Severity.STOP: Verdict.FAILS, Severity.WARN: Verdict.EXPLAIN, Severity.TELL: Verdict.HINT}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. `key`: the id of its entry. `step`: place of the step at which it counts.

    `reason`: why it was passed at an earlier step; `lines`: the income formula's sum in words.
    """

    key: str
    verdict: Verdict
    title: str
    sentence: str
    found: str
    threshold: str
    source: str
    field: str
    step: int
    reason: str = ""
    lines: tuple[str, ...] = ()


def conditions_of(case: HelpCase, today: date) -> list[Condition]:
    """Everything about a case that is judged, the gravest first, what is in order at the end; one for each entry."""
    matter, reasons = matter_of(case, today), kept_reasons(case)
    told: dict[str, Condition] = {}
    for problem in problems_of(case, today):
        key = problem.code
        one, earlier = _told(matter, problem, key, reasons.get(key, "")), told.get(key)
        told[key] = one if earlier is None else replace(earlier, sentence=f"{earlier.sentence}\n{one.sentence}")
    met = {rule: _met(matter, rule, found, threshold) for rule, found, threshold in _looked_at(matter)}
    return [*told.values(), *(one for key, one in met.items() if one is not None and key not in told)]


def _told(matter: Matter, problem: Problem, key: str, reason: str) -> Condition:
    values = {name: str(problem.values.get(name, "")) for name in ("title", "found", "threshold", "source")}
    lines = problem.values.get("sum", ())
    return Condition(
        key=key,
        verdict=_OF_SEVERITY[problem.severity],
        title=values["title"] or ("请核对" if problem.code == "ask" else ""),
        sentence=problem.message.removeprefix("请核对：") if problem.code == "ask" else problem.message,
        found=values["found"],
        threshold=values["threshold"],
        source=values["source"],
        field=problem.field,
        step=step_of(matter, problem),
        reason=reason,
        lines=tuple(str(line) for line in lines) if isinstance(lines, list) else (),
    )


def _met(matter: Matter, rule: str, found: str, threshold: str) -> Condition | None:
    entry = matter.rules.get(rule)
    if entry is None:
        return None
    return Condition(
        key=rule,
        verdict=Verdict.MEETS,
        title=entry.title,
        sentence="",
        found=found,
        threshold=threshold or threshold_words(entry),
        source=entry.local or entry.source,
        field="",
        step=max(0, matter.programme.place(entry.step)),
        lines=matter.reckoning.lines if rule == "worker_class_matches" else (),
    )


_Looked = Iterator[tuple[str, str, str]]
"""Id of an entry, what it looked at, and the threshold where the entry itself does not say it."""


def _looked_at(matter: Matter) -> _Looked:
    yield from _person(matter)
    yield from _household(matter)
    yield from _papers(matter)
    yield from _publicity(matter)
    case = matter.case
    amount = case.approved_amount if case.approved_amount is not None else case.amount_asked
    if amount is not None:
        for limit in limits_of(matter, case.aid_kind):
            if limit.rule is not None:
                yield limit.rule.id, yuan(amount), limit.words


def _person(matter: Matter) -> _Looked:
    whom, person, day = matter.programme.whom, matter.person, matter.reference_day(matter.programme.whom.age_on)
    if whom.sex and person.sex in ("1", "2"):
        words = table(SEXES)
        yield "whom_sex", words.label(person.sex), words.label(whom.sex)
    if matter.born is not None:
        fewest, most = matter.born.ages_on(day)
        age = f"{fewest}" if fewest == most else f"{fewest}至{most}"
        for figure in (whom.youngest, whom.oldest, whom.under):
            _, rule = matter.number(figure)
            if rule is not None:
                yield rule.id, f"{day:%Y.%m.%d}为{age}周岁", ""
    if whom.class_field and matter.value(whom.class_field) is not None:
        yield "whom_class", matter.kind(whom.class_field).show(matter.value(whom.class_field)), ""
    if whom.marriage and person.marriage and person.marriage != "90":
        yield "whom_marriage", table("GB/T 2261.2").label(person.marriage), ""
    yield "repeat_lifetime" if matter.programme.repeat == LIFETIME else "repeat_period", "没有查到重复", ""


def _household(matter: Matter) -> _Looked:
    household = matter.household
    if household is None:
        return
    if matter.programme.subject == HOUSEHOLD:
        yield "household_required", household.number or household.called(), ""
    if household.homes is not None:
        yield "worker_homes_max", f"{household.homes}套", ""
    made, chosen = matter.reckoning, matter.case.hardship_class
    if matter.programme.schemes and chosen and not made.missing:
        words = table("help.class")
        yield "worker_class_matches", words.short(made.hardship_class or chosen), words.short(chosen)


def _papers(matter: Matter) -> _Looked:
    required = sum(paper.required for paper in papers_of(matter.case))
    if required:
        yield "evidence_complete", f"必交的{required}项都有了", ""
    asked = [kind for kind in matter.programme.facts().values() if kind.required]
    if asked:
        yield "facts_complete", f"必填的{len(asked)}项都填了", ""


def _publicity(matter: Matter) -> _Looked:
    case = matter.case
    if matter.programme.place(PUBLICITY) < 0 or not case.publicity_from or not case.publicity_to:
        return
    days = office_calendar().count_working_days(case.publicity_from, case.publicity_to)
    yield "help_publicity_working_days", f"{days}个工作日", ""
    yield "help_publicity_over", f"{case.publicity_to:%Y.%m.%d}", ""
    if case.publicity_clear:
        yield "help_publicity_clear", "无异议或已查清", ""
