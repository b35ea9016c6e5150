"""A roster taken in from end to end: read, recognise, plan, apply, report. What `main.py import` and the sample
office do; the window walks the same steps with a person looking in between."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.core.errors import BadFile, NotFound
from models.core.progress import Progress, Silent
from models.core.verbs import Done, Session
from models.intake.apply import apply_roster, undo_import
from models.intake.plan import Plan
from models.intake.planning import make_plan
from models.intake.reading import read_file
from models.intake.records import IntakeBatch
from models.organisations.verbs import body_named


def plan_files(files: list[Path], body_name: str = "", progress: Progress | None = None) -> Plan:
    """The plan for these files, whose persons belong to the body of that name.

    Raises BadFile for a file that cannot be read or when none holds a roster, NotFound for an unknown body.
    """
    watch = progress or Silent()
    body = body_named(body_name) if body_name else None
    if body_name and body is None:
        raise NotFound(f"没有名为“{body_name}”的组织，请先在“组织”里登记，或核对名称。")
    books = []
    for place, file in enumerate(files):
        watch.step(f"读取 {file.name}", place, len(files))
        books.append(read_file(file))
    plan = make_plan(books, body, progress=watch)
    if not any(sheet.tables for sheet in plan.sheets):
        names = "、".join(file.name for file in files)
        raise BadFile(f"{names}：没有找到带“姓名”的名单，什么也没有导入。请确认选对了文件。")
    return plan


def take_in(
    session: Session,
    files: list[Path],
    body_name: str = "",
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    keep_copy: Callable[[], object] | None = None,
) -> dict[str, Any]:
    """Plan and apply these files in one transaction; the report of every sheet and problem as plain data.

    `batch` is the uid for `undo_batch`, None after a dry run. `keep_copy` is called right before anything is written.
    """
    plan = plan_files(files, body_name, progress)
    if dry_run:
        return plan.plain()
    if keep_copy is not None:
        keep_copy()
    batch = apply_roster(session, plan, progress).value
    return plan.plain(batch.uid)


def undo_batch(session: Session, uid: str) -> Done[None]:
    """Take the import of this uid back. Raises NotFound, RuleRefused."""
    return undo_import(session, IntakeBatch.by_uid(uid))
