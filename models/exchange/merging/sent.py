"""What a peer is known to have of a record because we sent it and it confirmed that: as much an agreement as what it
told us itself.

Nothing is kept for this: the record as it is here, taken back to the last row of the history that the confirmed package
knew of. Revisions of both offices compare, because who takes a version over never numbers his own below it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from models.core.database import DB
from models.core.errors import NotFound
from models.core.history import Change, History
from models.exchange.merging.portable import Kept, Shape, shape_of
from models.exchange.merging.three_way import RECORD_WIDE, Agreed
from models.exchange.purposes import purpose
from models.exchange.receipts import Receipt, Undecided
from models.exchange.records import SentPackage, TrustedOffice


@dataclass(frozen=True, slots=True)
class _Told:
    """The last confirmed package of one purpose: the history's row that it knew of, and the columns of each kind."""

    head: int
    columns: dict[str, tuple[str, ...]]


class SentTo:
    """What one peer has of ours. `receipts`: what it confirms now, beside what was confirmed before.

    undecided: what it has, but has not agreed to: somebody there must decide between that and its own.
    """

    def __init__(self, peer: str, receipts: Iterable[Receipt] = (), undecided: Undecided = frozenset()) -> None:
        self._undecided = undecided
        self._told = list(_confirmed(peer, [receipt.number for receipt in receipts]))
        self._changes: dict[tuple[str, str], list[tuple[int, Change]]] = defaultdict(list)
        self._spans: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        if self._told:
            self._read(min(told.head for told in self._told))

    def joined(self, shape: Shape, uid: str, here: Kept | None, agreed: Agreed | None) -> Agreed | None:
        """What is agreed on, with what was sent and confirmed since."""
        if not self._told or (agreed is not None and agreed.gone):
            return agreed
        sent = self._state(shape, uid, here)
        if sent is None or agreed is None:
            return sent or agreed
        if sent.revision <= agreed.revision:
            return agreed
        return replace(agreed, revision=sent.revision, values={**agreed.values, **sent.values}, lag={})

    def _state(self, shape: Shape, uid: str, here: Kept | None) -> Agreed | None:
        revision, values = 0, dict[str, Any]()
        for told in self._told:
            names = told.columns.get(shape.kind, ())
            before = self._as_of(shape, uid, here, told.head) if names else None
            if before is not None:
                revision = max(revision, before[0])
                values |= {name: before[1].get(name) for name in names if self._is_agreed(shape.kind, uid, name)}
        return Agreed(revision, values) if values else None

    def _is_agreed(self, kind: str, uid: str, name: str) -> bool:
        return not self._undecided or not any((kind, uid, column) in self._undecided for column in (name, *RECORD_WIDE))

    def _as_of(self, shape: Shape, uid: str, here: Kept | None, head: int) -> tuple[int, dict[str, Any]] | None:
        """Revision and values of a record when this row of the history was the last; None when there was none."""
        if here and any(seq > head and first <= here.id <= last for seq, first, last in self._spans[shape.kind]):
            return None
        revision, values = (here.revision, dict(here.values)) if here else (0, {})
        for seq, change in reversed(self._changes.get((shape.kind, uid), [])):
            if seq <= head:
                break
            if change.before is None:
                return None
            values |= _portable(shape, change.before)
            revision = change.before.get("revision", (change.after or {}).get("revision", 1) - 1)
        return (revision, values) if values else None

    def _read(self, head: int) -> None:
        rows: Any = History.select(History.seq, History.changes).where((History.seq > head) & (History.changes != "[]"))
        for seq, changes in rows.order_by(History.seq).tuples().iterator():
            for part in json.loads(changes):
                if part["uid"]:
                    change = Change(part["kind"], part["id"], part["uid"], part["before"], part["after"])
                    self._changes[part["kind"], part["uid"]].append((seq, change))
                elif part["after"] and "first" in part["after"]:
                    self._spans[part["kind"]].append((seq, part["after"]["first"], part["after"]["last"]))


def _confirmed(peer: str, now: list[int]) -> Iterator[_Told]:
    """The last confirmed package of each purpose, the oldest first; `now`: numbers that are being confirmed."""
    cards = TrustedOffice.select(TrustedOffice.id).where(TrustedOffice.office_uid == peer)
    confirmed = SentPackage.confirmed_on.is_null(False) | SentPackage.number.in_(now)
    to_peer = SentPackage.receiver.in_(cards) & confirmed
    last = {package.purpose: package for package in SentPackage.select().where(to_peer).order_by(SentPackage.number)}
    for package in sorted(last.values(), key=lambda one: int(one.number)):
        try:
            told = purpose(package.purpose)
        except NotFound:
            continue
        if told.shape == package.shape:  # what another release told is asked about anew
            columns = {part.kind: tuple(str(column.name) for column in part.columns) for part in told.parts}
            yield _Told(package.head, columns)


def _portable(shape: Shape, stored: dict[str, Any]) -> dict[str, Any]:
    names = {column: name for name, column in shape.columns.items()}
    return {names[column]: _uid(shape, names[column], value) for column, value in stored.items() if column in names}


def _uid(shape: Shape, name: str, value: Any) -> Any:
    target = shape.links.get(name)
    if target is None or value is None:
        return value
    row = DB.execute_sql(f'SELECT uid FROM "{shape_of(target).kind}" WHERE id = ?', (value,)).fetchone()
    return row[0] if row else None
