"""What `main.py keys` and `main.py send` are told in words, turned into keys kept and orders given. Prints nothing."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from models.core.errors import KnownError, RuleRefused
from models.core.files import write_whole
from models.exchange.cards import Card, read_card_file
from models.exchange.identity import (
    escrow,
    make_escrow_key,
    make_exchange_keys,
    own_card,
    receiver_named,
    revoke_trust,
    trust_office,
    trusted_offices,
)
from models.exchange.purposes import Handover, purpose
from models.exchange.records import OfficeKey, TrustedOffice
from models.exchange.sending import Order
from models.office.office import OpenOffice

_COMPARE = (
    "“{unit}”的指纹是 {fingerprint}。请和对方当面或打电话逐组核对，一致后加上 --fingerprint 和对方读出的数字再登记。"
)
_ESCROW = "保管密钥的私钥（请打印或抄写后锁入保险柜，只显示这一次）：{secret}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What to do with keys, as a command line says it: write the card, trust one, revoke one, a key for the safe."""

    export: str = ""
    trust: str = ""
    fingerprint: str = ""
    revoke: str = ""
    reason: str = ""
    escrow: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """The keys after what was asked; `told` are sentences for whoever asked."""

    card: Card
    trusted: list[TrustedOffice]
    escrow: str
    told: tuple[str, ...]


def keep_keys(opened: OpenOffice, asked: Asked) -> Kept:
    """Make the office's keys if there are none, then do the one thing that is asked for. Raises KnownError."""
    told: list[str] = []
    if not OfficeKey.select().exists():
        told.append(f"{make_exchange_keys(opened.session, opened).sentence}。")
    if asked.trust:
        card = read_card_file(Path(asked.trust))
        if not asked.fingerprint:
            raise RuleRefused(_COMPARE.format(unit=card.unit, fingerprint=card.fingerprint))
        told.append(f"{trust_office(opened.session, card, asked.fingerprint).sentence}。")
    if asked.revoke:
        told.append(f"{revoke_trust(opened.session, receiver_named(asked.revoke), asked.reason).sentence}。")
    if asked.escrow:
        told.append(_ESCROW.format(secret=make_escrow_key(opened.session).value))
    if asked.export:
        export_card(Path(asked.export))
        told.append(f"公钥卡已写到 {asked.export}，请和指纹一起交给对方。")
    kept = escrow()
    return Kept(own_card(), trusted_offices(), kept.sealing if kept else "", tuple(told))


def export_card(target: Path) -> Card:
    """Write the office's card to a file. Raises CannotWrite, NotFound without keys."""
    card = own_card()

    def write(stream: BinaryIO) -> None:
        stream.write(card.file())

    write_whole(target, write)
    return card


def order_of(wanted: str, receiver: str, whole: bool, period: str, ground: str, assessed: str) -> Order:
    """An order from the words of a command line. Raises NotFound, KnownError."""
    return Order(purpose(wanted), receiver_named(receiver), whole, period, Handover(ground, _day(assessed)))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise KnownError(f"日期“{text}”认不出来，请写成 2026-11-20 这样。") from error
