"""The lock screen: after a while without a key or the mouse, or on Ctrl+L, nothing of the office is seen any more.

Owns the page that covers the window meanwhile and what brings her back. Drafts are kept; the office stays open.
"""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShortcut
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from models.core.database import DB
from models.core.errors import KnownError, WrongPassphrase
from models.office import access
from ui import jobs
from ui.desk import Desk
from ui.pages.gate import CARD_WIDTH
from ui.pages.who import WhoBox
from ui.settings import Settings
from ui.shell import Shell
from ui.style import px
from ui.widgets.cover import Cover
from ui.widgets.notes import Bar, Toast
from ui.widgets.parts import button, card, column, label, row
from ui.widgets.passphrase import PassphraseEditor, Secret

_TEXT = "没有保存的内容都留着。输入口令，回到原来的地方。"
_OTHER = "换成“{name}”登录：{user}没有保存的内容已留成草稿。"
_SIGNS_OF_LIFE = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
}


class Locking(QObject):
    """Watches one window. `other`: name and passphrase of another user, who is to be signed in instead."""

    other = Signal(str, str)

    def __init__(self, desk: Desk, shell: Shell, settings: Settings) -> None:
        super().__init__(shell)
        self._desk, self._shell, self._settings = desk, shell, settings
        self.page: LockPage | None = None
        self._before: QWidget | None = None
        self._copied_here = False
        QGuiApplication.clipboard().dataChanged.connect(self._notice_copy)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.lock)
        shell.lock_asked.connect(self.lock)
        shell.windowHandle().installEventFilter(self)
        self._wait()

    def lock(self) -> None:
        """Cover everything, keep what is half typed, and forget what others could look at."""
        if self.page is not None:
            return
        access.lock_away(self._desk.opened)
        self._before = QApplication.focusWidget()
        _close_others(self._shell)
        for page in self._shell.pages:
            page.conceal()
        if self._copied_here:
            QGuiApplication.clipboard().clear()
        self._enable_keys(False)
        self.page = LockPage(self._desk, self._shell)
        self.page.unlocked.connect(self._unlock)
        self.page.other.connect(self.other)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Any key and any move of the mouse begins the wait anew."""
        if event.type() in _SIGNS_OF_LIFE:
            self._wait()
        return False

    def _notice_copy(self) -> None:
        # What is copied while another program is in front is not ours to clear.
        self._copied_here = QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive

    def _wait(self) -> None:
        self._timer.start(self._settings.lock_after() * 60_000)

    def _unlock(self) -> None:
        page, self.page = self.page, None
        page.put_away()
        self._enable_keys(True)
        if self._shell.page is not None:
            self._shell.page.reveal()
        # Her page may have been made anew meanwhile, by work that ended behind the lock.
        if self._before is not None and isValid(self._before) and self._shell.isAncestorOf(self._before):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None
        self._wait()

    def _enable_keys(self, on: bool) -> None:
        for shortcut in self._shell.findChildren(QShortcut):
            shortcut.setEnabled(on)


class LockPage(Cover):
    """Covers the window and asks for a passphrase."""

    unlocked = Signal()
    other = Signal(str, str)

    def __init__(self, desk: Desk, shell: Shell) -> None:
        super().__init__(shell)
        self._desk = desk
        self._user = desk.session.user
        self.bar = Bar()
        self.who = WhoBox()
        self.passphrase = PassphraseEditor(Secret("passphrase", "口令"), submits=True)
        self.passphrase.input.returnPressed.connect(self.submit)
        self._text = label(_TEXT, "second", wrap=True)
        self.button = button("解锁", self.submit, "primary")
        self._working = label("", "second")
        self._offer_names()
        self._lay_out()
        self.who.list.currentTextChanged.connect(self._tell)
        self.who.picked.connect(self.start)
        self._hidden = shell.centralWidget()
        self._hidden.hide()
        self.cover(self.passphrase.input)

    def start(self) -> None:
        """Into the passphrase."""
        self.passphrase.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Try what stands there."""
        typed, name, opened = self.passphrase.text(), self.who.name or self._user, self._desk.opened
        if not typed:
            self.passphrase.say("请输入口令。", "stop")
            return
        self._working.setText("正在核对……")

        def work(_progress: object) -> None:
            with DB.connection_context():
                if name == self._user:
                    access.unlock_again(opened, typed)
                else:
                    access.prove(opened, name, typed)

        jobs.start(
            self, "核对口令", work, done=lambda _: self._passed(name, typed), failed=self._failed, hold=self.passphrase
        )

    def put_away(self) -> None:
        """Show again what was covered."""
        self._hidden.show()
        super().put_away()

    def _passed(self, name: str, typed: str) -> None:
        self._working.setText("")
        self.passphrase.set_text("")
        if name == self._user:
            self.unlocked.emit()
        else:
            self.other.emit(name, typed)

    def _failed(self, error: KnownError) -> None:
        self._working.setText("")
        self.start()
        self.passphrase.input.selectAll()
        if isinstance(error, WrongPassphrase):
            self.passphrase.say(str(error), "stop")
        else:
            self.bar.say(str(error), "stop")

    def _offer_names(self) -> None:
        names = access.sign_in_names(self._desk.opened.place.directory)
        if self._user not in names:
            names.insert(0, self._user)
        self.who.offer(names, self._user)
        self.who.setVisible(len(names) > 1)

    def _tell(self, name: str) -> None:
        same = name == self._user
        self._text.setText(_TEXT if same else _OTHER.format(name=name, user=self._user))
        self.button.setText("解锁" if same else "登录")

    def _lay_out(self) -> None:
        middle = card()
        middle.setFixedWidth(px(CARD_WIDTH))
        inner = column(middle, 12, (32, 24, 32, 24))
        inner.addWidget(label("已锁屏", "title"))
        inner.addWidget(label(f"{self._desk.opened.office.name} · {self._user}", "second"))
        inner.addWidget(self.bar)
        inner.addWidget(self._text)
        inner.addWidget(self.who)
        inner.addWidget(self.passphrase)
        buttons = row()
        buttons.addWidget(self.button)
        buttons.addWidget(self._working)
        buttons.addStretch(1)
        inner.addLayout(buttons)
        across = row()
        across.addStretch(1)
        across.addWidget(middle)
        across.addStretch(1)
        outer = column(self)
        outer.addStretch(2)
        outer.addLayout(across)
        outer.addStretch(3)


def _close_others(shell: Shell) -> None:
    """Menus, lists and boxes stand in windows of their own; closing a box is its 取消."""
    for window in QApplication.topLevelWidgets():
        if window is not shell and window.isVisible():
            window.close()
    toast = shell.findChild(Toast)
    if toast is not None:
        toast.hide()
