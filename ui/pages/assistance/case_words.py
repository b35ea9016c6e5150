"""A help case in words: its header, the line of its steps, what its programme asks; knows no widget that types."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from models.assistance.case import CASE_COLUMNS, CLOSED, KEPT, REFUSED, RUNNING, HelpCase, HelpStep
from models.assistance.income import ALLOWANCE
from models.assistance.matter import ALLOWANCE_MONTHS, BOOK
from models.assistance.programme import Programme, ProgrammeStep
from models.assistance.steps import steps_of
from models.core.codes import table
from models.core.fields import Kind
from models.office.rulebook import rule_book
from models.people.person import Person
from ui.widgets.form_page import Section
from ui.widgets.stepper import Step, StepState

MOST_MISSING = 3
DOT = "\u00a0· "
_BESIDE = ("aid_kind", "amount_asked", "reference_on", "note")
"""Columns that stand in every application beside those that its first step names."""


def day_text(day: date | None) -> str:
    """A day as it stands at a step."""
    return f"{day:%Y.%m.%d}" if day else ""


def header_facts(case: HelpCase, text: Programme, today: date) -> list[str]:
    """What stands beside the name: programme, number, how it stands, sex, age, village."""
    person: Person = case.person
    ages = person.born.ages_on(today) if person.born else None
    village = case.household.village if case.household and case.household.village else person.village
    words = (
        text.title,
        case.number or "",
        table("help.status").label(case.status),
        Person.sex.show(person.sex),
        f"{ages[0]}岁" if ages else "",
        village.name if village else "",
    )
    return [word for word in words if word]


def end_sentence(case: HelpCase) -> str:
    """How it was closed; empty while it is open."""
    if case.status != CLOSED:
        return ""
    why = table("help.closing").label(case.closing) if case.closing else ""
    return f"已结案（{day_text(case.closed_on)}）：{why}　{case.closing_text or ''}".rstrip("　")


def asked_columns(text: Programme) -> list[Any]:
    """Columns of the application: those of the first step, and what every application has."""
    first = [field for field, _ in text.steps[0].needs]
    causes = ["hardship_cause"] if any(paper.causes for paper in text.evidence) else []
    return [CASE_COLUMNS[name] for name in dict.fromkeys([*first, *causes, *_BESIDE])]


def asked_sections(text: Programme) -> list[Section]:
    """The application and what only this programme asks, as sections of a form."""
    facts = list(text.facts().values())
    return [Section("申请", asked_columns(text)), *([Section("项目内容", facts)] if facts else [])]


def required_names(step: ProgrammeStep) -> set[str]:
    """Columns that the step cannot do without."""
    return {field for field, required in step.needs if required}


def needs_of(step: ProgrammeStep) -> list[Any]:
    """The columns that are typed at a step."""
    return [CASE_COLUMNS[field] for field, _ in step.needs]


def filled(kinds: Sequence[Kind], values: Any) -> list[tuple[str, str]]:
    """Label and value of every column in which something stands; sensitive ones too, for who works on the case."""
    shown = [(kind.label, kind.show(values(kind.name))) for kind in kinds]
    return [(name, value) for name, value in shown if value]


def shortened(missing: Sequence[str]) -> list[str]:
    """The first of what is missing, and how many there are."""
    if len(missing) <= MOST_MISSING:
        return list(missing)
    return [*missing[: MOST_MISSING - 1], f"{missing[MOST_MISSING - 1]}等 {len(missing)} 项"]


def trail_of(case: HelpCase, text: Programme, missing: Sequence[str]) -> list[Step]:
    """The line of steps; `missing` belongs to the current one."""
    newest = {row.step: row for row in steps_of(case) if row.step}
    here = max(0, text.place(case.step))
    return [_shown(case, step, place - here, newest.get(step.key), missing) for place, step in enumerate(text.steps)]


def _shown(case: HelpCase, step: ProgrammeStep, distance: int, row: HelpStep | None, missing: Sequence[str]) -> Step:
    over = distance < 0 or (distance == 0 and case.status == KEPT and not step.needs and not step.opinion)
    row = row if distance <= 0 else None  # what was done before it was sent back does not count any more
    on = day_text(row.taken_on) if row else ""
    words = DOT.join(_figures(row))
    if distance > 0:
        return Step(step.key, step.title, StepState.TODO, "", words)
    if distance < 0:
        return Step(step.key, step.title, StepState.DONE, on, words)
    gaps = shortened(missing) if case.status == RUNNING else []
    state = StepState.DONE if over and case.status == CLOSED else StepState.CURRENT
    return Step(step.key, step.title, state, on if case.status != RUNNING else "", words, gaps, _word(case, step, row))


def _word(case: HelpCase, step: ProgrammeStep, row: HelpStep | None) -> str:
    if case.status == CLOSED:
        return "已结案"
    if case.status == KEPT:
        return "在档"
    if row is not None and row.action == REFUSED:
        return "未获同意"
    return "等上级办理" if step.outside else ""


def _figures(row: HelpStep | None) -> list[str]:
    if row is None:
        return []
    said = "" if row.agrees is None else "同意" if row.agrees else "不同意"
    return [word for word in (row.by or row.created_by, said) if word]


def allowance_missing(text: Programme, today: date) -> bool:
    """Whether something of this programme counts in the local 低保 standard, and nobody has filled it in."""
    rules = rule_book(BOOK).for_programme(today, text.key)
    counted = {amount.figure.rule for amount in text.amounts}
    in_months = any(rules[key].unit == ALLOWANCE_MONTHS for key in counted if key in rules)
    standard = rules.get(ALLOWANCE)
    return bool(text.schemes or in_months) and (standard is None or standard.value is None)
