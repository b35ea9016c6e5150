"""Whether the box is the one that was left last: every coming and going marks it anew, and the history keeps the mark.

An older box put back, or one of somebody else's making, bears another mark. Whoever writes the history anew as well is
found out where its end was printed or kept. Knows nothing of what is inside.
"""

import json

from models.core.canonical import canonical_json
from models.core.errors import BadFile
from models.core.history import History, read_changes
from models.core.verbs import Work
from models.office.closed import vault
from models.office.closed.document import Document
from models.office.setting import Setting

_NAME = "closed_box"
_MARKING = (
    *("found_office", "settle_closed", "enter_closed", "leave_closed", "grant_reader", "confirm_reader"),
    *("revoke_reader", "change_passphrase", "new_recovery_sheet"),
)
"""Verbs that may mark the box: few rows of a long history, found by an index."""

_EXCHANGED = "保密区的内容不是上次离开时的那一份，可能被换成了旧的或别的。什么也没有改动，请从最近的备份恢复。"


class Exchanged(BadFile):
    """The box opens, but it is not the one that was left last."""


def read(key: bytes, office: str) -> Document:
    """What is in the box. Raises Exchanged, BadFile."""
    document = Document.read(vault.read(key, office))
    if document.mark != _kept():
        raise Exchanged(_EXCHANGED)
    return document


def write(work: Work, key: bytes, document: Document) -> None:
    """Within a running verb: write the box with another mark."""
    mark = document.mark_anew()
    vault.write(key, document.written(), work.session.origin)
    keep(work, mark)


def keep(work: Work, mark: str) -> None:
    """Within a running verb: let its row in the history say which mark the box bears."""
    if work.key not in _MARKING:
        raise ValueError(f"{work.key} would not be found again")
    row = Setting.get_or_none(Setting.name == _NAME)
    if row is None:
        work.insert(Setting(name=_NAME, value=mark))
    else:
        work.update(row, value=mark)


def _kept() -> str:
    """What the history said last; what the row of the setting says now could have been written by anybody."""
    row = Setting.get_or_none(Setting.name == _NAME)
    if row is None:
        return ""
    about = History.verb.in_(_MARKING) & History.changes.contains(f'"uid":"{row.uid}"')
    last = History.select().where(about).order_by(History.seq.desc()).first()
    told = [change.after or {} for change in (read_changes(last) if last else []) if change.uid == row.uid]
    return str(json.loads(told[-1].get("value", canonical_json("")))) if told else ""
