"""Who may enter the closed compartment: naming readers, dismissing them, and keeping box and seals in step with that.

Naming and dismissing writes records; what the key is needed for is done by `settle`, at once when the signed-in user
holds it, else when the next one does. Owns that order; what is inside is never looked at.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from models.core.errors import BadFile, CannotOpen, NotAllowed, RuleRefused
from models.core.verbs import Work, verb
from models.office import keys
from models.office.closed import vault
from models.office.closed.dismissal import dismiss
from models.office.closed.document import Document
from models.office.closed.records import ClosedReader, ReaderKey, live_readers, reader_named
from models.office.users import RECOVERY_NAME, keep_public, unfit_to_read, user_named

if TYPE_CHECKING:
    from models.office.office import OpenOffice

_FIRST = "建立保密区"
_RENEW = "现在的恢复单打不开保密区，请更换一次恢复单，把新的一张锁好。"


def is_pending(reader: ClosedReader) -> bool:
    """Whether a reader waits until somebody who holds the key signs in."""
    key = ReaderKey.get_or_none(ReaderKey.name == reader.name)
    return key is None or vault.seals().get(reader.name) != key.public


@verb("grant_reader", "授权查阅保密区", undoable=False)
def grant_reader(work: Work, opened: "OpenOffice", name: str, reason: str) -> ClosedReader:
    """Name a reader. Raises RuleRefused for who cannot be one, NotAllowed for a user who is neither the security
    officer nor a reader herself.
    """
    _refuse_outsider(work)
    user = user_named(name)
    if wrong := unfit_to_read(user):
        raise RuleRefused(wrong)
    if reader_named(name):
        raise RuleRefused(f"“{name}”已经是保密查阅人。")
    if not reason.strip():
        raise RuleRefused("请写明授权原因。")
    reader = _name(work, name, reason.strip())
    settle_within(work, opened)
    work.about(reader, f"授权“{name}”查阅保密区")
    return reader


@verb("revoke_reader", "撤销查阅保密区", undoable=False)
def revoke_reader(work: Work, opened: "OpenOffice", name: str, reason: str = "") -> ClosedReader:
    """Dismiss a reader; the history tells the reason.

    Raises RuleRefused for the last one whom nobody could replace, NotAllowed.
    """
    _refuse_outsider(work)
    reader = reader_named(name)
    if reader is None:
        raise RuleRefused(f"“{name}”现在不是保密查阅人。")
    dismiss(work, name)
    settle_within(work, opened)
    told = f"：{reason.strip()}" if reason.strip() else ""
    work.about(reader, f"撤销了“{name}”查阅保密区的授权{told}")
    return reader


def found(work: Work, publics: Mapping[str, str]) -> None:
    """Within the founding of an office: its box, with the first user as reader. `publics`: name → public key."""
    for name, public in publics.items():
        keep_public(work, name, public)
    _make(work, work.user)


def settle(opened: "OpenOffice") -> list[str]:
    """At a sign-in: do what waited for somebody who holds the key; sentences about what she should know."""
    if _something_waits(opened):
        settle_closed(opened.session, opened)
    return [told] if (told := renewal_words()) and reader_named(opened.session.user) else []


def renewal_words() -> str:
    """What is to be done about a recovery sheet that does not open the box; empty when it does, or there is none."""
    return _RENEW if vault.exists() and RECOVERY_NAME not in vault.seals() else ""


def refused_naming(user_name: str, alone: bool) -> str:
    """Why this user may not name or dismiss readers beside what her role says; empty when she may."""
    user = user_named(user_name)
    security = user is not None and "security" in user.roles
    if alone or security or reader_named(user_name) is not None:
        return ""
    return "保密查阅人由安全管理员或现有的保密查阅人指定。"


@verb("settle_closed", "整理保密区授权", undoable=False)
def settle_closed(work: Work, opened: "OpenOffice") -> None:
    """What a sign-in finds waiting."""
    settle_within(work, opened)


def settle_within(work: Work, opened: "OpenOffice", publics: Mapping[str, str] | None = None) -> None:
    """Within a running verb: bring public keys, box and seals in step with who is a reader; leave entries that a
    power cut left open. `publics`: keys that replace those in the slots.
    """
    for name, public in (_present_publics(opened) | dict(publics or {})).items():
        keep_public(work, name, public)
    if not vault.exists():
        if not unfit_to_read(user_named(work.user)):
            _make(work, work.user)
        return
    _leave_unfinished(work, opened)
    with suppress(BadFile):  # a damaged box stays as it is; entering it says so
        key = vault.key_for(work.user, opened.private)
        if key is not None:
            _reseal(key, work.session.origin)


def _make(work: Work, name: str) -> None:
    _name(work, name, _FIRST)
    vault.make(Document.empty().written(), work.session.origin, _wanted())


def _name(work: Work, name: str, reason: str) -> ClosedReader:
    today = _today(work)
    return work.insert(ClosedReader(name=name, granted_on=today, granted_by=work.user, reason=reason))


def _reseal(key: bytes, office: str) -> None:
    wanted, present = _wanted(), vault.seals()
    exchanged = any(wanted.get(name) != public for name, public in present.items())
    if wanted and (exchanged or vault.is_due()):
        vault.rotate(key, office, wanted)
    elif wanted != present:
        vault.seal(key, {name: public for name, public in wanted.items() if name not in present})


def _wanted() -> dict[str, str]:
    """Name → public key of everybody to whom the box shall be sealed."""
    names = {reader.name for reader in live_readers()} | {RECOVERY_NAME}
    return {key.name: key.public for key in ReaderKey.select().where(ReaderKey.name.in_(names))}


def _something_waits(opened: "OpenOffice") -> bool:
    user, publics = opened.session.user, _present_publics(opened)
    if not vault.exists():
        return not unfit_to_read(user_named(user))
    known = {key.name: key.public for key in ReaderKey.select()}
    if any(known.get(name) != public for name, public in publics.items()) or _unfinished(opened):
        return True
    with suppress(BadFile):
        return vault.key_for(user, opened.private) is not None and (vault.is_due() or _wanted() != vault.seals())
    return False


def _present_publics(opened: "OpenOffice") -> dict[str, str]:
    """The keys that the slots have today: one's own, proven by its private half, and that of the recovery sheet."""
    found = {opened.session.user: keys.public_of(opened.private)} if opened.private else {}
    with suppress(CannotOpen):
        slots = keys.load(opened.place.directory)
        found |= {slot.name: slot.public for slot in slots if slot.kind == keys.RECOVERY and slot.public}
    return found


def _unfinished(opened: "OpenOffice") -> list[ClosedReader]:
    """Who entered and never left, but for her who is inside just now."""
    inside = opened.session.user if opened.compartment is not None else ""
    found = ClosedReader.select().where(ClosedReader.entered_at.is_null(False) & ClosedReader.left_at.is_null())
    return [reader for reader in found if reader.name != inside]


def _leave_unfinished(work: Work, opened: "OpenOffice") -> None:
    for reader in _unfinished(opened):
        work.update(reader, left_at=work.now)


def _refuse_outsider(work: Work) -> None:
    """Readers are named by the security officer or by a reader; the role alone is not enough where there are others."""
    if refused := refused_naming(work.user, work.session.alone):
        raise NotAllowed(refused)


def _today(work: Work) -> date:
    return date.fromisoformat(work.now[:10])
