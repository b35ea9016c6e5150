"""What is in the box, unsealed: records as their stored values, and a history of its own.

`{"format", "chain", "last", "mark", "trusted", "records": {kind: {uid: stored}}, "rows": […]}`, canonical JSON,
compressed. Ids of records in here are negative, so that they never mean a record of the open file. Knows no key and no
table.
"""

import hashlib
import hmac
import json
import secrets
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, cast

from models.core.canonical import canonical_json
from models.core.errors import BadFile
from models.core.history import GENESIS, History, row_hash
from models.core.record import Record, record_class
from models.core.record import is_protected as is_protected
from models.office.closed.sealing import DAMAGED

R = TypeVar("R", bound=Record)
FORMAT = 1
_PARTS = {"format": int, "chain": str, "last": int, "mark": str, "trusted": dict, "records": dict, "rows": list}
_LETTERS = bytes.maketrans(b"0123456789abcdef", b"abcdefghijklmnop")
_NEWER = "保密区的内容是更新版本的程序写的，请先升级程序。什么也没有改动。"

Made = dict[tuple[str, int], Record]
"""Records that were made from their stored values already, so that links lead to one and the same."""


class Document:
    """The content of the box while somebody is inside."""

    def __init__(self, content: dict[str, Any]) -> None:
        self._content = content
        self.records: dict[str, dict[str, dict[str, Any]]] = content["records"]
        self.rows: list[dict[str, Any]] = content["rows"]
        self.trusted: dict[str, str] = content["trusted"]
        """Name → public key of everybody whom somebody inside let in: what the open file says is not enough."""
        self._names: dict[int, tuple[str, str]] = {
            stored["id"]: (kind, uid) for kind, kept in self.records.items() for uid, stored in kept.items()
        }

    @classmethod
    def empty(cls, trusted: Mapping[str, str]) -> "Document":
        """Nothing inside; for these names and public keys."""
        kept: dict[str, Any] = {"trusted": dict(trusted), "records": {}, "rows": []}
        return cls({"format": FORMAT, "chain": secrets.token_hex(32), "last": 0, "mark": "", **kept})

    @classmethod
    def read(cls, plain: bytes) -> "Document":
        """From the bytes in the box. Raises BadFile."""
        try:
            content = json.loads(zlib.decompress(plain).decode("utf-8", "surrogatepass"))
            newer = content["format"] > FORMAT
            sound = all(type(content[name]) is kind for name, kind in _PARTS.items())
            bytes.fromhex(content["chain"])
        except (zlib.error, ValueError, TypeError, KeyError, RecursionError) as error:
            raise BadFile(DAMAGED) from error
        if newer or not sound:
            raise BadFile(_NEWER if newer else DAMAGED)
        try:
            return cls(content)
        except (TypeError, KeyError, AttributeError) as error:
            raise BadFile(DAMAGED) from error

    def written(self) -> bytes:
        """The bytes to put into the box."""
        return zlib.compress(canonical_json(self._content).encode("utf-8", "surrogatepass"), 6)

    def mark_anew(self) -> str:
        """Another mark for this writing; returns what the open file may say of it."""
        self._content["mark"] = secrets.token_hex(16)
        return self.mark

    @property
    def mark(self) -> str:
        """Tells this writing from every other and from a box of somebody else's making, and tells nothing else.

        Letters only, so that no number that is erased from the file can stand in it by chance.
        """
        told = hmac.new(self._chain, self._content["mark"].encode(), hashlib.sha256).hexdigest()
        return told.encode().translate(_LETTERS).decode()

    def next_id(self) -> int:
        """An id that nothing had before."""
        self._content["last"] -= 1
        return int(self._content["last"])

    def stored(self, kind: str, uid: str) -> dict[str, Any] | None:
        """Stored values of one record."""
        return self.records.get(kind, {}).get(uid)

    def keep(self, kind: str, stored: dict[str, Any]) -> None:
        """Keep a record's values instead of those before."""
        self.records.setdefault(kind, {})[stored["uid"]] = stored
        self._names[stored["id"]] = (kind, stored["uid"])

    def drop(self, kind: str, uid: str) -> None:
        """Take a record away."""
        del self._names[self.records[kind].pop(uid)["id"]]

    def listed(self, cls: type[R], equals: dict[str, Any] | None = None) -> list[R]:
        """Records of one kind whose columns have these values, the oldest first."""
        meta: Any = cls._meta
        asked = {meta.combined[name]: value for name, value in (equals or {}).items()}
        wanted = {field.column_name: field.db_value(value) for field, value in asked.items()}
        found = [
            stored
            for stored in self.records.get(cls.kind(), {}).values()
            if all(stored.get(column) == value for column, value in wanted.items())
        ]
        made: Made = {}
        return [self._made(cls, stored, made) for stored in sorted(found, key=lambda stored: -stored["id"])]

    def found(self, cls: type[R], uid: str) -> R | None:
        """One record."""
        stored = self.stored(cls.kind(), uid)
        return None if stored is None else self._made(cls, stored, {})

    def by_id(self, wanted: int) -> Record | None:
        """The record of this id, of whatever kind."""
        kind, uid = self._names.get(wanted, ("", ""))
        return self.found(record_class(kind), uid) if kind else None

    def pointing_to(self, record: Record) -> bool:
        """Whether another record in here links to this one."""
        return any(stored.get(column) == record.id for stored, column in self._links_to(type(record)))

    def append(self, **row: Any) -> int:
        """Write the next row of the history of the box; returns its number."""
        seq, previous = (self.rows[-1]["seq"], self.rows[-1]["hash"]) if self.rows else (0, GENESIS)
        full = {"subject_kind": "", "subject_uid": "", "changes": "[]", "undoes": None, **row}
        full |= {"seq": seq + 1, "previous": previous}
        self.rows.append({**full, "hash": row_hash(self._chain, full)})
        return int(full["seq"])

    def story_of(self, uid: str) -> list[History]:
        """Every row that is about a record or changed it, the oldest first; see `told`."""
        mark = f'"uid":"{uid}"'
        return [self._told(row) for row in self.rows if row["subject_uid"] == uid or mark in row["changes"]]

    def told(self) -> list[History]:
        """Every row, the oldest first. They lie in no table, and their numbers are negative as the ids are."""
        return [self._told(row) for row in self.rows]

    def problems(self) -> list[str]:
        """Where the history of the box does not hold."""
        found, previous = [], GENESIS
        for number, row in enumerate(self.rows, 1):
            whole = {name: value for name, value in row.items() if name != "hash"}
            if (row["seq"], row["previous"]) != (number, previous) or row_hash(self._chain, whole) != row["hash"]:
                found.append(f"保密区的操作历史第 {number} 行被改动过")
            previous = row["hash"]
        return found

    @staticmethod
    def _told(row: dict[str, Any]) -> History:
        return History(**{**row, "seq": -row["seq"]})

    @property
    def _chain(self) -> bytes:
        return bytes.fromhex(self._content["chain"])

    def _made(self, cls: type[R], stored: dict[str, Any], made: Made) -> R:
        key = (cls.kind(), stored["id"])
        if key in made:
            return cast(R, made[key])
        record = made[key] = cls()
        meta: Any = cls._meta
        for field in meta.sorted_fields:
            if field.column_name in stored:
                record.__data__[field.name] = field.python_value(stored[field.column_name])
        for field in meta.refs:
            kind, uid = self._names.get(record.__data__.get(field.name) or 0, ("", ""))
            if kind == field.rel_model.kind():
                record.__rel__[field.name] = self._made(field.rel_model, self.records[kind][uid], made)
        record._dirty.clear()  # type: ignore[attr-defined]
        return record

    def _links_to(self, cls: type[Record]) -> Iterator[tuple[dict[str, Any], str]]:
        for kind, kept in self.records.items():
            try:
                meta: Any = record_class(kind)._meta
            except KeyError:
                continue  # a kind that a later release has given up
            for field in (field for field in meta.refs if field.rel_model is cls):
                yield from ((stored, field.column_name) for stored in kept.values())
