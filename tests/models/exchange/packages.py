"""Two offices that know each other, and packages between them; used by tests, torture, fuzzing and benchmarks."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from models.core.clock import fixed
from models.core.errors import KnownError
from models.exchange import minisign
from models.exchange.cards import Card
from models.exchange.identity import make_exchange_keys, own_card, receiver_named, trust_office
from models.exchange.purposes import Handover, purpose
from models.exchange.sending import Order, Sent, send
from models.exchange.verifying import Checked, Reader, check_package, reader_of
from models.office.office import OpenOffice, create_office
from tests import builders

COUNTY = "芒果县总工会"
DUTY = Handover("duty", date(2026, 11, 2))


def county(directory: Path) -> OpenOffice:
    """A county's open office with keys."""
    founding = builders.founding(name=COUNTY, area_code="999999", level="county", user="周敏")
    opened = create_office(directory, founding, fixed(builders.NOW))[0]
    make_exchange_keys(opened.session, opened)
    return opened


def trust(opened: OpenOffice, card: Card) -> None:
    """Trust a card whose fingerprint was read out."""
    trust_office(opened.session, card, card.fingerprint)


def acquainted(opened: OpenOffice, beside: Path) -> Path:
    """Keys for an open office, and a county that it trusts; the county's directory. The open office is closed."""
    make_exchange_keys(opened.session, opened)
    own = own_card()
    opened.close()
    with county(beside) as other:
        trust(other, own)
        card = own_card()
    (beside / "card").write_bytes(card.file())
    return beside


def any_card() -> Card:
    """A card of some county."""
    from pyrage import x25519

    sealing = str(x25519.Identity.generate().to_public())
    return Card("竹海县总工会", "zhuhaiunion22222", "county", minisign.public_of(minisign.new_secret()), sealing)


def order(key: str = "recommendations", whole: bool = False, handover: Handover = DUTY) -> Order:
    """An order to the only trusted office."""
    return Order(purpose(key), receiver_named(""), whole, handover=handover)


def sent(opened: OpenOffice, target: Path, key: str = "recommendations", whole: bool = False) -> Sent:
    """A package on a stick."""
    return send(opened, order(key, whole), target)


def as_receiver(opened: OpenOffice, path: Path) -> Checked:
    """What the open office makes of a package."""
    return check_package(path, reader_of(opened))


def refused(read: Callable[[], object]) -> str:
    """The sentence with which something is refused; empty when it is not."""
    try:
        read()
    except KnownError as error:
        return str(error)
    return ""


def reader_with(reader: Reader, **received: str) -> Reader:
    """The same reader who has got packages of these numbers (`n7`) from its first sender before."""
    from dataclasses import replace

    known = {int(number[1:]): digest for number, digest in received.items()}
    first, *others = reader.senders
    return replace(reader, senders=(replace(first, received=known), *others))
