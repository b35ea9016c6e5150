"""Opening and founding off the window's thread: stretching a passphrase takes up to a second.

A connection belongs to the thread that made it, so the job closes its own and the window connects anew.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtWidgets import QWidget

from models.core.errors import KnownError
from ui import jobs

T = TypeVar("T")


def look_at(directory: Path) -> tuple[bool, str]:
    """Whether an office lies here, after finishing an interrupted restore, and what is to be said about that.

    Raises Damaged when only its copies or keys are left, and what finishing the restore raises. Loads nothing of the
    office where all is well.
    """
    from models.office.place import Place

    place, said = Place(directory), ""
    if any(place.directory.glob("恢复*")):
        from models.office.backups.swap import finish_interrupted

        said = finish_interrupted(place)
    if place.exists() and (place.directory / "keys.json").exists():
        return True, said
    from models.office import keys
    from models.office.office import refuse_lost

    refuse_lost(place)
    return place.exists() and keys.exist(place.directory), said


def start_opening(
    owner: QWidget,
    directory: Path,
    passphrase: str,
    done: Callable[[Any], object],
    failed: Callable[[KnownError], object],
    hold: QWidget,
    user: str = "",
) -> None:
    """Open an office as this user (empty where there is one); `done` gets the OpenOffice, connected in this thread."""

    def work(_progress: object) -> Any:
        from models.office.office import open_office

        return _let_go(lambda: open_office(directory, passphrase, user))

    jobs.start(owner, "打开数据", work, done=lambda opened: done(_taken(opened)), failed=failed, hold=hold)


def start_founding(
    owner: QWidget,
    directory: Path,
    founding: Any,
    done: Callable[[Any, str], object],
    failed: Callable[[KnownError], object],
    hold: QWidget,
) -> None:
    """Make an office; `done` gets the OpenOffice, connected in this thread, and the recovery code."""

    def work(_progress: object) -> Any:
        from models.office.office import create_office

        return _let_go(lambda: create_office(directory, founding))

    def made(result: tuple[Any, str]) -> None:
        opened, code = result
        done(_taken(opened), code)

    jobs.start(owner, "建立数据", work, done=made, failed=failed, hold=hold)


def _let_go(work: Callable[[], T]) -> T:
    from models.core.database import DB

    try:
        return work()
    finally:
        if not DB.is_closed():
            DB.close()


def _taken(opened: Any) -> Any:
    from models.core.database import DB

    DB.connect(reuse_if_open=True)
    return opened
