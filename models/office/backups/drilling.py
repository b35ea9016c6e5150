"""The monthly drill: the newest copy is restored into a scratch directory, opened, checked, counted and removed.

Proves that a restore would work without touching the office; keeps its report in the office's file.
"""

import shutil
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2 as sqlcipher

from models.core import history
from models.core.apart import open_apart, problems_apart
from models.core.clock import stamp
from models.core.errors import CannotOpen
from models.core.files import cannot_write
from models.core.progress import Progress, Silent
from models.core.verbs import Work, verb
from models.office import keys
from models.office.backups import copies, store
from models.office.backups.contents import read_contents
from models.office.backups.copies import Copy
from models.office.backups.making import newest
from models.office.backups.restoring import fetch
from models.office.setting import change_setting, setting

if TYPE_CHECKING:
    from models.office.office import OpenOffice

EVERY = timedelta(days=30)
SETTING = "backup.drill"
_NONE = "还没有备份，没有可演练的。请先做一次备份"
_FEW = 5


@dataclass(frozen=True, slots=True)
class DrillReport:
    """What a drill found. `problems` is empty when the copy could be restored as a whole; counts are the copy's."""

    at: str
    made_at: str
    persons: int
    cases: int | None
    steps: int
    attachments: int
    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the copy could be restored as a whole."""
        return not self.problems

    def sentence(self) -> str:
        """The report in one sentence."""
        if self.problems:
            return f"恢复演练没有通过：{'；'.join(self.problems)}。"
        cases = "" if self.cases is None else f"、个案 {self.cases} 件"
        return (
            f"恢复演练通过：{self.made_at[:16]} 的备份可以完整恢复，"
            f"人员 {self.persons} 人{cases}、操作历史 {self.steps} 步、附件 {self.attachments} 件。"
        )


@verb("drill", "恢复演练", undoable=False)
def note_drill(work: Work, report: DrillReport) -> None:
    """Keep the report and tell it in the history."""
    change_setting.within(work, SETTING, {**asdict(report), "problems": list(report.problems)})  # type: ignore[attr-defined]
    work.sentence = report.sentence()


def drill(opened: "OpenOffice", scratch: Path | None = None, progress: Progress | None = None) -> DrillReport:
    """Restore the newest copy into a directory of its own under `scratch` (else the system's), check and remove it.

    Raises CannotWrite when there is no room, Cancelled; a copy that fails is a report, not an error.
    """
    copy = newest(opened.place, opened.office.uid)
    now = stamp(opened.session.clock())
    if copy is None:
        report = DrillReport(now, "", 0, None, 0, 0, (_NONE,))
    else:
        report = _drilled(opened, copy, now, scratch, progress or Silent())
    note_drill(opened.session, report)
    return report


def last_drill() -> DrillReport | None:
    """The report of the last drill."""
    kept = setting(SETTING)
    return DrillReport(**{**kept, "problems": tuple(kept["problems"])}) if kept else None


def drill_due(today: date) -> bool:
    """Whether a month passed since the last drill that found no problem; a date from the future counts as never."""
    last = last_drill()
    if last is None or not last.passed:
        return True
    return not timedelta(0) <= today - date.fromisoformat(last.at[:10]) < EVERY


def _drilled(opened: "OpenOffice", copy: Copy, now: str, scratch: Path | None, progress: Progress) -> DrillReport:
    try:
        directory = Path(tempfile.mkdtemp(prefix="quntuan-drill-", dir=scratch))
    except OSError as error:
        raise cannot_write(scratch or Path(tempfile.gettempdir()), error) from error
    try:
        progress.step("恢复演练", 0, 3)
        problems = [damage] if (damage := copies.damage_of(copy)) else []
        problems += _slot_problems(copy)
        if not problems:
            progress.step("恢复演练", 1, 3)
            problems += _file_problems(opened, copy, fetch(copy, directory))
        progress.step("恢复演练", 2, 3)
        problems += _attachment_problems(opened, copy, directory / "attachments")
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    contents = copy.contents
    return DrillReport(
        at=now,
        made_at=stamp(copy.made_at),
        persons=contents.persons,
        cases=contents.cases,
        steps=contents.seq,
        attachments=len(copy.attachments),
        problems=tuple(problems),
    )


def _slot_problems(copy: Copy) -> list[str]:
    with suppress(CannotOpen):
        if keys.load(copy.keys):
            return []
    return ["备份旁的密钥文件缺失或损坏，换一台电脑就打不开"]


def _file_problems(opened: "OpenOffice", copy: Copy, path: Path) -> list[str]:
    """Opens the restored file as a start would, for writing."""
    try:
        with open_apart(path, keys.derive(opened.data_key, "database"), still=False) as connection:
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
            found = problems_apart(connection)[:_FEW]
            if read_contents(connection.execute) != copy.contents:
                found.append("恢复出来的人数、操作历史与制作时记下的不符")
            return found + history.chain_problems(opened.session.history_key, connection.execute)[:1]
    except sqlcipher.DatabaseError:
        return ["恢复出来的文件打不开，已损坏"]


def _attachment_problems(opened: "OpenOffice", copy: Copy, home: Path) -> list[str]:
    missing = store.bring_back(copy.attachments, copy.store, home, opened.data_key)
    return [f"{len(missing)} 件附件缺失或损坏"] if missing else []
