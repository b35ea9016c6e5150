"""What the command line is told in words, turned into keys kept, orders given, packages taken in. Prints nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

from models.core.errors import BadFile, KnownError, RuleRefused
from models.core.files import write_whole
from models.core.progress import Progress
from models.exchange.cards import Card, read_card_file
from models.exchange.identity import (
    escrow,
    is_renewal,
    make_escrow_key,
    make_exchange_keys,
    own_card,
    receiver_named,
    renew_exchange_keys,
    revoke_trust,
    trust_office,
    trust_renewed,
    trusted_offices,
)
from models.exchange.inbox import SOUND, Arrived, Received, State, packages_in, sort_arrived, take_all
from models.exchange.merging.plan import Plan, plain_counts
from models.exchange.purposes import Handover, purpose
from models.exchange.receiving import look_into
from models.exchange.records import OfficeKey, TrustedOffice
from models.exchange.sending import Order
from models.office.office import OpenOffice

_COMPARE = (
    "“{unit}”的指纹是 {fingerprint}。请和对方当面或打电话逐组核对，一致后加上 --fingerprint 和对方读出的数字再登记。"
)
_HAND_OUT = "请把新公钥卡（--export）交给往来单位，对方登记以前收不了本单位的包。"
_NO_PACKAGES = "这里没有报送包（*.qtpkg）。请核对路径。"
_ESCROW = "保管密钥的私钥（请打印或抄写后锁入保险柜，只显示这一次）：{secret}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What to do with keys, as a command line says it: write the card, trust one, revoke one, a key for the safe, new
    ones."""

    export: str = ""
    trust: str = ""
    fingerprint: str = ""
    revoke: str = ""
    reason: str = ""
    escrow: bool = False
    renew: bool = False


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
    elif asked.renew:
        told.append(f"{renew_exchange_keys(opened.session, opened).sentence}。{_HAND_OUT}")
    if asked.trust:
        told.append(_trust(opened, read_card_file(Path(asked.trust)), asked.fingerprint))
    if asked.revoke:
        told.append(f"{revoke_trust(opened.session, receiver_named(asked.revoke), asked.reason).sentence}。")
    if asked.escrow:
        told.append(_ESCROW.format(secret=make_escrow_key(opened.session).value))
    if asked.export:
        export_card(Path(asked.export))
        told.append(f"公钥卡已写到 {asked.export}，请和指纹一起交给对方。")
    kept = escrow()
    return Kept(own_card(), trusted_offices(), kept.sealing if kept else "", tuple(told))


def _trust(opened: OpenOffice, card: Card, fingerprint: str) -> str:
    """The new card of a known office needs no fingerprint when its keys before signed it."""
    if is_renewal(card):
        return f"{trust_renewed(opened.session, card).sentence}。"
    if not fingerprint:
        raise RuleRefused(_COMPARE.format(unit=card.unit, fingerprint=card.fingerprint))
    return f"{trust_office(opened.session, card, fingerprint).sentence}。"


def export_card(target: Path) -> Card:
    """Write the office's card to a file. Raises CannotWrite, NotFound without keys."""
    card = own_card()

    def write(stream: BinaryIO) -> None:
        stream.write(card.file())

    write_whole(target, write)
    return card


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one package, or would. `counts`: kind → verdict → number; `refused`: nothing of it was taken."""

    arrived: Arrived
    sentence: str = ""
    refused: bool = False
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    conflicts: int = 0
    doubles: int = 0
    problems: Sequence[Sequence[str]] = ()


def receive(
    opened: OpenOffice, paths: Sequence[Path], dry_run: bool, progress: Progress | None = None
) -> list[Outcome]:
    """Take packages in, by sender and number; of a refused one is told why, the others go on.

    With `dry_run` each is held against the records as they are now, and nothing is written. Raises BadFile where there
    are no packages, NotFound without keys, NotAllowed.
    """
    opened.session.refuse("apply_package")
    if not (files := packages_in(paths)):
        raise BadFile(_NO_PACKAGES)
    arrived = sort_arrived(opened, files, progress)
    if dry_run:
        return [_planned(opened, one, progress) for one in arrived]
    return [_taken(one) for one in take_all(opened, arrived, progress)]


def _planned(opened: OpenOffice, one: Arrived, progress: Progress | None) -> Outcome:
    if one.state not in SOUND:
        return Outcome(one, one.sentence, one.state is not State.TWIN)
    try:
        plan: Plan = look_into(opened, one.path, progress).plan
    except KnownError as error:
        return Outcome(one, str(error), True)
    sentence = "".join(dict.fromkeys((*filter(None, [one.sentence]), *plan.told)))
    counts = plain_counts(plan.counts)
    return Outcome(one, sentence, False, counts, len(plan.conflicts), len(plan.doubles), plan.kept_problems())


def _taken(one: Received) -> Outcome:
    if one.package is None:
        return Outcome(one.arrived, one.sentence, one.arrived.state is not State.TWIN)
    told = one.package
    return Outcome(
        one.arrived, one.arrived.sentence, False, told.counts or {}, one.conflicts, one.doubles, told.problems or ()
    )


def by_office(outcomes: Sequence[Outcome]) -> dict[str, dict[str, dict[str, int]]]:
    """Unit → kind → verdict → number."""
    found: dict[str, dict[str, Counter[str]]] = {}
    for outcome in outcomes:
        if outcome.refused:
            continue
        kinds = found.setdefault(outcome.arrived.unit, {})
        for kind, counts in outcome.counts.items():
            kinds.setdefault(kind, Counter()).update(counts)
    return {unit: {kind: dict(counts) for kind, counts in kinds.items()} for unit, kinds in found.items()}


def totals(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """verdict → number over all packages."""
    found: Counter[str] = Counter()
    for outcome in outcomes:
        for counts in outcome.counts.values():
            found.update(counts)
    return dict(found)


def order_of(wanted: str, receiver: str, whole: bool, period: str, ground: str, assessed: str) -> Order:
    """An order from the words of a command line. Raises NotFound, KnownError."""
    return Order(purpose(wanted), receiver_named(receiver), whole, period, Handover(ground, _day(assessed)))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise KnownError(f"日期“{text}”认不出来，请写成 2026-11-20 这样。") from error
