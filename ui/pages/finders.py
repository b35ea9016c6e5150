"""Finders for links: persons, units and bodies by characters, pinyin or initials, as choices for an editor."""

from collections.abc import Sequence

from models.core.text import initials, tidy
from models.organisations.body import Body
from models.organisations.unit import PLACES, Unit
from models.people.lists import find_persons
from models.people.person import Person
from ui.widgets.find_box import Choice

MOST = 50


def unit_choice(unit: Unit | None) -> Choice | None:
    """A unit as it stands in a field."""
    return Choice(unit, unit.name, Unit.kind_of_unit.show(unit.kind_of_unit)) if unit else None


def body_choice(body: Body | None) -> Choice | None:
    """A body as it stands in a field."""
    return Choice(body, body.name) if body else None


def person_choice(person: Person | None) -> Choice | None:
    """A person as she stands in a field, with what tells her from her like."""
    return Choice(person, person.name, _told_apart(person)) if person else None


def find_people(typed: str) -> Sequence[Choice]:
    """Persons by name, pinyin, initials, the tail of an ID number or a phone."""
    _, rows = find_persons(typed, MOST)
    found = {person.id: person for person in Person.select().where(Person.id.in_([row.id for row in rows]))}
    return [choice for row in rows if (choice := person_choice(found.get(row.id)))]


def find_villages(typed: str) -> Sequence[Choice]:
    """Villages and communities."""
    return [Choice(unit, unit.name) for unit in _units(typed, only_places=True)]


def find_units(typed: str) -> Sequence[Choice]:
    """Units of every kind."""
    return [choice for unit in _units(typed) if (choice := unit_choice(unit))]


def find_employers(typed: str) -> Sequence[Choice]:
    """Names of units, as suggestions for a free line."""
    return [Choice(unit.name, unit.name) for unit in _units(typed)]


def find_bodies(typed: str) -> Sequence[Choice]:
    """Bodies of every kind that have not ended."""
    asked = tidy(typed).lower()
    found = Body.select().where(Body.ended_on.is_null()).order_by(Body.kind_of_body, Body.name)
    fitting = (body for body in found if not asked or asked in body.name.lower() or asked in initials(body.name))
    return [Choice(body, body.name) for body, _ in zip(fitting, range(MOST), strict=False)]


def _told_apart(person: Person) -> str:
    where = person.village.name if person.village else person.employer or ""
    facts = (Person.born.show(person.born), where, Person.id_number.masked(person.id_number))
    return " · ".join(fact for fact in facts if fact)


def _units(typed: str, only_places: bool = False) -> list[Unit]:
    asked = tidy(typed).lower()
    found = Unit.select().order_by(Unit.pinyin).limit(MOST)
    if only_places:
        found = found.where(Unit.kind_of_unit.in_(PLACES))
    if asked:
        fits = Unit.name.contains(asked) | Unit.pinyin.startswith(asked) | Unit.initials.startswith(asked)
        found = found.where(fits)
    return list(found)
