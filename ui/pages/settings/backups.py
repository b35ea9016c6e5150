"""备份: how safe the data lie, the copies here or on a stick, and from one of them to what differs and to the restore.

Makes copies and holds the drill in the background; the restore itself is asked of the window, which closes the office.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from models.core.database import DB
from models.core.errors import KnownError
from models.core.progress import Progress
from models.office.backups.copies import REASONS, Copy, damage_of
from models.office.backups.drilling import DrillReport, drill, drill_due, last_drill
from models.office.backups.making import SetBack, list_copies, make_backup
from models.office.backups.restoring import problem_of
from models.office.backups.second_place import SecondCopy, copies_at, copy_to_second_place, second_place_due
from models.office.backups.swap import ASIDE
from ui import jobs, messages, style
from ui.desk import Desk
from ui.pages.backup_table import GOOD, BackupTable, State
from ui.pages.settings.comparison import ComparisonPanel, Difference, difference
from ui.pages.settings.part import Part
from ui.safekeeping import second_place_words, when
from ui.widgets.parts import Mark, button, column, hairline, label, row

T = TypeVar("T")
_TEXT = "关闭窗口时、每 30 分钟有改动、导入和升级以前，程序自己备份。备份和数据一样加密，用同一个口令打开。"
_SET_BACK_VERB = "核对过了，照样备份"


class BackupsPart(Part):
    """Three facts with their verbs, the list, and instead of the list a comparison."""

    fills = True

    def __init__(self, desk: Desk) -> None:
        super().__init__("备份", _TEXT)
        self.desk = desk
        self._states: dict[Path, State] = {}
        self._elsewhere: Path | None = None
        self._unlisted = ""
        self.panel: ComparisonPanel | None = None
        self.table = BackupTable()
        self.table.opened.connect(lambda _path: self.compare())
        self.here = _Fact("本机", "立即备份", self.make_copy)
        self.second = _Fact("另一处", "复制到U盘…", self.copy_away)
        self.drill = _Fact("恢复演练", "现在演练", self.hold_drill)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._listing())
        self.body.addWidget(self._stack, 1)
        desk.copied.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read the shelf and the facts anew."""
        self._show_facts()
        self._show_copies()

    def make_copy(self, accept_set_back: bool = False) -> None:
        """立即备份."""
        opened = self.desk.opened

        def work(progress: Progress) -> Copy:
            with DB.connection_context():
                return make_backup(opened, "manual", progress, accept_set_back=accept_set_back)

        def failed(error: KnownError) -> None:
            known_set_back = isinstance(error, SetBack)
            verb, action = (_SET_BACK_VERB, lambda: self.make_copy(True)) if known_set_back else ("", None)
            messages.bar(self, str(error), "stop", verb, action)
            self.refresh()

        jobs.start(self, "备份", work, done=self._made, failed=failed, hold=self.here)

    def copy_away(self) -> None:
        """复制到U盘."""
        folder = messages.directory(self, "选择U盘，或另一块硬盘上的文件夹")
        if folder is None:
            return
        opened = self.desk.opened
        self._run(
            "复制到U盘", lambda progress: copy_to_second_place(opened, folder, progress), self._copied, self.second
        )

    def hold_drill(self) -> None:
        """现在演练."""
        opened = self.desk.opened
        self._run("恢复演练", lambda progress: drill(opened, progress=progress), self._drilled, self.drill)

    def look_elsewhere(self) -> None:
        """List the copies of a stick, or those of this PC again."""
        if self._elsewhere is not None:
            self._elsewhere = None
            self._show_copies()
            return
        folder = messages.directory(self, "选择存过备份的U盘或文件夹")
        if folder is None:
            return
        try:
            found = copies_at(folder)
        except KnownError as error:
            messages.known(self, error)
            return
        if found:
            self._elsewhere = folder
            self._show_copies(found)
        else:
            messages.bar(self, f"“{folder}”里没有备份。备份放在名为 quntuan-backup 的文件夹里，请选U盘本身。", "warn")

    def check_all(self) -> None:
        """Read every listed copy from end to end."""
        copies, key = list(self.table.copies.values()), self.desk.opened.data_key

        def work(progress: Progress) -> dict[Path, State]:
            found: dict[Path, State] = {}
            for place, copy in enumerate(copies):
                progress.step(copy.called(), place, len(copies))
                problem = damage_of(copy) or problem_of(copy, key)
                found[copy.path] = ("stop", problem.rstrip("。")) if problem else GOOD
            return found

        self._run("检查备份", work, self._checked, self._list_verbs)

    def compare(self) -> None:
        """与今天比较: check the chosen copy and show what differs."""
        copy, opened = self.table.chosen, self.desk.opened
        if copy is not None:
            messages.clear_bar(self)
            self._run("比较", lambda _progress: difference(copy, opened), self._show_difference, self._list_verbs)

    def step_back(self) -> bool:
        """Close the comparison; the list is where it was."""
        if self.panel is None:
            return False
        panel, self.panel = self.panel, None
        self._stack.removeWidget(panel)
        panel.hide()
        panel.deleteLater()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _run(self, title: str, ask: Callable[[Progress], T], done: Callable[[T], object], hold: QWidget) -> None:
        def work(progress: Progress) -> T:
            with DB.connection_context():
                return ask(progress)

        jobs.start(self, title, work, done=done, hold=hold)

    def _made(self, copy: Copy) -> None:
        self.desk.copy_failure = ""
        messages.clear_bar(self)
        messages.toast(self, f"已备份：{copy.contents.in_words()}。")
        self.desk.copied.emit()

    def _copied(self, made: SecondCopy) -> None:
        if made.warning:
            messages.bar(self, made.warning, "warn")
        else:
            where = made.copy.path.parent
            messages.bar(self, f"已复制到 {where}，并读回核对过。", "done")
        self.desk.copied.emit()

    def _drilled(self, report: DrillReport) -> None:
        if report.passed:
            messages.toast(self, "恢复演练通过。")
        else:
            messages.bar(self, report.sentence(), "stop")
        self.desk.copied.emit()

    def _checked(self, found: dict[Path, State]) -> None:
        self._states |= found
        bad = sum(state is not GOOD for state in found.values())
        if bad:
            messages.bar(self, f"检查了 {len(found)} 份，有 {bad} 份不能用，见状态一栏。其余的完好。", "warn")
        else:
            messages.toast(self, f"检查了 {len(found)} 份备份，全部完好。")
        self._show_facts()
        self._show_copies(list(self.table.copies.values()))

    def _show_difference(self, found: Difference) -> None:
        self.step_back()
        problem = found.problem.rstrip("。")
        self._states[found.copy.path] = ("stop", problem) if problem else GOOD
        self.table.reread()
        self._show_facts()
        self.panel = ComparisonPanel(found)
        self.panel.closed.connect(self.step_back)
        self.panel.restore_asked.connect(lambda: self.desk.restore_asked.emit(found.copy))
        self._stack.addWidget(self.panel)
        self._stack.setCurrentWidget(self.panel)
        self.panel.start()

    def _show_facts(self) -> None:
        today, copies = self.desk.today(), self._copies_here()
        last = next((copy for copy in copies if copy.described), None)
        trouble = self._unlisted or self.desk.copy_failure
        if trouble:
            self.here.say("stop" if self._unlisted else "warn", trouble)
        elif last is not None and (last.flaw or self._states.get(last.path, GOOD) is not GOOD):
            self.here.say("stop", f"最近一份（{when(last.made_at, today)}）已损坏，请立即备份。")
        elif last is None:
            self.here.say("warn", "还没有备份。关闭窗口时会自动做一份。")
        else:
            words = f"最近一份是{when(last.made_at, today)}（{REASONS[last.reason]}），{last.contents.in_words()}。"
            self.here.say("done", words)
        due, words = second_place_due(today), second_place_words(today)
        ask = "请插入U盘复制一份，硬盘坏了还有它。" if due else "每周一次，存在U盘或另一块硬盘上。"
        self.second.say("warn" if due else "done", f"{words}。{ask}")
        report = last_drill()
        if report is None:
            self.drill.say("wait", "每月自动做一次，看备份是不是真能恢复；还没有做过。")
        else:
            kind = "stop" if not report.passed else "wait" if drill_due(today) else "done"
            held = when(datetime.fromisoformat(report.at), today)
            self.drill.say(kind, f"{held}　{report.sentence().removeprefix('恢复演练')}")

    def _show_copies(self, found: Sequence[Copy] | None = None) -> None:
        place = self.desk.opened.place
        if found is None:
            try:
                found = copies_at(self._elsewhere) if self._elsewhere else self._copies_here()
            except KnownError:  # the stick was pulled out
                self._elsewhere, found = None, self._copies_here()
        self.table.show_copies(found, self._states)
        where = f"“{self._elsewhere.name or self._elsewhere}”里的备份" if self._elsewhere else "这台电脑上的备份"
        self._heading.setText(f"{where}　{len(found)} 份")
        self._elsewhere_button.setText("回到本机的备份" if self._elsewhere else "看U盘上的备份…")
        self._list_verbs.setEnabled(bool(found))
        kept = sorted(place.directory.glob(f"{ASIDE}*"))
        self._aside.setText(f"恢复前保留的数据：{'、'.join(path.name for path in kept)}")
        self._aside_line.setVisible(bool(kept))

    def _copies_here(self) -> list[Copy]:
        self._unlisted = ""
        try:
            return list_copies(self.desk.opened.place)
        except KnownError as error:
            self._unlisted = str(error)
            return []

    def _listing(self) -> QWidget:
        made = QWidget()
        inside = column(made, 8)
        for fact in (self.here, self.second, self.drill):
            inside.addWidget(fact)
        inside.addWidget(hairline())
        self._heading = label("", "section")
        self._elsewhere_button = button("", self.look_elsewhere, "plain", "usb")
        head = row()
        head.addWidget(self._heading)
        head.addStretch(1)
        head.addWidget(self._elsewhere_button)
        inside.addLayout(head)
        inside.addWidget(self.table, 1)
        inside.addWidget(self._make_verbs())
        inside.addWidget(self._make_aside())
        return made

    def _make_verbs(self) -> QWidget:
        self._list_verbs = QWidget()
        line = row(self._list_verbs)
        self.compare_button = button("与今天比较，再决定恢复", self.compare)
        line.addWidget(self.compare_button)
        line.addStretch(1)
        line.addWidget(button("全部检查一遍", self.check_all, "plain"))
        return self._list_verbs

    def _make_aside(self) -> QWidget:
        self._aside_line = QWidget()
        line = row(self._aside_line)
        self._aside = label("", "second", wrap=True)
        line.addWidget(self._aside, 1)
        folder = self.desk.opened.place.directory
        line.addWidget(button("打开文件夹", lambda: messages.open_directory(folder), "link"))
        return self._aside_line


class _Fact(QWidget):
    """One line: a mark, what it is about, how it stands, and the verb that mends it."""

    def __init__(self, title: str, verb: str, action: Callable[[], Any]) -> None:
        super().__init__()
        self._mark = Mark("wait")
        self._title = label(title, "strong")
        self._text = label("", wrap=True)
        self.button = button(verb, action)
        line = row(self, 8)
        line.addWidget(self._mark)
        line.addWidget(self._title)
        line.addWidget(self._text, 1)
        line.addWidget(self.button)
        self._fit()

    @property
    def text(self) -> str:
        """How it stands."""
        return self._text.text()

    def say(self, kind: str, text: str) -> None:
        """Say how it stands; `kind` is one of the marks."""
        self._mark.show_kind(kind)
        self._text.setText(text)

    def changeEvent(self, event: Any) -> None:
        """Grow with the font."""
        super().changeEvent(event)
        if event.type() == event.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self._title.setFixedWidth(style.px(70))
        self.button.setFixedWidth(style.px(118))
