"""Copies follow an erasure: every copy here, files kept aside by restores, and the second place when it is there.

A copy is rewritten beside itself, reopened, checked and counted, then exchanged whole with its description: a cut
leaves the old one or the new one, and what was not done is gone on with. Figures and place in the office's line stay.
"""

import errno
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2 as sqlcipher

from models.core import database
from models.core.apart import open_apart, problems_apart
from models.core.clock import stamp
from models.core.database import DB, storage_errors
from models.core.errors import KnownError
from models.core.files import cannot_write, discard, make_durable, sync_directory
from models.core.history import chain_problems
from models.core.progress import Progress, Silent
from models.core.verbs import Session
from models.office import keys
from models.office.backups import copies, store, swap
from models.office.backups.contents import read_contents
from models.office.backups.copies import Copy, DamagedCopy
from models.office.backups.making import ONE_AT_A_TIME
from models.office.erasing import engine, ledger
from models.office.erasing.ledger import Entry, Waiting
from models.office.erasing.scope import Subject
from models.office.erasing.words import Secrets
from models.office.place import DATABASE, Place

if TYPE_CHECKING:
    from models.office.office import OpenOffice

Known = Mapping[Subject, Secrets]
"""What the office's own file told about who was erased just now; a copy that is older tells it by itself."""

_OPENS_NOT = "打不开，可能已损坏，请人工处理或删除这份备份"
_NOT_PASSED = "改写后没有通过检查，已保持原样"
_BUSY = "数据文件正被另一项工作占用，下次备份时自动接着清理"
_LOG = f"{DATABASE}-wal"


def remember(opened: "OpenOffice") -> list[Entry]:
    """Bring the memory outside the file up to what the file itself tells; returns it. Raises CannotWrite."""
    directory, key = opened.place.directory, opened.session.history_key
    kept = ledger.read(directory, key)
    entries = ledger.joined(kept, ledger.of_file())
    if entries != kept:
        ledger.write(directory, key, entries)
    return entries


def finish(opened: "OpenOffice", progress: Progress | None = None, known: Known | None = None) -> list[Entry]:
    """Go on with every erasure of which something is left to do on this disk; what still waits stands in the entries.

    Raises Cancelled, and CannotWrite when the memory itself cannot be written: the next call goes on.
    """
    entries = remember(opened)
    if all(entry.settled for entry in entries):
        return entries
    place, key = opened.place, opened.session.history_key
    cleared = _clear_own(place, entries)
    entries = [replace(entry, cleared=entry.cleared or not cleared) for entry in entries]
    with ONE_AT_A_TIME:
        waiting = [*cleared, *_shelf(opened, place.backups, entries, progress, known)]
        waiting += _asides(opened, entries, progress, known)
    away = _elsewhere(opened, entries, progress, known)
    entries = [replace(entry, settled=not waiting, waiting=(*waiting, *away)) for entry in entries]
    ledger.write(place.backups, key, entries)
    ledger.write(place.directory, key, entries)
    return entries


def catch_up(
    opened: "OpenOffice", shelf: Path, directory: Path, progress: Progress | None = None, known: Known | None = None
) -> list[Waiting]:
    """Rewrite the copies of a second place that was away meanwhile; what cannot be rewritten is returned."""
    entries = remember(opened)
    if not entries:
        return []
    waiting = _shelf(opened, shelf, entries, progress, known)
    others = [[one for one in entry.waiting if Path(one.where) not in (directory, shelf)] for entry in entries]
    key = opened.session.history_key
    ledger.write(shelf, key, entries)
    found = [replace(entry, waiting=(*kept, *waiting)) for entry, kept in zip(entries, others, strict=True)]
    ledger.write(opened.place.directory, key, found)
    return waiting


def erase_again(place: Place, shelf: Path, session: Session) -> set[str]:
    """Erase from the open file, which comes out of a copy, who was erased since; uids of attachments that are gone."""
    key = session.history_key
    entries = ledger.joined(ledger.read(place.directory, key), ledger.read(shelf, key))
    done = {entry.subject for entry in ledger.of_file()}
    gone = {uid for entry in entries for uid in entry.files}
    with storage_errors(), DB.writing():
        for entry in entries:
            if entry.subject not in done:
                gone |= set(_erase_and_tell(DB.connection(), entry.subject, key, session.tick(), session.user).files)
    return gone


def clear() -> None:
    """Rewrite the open file, so that nothing that was deleted is left in free pages or in the log."""
    if ledger.of_file():
        DB.execute_sql("VACUUM")
    database.checkpoint()


def _clear_own(place: Place, entries: Sequence[Entry]) -> list[Waiting]:
    """The office's own file and its attachments; nothing is left to do when the list is empty."""
    try:
        if not all(entry.cleared for entry in entries):
            with storage_errors():
                clear()
            log = place.database.with_name(_LOG)
            if log.exists() and log.stat().st_size:
                return [Waiting(str(place.database), _BUSY)]
        _remove_files(place.attachments, entries)
    except KnownError as error:
        return [Waiting(str(place.database), str(error))]
    except OSError as error:
        return [Waiting(str(place.attachments), str(cannot_write(place.attachments, error)))]
    return []


def _remove_files(directory: Path, entries: Sequence[Entry]) -> None:
    _discard_files(directory, {uid for entry in entries for uid in entry.files})


def _discard_files(directory: Path, gone: set[str]) -> None:
    present = [path for uid in sorted(gone) if (path := directory / f"{uid}{store.TAIL}").exists()]
    for path in present:
        path.unlink()
    if present:
        sync_directory(directory)


def _shelf(
    opened: "OpenOffice", shelf: Path, entries: Sequence[Entry], progress: Progress | None, known: Known | None
) -> list[Waiting]:
    """Every copy of a shelf and its attachments; what could not be done."""
    waiting: list[Waiting] = []
    copies.sweep(shelf)
    try:
        found = copies.copies_in(shelf)
    except OSError as error:
        return [Waiting(str(shelf), str(cannot_write(shelf, error)))]
    for number, copy in enumerate(found):
        (progress or Silent()).step("正在从备份里删除个人信息", number, len(found))
        subjects = [entry.subject for entry in entries if entry.subject.uid not in copy.erased]
        gone = {uid for entry in entries for uid in entry.files}
        if subjects:
            waiting += _attempt(copy.path, lambda: _rewrite(opened, copy, subjects, gone, known))  # noqa: B023
    waiting += _attempt(shelf / "attachments", lambda: _remove_files(shelf / "attachments", entries))
    return waiting


def _attempt(where: Path, work: Callable[[], object]) -> list[Waiting]:
    try:
        work()
    except KnownError as error:
        return [Waiting(str(where), str(error))]
    except (sqlcipher.DatabaseError, MemoryError) as error:
        full = "full" in str(error) or "I/O" in str(error) or "readonly" in str(error)
        reason = cannot_write(where, OSError(errno.ENOSPC, "")) if "full" in str(error) else _OPENS_NOT
        return [Waiting(str(where), str(reason) if full else _OPENS_NOT)]
    except OSError as error:
        return [Waiting(str(where), str(cannot_write(where, error)))]
    return []


def _rewrite(
    opened: "OpenOffice", copy: Copy, subjects: Sequence[Subject], gone: set[str], known: Known | None
) -> None:
    """One copy on its shelf. Raises DamagedCopy, OSError, the driver's errors: it is then as it was."""
    if damage := copies.damage_of(copy):
        raise DamagedCopy(f"{damage}，请人工处理或删除这份备份")
    erased = tuple(sorted({*copy.erased, *(subject.uid for subject in subjects)}))
    with _rewritten(opened, copy.path, subjects, known) as (part, files):
        gone = gone | files
        if part is None:
            if copy.described:
                copies.describe(replace(copy, erased=erased, **_without(copy, gone)))
            return
        there = _brought_to(copy.path, part)
        if not copy.described:
            there.replace(copy.path)
            sync_directory(copy.path.parent)
            return
        size, sha256 = there.stat().st_size, copies.sha256_of(there)
        fresh = replace(copy, size=size, sha256=sha256, erased=erased, **_without(copy, gone))
        copies.exchange(fresh, there)
    _discard_files(copy.store, files)


def _without(copy: Copy, gone: set[str]) -> dict[str, Any]:
    return {name: tuple(uid for uid in getattr(copy, name) if uid not in gone) for name in ("attachments", "missing")}


def _brought_to(path: Path, part: Path) -> Path:
    """The rewritten file beside the one whose place it takes, read back where that is another drive."""
    there = path.with_name(f".{path.name}.part")
    if part.parent == path.parent:
        part.replace(there)
    else:
        store.copy_file(part, there)
    return there


@contextmanager
def _rewritten(
    opened: "OpenOffice", path: Path, subjects: Sequence[Subject], known: Known | None
) -> Iterator[tuple[Path | None, set[str]]]:
    """A checked file without the subjects, on the office's own disk, and uids of their attachments.

    No file when this one never told of them.
    """
    own = path.is_relative_to(opened.place.backups)
    base = (path.parent if own else opened.place.backups) / f".{path.stem}.erasing.part"
    scratch, part = base.with_name(f"{base.name}-old"), base.with_name(f"{base.name}-new")
    try:
        _copy(path, scratch)
        erased = _erase_into(opened, scratch, part, subjects, known)
        yield part if erased else None, {uid for one in erased for uid in one.files}
    finally:
        for left in (part, scratch, *(scratch.with_name(scratch.name + tail) for tail in ("-wal", "-shm", "-journal"))):
            discard(left)


def _copy(path: Path, scratch: Path) -> None:
    shutil.copyfile(path, scratch)
    log = path.with_name(f"{path.name}-wal")
    if log.exists():
        shutil.copyfile(log, scratch.with_name(f"{scratch.name}-wal"))


def _erase_into(
    opened: "OpenOffice", scratch: Path, part: Path, subjects: Sequence[Subject], known: Known | None
) -> list[engine.Erased]:
    """Erase in `scratch`, write it anew to `part`, reopen and count; what there was to erase."""
    discard(part)
    session = opened.session
    key, moment = keys.derive(opened.data_key, "database"), stamp(session.clock())
    with open_apart(scratch, key, still=False) as connection:
        contents, chain = read_contents(connection.execute), chain_problems(session.history_key, connection.execute)
        done = {entry.subject for entry in ledger.of_file(connection.execute)}
        connection.execute("BEGIN IMMEDIATE")
        waiting = [subject for subject in subjects if subject not in done]
        told = known or {}
        erased = [
            _erase_and_tell(connection, subject, session.history_key, moment, session.user, told.get(subject))
            for subject in waiting
        ]
        found = [one for one in erased if not one.empty]
        connection.execute("COMMIT")
        if not found:
            return []
        connection.execute("VACUUM INTO ?", (str(part),))
    make_durable(part)  # the engine does not wait until it lies on the disk
    with open_apart(part, key, still=True) as connection:
        same = read_contents(connection.execute) == contents
        holds = chain_problems(session.history_key, connection.execute) == chain
        if not same or not holds or problems_apart(connection):
            raise DamagedCopy(_NOT_PASSED)
    return found


def _erase_and_tell(
    connection: Any, subject: Subject, key: bytes, at: str, user: str, known: Secrets | None = None
) -> engine.Erased:
    erased = engine.erase(connection, subject, key, at, user, known)
    if not erased.empty:
        engine.tell(connection, erased, key, at, user)
    return erased


def _asides(
    opened: "OpenOffice", entries: Sequence[Entry], progress: Progress | None, known: Known | None
) -> list[Waiting]:
    """Files that restores kept aside; they have no description, so each is asked itself."""
    waiting: list[Waiting] = []
    found = sorted(opened.place.directory.glob(f"{swap.ASIDE}*/{DATABASE}"))
    subjects = [entry.subject for entry in entries]
    for number, path in enumerate(found):
        (progress or Silent()).step("正在从恢复前的数据里删除个人信息", number, len(found))
        waiting += _attempt(path, lambda: _rewrite_aside(opened, path, subjects, known))  # noqa: B023
    return waiting


def _rewrite_aside(opened: "OpenOffice", path: Path, subjects: Sequence[Subject], known: Known | None) -> None:
    with _rewritten(opened, path, subjects, known) as (part, _):
        if part is None:
            return
        # Written back first: the log of the old file must never be met by the new one.
        with open_apart(path, keys.derive(opened.data_key, "database"), still=False) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        for tail in ("-wal", "-shm"):
            discard(path.with_name(path.name + tail))
        sync_directory(path.parent)
        _brought_to(path, part).replace(path)
        sync_directory(path.parent)


def _elsewhere(
    opened: "OpenOffice", entries: Sequence[Entry], progress: Progress | None, known: Known | None
) -> list[Waiting]:
    """Second places: the one that is there is rewritten, the others wait until they are seen again."""
    from models.office.backups.second_place import FOLDER, places  # which needs this module

    waiting: list[Waiting] = []
    for directory in map(Path, places()):
        shelf = directory / FOLDER / opened.office.uid
        if shelf.is_dir():
            waiting += _shelf(opened, shelf, entries, progress, known)
            waiting += _attempt(shelf, lambda: ledger.write(shelf, opened.session.history_key, entries))  # noqa: B023
        else:
            waiting.append(Waiting(str(directory), "没有插上或找不到，下次备份到那里时会先删除再存新的备份"))
    return waiting
