"""Who was erased, remembered outside the office's file and outside its copies: `erasures.json`, authenticated.

A copy that lay in a drawer meanwhile is recognised by it, and what could not be done yet is gone on with. Holds random
uids, moments and where something waits; nothing that tells who anybody is.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from models.core import history
from models.core.canonical import canonical_json
from models.core.database import DB
from models.core.files import write_whole
from models.core.history import Ask
from models.office.erasing.scope import Subject

FILE = "erasures.json"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What could not be done yet: where, and why in words."""

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One who was erased. `files`: uids of attachments to be removed; `cleared`: the office's own file was rewritten,
    so that nothing is left in free pages; `settled`: nothing is left to do on this disk.

    `waiting` says what is left, here and elsewhere, as it was found last.
    """

    subject: Subject
    files: tuple[str, ...] = ()
    cleared: bool = False
    settled: bool = False
    waiting: tuple[Waiting, ...] = ()


def read(directory: Path, key: bytes) -> list[Entry]:
    """What is remembered in a directory; empty when there is nothing, or nothing that this office wrote."""
    try:
        content = json.loads((directory / FILE).read_bytes())
        entries = content["entries"]
        if not hmac.compare_digest(str(content["mac"]).encode(), _mac(key, entries).encode()):
            return []
        return [_entry(part) for part in entries]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []


def write(directory: Path, key: bytes, entries: Iterable[Entry]) -> None:
    """Remember them, all or nothing. Raises CannotWrite."""
    plain = [asdict(entry) for entry in entries]
    content = canonical_json({"entries": plain, "mac": _mac(key, plain)}).encode()

    def put(stream: BinaryIO) -> None:
        stream.write(content)

    write_whole(directory / FILE, put)


def of_file(ask: Ask = DB.execute_sql) -> list[Entry]:
    """Who was erased from a file, as its own history says; nothing of it counts as settled."""
    return [Entry(Subject(*told["erased"]), tuple(told["files"])) for told in history.erasures(ask)]


def joined(*lists: Iterable[Entry]) -> list[Entry]:
    """Several memories as one; what an earlier one says about somebody holds, files are those of all."""
    found: dict[Subject, Entry] = {}
    for entry in (entry for part in lists for entry in part):
        known = found.setdefault(entry.subject, entry)
        files = tuple(sorted({*known.files, *entry.files}))
        if files != known.files:
            found[entry.subject] = replace(known, files=files)
    return list(found.values())


def _entry(part: dict[str, Any]) -> Entry:
    waiting = tuple(Waiting(**one) for one in part["waiting"])
    marks = bool(part["cleared"]), bool(part["settled"])
    return Entry(Subject(*part["subject"]), tuple(part["files"]), *marks, waiting)


def _mac(key: bytes, entries: list[dict[str, Any]]) -> str:
    told = f"quntuan/erasures/{canonical_json(entries)}"
    return hmac.new(key, told.encode(), hashlib.sha256).hexdigest()
