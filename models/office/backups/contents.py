"""What is in an office's file, asked through any connection: counts, head of the history, line, last action.

Reads files of every release: asks only for tables that are there. Writes nothing.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from models.core.history import ERASED_IN_COPY, GENESIS

Ask = Callable[..., Any]
"""`execute` of a driver's connection, or `DB.execute_sql`."""

RESTORE_VERB = "restore"
_COUNTED = {"persons": "person", "cases": "case"}


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds. `cases` is None where the release kept none; `line` is the hash of its last restore row.

    Files of one line come one after the other; a restore begins a new line. Rows that tell what was erased from a
    copy do not count: it stands where it stood when it was made.
    """

    office: str
    schema: int
    persons: int
    cases: int | None
    seq: int
    head: str
    line: str
    last_action_at: str

    def in_words(self) -> str:
        """What it holds, for a sentence or a line of a list."""
        if not self.office:
            return "内容要打开后才知道"
        cases = "" if self.cases is None else f"，个案 {self.cases:,} 件"
        last = f"，最后操作 {self.last_action_at[:16]}" if self.last_action_at else ""
        return f"人员 {self.persons:,} 人{cases}，操作历史 {self.seq:,} 步{last}"


UNKNOWN = Contents("", 0, 0, None, 0, GENESIS, "", "")
"""Of a copy whose description is lost."""


def read_contents(ask: Ask) -> Contents:
    """Contents of the file behind a connection."""
    present = {row[0] for row in ask("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()}
    counts = {
        name: _one(ask, f'SELECT count(*) FROM "{table}"') if table in present else None
        for name, table in _COUNTED.items()
    }
    last = "SELECT seq, hash, at FROM history WHERE verb <> ? ORDER BY seq DESC LIMIT 1"
    seq, head, at = _row(ask, last, (ERASED_IN_COPY,)) or (0, GENESIS, "")
    line = _one(ask, "SELECT hash FROM history WHERE verb = ? ORDER BY seq DESC LIMIT 1", (RESTORE_VERB,))
    return Contents(
        office=_one(ask, "SELECT uid FROM office ORDER BY id LIMIT 1") or "",
        schema=_one(ask, "PRAGMA user_version"),
        persons=counts["persons"] or 0,
        cases=counts["cases"],
        seq=seq,
        head=head,
        line=line or "",
        last_action_at=at,
    )


def hash_at(ask: Ask, seq: int) -> str:
    """Hash of one row of the history; GENESIS before the first, empty where there is none."""
    return GENESIS if seq == 0 else _one(ask, "SELECT hash FROM history WHERE seq = ?", (seq,)) or ""


def attachment_uids(ask: Ask) -> tuple[list[str], list[str]]:
    """Attachments that records have, and those that were deleted and that an undo may want back."""
    present = ask("SELECT uid FROM attachment ORDER BY uid").fetchall()
    deleted = ask("SELECT uid FROM tombstone WHERE kind = 'attachment' ORDER BY uid").fetchall()
    return [row[0] for row in present], [row[0] for row in deleted]


def _row(ask: Ask, sql: str, values: tuple[Any, ...] = ()) -> Any:
    with closing(ask(sql, values)) as cursor:
        return cursor.fetchone()


def _one(ask: Ask, sql: str, values: tuple[Any, ...] = ()) -> Any:
    row = _row(ask, sql, values)
    return row[0] if row else None
