"""Who may enter the closed compartment: naming readers, dismissing them, and keeping box and seals in step with that.

Naming and dismissing writes records; what the key is needed for is done by `settle`, at once when the signed-in user
holds it, else when the next one does. Nobody is let in by what the open file says alone, which every user could write
by hand: somebody who holds the key names her or confirms her. Owns that order; no case inside is looked at.
"""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.core.errors import BadFile, CannotOpen, NotAllowed, RuleRefused
from models.core.history import SET_BACK, note
from models.core.verbs import Work, verb
from models.office import keys
from models.office.closed import marking, vault
from models.office.closed.dismissal import dismiss
from models.office.closed.document import Document
from models.office.closed.marking import Exchanged
from models.office.closed.records import ClosedReader, ReaderKey, live_readers, reader_named
from models.office.closed.sealing import is_usable
from models.office.users import RECOVERY_NAME, keep_public, unfit_to_read, user_named

if TYPE_CHECKING:
    from models.office.office import OpenOffice

_FIRST = "建立保密区"
_RENEW = "现在的恢复单打不开保密区，请更换一次恢复单，把新的一张锁好。"
_CONFIRM = "“{name}”获授权查阅保密区，等您确认。请当面核对她的核对码 {code}，一致再确认。"
_CONFIRM_SHEET = "恢复单换过，新的一张要您确认后才能打开保密区。不知道是谁换的，先查清楚，不要确认。"
NO_PAIR = (
    "密钥文件里您的密钥对不见了或被改过，进不了保密区。请从备份找回密钥文件（keys.json），"
    "或用恢复单重设口令，再由一位保密查阅人确认。"
)
_NO_KEY = "只有能打开保密区的人才能确认，请由现有的保密查阅人来做，或用恢复单打开后再做。"


@dataclass(frozen=True, slots=True)
class WaitingReader:
    """Whose key has to be confirmed by somebody who holds that of the box; `code` is what both of them compare."""

    name: str
    code: str

    @property
    def sentence(self) -> str:
        """What is asked of who is to confirm."""
        return _CONFIRM_SHEET if self.name == RECOVERY_NAME else _CONFIRM.format(name=self.name, code=self.code)


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
    settle_within(work, opened, naming=name)
    work.about(reader, f"授权“{name}”查阅保密区")
    return reader


@verb("confirm_reader", "确认保密查阅人", undoable=False)
def confirm_reader(work: Work, opened: "OpenOffice", name: str) -> None:
    """Let in who was named by somebody without the key, or a new recovery sheet. Raises NotAllowed, RuleRefused."""
    if vault.key_for(work.user, opened.private) is None:
        raise NotAllowed(_NO_KEY)
    if name not in {waiting.name for waiting in waiting_readers(opened)}:
        raise RuleRefused(f"“{name}”没有等待确认的授权。")
    settle_within(work, opened, naming=name)
    what = "新的恢复单可以打开保密区" if name == RECOVERY_NAME else f"“{name}”查阅保密区"
    work.sentence = f"确认了{what}"


def waiting_readers(opened: "OpenOffice") -> list[WaitingReader]:
    """Who waits for the signed-in user to confirm her; nobody where she does not hold the key herself."""
    with suppress(BadFile):
        key = vault.key_for(opened.session.user, opened.private)
        if key is not None:
            trusted = marking.read(key, opened.session.origin).trusted
            return [
                WaitingReader(name, code_of(public))
                for name, public in sorted(_wanted().items())
                if trusted.get(name) != public
            ]
    return []


def code_for(name: str) -> str:
    """The code of the key that the open file keeps of a user; empty without one. Hers is what `own_code` says."""
    key = ReaderKey.get_or_none(ReaderKey.name == name)
    return code_of(key.public) if key is not None and is_usable(key.public) else ""


def own_code(opened: "OpenOffice") -> str:
    """The code of the signed-in user's own key; empty while she has none at hand."""
    return code_of(keys.public_of(opened.private)) if opened.private else ""


def code_of(public: str) -> str:
    """A public key as two people compare it."""
    told = hashlib.sha256(bytes.fromhex(public)).hexdigest()[:16].upper()
    return "-".join(told[at : at + 4] for at in range(0, 16, 4))


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
    """At a sign-in: do what waited for somebody who holds the key; sentences where box or keys were exchanged."""
    try:
        if _something_waits(opened):
            settle_closed(opened.session, opened)
    except Exchanged as error:
        note(opened.session, SET_BACK, str(error).partition("。")[0])
        return [str(error)]
    return [NO_PAIR] if reader_named(opened.session.user) and not opened.private else []


def to_do(opened: "OpenOffice") -> list[str]:
    """What the signed-in user is asked to look after: readers to confirm, a sheet to renew."""
    waiting = waiting_readers(opened)
    found = [part.sentence for part in waiting]
    renewed = RECOVERY_NAME in {part.name for part in waiting}
    if reader_named(opened.session.user) and not renewed and (told := renewal_words()):
        found.append(told)
    return found


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


def settle_again(opened: "OpenOffice", publics: Mapping[str, str]) -> None:
    """After key slots could not be exchanged: these public keys, which were right before, are so still."""
    settle_closed(opened.session, opened, publics)


@verb("settle_closed", "整理保密区授权", undoable=False)
def settle_closed(work: Work, opened: "OpenOffice", publics: Mapping[str, str] | None = None) -> None:
    """What a sign-in finds waiting."""
    settle_within(work, opened, publics)


def settle_within(work: Work, opened: "OpenOffice", publics: Mapping[str, str] | None = None, naming: str = "") -> None:
    """Within a running verb: bring public keys, box and seals in step with who is a reader; leave entries that a
    power cut left open. `publics`: keys that replace those in the slots, `naming`: whose key is let in as it stands.
    """
    exchanged = dict(publics or {})
    for name, public in (_present_publics(opened) | exchanged).items():
        keep_public(work, name, public)
    if not vault.exists():
        if not unfit_to_read(user_named(work.user)):
            _make(work, work.user)
        return
    _leave_unfinished(work, opened)
    with suppress(BadFile):  # a damaged box stays as it is; entering it says so
        key = vault.key_for(work.user, opened.private)
        if key is not None:
            named = {name: public for name, public in _wanted().items() if name == naming}
            _reseal(work, key, exchanged | named)


def _make(work: Work, name: str) -> None:
    _name(work, name, _FIRST)
    document = Document.empty(_wanted())
    marking.keep(work, document.mark_anew())
    vault.make(document.written(), work.session.origin, document.trusted)


def _name(work: Work, name: str, reason: str) -> ClosedReader:
    today = _today(work)
    return work.insert(ClosedReader(name=name, granted_on=today, granted_by=work.user, reason=reason))


def _reseal(work: Work, key: bytes, letting_in: Mapping[str, str]) -> None:
    document, present = marking.read(key, work.session.origin), vault.seals()
    trusted, before = _trusted(document, letting_in), dict(document.trusted)
    if trusted != document.trusted:
        document.trusted.clear()
        document.trusted.update(trusted)
        marking.write(work, key, document)
    # Who holds a seal, or held one, and is not let in any more: that the key is due could have been wiped away.
    exchanged = any(trusted.get(name) != public for known in (before, present) for name, public in known.items())
    if trusted and (exchanged or vault.is_due()):
        vault.rotate(key, work.session.origin, trusted)
    elif trusted != present:
        vault.seal(key, {name: public for name, public in trusted.items() if name not in present})


def _trusted(document: Document, letting_in: Mapping[str, str]) -> dict[str, str]:
    """To whom the box shall be sealed: who was let in and is a reader still."""
    wanted = _wanted()
    return {name: public for name, public in {**document.trusted, **letting_in}.items() if name in wanted}


def _wanted() -> dict[str, str]:
    """Name → public key of every reader and of the recovery sheet, as the open file says."""
    names = {reader.name for reader in live_readers()} | {RECOVERY_NAME}
    keys_of = ReaderKey.select().where(ReaderKey.name.in_(names))
    return {key.name: key.public for key in keys_of if is_usable(key.public)}


def _something_waits(opened: "OpenOffice") -> bool:
    user, publics = opened.session.user, _present_publics(opened)
    if not vault.exists():
        return not unfit_to_read(user_named(user))
    known = {key.name: key.public for key in ReaderKey.select()}
    if any(known.get(name) != public for name, public in publics.items()) or _unfinished(opened):
        return True
    try:
        key = vault.key_for(user, opened.private)
        document = None if key is None else marking.read(key, opened.session.origin)
    except Exchanged:
        raise
    except BadFile:
        return False
    return document is not None and (vault.is_due() or not document.trusted == vault.seals() == _trusted(document, {}))


def _present_publics(opened: "OpenOffice") -> dict[str, str]:
    """The keys that the slots have today: one's own, proven by its private half, and that of the recovery sheet."""
    found = {opened.session.user: keys.public_of(opened.private)} if opened.private else {}
    with suppress(CannotOpen):
        slots = keys.load(opened.place.directory)
        found |= {slot.name: slot.public for slot in slots if slot.kind == keys.RECOVERY and is_usable(slot.public)}
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
