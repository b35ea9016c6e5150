"""Receipts (收件回执): what an office says in each package about those that it took in from its receiver.

Owns their shape and what may be confirmed by them. Writes nothing: `sending.confirm_package` does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.core.errors import RuleRefused
from models.core.history import History
from models.exchange.merging.records import OPEN, Conflict
from models.exchange.records import ReceivedPackage, SentPackage, TrustedOffice

NAME, UNDECIDED = "receipts", "undecided"
"""Under which names they stand in a manifest, and what the sender has not decided yet: kind, uid and column."""

Undecided = frozenset[tuple[str, str, str]]

_TAKEN_IN = "apply_package"
_UNLIKE = "对方回执里的第 {number} 号和本单位发出的不一致，整份没有读入。请和对方核对是不是同一份。"
_OLDER = "对方回执里的第 {number} 号和本单位发出的不一致，没有登记；后来的包已经对上，不影响使用。"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receiver says of one package. `counts`: verdict → number, by kind; `problems`: kind, uid, reason."""

    number: int
    digest: str
    rows: Mapping[str, int]
    counts: Mapping[str, Mapping[str, int]]
    problems: Sequence[Sequence[str]]

    def plain(self) -> dict[str, Any]:
        """The form that travels, and in which the sender keeps it."""
        return {
            "number": self.number,
            "digest": self.digest,
            "rows": dict(self.rows),
            "counts": {kind: dict(each) for kind, each in self.counts.items()},
            "problems": [list(problem) for problem in self.problems],
        }


def received_since(office_uid: str, since: int | None) -> list[ReceivedPackage]:
    """Packages of an office, all or those taken in after this row of the history, by number."""
    cards = TrustedOffice.select(TrustedOffice.id).where(TrustedOffice.office_uid == office_uid)
    taken = ReceivedPackage.select().where(ReceivedPackage.sender.in_(cards))
    if since is not None:
        rows = History.select(History.subject_uid).where((History.seq > since) & (History.verb == _TAKEN_IN))
        taken = taken.where(ReceivedPackage.uid.in_([row.subject_uid for row in rows]))
    return list(taken.order_by(ReceivedPackage.number))


def receipts_for(office_uid: str, since: int | None) -> list[dict[str, Any]]:
    """Receipts of these packages in the form that travels."""
    return [_receipt(package).plain() for package in received_since(office_uid, since)]


def _receipt(package: ReceivedPackage) -> Receipt:
    told = package.rows or {}, package.counts or {}, package.problems or []
    return Receipt(package.number, package.digest, *told)


def read_receipts(manifest: Mapping[str, Any]) -> tuple[Receipt, ...]:
    """The receipts in a manifest. Raises ValueError, KeyError, TypeError or AttributeError for any other shape."""
    return tuple(_read(told) for told in manifest.get(NAME, []))


def _read(told: Mapping[str, Any]) -> Receipt:
    found = Receipt(**told)
    counts = [found.rows, *found.counts.values()]
    numbers = [number for each in counts for number in each.values()]
    texts = [part for problem in found.problems for part in problem]
    sound = type(found.number) is int and isinstance(found.digest, str)
    sound = sound and all(type(number) is int for number in numbers)
    sound = sound and all(isinstance(part, str) for part in texts) and all(len(one) == 3 for one in found.problems)
    if not sound:
        raise ValueError("receipt")
    return found


def undecided_with(office_uid: str) -> list[list[str]]:
    """About what this office and that one do not agree, in the form that travels: it has what it was sent, and kept its
    own all the same."""
    about = (Conflict.peer == office_uid) & (Conflict.state == OPEN)
    return [[row.owner_kind, row.owner_uid, row.column] for row in Conflict.select().where(about).order_by(Conflict.id)]


def read_undecided(manifest: Mapping[str, Any]) -> Undecided:
    """What the sender of a manifest has not decided. Raises ValueError or TypeError for any other shape."""
    found = frozenset((kind, uid, column) for kind, uid, column in manifest.get(UNDECIDED, []))
    if not all(isinstance(part, str) for one in found for part in one):
        raise ValueError("undecided")
    return found


@dataclass(frozen=True, slots=True)
class Fitting:
    """The receipts that fit packages of ours, and sentences about those that do not."""

    receipts: tuple[Receipt, ...] = ()
    told: tuple[str, ...] = ()


def fitting(office_uid: str, receipts: Sequence[Receipt]) -> Fitting:
    """What receipts of an office confirm. Raises RuleRefused when the newest is not about a package that it was sent.

    An office that went back to a backup has forgotten packages that it sent, or sent others under their numbers: such
    receipts do not stand in the way once a later one fits.
    """
    sent = {one.number: one for one in SentPackage.select() if one.receiver.office_uid == office_uid}
    found = [one for one in receipts if one.number in sent and sent[one.number].digest == one.digest]
    newest = max((one.number for one in found), default=0)
    odd = [one.number for one in receipts if one not in found]
    if late := [number for number in odd if number > newest]:
        raise RuleRefused(_UNLIKE.format(number=late[0]))
    return Fitting(tuple(found), tuple(_OLDER.format(number=number) for number in odd))
