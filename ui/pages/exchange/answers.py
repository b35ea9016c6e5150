"""收到的回复: packages of the superior office are checked, shown in words and taken in; then the notices, and what was
taken in before.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from models.core.errors import KnownError
from models.exchange.answering.notices import open_notices
from models.exchange.inbox import SOUND, Arrived, Received, State
from models.exchange.merging.plan import Plan
from models.exchange.receiving import Incoming
from ui import jobs, messages
from ui.desk import Desk
from ui.offering import offer
from ui.pages.exchange import work
from ui.pages.exchange.answer_panel import AnswerPanel
from ui.pages.exchange.answer_words import summary
from ui.pages.exchange.inbox_received import ReceivedView
from ui.pages.exchange.notices_view import NoticesView
from ui.pages.parts import Part
from ui.settings import Settings
from ui.widgets.parts import button, row

_PATTERN = "回复包、报送包 (*.qtpkg)"
_MANY = {
    State.TAKEN: "有 {count} 份已经收过，不用再收。",
    State.TWIN: "有 {count} 份和别的是同一份，只收一次。",
    State.ELSEWHERE: "有 {count} 份是给别的单位的，没有读入。",
    State.STRANGER: "有 {count} 份来自还没有登记的单位，没有读入。",
}


class AnswersPart(Part):
    """Notices and packages side by side as two lists; over them the package that is looked at."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__(desk, settings)
        self.panel: AnswerPanel | None = None
        self._queue: list[Arrived] = []
        self.notices = NoticesView(desk, settings, self.begin)
        self.received = ReceivedView(desk, settings)
        self.read_button = button("读入回复…", self.begin, "primary", "file-input", "从U盘读入上级的回复（Ctrl+N）")
        offer(desk, "apply_package", self.read_button)
        self._stack = QStackedWidget()
        self._group = QButtonGroup(self)
        self._line = QWidget()
        line = row(self._line, 4)
        for title, view in (("回告", self.notices), ("收到的包", self.received)):
            made = button(title, lambda view=view: self._stack.setCurrentWidget(view), "half")
            made.setCheckable(True)
            self._group.addButton(made)
            line.addWidget(made)
            self._stack.addWidget(view)
        line.addStretch(1)
        line.addWidget(self.read_button)
        self._group.buttons()[0].setChecked(True)
        self.body.addWidget(self._line)
        self.body.addWidget(self._stack, 1)
        self.notices.go.connect(self.go)
        self.notices.counted.connect(self.counted)
        self.received.led.connect(lambda key: self.go.emit("exchange", key))

    @classmethod
    def waiting(cls, _desk: Desk) -> int:
        """Notices that nobody has dealt with."""
        return len(open_notices())

    def refresh(self) -> None:
        """Read both lists anew."""
        self.notices.refresh()
        self.received.refresh()

    def open_target(self, target: object) -> None:
        """The notice of this uid, or files."""
        if isinstance(target, list):
            self.take_files(target)
            return
        self._put_away()
        self._show(self.notices)
        self.notices.open_uid(str(target))

    def begin(self) -> None:
        """读入回复."""
        if self.read_button.isEnabled():
            self.take_files(messages.open_files(self, "读入上级的回复", _PATTERN))

    def take_files(self, files: Sequence[Path]) -> None:
        """Check packages from the first to the last byte; the first sound one is then shown."""
        if not files or not self.read_button.isEnabled():
            return
        messages.clear_bar(self)
        self._put_away()
        jobs.start(self, "核对", work.sorting(self.desk.opened, files), done=self._sorted, hold=self.read_button)

    def save(self) -> None:
        """接收."""
        if self.panel is not None:
            self.take()

    def take(self) -> None:
        """Take in the package that is shown."""
        panel = self.panel
        if panel is not None:
            done = self._taken
            working = work.taking(self.desk.opened, [panel.arrived])
            jobs.start(self, "接收", working, done=lambda found: done(found, panel.plan), hold=panel)

    def step_back(self) -> bool:
        """Put away the package that is shown, or what is open in the list."""
        if self._put_away():
            self._queue.clear()
            return True
        view: Any = self._stack.currentWidget()
        return bool(view.close_detail())

    def focusInEvent(self, event: Any) -> None:
        """The list in front has the keys."""
        self._stack.currentWidget().setFocus(Qt.FocusReason.OtherFocusReason)

    def _sorted(self, found: list[Arrived]) -> None:
        self._queue = [one for one in found if one.state in SOUND]
        refused = [one for one in found if one.state not in SOUND]
        if refused:
            messages.bar(self, _why_not(refused), "tell" if self._queue else "warn")
        elif not found:
            messages.bar(self, "选中的文件夹里没有回复包。", "warn")
        self._open_next()

    def _open_next(self) -> None:
        """The next package that waits, or the notices."""
        self._put_away()
        if not self._queue:
            self._show(self.notices)
            return
        arrived = self._queue.pop(0)
        working = work.planning(self.desk.opened, arrived.path)
        jobs.start(self, "核对", working, done=lambda incoming: self._planned(arrived, incoming))

    def _planned(self, arrived: Arrived, incoming: Incoming) -> None:
        self.panel = AnswerPanel(arrived, incoming.plan)
        self.panel.take_asked.connect(self.take)
        self.panel.closed.connect(self.step_back)
        self._stack.addWidget(self.panel)
        self._stack.setCurrentWidget(self.panel)
        self._line.hide()
        self.panel.start()

    def _taken(self, found: list[Received], plan: Plan) -> None:
        received = found[0]
        if received.package is None:
            messages.known(self, KnownError(received.sentence))
            return
        if received.conflicts:
            words = f"{summary(plan)}有 {received.conflicts} 项两边都改过，要核对。"
            messages.bar(self, words, "warn", "去核对", lambda: self.go.emit("exchange", "conflicts"))
        else:
            messages.bar(self, summary(plan), "done")
        self._open_next()
        self.desk.changed.emit(None)

    def _put_away(self) -> bool:
        if self.panel is None:
            return False
        panel, self.panel = self.panel, None
        self._stack.removeWidget(panel)
        panel.hide()
        panel.deleteLater()
        self._line.show()
        checked = self._group.buttons().index(self._group.checkedButton())
        self._stack.setCurrentIndex(checked)
        return True

    def _show(self, view: Any) -> None:
        self._stack.setCurrentWidget(view)
        self._group.buttons()[self._stack.indexOf(view)].setChecked(True)


def _why_not(refused: Sequence[Arrived]) -> str:
    """Why packages are not taken in; of many that need nothing to be done only how many they are."""
    told = []
    for state, words in _MANY.items():
        some = [one for one in refused if one.state is state]
        told += [words.format(count=len(some))] if len(some) > 1 else [_why(one) for one in some]
    return "".join([*(_why(one) for one in refused if one.state not in _MANY), *told])


def _why(refused: Arrived) -> str:
    """Why a package is not taken in, with its name where the sentence lacks it."""
    sentence = refused.sentence
    return sentence if refused.path.name in sentence else f"“{refused.path.name}”{sentence}"
