"""The history: one row for every verb, each carrying the keyed hash of the row before.

Owns the chain and its verification. Rows are never changed or deleted (triggers stand in the schema). What a row
says is decided by `verbs`.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

import peewee

from models.core.database import DB
from models.core.fields import canonical_json

GENESIS = "0" * 64


class History(peewee.Model):
    """Who did what, when, with before and after; `changes` is canonical JSON, see `Change`."""

    seq = peewee.IntegerField(primary_key=True)
    at = peewee.CharField(max_length=19)
    user = peewee.CharField(max_length=100)
    verb = peewee.CharField(max_length=40, index=True)
    sentence = peewee.TextField()
    subject_kind = peewee.CharField(max_length=40, default="")
    subject_uid = peewee.CharField(max_length=16, default="", index=True)
    changes = peewee.TextField(default="[]")
    undoes = peewee.IntegerField(null=True, index=True)
    previous = peewee.CharField(max_length=64)
    hash = peewee.CharField(max_length=64)

    class Meta:
        database = DB
        legacy_table_names = False


@dataclass(frozen=True, slots=True)
class Change:
    """One record before and after, as stored columns; None before = new, None after = deleted.

    A bulk change names no single record: `before` is None and `after` holds first and last id and a digest.
    """

    kind: str
    record_id: int
    uid: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    def plain(self) -> dict[str, Any]:
        """As it is written into the history."""
        return {
            "kind": self.kind,
            "id": self.record_id,
            "uid": self.uid,
            "before": self.before,
            "after": self.after,
        }


def read_changes(row: History) -> list[Change]:
    """The records that a row changed."""
    return [
        Change(part["kind"], part["id"], part["uid"], part["before"], part["after"]) for part in json.loads(row.changes)
    ]


def head() -> tuple[int, str]:
    """Number and hash of the last row; (0, GENESIS) in an empty history."""
    row = History.select(History.seq, History.hash).order_by(History.seq.desc()).tuples().first()
    return (row[0], row[1]) if row else (0, GENESIS)


def row_hash(key: bytes, row: dict[str, Any]) -> str:
    """HMAC-SHA256 over the row's content and the hash before it."""
    content = canonical_json({name: value for name, value in row.items() if name != "hash"})
    return hmac.new(key, content.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def append(key: bytes, **row: Any) -> int:
    """Write the next row; returns its number."""
    seq, previous = head()
    full = {
        "seq": seq + 1,
        "subject_kind": "",
        "subject_uid": "",
        "changes": "[]",
        "undoes": None,
        "previous": previous,
        **row,
    }
    History.insert(**full, hash=row_hash(key, full)).execute()
    return seq + 1


def chain_problems(key: bytes) -> list[str]:
    """Where the chain does not hold, in words; empty when every row is as it was written."""
    found: list[str] = []
    try:
        _follow(key, found)
    except peewee.DatabaseError as error:
        found.append(f"操作历史读不下去：{error}")
    return found


def _follow(key: bytes, found: list[str]) -> None:
    expected, previous = 1, GENESIS
    for row in History.select().order_by(History.seq).dicts().iterator():
        if row["seq"] != expected:
            found.append(f"操作历史缺第 {expected} 行")
            expected = row["seq"]
        if row["previous"] != previous or not hmac.compare_digest(row["hash"], row_hash(key, row)):
            found.append(f"操作历史第 {row['seq']} 行被改动过")
        expected, previous = expected + 1, row["hash"]


def is_undone(seq: int) -> bool:
    """Whether a later row took this one back."""
    return bool(History.select().where(History.undoes == seq).exists())
