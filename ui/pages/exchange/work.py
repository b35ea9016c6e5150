"""The long work of the county's desks as plain functions for `ui.jobs`. Knows no widget.

Every function opens its own connection, as it runs beside the window.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from models.core.database import DB
from models.core.progress import Progress
from models.core.verbs import Done
from models.exchange.inbox import Arrived, Received, packages_in, sort_arrived, take_all
from models.exchange.likeness.queue import Found, find_pairs
from models.exchange.merging.apply import undo_package
from models.exchange.receiving import Incoming, look_into
from models.exchange.records import ReceivedPackage
from models.office.office import OpenOffice

T = TypeVar("T")


def connected(work: Callable[[Progress], T]) -> Callable[[Progress], T]:
    """The same work with a connection of its own."""

    def run(progress: Progress) -> T:
        with DB.connection_context():
            return work(progress)

    return run


def sorting(opened: OpenOffice, paths: Sequence[Path]) -> Callable[[Progress], list[Arrived]]:
    """Find the packages at these places and check each."""
    return connected(lambda progress: sort_arrived(opened, packages_in(paths), progress))


def planning(opened: OpenOffice, path: Path) -> Callable[[Progress], Incoming]:
    """What a package would do now."""
    return connected(lambda progress: look_into(opened, path, progress))


def taking(opened: OpenOffice, arrived: Sequence[Arrived]) -> Callable[[Progress], list[Received]]:
    """Take packages in, one after the other."""
    return connected(lambda progress: take_all(opened, arrived, progress))


def finding(opened: OpenOffice) -> Callable[[Progress], Found]:
    """Search for persons who stand here twice."""
    return connected(lambda progress: find_pairs(opened.session, progress))


def undoing(opened: OpenOffice, uid: str) -> Callable[[Progress], Done[None]]:
    """Take a whole package back."""

    def work(progress: Progress) -> Done[None]:
        progress.step("正在恢复原来的样子", 0, 0)
        return undo_package(opened.session, ReceivedPackage.by_uid(uid))

    return connected(work)
