"""From a data directory to the shown window: first start or signing in, then the shell with its pages, and the end.

Knows which pages there are and in which order they stand; everything else is theirs. Loads nothing of the office before
the first window stands: what follows is fetched while she types her passphrase.
"""

from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from models.core.errors import KnownError
from ui import jobs, messages
from ui.app import open_shell, prepare
from ui.pages.gate import Gate, RefusedCard
from ui.settings import Settings

if TYPE_CHECKING:
    from ui.desk import Desk
    from ui.rail import Entry
    from ui.shell import Shell
    from ui.widgets.page import Page

FETCH_AFTER_MS = 300
"""The first window paints and takes her first keys before anything else is loaded."""
RECOUNT_MS = 400


def run(directory: Path, fresh: bool = False) -> int:
    """Open the window on this directory and stay until it is closed; `fresh` begins a new office there."""
    workbench = Workbench(prepare())
    try:
        workbench.begin(directory, fresh)
        return int(QApplication.instance().exec())
    finally:
        workbench.close()


class Workbench:
    """What is on the screen: the gate, and once an office is open the shell."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.gate: Gate | None = None
        self.shell: Shell | None = None
        self.desk: Desk | None = None

    @property
    def window(self) -> QMainWindow | None:
        """What is in front."""
        return self.shell or self.gate

    def begin(self, directory: Path, fresh: bool = False) -> None:
        """Ask for the passphrase, or begin a new office where none lies yet."""
        gate = self._gate()
        self._arrive(directory, fresh)
        gate.show()
        soon = QTimer(gate, singleShot=True, interval=FETCH_AFTER_MS)
        soon.timeout.connect(lambda: Thread(target=_fetch, daemon=True).start())
        soon.start()

    def enter(self, opened: Any) -> None:
        """The office is open: show its pages."""
        from ui.desk import Desk

        self.settings.office = str(opened.place.directory)
        self.settings.user = opened.session.user
        self.desk = Desk(opened)
        geometry = self.gate.saveGeometry() if self.gate else None
        self.shell = open_shell(entries(self.desk, self.settings), self.settings, self._providers())
        self.shell.files_dropped.connect(self._take_files)
        if geometry is not None:
            self.shell.restoreGeometry(geometry)
        self._recount = QTimer(self.shell, singleShot=True, interval=RECOUNT_MS)
        self._recount.timeout.connect(self._count_due)
        self.desk.changed.connect(lambda _done: self._changed())
        self.desk.forgetting.connect(self.shell.forget_pages)
        self._tell_status()
        self._keep_safe()
        self._watch_idle()
        told = "".join((*opened.warnings, *opened.notices))  # one bar: a second one would take the place of the first
        if told:
            messages.bar(self.shell, told, "stop" if opened.warnings else "warn")
        if self.gate is not None:
            self.gate.close()
            self.gate.deleteLater()
            self.gate = None

    def close(self) -> None:
        """Close the file and give the lock back; harmless when nothing is open."""
        if self.desk is not None:
            self.desk.opened.leave_compartment()  # pages may still be told
        jobs.stop_all()
        if self.desk is not None:
            desk, self.desk = self.desk, None
            desk.opened.close()

    def _keep_safe(self) -> None:
        """Copies by themselves, one at the end, and a restore that is asked for."""
        from ui.leaving import Leaving
        from ui.safekeeping import Safekeeping

        Safekeeping(self.desk, self.shell)
        self.shell.before_close = Leaving(self.desk, self.shell).may_close
        self.desk.copied.connect(self._copied)
        self.desk.restore_asked.connect(self._restore)
        soon = QTimer(self.shell, singleShot=True, interval=0)
        soon.timeout.connect(self._tell_copy)
        soon.start()

    def _watch_idle(self) -> None:
        """The screen is locked after a while; whoever comes back may be somebody else."""
        from ui.clearance import Sweeping, clearance_of
        from ui.locking import Locking

        Sweeping(self.desk, self.shell)
        clearance = clearance_of(self.desk)
        for turn in (clearance.entered, clearance.left):
            turn.connect(self._changed)
            turn.connect(self._count_due)
        self.locking = Locking(self.desk, self.shell, self.settings)
        self.locking.other.connect(self._change_user)

    def _change_user(self, user: str, passphrase: str) -> None:
        """The window gives way to the gate, where the other user is signed in."""
        from ui.pages.sign_in import SignIn

        directory = self.desk.opened.place.directory
        if self._leave_shell():
            self._arrive(directory)
            if isinstance(self.gate.card, SignIn):
                self.gate.card.sign_in(user, passphrase)

    def _leave_shell(self) -> bool:
        """Close the office and its window, with the gate in its place; False when she stays."""
        shell = self.shell
        gate = self._gate()
        gate.restoreGeometry(shell.saveGeometry())
        gate.show()  # before the other window closes: the program ends with its last window
        shell.before_close = lambda: True
        if not shell.close():
            self.gate = None
            gate.close()
            return False
        self.shell = None
        shell.deleteLater()
        self.close()
        return True

    def _copied(self) -> None:
        self._tell_copy()
        self.shell.renew("today")

    def _tell_copy(self) -> None:
        from ui.safekeeping import last_copy_words

        if self.desk is not None:
            self.shell.status.tell("最近备份", last_copy_words(self.desk))

    def _restore(self, copy: Any) -> None:
        """The window gives way to the gate, because the office must be closed while its file is exchanged."""
        from models.office.backups.restoring import key_of_open
        from ui.pages.rescue import RescueCard

        directory = self.desk.opened.place.directory
        try:
            key = key_of_open(self.desk.opened)
        except KnownError as error:
            messages.known(self.shell, error)
            return
        if not self._leave_shell():
            return
        card = RescueCard(directory, "从备份恢复", "")
        self._connect_rescue(card, directory)
        self._gate().show_card(card, begin=lambda: card.restore(copy, key))

    def _changed(self) -> None:
        if self.desk is None:  # the office is being closed
            return
        self.shell.records_changed()
        self._tell_status()
        self._recount.start()

    def _take_files(self, files: list[Path]) -> None:
        """Dropped packages and cards, also a whole stick of them, lead to U盘报送; all else is taken for a roster."""
        from ui.pages.exchange.page import is_brought

        brought = [file for file in files if is_brought(file)]
        if brought:
            self.shell.go("exchange", brought)
        else:
            self.shell.go("intake", files)

    def _providers(self) -> list[Any]:
        from ui.offering import may
        from ui.pages.finding import providers

        return list(providers(self.desk)) if may(self.desk, "read_records") else []

    def _count_due(self) -> None:
        """Beside 今日待办 stands what waits, also while another page is in front."""
        from models.core.database import DB
        from ui.pages.due import all_due
        from ui.pages.today import waiting

        # A count that waited may come after the file was closed, and asking would open it again.
        if self.desk is not None and not DB.is_closed() and "today" in self.shell.rail.keys:
            self.shell.rail.set_count("today", waiting(all_due(self.desk), self.desk.today()))

    def _tell_status(self) -> None:
        from models.office.office import this_office

        self.shell.status.tell("单位", this_office().name)
        self.shell.status.tell("用户", self.desk.session.user)
        self.shell.status.tell("最近报送", _last_sent_words(self.desk))

    def _gate(self) -> Gate:
        if self.gate is None:
            self.gate = Gate(self.settings)
        return self.gate

    def _arrive(self, directory: Path, fresh: bool = False) -> None:
        from ui.pages.opening import look_at

        try:
            there, said = look_at(directory)
        except KnownError as error:
            self._refuse(directory, error)
            return
        if there and not fresh:
            self._sign_in(directory, said)
        else:
            self._first_start(directory)

    def _sign_in(self, directory: Path, said: str = "") -> None:
        from ui.pages.sign_in import SignIn

        card = SignIn(directory, self.settings.user)
        card.opened.connect(self.enter)
        card.refused.connect(lambda error: self._refuse(directory, error, card.passphrase.text()))
        card.elsewhere.connect(self._elsewhere)
        self._gate().show_card(card)
        if said:
            card.bar.say(said, "done")

    def _first_start(self, directory: Path) -> None:
        from ui.pages.first_start import FirstStart

        card = FirstStart(directory)
        card.founded.connect(self._show_recovery)
        card.elsewhere.connect(self._elsewhere)
        card.rescue.connect(lambda: self._rescue(directory, "从备份恢复", ""))
        self._gate().show_card(card)

    def _show_recovery(self, opened: Any, code: str) -> None:
        from ui.desk import Desk
        from ui.pages.first_start import RecoveryCard
        from ui.pages.recovery_sheet import RecoverySheet

        self.desk = Desk(opened)  # so that closing the window now gives the lock back
        sheet = RecoverySheet(opened.office.name, opened.session.user, code, opened.session.clock)
        sheet.kept.connect(lambda: self.enter(opened))
        self._gate().show_card(RecoveryCard(sheet))

    def _refuse(self, directory: Path, error: KnownError, passphrase: str = "") -> None:
        from models.core.errors import Damaged

        if isinstance(error, Damaged):
            self._rescue(directory, "数据打不开，可以从备份恢复", str(error), passphrase)
            return
        ways = [
            ("再试一次", lambda: self._arrive(directory)),
            ("从备份恢复", lambda: self._rescue(directory, "从备份恢复", "", passphrase)),
            ("换一个文件夹", self._elsewhere),
            ("退出", self._gate().close),
        ]
        self._gate().show_card(RefusedCard(str(error), ways))

    def _rescue(self, directory: Path, title: str, reason: str, passphrase: str = "") -> None:
        from ui.pages.rescue import RescueCard

        card = RescueCard(directory, title, reason, passphrase)
        self._connect_rescue(card, directory)
        self._gate().show_card(card)

    def _connect_rescue(self, card: Any, directory: Path) -> None:
        card.opened.connect(self.enter)
        card.again.connect(lambda: self._arrive(directory))
        card.left.connect(self._gate().close)

    def _elsewhere(self) -> None:
        found = messages.directory(self._gate(), "选择数据所在的文件夹")
        if found is not None:
            self._arrive(found)


def entries(desk: "Desk", settings: Settings) -> "list[Entry]":
    """The navigation, in its order; each page is loaded when it is first visited.

    Who may not read records is not led to them, and the history stands there for who may read it.
    """
    from ui.offering import may
    from ui.rail import Entry

    offered = [
        Entry("today", "今日待办", "calendar-check", lambda: _today(desk)),
        Entry("people", "人员", "users", lambda: _page("people", "PeoplePage", desk, settings)),
        Entry("recommendation", "推优", "vote", lambda: _page("recommendation", "RecommendationPage", desk, settings)),
        Entry("assistance", "帮扶", "hand-heart", lambda: _page("assistance", "AssistancePage", desk, settings)),
        Entry("rights", "维权", "scale", lambda: _page("rights", "RightsPage", desk, settings)),
        Entry(
            "organisations", "组织", "building-2", lambda: _page("organisations", "OrganisationsPage", desk, settings)
        ),
        Entry("excellence", "创先争优", "trophy", lambda: _page("excellence", "ExcellencePage", desk, settings)),
        Entry("statistics", "统计报表", "chart-column", lambda: _page("statistics", "StatisticsPage", desk, settings)),
        Entry("exchange", "U盘报送", "usb", lambda: _page("exchange", "ExchangePage", desk, settings)),
        Entry(
            "intake", "导入花名册", "file-input", lambda: _page("intake", "IntakePage", desk, settings), under="people"
        ),
        Entry("printing", "打印", "printer", lambda: _page("printing", "PrintingPage", desk, settings), at_foot=True),
        Entry("history", "操作历史", "history", lambda: _page("history", "HistoryPage", desk, settings), at_foot=True),
        Entry("settings", "设置", "settings", lambda: _page("settings", "SettingsPage", desk, settings), at_foot=True),
    ]
    asked = {
        "settings": (),
        "history": ("read_history",),
        "intake": ("apply_roster",),
        "printing": ("print_form",),
        "exchange": ("read_records", "make_exchange_keys", "trust_office"),
    }
    allowed = [
        entry
        for entry in offered
        if not (actions := asked.get(entry.key, ("read_records",))) or any(may(desk, action) for action in actions)
    ]
    # The first one is in front at the beginning: an officer who reads no records begins where she is told what waits.
    return allowed if may(desk, "read_records") else sorted(allowed, key=lambda entry: entry.key == "exchange")


def _last_sent_words(desk: "Desk") -> str:
    """When the last package left, and its number."""
    from datetime import datetime

    from models.exchange.records import SentPackage
    from ui.safekeeping import when

    last = SentPackage.select().order_by(SentPackage.number.desc()).first()
    if last is None:
        return "尚未报送"
    return f"{when(datetime.fromisoformat(last.created_at), desk.today())} 第 {last.number} 号"


def _page(module: str, name: str, desk: "Desk", settings: Settings) -> "Page":
    from importlib import import_module

    return getattr(import_module(f"ui.pages.{module}"), name)(desk, settings)


def _today(desk: "Desk") -> "Page":
    from ui.pages.today import TodayPage

    page = TodayPage(desk)
    page.counted.connect(lambda count: _tell_rail(page, count))
    return page


def _tell_rail(page: QWidget, count: int) -> None:
    from ui.shell import Shell

    window = page.window()
    if isinstance(window, Shell):
        window.rail.set_count("today", count)


def _fetch() -> None:
    """Load what will be needed next, while she types her passphrase."""
    from importlib import import_module

    for name in ("models.office.office", "ui.shell", "ui.desk", "ui.pages.finding", "ui.pages.today"):
        import_module(name)
