"""Copies follow an erasure: every copy here, files kept aside by restores, and the second place when it is there.

A copy is rewritten beside itself, reopened, checked and counted, then exchanged whole with its description: a cut
leaves the old one or the new one, and what was not done is gone on with. Figures and place in the office's line stay.
"""

import errno
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
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

_BY_HAND = "请人工处理，或删除这份备份"
_OPENS_NOT = f"打不开，可能已损坏。{_BY_HAND}"
_NOT_PASSED = "改写后没有通过检查，已保持原样"
_BUSY = "数据文件正被另一项工作占用，下次备份时自动接着清理"
_AWAY = "没有插上或找不到，下次备份到那里时会先删除再存新的备份"
_LOG = f"{DATABASE}-wal"


@dataclass(slots=True)
class _Round:
    """One pass over what lies about. `gone`: uids of attachments that are to be removed wherever they lie."""

    opened: "OpenOffice"
    subjects: Sequence[Subject]
    gone: set[str]
    progress: Progress
    known: Known
    waiting: list[Waiting] = field(default_factory=list)

    @classmethod
    def over(
        cls, opened: "OpenOffice", entries: Sequence[Entry], progress: Progress | None, known: Known | None
    ) -> "_Round":
        """A pass for these entries."""
        gone = {uid for entry in entries for uid in entry.files}
        return cls(opened, [entry.subject for entry in entries], gone, progress or Silent(), known or {})

    @property
    def history_key(self) -> bytes:
        """Of the history in every file."""
        return self.opened.session.history_key

    @property
    def database_key(self) -> bytes:
        """Of every file."""
        return keys.derive(self.opened.data_key, "database")

    def attempt(self, where: Path, work: Callable[[], object]) -> None:
        """Do one piece of work; what the disk or a damaged file has against it is written down."""
        try:
            work()
        except KnownError as error:
            self.waiting.append(Waiting(str(where), str(error)))
        except (sqlcipher.DatabaseError, MemoryError) as error:
            full = cannot_write(where, OSError(errno.ENOSPC, ""))
            self.waiting.append(Waiting(str(where), str(full) if "disk is full" in str(error) else _OPENS_NOT))
        except OSError as error:
            self.waiting.append(Waiting(str(where), str(cannot_write(where, error))))


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
    place, here = opened.place, _Round.over(opened, entries, progress, known)
    here.attempt(place.database, lambda: _clear_own(place, entries))
    cleared = not here.waiting
    with ONE_AT_A_TIME:
        _shelf(here, place.backups)
        _asides(here)
        # A copy, or what was kept aside, may name attachments that the office's own file never knew.
        for directory in (place.attachments, place.backups / "attachments"):
            here.attempt(directory, lambda: _discard_files(directory, here.gone))  # noqa: B023
    away = replace(here, waiting=[])
    _elsewhere(away)
    done = [
        replace(
            entry,
            files=tuple(sorted({*entry.files, *away.gone})),
            cleared=entry.cleared or cleared,
            settled=not here.waiting,
            waiting=(*here.waiting, *away.waiting),
        )
        for entry in entries
    ]
    for directory in (place.backups, place.directory):
        ledger.write(directory, here.history_key, done)
    return done


def catch_up(opened: "OpenOffice", shelf: Path, directory: Path, progress: Progress | None = None) -> None:
    """Rewrite the copies of a second place that was away meanwhile; what cannot be rewritten waits."""
    from models.office.backups.second_place import place_of  # which needs this module

    entries = remember(opened)
    if not entries:
        return
    there = _Round.over(opened, entries, progress, None)
    _shelf(there, shelf)
    ledger.write(shelf, there.history_key, entries)
    names = [directory, *map(Path, filter(None, [place_of(shelf)]))]
    found = [replace(entry, waiting=(*_not_at(entry, names), *there.waiting)) for entry in entries]
    ledger.write(opened.place.directory, there.history_key, found)


def _not_at(entry: Entry, directories: Sequence[Path]) -> list[Waiting]:
    return [one for one in entry.waiting if not any(map(Path(one.where).is_relative_to, directories))]


def erase_again(place: Place, shelf: Path, session: Session, present: Iterable[Entry] = ()) -> set[str]:
    """Erase from the open file, which comes out of a copy, who was erased since; uids of attachments that are gone.

    `present`: what the file that it replaces told itself, should the memories outside it be lost.
    """
    key = session.history_key
    entries = ledger.joined(ledger.read(place.directory, key), ledger.read(shelf, key), present)
    done = {entry.subject for entry in ledger.of_file()}
    gone = {uid for entry in entries for uid in entry.files}
    with storage_errors(), DB.writing():
        for entry in entries:
            if entry.subject not in done:
                erased = _erase_and_tell(DB.connection(), entry.subject, key, session.tick(), session.user)
                gone |= set(erased.files)
    return gone


def clear() -> None:
    """Rewrite the open file, so that nothing that was deleted is left in free pages or in the log."""
    if ledger.of_file():
        DB.execute_sql("VACUUM")
    database.checkpoint()


def _clear_own(place: Place, entries: Sequence[Entry]) -> None:
    """The office's own file. Raises CannotWrite when the disk, or another piece of work, does not let us."""
    if all(entry.cleared for entry in entries):
        return
    with storage_errors():
        clear()
    log = place.database.with_name(_LOG)
    if log.exists() and log.stat().st_size:
        raise KnownError(_BUSY)


def _discard_files(directory: Path, gone: Iterable[str]) -> None:
    present = [path for uid in sorted(gone) if (path := directory / f"{uid}{store.TAIL}").exists()]
    for path in present:
        path.unlink()
    if present:
        sync_directory(directory)


def _shelf(round_: _Round, shelf: Path) -> None:
    """Every copy of a shelf, and its attachments."""
    copies.sweep(shelf)
    try:
        found = copies.copies_in(shelf)
    except OSError as error:
        round_.waiting.append(Waiting(str(shelf), str(cannot_write(shelf, error))))
        return
    for number, copy in enumerate(found):
        round_.progress.step("正在从备份里删除个人信息", number, len(found))
        if any(subject.uid not in copy.erased for subject in round_.subjects):
            round_.attempt(copy.path, lambda: _rewrite(round_, copy))  # noqa: B023
    attachments = shelf / "attachments"
    round_.attempt(attachments, lambda: _discard_files(attachments, round_.gone))


def _rewrite(round_: _Round, copy: Copy) -> None:
    """One copy on its shelf. Raises DamagedCopy, OSError, the driver's errors: it is then as it was."""
    copy = copy if copy.described else copies.looked_at(copy.path)
    if damage := copies.damage_of(copy):
        raise DamagedCopy(f"{damage}。{_BY_HAND}")
    with _rewritten(round_, copy.path) as part:
        erased = tuple(sorted({*copy.erased, *(subject.uid for subject in round_.subjects)}))
        attachments, missing = _without(copy.attachments, round_.gone), _without(copy.missing, round_.gone)
        fresh = replace(copy, erased=erased, attachments=attachments, missing=missing)
        if part is not None:
            there = _brought_to(copy.path, part)
            _put_in_place(replace(fresh, size=there.stat().st_size, sha256=copies.sha256_of(there)), there)
        elif copy.described:
            copies.describe(fresh)


def _without(uids: Iterable[str], gone: set[str]) -> tuple[str, ...]:
    return tuple(uid for uid in uids if uid not in gone)


def _put_in_place(fresh: Copy, there: Path) -> None:
    if fresh.described:
        copies.exchange(fresh, there)
        return
    there.replace(fresh.path)
    sync_directory(fresh.path.parent)


def _brought_to(path: Path, part: Path) -> Path:
    """The rewritten file beside the one whose place it takes, read back where that is another drive."""
    there = path.with_name(f".{path.name}.part")
    if part.parent == path.parent:
        part.replace(there)
    else:
        store.copy_file(part, there)
    return there


@contextmanager
def _rewritten(round_: _Round, path: Path) -> Iterator[Path | None]:
    """A checked file without the subjects, on the office's own disk; none when this one never told of them."""
    base = round_.opened.place.backups / f".{path.stem}.erasing.part"
    scratch, part = base.with_name(f"{base.name}-old"), base.with_name(f"{base.name}-new")
    try:
        _copy(path, scratch)
        yield part if _erase_into(round_, scratch, part) else None
    finally:
        for left in (part, scratch, *(scratch.with_name(scratch.name + tail) for tail in ("-wal", "-shm", "-journal"))):
            discard(left)


def _copy(path: Path, scratch: Path) -> None:
    shutil.copyfile(path, scratch)
    log = path.with_name(f"{path.name}-wal")
    if log.exists():
        shutil.copyfile(log, scratch.with_name(f"{scratch.name}-wal"))


def _erase_into(round_: _Round, scratch: Path, part: Path) -> bool:
    """Erase in `scratch`, write it anew to `part`, reopen and count; whether there was anything to erase."""
    discard(part)
    key = round_.history_key
    with open_apart(scratch, round_.database_key, still=False) as connection:
        contents, chain = read_contents(connection.execute), chain_problems(key, connection.execute)
        if not _erase_all(round_, connection):
            return False
        connection.execute("VACUUM INTO ?", (str(part),))
    make_durable(part)  # the engine does not wait until it lies on the disk
    with open_apart(part, round_.database_key, still=True) as connection:
        same = read_contents(connection.execute) == contents
        holds = chain_problems(key, connection.execute) == chain
        if not same or not holds or problems_apart(connection):
            raise DamagedCopy(_NOT_PASSED)
    return True


def _erase_all(round_: _Round, connection: Any) -> bool:
    """Everybody whom this file still tells of, in one transaction; whether there was any."""
    session, moment = round_.opened.session, stamp(round_.opened.session.clock())
    done = {entry.subject for entry in ledger.of_file(connection.execute)}
    connection.execute("BEGIN IMMEDIATE")
    found = False
    for subject in round_.subjects:
        if subject not in done:
            known = round_.known.get(subject)
            erased = _erase_and_tell(connection, subject, session.history_key, moment, session.user, known)
            round_.gone |= set(erased.files)
            found = found or not erased.empty
    connection.execute("COMMIT")
    return found


def _erase_and_tell(
    connection: Any, subject: Subject, key: bytes, at: str, user: str, known: Secrets | None = None
) -> engine.Erased:
    erased = engine.erase(connection, subject, key, at, user, known)
    if not erased.empty:
        engine.tell(connection, erased, key, at, user)
    return erased


def _asides(round_: _Round) -> None:
    """Files that restores kept aside; they have no description, so each is asked itself."""
    found = sorted(round_.opened.place.directory.glob(f"{swap.ASIDE}*/{DATABASE}"))
    for number, path in enumerate(found):
        round_.progress.step("正在从恢复前的数据里删除个人信息", number, len(found))
        round_.attempt(path, lambda: _rewrite_aside(round_, path))  # noqa: B023


def _rewrite_aside(round_: _Round, path: Path) -> None:
    if not path.with_name(_LOG).exists() and _was_rewritten(round_, path):
        return
    with _rewritten(round_, path) as part:
        if part is None:
            return
        # Written back first: the log of the old file must never be met by the new one.
        with open_apart(path, round_.database_key, still=False) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        for tail in ("-wal", "-shm"):
            discard(path.with_name(path.name + tail))
        sync_directory(path.parent)
        _brought_to(path, part).replace(path)
        sync_directory(path.parent)


def _was_rewritten(round_: _Round, path: Path) -> bool:
    with open_apart(path, round_.database_key, still=True) as connection:
        done = {entry.subject for entry in ledger.of_file(connection.execute)}
    return done.issuperset(round_.subjects)


def _elsewhere(round_: _Round) -> None:
    """Second places: those that are there are rewritten, the others wait until they are seen again."""
    from models.office.backups.second_place import FOLDER, places  # which needs this module

    entries = [Entry(subject, tuple(sorted(round_.gone))) for subject in round_.subjects]
    for directory in map(Path, places()):
        shelf = directory / FOLDER / round_.opened.office.uid
        if shelf.is_dir():
            _shelf(round_, shelf)
            round_.attempt(shelf, lambda: ledger.write(shelf, round_.history_key, entries))  # noqa: B023
        else:
            round_.waiting.append(Waiting(str(directory), _AWAY))
