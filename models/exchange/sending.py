"""Sending: number a package, seal it, bring it onto the stick, write down that it left; and hear that it arrived.

Owns the numbers. A number is used up only with a package that lies on the stick whole: after a failed try the next
one bears it. A package that a power cut left on the stick unrecorded stays there, whole and valid; its number is passed
over.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from models.core.clock import stamp, today
from models.core.database import DB, storage_errors
from models.core.errors import RuleRefused
from models.core.files import discard
from models.core.progress import Progress, Silent
from models.core.verbs import Work, verb
from models.exchange import content, writing
from models.exchange.identity import escrow, own_keys
from models.exchange.purposes import Handover, Purpose, period_of, refuse_groundless
from models.exchange.records import SentPackage, TrustedOffice
from models.exchange.sealing import Sealed, seal
from models.exchange.selection import choose
from models.exchange.verifying import verify_outside
from models.office.attachment import Store
from models.office.consent import permit_export
from models.office.office import OpenOffice
from models.people.person import Person

SCRATCH = "outgoing.part"
_NO_ESCROW = "还没有保管密钥：收件单位的密钥一旦丢失，这份包谁也打不开。请生成一把，打印后锁入保险柜。"
_REVOKED = "{office}的公钥已经作废，不能报送。请先登记它的新公钥卡。"
_UNLIKE = "对方确认的第 {number} 号和本单位发出的不一致，没有登记。请核对是不是同一份。"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be sent: for which purpose, to whom, whole or since what was confirmed, on which ground."""

    purpose: Purpose
    receiver: TrustedOffice
    whole: bool = False
    period: str = ""
    handover: Handover = field(default_factory=Handover)


@dataclass(frozen=True, slots=True)
class Consent:
    """The second user who consents to a purpose that asks for it, with what she typed."""

    user: str = ""
    passphrase: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """What left: its record, where it lies, what is in it, and sentences that should be read."""

    package: SentPackage
    path: Path
    manifest: dict[str, Any]
    warnings: tuple[str, ...]


@verb("send_package", "报送", undoable=False)
def send_package(work: Work, package: SentPackage, give_name: Callable[[], None]) -> SentPackage:
    """Write down a package that lies on the stick, and give it its final name as the last thing."""
    sent = work.insert(package)
    work.about(sent, f"向{sent.receiver.called()}报送第 {sent.number} 号：{sent.file_name}")
    give_name()
    return sent


@verb("confirm_package", "登记对方已收到", undoable=False)
def confirm_package(
    work: Work, office_uid: str, number: int, digest: str, receipt: Mapping[str, Any] | None = None
) -> SentPackage:
    """Note that the receiver has a package; the next one brings what changed since. Raises RuleRefused when it is none
    of ours or another one; a second confirmation changes nothing."""
    sent = SentPackage.get_or_none(SentPackage.number == number)
    if sent is None or sent.digest != digest or sent.receiver.office_uid != office_uid:
        raise RuleRefused(_UNLIKE.format(number=number))
    if sent.confirmed_on is None:
        work.update(sent, confirmed_on=date.fromisoformat(work.now[:10]), receipt=dict(receipt) if receipt else None)
    work.about(sent, f"{sent.receiver.called()}确认收到第 {number} 号报送包")
    return sent


def preview(order: Order, samples: int = 3) -> content.Preview:
    """Exactly what would leave now."""
    return content.leaves(order.purpose, since(order), order.receiver.office_uid, samples)


def since(order: Order) -> int | None:
    """The history's row up to which the receiver confirmed to have everything for this purpose; None: whole.

    An office with a new card that its keys before did not sign may have lost what it had, and a purpose that has
    another column than before lacks it there: then everything leaves anew.
    """
    if order.whole:
        return None
    cards = TrustedOffice.select(TrustedOffice.id).where(
        (TrustedOffice.office_uid == order.receiver.office_uid)
        & (TrustedOffice.revoked_on.is_null() | TrustedOffice.renewed_on.is_null(False))
    )
    confirmed = SentPackage.select().where(
        SentPackage.receiver.in_(cards)
        & (SentPackage.purpose == order.purpose.key)
        & (SentPackage.shape == order.purpose.shape)
        & SentPackage.confirmed_on.is_null(False)
    )
    last = confirmed.order_by(SentPackage.number.desc()).first()
    return None if last is None else int(last.head)


def persons_in(order: Order) -> int:
    """How many persons would leave now."""
    with DB.atomic():
        return len(choose(order.purpose, since(order), order.receiver.office_uid).ids.get(Person.kind(), ()))


def send(
    opened: OpenOffice,
    order: Order,
    target: Path,
    progress: Progress | None = None,
    consent: Consent | None = None,
) -> Sent:
    """Seal and write a package into a directory or to a file; returns when it may be pulled out.

    Raises NotAllowed, RuleRefused without a legal ground or the consent that the purpose asks for, WrongPassphrase of
    who consents, NotFound without keys, CannotWrite where the stick refuses: nothing is then on the stick and no number
    is used up.
    """
    session = opened.session
    session.refuse(send_package.key, order.receiver)  # type: ignore[attr-defined]
    day = today(session.clock)
    if order.receiver.revoked_on is not None:
        raise RuleRefused(_REVOKED.format(office=order.receiver.called()))
    refuse_groundless(order.purpose, order.handover, day)
    order = replace(order, period=order.period or period_of(order.purpose.period, day))
    warnings = [_permitted(opened, order, consent or Consent()), "" if escrow() else _NO_ESCROW]
    path, number = writing.destination(target, lambda at: _name(opened, order, at), _next_number())
    scratch = opened.place.directory / SCRATCH
    try:
        parcel, sealed = _sealed(opened, order, number, scratch, progress or Silent())
        sent = _written(opened, order, parcel, sealed, path, progress)
    finally:
        discard(scratch)
    return Sent(sent, path, parcel.manifest, tuple(filter(None, warnings)))


def _permitted(opened: OpenOffice, order: Order, consent: Consent) -> str:
    """A warning where nobody else could be asked; empty where a second user consented or none is needed."""
    if not order.purpose.consent:
        return ""
    return permit_export(opened, order.purpose.title, persons_in(order), consent.user, consent.passphrase)


def _sealed(
    opened: OpenOffice, order: Order, number: int, scratch: Path, progress: Progress
) -> tuple[content.Parcel, Sealed]:
    """Choose and seal in one transaction: nothing changes between the count and the content."""
    keys, store, kept = own_keys(opened), Store(opened), escrow()
    recipients = [order.receiver.sealing, *([kept.sealing] if kept else [])]
    with storage_errors(), DB.atomic():
        parcel = content.gather(order.purpose, since(order), _envelope(opened, order, number), store)
        pieces = _watched(content.pieces(parcel, store), parcel.size(), progress)
        sealed = seal(scratch, pieces, recipients, keys.signing, parcel.claims())
    return parcel, sealed


def _watched(pieces: Iterator[bytes], total: int, progress: Progress) -> Iterator[bytes]:
    for done, piece in enumerate(pieces):
        progress.step("封装", min(done, total), total)
        yield piece


def _name(opened: OpenOffice, order: Order, number: int) -> str:
    # What goes down goes to many at once: its name says to whom.
    what = f"{order.purpose.title}-{order.receiver.name}" if order.purpose.level else order.purpose.title
    return writing.safe_name(opened.office.name, what, order.period, f"{number:04}")


def _next_number() -> int:
    last = SentPackage.select().order_by(SentPackage.number.desc()).first()
    return (last.number if last else 0) + 1


def _envelope(opened: OpenOffice, order: Order, number: int) -> content.Envelope:
    cards = TrustedOffice.select(TrustedOffice.id).where(TrustedOffice.office_uid == order.receiver.office_uid)
    to_her = SentPackage.select().where(SentPackage.receiver.in_(cards))
    before = to_her.order_by(SentPackage.number.desc()).first()
    return content.Envelope(
        opened.office,
        order.receiver,
        number,
        [before.number, before.digest] if before else None,
        order.period,
        stamp(opened.session.clock()),
        order.handover,
    )


def _written(
    opened: OpenOffice,
    order: Order,
    parcel: content.Parcel,
    sealed: Sealed,
    path: Path,
    progress: Progress | None,
) -> SentPackage:
    public = own_keys(opened).public.signing
    package = SentPackage(
        number=parcel.manifest["number"],
        receiver=order.receiver,
        purpose=order.purpose.key,
        period=order.period,
        whole=parcel.chosen.whole,
        file_name=path.name,
        digest=sealed.digest,
        head=parcel.manifest["head"][0],
        shape=order.purpose.shape,
        rows=parcel.manifest["rows"],
        ground=order.handover.ground or None,
        assessed_on=order.handover.assessed_on,
    )

    def check(copy: Path) -> None:
        verify_outside(copy, public)

    def settle(give_name: Callable[[], None]) -> None:
        send_package(opened.session, package, give_name)

    writing.put_on_stick(sealed.path, path, settle, check, progress)
    return package
