"""What the page 帮扶 shows in its tests: households, cases at several steps, aid, visits, pairs and children."""

from datetime import date
from typing import Any

from models.assistance.case import HelpCase
from models.assistance.pairs import Contact, keep_contact
from models.people.person import Person
from tests import builders


def help_people(session: Any) -> None:
    """A small township that helps."""
    people = list(Person.select().where(Person.village.is_null(False)).order_by(Person.id).limit(30))
    for who in people[:4]:
        builders.household(session, who)
    builders.distribution(session, people[:12])
    for place, who in enumerate(people[:6]):
        builders.visit(session, who, visited_on=date(2026, 11, 3 + place))
    for place in range(3):
        pair = builders.pair(session, people[20 + place], people[10 + place])
        values = {
            "held_on": date(2026, 10, 8),
            "form": next(iter(Contact.form.table.items())).code,
            "content": "到家看望，辅导作业。",
        }
        keep_contact(session, pair, values)
    for order, name in enumerate(("罗小梅", "普雪梅", "杨子涵")):
        builders.child(session, name, date(2016, 5, 1 + order), 310 + order)


def help_cases(session: Any) -> dict[str, HelpCase]:
    """Cases at several steps, by a word for where they stand; the local standard is known."""
    builders.allowance(session, 700)
    people = list(Person.select().where(Person.village.is_null(False)).order_by(Person.id).limit(60))
    women = [who for who in people if who.sex == "2" and who.born and 1970 < who.born.year < 1990]
    for who in people[30:34]:
        builders.household(session, who)
    found = {
        "new": builders.help_case(session, people[30]),
        "publicity": builders.help_case(session, people[31]),
        "kept": builders.help_case(session, people[32]),
        "outside": builders.help_case(session, people[33]),
        "temporary": builders.help_case(session, people[30], "temporary"),
        "cancer": builders.help_case(session, women[0], "cancer", hardship_cause=None, cause_text=None),
    }
    passing = {"worker_class_matches": "另有未计入的医疗支出，见证明。"}
    builders.advance_case(session, found["publicity"], "publicity", **passing)
    builders.advance_case(session, found["outside"], "county", **passing)
    kept = builders.advance_case(session, found["kept"], **passing)
    builders.aid(session, people[32], programme="worker", aid_kind="living", amount=1_000_00, case=kept)
    builders.visit(session, people[32], case=kept, visited_on=date(2026, 11, 12))
    return {key: HelpCase.get_by_id(case.id) for key, case in found.items()}
