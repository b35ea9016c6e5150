"""Copies that make themselves: one after 30 minutes of change, and the monthly drill, in the background.

Nothing of it is seen unless it fails: then one bar says so, once for each reason. Owns when to look, and what is to be
said about copies at the status line and in 今日待办; how copies are made is not known here.
"""

from datetime import date, datetime
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QTimer

from models.core.database import DB
from models.core.errors import KnownError
from models.core.progress import Progress
from models.office.backups.copies import Copy
from models.office.backups.drilling import drill, drill_due, last_drill
from models.office.backups.making import due_by_change, make_backup, newest
from models.office.backups.second_place import SETTING as SECOND_PLACE
from models.office.backups.second_place import second_place_due
from models.office.setting import setting
from models.people.erasure import finish_erasures, left_to_erase, pending_erasures
from ui import jobs, messages
from ui.desk import Desk
from ui.offering import may
from ui.shell import Shell

FIRST_LOOK_MS = 60_000
LOOK_EVERY_MS = 120_000
PAGE, PART, ERASURES = "settings", "备份", "个人信息删除"


class Reminder(NamedTuple):
    """What is to be done about copies and erasures, since when or why, and the part of the settings where."""

    title: str
    detail: str
    part: str = PART


class Safekeeping(QObject):
    """Looks every two minutes while the window is open."""

    def __init__(self, desk: Desk, shell: Shell) -> None:
        super().__init__(shell)
        self._desk, self._shell = desk, shell
        self._drilled: date | None = None
        self._gone_on = False
        self._timer = QTimer(self, interval=FIRST_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Make a copy if one is due, then hold the drill if that is; not while other work runs."""
        self._timer.setInterval(LOOK_EVERY_MS)
        inside = self._desk.opened.compartment
        if inside is not None:
            inside.is_open()  # one whose time is over is left now
        if not jobs.running:
            jobs.start(
                self._shell, "定时备份", self._work, done=self._looked, failed=self._not_copied, watch=jobs.unseen
            )

    def _work(self, progress: Progress) -> tuple[Copy | None, bool]:
        opened, made, drilled = self._desk.opened, None, False
        now = opened.session.clock()
        with DB.connection_context():
            if not self._gone_on:
                self._gone_on = True
                finish_erasures(opened, progress)
            if due_by_change(opened, now):
                made = make_backup(opened, "change", progress)
            if self._is_to_be_drilled(now.date()):
                self._drilled = now.date()
                drill(opened, progress=progress)
                drilled = True
        return made, drilled

    def _is_to_be_drilled(self, today: date) -> bool:
        """At most once a day, however it ends."""
        last = last_drill()
        tried = self._drilled == today or (last is not None and last.at[:10] == today.isoformat())
        return not tried and drill_due(today) and newest(self._desk.opened.place) is not None

    def _looked(self, found: tuple[Copy | None, bool]) -> None:
        if DB.is_closed():  # the office was closed meanwhile, and asking would open it again
            return
        made, drilled = found
        self._desk.copy_failure = ""
        if made is not None or drilled:
            self._desk.copied.emit()
        report = last_drill() if drilled else None
        if report is not None and not report.passed:
            self._tell(report.sentence())

    def _not_copied(self, error: KnownError) -> None:
        known, self._desk.copy_failure = self._desk.copy_failure, str(error)
        if known != str(error):
            self._tell(str(error))
            self._desk.copied.emit()

    def _tell(self, sentence: str) -> None:
        messages.bar(self._shell, sentence, "warn", "看备份", lambda: self._shell.go(PAGE, PART))


def reminders(desk: Desk) -> list[Reminder]:
    """What 今日待办 says about copies, and about those who asked to be erased."""
    today, found = desk.today(), []
    if desk.copy_failure:
        found.append(Reminder("备份没有做成", "看原因"))
    if second_place_due(today):
        found.append(Reminder("复制到U盘", second_place_words(today)))
    report = last_drill()
    if report is not None and not report.passed:
        found.append(Reminder("恢复演练没有通过", when(datetime.fromisoformat(report.at), today)))
    return found + _erasure_reminders(desk)


def _erasure_reminders(desk: Desk) -> list[Reminder]:
    """Who may decide is told what waits for a decision; a stick that still holds somebody is told to everybody."""
    asked = pending_erasures() if may(desk, "approve_erasure") else []
    left = left_to_erase(desk.opened)
    found = [Reminder("删除个人信息申请", f"{len(asked)} 份待决定", ERASURES)] if asked else []
    return found + ([Reminder("备份还没有删完", f"{len(left)} 处", ERASURES)] if left else [])


def second_place_words(today: date) -> str:
    """When the last copy went to a second place."""
    last: dict[str, Any] | None = setting(SECOND_PLACE)
    return f"上次是{when(datetime.fromisoformat(last['at']), today, time=False)}" if last else "还没有存过"


def last_copy_words(desk: Desk) -> str:
    """When the newest copy was made, for the status line."""
    try:
        copy = newest(desk.opened.place, desk.opened.office.uid)
    except KnownError:
        return "读不出来"
    return when(copy.made_at, desk.today()) if copy else "尚未备份"


def when(moment: datetime, today: date, time: bool = True) -> str:
    """A moment as it is said: 今天 09:30, 11月2日 09:30, 2025年11月2日 09:30."""
    day = f"{moment.month}月{moment.day}日"
    day = "今天" if moment.date() == today else day if moment.year == today.year else f"{moment.year}年{day}"
    return f"{day} {moment:%H:%M}" if time else day
