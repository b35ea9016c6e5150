"""A county with three townships that it trusts, and what these carry to it; used by tests of the county's desks.

Mango and Bamboo have somebody with the same ID number; Mango's second package brings another telephone number.
"""

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from models.core.clock import fixed
from models.core.verbs import Session
from models.exchange.cards import Card
from models.exchange.identity import make_exchange_keys, own_card, receiver_named
from models.exchange.inbox import sort_arrived, take_all
from models.exchange.purposes import purpose
from models.exchange.sending import Order, send
from models.office.office import OpenOffice, create_office, open_office
from models.office.place import ANY_DRIVE
from models.organisations.body import Body
from models.people.person import Person
from models.people.verbs import change_person
from models.recommendation.records import Batch, Recommendation
from models.recommendation.verbs import fill_in, nominate
from tests import builders
from tests.models.exchange import packages

CLOCK = fixed(builders.NOW)
MANGO, BAMBOO, DRAGON = "芒果镇党建办公室", "竹海镇党建办公室", "青龙镇党建办公室"
APPLIED = {"applied_on": date(2026, 2, 10), "application_written": True, "talked_on": date(2026, 2, 25)}
SHE, PHONE = "单立梅", "13900000002"


@dataclass(frozen=True, slots=True)
class Round:
    """Where the offices lie, closed, and what lies on the stick."""

    county: Path
    townships: dict[str, Path]
    stick: Path

    def packages(self, name: str = "") -> list[Path]:
        """The packages of a township in their order, or all."""
        found = (file for file in self.stick.glob("*.qtpkg") if file.name.startswith(name[:3]))
        return sorted(found, key=lambda file: (file.name[:3], file.name.rpartition("-")[2]))


def make(root: Path) -> Round:
    """Three townships and a county; everything is closed again."""
    stick = root / "stick"
    stick.mkdir(parents=True)
    with packages.county(root / "county"):
        card = own_card()
    names = {MANGO: "mango", BAMBOO: "bamboo", DRAGON: "dragon"}
    cards = []
    for place, (name, folder) in enumerate(names.items(), start=1):
        cards.append(_township(root / folder, name, place, card, stick))
    with open_office(root / "county", builders.PASSPHRASE, clock=CLOCK) as county:
        for one in cards:
            packages.trust(county, one)
    return Round(root / "county", {name: root / folder for name, folder in names.items()}, stick)


def _township(directory: Path, name: str, place: int, county: Card, stick: Path) -> Card:
    founding = builders.founding(name=name, area_code=f"99999910{place}")
    with create_office(directory, founding, CLOCK)[0] as opened:
        make_exchange_keys(opened.session, opened)
        packages.trust(opened, county)
        _people(opened.session, name, place)
        carry(opened, stick, "recommendations")
        if name == MANGO:
            change_person(opened.session, Person.get(Person.name == SHE), {"phone": PHONE, "employer": "镇里写的单位"})
            carry(opened, stick, "recommendations")
        if name == BAMBOO:
            carry(opened, stick, "assistance")
        return own_card()


def _people(session: Session, name: str, place: int) -> None:
    village = {MANGO: "大坪村", BAMBOO: "石桥村", DRAGON: "云岭村"}[name]
    body = builders.body(session, "league", builders.unit(session, village), members_entitled=90)
    batch = builders.batch(session)
    names = {MANGO: (SHE, "仇志强", "解小云"), BAMBOO: ("单丽梅", "曾国栋"), DRAGON: ("翟秀兰",)}[name]
    for at, who in enumerate(names):
        order = 124 if at == 0 and name != DRAGON else 130 + 10 * place + 2 * at
        stop = "superior" if who != "解小云" else "decision"
        builders.advance(session, _candidate(session, batch, body, who, order), stop)


def _candidate(session: Session, batch: Batch, body: Body, name: str, order: int) -> Recommendation:
    who = builders.person(session, name, order=order)
    builders.membership(session, who, body)
    rec = nominate(session, batch, who, body).value
    return fill_in(session, rec, APPLIED).value


def carry(opened: OpenOffice, stick: Path, key: str) -> Path:
    """Send to the county for a purpose; where it lies."""
    return send(opened, Order(purpose(key), receiver_named(packages.COUNTY), handover=packages.DUTY), stick).path


def taken(made: Round) -> None:
    """The county takes everything in; between Mango's two packages it changes what Mango changes as well."""
    with open_office(made.county, builders.PASSPHRASE, clock=CLOCK) as county:
        second = made.packages(MANGO)[-1]
        take_all(county, sort_arrived(county, [path for path in made.packages() if path != second]))
        her = Person.get(Person.name == SHE)
        change_person(county.session, her, {"phone": "13900000009", "employer": "县里写的单位"})
        take_all(county, sort_arrived(county, [second]))


@pytest.fixture(scope="session")
def made_round(tmp_path_factory: pytest.TempPathFactory) -> Round:
    """A county, three townships and what these carry to it, made once; nothing is taken in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ANY_DRIVE, "1")
        return make(tmp_path_factory.mktemp("round"))


@pytest.fixture(scope="session")
def taken_round(tmp_path_factory: pytest.TempPathFactory, made_round: Round) -> Round:
    """The same after everything was taken in, with two fields that both sides changed; made once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ANY_DRIVE, "1")
        county = shutil.copytree(made_round.county, tmp_path_factory.mktemp("taken") / "county")
        made = Round(county, made_round.townships, made_round.stick)
        taken(made)
        return made
