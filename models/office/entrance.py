"""What happens between a passphrase that fits and a session: users and slots agree, the history is told who came.

A slot without an active user opens nothing and goes. Owns the order of these checks; nobody else makes a session.
"""

from collections.abc import Sequence
from contextlib import suppress

import peewee

from models.core.database import DB, storage_errors
from models.core.errors import CannotOpen, CannotWrite, KnownError
from models.core.history import SIGN_IN, note
from models.core.verbs import Session, Work, verb
from models.office import head, key_trace, keys
from models.office.closed.records import has_key
from models.office.guard import Guard
from models.office.keys import Slot
from models.office.lockout import Lockout
from models.office.place import Place
from models.office.setting import setting
from models.office.users import RECOVERY_NAME, User, active_users, adopt_user, user_named

RESTORED = "backup.restored"
"""The setting in which a restore says what it replaced."""

_STRANGER = "“{name}”已经停用，或者不是这份数据里的用户，不能登录。请找系统管理员，或用恢复单打开。"


def admit(place: Place, session: Session, slots: Sequence[Slot], mine: Slot) -> list[str]:
    """Let the owner of a slot in, with a guard beside her; returns sentences about what she should know.

    Who calls this writes the end of the history down (`head`) once it is kept.
    Raises CannotOpen when she is no active user, CannotWrite when her coming cannot be written down.
    """
    _adopt(session, slots)
    if mine.kind == keys.USER and user_named(mine.name) is None:
        with suppress(CannotWrite):
            Lockout(place.directory).remember(session.clock(), mine.name)
        raise CannotOpen(_STRANGER.format(name=mine.name))
    found = _set_back(place, session)
    if not found:  # else it stays to be told again, should this opening fail on the way
        head.write(place.directory, session.history_key)
    key_trace.notice(session, _without_orphans(place, session, slots))
    with suppress(KnownError, OSError):
        keys.mend(place.directory)  # one good file opens the office; the next opening tries again
    _tell(place, session, found)
    session.guard = Guard(session.user)
    return found


def give_pair(place: Place, session: Session, mine: Slot, passphrase: str) -> bytes:
    """A key pair for a slot of the first release, whose passphrase is known just now; returns the private key.

    A disk that refuses is asked at the next sign-in; nothing is returned then.
    """
    if mine.private or has_key(session.user):
        return b""  # she has one, and somebody tampered with it: a new one would lose what is sealed to it
    fresh, private = keys.give_pair(mine, passphrase)
    slots = [fresh if slot.id == mine.id else slot for slot in keys.load(place.directory)]
    try:
        key_trace.exchange(place.directory, session, slots, note_pair)
    except CannotWrite:
        return b""
    return private


@verb("make_key_pair", "配置密钥对", undoable=False)
def note_pair(work: Work, mark: str) -> None:
    """Leave the trace of a key pair that a slot was given."""
    key_trace.keep(work, mark)
    work.sentence = f"给“{work.user}”的密钥配了密钥对"


def leave(place: Place, session: Session) -> None:
    """Tell the history that the session ends; a disk that refuses, or a damaged file, keeps nobody from closing."""
    if DB.deferred:
        return  # the file was given up already
    with suppress(CannotWrite, peewee.DatabaseError):
        session.write_refusals()
        note(session, "sign_out", f"{session.user}退出")
        with storage_errors():
            head.write(place.directory, session.history_key)


def _adopt(session: Session, slots: Sequence[Slot]) -> None:
    """An office from before there were users has one slot for its user."""
    if not User.select().exists():
        first = next((slot for slot in slots if slot.kind == keys.USER), None)
        if first is not None:
            adopt_user(session, first.name)


def _without_orphans(place: Place, session: Session, slots: Sequence[Slot]) -> list[Slot]:
    """Take away slots whose users are not, or no longer, here: of an adding or removing that was cut off."""
    names = {user.name for user in active_users()}
    left = [slot for slot in slots if slot.kind == keys.RECOVERY or slot.name in names]
    if len(left) == len(slots):
        return list(slots)
    try:
        drop_slots(place, slots, left)
        gone = "、".join(slot.name for slot in slots if slot not in left)
        note(session, "slots_dropped", f"打开时作废了没有用户的密钥（{gone}）")
    except KnownError:
        # The disk refuses now: without a user the slot opens nothing, and the next opening tries again.
        return left
    return left


def drop_slots(place: Place, slots: Sequence[Slot], left: Sequence[Slot]) -> None:
    """Write the key files without some slots, in the copies first: as long as one is named here, work is left."""
    from models.office.backups.making import forget_slot  # only when somebody leaves

    for slot in slots:
        if slot not in left:
            forget_slot(place, slot.id)
    keys.save(place.directory, left)


def _set_back(place: Place, session: Session) -> list[str]:
    restored = setting(RESTORED)
    replaced = restored.get("replaced") if isinstance(restored, dict) else None
    found = head.problem(place.directory, session.history_key, replaced)
    return [found] if found else []


def _tell(place: Place, session: Session, found: list[str]) -> None:
    lockout = Lockout(place.directory)
    with storage_errors(), DB.writing():
        for sentence in found:
            note(session, "set_back", sentence.rstrip("。"))
        for at, user in lockout.log():
            note(session, "sign_in_failed", f"{at}{f'“{user}”' if user else ''}登录失败")
        way = "用恢复码打开" if session.user == RECOVERY_NAME else f"{session.user}登录"
        note(session, SIGN_IN, way)
    lockout.forget_log()
