"""The part of the sample office that organises: figures of the units, more bodies, officers, venues.

The story is data in `resources/samples/organisations.json`, in the words that a clerk types; everybody is invented.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.core.record import Record
from models.core.verbs import Session
from models.demonstration.rights import typed
from models.organisations.body import Body
from models.organisations.covered import CoveredUnit, cover_unit
from models.organisations.unit import Unit
from models.organisations.venue import Venue, register_venue
from models.organisations.verbs import change_body, change_unit, register_body, register_unit
from models.people.officers import Officer, register_officer
from models.people.person import Person
from resources import path

Words = Mapping[str, str]
_LINKS: Mapping[str, Any] = {"unit": Unit, "body": Body, "superior": Body}


@dataclass(frozen=True, slots=True)
class Organised:
    """The uids that the story made, by the kind of record."""

    officers: tuple[str, ...]
    venues: tuple[str, ...]


def tell_organisations(session: Session) -> Organised:
    """Fill in what is known of the units and bodies, and register who serves in them and where they meet."""
    story = json.loads(path("samples", "organisations.json").read_text("utf-8"))
    for name, words in story["units"].items():
        change_unit(session, Unit.get(Unit.name == name), typed(Unit, words))
    for words in story["more_units"]:
        register_unit(session, _values(Unit, words))
    for name, words in story["bodies"].items():
        change_body(session, Body.get(Body.name == name), typed(Body, words))
    for words in story["more_bodies"]:
        register_body(session, _values(Body, words))
    for words in story["covered"]:
        part = _values(CoveredUnit, words)
        cover_unit(session, part["body"], part["unit"], part["since"])
    officers = tuple(_officer(session, words) for words in story["officers"])
    venues = tuple(str(register_venue(session, _values(Venue, words)).value.uid) for words in story["venues"])
    return Organised(officers, venues)


def _officer(session: Session, words: Words) -> str:
    """Who stands in a roster under this name is linked; of namesakes none is."""
    values = _values(Officer, words)
    namesakes = list(Person.select().where(Person.name == words["name"]).limit(2))
    if len(namesakes) == 1:
        values["person"] = namesakes[0]
    return str(register_officer(session, values).value.uid)


def _values(cls: type[Record], words: Words) -> dict[str, Any]:
    """What a clerk typed, as values; links by the names of what they lead to."""
    links = {name: _LINKS[name].get(_LINKS[name].name == text) for name, text in words.items() if name in _LINKS}
    return {**typed(cls, {name: text for name, text in words.items() if name not in _LINKS}), **links}
