"""Exchanging the office's file for a restored one so that a crash at any moment leaves the old or the new one.

What is to come is prepared in `恢复中-时刻`; renaming that directory to `恢复就绪-时刻` decides. From then on the
exchange is carried out, by the next start if need be; the present file goes to `恢复前-时刻`. Knows no key.
"""

import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from models.core.errors import CannotWrite
from models.core.files import cannot_write, sync_directory
from models.office import keys
from models.office.place import DATABASE, OfficeLock, Place

PREPARING, READY, ASIDE = "恢复中-", "恢复就绪-", "恢复前-"
_FILE_AND_LOG = (f"{DATABASE}-wal", f"{DATABASE}-shm", DATABASE)
_NOT_DONE = "恢复没有做成，现在的数据没有改动。请关掉占用数据文件夹的程序，检查磁盘后再试一次。"
_TO_FINISH = "恢复做到一半停下了，数据都在。请检查磁盘，然后重新打开本程序，会自动接着做完。"
DONE = "上次的恢复被打断，现在已接着做完；恢复前的数据保留在“{aside}”。"
DROPPED = "上次的恢复还没有开始替换就被打断，数据没有改动；需要的话请重新恢复。"


def prepare(place: Place, now: datetime) -> Path:
    """An empty directory for what is to come. Raises CannotWrite."""
    for tail in ("", *(f"-{number}" for number in range(2, 1000))):
        moment = f"{now:%Y%m%d-%H%M%S}{tail}"
        if not any((place.directory / f"{word}{moment}").exists() for word in (PREPARING, READY, ASIDE)):
            break
    staged = place.directory / f"{PREPARING}{moment}"
    try:
        staged.mkdir()
    except OSError as error:
        raise cannot_write(staged, error) from error
    return staged


def exchange(place: Place, staged: Path) -> Path:
    """Put what was prepared in the place of the present file; returns where that was kept.

    Raises CannotWrite: then the present file is back, or the next start finishes.
    """
    moment = staged.name.removeprefix(PREPARING)
    ready = staged.with_name(READY + moment)
    try:
        staged.with_name(ASIDE + moment).mkdir(exist_ok=True)
        sync_directory(staged)
        sync_directory(place.directory)
        staged.rename(ready)
        sync_directory(place.directory)
    except OSError as error:
        drop(staged)
        raise CannotWrite(_NOT_DONE) from error
    return _carry_out_or_back(place, ready)


def finish_interrupted(place: Place, now: datetime | None = None) -> str:
    """Before an office is opened: finish or drop a restore that was interrupted; a sentence when there was one.

    Raises CannotOpen while the office is open elsewhere, CannotWrite where the disk refuses.
    """
    if not _waiting(place):
        return ""
    lock = OfficeLock(place).take("恢复", now or datetime.now())
    try:
        return settle(place)
    finally:
        lock.release()


def settle(place: Place) -> str:
    """As `finish_interrupted`, for who holds the lock already."""
    said = ""
    for directory in _waiting(place):
        if directory.name.startswith(PREPARING):
            drop(directory)
            said = said or DROPPED
        elif (directory / DATABASE).exists():
            said = DONE.format(aside=_carry_out_or_back(place, directory).name)
        else:
            _clean(place, directory)
    return said


def drop(staged: Path) -> None:
    """Forget what was prepared; the present file was not touched."""
    shutil.rmtree(staged, ignore_errors=True)
    # Only an empty one goes: nothing was put aside yet.
    with suppress(OSError):
        staged.with_name(ASIDE + staged.name.removeprefix(PREPARING)).rmdir()


def _waiting(place: Place) -> list[Path]:
    if not place.directory.is_dir():
        return []
    return sorted(path for word in (READY, PREPARING) for path in place.directory.glob(f"{word}*") if path.is_dir())


def _carry_out_or_back(place: Place, ready: Path) -> Path:
    aside = ready.with_name(ASIDE + ready.name.removeprefix(READY))
    try:
        _carry_out(place, ready, aside)
    except OSError as error:
        if not (ready / DATABASE).exists():
            return aside  # the new file stands; what is left to sweep goes at the next start
        try:
            _carry_back(place, ready, aside)
        except OSError:
            raise CannotWrite(_TO_FINISH) from error
        raise CannotWrite(_NOT_DONE) from error
    return aside


def _carry_out(place: Place, ready: Path, aside: Path) -> None:
    """Every step may have been done before: a file goes aside only while its successor still waits."""
    aside.mkdir(exist_ok=True)
    for name in keys.FILES:
        if (ready / name).exists():
            _put_aside(place, aside, [name])
            (ready / name).replace(place.directory / name)
    _put_aside(place, aside, _FILE_AND_LOG)
    _sync(place.directory, aside, ready)
    (ready / DATABASE).replace(place.database)
    _sync(place.directory, ready)
    _clean(place, ready)


def _carry_back(place: Place, ready: Path, aside: Path) -> None:
    """The present file as it was. Only while the new one still waits."""
    for path in sorted(aside.iterdir()):
        if path.is_file():
            path.replace(place.directory / path.name)
    _sync(place.directory, aside)
    staged = ready.with_name(PREPARING + ready.name.removeprefix(READY))
    ready.rename(staged)
    _sync(place.directory)
    drop(staged)


def _put_aside(place: Place, aside: Path, names: list[str] | tuple[str, ...]) -> None:
    for name in names:
        present = place.directory / name
        if present.exists():
            present.replace(aside / name)
    _sync(place.directory, aside)


def _clean(place: Place, ready: Path) -> None:
    shutil.rmtree(ready, ignore_errors=True)
    with suppress(OSError):
        ready.with_name(ASIDE + ready.name.removeprefix(READY)).rmdir()  # nothing lay here before
    with suppress(OSError):  # should the power bring it back, the next start sweeps again
        sync_directory(place.directory)


def _sync(*directories: Path) -> None:
    for directory in directories:
        sync_directory(directory)
