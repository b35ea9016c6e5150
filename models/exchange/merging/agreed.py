"""What was agreed on with a peer, record by record: reading, writing, and taking back what the last package wrote.

Owns how it is packed. Runs inside others' transactions.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from json import JSONEncoder
from typing import Any

from models.core.database import DB
from models.exchange.merging.portable import chunks, marks
from models.exchange.merging.records import OPEN, Conflict
from models.exchange.merging.three_way import Agreed, decided

encode = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_COLUMNS = "peer, kind, uid, revision, gone, layout, told, apart, package"
_INSERT = f"INSERT OR REPLACE INTO agreed ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?)"
Packed = tuple[int, int, int, str, str | None]
"""revision, gone, layout, told, apart."""


class Layouts:
    """Lists of column names and their numbers."""

    def __init__(self) -> None:
        rows = DB.execute_sql("SELECT id, columns FROM agreed_layout").fetchall()
        self._names: dict[int, tuple[str, ...]] = {number: tuple(json.loads(columns)) for number, columns in rows}
        self._numbers = {names: number for number, names in self._names.items()}

    def names(self, number: int) -> tuple[str, ...]:
        """The names under a number."""
        return self._names[number]

    def find(self, names: Sequence[str]) -> int:
        """The number of these names; 0 when they were never written down."""
        return self._numbers.get(tuple(names), 0)

    def number(self, names: Sequence[str]) -> int:
        """The number of these names; they are written down when they are new."""
        key = tuple(names)
        if key not in self._numbers:
            made = DB.execute_sql("INSERT INTO agreed_layout (columns) VALUES (?)", (encode(key),)).lastrowid
            self._numbers[key], self._names[made] = made, key
        return self._numbers[key]


class Memory:
    """What was agreed on with one peer."""

    def __init__(self, peer: str) -> None:
        self.peer = peer
        self.layouts = Layouts()

    def packed(self, kind: str, uids: Iterable[str]) -> dict[str, Packed]:
        """What is known of these records, as it lies there."""
        found: dict[str, Packed] = {}
        for some in chunks(uids):
            sql = "SELECT uid, revision, gone, layout, told, apart FROM agreed WHERE peer = ? AND kind = ?"
            rows = DB.execute_sql(f"{sql} AND uid IN ({marks(some)})", (self.peer, kind, *some))
            found |= {row[0]: row[1:] for row in rows}
        return found

    def unpacked(self, kind: str, uid: str, packed: Packed) -> Agreed:
        """The same to reckon with; what people settled since is agreed on."""
        revision, gone, layout, told, apart = packed
        values = dict(zip(self.layouts.names(layout), json.loads(told), strict=True))
        rest = json.loads(apart) if apart else {}
        known = Agreed(revision, values, bool(gone), rest.get("lag", {}), rest.get("pending", {}))
        return decided(known, self._settled(kind, uid)) if known.pending else known

    def _settled(self, kind: str, uid: str) -> dict[str, Any]:
        about = (Conflict.peer == self.peer) & (Conflict.owner_kind == kind) & (Conflict.owner_uid == uid)
        rows = Conflict.select().where(about & (Conflict.state != OPEN)).order_by(Conflict.id)
        return {row.column: row.theirs for row in rows}

    def write(self, kind: str, package: int, agreed: Mapping[str, Agreed]) -> None:
        """Keep what is agreed on now; what was before is kept for taking the package back."""
        self._keep_before(kind, package, list(agreed))
        DB.write_many(_INSERT, (self._row(kind, package, uid, known) for uid, known in agreed.items()))

    def write_fresh(
        self, kind: str, package: int, names: Sequence[str], rows: Iterable[tuple[str, int, list[Any]]]
    ) -> None:
        """The same for records of which nothing was known: uid, revision and the values under these names."""
        layout = self.layouts.number(names)
        told = ((self.peer, kind, uid, at, 0, layout, encode(values), None, package) for uid, at, values in rows)
        DB.write_many(_INSERT, told)

    def _row(self, kind: str, package: int, uid: str, known: Agreed) -> tuple[Any, ...]:
        names = sorted(known.values)
        rest = {name: dict(part) for name, part in (("lag", known.lag), ("pending", known.pending)) if part}
        told = encode([known.values[name] for name in names])
        apart = encode(rest) if rest else None
        return (self.peer, kind, uid, known.revision, int(known.gone), self.layouts.number(names), told, apart, package)

    def _keep_before(self, kind: str, package: int, uids: list[str]) -> None:
        for some in chunks(uids):
            DB.execute_sql(
                f"INSERT INTO agreed_before (replaced, {_COLUMNS}) SELECT ?, {_COLUMNS} FROM agreed "
                f"WHERE peer = ? AND kind = ? AND package <> ? AND uid IN ({marks(some)})",
                (package, self.peer, kind, package, *some),
            )


def forget_before(peer: str) -> None:
    """Only the last package of a peer can be taken back: what earlier ones wrote over is not needed any more."""
    DB.execute_sql("DELETE FROM agreed_before WHERE peer = ?", (peer,))
    DB.execute_sql("DELETE FROM waiting_version WHERE peer = ? AND taken IS NOT NULL", (peer,))


def take_back(peer: str, package: int) -> None:
    """What was agreed on before a package."""
    DB.execute_sql("DELETE FROM agreed WHERE peer = ? AND package = ?", (peer, package))
    DB.execute_sql(
        f"INSERT INTO agreed ({_COLUMNS}) SELECT {_COLUMNS} FROM agreed_before WHERE replaced = ?", (package,)
    )
    DB.execute_sql("DELETE FROM agreed_before WHERE replaced = ?", (package,))
    DB.execute_sql("DELETE FROM waiting_version WHERE peer = ? AND package = ?", (peer, package))
    DB.execute_sql("UPDATE waiting_version SET taken = NULL WHERE peer = ? AND taken = ?", (peer, package))


def waiting(peer: str) -> dict[str, list[dict[str, Any]]]:
    """Versions that wait, by kind."""
    found: dict[str, list[dict[str, Any]]] = {}
    sql = "SELECT kind, row FROM waiting_version WHERE peer = ? AND taken IS NULL ORDER BY id"
    for kind, row in DB.execute_sql(sql, (peer,)):
        found.setdefault(kind, []).append(json.loads(row))
    return found


def keep_waiting(peer: str, kind: str, package: int, rows: Iterable[Mapping[str, Any]]) -> None:
    """Keep versions until what they link to has come."""
    sql = "INSERT INTO waiting_version (peer, kind, uid, row, package) VALUES (?,?,?,?,?)"
    DB.write_many(sql, ((peer, kind, row["uid"], encode(dict(row)), package) for row in rows))


def take_waiting(peer: str, package: int) -> None:
    """All that waited is looked at with this package."""
    sql = "UPDATE waiting_version SET taken = ? WHERE peer = ? AND taken IS NULL"
    DB.execute_sql(sql, (package, peer))
