"""The long work of the intake as plain functions for `ui.jobs`: reading, planning, applying, taking back, writing.

Knows no widget. Every function opens its own connection, as it runs beside the window.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from models.core.database import DB
from models.core.errors import BadFile, Cancelled, CannotWrite, KnownError
from models.core.progress import Progress
from models.core.verbs import Done, Session
from models.intake.apply import apply_roster, undo_import
from models.intake.plan import Corrections, Plan
from models.intake.planning import make_plan
from models.intake.reading import Workbook, read_file
from models.intake.records import IntakeBatch
from models.office.backups.making import current_copy
from models.office.office import OpenOffice
from models.organisations.body import Body
from ui.pages.intake.review import Review


@dataclass
class Reading:
    """What came of the chosen files: the books that could be read, and one sentence for each of the others."""

    books: list[Workbook]
    refused: dict[Path, str]
    review: Review | None


def read_and_plan(files: Sequence[Path], body: Body | None, corrections: Corrections) -> Callable[[Progress], Reading]:
    """Read the files and plan those that can be read."""
    given = copied(corrections)

    def work(progress: Progress) -> Reading:
        books, refused = _read(files, progress)
        with DB.connection_context():
            review = Review(make_plan(books, body, given, progress)) if books else None
        return Reading(books, refused, review)

    return work


def plan_again(books: Sequence[Workbook], body: Body | None, corrections: Corrections) -> Callable[[Progress], object]:
    """Plan the same books with other corrections; None when it was cancelled."""
    given = copied(corrections)

    def work(progress: Progress) -> Review | None:
        try:
            with DB.connection_context():
                return Review(make_plan(books, body, given, progress))
        except Cancelled:
            return None

    return work


def apply_plan(opened: OpenOffice, plan: Plan) -> Callable[[Progress], Done[IntakeBatch] | None]:
    """Carry the plan out after a copy; None when it was cancelled, and then nothing was written.

    The work raises CannotWrite when there is no good copy of what was before: then nothing is imported.
    """

    def work(progress: Progress) -> Done[IntakeBatch] | None:
        try:
            with DB.connection_context():
                _copy_before(opened, progress)
                return apply_roster(opened.session, plan, progress)
        except Cancelled:
            return None

    return work


def _copy_before(opened: OpenOffice, progress: Progress) -> None:
    try:
        current_copy(opened, "import", progress)
    except KnownError as error:
        raise CannotWrite(f"没有导入，因为导入前的备份没有做成。{error}") from error


def take_batch_back(session: Session, uid: str) -> Callable[[Progress], Done[None]]:
    """Undo a whole import."""

    def work(progress: Progress) -> Done[None]:
        progress.step("正在恢复原来的样子", 0, 0)
        with DB.connection_context():
            return undo_import(session, IntakeBatch.by_uid(uid))

    return work


def write_problems(plan: Plan, target: Path) -> Callable[[Progress], int]:
    """Write 问题清单.xlsx; returns how many rows are on it."""

    def work(progress: Progress) -> int:
        from reports.problem_list import write_problem_list

        progress.step("正在写入", 0, 0)
        return write_problem_list(plan, target)

    return work


def copied(corrections: Corrections) -> Corrections:
    """The corrections as they stand now, whatever is typed meanwhile."""
    return Corrections(
        {key: dict(cells) for key, cells in corrections.cells.items()},
        {table: dict(columns) for table, columns in corrections.columns.items()},
        set(corrections.off),
        set(corrections.on),
        dict(corrections.answers),
    )


def _read(files: Sequence[Path], progress: Progress) -> tuple[list[Workbook], dict[Path, str]]:
    books: list[Workbook] = []
    refused: dict[Path, str] = {}
    for place, file in enumerate(files):
        progress.step(f"正在读取 {file.name}", place, len(files))
        try:
            book = read_file(file)
        except BadFile as error:
            refused[file] = str(error)
            continue
        # Rows are known by the name of their file, so two files of one name need their folders too.
        taken = {one.file_name for one in books}
        books.append(replace(book, file_name=f"{file.parent.name}/{file.name}") if file.name in taken else book)
    return books, refused
