"""Stories of what is given, for the torture: a list from its saving to its taking back; a visit with its photograph, a
pair, a child; a roster that brings households and cases."""

from datetime import date
from pathlib import Path
from typing import Any

from models.assistance.aid import Distribution
from models.assistance.children import change_child, register_child
from models.assistance.distribution import (
    ListLine,
    change_distribution,
    confirm_receipts,
    give_distribution,
    lines_of,
    take_back_distribution,
)
from models.assistance.pairs import Pair, keep_contact
from models.core.verbs import undo
from models.intake import take_in, undo_batch
from models.office.attachment import Store, attach
from models.people.person import Person
from resources import path
from tests import builders

PEOPLE = 6


def people_in_need(office: Path) -> None:
    """An office with some who were helped before."""
    office.parent.mkdir(parents=True, exist_ok=True)
    with builders.office(office) as opened:
        names = [f"王小{name}" for name in "一二三四五六"]
        made = [builders.person(opened.session, name, order=200 + 2 * at) for at, name in enumerate(names)]
        builders.household(opened.session, made[0], members=0)
        builders.aid(opened.session, made[0], given_on=date(2025, 1, 20))
        builders.pair(opened.session, made[1])
        builders.unit(opened.session)


def from_saving_to_taking_back(world: Any) -> None:
    """A list saved, changed, given out, signed for and taken back; and brought back."""
    world.do(world.open)
    people = list(Person.select().order_by(Person.id))
    made = world.do(lambda: builders.distribution(world.session, people[: PEOPLE - 1]))
    lines = [*lines_of(made), ListLine(people[-1].id, people[-1].name, quantity=1)]
    world.do(lambda: change_distribution(world.session, made, {"title": "改过的名单"}, lines))
    world.do(lambda: give_distribution(world.session, Distribution.get()))
    world.do(lambda: confirm_receipts(world.session, Distribution.get(), {"receipt": "both"}))
    seq = world.do(lambda: take_back_distribution(world.session, Distribution.get())).seq
    world.do(lambda: undo(world.session, seq))


def visits_pairs_and_children(world: Any) -> None:
    """A visit with its photograph, a contact of a pair, a child on the register."""
    world.do(world.open)
    visit = world.do(lambda: builders.visit(world.session, Person.get()))
    picture = b"\xff\xd8\xff" + bytes(range(256)) * 40
    world.do(lambda: attach(world.session, Store(world.opened), visit, "走访照片", "走访.jpg", picture))
    world.do(lambda: keep_contact(world.session, Pair.get(), {"held_on": date(2026, 11, 1), "form": "call"}))
    who = world.do(lambda: builders.person(world.session, "罗小梅", date(2016, 5, 1), 302))
    away = {"both_away": True, "schooling": "primary", "guardianship": "good"}
    child = world.do(lambda: register_child(world.session, who, away)).value
    world.do(lambda: change_child(world.session, child, {"boarding": True}))


def roster_of_workers(world: Any) -> None:
    """A roster that brings households and cases, taken in and taken back as a whole."""
    world.do(world.open)
    files = [file for file in path("samples").iterdir() if "困难职工" in file.name]
    batch = world.do(lambda: take_in(world.session, files))["batch"]
    world.do(lambda: undo_batch(world.session, batch))
