"""The packages on a stick: chosen or dropped, checked in the background, one line each, the chosen one beside the list.

Owns the list and what is asked of the background; what a package does is decided by its plan.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QWidget

from models.core.errors import KnownError
from models.exchange.inbox import SOUND, STATE_NAMES, Arrived, Received, State, newest_of_each
from models.exchange.receiving import Incoming
from models.exchange.records import TrustedOffice
from ui import jobs, messages
from ui.desk import Desk
from ui.offering import may, reason
from ui.pages.exchange import work
from ui.pages.exchange.inbox_plan import MARKS, PlanPanel
from ui.settings import Settings
from ui.widgets.empty_state import EmptyState
from ui.widgets.fitting_table import FittingTable
from ui.widgets.list_detail import ListDetail
from ui.widgets.parts import button, column, label, row
from ui.widgets.record_table import Column

PATTERNS = "报送包 (*.qtpkg);;所有文件 (*)"
FOLLOW_MS = 120
LIST_WIDTH = 540

_NOBODY = "还没有登记往来单位：先到“往来单位”里生成本单位密钥，和各单位交换公钥卡，才收得了它们的报送包。"
_EMPTY = "把U盘里的报送包拖到窗口里，或者选择文件、文件夹，一次可以放很多份。先核对，再接收。"


class ArrivedView(QWidget):
    """Before and after taking in."""

    told = Signal(str)  # how many can be taken in, in words
    taken = Signal(object)  # list of Received
    led = Signal(str)

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__()
        self.desk = desk
        self.arrived: dict[str, Arrived] = {}
        self.received: dict[str, Received] = {}
        self._planned: dict[str, Incoming | str] = {}
        self._planning: jobs.Job | None = None
        self._busy = self._outcome_shown = False
        self._seen: set[str] = set()
        self._trusted = 0
        self.table = FittingTable(_columns(), self._fetch, ("期别", "制作时间", "条数", "用途"))
        self.panel = PlanPanel()
        self._left = QWidget()
        column(self._left, 0).addWidget(self.table)
        self.split = ListDetail(self._left, settings.splitters, "exchange.inbox", LIST_WIDTH)
        self.empty = EmptyState(
            "usb",
            "收各单位的报送包",
            _EMPTY,
            [("选择文件 Ctrl+N", self.choose_files), ("选择文件夹", self.choose_folder)],
        )
        self._follow = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._follow.timeout.connect(self._open_current)
        self._lay_out()
        self._connect()
        self._tell()

    @property
    def ready(self) -> list[Arrived]:
        """What can be taken in, in the order in which it will be."""
        return [one for key, one in self.arrived.items() if one.state in SOUND and key not in self.received]

    def choose_files(self) -> None:
        """Ask for files."""
        self.take_files(messages.open_files(self, "选择报送包", PATTERNS))

    def choose_folder(self) -> None:
        """Ask for a folder, such as the stick itself."""
        found = messages.directory(self, "选择报送包所在的文件夹或U盘")
        if found is not None:
            self.take_files([found])

    def take_files(self, files: Sequence[Path]) -> None:
        """Check these together with what lies there already and was not taken in."""
        kept = [one.path for key, one in self.arrived.items() if key not in self.received]
        if files and not self._busy:
            self._seen = {str(path) for path in kept}
            self._sort(list(dict.fromkeys([*kept, *files])))

    def _sort(self, places: Sequence[Path]) -> None:
        self._set_busy(True)
        self._trusted = TrustedOffice.select().count()
        task = work.sorting(self.desk.opened, places)
        jobs.start(self, "核对报送包", task, done=self._sorted, failed=self._failed, hold=self._left)

    def take_all(self) -> None:
        """全部接收."""
        self._take(self.ready)

    def take_current(self) -> None:
        """接收 for the one in front."""
        key = self.table.current_id()
        if key in self.arrived and self.arrived[key] in self.ready:
            self._take([self.arrived[key]])

    def refresh(self) -> None:
        """Records were written elsewhere: plans may say something else now, and a stranger may be known."""
        self._planned.clear()
        strange = any(one.state is State.STRANGER for one in self.arrived.values())
        if strange and not self._busy and self._trusted != TrustedOffice.select().count():
            self._seen = {key for key, one in self.arrived.items() if one.state is not State.STRANGER}
            self._sort([one.path for key, one in self.arrived.items() if key not in self.received])
            return
        open_ = self.split.detail is not None and not self._outcome_shown
        if open_ and not self._busy and self.table.current_id() not in self.received:
            self._open_current()

    def close_detail(self) -> bool:
        """Only the list."""
        if self.split.detail is None:
            return False
        self.panel = PlanPanel()  # the list drops what it closes
        self.split.close_detail()
        self._connect_panel()
        return True

    def focusInEvent(self, event: Any) -> None:
        """The list has the keys, or the first button."""
        target = self.table if self.arrived else self.empty.buttons[0]
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sorted(self, found: list[Arrived]) -> None:
        self._set_busy(False)
        self.arrived = {str(one.path): one for one in found}
        self.received, self._planned = {}, {}
        self.table.show_ids(list(self.arrived), keep=False)
        self._tell()
        if not found:
            messages.bar(self, "这里没有找到报送包（文件名以 .qtpkg 结尾）。请确认选对了U盘和文件夹。", "warn")
            return
        messages.clear_bar(self)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.table.choose(self._first())
        self._open_current()

    def _first(self) -> str:
        """Of what is new the first that can be taken in; else the first that is new."""
        new = [key for key in self.arrived if key not in self._seen] or list(self.arrived)
        return next((key for key in new if self.arrived[key].state in SOUND), new[0])

    def _failed(self, error: KnownError) -> None:
        self._set_busy(False)
        messages.known(self, error)

    def _take(self, wanted: Sequence[Arrived]) -> None:
        if wanted and not self._busy and may(self.desk, "apply_package"):
            self._set_busy(True)
            self._stop_planning()
            task = work.taking(self.desk.opened, wanted)
            title = f"接收 {len(wanted)} 份报送包"
            jobs.start(self, title, task, done=self._taken, failed=self._failed, hold=self)

    def _taken(self, found: list[Received]) -> None:
        self._set_busy(False)
        self.received |= {str(one.arrived.path): one for one in found if one.package is not None}
        self.arrived |= {str(one.arrived.path): one.arrived for one in found}
        self._planned = {str(one.arrived.path): one.sentence for one in found if one.package is None}
        self.table.reread()
        self._tell()
        if len(found) > 1:
            self._follow.stop()
            self._open_panel()
            self._outcome_shown = True
            self.panel.show_outcome(found)
        else:
            self._open_current()
        count = sum(one.package is not None for one in found)
        told = [f"接收了 {count} 份报送包"] * bool(count)
        told += [f"{len(found) - count} 份没有接收，原因在右边"] * (count < len(found))
        messages.toast(self, f"{'，'.join(told)}。")
        self.taken.emit(found)

    def undone(self, uid: str) -> None:
        """A package was taken back: it can come again."""
        for key, one in list(self.received.items()):
            if one.package is not None and one.package.uid == uid:
                del self.received[key]
        self._planned.clear()
        self.table.reread()
        self._tell()
        if self.split.detail is not None:
            self._open_current()

    def _open_panel(self) -> None:
        if self.split.detail is not self.panel:
            self.split.open_beside(self.panel)

    def _open_current(self) -> None:
        self._follow.stop()
        key = self.table.current_id()
        if key is None or self._busy:
            return
        self._open_panel()
        self._outcome_shown = False
        self._stop_planning()
        self.panel.refuse_taking(reason(self.desk, "apply_package"))
        if key in self.received:
            package = self.received[key].package
            last = package is not None and package.id in newest_of_each()
            self.panel.show_received(self.received[key], last and may(self.desk, "undo_package"))
            return
        known = self._planned.get(key)
        if isinstance(known, str):
            self.panel.show_arrived(self.arrived[key], None, known)
        else:
            self.panel.show_arrived(self.arrived[key], known.plan if known else None)
            if known is None and self.arrived[key].state in SOUND:
                self._plan(key)

    def _plan(self, key: str) -> None:
        task = work.planning(self.desk.opened, self.arrived[key].path)
        self._planning = jobs.start(
            self,
            "核对报送包的内容",
            task,
            done=lambda incoming: self._planned_is(key, incoming),
            failed=lambda error: self._planned_is(key, str(error)),
            watch=jobs.unseen,
        )

    def _planned_is(self, key: str, found: Incoming | str) -> None:
        self._planning = None
        # One plan is kept: each holds its whole package.
        self._planned = {other: said for other, said in self._planned.items() if isinstance(said, str)} | {key: found}
        if self.table.current_id() == key and key not in self.received:
            plan, sentence = (None, found) if isinstance(found, str) else (found.plan, "")
            self.panel.show_arrived(self.arrived[key], plan, sentence)

    def _stop_planning(self) -> None:
        if self._planning is not None:
            self._planning.supersede()
            self._planning = None

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._tell()

    def _fetch(self, keys: Sequence[str]) -> list[tuple[Any, ...]]:
        return [self._cells(key, self.arrived[key]) for key in keys]

    def _cells(self, key: str, one: Arrived) -> tuple[Any, ...]:
        told = one.claims.get("rows") is not None
        state = self.received.get(key, one.state)
        rows = f"{one.rows:,}" if told else ""
        return (one.unit or one.path.name, one.purpose, one.period, one.number or "", one.made_at, rows, state)

    def _tell(self) -> None:
        self._stack.setCurrentIndex(0 if self.arrived else 1)
        self.empty.say(_EMPTY if TrustedOffice.select().exists() else _NOBODY)
        for made in (self.files_button, self.folder_button, self.all_button):
            made.setVisible(bool(self.arrived))
        count = len(self.ready)
        self.all_button.setText(f"全部接收（{count} 份）" if count else "全部接收")
        allowed = may(self.desk, "apply_package")
        self.all_button.setEnabled(count > 0 and not self._busy and allowed)
        self.all_button.setToolTip("" if allowed else "请由录入员或审核员来接收。")
        states = [one.state for one in self.arrived.values()]
        left = [one.state for key, one in self.arrived.items() if key not in self.received]
        words = [f"已接收 {len(self.received)}"] if self.received else []
        words += [f"{STATE_NAMES[state]} {left.count(state)}" for state in State if state in left]
        self.summary.setText("　".join([f"共 {len(states)} 份", *words]) if states else "")
        self.told.emit(self.summary.text())

    def _lay_out(self) -> None:
        self.summary = label("", "second")
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # gives way to the buttons
        self.files_button = button("再加文件", self.choose_files, "", "plus", "再加文件（Ctrl+N）")
        self.folder_button = button("选择文件夹", self.choose_folder, "", "folder-open")
        self.all_button = button("全部接收", self.take_all, "primary", "check", "按单位和序号依次接收")
        self.head = QWidget()  # the part shows it beside its own buttons
        line = row(self.head, 8)
        line.addWidget(self.summary, 1)
        for made in (self.files_button, self.folder_button, self.all_button):
            line.addWidget(made)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.split)
        self._stack.addWidget(self.empty)

    def _connect(self) -> None:
        self.table.opened.connect(lambda _key: self._open_current())
        self.table.current_changed.connect(lambda _key: self._follow.start())
        self._connect_panel()

    def _connect_panel(self) -> None:
        self.panel.take_asked.connect(lambda one: self._take([one]))
        self.panel.undo_asked.connect(self.undo)
        self.panel.led.connect(self.led)
        self.panel.closed.connect(self.close_detail)

    def undo(self, uid: str) -> None:
        """撤销接收."""
        undo_in_background(self, self.desk, uid, lambda: self.undone(uid))


def undo_in_background(owner: QWidget, desk: Desk, uid: str, done: Any) -> None:
    """Take a whole package back and say so."""

    def over(found: Any) -> None:
        done()
        messages.toast(owner, f"{found.sentence}，资料恢复成接收以前的样子。")
        desk.changed.emit(found)

    jobs.start(owner, "撤销接收", work.undoing(desk.opened, uid), done=over, hold=owner)


def _columns() -> list[Column]:
    return [
        Column("单位", 0, brief=True),
        Column("用途", 112, brief=True),
        Column("期别", 104),
        Column("序号", 52, right=True, brief=True),
        Column("制作时间", 144),
        Column("条数", 72, right=True),
        Column("核对结果", 116, brief=True, show=_words, mark=_mark),
    ]


def _words(value: Any) -> str:
    return "已接收" if isinstance(value, Received) else STATE_NAMES[value]


def _mark(value: Any) -> str:
    return "done" if isinstance(value, Received) else MARKS[value]
