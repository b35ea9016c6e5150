"""Long work in the background: runs a plain function that takes `progress`, shows it, cancels it.

The thread owns no Qt object and sends no signal. It writes into a small plain record under a lock, and a timer in the
window's thread reads it. So a closed window can never be touched from the wrong thread.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QFrame, QProgressBar, QWidget
from shiboken6 import isValid

from models.core.errors import Cancelled, KnownError, as_known
from models.core.progress import Progress
from ui import messages
from ui.widgets.parts import button, label, row

SHOW_AFTER_S = 0.5
LOOK_EVERY_MS = 40

Work = Callable[[Progress], Any]
Watch = Callable[[str, int, int], object]
running: list["Job"] = []


class _Report:
    """What the thread says and hears; the only thing both sides touch. Is the work's `progress`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._where = ("", 0, 0)
        self._stop = threading.Event()

    def step(self, what: str, done: int, total: int) -> None:
        """Note where the work is; raises Cancelled after `stop`."""
        if self._stop.is_set():
            raise Cancelled(what)
        with self._lock:
            self._where = (what, done, total)

    def stop(self) -> None:
        """The user has had enough."""
        self._stop.set()

    def where(self) -> tuple[str, int, int]:
        """What is being done, how much of how much."""
        with self._lock:
            return self._where


class _Thread(threading.Thread):
    """Runs the work and keeps its result or its error."""

    def __init__(self, work: Work, report: _Report) -> None:
        super().__init__(daemon=True)
        self._work = work
        self._report = report
        self.result: Any = None
        self.error: BaseException | None = None

    def run(self) -> None:
        """Every error is kept for the window's thread, which tells it."""
        try:
            self.result = self._work(self._report)
        except BaseException as error:  # noqa: BLE001  (re-raised in the window's thread)
            # Here and not in the window's thread: the connection that must be renewed is this one's.
            self.error = as_known(error) or error


class Strip(QFrame):
    """The progress of the job in front, at the foot of the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self._text = label()
        self._gauge = QProgressBar(textVisible=False)
        self._cancel = button("取消", self._stop)
        self._job: Job | None = None
        layout = row(self, 12, (16, 6, 12, 6))
        layout.addWidget(self._text)
        layout.addWidget(self._gauge, 1)
        layout.addWidget(self._cancel)
        self.hide()

    @property
    def text(self) -> str:
        """What the strip says."""
        return self._text.text()

    def follow(self, job: "Job", what: str, done: int, total: int, stopping: bool) -> None:
        """Show where a job is."""
        self._job = job
        amount = f"  {done:,} / {total:,}" if total else ""
        self._text.setText(
            f"正在取消：{job.title}" if stopping else f"{job.title}：{what}{amount}" if what else job.title
        )
        self._gauge.setRange(0, total)
        self._gauge.setValue(done)
        self._cancel.setEnabled(not stopping)
        self.show()

    def drop(self, job: "Job") -> None:
        """The job is over."""
        if self._job is job:
            self._job = None
            self.hide()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()


class Job(QObject):
    """One piece of work under way; made by `start`."""

    def __init__(
        self,
        owner: QWidget,
        title: str,
        work: Work,
        done: Callable[[Any], object] | None,
        failed: Callable[[KnownError], object] | None,
        hold: QWidget | None,
        watch: Watch | None = None,
    ) -> None:
        # Not a child of the window: work goes on when its window is closed, and its end must be noticed.
        super().__init__(QApplication.instance())
        self._window = owner.window()
        self.title = title
        self._watch = watch
        self._superseded = False
        self._owner, self._done, self._failed, self._hold = owner, done, failed, hold
        self._report = _Report()
        self._thread = _Thread(work, self._report)
        self._stopping = False
        self._started = time.monotonic()
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        if hold is not None:
            hold.setEnabled(False)
        running.append(self)
        self._thread.start()
        self._timer.start()

    @property
    def quiet(self) -> bool:
        """Whether it shows nothing of its own and may be stopped without asking."""
        return self._watch is not None

    def cancel(self) -> None:
        """Ask the work to stop at its next step; nothing will have happened."""
        self._stopping = True
        self._report.stop()

    def supersede(self) -> None:
        """Ask the work to stop without a word: newer work takes its place, and nothing is told of its end."""
        self._superseded = True
        self.cancel()

    def wait(self, seconds: float = 30.0) -> None:
        """Block until the work has ended, and tell its end; for closing and for tests."""
        self._thread.join(seconds)
        self._look()

    def _look(self) -> None:
        if not self._timer.isActive():
            return
        if not self._thread.is_alive():
            self._finish()
        elif self._watch is not None:
            self._watch(*self._report.where())
        elif time.monotonic() - self._started >= SHOW_AFTER_S and (strip := self._strip()):
            strip.follow(self, *self._report.where(), self._stopping)

    def _strip(self) -> Strip | None:
        return self._window.findChild(Strip) if isValid(self._window) else None

    def _finish(self) -> None:
        self._timer.stop()
        running.remove(self)
        if strip := self._strip():
            strip.drop(self)
        if self._hold is not None and isValid(self._hold):
            self._hold.setEnabled(True)
        self.deleteLater()
        self._tell()

    def _tell(self) -> None:
        error = self._thread.error
        if not isValid(self._owner) and (error is None or isinstance(error, KnownError | Cancelled)):
            return  # nobody is left to be told
        if self._superseded and (error is None or isinstance(error, KnownError | Cancelled)):
            return  # work that asks nothing for its progress ends all the same; its answer is to an older question
        if error is None:
            if self._done is not None:
                self._done(self._thread.result)
        elif isinstance(error, Cancelled):
            if not self.quiet:
                messages.toast(self._owner, f"已取消：{self.title}。没有任何改动。")
        elif isinstance(error, KnownError):
            (self._failed or (lambda known: messages.known(self._owner, known)))(error)
        else:
            raise error


def start(
    owner: QWidget,
    title: str,
    work: Work,
    *,
    done: Callable[[Any], object] | None = None,
    failed: Callable[[KnownError], object] | None = None,
    hold: QWidget | None = None,
    watch: Watch | None = None,
) -> Job:
    """Run `work(progress)` in the background.

    `done(result)` and `failed(known_error)` are called in the window's thread; without `failed` the page's bar tells.
    `hold` is greyed until the end. Progress is shown after half a second with `title`, with 取消; with `watch` it is
    told there instead, and the work ends without a word when the window is closed.
    """
    return Job(owner, title, work, done, failed, hold, watch)


def unseen(_what: str, _done: int, _total: int) -> None:
    """A `watch` for work that nobody needs to see."""


def stop_all(seconds: float = 30.0) -> None:
    """Cancel everything and wait for it; for closing the window."""
    for job in list(running):
        job.cancel()
    for job in list(running):
        job.wait(seconds)
    QApplication.processEvents()
