"""What happens when the program itself is wrong: a report file, and one calm page instead of a traceback.

A known error that reaches the hook is only told on the page; so is a read that the disk refused. Nothing is ever sent
anywhere.
"""

import re
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QApplication, QWidget

from models.core.errors import as_known
from ui import messages
from ui.settings import user_directory
from ui.widgets.cover import Cover
from ui.widgets.parts import button, column, label, row

_PERSONAL = re.compile(r"[^\x00-\x7f]|\d")


def report_directory() -> Path:
    """Where problem reports are written."""
    return user_directory() / "problem-reports"


def write_report(error: BaseException) -> Path | None:
    """Write what went wrong where into a file; None when even that is impossible. Holds no words of a record."""
    import platform  # neither of these is needed at the start of every day
    from datetime import datetime

    moment = datetime.now()
    lines = [
        f"time: {moment.isoformat(timespec='seconds')}",
        f"python: {sys.version}",
        platform.platform(),
        *_described(error),
    ]
    file = report_directory() / f"problem-{moment:%Y%m%d-%H%M%S-%f}.txt"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines), "utf-8")
    except OSError:
        return None
    return file


def _described(error: BaseException) -> Iterator[str]:
    """The chain of errors with the places in our source; names and numbers in their messages are blotted out."""
    cause = error.__cause__ or error.__context__
    if cause is not None:
        yield from _described(cause)
    yield "".join(traceback.format_tb(error.__traceback__))
    yield f"{type(error).__name__}: {_PERSONAL.sub('×', str(error))}"


class BugPage(Cover):
    """Covers the window until 继续工作 is pressed."""

    def __init__(self, window: QWidget, report: Path | None) -> None:
        super().__init__(window)
        self._again = 0
        self._more = label("", "second")
        outer = column(self)
        outer.addStretch(2)
        inner = column(spacing=12)
        inner.addWidget(label("程序出了一点问题", "title"))
        inner.addWidget(
            label("已经保存的内容都在，正在填写的内容有草稿。刚才那一步没有完成，可以再试一次。", wrap=True)
        )
        where = f"问题报告写在：{report}" if report else "问题报告没有写成，请检查磁盘空间。"
        inner.addWidget(label(where, "second", wrap=True))
        inner.addWidget(label("如果反复出现，请把这个文件交给技术员。里面没有人员信息。" if report else "", "second"))
        inner.addWidget(self._more)
        buttons = row()
        resume = button("继续工作", self.put_away, "primary")
        buttons.addWidget(resume)
        if report is not None:
            buttons.addWidget(button("打开文件夹", lambda: messages.open_directory(report.parent)))
        buttons.addStretch(1)
        inner.addLayout(buttons)
        middle = row()
        middle.addStretch(1)
        middle.addLayout(inner, 3)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(3)
        self.cover(resume)

    def count_again(self) -> None:
        """The same happened once more while the page stood."""
        self._again += 1
        self._more.setText(f"其间又出现了 {self._again} 次。")


def handle(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """For `sys.excepthook`: tell a known error, report a bug, never end the program."""
    if issubclass(kind, KeyboardInterrupt):
        QApplication.quit()
        return
    window = _window()
    known = as_known(error)
    if known is not None:
        messages.known(window, known) if window else messages.tell(str(known))
        return
    report = write_report(error.with_traceback(trace))
    if window is None:
        messages.tell("程序没有能够打开。已经保存的内容都在。", f"问题报告写在：{report}" if report else "")
        return
    standing = window.findChild(BugPage)
    if standing is not None:
        standing.count_again()
    else:
        BugPage(window, report)


def install() -> None:
    """Let every exception that nobody caught come here."""
    sys.excepthook = handle


def _window() -> QWidget | None:
    shown = [widget for widget in QApplication.topLevelWidgets() if widget.property("shell") and widget.isVisible()]
    return shown[0] if shown else None
