"""Somebody is erased: what is left of her in an office and its copies. Stories of `flows`."""

from pathlib import Path

from models.core.apart import open_apart
from models.core.verbs import Session
from models.office import keys
from models.office.backups.copies import Copy
from models.office.draft import keep_draft
from models.office.office import OpenOffice, open_office, this_office
from models.office.place import OfficeLock, Place
from models.people.person import Person
from tests import builders
from tests.torture.world import CLOCK, OFFICE, World, attached


def asked_to_erase(root: Path) -> None:
    """An office with copies, and a request to erase somebody who has an attachment, a recommendation and a draft."""
    from models.office.backups.making import make_backup
    from models.people.erasure import request_erasure

    attached(root)
    with open_office(root / OFFICE, builders.PASSPHRASE, clock=CLOCK) as opened:
        make_backup(opened, "manual")
        keep_draft(opened.session, "people", Person.get().uid, {"name": "单立梅"})
        request_erasure(opened.session, Person.get(), "本人书面申请")
        make_backup(opened, "manual")


def erase(world: World) -> None:
    """The approval takes her out of the file and the copies."""
    from models.people.erasure import Erasure, approve_erasure

    world.do(world.open)
    world.do(lambda: approve_erasure(world.opened, Erasure.get()))


def copies_are_old_or_new(root: Path) -> str:
    """Every copy can be restored; once the office's file is without her, what was cut off is gone on with."""
    from models.office.backups.making import list_copies
    from models.office.backups.restoring import problem_of
    from models.office.erasing.ledger import of_file
    from models.people.erasure import finish_erasures

    place = Place(root / OFFICE)
    data_key = keys.unlock(keys.load(place.directory), builders.PASSPHRASE).data_key
    before = next(filter(None, (problem_of(copy, data_key) for copy in list_copies(place))), "")
    if before or not of_file():
        return before
    session = Session(builders.USER, this_office().uid, keys.derive(data_key, "history"), CLOCK)
    left = finish_erasures(OpenOffice(place, this_office(), session, data_key, OfficeLock(place)))
    if left or any(place.attachments.glob("*.qtat")) or any(place.backups.glob("attachments/*.qtat")):
        return f"not all was gone on with: {left}"
    told = (_still_told(copy, data_key) or problem_of(copy, data_key) for copy in list_copies(place))
    return next(filter(None, told), "")


def _still_told(copy: Copy, data_key: bytes) -> str:
    """Whether a copy still knows the name of her who was erased."""
    with open_apart(copy.path, keys.derive(data_key, "database"), still=True) as connection:
        asked = (
            "SELECT count(*) FROM person WHERE name = '单立梅'",
            "SELECT count(*) FROM history WHERE instr(sentence || changes, '单立梅')",
            "SELECT count(*) FROM draft",
        )
        found = [connection.execute(sql).fetchone()[0] for sql in asked]
    return f"{copy.called()} still tells of her: {found}" if any(found) else ""
