"""Signing in: one passphrase, or the recovery code. Opens nothing itself but asks `opening` to."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal

from models.core.errors import CannotOpen, KnownError, WrongPassphrase
from ui.pages.gate import Card, focus
from ui.pages.opening import start_opening
from ui.pages.who import WhoBox
from ui.widgets.parts import button, column, label, row
from ui.widgets.passphrase import PassphraseEditor, Secret

_FORGOTTEN = (
    "忘了口令：从保险柜取出恢复单，在口令格里输入恢复码（带不带短横都可以）。打开以后到“设置—口令”换一个新口令。"
)

NAMES_AFTER_MS = 60


class SignIn(Card):
    """opened: the OpenOffice. refused: a KnownError other than a wrong passphrase. elsewhere: another folder wanted."""

    opened = Signal(object)
    refused = Signal(object)
    elsewhere = Signal()

    def __init__(self, directory: Path, user: str = "") -> None:
        super().__init__("群团工作台", f"数据放在 {directory}")
        self.directory = directory
        self._last_user = user
        self.who = WhoBox()
        self.who.hide()
        self.who.picked.connect(self.start)
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
        inside.addWidget(self.who)
        inside.addWidget(self.passphrase)
        inside.addLayout(line)
        inside.addWidget(self._forgotten)
        self.body.addLayout(inside)
        # After the first picture: what knows the users is not loaded before.
        soon = QTimer(self, singleShot=True, interval=NAMES_AFTER_MS)
        soon.timeout.connect(self._offer_names)
        soon.start()

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
        start_opening(self, self.directory, typed, self._done, self._failed, self, self.who.name)

    def sign_in(self, user: str, passphrase: str) -> None:
        """Open as somebody whose passphrase was asked for already."""
        self._last_user = user
        self._offer_names()
        self.passphrase.set_text(passphrase)
        self.submit()

    def _offer_names(self) -> None:
        from models.office.access import sign_in_names

        try:
            names = sign_in_names(self.directory)
        except CannotOpen:
            return  # opening will meet the same trouble and tell it
        if not self.who.list.count():
            self.who.offer(names if len(names) > 1 else [], self._last_user)
        self.who.setVisible(self.who.list.count() > 0)

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
