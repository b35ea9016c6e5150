"""Stories of 帮扶 for the torture: households, cases and their steps, and programmes of the office's own."""

from datetime import date
from pathlib import Path
from typing import Any

from models.assistance.case import HelpCase
from models.assistance.household import Household
from models.assistance.programmes import change_programme
from models.assistance.steps import close_case, reopen_case, take_step
from models.assistance.verbs import add_member, open_case, remove_household, scan_evidence
from models.core.verbs import undo
from models.office.attachment import Store
from models.people.person import Person
from tests import builders


def kept_case(office: Path) -> None:
    """An office with a household and a case of it that stands before its first opinion."""
    office.parent.mkdir(parents=True, exist_ok=True)
    with builders.office(office) as opened:
        session = opened.session
        builders.allowance(session, 400)
        who = builders.person(session)
        builders.household(session, who)
        take_step(session, builders.help_case(session, who))
        builders.person(session, "仇正明", order=202)


def steps_of_a_case(world: Any) -> None:
    """An opinion, a scan, a closing, a re-opening."""
    world.do(world.open)
    world.do(lambda: take_step(world.session, HelpCase.get(), agrees=True, opinion="情况属实，同意。"))
    scan = ("diagnosis", "诊断证明.pdf", b"%PDF-1.7" * 2000)
    world.do(lambda: scan_evidence(world.session, Store(world.opened), HelpCase.get(), *scan))
    world.do(lambda: close_case(world.session, HelpCase.get(), "moved", on=date(2026, 11, 18)))
    world.do(lambda: reopen_case(world.session, HelpCase.get(), "又迁回"))


def households_and_programmes(world: Any) -> None:
    """A member, a household that is made and taken back, a changed programme, a case in it."""
    world.do(world.open)
    other = Person.get(Person.name == "仇正明")
    world.do(lambda: add_member(world.session, Household.get(), {"name": "单小山", "relation": "20"}))
    made = world.do(lambda: builders.household(world.session, other, 2))
    seq = world.do(lambda: remove_household(world.session, made)).seq
    world.do(lambda: undo(world.session, seq))
    world.do(lambda: change_programme(world.session, "comfort", {"repeat": "free"}, reason="县总工会〔2026〕8号"))
    world.do(lambda: open_case(world.session, {"person": other, "programme": "comfort"}))
