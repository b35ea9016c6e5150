"""The second place: whole copies on a stick or another drive, asked for once a week.

Names there are plain ASCII and nothing is linked, so that FAT takes them. Each file is read back from the drive before
it gets its name.
"""

import errno
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.core.clock import stamp
from models.core.errors import CannotWrite, KnownError
from models.core.files import cannot_write, sync_directory
from models.core.history import History
from models.core.progress import Progress
from models.core.verbs import Work, verb
from models.office import keys
from models.office.backups import copies, disks, rewriting, store
from models.office.backups.copies import ELSEWHERE, Copy
from models.office.backups.making import current_copy, prune
from models.office.place import ANY_DRIVE, Place
from models.office.setting import change_setting, setting

if TYPE_CHECKING:
    from models.office.office import OpenOffice

FOLDER = "quntuan-backup"
EVERY = timedelta(days=7)
SETTING = "backup.second_place"
_SAME = "“{directory}”和数据在同一块硬盘上，硬盘坏了两份会一起丢，没有备份到这里。请插入U盘，或选另一块硬盘上的文件夹。"
_SAME_WARNING = "这台电脑现在只有一块硬盘，这份备份和数据在同一块硬盘上。请尽快插入U盘再备份一次。"
_ROOM = "“{directory}”空间不够：要 {wanted} MB，只剩 {left} MB，没有备份到这里。请清出空间或换一个U盘。"


@dataclass(frozen=True, slots=True)
class SecondCopy:
    """A copy on the second place; `warning` is a sentence when it lies on the same disk as the data."""

    copy: Copy
    warning: str


@verb("second_place", "备份到另一处", undoable=False)
def note_second_place(work: Work, directory: Path, copy: Copy) -> None:
    """Remember when and where."""
    value = {"at": work.now, "where": str(directory), "made_at": stamp(copy.made_at)}
    change_setting.within(work, SETTING, value)  # type: ignore[attr-defined]
    work.sentence = f"把{copy.called()}存到了另一处：{directory}"


def copy_to_second_place(opened: "OpenOffice", directory: Path, progress: Progress | None = None) -> SecondCopy:
    """Bring the present state to a stick or another drive, and remember it.

    Raises KnownError on the data's own disk (a warning where this PC has no other), CannotWrite where the drive
    refuses, is full or was pulled out: then no copy appears there.
    """
    directory = directory.expanduser().absolute()
    with _sentences(directory):
        warning = _warning(opened.place, directory)
        made = current_copy(opened, "manual", progress)
        shelf = directory / FOLDER / made.contents.office
        _refuse_narrow(directory, shelf, made)
        shelf.mkdir(parents=True, exist_ok=True)
        for made_here in (shelf.parent, directory):
            sync_directory(made_here)
        copies.sweep(shelf)
        rewriting.catch_up(opened, shelf, directory, progress)
        copy = _carry(made, shelf, progress)
        with suppress(OSError):
            prune(shelf, made.contents.office, opened.session.clock())
    note_second_place(opened.session, directory, copy)
    return SecondCopy(copy, warning)


def copies_at(directory: Path) -> list[Copy]:
    """Copies on a stick or drive, whichever of its folders is named, the newest first. Raises CannotWrite."""
    with _sentences(directory):
        shelves = [directory, *directory.glob("*"), *directory.glob(f"{FOLDER}/*")]
        found = [copy for shelf in shelves if shelf.is_dir() for copy in copies.copies_in(shelf)]
    return sorted(found, key=lambda copy: (copy.described, copy.made_at, copy.number), reverse=True)


def places() -> dict[str, set[str]]:
    """Every directory to which copies were ever brought, as the history tells, and the moments of those copies."""
    found: Any = History.select(History.changes).where(History.verb == "second_place").order_by(History.seq).tuples()
    values = [part["after"].get("value") for (changes,) in found for part in json.loads(changes) if part["after"]]
    told: dict[str, set[str]] = {}
    for value in (json.loads(value) for value in values if value):
        told.setdefault(value["where"], set()).add(value["made_at"])
    return told


def place_of(shelf: Path) -> str:
    """Under which name a shelf is known that a drive brought under another one; empty when that is not certain."""
    here = {stamp(copy.made_at) for copy in copies.copies_in(shelf) if copy.described}
    told = places()
    return next(
        (
            where
            for where, moments in told.items()
            if (moments - {made for other, others in told.items() if other != where for made in others}) & here
        ),
        "",
    )


def second_place_due(today: date) -> bool:
    """Whether the weekly copy to a second place is to be asked for; a date from the future counts as never."""
    last = setting(SETTING)
    if not last:
        return True
    return not timedelta(0) <= today - date.fromisoformat(last["at"][:10]) < EVERY


def _warning(place: Place, directory: Path) -> str:
    if not directory.is_dir():
        raise FileNotFoundError(errno.ENOENT, "no directory", str(directory))
    if directory.resolve().is_relative_to(place.directory.resolve()):
        raise KnownError(_SAME.format(directory=directory))
    if not disks.same_disk(place.directory, directory):
        return ""
    if disks.has_another(place.directory) and not os.environ.get(ANY_DRIVE):
        raise KnownError(_SAME.format(directory=directory))
    return _SAME_WARNING


def _refuse_narrow(directory: Path, shelf: Path, made: Copy) -> None:
    there = shelf / "attachments"
    new = [made.store / f"{uid}{store.TAIL}" for uid in made.attachments if not (there / f"{uid}{store.TAIL}").exists()]
    wanted = made.size + sum(path.stat().st_size for path in new if path.exists())
    left = shutil.disk_usage(directory).free
    if left < wanted:
        raise CannotWrite(_ROOM.format(directory=directory, wanted=(wanted >> 20) + 1, left=left >> 20))


def _carry(made: Copy, shelf: Path, progress: Progress | None) -> Copy:
    """Attachments, keys and description first; the copy itself gets its name last."""
    stem = f"{ELSEWHERE}-{made.made_at:%Y%m%d-%H%M%S}-{made.reason}-{made.number}"
    copy = replace(made, path=shelf / f"{stem}.qtdb")
    if copy.path.exists() and not copies.damage_of(copy):
        return copy
    copy = replace(copy, missing=store.carry(made.attachments, made.store, copy.store, progress))
    copy.keys.mkdir(exist_ok=True)
    keys.save(copy.keys, keys.load(made.keys))
    copies.describe(copy)
    try:
        store.copy_file(made.path, copy.path)
        if copies.sha256_of(copy.path, from_disk=True) != made.sha256:
            raise OSError(errno.EIO, "read back differently")
    except BaseException:
        with suppress(OSError):
            copies.remove(copy)
        raise
    return copy


@contextmanager
def _sentences(directory: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise cannot_write(directory, error) from error
