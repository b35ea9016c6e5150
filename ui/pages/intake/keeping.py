"""A half-looked-at import, kept as a draft: which files, and what was corrected. Knows no widget."""

import json
from pathlib import Path
from typing import Any

from models.core.verbs import Session
from models.intake.plan import Corrections, RowKey
from models.office.draft import Draft, drop_draft, find_draft, keep_draft
from models.organisations.body import Body

DRAFT_PAGE = "intake"


def keep(session: Session, files: list[Path], body: Body | None, corrections: Corrections) -> None:
    """Keep it instead of what was kept before."""
    values = {
        "files": [str(file.absolute()) for file in files],
        "body": body.uid if body else "",
        "cells": [[*key, index, text] for key, cells in corrections.cells.items() for index, text in cells.items()],
        "columns": [[*key, index, text] for key, cells in corrections.columns.items() for index, text in cells.items()],
        "off": [list(key) for key in sorted(corrections.off)],
        "on": [list(key) for key in sorted(corrections.on)],
        "answers": [[*key, said] for key, said in corrections.answers.items()],
    }
    keep_draft(session, DRAFT_PAGE, "", values)


def kept(session: Session) -> Draft | None:
    """What was kept, if anything."""
    return find_draft(session, DRAFT_PAGE, "")


def drop(session: Session) -> None:
    """The import is done, or not wanted any more."""
    drop_draft(session, DRAFT_PAGE, "")


def restored(draft: Draft) -> tuple[list[Path], Body | None, Corrections]:
    """Files, body and corrections of a draft."""
    values: dict[str, Any] = json.loads(draft.content)
    found = Corrections(
        off={RowKey(*key) for key in values["off"]},
        on={RowKey(*key) for key in values["on"]},
        answers={RowKey(*one[:4]): one[4] for one in values["answers"]},
    )
    for *key, index, text in values["cells"]:
        found.cells.setdefault(RowKey(*key), {})[index] = text
    for *table, index, text in values["columns"]:
        found.columns.setdefault((table[0], table[1], table[2]), {})[index] = text
    body = Body.get_or_none(Body.uid == values["body"]) if values["body"] else None
    return [Path(file) for file in values["files"]], body, found
