"""冲突核对: the conflicts with other offices record by record, both sides in words, several decided at once.

Owns no table: one conflict is decided by `settle_conflict`. Decides nothing by itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from models.core.database import DB, storage_errors
from models.core.fields import LinkField
from models.core.progress import Progress, Silent
from models.core.record import record_class
from models.core.verbs import Session, undo
from models.exchange.merging.apply import open_conflicts, settle_conflict
from models.exchange.merging.plan import name_of_kind
from models.exchange.merging.portable import chunks
from models.exchange.merging.records import OPEN, Conflict
from models.exchange.merging.three_way import GONE, HERE, Wins
from models.exchange.merging.written import offered
from models.exchange.records import ReceivedPackage, TrustedOffice

_KEPT, _CHANGED, _DELETED, _EMPTY = "保留", "改过，仍要保留", "已删除", "（空）"
WHOLE = "整条记录"


@dataclass(frozen=True, slots=True)
class Disputed:
    """One record about which an office and this one do not agree."""

    kind: str
    uid: str
    called: str
    peer: str
    office: str
    conflicts: tuple[Conflict, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from others."""
        return self.peer, self.kind, self.uid

    @property
    def noun(self) -> str:
        """What kind of record it is."""
        return name_of_kind(self.kind)


class Side(NamedTuple):
    """One side of a conflict: its value in words, when and by whom."""

    value: str
    at: str
    by: str


class Ruled(NamedTuple):
    """A column about which a written rule decided when a package was taken in."""

    office: str
    on: str
    record: str
    column: str
    winner: str


def disputed() -> list[Disputed]:
    """Every record with conflicts that nobody has decided yet, the oldest first."""
    offices = {row.office_uid: row.name for row in TrustedOffice.select().order_by(TrustedOffice.id)}
    found: dict[tuple[str, str, str], list[Conflict]] = {}
    for one in open_conflicts():
        found.setdefault((one.peer, one.owner_kind, one.owner_uid), []).append(one)
    called = _all_called({(kind, uid) for _, kind, uid in found})
    return [
        Disputed(
            kind, uid, called.get((kind, uid)) or rows[0].owner_called(), peer, offices.get(peer, peer), tuple(rows)
        )
        for (peer, kind, uid), rows in found.items()
    ]


def _all_called(owners: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """How sentences name these records, as far as they are here; read together, as there may be hundreds."""
    by_kind: dict[str, list[str]] = {}
    for kind, uid in owners:
        by_kind.setdefault(kind, []).append(uid)
    return {
        (kind, record.uid): record.called()
        for kind, uids in by_kind.items()
        for some in chunks(uids)
        for record in record_class(kind).select().where(record_class(kind).uid.in_(some))
    }


def count_open() -> int:
    """How many conflicts wait."""
    return int(Conflict.select().where(Conflict.state == OPEN).count())


def settled(most: int = 200) -> list[Conflict]:
    """What people decided, the newest first."""
    found = Conflict.select().where(Conflict.state != OPEN)
    return list(found.order_by(Conflict.settled_at.desc(), Conflict.id.desc()).limit(most))


def sides(conflict: Conflict, *, whole: bool = False) -> tuple[Side, Side]:
    """Ours and theirs in words; `whole` shows numbers without stars, which is for who may see them."""
    ours, theirs = _words(conflict, whole)
    return (
        Side(ours, conflict.ours_at or "", conflict.ours_by or ""),
        Side(theirs, conflict.theirs_at or "", conflict.theirs_by or ""),
    )


def label_of(conflict: Conflict) -> str:
    """The column in words."""
    return WHOLE if conflict.column in (GONE, HERE) else conflict.label()


def is_masked(conflict: Conflict) -> bool:
    """Whether stars stand in its values."""
    return _words(conflict, whole=False) != _words(conflict, whole=True)


def settle_all(
    session: Session, conflicts: Sequence[Conflict], choice: str, reason: str = "", progress: Progress | None = None
) -> tuple[int, ...]:
    """Decide several in the same way, all or none; the rows of the history to take back. Raises RuleRefused."""
    watch, seqs = progress or Silent(), []
    with storage_errors(), DB.writing():
        for place, conflict in enumerate(conflicts):
            watch.step("逐项核对", place, len(conflicts))
            seqs.append(settle_conflict(session, conflict, choice, reason).seq)
    return tuple(seqs)


def take_back(session: Session, seqs: Iterable[int]) -> None:
    """Undo what `settle_all` decided, the newest first."""
    with storage_errors(), DB.writing():
        for seq in sorted(seqs, reverse=True):
            undo(session, seq)


def ruled(most: int = 500) -> list[Ruled]:
    """What written rules decided, the newest package first."""
    found: list[Ruled] = []
    packages = ReceivedPackage.select().where(ReceivedPackage.ruled.is_null(False))
    for package in packages.order_by(ReceivedPackage.id.desc()):
        for kind, uid, column, winner in package.ruled:
            told = "采用本单位的" if winner == Wins.OURS.value else "采用对方的"
            found.append(
                Ruled(package.sender.name, package.created_at[:10], _called(kind, uid), _label(kind, column), told)
            )
        if len(found) >= most:
            break
    return found[:most]


def rule_words(key: str) -> tuple[str, str, str]:
    """Title, reason and reach of a written rule."""
    rule = offered()[key]
    reach = [
        f"{name_of_kind(kind)}：{'全部栏目' if names == '*' else '、'.join(_label(kind, name) for name in names)}"
        for kind, names in rule["columns"].items()
    ]
    return rule["title"], rule["reason"], "；".join(reach)


def _called(kind: str, uid: str) -> str:
    found = record_class(kind).get_or_none(record_class(kind).uid == uid)
    return found.called() if found is not None else f"已删除的{name_of_kind(kind)}"


def _label(kind: str, column: str) -> str:
    known = record_class(kind)._meta.fields.get(column)
    return str(known.label) if known is not None else WHOLE


def _words(conflict: Conflict, whole: bool) -> tuple[str, str]:
    if conflict.column == GONE:
        return _CHANGED, _DELETED
    if conflict.column == HERE:
        return _DELETED, _CHANGED
    return _shown(conflict, conflict.ours, whole), _shown(conflict, conflict.theirs, whole)


def _shown(conflict: Conflict, value: Any, whole: bool) -> str:
    column = record_class(conflict.owner_kind)._meta.fields.get(conflict.column)
    if value is None:
        return _EMPTY
    if column is None or isinstance(column, LinkField) or not whole:
        return conflict.shown(value) or _EMPTY
    return str(column.show(column.python_value(value))) or _EMPTY
