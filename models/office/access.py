"""Who gets in: users with their key slots, added, removed and asked for their passphrase again.

Owns the order of slot and user: a slot comes before its user and goes after her, so that a power cut leaves at most a
slot that opens nothing, which the next opening takes away. Roles and rules about users stand in `users`.
"""

from contextlib import suppress
from pathlib import Path

from models.core.clock import stamp
from models.core.database import storage_errors
from models.core.errors import CannotOpen, CannotWrite, KnownError
from models.core.history import note
from models.office import entrance, key_trace, keys, lockout, users
from models.office.closed import readers
from models.office.office import OpenOffice
from models.office.users import User

_LATER = "“{name}”已经停用，但密钥文件这次没有写成；下次打开时会接着把密钥作废。请检查磁盘。"


def sign_in_names(directory: Path) -> list[str]:
    """Who has a passphrase here, for a list at the door; nothing is unlocked. Raises CannotOpen."""
    return [slot.name for slot in keys.load(directory) if slot.kind == keys.USER]


def who_signs_in(directory: Path, passphrase: str, named: str) -> str:
    """Whose slot is meant: the one named, else that of the only user. Raises KnownError when that is not clear.

    Empty for a recovery code, and where opening itself will say what is wrong.
    """
    try:
        names = sign_in_names(directory)
    except CannotOpen:
        return named
    if keys.is_recovery_code(passphrase) or (not named and len(names) < 2):
        return ""
    if named not in names:
        said = f"没有叫“{named}”的用户" if named else "这里有几位用户"
        raise KnownError(f"{said}，请用环境变量 QUNTUAN_USER 说明是谁：{'、'.join(names)}。")
    return named


def add_user(opened: OpenOffice, name: str, held: list[str], passphrase: str, officers_together: bool = False) -> User:
    """A new user with a passphrase of her own. Raises KnownError for a weak one, RuleRefused, NotAllowed, CannotWrite.

    Derives a key and takes up to a second.
    """
    name = name.strip()
    opened.session.refuse("add_user")
    users.refuse_name(name)
    users.refuse_roles(held, officers_together)
    keys.refuse_weak(passphrase, (name, opened.office.name))
    directory, now = opened.place.directory, stamp(opened.session.clock())
    before = [slot for slot in keys.load(directory) if slot.kind != keys.USER or slot.name != name]
    slot = keys.lock(opened.data_key, passphrase, name, keys.USER, now)
    slots = [*before, slot]
    keys.save(directory, slots)
    try:
        mark = key_trace.fingerprint(slots)
        return users.add_user(opened.session, name, held, officers_together, mark, slot.public).value
    except BaseException:
        with suppress(CannotWrite):
            keys.save(directory, before)
        raise


def remove_user(opened: OpenOffice, user: User) -> str:
    """Let a user sign in no more: her slot goes from here and from every copy here. Raises RuleRefused, NotAllowed.

    Returns a sentence when the disk would not take the slot away yet; she is out all the same.
    """
    slots = keys.load(opened.place.directory)
    left = [slot for slot in slots if slot.kind != keys.USER or slot.name != user.name]
    users.remove_user(opened.session, user, key_trace.fingerprint(left))
    # What needs the key of the closed compartment waits for the next sign-in of somebody who has it.
    with suppress(CannotWrite), storage_errors():
        readers.settle(opened)
    try:
        entrance.drop_slots(opened.place, slots, left)
    except KnownError:
        return _LATER.format(name=user.name)
    return ""


def unlock_again(opened: OpenOffice, passphrase: str) -> None:
    """At the lock screen: whether this is the passphrase of who is signed in. Raises WrongPassphrase, Locked."""
    opened.private = prove(opened, opened.session.user, passphrase).private
    note(opened.session, "unlock", f"{opened.session.user}解锁了屏幕")


def lock_away(opened: OpenOffice) -> None:
    """What the lock screen takes from who went away: the closed compartment and her private key."""
    opened.leave_compartment()
    opened.private = b""


def prove(opened: OpenOffice, name: str, passphrase: str) -> keys.Opened:
    """What a user's slot opens with this passphrase; wrong ones count. Raises WrongPassphrase, Locked, CannotOpen."""
    directory, now = opened.place.directory, opened.session.clock()
    slots = [slot for slot in keys.load(directory) if slot.name == name]
    if not slots:
        raise CannotOpen(f"“{name}”在这里没有口令，请核对姓名。")
    return lockout.counted(directory, now, name, lambda: keys.unlock(slots, passphrase))


def the_user(name: str) -> User:
    """The active user of this name. Raises KnownError."""
    found = users.user_named(name)
    if found is None:
        raise KnownError(f"没有叫“{name}”的在用用户，请核对姓名。")
    return found
