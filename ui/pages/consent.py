"""A second user's consent to a bulk export, asked for on the page; in an office with one user nobody is asked."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from models.core.database import DB
from models.core.errors import KnownError, WrongPassphrase
from models.office.consent import consenters, permit_export
from ui import jobs, messages
from ui.desk import Desk
from ui.pages.who import WhoBox
from ui.widgets.notes import Bar
from ui.widgets.parts import button, column, label, row
from ui.widgets.passphrase import PassphraseEditor, Secret

_TEXT = "批量导出的文件里有完整的证号和电话，要第二位用户同意。请同意的人自己输入口令，导出和同意都记入操作历史。"
_NOBODY = "现在没有别的用户能同意（要审核员或安全管理员），不能批量导出。"


class Consent:
    """One page's exports. `place` is where the form opens."""

    def __init__(self, desk: Desk, page: QWidget, place: QVBoxLayout) -> None:
        self._desk, self._page, self._place = desk, page, place
        self.form: ConsentForm | None = None

    def ask(self, what: str, count: int, go_on: Callable[[str], object]) -> None:
        """Run `go_on` with a warning, or an empty one, once the export is permitted; else say why it is not."""
        self.put_away()
        if self._desk.session.alone:
            try:
                warning = permit_export(self._desk.opened, what, count)
            except KnownError as error:
                messages.known(self._page, error)
                return
            go_on(warning)
            return
        names = consenters(self._desk.opened)
        if not names:
            messages.bar(self._page, _NOBODY, "stop")
            return
        self.form = ConsentForm(what, count, names)
        self.form.given = lambda name, typed: self._prove(what, count, name, typed, go_on)
        self.form.closed = self.put_away
        self._place.insertWidget(0, self.form)
        self.form.show()
        self.form.start()

    def put_away(self) -> bool:
        """Close the form; False when none was open."""
        if self.form is None:
            return False
        form, self.form = self.form, None
        self._place.removeWidget(form)
        form.hide()
        form.deleteLater()
        return True

    def _prove(self, what: str, count: int, name: str, typed: str, go_on: Callable[[str], object]) -> None:
        opened, form = self._desk.opened, self.form

        def work(_progress: object) -> str:
            with DB.connection_context():
                return permit_export(opened, what, count, name, typed)

        def permitted(warning: str) -> None:
            self.put_away()
            go_on(warning)

        jobs.start(form, "核对口令", work, done=permitted, failed=form.refuse, hold=form)


class ConsentForm(QFrame):
    """Who consents, and with which passphrase."""

    given: Callable[[str, str], Any]
    closed: Callable[[], Any]

    def __init__(self, what: str, count: int, names: list[str]) -> None:
        super().__init__()
        self.setObjectName("card")
        self.bar = Bar()
        self.who = WhoBox("同意的人")
        self.who.offer(names)
        self.who.picked.connect(self.start)
        self.passphrase = PassphraseEditor(Secret("consent", "本人口令"), submits=True)
        self.passphrase.input.returnPressed.connect(self.submit)
        self.button = button("同意导出", self.submit, "primary")
        layout = column(self, 8, (16, 12, 16, 12))
        layout.addWidget(label(f"导出{what}：{count:,} 人", "section"))
        layout.addWidget(label(_TEXT, "second", wrap=True))
        layout.addWidget(self.bar)
        fields = row(spacing=0)
        inside = column(spacing=0)
        inside.addWidget(self.who)
        inside.addWidget(self.passphrase)
        fields.addLayout(inside, 1)
        fields.addStretch(1)
        layout.addLayout(fields)
        line = row(spacing=8)
        line.addWidget(self.button)
        line.addWidget(button("取消", lambda: self.closed()))
        line.addStretch(1)
        layout.addLayout(line)

    def start(self) -> None:
        """Into the passphrase."""
        self.passphrase.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Ask with what stands there."""
        if not self.passphrase.text():
            self.passphrase.say("请同意的人输入口令。", "stop")
            return
        self.given(self.who.name, self.passphrase.text())

    def refuse(self, error: KnownError) -> None:
        """Say why it was not permitted."""
        if isinstance(error, WrongPassphrase):
            self.start()
            self.passphrase.input.selectAll()
            self.passphrase.say(str(error), "stop")
        else:
            self.bar.say(str(error), "stop")
