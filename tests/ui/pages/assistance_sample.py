"""What the page 帮扶 shows in its tests: households, cases at several steps, aid, visits, pairs and children."""

from datetime import date
from typing import Any

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
