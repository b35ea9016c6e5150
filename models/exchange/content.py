"""What lies in a package: manifest, records, deletions, labels, attachments, as a tar that is made while it is read.

Owns the manifest, the claims and the lines; memory holds one piece of a few thousand records. The same state at the
same moment gives the same bytes. Knows no key.
"""

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.core import history
from models.core.canonical import canonical_json
from models.core.database import DB
from models.core.fields import CodeField, JsonField, Kind, LinkField
from models.core.migrations import NEWEST
from models.core.record import BASE_COLUMNS, Record
from models.exchange import tape
from models.exchange.purposes import Handover, Part, Purpose
from models.exchange.receipts import NAME as RECEIPTS
from models.exchange.receipts import UNDECIDED, receipts_for, undecided_with
from models.exchange.records import TrustedOffice
from models.exchange.selection import Chosen, choose
from models.office.attachment import Attachment, Store
from models.office.office import Office
from models.people.person import Person

FORMAT = 1
PIECE_ROWS, PIECE_BYTES = 4000, 8 * 1024 * 1024
"""A piece of a stream ends with whichever of both is reached first; the reader takes several times as much."""

_AT_ONCE = 500
_FILES = ("owner_kind", "owner_uid", "title", "file_name", "size", "sha256")
CLAIMS = (
    "format",
    "unit",
    "office",
    "receiver",
    "number",
    "previous",
    "purpose",
    "period",
    "schema",
    "whole",
    "rows",
    "deleted",
    "attachments",
    "head",
    "created_at",
)
"""What the signature says in clear about a package."""
_UNSHOWN = "（样例里不显示）"
_MARKS_OF_RECORDS = {"owner_kind", "owner_uid", "receiver"}
"""Columns that lead to other records and say nothing to a person."""
MOST_NAMES = 300
"""A preview names so many people; what it shows is read by a person."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom to whom, the how-manieth, after which, when; `previous` is [number, digest] of the one before."""

    office: Office
    receiver: TrustedOffice
    number: int
    previous: list[Any] | None
    period: str
    created_at: str
    handover: Handover = field(default_factory=Handover)


@dataclass(frozen=True, slots=True)
class Parcel:
    """Everything that leaves, chosen but not yet read out."""

    purpose: Purpose
    chosen: Chosen
    parts: tuple[Part, ...]
    manifest: dict[str, Any]
    missing: frozenset[str]

    def size(self) -> int:
        """About how many pieces it has."""
        ids = self.chosen.ids
        return sum(1 + len(found) // PIECE_ROWS for found in ids.values()) + len(ids.get("attachment", ())) + 3

    def claims(self) -> dict[str, Any]:
        """What the signature says about it."""
        return {name: self.manifest[name] for name in CLAIMS}


def gather(purpose: Purpose, since: int | None, envelope: Envelope, store: Store) -> Parcel:
    """Choose what leaves and describe it; to be called in the same transaction as `pieces`."""
    chosen = choose(purpose, since, envelope.receiver.office_uid)
    parts = (*purpose.parts, *([] if purpose.attachments == () else [_file_part()]))
    missing = _missing(chosen, store)
    manifest = _manifest(purpose, chosen, parts, envelope, missing)
    if told := receipts_for(envelope.receiver.office_uid, since):
        manifest[RECEIPTS] = told
    if open_still := undecided_with(envelope.receiver.office_uid):
        manifest[UNDECIDED] = open_still
    return Parcel(purpose, chosen, parts, manifest, frozenset(missing))


def pieces(parcel: Parcel, store: Store) -> Iterator[bytes]:
    """The bytes of a parcel, piece by piece. Raises BadFile for a damaged attachment."""
    yield tape.entry("manifest.json", canonical_json(parcel.manifest).encode())
    labels: dict[str, dict[str, str]] = {}
    for part in parcel.parts:
        lines = _lines(part, parcel.chosen.ids[part.kind], labels)
        yield from _packed(f"records/{part.kind}", lines)
    yield from _packed("deletions", map(_line, parcel.chosen.deletions))
    yield tape.entry("labels.json", canonical_json(labels).encode())
    for uid in _file_uids(parcel.chosen):
        if uid not in parcel.missing:
            yield tape.entry(f"attachments/{uid}", store.content(uid))
    yield tape.END


def rows_of(part: Part, ids: Sequence[int]) -> Iterator[list[Any]]:
    """Records of a kind as a package tells them: base columns first, links as uids, structures unfolded."""
    structured = [at for at, column in enumerate(part.columns, len(BASE_COLUMNS)) if isinstance(column, JsonField)]
    chosen = ",".join([*(f't."{name}"' for name in BASE_COLUMNS), *map(_expression, part.columns)])
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        marks = ",".join("?" * len(some))
        sql = f'SELECT {chosen} FROM "{part.kind}" t WHERE t.id IN ({marks}) ORDER BY t.id'
        for row in DB.execute_sql(sql, some):
            told = list(row)
            for at in structured:
                told[at] = None if told[at] is None else json.loads(told[at])
            yield told


def columns_of(part: Part) -> list[str]:
    """The names of what `rows_of` gives."""
    return [*BASE_COLUMNS, *(column.name for column in part.columns)]


def _expression(column: Kind | LinkField) -> str:
    if isinstance(column, LinkField):
        target = column.rel_model.kind()
        return f'(SELECT o.uid FROM "{target}" o WHERE o.id = t."{column.column_name}")'
    return f't."{column.column_name}"'


def _lines(part: Part, ids: Sequence[int], labels: dict[str, dict[str, str]]) -> Iterator[str]:
    """Lines of a kind; the labels of the codes that occur are noted at the end."""
    coded = [(at, code) for at, code in enumerate(part.columns, len(BASE_COLUMNS)) if isinstance(code, CodeField)]
    used: list[set[str]] = [set() for _ in coded]
    for row in rows_of(part, ids):
        for (at, _), seen in zip(coded, used, strict=True):
            seen.add(row[at])
        yield _line(row)
    for (_, code), seen in zip(coded, used, strict=True):
        if known := {value: code.table.label(value) for value in sorted(seen - {None})}:
            labels[f"{part.kind}.{code.name}"] = known


def _line(row: Sequence[Any]) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def _packed(folder: str, lines: Iterable[str]) -> Iterator[bytes]:
    """Entries of a folder, each with as many lines as go into a piece."""
    waiting, rows, number = bytearray(), 0, 0
    for line in lines:
        waiting += line.encode("utf-8", "surrogatepass")
        rows += 1
        if rows >= PIECE_ROWS or len(waiting) >= PIECE_BYTES:
            number += 1
            yield _piece(folder, number, waiting)
            waiting, rows = bytearray(), 0
    if rows:
        yield _piece(folder, number + 1, waiting)


def _piece(folder: str, number: int, content: bytearray) -> bytes:
    return tape.entry(f"{folder}/{number:04}.jsonl.gz", gzip.compress(content, 6, mtime=0))


def _manifest(
    purpose: Purpose, chosen: Chosen, parts: Sequence[Part], envelope: Envelope, missing: Sequence[str]
) -> dict[str, Any]:
    handover = envelope.handover
    return {
        "format": FORMAT,
        "unit": envelope.office.name,
        "office": envelope.office.uid,
        "area_code": envelope.office.area_code,
        "level": envelope.office.level,
        "receiver": envelope.receiver.office_uid,
        "receiver_name": envelope.receiver.name,
        "number": envelope.number,
        "previous": envelope.previous,
        "purpose": purpose.key,
        "purpose_title": purpose.title,
        "period": envelope.period,
        "schema": NEWEST,
        "whole": chosen.whole,
        "rows": {kind: len(ids) for kind, ids in chosen.ids.items() if ids},
        "deleted": len(chosen.deletions),
        "attachments": len(chosen.ids.get("attachment", ())) - len(missing),
        "head": list(history.head()),
        "created_at": envelope.created_at,
        "kinds": {part.kind: {"noun": part.cls.noun, "columns": columns_of(part)} for part in parts},
        "ground": handover.ground,
        "assessed_on": handover.assessed_on.isoformat() if handover.assessed_on else None,
        "missing": list(missing),
    }


def _file_part() -> Part:
    known: dict[str, Any] = {kind.name: kind for kind in Attachment.kinds()}
    return Part("attachment", "attached", tuple(known[name] for name in _FILES))


def _file_uids(chosen: Chosen) -> list[str]:
    ids = chosen.ids.get("attachment", [])
    found: list[str] = []
    for first in range(0, len(ids), _AT_ONCE):
        some = Attachment.id.in_(ids[first : first + _AT_ONCE])
        rows: Any = Attachment.select(Attachment.uid).where(some).order_by(Attachment.id).tuples()
        found += [uid for (uid,) in rows]
    return found


def _missing(chosen: Chosen, store: Store) -> list[str]:
    """Attachments whose file is gone: the package says so, and everything else leaves all the same."""
    return [uid for uid in _file_uids(chosen) if not store.path(uid).exists()]


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a preview shows of one kind: how many, which columns, and a few records with their values in words.

    `names`: of human beings who they are, as far as a preview can show them.
    """

    noun: str
    count: int
    labels: tuple[str, ...]
    sensitive: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """Exactly what would leave."""

    purpose: Purpose
    kinds: tuple[Leaving, ...]
    deleted: int
    attachments: int
    whole: bool

    def total(self) -> int:
        """How many records."""
        return sum(kind.count for kind in self.kinds)


def leaves(purpose: Purpose, since: int | None, receiver: str, samples: int = 3) -> Preview:
    """What would leave now for a purpose to the office of this uid; sensitive values are masked in the samples."""
    with DB.atomic():
        chosen = choose(purpose, since, receiver)
        kinds = tuple(_leaving(part, chosen.ids[part.kind], samples) for part in purpose.parts)
    files = len(chosen.ids.get("attachment", ()))
    return Preview(purpose, kinds, len(chosen.deletions), files, chosen.whole)


def _leaving(part: Part, ids: Sequence[int], samples: int) -> Leaving:
    shown = part.cls.select().where(part.cls.id.in_(list(ids[:samples]))).order_by(part.cls.id)
    return Leaving(
        part.cls.noun,
        len(ids),
        tuple(column.label for column in part.columns),
        tuple(column.label for column in part.columns if column.sensitive),
        tuple(tuple(_shown(record, column) for column in part.columns) for record in shown),
        _names(ids) if part.cls is Person and len(ids) > samples else (),
    )


def _names(ids: Sequence[int]) -> tuple[str, ...]:
    found = Person.select(Person.name).where(Person.id.in_(list(ids[:MOST_NAMES]))).order_by(Person.id)
    return tuple(person.name for person in found)


def _shown(record: Record, column: Kind | LinkField) -> str:
    if isinstance(column, LinkField):
        linked = getattr(record, column.name)
        return linked.called() if linked is not None else ""
    value = getattr(record, column.name)
    if isinstance(column, JsonField):  # it may hold numbers of people, which it cannot mask
        return _UNSHOWN if value else ""
    return "" if column.name in _MARKS_OF_RECORDS else column.masked(value)
