"""组织: officers, an election, venues and covered units, told so that each action can be interrupted."""

from typing import Any

from models.core.dates import PartialDate
from models.core.verbs import undo
from models.organisations.body import Body
from models.organisations.covered import cover_unit, uncover_unit
from models.organisations.venue import change_venue, register_venue, remove_venue
from models.people.officers import change_officer, end_office, hold_election, register_officer, remove_officer
from models.people.person import Person
from tests import builders


def officers_and_places(world: Any) -> None:
    """A union is staffed, elected anew, given a venue and units to cover; some of it is taken back."""
    world.do(world.open)
    session = world.session
    union = world.do(lambda: builders.body(session, "union"))
    person = Person.get()
    head = world.do(lambda: register_officer(session, {"body": union, "person": person, "duty": "head"})).value
    other = world.do(lambda: register_officer(session, {"body": union, "name": "仇正明", "duty": "member"})).value
    world.do(lambda: change_officer(session, head, {"time": "full", "until": PartialDate(2027, 3)}))
    world.do(lambda: end_office(session, other, PartialDate(2026, 10)))
    held = world.do(lambda: hold_election(session, union, PartialDate(2026, 11), end_offices=True))
    world.do(lambda: undo(session, held.seq))
    venue = world.do(
        lambda: register_venue(session, {"name": "职工之家", "kind_of_venue": "workers_home", "body": union})
    )
    world.do(lambda: change_venue(session, venue.value, {"area": 60}))
    world.do(lambda: remove_venue(session, venue.value))
    shop = world.do(lambda: builders.unit(session, "小店", kind_of_unit="self_employed"))
    covered = world.do(lambda: cover_unit(session, Body.get_by_id(union.id), shop)).value
    world.do(lambda: uncover_unit(session, covered))
    world.do(lambda: remove_officer(session, type(other).get_by_id(other.id)))
