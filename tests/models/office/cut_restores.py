"""Cuts restores off at every step: `python -m tests.models.office.cut_restores DIRECTORY COPY` prints the outcomes.

A process of its own, because it forks a child for every cut and the children die without a word.
"""

import json
import os
import shutil
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from models.core.apart import open_apart, problems_apart
from models.core.clock import fixed
from models.office import keys
from models.office.backups.contents import read_contents
from models.office.backups.making import list_copies
from models.office.backups.restoring import restore, unlock_for_restore
from models.office.backups.swap import finish_interrupted
from models.office.place import Place
from tests import builders

CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate", "shutil.copyfile"}
CUT, DONE = 77, 0


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


def cut(place: Place, name: str, key: keys.Opened, step: int) -> bool:
    """Restore in a child that dies before its n-th step; whether it was cut."""
    child = os.fork()
    if child == 0:
        copy = next(copy for copy in list_copies(place) if copy.path.name == name)
        die_before(step)
        restore(place, copy, key, fixed(builders.NOW + timedelta(days=3)))
        os._exit(DONE)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (CUT, DONE), status
    return status == CUT


def outcome(place: Place, key: keys.Opened) -> tuple[str, int]:
    """Which office the next start finds: its name and its persons."""
    finish_interrupted(place)
    assert not [*place.directory.glob("恢复中-*"), *place.directory.glob("恢复就绪-*")]
    assert {slot.id for slot in keys.load(place.directory)} >= {key.slot.id}
    with open_apart(place.database, keys.derive(key.data_key, "database"), still=False) as connection:
        assert problems_apart(connection) == []
        contents = read_contents(connection.execute)
    return ("new" if contents.line else "old", contents.persons)


def main(directory: Path, name: str) -> None:
    """Cut at every step until a restore goes through."""
    key = unlock_for_restore(Place(directory), builders.PASSPHRASE)
    found = []
    going = True
    while going:
        work = Place(directory.with_name("cut"))
        shutil.copytree(directory, work.directory)
        going = cut(work, name, key, len(found))
        found.append(outcome(work, key))
        shutil.rmtree(work.directory)
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
