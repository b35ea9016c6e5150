"""Attachments of copies: encrypted files that never change, kept once per shelf however many copies name them.

Knows where they lie and whether they are sound; which belong to a copy stands in its description.
"""

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from models.core.errors import BadFile, NotFound
from models.core.files import discard, sync_directory, write_whole
from models.core.progress import Progress, Silent
from models.office.backups.copies import Copy, sha256_of

TAIL = ".qtat"


def keep(uids: Iterable[str], origin: Path, store: Path) -> tuple[str, ...]:
    """Bring attachments into a store on the same disk, by hard link where it can; returns those that are nowhere."""
    _ready(store)
    missing = []
    for uid in uids:
        target, source = store / f"{uid}{TAIL}", origin / f"{uid}{TAIL}"
        if target.exists():
            continue
        if not source.exists():
            missing.append(uid)
            continue
        _link(source, target)
    sync_directory(store)
    return tuple(missing)


def carry(uids: Sequence[str], origin: Path, store: Path, progress: Progress | None = None) -> tuple[str, ...]:
    """Copy attachments onto another drive, each whole and read back; returns those that are nowhere."""
    _ready(store)
    told = progress or Silent()
    missing = []
    for number, uid in enumerate(uids):
        told.step("正在复制附件", number, len(uids))
        target, source = store / f"{uid}{TAIL}", origin / f"{uid}{TAIL}"
        if not source.exists():
            missing += [] if target.exists() else [uid]
        elif not (target.exists() and target.stat().st_size == source.stat().st_size):
            copy_file(source, target)
    return tuple(missing)


def bring_back(uids: Iterable[str], store: Path, home: Path, data_key: bytes) -> tuple[str, ...]:
    """Put attachments that are gone or damaged at home back from a store; returns those that stay missing."""
    _ready(home)
    missing = []
    for uid in uids:
        if is_sound(uid, home, data_key):
            continue
        if not is_sound(uid, store, data_key):
            missing.append(uid)
            continue
        copy_file(store / f"{uid}{TAIL}", home / f"{uid}{TAIL}")
    return tuple(missing)


def is_sound(uid: str, directory: Path, data_key: bytes) -> bool:
    """Whether an attachment lies there and opens."""
    from models.office.attachment import Store  # which knows the open office: it must not be needed to start one

    try:
        Store.at(directory, data_key).content(uid)
    except (NotFound, BadFile):
        return False
    return True


def copy_file(source: Path, target: Path) -> None:
    """Copy a file all or nothing and read it back. Raises CannotWrite."""
    wanted = sha256_of(source)

    def write(stream: Any) -> None:
        with source.open("rb") as origin:
            shutil.copyfileobj(origin, stream, 1 << 20)

    def check(part: Path) -> None:
        if sha256_of(part, from_disk=True) != wanted:
            raise OSError(5, "read back differently")

    write_whole(target, write, check)


def prune(shelf: Path, copies: Sequence[Copy]) -> None:
    """Remove attachments that no copy names any more; nothing while one copy cannot say what it names."""
    if not all(copy.described for copy in copies):
        return
    named = {uid for copy in copies for uid in copy.attachments}
    for path in (shelf / "attachments").glob(f"*{TAIL}"):
        if path.stem not in named:
            discard(path)


def _ready(directory: Path) -> None:
    """Make the directory, or sweep what an interrupted copy left in it."""
    directory.mkdir(parents=True, exist_ok=True)
    for part in directory.glob(".*.part"):
        discard(part)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileExistsError:
        return
    except OSError:
        # FAT and some network drives know no links.
        copy_file(source, target)
