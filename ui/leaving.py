"""Closing the window: a copy is made first, in sight, and she may leave without it at any moment.

Owns the page that covers the window meanwhile. Whatever happens to the copy, the window can be closed.
"""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QProgressBar

from models.core.database import DB
from models.core.errors import KnownError
from models.core.progress import Progress
from models.office.backups.copies import Copy
from models.office.backups.making import is_current, make_backup, newest
from ui import jobs
from ui.desk import Desk
from ui.shell import Shell
from ui.widgets.cover import Cover
from ui.widgets.parts import button, column, label, row

_MAKING = "正在做关闭前的备份，做完窗口会自己关闭。"
_SKIPPING = "备份太久可以不等：数据本身已经保存好。"
_FAILED = "数据本身已经保存好。可以现在关闭，也可以回去处理好再关。"


class Leaving:
    """What the shell asks before it closes."""

    def __init__(self, desk: Desk, shell: Shell) -> None:
        self._desk, self._shell = desk, shell
        self._free = False
        self.page: LeavingPage | None = None
        self._job: jobs.Job | None = None

    def may_close(self) -> bool:
        """True when nothing is to be waited for; else a copy begins, and the window closes after it."""
        self._desk.opened.leave_compartment()  # what was done in there belongs into the copy
        down = QGuiApplication.instance().isSavingSession()  # the machine itself is going down
        if self._free or self.page is not None or down or DB.is_closed() or self._is_copied():
            self._stop()
            return True
        self.page = LeavingPage(self._shell)
        self.page.skip_button.clicked.connect(self._close)
        self.page.back_button.clicked.connect(self._stay)
        self._job = jobs.start(
            self._shell, "关闭前备份", self._copy, done=self._copied, failed=self._failed, watch=self._follow
        )
        return False

    def _is_copied(self) -> bool:
        opened = self._desk.opened
        try:
            last = newest(opened.place, opened.office.uid)
            return last is not None and is_current(last)
        except (KnownError, OSError):
            return False  # the copy will meet the same trouble and tell it

    def _copy(self, progress: Progress) -> Copy:
        with DB.connection_context():
            return make_backup(self._desk.opened, "close", progress)

    def _follow(self, _what: str, done: int, total: int) -> None:
        if self.page is not None:
            self.page.follow(done, total)

    def _copied(self, _copy: Copy) -> None:
        self._job = None
        if self.page is not None:  # she may have gone back to work meanwhile
            self._close()

    def _failed(self, error: KnownError) -> None:
        self._job = None
        if self.page is not None:
            self.page.tell(str(error))

    def _close(self) -> None:
        self._free = True
        self._shell.close()

    def _stay(self) -> None:
        self._stop()
        page, self.page = self.page, None
        page.put_away()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None


class LeavingPage(Cover):
    """Covers the window while it is being closed."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._greyed = shell.centralWidget()
        self._greyed.setEnabled(False)
        self._title = label("正在关闭", "title")
        self.text = label(_MAKING, wrap=True)
        self._hint = label(_SKIPPING, "second", wrap=True)
        self.gauge = QProgressBar(textVisible=False)
        self.skip_button = button("不等备份，现在关闭")
        self.back_button = button("回去继续工作", kind="plain")
        self._lay_out()
        self.cover(self.skip_button)

    def follow(self, done: int, total: int) -> None:
        """Show where the copy is."""
        self.gauge.setRange(0, total)
        self.gauge.setValue(done)

    def tell(self, sentence: str) -> None:
        """The copy was not made: why, and the two ways on."""
        self._title.setText("关闭前的备份没有做成")
        self.text.setText(sentence)
        self._hint.setText(_FAILED)
        self.gauge.hide()
        self.skip_button.setText("仍然关闭")

    def put_away(self) -> None:
        """Back to work."""
        self._greyed.setEnabled(True)
        super().put_away()

    def _lay_out(self) -> None:
        inner = column(spacing=12)
        for part in (self._title, self.text, self.gauge, self._hint):
            inner.addWidget(part)
        buttons = row()
        buttons.addWidget(self.skip_button)
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        inner.addLayout(buttons)
        middle = row()
        middle.addStretch(1)
        middle.addLayout(inner, 2)
        middle.addStretch(1)
        outer = column(self)
        outer.addStretch(2)
        outer.addLayout(middle)
        outer.addStretch(3)
