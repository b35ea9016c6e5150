"""Cuts restores and backups off at every step: `python -m tests.models.office.cut_off WHAT DIRECTORY COPY`.

Prints what each cut left. A process of its own, because it forks a child for every cut and the children die without a
word.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from models.core.apart import open_apart, problems_apart
from models.core.clock import fixed
from models.office import keys
from models.office.backups import second_place
from models.office.backups.contents import read_contents
from models.office.backups.copies import Copy, copies_in, damage_of, sweep
from models.office.backups.making import back_up, list_copies
from models.office.backups.restoring import problem_of, restore, unlock_for_restore
from models.office.backups.swap import finish_interrupted
from models.office.place import Place
from tests import builders

CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate", "shutil.copyfile"}
CUT, DONE = 77, 0
LATER = builders.NOW + timedelta(days=30)


def die_before(step: int) -> None:
    """End this process without any clearing up before its n-th change of the disk."""
    left = [step]

    def hook(event: str, given: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if event in CHANGES or writes:
            if left[0] == 0:
                os._exit(CUT)
            left[0] -= 1

    sys.addaudithook(hook)


def cut(work: Callable[[], object], step: int) -> bool:
    """Work in a child that dies before its n-th step; whether it was cut."""
    child = os.fork()
    if child == 0:
        die_before(step)
        work()
        os._exit(DONE)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (CUT, DONE), status
    return status == CUT


def office_found(place: Place, key: keys.Opened) -> tuple[str, int]:
    """Which office the next start finds: the old or the new one, and its persons."""
    finish_interrupted(place)
    assert not [*place.directory.glob("恢复中-*"), *place.directory.glob("恢复就绪-*")]
    assert {slot.id for slot in keys.load(place.directory)} >= {key.slot.id}
    with open_apart(place.database, keys.derive(key.data_key, "database"), still=False) as connection:
        assert problems_apart(connection) == []
        contents = read_contents(connection.execute)
    return ("new" if contents.line else "old", contents.persons)


def copies_found(shelf: Path, key: keys.Opened) -> tuple[str, int]:
    """How many copies count, every one of them whole and with its keys; the next sweep takes the rest."""
    found = copies_in(shelf)
    for copy in found:
        assert (damage_of(copy), problem_of(copy, key.data_key)) == ("", "")
        assert keys.load(copy.keys)
        assert all((copy.store / f"{uid}.qtat").exists() for uid in copy.attachments)
    if shelf.exists():
        sweep(shelf)
        assert len([path for path in shelf.iterdir() if path.name != "attachments"]) == 3 * len(found)
    return ("copies", len(found))


def main(what: str, directory: Path, name: str) -> None:
    """Cut at every step until the work goes through."""
    key = unlock_for_restore(Place(directory), builders.PASSPHRASE)
    found: list[tuple[str, int]] = []
    going = True
    while going:
        place = Place(directory.with_name("cut"))
        shutil.copytree(directory, place.directory)
        chosen = next(copy for copy in list_copies(place) if copy.path.name == name)
        going = cut(lambda: WORK[what](place, chosen, key), len(found))  # noqa: B023  (called at once)
        found.append(LOOK[what](place, key))
        shutil.rmtree(place.directory)
    print(json.dumps(found))


def _carry_once(place: Place, chosen: Copy, _key: keys.Opened) -> object:
    (place.directory / "stick").mkdir()
    return second_place._carry(chosen, place.directory / "stick", None)


WORK: dict[str, Callable[[Place, Copy, keys.Opened], object]] = {
    "restore": lambda place, chosen, key: restore(place, chosen, key, fixed(LATER)),
    "backup": lambda place, _, key: back_up(place, key.data_key, LATER, "manual"),
    "stick": _carry_once,
}
LOOK: dict[str, Callable[[Place, keys.Opened], tuple[str, int]]] = {
    "restore": office_found,
    "backup": lambda place, key: copies_found(place.backups, key),
    "stick": lambda place, key: copies_found(place.directory / "stick", key),
}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
