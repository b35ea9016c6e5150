"""Making a copy: a consistent snapshot under a temporary name, reopened, checked and counted, then its name.

Owns when a copy is due and what a new one may push out. A damaged file, or one that was set back behind its last
copy, pushes nothing out. Works beside the open office on connections of its own, in any thread.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2 as sqlcipher

from models.core import history
from models.core.apart import open_apart, problems_apart
from models.core.database import APPLICATION_ID, storage_errors
from models.core.errors import CannotOpen, CannotWrite, NotFound
from models.core.files import cannot_write, discard, make_durable, sync_directory
from models.core.progress import Progress, Silent
from models.office import keys
from models.office.backups import copies, store
from models.office.backups.contents import Contents, attachment_uids, hash_at, read_contents
from models.office.backups.copies import BackupFailed, Copy
from models.office.backups.retention import kept
from models.office.place import Place

if TYPE_CHECKING:
    from models.office.office import OpenOffice

CHANGE_EVERY = timedelta(minutes=30)
UNCHANGED_IS_ENOUGH = ("close", "change")
"""Reasons for which a good copy of the same state is as good as a new one."""

Uids = tuple[list[str], list[str]]
"""Attachments that records have, and deleted ones."""

_TRIES = 3
_WAIT_S, _NAP_S = 60, 0.001  # a long import may hold the file
_OPCODES = 1000  # between two looks at the progress
ONE_AT_A_TIME = threading.Lock()
"""Held while copies of this office are made or rewritten."""

_STORAGE = {
    "disk is full": "磁盘已满，备份没有做成；数据和已有的备份都在。请清出空间后再备份。",
    "readonly database": "备份文件夹是只读的，备份没有做成；数据和已有的备份都在。请检查写入权限。",
    "disk I/O error": "磁盘读写出错，备份没有做成；数据和已有的备份都在。请检查磁盘，并尽快备份到U盘。",
    "unable to open": "备份文件夹不见了或不能写入，备份没有做成；数据和已有的备份都在。请确认磁盘还在。",
    "database is locked": "数据文件正被另一项工作占用，备份没有做成。请等它做完再备份。",
}
_NO_SOURCE = "数据文件所在的文件夹不见了，备份没有做成；已有的备份不受影响。请确认磁盘还在。"
_NO_LIST = "备份文件夹读不出来，备份没有做成，也列不出已有的备份；数据还在。请检查磁盘和文件夹“backups”的权限。"
_DAMAGED = "数据文件有损坏，没有做新的备份，已有的备份全部保留。请尽快从最近的备份恢复。"
_SET_BACK = (
    "数据文件比{last}还旧（第 {now} 步，备份里已到第 {then} 步），可能被换成了旧文件。"
    "没有做新的备份，已有的备份全部保留。请核对，或从备份恢复。"
)
_NOT_PASSED = (
    "刚做的备份没有通过检查，已丢弃；数据和已有的备份都在。请检查磁盘后再备份一次；仍然不行，就从最近的备份恢复。"
)


class SourceDamaged(BackupFailed):
    """The office's file itself cannot be read whole."""


class SetBack(BackupFailed):
    """The office's file does not come after its newest copy, and no restore explains it."""


class _Moved(Exception):
    """Somebody wrote between the counting and the copying."""


def make_backup(
    opened: "OpenOffice", reason: str, progress: Progress | None = None, *, accept_set_back: bool = False
) -> Copy:
    """A verified copy of the open office on its own disk; `reason` is a key of `copies.REASONS`.

    On closing and by the clock, a good copy of the same state is returned instead of a new one. `accept_set_back`
    says that somebody knows that the file was set back. Raises BackupFailed or CannotWrite: everything is as it was.
    An erasure that was cut off is gone on with first.
    """
    from models.office.backups.rewriting import finish  # which needs this module

    finish(opened, progress)
    if reason in UNCHANGED_IS_ENOUGH:
        return current_copy(opened, reason, progress)
    now = opened.session.clock()
    return back_up(opened.place, opened.data_key, now, reason, progress, accept_set_back=accept_set_back)


def current_copy(opened: "OpenOffice", reason: str, progress: Progress | None = None) -> Copy:
    """A good copy of the present state: the last one when nothing happened since, else a new one."""
    last = newest(opened.place, opened.office.uid)
    if last and is_current(last) and not copies.damage_of(last):
        return last
    return back_up(opened.place, opened.data_key, opened.session.clock(), reason, progress)


def back_up(
    place: Place,
    data_key: bytes,
    now: datetime,
    reason: str,
    progress: Progress | None = None,
    *,
    source: Path | None = None,
    accept_set_back: bool = False,
) -> Copy:
    """A verified copy of an office's file that need not be open here; `source` is where it lies just now."""
    shelf, key = place.backups, keys.derive(data_key, "database")
    slots = keys.load(place.directory)
    with ONE_AT_A_TIME, _sentences(shelf):
        shelf.mkdir(parents=True, exist_ok=True)
        copies.sweep(shelf)
        before = copies.copies_in(shelf)
        path = copies.name_for(shelf, now, reason)
        part = shelf / f".{path.name}.part"
        try:
            past = [] if accept_set_back else before
            contents, (uids, deleted) = _snapshot(source or place.database, part, key, past, progress)
            uids += [uid for uid in deleted if (place.attachments / f"{uid}{store.TAIL}").exists()]
            missing = store.keep(uids, place.attachments, shelf / "attachments")
            size, sha256 = part.stat().st_size, copies.sha256_of(part)
            number = max((copy.number for copy in before), default=0) + 1
            erased = _erased_from(part, key)
            made = Copy(path, number, now, reason, contents, size, sha256, tuple(uids), missing, erased)
            _put_up(made, part, slots)
        finally:
            discard(part)
            copies.sweep(shelf)
        if not accept_set_back:
            _tidy(shelf, contents.office, now)
    return made


def list_copies(place: Place) -> list[Copy]:
    """Copies of this office on its own disk, the newest first. Raises BackupFailed when the disk does not list them."""
    try:
        return copies.copies_in(place.backups)
    except OSError as error:
        raise BackupFailed(_NO_LIST) from error


def copy_named(place: Place, name: str) -> Copy:
    """A copy by its number here, or by the path of its file anywhere. Raises NotFound."""
    path = Path(name).expanduser().absolute()
    for copy in list_copies(place) if name.isdecimal() else copies.copies_in(path.parent):
        if copy.path == path or (copy.described and str(copy.number) == name):
            return copy
    raise NotFound(f"没有找到备份“{name}”。不写编号时列出这里的全部备份，U盘上的请写文件的完整路径。")


def newest(place: Place, office: str = "") -> Copy | None:
    """The newest described copy, of one office where `office` is its uid."""
    found = (copy for copy in list_copies(place) if copy.described and office in ("", copy.contents.office))
    return next(found, None)


def is_current(copy: Copy) -> bool:
    """Whether no record changed in the open office since this copy."""
    with storage_errors():
        return history.unchanged_since(copy.contents.seq, copy.contents.head)


def due_by_change(opened: "OpenOffice", now: datetime) -> bool:
    """Whether something changed since the last copy and 30 minutes passed; a clock set back counts as passed."""
    last = newest(opened.place, opened.office.uid)
    if last is None:
        return True
    return not is_current(last) and not timedelta(0) <= now - last.made_at < CHANGE_EVERY


def forget_slot(place: Place, slot: str) -> None:
    """Take a removed user's key slot out of every copy here, so that it opens none of them. Raises CannotWrite.

    A copy that only this slot opened gets the other slots of today.
    """
    for copy in list_copies(place):
        with suppress(CannotOpen):  # damaged or missing slots open nothing
            slots = keys.load(copy.keys)
            left = [kept_slot for kept_slot in slots if kept_slot.id != slot]
            if len(left) < len(slots):
                keys.save(copy.keys, left or [other for other in keys.load(place.directory) if other.id != slot])


def prune(shelf: Path, office: str, now: datetime) -> list[Copy]:
    """Take away the copies of an office that the plan no longer keeps; returns them.

    A copy goes only if the next newer one that stays is whole: a damaged copy takes nobody's place.
    """
    found = [copy for copy in copies.copies_in(shelf) if copy.contents.office == office and not copy.flaw]
    found.sort(key=lambda copy: (copy.made_at, copy.number), reverse=True)
    while True:
        staying = kept([copy.made_at for copy in found], now)
        going = [copy for place, copy in enumerate(found) if place not in staying]
        bad = _damaged_guard(found, staying)
        if bad is None:
            break
        found.remove(bad)
    for copy in going:
        copies.remove(copy)
    if going:
        store.prune(shelf, copies.copies_in(shelf))
    return going


def _damaged_guard(found: list[Copy], staying: set[int]) -> Copy | None:
    """A damaged copy among those that stay instead of older ones."""
    guards = {
        max((kept_place for kept_place in staying if kept_place < place), default=None)
        for place in range(len(found))
        if place not in staying
    }
    return next((found[guard] for guard in guards if guard is not None and copies.damage_of(found[guard])), None)


def _erased_from(path: Path, key: bytes) -> tuple[str, ...]:
    """Uids of those who were erased from a file."""
    with open_apart(path, key, still=True) as connection:
        return tuple(sorted({told["erased"][1] for told in history.erasures(connection.execute)}))


def _tidy(shelf: Path, office: str, now: datetime) -> None:
    # The new copy stands; an old one that cannot be taken away now goes next time.
    with suppress(OSError):
        prune(shelf, office, now)


def _put_up(made: Copy, part: Path, slots: list[keys.Slot]) -> None:
    """Keys and description first, the copy's name last: a copy that is seen has both."""
    made.keys.mkdir(exist_ok=True)
    keys.save(made.keys, slots)
    copies.describe(made)
    part.replace(made.path)
    try:
        sync_directory(made.path.parent)
    except OSError:
        # It may not last: then it must not count now either.
        with suppress(OSError):
            made.path.unlink()
        raise


def _snapshot(
    source: Path, part: Path, key: bytes, before: list[Copy], progress: Progress | None
) -> tuple[Contents, Uids]:
    """Write a checked copy to `part`; returns what both hold. Raises BackupFailed."""
    for _ in range(_TRIES):
        discard(part)
        try:
            contents, uids = _copy(source, part, key, before, progress or Silent())
            make_durable(part)  # the engine does not wait until the copy lies on the disk
            _check(part, key, contents)
        except _Moved:
            continue
        return contents, uids
    raise BackupFailed(_STORAGE["database is locked"])


def _copy(source: Path, part: Path, key: bytes, before: list[Copy], progress: Progress) -> tuple[Contents, Uids]:
    """Count with the write lock held, and let go of it as soon as the copying has its own view of the same state."""
    if not source.exists():
        raise CannotWrite(_NO_SOURCE)
    with ExitStack() as opened:
        holder = opened.enter_context(open_apart(source, key, still=False))
        reader = opened.enter_context(open_apart(source, key, still=False))
        holder.set_busy_handler(_wait_for_turn)
        holder.execute("BEGIN IMMEDIATE")
        if holder.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise SourceDamaged(_DAMAGED)  # an emptied file is a sound database with nothing in it
        contents, uids = read_contents(holder.execute), attachment_uids(holder.execute)
        _refuse_set_back(holder, contents, before)
        watch = _Watch(holder, part, source.stat().st_size, progress)
        reader.set_progress_handler(watch, _OPCODES)
        try:
            reader.execute("VACUUM INTO ?", (str(part),))
            # Reading every page finds damage that copying the rows walks past, such as in an index.
            sound = reader.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
        except sqlcipher.OperationalError:
            if watch.raised:
                raise watch.raised from None
            raise
    if not sound:
        raise SourceDamaged(_DAMAGED)
    return contents, uids


def _wait_for_turn(naps: int) -> bool:
    """Short naps: the engine's own waiting grows so long that who writes without pause always comes first."""
    time.sleep(_NAP_S)
    return naps * _NAP_S < _WAIT_S


class _Watch:
    """Called by the engine while it copies: lets others write again, tells how far it is, stops when told so."""

    def __init__(self, holder: Any, part: Path, size: int, progress: Progress) -> None:
        self.raised: BaseException | None = None
        self._holder, self._part, self._size, self._progress = holder, part, size, progress
        self._calls = 0

    def __call__(self) -> int:
        """Non-zero stops the engine; it would swallow an exception."""
        if self._holder.in_transaction:
            self._holder.rollback()
        self._calls += 1
        if self._calls % 100 == 1 and not self.raised:
            try:
                done = self._part.stat().st_size if self._part.exists() else 0
                self._progress.step("正在备份", min(done, self._size) >> 10, self._size >> 10)
            except BaseException as error:  # noqa: BLE001  (raised again by the caller)
                self.raised = error
        return 1 if self.raised else 0


def _refuse_set_back(connection: Any, contents: Contents, before: list[Copy]) -> None:
    ours = [copy for copy in before if copy.described and copy.contents.office == contents.office]
    if not ours:
        return
    last = ours[0]
    if last.contents.line == contents.line:
        follows = hash_at(connection.execute, last.contents.seq) == last.contents.head
    else:
        # A restore begins a line that no copy has seen; an older line means that somebody exchanged the file.
        follows = contents.line not in {"", *(copy.contents.line for copy in ours)}
    if not follows:
        raise SetBack(_SET_BACK.format(last=last.called(), now=contents.seq, then=last.contents.seq))


def _check(part: Path, key: bytes, wanted: Contents) -> None:
    try:
        with open_apart(part, key, still=True) as connection:
            found = read_contents(connection.execute)
            problems = problems_apart(connection)
    except sqlcipher.DatabaseError as error:
        raise BackupFailed(_NOT_PASSED) from error
    if (found.seq, found.head) != (wanted.seq, wanted.head):
        raise _Moved
    if problems or found != wanted:
        raise BackupFailed(_NOT_PASSED)


@contextmanager
def _sentences(shelf: Path) -> Iterator[None]:
    """Turn what disk and engine say into one sentence."""
    try:
        yield
    except sqlcipher.DatabaseError as error:
        words = next((words for part, words in _STORAGE.items() if part in str(error)), None)
        if words:
            raise CannotWrite(words) from error
        if "malformed" in str(error) or "not a database" in str(error):
            raise SourceDamaged(_DAMAGED) from error
        raise
    except OSError as error:
        raise cannot_write(shelf, error) from error
