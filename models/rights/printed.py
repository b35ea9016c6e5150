"""What the history says of papers: of a protected case it is told in the compartment's own history and nowhere else."""

from models.core.errors import NotFound
from models.core.record import Record, is_protected
from models.office.closed.compartment import Compartment
from models.office.guard import reading
from models.office.office import OpenOffice
from models.rights import sight
from models.rights.file import listed
from models.rights.records import PARTS, RightsCase

PRINT = "print_form"


def note_printed(opened: OpenOffice, closed: Compartment | None, title: str, uid: str) -> None:
    """Tell that somebody printed or saved the paper of this title about a case or a part of one.

    Raises NotAllowed, CannotWrite, and NotFound in the same words for what never was and what this reader cannot see.
    """
    record = record_of(uid, closed)
    sentence = f"打印《{title}》"
    if not is_protected(record):
        reading(opened.session, PRINT, f"{sentence}，{record.called()}", record)
        return
    opened.session.refuse(PRINT, record)
    assert closed is not None
    closed.note(PRINT, sentence, record)


def record_of(uid: str, closed: Compartment | None) -> Record:
    """The case or part of this uid, as far as the reader may see it. Raises NotFound."""
    kinds: tuple[type[Record], ...] = (RightsCase, *PARTS)
    found = [record for cls in kinds for record in listed(cls, None, uid=uid)]
    found += [record for cls in kinds if closed is not None for record in listed(cls, closed, uid=uid)]
    for record in found:
        if not isinstance(record, RightsCase) or sight.may_see(closed, record):
            return record
    raise NotFound(f"没有找到编号为 {uid} 的来访，可能已被删除。")
