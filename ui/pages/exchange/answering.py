"""回复: what each office below would be told now, answers onto the stick for one or all of them, and what came back.

Owns what is asked of the background; what an answer holds is decided by its purpose.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QStackedWidget, QWidget

from models.core.errors import KnownError
from models.core.progress import Progress
from models.exchange.answer_desk import Held, Written, answer_all, answers, count_waiting, held_by_all
from models.exchange.records import SentPackage, TrustedOffice
from ui import jobs, messages, style
from ui.desk import Desk
from ui.offering import may, reason
from ui.pages.exchange.inbox_plan import marked
from ui.pages.exchange.lazy import LazyPart
from ui.pages.exchange.stick import StickChooser
from ui.pages.exchange.work import connected
from ui.settings import Settings
from ui.widgets.empty_state import EmptyState
from ui.widgets.fitting_table import FittingTable
from ui.widgets.parts import button, column, label, row
from ui.widgets.record_table import Column

TO_WRITE, WRITTEN = "to_write", "written"
_NO_PLACE = "请先插上U盘并选中它，或者选一个文件夹。"
_GONE = "“{name}”不见了，没有写入。请插好U盘再试一次。"
_NOBODY = "登记了各单位的公钥卡、接收了它们的报送包以后，在这里给每个单位写一份回复，仍用U盘带回。"


class AnsweringPart(LazyPart):
    """Offices with what waits for them; and the answers that were written."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__(desk, settings)
        self.held: dict[str, Held] = {}
        self._sent: dict[int, SentPackage] = {}
        self._looking: jobs.Job | None = None
        self.table = FittingTable(_columns(), self._fetch, ("上次回复", "其他回告", ""))
        self.written = FittingTable(_written_columns(), self._fetch_written, ("条数", "文件"))
        self.outcome = Outcome()
        self.stick = StickChooser(desk.opened.place.directory)
        self.all_button = button("", self.write_all, "primary", "usb", "给每个有新内容的单位写一份（Ctrl+S）")
        self.some_button = button("", self.write_chosen, "", "", "只写给表中选中的单位")
        self._stack = QStackedWidget()
        self._lay_out()
        self.stick.chosen.connect(self._place_chosen)
        self.table.selection_changed.connect(lambda _count: self._tell())
        self.outcome.print_button.clicked.connect(lambda *_: self.print_out())
        self.show_view(TO_WRITE)

    @classmethod
    def waiting(cls, _desk: Desk) -> int:
        """How many offices reported something of which no answer tells yet."""
        return count_waiting()

    def show_view(self, key: str) -> None:
        """What is to be written, or what was."""
        self._stack.setCurrentWidget(self._views[key])
        self.buttons[key].setChecked(True)
        self.refresh()

    def read(self) -> None:
        """Read both anew; what waits for whom takes a while with many offices."""
        self._sent = {package.id: package for package in answers()}
        self.written.show_ids(list(self._sent))
        if self._looking is not None:
            self._looking.supersede()
        work = connected(held_by_all)
        self._looking = jobs.start(
            self, "整理要回复的内容", work, done=self._show, failed=self._failed, watch=jobs.unseen
        )

    def _failed(self, error: KnownError) -> None:
        self._looking = None
        messages.known(self, error)

    def _show(self, held: list[Held]) -> None:
        self._looking = None
        self.held = {one.office.office_uid: one for one in held}
        self.table.show_ids(list(self.held))
        self._listed.setCurrentIndex(0 if self.held else 1)
        self._foot.setVisible(bool(self.held))
        self._tell()

    def write_all(self) -> None:
        """An answer to everybody for whom there is something new."""
        self._write([one.office for one in self.held.values() if one.fresh])

    def write_chosen(self) -> None:
        """An answer to those that are selected, also where there is nothing new."""
        self._write([self.held[uid].office for uid in self.table.selected_ids()])

    def save(self) -> None:
        """Ctrl+S writes to all."""
        if self.all_button.isEnabled():
            self.write_all()

    def print_out(self) -> None:
        """签收单 of what was just written."""
        if self.outcome.uids:
            wanted = {"form": "exchange.receipt", "kind": SentPackage.kind(), "uids": self.outcome.uids}
            self.go.emit("printing", wanted)

    def step_back(self) -> bool:
        """Close what was written."""
        shown = not self.outcome.isHidden()
        self.outcome.hide()
        return shown

    def focusInEvent(self, event: Any) -> None:
        """The list in front has the keys."""
        shown = self.table if self._stack.currentWidget() is self._views[TO_WRITE] else self.written
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _write(self, offices: Sequence[TrustedOffice]) -> None:
        place, opened = self.stick.place, self.desk.opened
        if not offices:
            return
        if place is None:
            messages.bar(self, _NO_PLACE, "warn")
            return
        if not place.is_dir():
            self.stick.look()
            messages.bar(self, _GONE.format(name=place.name or place), "stop")
            return
        messages.clear_bar(self)

        def work(progress: Progress) -> list[Written]:
            return answer_all(opened, offices, place, progress)

        jobs.start(self, f"写 {len(offices)} 份回复", connected(work), done=self._done, hold=self._stack)

    def _place_chosen(self) -> None:
        """What was said for want of a stick is no longer so."""
        if self.stick.place is not None and self.bar.text == _NO_PLACE:
            self.bar.clear()

    def _done(self, found: list[Written]) -> None:
        self.outcome.show_written(found)
        self.desk.changed.emit(None)
        self.refresh()
        self.outcome.print_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self) -> None:
        count, chosen = sum(one.fresh for one in self.held.values()), self.table.selected_count()
        why = reason(self.desk, "send_package")
        self.all_button.setText(f"写给有新内容的 {count} 个单位" if count else "没有新的内容要回复")
        self.all_button.setEnabled(count > 0 and not why)
        self.some_button.setText(f"只写给选中的 {chosen} 个" if chosen else "只写给选中的")
        self.some_button.setEnabled(chosen > 0 and may(self.desk, "send_package"))

    def _fetch(self, uids: Sequence[str]) -> list[tuple[Any, ...]]:
        return [_cells(self.held[uid]) for uid in uids]

    def _fetch_written(self, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        return [_written_cells(self._sent[number]) for number in ids]

    def _lay_out(self) -> None:
        opened = QWidget()
        self._listed = QStackedWidget()
        self._listed.addWidget(self.table)
        self._listed.addWidget(EmptyState("usb", "还没有要回复的单位", _NOBODY))
        self._foot = QFrame()
        self._foot.setObjectName("card")
        line = row(self._foot, 12, (16, 8, 12, 8))
        to = label("写到", "strong")
        to.setContentsMargins(0, style.px(6), 0, 0)
        line.addWidget(to, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.stick, 1)
        line.addWidget(self.some_button, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.all_button, 0, Qt.AlignmentFlag.AlignTop)
        inside = column(opened, 8)
        inside.addWidget(self.outcome)
        inside.addWidget(self._listed, 1)
        inside.addWidget(self._foot)
        self._views = {TO_WRITE: opened, WRITTEN: self.written}
        group, head = QButtonGroup(self), row(spacing=4)
        self.buttons = {}
        for key, title in ((TO_WRITE, "写回复"), (WRITTEN, "写过的回复")):
            made = button(title, lambda key=key: self.show_view(key), "half")
            made.setCheckable(True)
            group.addButton(made)
            self.buttons[key] = made
            head.addWidget(made)
            self._stack.addWidget(self._views[key])
        head.addStretch(1)
        self.body.addLayout(head)
        self.body.addWidget(self._stack, 1)


class Outcome(QFrame):
    """可以拔出: what lies on the stick now, and what could not be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.uids: list[str] = []
        self.lines: list[str] = []
        self.print_button = button("打印签收单", None, "", "printer", "打印签收单（Ctrl+P）")
        self._inside: QWidget | None = None
        self._layout = row(self, 12, (16, 10, 12, 10))
        self._layout.addWidget(self.print_button, 0, Qt.AlignmentFlag.AlignTop)
        self._layout.addWidget(button("", self.hide, "plain", "x", "关闭（Esc）"), 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_written(self, found: Sequence[Written]) -> None:
        """What came of these."""
        sent = [one for one in found if one.sent is not None]
        self.uids = [one.sent.package.uid for one in sent]
        self.print_button.setVisible(bool(sent))
        if self._inside is not None:
            self._layout.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
        self._inside = QWidget()
        lines = column(self._inside, 4)
        self.lines = []
        if sent:
            self._say(lines, "done", f"可以拔出U盘：{len(sent)} 份回复已经写好，并读回核对过。")
        for one in found:
            if one.sent is None:
                self._say(lines, "stop", f"{one.office.name}：{one.sentence}")
        for words in dict.fromkeys(words for one in sent for words in one.sent.warnings):
            self._say(lines, "warn", words)
        self._layout.insertWidget(0, self._inside, 1)
        self.show()

    def _say(self, lines: Any, mark: str, words: str) -> None:
        lines.addLayout(marked(mark, words))
        self.lines.append(words)


def _cells(one: Held) -> tuple[Any, ...]:
    last = one.last
    counts = (one.receipts, one.opinions, one.returned, one.settled, one.notices)
    shown = (f"{count:,}" if count else "" for count in counts)
    told = f"{last.created_at[:10]} 第 {last.number} 号" if last else "还没有回复过"
    return (one.office.name, "有新内容" if one.fresh else "", *shown, told, _confirmed(last))


def _confirmed(package: SentPackage | None) -> str:
    if package is None:
        return ""
    return f"{package.confirmed_on:%m.%d} 已确认" if package.confirmed_on else "未确认"


def _written_cells(package: SentPackage) -> tuple[Any, ...]:
    rows = sum(package.rows.values())
    return (
        package.created_at[:16],
        package.receiver.name,
        package.number,
        f"{rows:,}" if rows else "仅回执",
        package.file_name,
        _confirmed(package),
    )


def _mark(words: str) -> str:
    return "" if not words else "wait" if words == "未确认" else "done"


def _columns() -> list[Column]:
    return [
        Column("单位", 0),
        Column("", 108, mark=lambda words: "tell" if words else ""),
        Column("收件回执", 84, right=True),
        Column("审核意见", 84, right=True),
        Column("退回补正", 84, right=True),
        Column("冲突结果", 84, right=True),
        Column("其他回告", 84, right=True),
        Column("上次回复", 170),
        Column("对方确认", 130, mark=_mark),
    ]


def _written_columns() -> list[Column]:
    return [
        Column("写出时间", 150),
        Column("单位", 200),
        Column("序号", 56, right=True),
        Column("条数", 72, right=True),
        Column("文件", 0),
        Column("对方确认", 130, mark=_mark),
    ]
