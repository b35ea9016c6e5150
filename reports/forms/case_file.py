"""案卷: every paper of one case of rights in one file, each once, in the order in which it is handled.

Of a protected case the file is called by its number, so that no list of files tells what it holds.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from models.core.clock import system_clock
from models.core.progress import Progress, Silent
from models.rights.file import case_of
from models.rights.records import RightsCase
from reports.forms.of_rights import keys_for
from reports.forms.printing import Gap, lay_out_for, missing_for
from reports.paper.display import Paper
from reports.paper.pdf import write_pdf

TITLE = "案卷"
_BEHIND_OTHERS = "rights.corrections"
_NOT_YET = {"rights.acceptance": "decision", "rights.reply": "answered_on"}
"""Papers that exist once this column of the case is filled."""


def case_file_for(
    uid: str, moment: datetime | None = None, progress: Progress | None = None, closed: Any = None
) -> Paper:
    """All papers of a case, as far as they have come. Raises what `lay_out_for` does."""
    case, watch = case_of(uid, closed), progress or Silent()
    whole = Paper(f"{case.number}{TITLE}")
    keys = _keys(case, closed)
    for at, key in enumerate(keys):
        watch.step(TITLE, at, len(keys))
        paper = lay_out_for(key, [uid], moment or system_clock(), None, None, closed)
        whole.extend(paper.pages)
        if case.protected_because:
            whole.title = paper.title
    return whole


def case_file_missing(uid: str, closed: Any = None) -> list[Gap]:
    """What the papers of a case expect and the records leave empty, each once, in their order."""
    keys = _keys(case_of(uid, closed), closed)
    return list(dict.fromkeys(gap for key in keys for gap in missing_for(key, [uid], closed)))


def case_file_to(uid: str, path: Path, moment: datetime | None = None, closed: Any = None) -> int:
    """Write the papers of a case as one PDF file; the number of pages. Raises what `print_to` does."""
    when = moment or system_clock()
    paper = case_file_for(uid, when, None, closed)
    write_pdf(paper, path, when)
    return len(paper.pages)


def _keys(case: RightsCase, closed: Any) -> list[str]:
    found = (key for key in keys_for(case.uid, closed) if key != _BEHIND_OTHERS)
    return [key for key in found if key not in _NOT_YET or getattr(case, _NOT_YET[key])]
