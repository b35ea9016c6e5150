"""The end of the history, remembered outside the file: `head.json` beside the keys, authenticated with its key.

A chain that was cut at its end, and an older file put in the place of the newer one, hold in themselves; they do not
hold what stands here. Written when the office is opened and closed. A restore says in the history what it replaced.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from models.core import history
from models.core.canonical import canonical_json
from models.core.database import DB
from models.core.files import write_whole
from models.core.history import Ask

FILE = "head.json"
CUT = "操作历史的末尾缺了第 {seq} 行，数据文件可能被换成了旧文件，或者历史被截断。请核对最近的操作，必要时从备份恢复。"
FORKED = "操作历史第 {seq} 行与上次记下的不同，数据文件可能被换成了别的。请核对最近的操作，必要时从备份恢复。"
GONE = "记着历史末尾的文件（head.json）不见了或被改过，无法确认数据文件没有被换旧。请核对最近的操作。"


@dataclass(frozen=True, slots=True)
class Head:
    """Number and hash of a row."""

    seq: int
    hash: str


def write(directory: Path, key: bytes, ask: Ask = DB.execute_sql) -> None:
    """Remember where the history ends now. Raises CannotWrite."""
    row = ask("SELECT seq, hash FROM history ORDER BY seq DESC LIMIT 1").fetchone() or (0, history.GENESIS)
    kept = Head(*row)
    content = canonical_json({"seq": kept.seq, "hash": kept.hash, "mac": _mac(key, kept)}).encode()

    def put(stream: BinaryIO) -> None:
        stream.write(content)

    write_whole(directory / FILE, put)


def read(directory: Path, key: bytes) -> Head | None:
    """What was remembered; None when there is nothing, or nothing that this office wrote."""
    try:
        content = json.loads((directory / FILE).read_bytes())
        kept = Head(int(content["seq"]), str(content["hash"]))
        return kept if hmac.compare_digest(str(content["mac"]).encode(), _mac(key, kept).encode()) else None
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def problem(directory: Path, key: bytes, replaced: object = None, ask: Ask = DB.execute_sql) -> str:
    """A sentence when the history does not hold the row remembered; empty when it does.

    `replaced` is the [seq, hash] that the last restore says it replaced: what was remembered then is gone rightly.
    """
    kept = read(directory, key)
    if kept is None:
        return GONE if _was_opened_before(ask) else ""
    if kept.seq == 0 or replaced == [kept.seq, kept.hash]:
        return ""
    row = ask("SELECT hash FROM history WHERE seq = ?", (kept.seq,)).fetchone()
    if row is None:
        return CUT.format(seq=kept.seq)
    return "" if row[0] == kept.hash else FORKED.format(seq=kept.seq)


def _was_opened_before(ask: Ask) -> bool:
    """Whether somebody signed in since the file was made or restored: the end was then remembered."""
    since = ask("SELECT coalesce(max(seq), 0) FROM history WHERE verb = 'restore'").fetchone()[0]
    return bool(ask("SELECT 1 FROM history WHERE verb = ? AND seq > ? LIMIT 1", (history.SIGN_IN, since)).fetchone())


def _mac(key: bytes, kept: Head) -> str:
    return hmac.new(key, f"quntuan/head/{kept.seq}/{kept.hash}".encode(), hashlib.sha256).hexdigest()
