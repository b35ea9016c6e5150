"""Stories of packages for the torture: keys, an acquaintance, two packages with a confirmation between them; and a
package whose every byte is changed and which is cut everywhere."""

from pathlib import Path
from random import Random
from typing import Any

from models.core.database import DB
from models.core.errors import KnownError
from models.exchange.cards import read_card_file
from models.exchange.identity import make_escrow_key, make_exchange_keys, own_card, renew_exchange_keys
from models.exchange.sending import confirm_package
from models.exchange.verifying import Reader, check_package, verify_outside
from models.people.person import Person
from models.people.verbs import change_person
from tests import builders
from tests.models.exchange import packages

STICK = "stick"


def acquainted(office: Path) -> None:
    """An office with keys that trusts a county, a recommendation, and an empty stick beside it."""
    packages.acquainted(builders.office(office), office.parent / "county")
    (office.parent / STICK).mkdir()
    from models.office.office import open_office

    with open_office(office, builders.PASSPHRASE) as opened:
        packages.trust(opened, read_card_file(office.parent / "county" / "card"))
        builders.candidate(opened.session)


def keys_and_cards(world: Any) -> None:
    """Keys of the office and of the safe, and new ones of the office."""
    world.do(world.open)
    world.do(lambda: make_exchange_keys(world.session, world.opened))
    world.do(lambda: make_escrow_key(world.session))
    world.do(lambda: renew_exchange_keys(world.session, world.opened))


def two_packages(world: Any) -> None:
    """A package, its confirmation, a change, the next package."""
    stick = world.root / STICK
    world.do(world.open)
    first = world.do(lambda: packages.sent(world.opened, stick)).package
    world.do(lambda: confirm_package(world.session, first.receiver.office_uid, first.number, first.digest))
    world.do(lambda: change_person(world.session, Person.get(), {"honours": "优秀团员。"}))
    world.do(lambda: packages.sent(world.opened, stick))


def stick_is_whole(root: Path) -> str:
    """Every package that was written down lies on the stick as it was sealed; whatever has a name is whole.

    One more may lie there: its name came, and its row did not."""
    told = dict(DB.execute_sql("SELECT file_name, digest FROM sent_package").fetchall())
    public, found = own_card().signing, {}
    for file in (root / STICK).glob("[!.]*.qtpkg"):
        try:
            found[file.name] = verify_outside(file, public)
        except KnownError as error:
            return f"{file.name}: {error}"
    wrong = [name for name, digest in told.items() if found.get(name) != digest]
    more = len(found) - len(told)
    return f"written down, but not there: {wrong}" if wrong else f"{more} more than one can be" if more > 1 else ""


def spoil_package(work: Path) -> tuple[int, list[str]]:
    """Flip a bit of every byte of a sample package and cut it everywhere; how many, and which were not refused."""
    from tests.models.exchange.test_outside import VECTOR, vector_reader

    work.mkdir(parents=True, exist_ok=True)
    content, reader, draw = (VECTOR / "vector.qtpkg").read_bytes(), vector_reader(), Random(1)
    file, wrong = work / "spoilt.qtpkg", []
    for at in range(len(content)):
        flipped = bytearray(content)
        flipped[at] ^= 1 << draw.randrange(8)
        for how, spoilt in (("flipped", bytes(flipped)), ("cut", content[:at])):
            file.write_bytes(spoilt)
            if problem := _unrefused(file, reader):
                wrong.append(f"package {how} at {at}: {problem}")
    return 2 * len(content), wrong


def _unrefused(file: Path, reader: Reader) -> str:
    taken: list[str] = []
    try:
        check_package(file, reader, lambda kind, _: taken.append(kind))
    except KnownError as error:
        return "" if str(error).endswith("。") and not taken else f"{error} {taken}"
    except Exception as error:  # noqa: BLE001  (whatever it is, it is the finding)
        return f"{type(error).__name__}: {error}"
    return "not noticed"
