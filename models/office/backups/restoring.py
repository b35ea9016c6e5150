"""Bringing a copy back: what a copy is worth, what differs from today, and the restore itself with the office closed.

A copy is checked before anything moves; the present file is kept aside; the restored file carries the history row
that says so from its first moment.
"""

import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2 as sqlcipher

from models.core import database
from models.core.apart import open_apart, problems_apart
from models.core.clock import Clock, stamp, system_clock
from models.core.database import APPLICATION_ID, DB, storage_errors
from models.core.errors import CannotOpen, KnownError, RuleRefused, WrongPassphrase
from models.core.files import cannot_write, sync_directory
from models.core.history import changes_since
from models.core.migrations import NEWEST, migrate
from models.core.progress import Progress, Silent
from models.core.record import new_uid
from models.core.verbs import Session, Work, verb
from models.office import head, keys, lockout
from models.office.backups import copies, rewriting, store, swap
from models.office.backups.contents import RESTORE_VERB, UNKNOWN, Contents, read_contents
from models.office.backups.copies import Copy, DamagedCopy
from models.office.backups.making import back_up, list_copies
from models.office.closed.dismissal import dismiss
from models.office.entrance import RESTORED
from models.office.erasing import ledger
from models.office.erasing.ledger import Entry
from models.office.guard import Guard
from models.office.head import Head
from models.office.place import DATABASE, OfficeLock, Place
from models.office.setting import change_setting
from models.office.users import User

if TYPE_CHECKING:
    from models.office.office import OpenOffice

SETTING = RESTORED
_DISMISSED = (
    "SELECT DISTINCT name FROM closed_reader WHERE revoked_on IS NOT NULL "
    "EXCEPT SELECT name FROM closed_reader WHERE revoked_on IS NULL"
)
_LOG = f"{DATABASE}-wal"
_UNREADABLE = "{copy}打不开：已损坏，或不是这份数据的备份。请选另一份备份。"
_NEWER = "{copy}是更新版本的程序做的。请先升级程序，再恢复它。"
_DIFFERS = "{copy}里的内容与制作时记下的不符。请选另一份备份。"
_INNER = "{copy}内部有损坏。请选另一份备份。"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A copy's contents beside those of today; `steps` changed records since the copy: restoring it loses them."""

    then: Contents
    now: Contents
    steps: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: from which copy, where the file from before lies, its history row, attachments not found."""

    copy: Copy
    aside: Path
    seq: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Since:
    """What the replaced file says that a copy must not bring back: who was erased, and readers who were dismissed."""

    erased: Sequence[Entry] = ()
    dismissed: Sequence[str] = ()


@verb(RESTORE_VERB, "恢复备份", undoable=False)
def note_restore(work: Work, copy: Copy, replaced: Head | None = None, dismissed: Sequence[str] = ()) -> None:
    """The first row of the new line of the history; `replaced` is the end of the line that it replaces.

    `dismissed` are readers of the closed compartment who are none any more: the copy does not let them in again.
    """
    for name in dismissed:
        with suppress(RuleRefused):  # the last one to whom it was sealed then: the box must stay openable
            dismiss(work, name)
    end = [replaced.seq, replaced.hash] if replaced else None
    value = {"at": work.now, "made_at": stamp(copy.made_at), "line": new_uid(), "replaced": end}
    change_setting.within(work, SETTING, value)  # type: ignore[attr-defined]
    work.sentence = f"恢复了 {copy.called()}"


def compare(copy: Copy, opened: "OpenOffice") -> Comparison:  # noqa: ARG001  (says that an office must be open)
    """What the copy holds and what the open office holds now."""
    with storage_errors():
        return Comparison(copy.contents, read_contents(DB.execute_sql), changes_since(copy.contents.seq))


def problem_of(copy: Copy, data_key: bytes) -> str:
    """A sentence why this copy cannot be restored; empty when it was opened, checked and counted and all is well."""
    damage = copies.damage_of(copy)
    if damage:
        return f"{damage}。请选另一份备份。"
    return _inner_problem(copy, copy.path, data_key)


def newest_good(place: Place, data_key: bytes, progress: Progress | None = None) -> Copy | None:
    """The newest copy that can be restored, for a file that is damaged at the start."""
    return _first_good(list_copies(place), data_key, progress or Silent())


def unlock_for_restore(
    place: Place, passphrase: str, copy: Copy | None = None, user: str = "", clock: Clock = system_clock
) -> keys.Opened:
    """What a passphrase opens: by the slots of today, of the chosen copy, or of any copy here.

    Raises WrongPassphrase, which counts as at the sign-in; Locked.
    """
    if not place.directory.is_dir():
        return _unlock_any(place, passphrase, copy, user)
    return lockout.counted(place.directory, clock(), user, lambda: _unlock_any(place, passphrase, copy, user))


def _unlock_any(place: Place, passphrase: str, copy: Copy | None, user: str) -> keys.Opened:
    directories = [place.directory, *([copy.keys] if copy else [])]
    with suppress(KnownError):  # a copy on a stick needs none of those here
        directories += [found.keys for found in list_copies(place)]
    seen: set[str] = set()
    refusal: CannotOpen = WrongPassphrase("口令不对，请再试一次。忘了口令可以用恢复单上的恢复码。")
    for directory in directories:
        try:
            slots = [slot for slot in keys.load(directory) if slot.id + slot.wrapped not in seen]
            seen |= {slot.id + slot.wrapped for slot in slots}
            return keys.unlock(slots, passphrase, user)
        except WrongPassphrase:
            continue
        except CannotOpen:
            continue  # no slots, or damaged ones: those of a copy may do
    raise refusal


def key_of_open(opened: "OpenOffice") -> keys.Opened:
    """What `restore` asks for, from an office that is open just now: who is at work needs no second passphrase.

    Raises NotAllowed for somebody who may not restore.
    """
    opened.session.refuse(RESTORE_VERB)
    slots = keys.load(opened.place.directory)
    mine = [slot for slot in slots if slot.name == opened.session.user]
    return keys.Opened(opened.data_key, (mine or slots)[0])


def restore(
    place: Place, copy: Copy, key: keys.Opened, clock: Clock = system_clock, progress: Progress | None = None
) -> Restored:
    """Make a copy the office's file, with the office closed; `key` is from `unlock_for_restore`.

    Slots of today stay where they belong to the same data key; else those of the copy come back with it. Raises
    NotAllowed by the roles that stand in the copy, DamagedCopy, CannotOpen while somebody has the office open,
    CannotWrite: the present file is then as it was.
    """
    database.refuse_second()
    place.make()
    lock = OfficeLock(place).take(key.slot.name, clock())
    try:
        swap.settle(place)
        told = progress or Silent()
        told.step("正在检查备份", 0, 4)
        problem = problem_of(copy, key.data_key)
        if problem:
            raise DamagedCopy(problem)
        staged = swap.prepare(place, clock())
        try:
            told.step("正在备份现在的数据", 1, 4)
            since = _copy_present(place, staged, key.data_key, clock())
            told.step("正在恢复", 2, 4)
            seq, erased = _stage(place, staged, copy, key, clock, since)
            wanted = [uid for uid in copy.attachments if uid not in erased]
            missing = store.bring_back(wanted, copy.store, place.attachments, key.data_key)
            told.step("正在替换", 3, 4)
        except BaseException:
            swap.drop(staged)
            raise
        return Restored(copy, swap.exchange(place, staged), seq, missing)
    except OSError as error:
        raise cannot_write(place.database, error) from error
    finally:
        lock.release()


def fetch(copy: Copy, directory: Path) -> Path:
    """The copy's file as an office's file in another directory. Raises CannotWrite."""
    target = directory / DATABASE
    store.copy_file(copy.path, target)
    return target


def _inner_problem(copy: Copy, path: Path, data_key: bytes) -> str:
    name = copy.called()
    try:
        with open_apart(path, keys.derive(data_key, "database"), still=True) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return _UNREADABLE.format(copy=name)
            if connection.execute("PRAGMA user_version").fetchone()[0] > NEWEST:
                return _NEWER.format(copy=name)
            contents = read_contents(connection.execute)
            if problems_apart(connection):
                return _INNER.format(copy=name)
    except sqlcipher.DatabaseError:
        return _UNREADABLE.format(copy=name)
    return "" if copy.contents in (contents, UNKNOWN) else _DIFFERS.format(copy=name)


def _first_good(found: Iterable[Copy], data_key: bytes, progress: Progress) -> Copy | None:
    waiting = list(found)
    for number, copy in enumerate(waiting):
        progress.step("正在检查备份", number, len(waiting))
        if not problem_of(copy, data_key):
            return copy
    return None


def _copy_present(place: Place, staged: Path, data_key: bytes, now: datetime) -> _Since:
    """One more verified copy of the present file, if it is whole; it is kept aside in any case.

    Copied first: opening it in place would write its log back, which does a damaged file no good.
    """
    if not place.exists():
        return _Since()
    present = staged / "before"
    present.mkdir()
    shutil.copyfile(place.database, present / DATABASE)
    if (place.directory / _LOG).exists():
        shutil.copyfile(place.directory / _LOG, present / _LOG)
    with suppress(KnownError):
        back_up(place, data_key, now, "restore", source=present / DATABASE)
    since = _since(present / DATABASE, keys.derive(data_key, "database"))
    shutil.rmtree(present)
    return since


def _since(path: Path, key: bytes) -> _Since:
    """As far as the file can be read, and is new enough to know of readers."""
    since = _Since()
    with suppress(sqlcipher.DatabaseError), open_apart(path, key, still=False) as connection:
        since = replace(since, erased=ledger.of_file(connection.execute))
        since = replace(since, dismissed=[row[0] for row in connection.execute(_DISMISSED).fetchall()])
    return since


def _stage(
    place: Place, staged: Path, copy: Copy, key: keys.Opened, clock: Clock, since: _Since
) -> tuple[int, set[str]]:
    """The restored file with its history row, and the copy's slots where today's do not fit.

    Who was erased since the copy is erased from it again, who was dismissed is no reader. Returns the row, and uids
    of attachments that stay away.
    """
    target = fetch(copy, staged)
    database_key = keys.derive(key.data_key, "database")
    try:
        DB.name(target, database_key)
        with storage_errors():
            DB.connect()
            # The copy itself stays on its shelf as it was.
            migrate(database.stored_version(target, database_key), lambda: None)
            session = Session(key.slot.name, _origin(), keys.derive(key.data_key, "history"), clock)
            if User.select().exists():
                session.guard = Guard(key.slot.name)
        erased = rewriting.erase_again(place, copy.path.parent, session, since.erased)
        seq = note_restore(session, copy, head.read(place.directory, session.history_key), since.dismissed).seq
        with storage_errors():
            rewriting.clear()
    finally:
        DB.close_everywhere()
    with open_apart(target, database_key, still=True) as connection:
        sound = not problems_apart(connection) and read_contents(connection.execute).seq == seq
    if not sound:
        raise DamagedCopy(_INNER.format(copy=copy.called()))
    if not _slots_fit(place, copy, key):
        keys.save(staged, keys.load(copy.keys))
    sync_directory(staged)
    return seq, erased


def _origin() -> str:
    return read_contents(DB.execute_sql).office


def _slots_fit(place: Place, copy: Copy, key: keys.Opened) -> bool:
    """Whether the slots of today hold the data key of the copy, as far as can be known without more passphrases."""
    try:
        today = keys.load(place.directory)
    except CannotOpen:
        return False
    known = {(slot.id, slot.wrapped) for slot in today}
    if (key.slot.id, key.slot.wrapped) in known:
        return True
    with suppress(CannotOpen):
        if known & {(slot.id, slot.wrapped) for slot in keys.load(copy.keys)}:
            return True
    with suppress(CannotOpen):
        database.stored_version(place.database, keys.derive(key.data_key, "database"))
        return True
    return False
