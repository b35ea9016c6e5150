"""What the rosters of 困难职工 and 留守儿童 bring beside persons: households, cases, entries on the register.

Owns how a row of them is marked and written, by the verbs of assistance within the import. Decides nothing about rows.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from models.assistance.case import CLOSED, KEPT, HelpCase
from models.assistance.checks import households_of
from models.assistance.children import LeftBehindChild, change_child, register_child
from models.assistance.household import Household
from models.assistance.programmes import programme
from models.assistance.verbs import change_case, change_household, found_household, open_case
from models.core.codes import table as code_table
from models.core.verbs import Work
from models.intake.columns import CASE, CHILD, FACTS, HOUSEHOLD, WORKER_PROGRAMME, by_key, help_part
from models.intake.headers import CHILD as CHILD_ROSTER
from models.intake.headers import WORKER as WORKER_ROSTER
from models.intake.headers import words
from models.intake.recognition import Table
from models.people.person import Person

_LEFT_BEHIND = "留守"
_CLASSES = "help.class"
_DECIDED = "case.decided_on"


def mark_roster(table: Table, values: dict[str, Any]) -> None:
    """Note on a row what its roster says of everybody on it: that there is a case, that a child is left behind."""
    if table.context == WORKER_ROSTER:
        values["case.programme"] = WORKER_PROGRAMME
        if values.get("hardship_class") in code_table(_CLASSES):
            values["case.hardship_class"] = values["hardship_class"]
        if values.get("hardship_cause"):
            values["case.hardship_cause"] = values["hardship_cause"]
        if values.get("household_size"):
            values["household.size"] = values["household_size"]
        if values.get(_DECIDED) or any(word in title for title in table.titles for word in words("on_file")):
            values["case.status"] = KEPT
    elif table.context == CHILD_ROSTER and any(_LEFT_BEHIND in title for title in table.titles or (_LEFT_BEHIND,)):
        values["child.left_behind"] = True
    elif table.context == CHILD_ROSTER:
        values["child.left_behind"] = False


def parts_of(contexts: Iterable[str]) -> list[str]:
    """What must be known of persons beside themselves, for rosters of these kinds."""
    parts = {WORKER_ROSTER: [HOUSEHOLD, CASE], CHILD_ROSTER: [CHILD]}
    return [part for context in contexts for part in parts.get(context, ())]


def brings_help(told: Iterable[str]) -> bool:
    """Whether any of these roster keys belongs beside the person."""
    return any(help_part(key)[0] for key in told)


def brought(work: Work) -> str:
    """How many cases and children an import has written, for its sentence; empty for a roster of persons alone."""
    new = [change.kind for change in work.changes if change.uid and change.before is None]
    cases, children = new.count(HelpCase.kind()), new.count(LeftBehindChild.kind())
    return (f"，建立困难职工个案 {cases} 个" if cases else "") + (f"，登记儿童 {children} 人" if children else "")


def write_help(work: Work, person: Person, told: Mapping[str, Any]) -> None:
    """Write what a row tells beside the person: `told` are stored values by roster key, new or changed ones."""
    parts: dict[str, dict[str, Any]] = {}
    for key, value in told.items():
        source, name = help_part(key)
        if source:
            parts.setdefault(source, {})[name] = by_key()[key].kind.python_value(value)
    if HOUSEHOLD in parts or CASE in parts or FACTS in parts:
        household = _household(work, person, parts.get(HOUSEHOLD, {}))
        _case(work, person, household, parts.get(CASE, {}), parts.get(FACTS, {}))
    if CHILD in parts:
        _child(work, person, parts[CHILD])


def _household(work: Work, person: Person, values: dict[str, Any]) -> Household:
    """The household that the person heads or belongs to, founded where there is none."""
    filed = households_of([person.id]).get(person.id)
    if filed is None:
        account = {"bank": person.bank, "account": person.bank_account}
        founded: Household = found_household.within(work, {"head": person, **account, **values})  # type: ignore[attr-defined]
        return founded
    household = Household.get_by_id(filed)
    return change_household.within(work, household, values) if values else household  # type: ignore[attr-defined]


def _case(work: Work, person: Person, household: Household, values: dict[str, Any], facts: dict[str, Any]) -> None:
    """The case of the worker in need: opened, or told more of; one that is on file above is on file here."""
    same = (HelpCase.person == person) & (HelpCase.programme == WORKER_PROGRAMME) & (HelpCase.status != CLOSED)
    case = HelpCase.get_or_none(same)
    on_file = values.pop("status", None) == KEPT
    values.pop("programme", None)
    if case is None:
        day = _first_day(values.get("decided_on"))
        opening = {"person": person, "programme": WORKER_PROGRAMME, "household": household, **values, **day}
        case = open_case.within(work, opening, facts)  # type: ignore[attr-defined]
    elif values or facts:
        change_case.within(work, case, values, facts or None)  # type: ignore[attr-defined]
    if on_file and case.status != KEPT:
        steps = programme(WORKER_PROGRAMME, case.applied_on).steps
        work.update(case, status=KEPT, step=steps[-1].key)


def _first_day(decided_on: date | None) -> dict[str, date]:
    """A worker on file was applied for by the day on which that was decided, where the programme held by then."""
    if decided_on is None or not programme(WORKER_PROGRAMME, decided_on).in_force(decided_on):
        return {}
    return {"applied_on": decided_on}


def _child(work: Work, person: Person, values: dict[str, Any]) -> None:
    child = LeftBehindChild.get_or_none(LeftBehindChild.person == person)
    if child is None:
        register_child.within(work, person, values)  # type: ignore[attr-defined]
    else:
        change_child.within(work, child, values)  # type: ignore[attr-defined]
