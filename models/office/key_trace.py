"""The history knows the key slots: both change together, and slots that changed without it are noticed at opening.

A power cut between the two, or an old key file put back by hand, then stands in the history as what it is. Owns the
order in which slots and history are written; which slots there shall be is decided by others.
"""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from models.core.canonical import canonical_json
from models.core.errors import CannotWrite, KnownError
from models.core.verbs import Session, Work, verb
from models.office import keys
from models.office.keys import Slot
from models.office.setting import Setting, setting

_NAME = "key_slots"


def exchange(directory: Path, session: Session, slots: Sequence[Slot], note: Callable[[Session, str], object]) -> None:
    """Write other key slots; `note` is the verb that leaves the trace, given the fingerprint for `keep`.

    Everything that may need room on the disk is done before the first file gets its new name. Raises CannotWrite.
    """
    try:
        keys.save(directory, slots, lambda: note(session, fingerprint(slots)))
    except CannotWrite:
        with suppress(KnownError):
            notice(session, keys.load(directory))
        raise


def fingerprint(slots: Sequence[Slot]) -> str:
    """The same for the same slots."""
    return hashlib.sha256(canonical_json([slot.plain() for slot in slots]).encode()).hexdigest()


def keep(work: Work, mark: str) -> None:
    """Remember the fingerprint of the slots within a running verb."""
    row = Setting.get_or_none(Setting.name == _NAME)
    if row is None:
        work.insert(Setting(name=_NAME, value=mark))
    else:
        work.update(row, value=mark)


def notice(session: Session, slots: Sequence[Slot]) -> None:
    """Write into the history when the slots are not those that it knows; a disk that refuses is asked next time."""
    known = setting(_NAME)
    if known is not None and known != fingerprint(slots):
        with suppress(CannotWrite):
            _note_other_slots(session, fingerprint(slots))


@verb("key_slots_differ", "密钥文件有变", undoable=False)
def _note_other_slots(work: Work, mark: str) -> None:
    keep(work, mark)
    work.sentence = "打开时发现密钥文件与上次记下的不同：可能是更换口令或恢复单时中断，也可能有人换过密钥文件"
