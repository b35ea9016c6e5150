"""From a copy back to an office that opens: why, the newest good copy, another one, the restore, and where things lie.

One card at the gate, so that the office is closed meanwhile. Restores nothing itself but asks `restoring` to.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from models.core.errors import KnownError, NotAllowed, WrongPassphrase
from models.core.progress import Progress
from models.office.backups.copies import REASONS, Copy, DamagedCopy
from models.office.backups.making import list_copies
from models.office.backups.restoring import Restored, newest_good, restore, unlock_for_restore
from models.office.backups.second_place import copies_at
from models.office.place import Place
from ui import jobs, messages, style
from ui.pages.backup_table import BackupTable, State
from ui.pages.gate import CARD_WIDTH, Card, buttons, focus
from ui.pages.opening import start_opening
from ui.widgets.parts import Mark, column, label, row
from ui.widgets.passphrase import PassphraseEditor, Secret

WIDE = 820
Way = tuple[str, Callable[[], object]]
_ASK = "输入口令（或恢复单上的恢复码），程序会从最近的备份往前找，找到第一份完好的给您看。"
_NONE_GOOD = "这台电脑上没有找到能用的备份。请插入存过备份的U盘，再点“从U盘找”。"
_KEPT = "现在的文件不会删除，会移到旁边保留。这份备份以后录入的内容要重新录入。"
_CHOOSE = "选一份备份，最近的在最上面。恢复以前会先完整检查它。"
_EMPTY = "这里还没有备份。请插入存过备份的U盘，再点“从U盘找”。"


class RescueCard(Card):
    """opened: the OpenOffice that came of it. again: back to signing in. left: she wants to quit."""

    opened = Signal(object)
    again = Signal()
    left = Signal()
    _wide = False

    def __init__(self, directory: Path, title: str, reason: str, passphrase: str = "") -> None:
        super().__init__(title)
        self.place = Place(directory)
        self.found: Copy | None = None
        self.table: BackupTable | None = None
        self._secret = passphrase
        self._states: dict[Path, State] = {}
        self._text = label(reason, wrap=True)
        self.passphrase = PassphraseEditor(Secret("passphrase", "口令"), submits=True)
        self.passphrase.input.returnPressed.connect(lambda: self._on_enter())
        self._on_enter: Callable[[], object] = self.search
        self._gauge = QProgressBar(textVisible=False)
        self._doing = label("", "second")
        self._stage: QWidget | None = None
        self.body.addWidget(self._text)
        if not reason:
            self._text.hide()

    def start(self) -> None:
        """Look for the newest good copy, asking for the passphrase first where it is not known."""
        if self._stage is None:
            if self._secret:
                self.search()
            else:
                self._show_asking()
        if self.passphrase.isVisibleTo(self):
            focus(self.passphrase.input)

    def search(self) -> None:
        """Go back from the newest copy to the first good one."""
        self._take_secret()
        if not self._secret:
            self.passphrase.say("请输入口令。", "stop")
            return
        place, secret = self.place, self._secret

        def work(progress: Progress) -> Copy | None:
            key = unlock_for_restore(place, secret)
            return newest_good(place, key.data_key, progress)

        self._show_working("正在检查备份……")
        jobs.start(self, "查找备份", work, done=self._show_found, failed=self._not_found, watch=self._follow)

    def choose_another(self) -> None:
        """Every copy of this PC as a list."""
        self._show_list(list_copies(self.place))

    def look_elsewhere(self) -> None:
        """Copies on a stick or another drive."""
        folder = messages.directory(self, "选择存过备份的U盘或文件夹")
        if folder is None:
            return
        try:
            found = copies_at(folder)
        except KnownError as error:
            messages.known(self, error)
            return
        if found:
            self.bar.clear()
            self._show_list(found)
        else:
            messages.bar(self, f"“{folder}”里没有备份。备份放在名为 quntuan-backup 的文件夹里，请选U盘本身。", "warn")

    def restore_chosen(self) -> None:
        """The copy that is chosen in the list."""
        copy = self.table.chosen if self.table is not None else None
        if copy is not None:
            self.restore(copy)

    def restore(self, copy: Copy, key: Any = None) -> None:
        """Make this copy the office's file; `key` where it is known already."""
        self._take_secret()
        if key is None and not self._secret:
            self.passphrase.say("请输入做备份那天或现在的口令。", "stop")
            focus(self.passphrase.input)
            return
        place, secret = self.place, self._secret

        def work(progress: Progress) -> Restored:
            return restore(place, copy, key or unlock_for_restore(place, secret, copy), progress=progress)

        def failed(error: KnownError) -> None:
            self._not_restored(copy, error)

        self._show_working(f"正在恢复 {copy.called()}……")
        jobs.start(self, "恢复", work, done=self._show_done, failed=failed, watch=self._follow)

    def open(self) -> None:
        """Into the restored office."""
        if not self._secret:
            self.again.emit()
            return
        self._show_working("正在打开……")
        start_opening(
            self, self.place.directory, self._secret, self.opened.emit, lambda _error: self.again.emit(), self
        )

    def _show_asking(self) -> None:
        inside = column(spacing=12)
        inside.addWidget(label(_ASK, "second", wrap=True))
        inside.addWidget(self.passphrase)
        self._on_enter = self.search
        self._put(inside, [("查找最近的备份", self.search), *self._ways()])
        self.passphrase.show()

    def _show_found(self, copy: Copy | None) -> None:
        self.found = copy
        inside = column(spacing=8)
        if copy is None:
            inside.addWidget(label(_NONE_GOOD, wrap=True))
            self._put(inside, [("从U盘找", self.look_elsewhere), *self._others()])
            return
        skipped = [other for other in list_copies(self.place) if other.number > copy.number]
        inside.addWidget(label("最近一份完好的备份", "section"))
        inside.addLayout(_facts(copy))
        if skipped:
            inside.addWidget(_marked("warn", f"比它新的 {len(skipped)} 份备份也有损坏，不能用。"))
        inside.addWidget(label(_KEPT, "second", wrap=True))
        self._put(inside, [("恢复这一份", lambda: self.restore(copy)), *self._others()])

    def _show_list(self, copies: Sequence[Copy]) -> None:
        self.table = BackupTable()
        self.table.show_copies(copies, self._states)
        self.table.setMinimumHeight(style.px(240))
        self.table.opened.connect(lambda _path: self._to_the_verb())
        inside = column(spacing=8)
        inside.addWidget(label(_CHOOSE if copies else _EMPTY, "second", wrap=True))
        inside.addWidget(self.table)
        if not self._secret:
            inside.addWidget(self.passphrase)
            self._on_enter = self.restore_chosen
        ways = self._ways()
        if copies:
            ways.insert(0, ("恢复选中的这一份", self.restore_chosen))
        self._put(inside, ways, wide=True)
        if not self._secret:
            self.passphrase.show()
        focus(self.table)

    def _show_working(self, words: str) -> None:
        inside = column(spacing=8)
        self._doing, self._gauge = label(words), QProgressBar(textVisible=False)
        self._gauge.setRange(0, 0)
        inside.addWidget(self._doing)
        inside.addWidget(self._gauge)
        self._put(inside, [])

    def _show_done(self, done: Restored) -> None:
        self._text.hide()
        inside = column(spacing=8)
        inside.addWidget(_marked("done", f"已恢复到 {done.copy.called()}。"))
        inside.addLayout(_facts(done.copy))
        ways: list[Way] = [("打开", self.open)]
        if done.aside.exists():
            inside.addWidget(label(f"恢复以前的数据保留在：{done.aside}", "second", wrap=True))
            ways.append(("打开文件夹", lambda: messages.open_directory(done.aside)))
        if done.missing:
            text = f"有 {len(done.missing)} 件附件在备份里也找不到，记录还在，附件要重新添加。"
            inside.addWidget(_marked("warn", text))
        self._put(inside, ways)

    def _not_found(self, error: KnownError) -> None:
        self._secret = ""
        self._show_asking()
        if isinstance(error, WrongPassphrase):
            self.passphrase.say(str(error), "stop")
        else:
            messages.known(self, error)
        focus(self.passphrase.input)

    def _not_restored(self, copy: Copy, error: KnownError) -> None:
        wrong = isinstance(error, WrongPassphrase)
        if isinstance(error, DamagedCopy):
            self._states[copy.path] = ("stop", "已损坏")
        # Somebody else's passphrase is needed where her roles do not let her restore.
        self._secret = "" if wrong or isinstance(error, NotAllowed) else self._secret
        shown = list(self.table.copies.values()) if self.table is not None else list_copies(self.place)
        self._show_list(shown)
        self.table.choose(copy.path)
        if wrong:
            self.passphrase.say(str(error), "stop")
            focus(self.passphrase.input)
        else:
            messages.bar(self, f"没有恢复，现在的数据没有改动。{error}", "stop", "回到打开数据", self.again.emit)

    def _ways(self) -> list[Way]:
        return [("从U盘找", self.look_elsewhere), ("再试一次打开", self.again.emit), ("退出", self.left.emit)]

    def _others(self) -> list[Way]:
        return [("另选一份", self.choose_another), ("再试一次打开", self.again.emit), ("退出", self.left.emit)]

    def _to_the_verb(self) -> None:
        """Enter in the list restores nothing by itself."""
        if self.passphrase.isVisibleTo(self):
            focus(self.passphrase.input)
        elif self._stage is not None:
            focus(self._stage.findChild(QPushButton))

    def _take_secret(self) -> None:
        if self.passphrase.isVisibleTo(self) and self.passphrase.text():
            self._secret = self.passphrase.text()

    def _follow(self, what: str, done: int, total: int) -> None:
        if what:
            self._doing.setText(f"{what}……")
        self._gauge.setRange(0, total)
        self._gauge.setValue(done)

    def _put(self, inside: Any, ways: Sequence[Way], wide: bool = False) -> None:
        """Show this stage instead of the one before; `wide` gives a list its room."""
        old, self._stage = self._stage, QWidget()
        if old is not None:
            self.passphrase.setParent(None)
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        if ways:
            inside.addLayout(buttons(ways))
        self._stage.setLayout(inside)
        self.body.addWidget(self._stage)
        self._stage.show()
        self._wide = wide
        self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(style.px(WIDE if self._wide else CARD_WIDTH))


def _facts(copy: Copy) -> Any:
    held = copy.contents
    lines = [
        ("备份时间", f"{copy.made_at:%Y年%m月%d日 %H:%M}（{REASONS.get(copy.reason, '')}）"),
        ("人员", f"{held.persons:,} 人"),
        ("最后一次操作", held.last_action_at[:16] or "没有"),
        ("操作历史", f"{held.seq:,} 步"),
    ]
    if held.cases is not None:
        lines.insert(2, ("个案", f"{held.cases:,} 件"))
    inside = column(spacing=4)
    for name, value in lines if copy.described else lines[:1]:
        line = row(spacing=12)
        title = label(name, "second")
        title.setFixedWidth(style.px(110))
        line.addWidget(title)
        line.addWidget(label(value), 1)
        inside.addLayout(line)
    return inside


def _marked(kind: str, text: str) -> QWidget:
    made = QWidget()
    line = row(made, 8)
    line.addWidget(Mark(kind))
    line.addWidget(label(text, wrap=True), 1)
    return made
