"""The history: one row for every verb, each carrying the keyed hash of the row before.

Owns the chain, its verification, and notes: rows that tell of a sign-in, a reading, a print and change no record.
Rows are never changed or deleted (triggers stand in the schema). What the row of a verb says is decided by `verbs`.
"""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

import peewee
from sqlcipher3 import dbapi2 as sqlcipher

from models.core.database import DB, row_as_json, storage_errors
from models.core.record import Record, refuse_protected

if TYPE_CHECKING:
    from models.core.verbs import Session

GENESIS = "0" * 64
CLOCK_JUMP, REFUSED, SET_BACK, SIGN_IN = "clock_jump", "refused", "set_back", "sign_in"
ERASED_IN_COPY = "erase_in_copy"
REDACTING = ("approve_erasure", ERASED_IN_COPY, "remove_case")
"""Keys of rows that tell of an erasure: here, or in a copy that was rewritten. They claim what other rows say since."""

CLAIM = "history"
"""Kind of the change in which such a row holds its claims: `after` is {"erased": [kind, uid], "files": [uid, …],
"redacted": {number of a row: SHA-256 of its content since}}."""
NOTES = {
    SIGN_IN: "登录",
    "sign_out": "退出",
    "sign_in_failed": "登录失败",
    "unlock": "解锁",
    REFUSED: "被拒绝的操作",
    CLOCK_JUMP: "电脑时间跳动",
    SET_BACK: "数据文件被换旧",
    "slots_dropped": "作废密钥",
    "read_records": "查看资料",
    "open_closed": "查阅保密内容",
    "unmask": "查看完整号码",
    "print_form": "打印表格",
    "export_roster": "导出花名册",
    "consent_export": "同意导出",
    "read_history": "查看操作历史",
    "export_history": "导出操作历史",
    "make_backup": "备份",
    ERASED_IN_COPY: "从备份中删除个人信息",
}
"""Keys and names of rows that are no verb's."""

Ask = Callable[..., Any]
"""`execute` of a driver's connection, or `DB.execute_sql`."""

_FAR_AHEAD = timedelta(days=1)
_COLUMNS = ("at", "changes", "previous", "sentence", "seq", "subject_kind", "subject_uid", "undoes", "user", "verb")
_ALL = ",".join(f'"{name}"' for name in (*_COLUMNS, "hash"))
_BACK = "电脑时间由 {last} 退回到 {now}，请核对日期；操作历史按先后编号，不受影响"
_AHEAD = "电脑时间由 {last} 前进到 {now}，相隔超过一天"


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


def changed_head() -> tuple[int, str]:
    """Number and hash of the last row that changed a record: printing or signing in does not move it."""
    changed = History.select(History.seq, History.hash).where(History.changes != "[]")
    row = changed.order_by(History.seq.desc()).tuples().first()
    return (row[0], row[1]) if row else (0, GENESIS)


def unchanged_since(seq: int, hash_: str) -> bool:
    """Whether the row of this number and hash is here, and no later one changed a record."""
    here = seq == 0 or History.select().where((History.seq == seq) & (History.hash == hash_)).exists()
    return here and changed_head()[0] <= seq


def changes_since(seq: int) -> int:
    """How many later rows changed a record."""
    return int(History.select().where((History.seq > seq) & (History.changes != "[]")).count())


def note(session: "Session", action: str, sentence: str, subject: "Record | None" = None) -> int:
    """Write a row that tells what was done or read and changes nothing; returns its number. Raises CannotWrite."""
    refuse_protected(subject)
    with storage_errors(), DB.writing():
        return append(
            session.history_key,
            since=session.last_at,
            at=session.tick(),
            user=session.user,
            verb=action,
            sentence=sentence,
            subject_kind=subject.kind() if subject else "",
            subject_uid=subject.uid if subject else "",
        )


def row_hash(key: bytes, row: dict[str, Any]) -> str:
    """HMAC-SHA256 over the row's content and the hash before it: its canonical JSON without the hash itself."""
    return _Keyed(key).of([row[name] for name in _COLUMNS])


class _Keyed:
    """HMAC with the key's part computed once, which is most of the work for a short row (RFC 2104)."""

    def __init__(self, key: bytes) -> None:
        padded = (key if len(key) <= 64 else hashlib.sha256(key).digest()).ljust(64, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))

    def of(self, values: Any) -> str:
        """The hash of a row's columns in their order. Raises TypeError for a column that holds bytes."""
        return self.of_content(_content(values))

    def of_content(self, content: bytes) -> str:
        """The hash of a row whose columns were put together already."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(content)
        outer.update(inner.digest())
        return outer.hexdigest()


def _content(values: Any) -> bytes:
    """What a row's hash is taken of."""
    at, changes, previous, sentence, seq, kind, uid, undoes, user, verb = values
    text = (
        f'{{"at":{encode_basestring(at)},"changes":{encode_basestring(changes)},'
        f'"previous":{encode_basestring(previous)},"sentence":{encode_basestring(sentence)},"seq":{seq},'
        f'"subject_kind":{encode_basestring(kind)},"subject_uid":{encode_basestring(uid)},'
        f'"undoes":{"null" if undoes is None else undoes},"user":{encode_basestring(user)},'
        f'"verb":{encode_basestring(verb)}}}'
    )
    return text.encode("utf-8", "surrogatepass")


def append(key: bytes, *, since: str = "", **row: Any) -> int:
    """Write the next row; returns its number. `since`: when the same session wrote before.

    A clock that went back, or leapt ahead within a session, gets a row of its own first: order is by number.
    """
    last = History.select(History.seq, History.hash, History.at).order_by(History.seq.desc()).tuples().first()
    seq, previous, last_at = last or (0, GENESIS, "")
    jump = _jump(last_at, since, row["at"])
    if jump:
        seq, previous = _write(key, seq, previous, at=row["at"], user=row["user"], verb=CLOCK_JUMP, sentence=jump)
    return _write(key, seq, previous, **row)[0]


def _jump(last: str, since: str, now: str) -> str:
    if now < last:
        return _BACK.format(last=last, now=now)
    if since and datetime.fromisoformat(now) - datetime.fromisoformat(since) > _FAR_AHEAD:
        return _AHEAD.format(last=since, now=now)
    return ""


def _write(key: bytes, seq: int, previous: str, **row: Any) -> tuple[int, str]:
    full = {
        "seq": seq + 1,
        "subject_kind": "",
        "subject_uid": "",
        "changes": "[]",
        "undoes": None,
        "previous": previous,
        **row,
    }
    hash_ = row_hash(key, full)
    History.insert(**full, hash=hash_).execute()
    return seq + 1, hash_


def chain_problems(key: bytes, ask: Ask = DB.execute_sql) -> list[str]:
    """Where the chain does not hold, in words; empty when every row is as it was written.

    `ask` runs SQL on another connection than the open office's.
    """
    found: list[str] = []
    try:
        if not _holds(key, ask):
            _follow(key, ask, found)
    except (peewee.DatabaseError, sqlcipher.DatabaseError, MemoryError) as error:
        found.append(f"操作历史读不下去：{error}")
    return found


def _holds(key: bytes, ask: Ask) -> bool:
    """Whether all is well, the quick way: the engine puts each row together. What a no comes from, `_follow` finds."""
    keyed, expected, earlier = _Keyed(key), 1, GENESIS
    rows = f"SELECT seq, previous, hash, {row_as_json(_COLUMNS)} FROM history ORDER BY seq"
    try:
        claimed = _claimed(keyed, ask)
        for seq, previous, stated, content in ask(rows):
            claim = claimed.get(seq)
            fits = keyed.of_content(content) == stated if claim is None else _digest(content) == claim
            if not fits or seq != expected or previous != earlier:
                return False
            expected, earlier = expected + 1, stated
    except (peewee.DatabaseError, sqlcipher.DatabaseError, MemoryError):
        return False
    return True


def _follow(key: bytes, ask: Ask, found: list[str]) -> None:
    keyed, expected, earlier = _Keyed(key), 1, GENESIS
    claimed = _claimed(keyed, ask)
    for row in ask(f"SELECT {_ALL} FROM history ORDER BY seq"):
        previous, seq, stated = row[2], row[4], row[10]
        if seq != expected:
            found.append(f"操作历史缺第 {expected} 行")
            expected = seq
        try:
            sound = previous == earlier and _says_what_it_should(keyed, row, claimed.get(seq))
        except TypeError:
            sound = False
        if not sound:
            found.append(f"操作历史第 {seq} 行被改动过")
        expected, earlier = expected + 1, stated


def _says_what_it_should(keyed: _Keyed, row: Any, claim: str | None) -> bool:
    """A row from which somebody was erased keeps its hash, which later rows stand on; its content is claimed."""
    if claim is not None:
        return _digest(_content(row[:10])) == claim
    return bool(keyed.of(row[:10]) == row[10])


def _claimed(keyed: _Keyed, ask: Ask) -> dict[int, str]:
    """Number of a row → SHA-256 of its content since somebody was erased from it; the last claim of a row counts.

    Only rows that are as they were written claim anything, and only about rows before them.
    """
    found: dict[int, str] = {}
    for row in _redacting_rows(ask):
        try:
            sound = keyed.of(row[:10]) == row[10]
        except TypeError:
            sound = False
        if sound:
            found |= {seq: claim for part in _claims_of(row[1]) for seq, claim in part.items() if seq < row[4]}
    return found


def _redacting_rows(ask: Ask) -> list[Any]:
    marks = ",".join("?" * len(REDACTING))
    rows = ask(f"SELECT {_ALL} FROM history WHERE verb IN ({marks}) ORDER BY seq", REDACTING)
    return list(rows.fetchall())


def _claims_of(changes: str) -> list[dict[int, str]]:
    told = [part["after"]["redacted"] for part in json.loads(changes) if part["kind"] == CLAIM]
    return [{int(seq): claim for seq, claim in part.items()} for part in told]


def claim_of(values: Any) -> str:
    """What a row that tells of an erasure claims about a row's content; `values` are its columns by name."""
    return _digest(_content([values[name] for name in _COLUMNS]))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def erasures(ask: Ask = DB.execute_sql) -> list[dict[str, Any]]:
    """What was erased from a file, the oldest first: see `CLAIM`."""
    found: list[dict[str, Any]] = []
    for row in _redacting_rows(ask):
        with suppress(ValueError, KeyError, TypeError):  # a row that somebody spoiled is the check's business
            found += [part["after"] for part in json.loads(row[1]) if part["kind"] == CLAIM]
    return found


def is_redacted(seq: int) -> bool:
    """Whether somebody was erased from a row, so that it can no longer be taken back."""
    return any(str(seq) in erasure["redacted"] for erasure in erasures())


def claims(key: bytes, ask: Ask) -> dict[int, str]:
    """Number → what is claimed about a row's content, of every row from which somebody was erased."""
    return _claimed(_Keyed(key), ask)


def is_sound(key: bytes, row: dict[str, Any], claim: str | None) -> bool:
    """Whether a row, given by its columns and hash, says what it should."""
    return _says_what_it_should(_Keyed(key), [*(row[name] for name in _COLUMNS), row["hash"]], claim)


def is_undone(seq: int) -> bool:
    """Whether a later row took this one back."""
    return bool(History.select().where(History.undoes == seq).exists())
