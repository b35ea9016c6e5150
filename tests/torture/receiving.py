"""Stories of packages that come in: taken in, taken back, taken in again, and a conflict settled."""

from pathlib import Path
from typing import Any

from models.core.clock import fixed
from models.exchange.cards import read_card_file
from models.exchange.merging.apply import open_conflicts, settle_conflict, undo_package
from models.exchange.merging.records import THEIRS
from models.exchange.receiving import look_into, take_in
from models.office.attachment import Store, set_photo
from models.office.office import open_office
from models.people.person import Person
from models.people.verbs import change_person
from tests import builders
from tests.models.exchange import packages

STICK = "stick"


def two_packages_for(office: Path) -> None:
    """An office that trusts another one, and two packages of that one on a stick."""
    beside, stick = office.parent / "county", office.parent / STICK
    packages.acquainted(builders.office(office), beside)
    stick.mkdir()
    clock = fixed(builders.NOW)
    with open_office(office, builders.PASSPHRASE, clock=clock) as opened:
        packages.trust(opened, read_card_file(beside / "card"))
    with open_office(beside, builders.PASSPHRASE, clock=clock) as opened:
        builders.candidate(opened.session)
        set_photo(opened.session, Store(opened), Person.get(), "照片.jpg", b"\xff\xd8\xff" + bytes(300))
        packages.sent(opened, stick)
        change_person(opened.session, Person.get(), {"phone": "13900000002"})
        packages.sent(opened, stick, whole=True)


def received_and_settled(world: Any) -> None:
    """The first package twice with its undo between, a change here, the second package, and its conflict settled."""
    first, second = sorted((world.root / STICK).glob("*.qtpkg"))
    world.do(world.open)

    def take(package: Path) -> Any:
        return take_in(world.opened, look_into(world.opened, package)).value

    received = world.do(lambda: take(first))
    world.do(lambda: undo_package(world.session, received))
    world.do(lambda: take(first))
    world.do(lambda: change_person(world.session, Person.get(), {"phone": "13900000001"}))
    world.do(lambda: take(second))
    world.do(lambda: settle_conflict(world.session, open_conflicts()[0], THEIRS, "电话核实过"))
