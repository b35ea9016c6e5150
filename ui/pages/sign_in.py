"""Signing in: one passphrase, or the recovery code. Opens nothing itself but asks `opening` to."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal

from models.core.errors import KnownError, WrongPassphrase
from ui.pages.gate import Card, focus
from ui.pages.opening import start_opening
from ui.widgets.parts import button, column, label, row
from ui.widgets.passphrase import PassphraseEditor, Secret

_FORGOTTEN = (
    "忘了口令：从保险柜取出恢复单，在口令格里输入恢复码（带不带短横都可以）。打开以后到“设置—口令”换一个新口令。"
)


class SignIn(Card):
    """opened: the OpenOffice. refused: a KnownError other than a wrong passphrase. elsewhere: another folder wanted."""

    opened = Signal(object)
    refused = Signal(object)
    elsewhere = Signal()

    def __init__(self, directory: Path) -> None:
        super().__init__("群团工作台", f"数据放在 {directory}")
        self.directory = directory
        self.passphrase = PassphraseEditor(Secret("passphrase", "口令"), submits=True)
        self.passphrase.input.returnPressed.connect(self.submit)
        self._working = label("", "second")
        self._forgotten = label(_FORGOTTEN, "second", wrap=True)
        self._forgotten.hide()
        self.open_button = button("打开", self.submit, "primary")
        line = row()
        line.addWidget(self.open_button)
        line.addWidget(self._working)
        line.addStretch(1)
        line.addWidget(button("忘了口令？", self._forgotten.show, "plain"))
        line.addWidget(button("换一个文件夹", self.elsewhere.emit, "plain"))
        inside = column(spacing=8)
        inside.addWidget(self.passphrase)
        inside.addLayout(line)
        inside.addWidget(self._forgotten)
        self.body.addLayout(inside)

    def start(self) -> None:
        """Into the passphrase."""
        focus(self.passphrase.input)

    def submit(self) -> None:
        """Try what stands there."""
        typed = self.passphrase.text()
        if not typed:
            self.passphrase.say("请输入口令。", "stop")
            return
        self.bar.clear()
        self._working.setText("正在打开……")
        start_opening(self, self.directory, typed, self._done, self._failed, self)

    def _done(self, opened: Any) -> None:
        self._working.setText("")
        self.opened.emit(opened)

    def _failed(self, error: KnownError) -> None:
        self._working.setText("")
        if not isinstance(error, WrongPassphrase):
            self.refused.emit(error)
            return
        focus(self.passphrase.input)
        self.passphrase.input.selectAll()
        self.passphrase.say(str(error), "stop")
