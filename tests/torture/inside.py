"""Work in the compartment, and who may read it. Stories of `flows`."""

from pathlib import Path

from models.core.database import DB
from models.core.errors import BadFile
from models.office import keys
from models.office.access import add_user, the_user
from models.office.attachment import Attachment
from models.office.closed import vault
from models.office.closed.compartment import enter
from models.office.closed.document import Document
from models.office.closed.readers import confirm_reader, grant_reader, revoke_reader
from models.office.users import change_roles
from models.organisations.verbs import change_unit, register_unit
from tests import builders
from tests.torture.world import OFFICE, OTHER_PASSPHRASE, World, nothing


def three_users(root: Path) -> None:
    """An office with somebody who may be a reader, somebody who is one, and one who waits to be confirmed."""
    nothing(root)
    with builders.office(root / OFFICE) as opened:
        change_roles(opened.session, the_user(builders.USER), ["entry", "review", "rights"])
        for name in ("李国强", "杨文", "周敏"):
            add_user(opened, name, ["rights"], OTHER_PASSPHRASE)
        grant_reader(opened.session, opened, "杨文", "接办")
        private, opened.private = opened.private, b""
        grant_reader(opened.session, opened, "周敏", "接办")
        opened.private = private
        inside = enter(opened)
        inside.run(register_unit, {"name": "木棉村", "kind_of_unit": "village"})
        inside.leave()


def enter_and_work(world: World) -> None:
    """Entering, working and leaving."""
    world.do(world.open)
    inside = world.do(lambda: enter(world.opened))
    made = world.do(lambda: inside.run(register_unit, {"name": "攀枝花村", "kind_of_unit": "village"})).value
    world.do(lambda: inside.keep_attachment(made, "照片", "照片.png", b"photo" * 3000))
    world.do(lambda: inside.run(change_unit, made, {"note": "再访"}))
    world.do(inside.leave)


def readers(world: World) -> None:
    """One reader more, one confirmed, one who is a reader no more."""
    world.do(world.open)
    world.do(lambda: grant_reader(world.session, world.opened, "李国强", "接办"))
    world.do(lambda: confirm_reader(world.session, world.opened, "周敏"))
    world.do(lambda: revoke_reader(world.session, world.opened, "杨文"))


def compartment_is_whole(root: Path) -> str:
    """Whoever is a reader opens the box, and finds it sound."""
    private = keys.unlock(keys.load(root / OFFICE), builders.PASSPHRASE).private
    key = vault.key_for(builders.USER, private)
    if key is None:
        return "the box is not sealed to its reader"
    try:
        document = Document.read(vault.read(key, DB.execute_sql("SELECT uid FROM office").fetchone()[0]))
        for kept in document.listed(Attachment):
            vault.part(key, kept.uid)
    except BadFile as error:
        return str(error)
    return "".join(document.problems())
