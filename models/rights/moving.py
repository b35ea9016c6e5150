"""An open case that has to be protected moves into the closed compartment, in one go.

Its rows go into the box as they are and leave the open tables; what the open history told of it is erased.
"""

from contextlib import suppress
from typing import Any

from models.core import story
from models.core.database import DB, storage_errors
from models.core.errors import KnownError, RuleRefused
from models.core.progress import Progress, Silent
from models.core.record import Record
from models.core.verbs import Work, verb
from models.office.attachment import Store, attachments_of
from models.office.backups import rewriting
from models.office.backups.making import make_backup
from models.office.closed.compartment import Compartment
from models.office.closed.work import SealedWork
from models.office.office import OpenOffice
from models.rights.file import listed
from models.rights.records import PARTS, RightsCase
from models.rights.verbs import note_step, remove_case


@verb("take_in_case", "移入保密区", undoable=False)
def take_in_case(work: Work, case: RightsCase, parts: list[Record], because: str, told: str) -> RightsCase:
    """Within the compartment: keep copies of a case and its parts under their uids, and what was changed before."""
    if not isinstance(work, SealedWork):
        raise RuleRefused("只能移入保密区。")
    inside: RightsCase = work.insert(_copy(case))
    work.update(inside, protected_because=because)
    for part in parts:
        work.insert(_copy(part))
    note_step(work, inside, "reclassified", told)
    work.about(inside, f"{inside.called()}移入保密区")
    return inside


def move_inside(opened: OpenOffice, inside: Compartment, case: RightsCase, because: str) -> RightsCase:
    """Bring an open case with everything that belongs to it into the compartment; returns it as it lies there.

    Raises what the verbs raise; the case is then where it was. `follow` is called when all of it stands.
    """
    parts = [part for cls in PARTS for part in listed(cls, None, case_uid=case.uid)]
    store, kept = Store(opened), attachments_of(case)
    with storage_errors(), DB.writing():
        moved: RightsCase = inside.run(take_in_case, case, parts, because, _told(case, parts)).value
        for attachment in kept:
            content = store.content(attachment.uid)
            inside.keep_attachment(moved, attachment.title, attachment.file_name, content)
        remove_case(opened.session, case)
    return inside.get(RightsCase, moved.uid)


def remove(opened: OpenOffice, case: RightsCase) -> None:
    """Delete an open case with everything that belongs to it, here and in every copy within reach."""
    remove_case(opened.session, case)
    follow(opened)


def follow(opened: OpenOffice, progress: Progress | None = None) -> None:
    """After a removal: a fresh copy, then free pages, older copies and files of attachments are cleared.

    What cannot be done now is gone on with at the next copy.
    """
    with suppress(KnownError):
        make_backup(opened, "change", progress or Silent())
        rewriting.finish(opened, progress)


def _copy(record: Record) -> Any:
    """The record anew, with its uid and the columns of its kind."""
    kept = {kind.name: record.__data__.get(kind.name) for kind in record.kinds()}
    return type(record)(uid=record.uid, **kept)


def _told(case: RightsCase, parts: list[Record]) -> str:
    """What the open history told: who registered it when, and every text before the present one."""
    lines = [f"原登记：{case.created_at}，{case.created_by}。"]
    for record in (case, *parts):
        for row in story.story_of(record.uid):
            changed = [part for part in story.differences(row, record.uid, masked=False) if part.before]
            lines += [f"{row.at} {row.user} 修改{part.record}的{part.label}，原为：{part.before}" for part in changed]
    return "\n".join(lines)
