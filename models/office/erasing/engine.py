"""Erasing one subject from one file, through any connection, in the caller's transaction.

Works on the open office as on a copy of any release. What is deleted stays in free pages and in the log until the
caller rewrites the file (`VACUUM`), which it does once the transaction stands.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from models.core import history
from models.core.canonical import canonical_json
from models.core.history import CLAIM, Change
from models.office.erasing import blanking, past
from models.office.erasing.scope import Subject, find
from models.office.erasing.words import Secrets


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done in one file. `files`: uids of attachments whose files are to be removed.

    `kinds`: rows emptied by kind; `past`: history rows; `raw`: rows of imports; `drafts`; `texts`: rows of others from
    which a number or name was taken; `left`: history rows that bear a name which others bear too; `elsewhere`: rows
    of others, by kind, in which the name still stands.
    """

    subject: Subject
    kinds: Counter[str] = field(default_factory=Counter)
    past: int = 0
    raw: int = 0
    drafts: int = 0
    texts: int = 0
    left: int = 0
    shared: int = 0
    elsewhere: Counter[str] = field(default_factory=Counter)
    files: tuple[str, ...] = ()
    redacted: dict[int, str] = field(default_factory=dict)
    secrets: Secrets = field(default_factory=Secrets)

    @property
    def empty(self) -> bool:
        """Whether the file told nothing of her."""
        return not (self.kinds or self.past or self.raw or self.drafts or self.texts or self.files)

    def claim(self) -> Change:
        """What the row that tells of the erasure holds."""
        redacted = {str(seq): claim for seq, claim in self.redacted.items()}
        told = {"erased": list(self.subject), "files": list(self.files), "redacted": redacted}
        return Change(CLAIM, 0, "", None, told)


def erase(connection: Any, subject: Subject, key: bytes, at: str, user: str, known: Secrets | None = None) -> Erased:
    """Erase a subject; `key` is the history's, `known` what another file told about her. Errors are the driver's."""
    connection.execute("PRAGMA secure_delete=ON")
    scope = find(connection, subject, known)
    if scope.empty and not (scope.secrets.names or scope.secrets.numbers):
        return Erased(subject)
    redacted, left = past.redact(connection, scope, key)
    raw = blanking.blank_packed(connection, scope) + blanking.drop_agreed(connection, scope)
    drafts = blanking.drop_drafts(connection, scope)
    kinds, files = blanking.blank_rows(connection, scope, at, user)
    texts, elsewhere = blanking.sweep(connection, scope)
    return Erased(
        subject,
        kinds=kinds,
        past=len(redacted),
        raw=raw,
        drafts=drafts,
        texts=texts,
        left=left,
        shared=len(scope.shared),
        elsewhere=elsewhere,
        files=tuple(files),
        redacted=redacted,
        secrets=scope.secrets,
    )


def tell(connection: Any, erased: Erased, key: bytes, at: str, user: str) -> None:
    """Append the row that tells of an erasure to the history of a copy."""
    sql = "SELECT seq, hash FROM history ORDER BY seq DESC LIMIT 1"
    seq, previous = connection.execute(sql).fetchone() or (0, history.GENESIS)
    row: dict[str, Any] = {
        "at": at,
        "changes": canonical_json([erased.claim().plain()]),
        "previous": previous,
        "sentence": "按批准的申请，从这份备份里删除了一名人员的个人信息",
        "seq": seq + 1,
        "subject_kind": erased.subject.kind,
        "subject_uid": erased.subject.uid,
        "undoes": None,
        "user": user,
        "verb": history.ERASED_IN_COPY,
    }
    full = {**row, "hash": history.row_hash(key, row)}
    names = ",".join(f'"{name}"' for name in full)
    marks = ",".join("?" * len(full))
    connection.execute(f"INSERT INTO history ({names}) VALUES ({marks})", tuple(full.values()))
