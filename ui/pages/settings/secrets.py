"""口令 and 恢复单: what opens the data. Both take a moment to compute and run in the background."""

from typing import Any

from models.core.database import DB
from models.core.errors import KnownError, WrongPassphrase
from models.office import keys
from models.office.access import sign_in_names
from models.office.office import change_passphrase, new_recovery_sheet, opened_by_recovery, renew_passphrase
from ui import jobs, messages
from ui.desk import Desk
from ui.offering import offer
from ui.pages.recovery_sheet import RecoverySheet
from ui.pages.settings.part import Part
from ui.pages.who import WhoBox
from ui.widgets.parts import button, column, row
from ui.widgets.passphrase import PassphraseEditor, Secret

_HINT = "一句话至少 12 个字符（一个汉字算两个），或 8 个以上、大小写数字符号占三种。"


class PassphrasePart(Part):
    """Another passphrase; the old one is asked for unless the recovery code opened the office."""

    def __init__(self, desk: Desk) -> None:
        recovered = opened_by_recovery(desk.opened)
        text = "您是用恢复码打开的，请现在换一个新口令。" if recovered else "换了以后，下次打开用新口令。"
        super().__init__("口令", text)
        self.desk = desk
        self.old = None if recovered else PassphraseEditor(Secret("old", "现在的口令"))
        self.first = PassphraseEditor(Secret("first", "新口令", _HINT))
        self.second = PassphraseEditor(Secret("second", "再输一次"), submits=True)
        self.second.input.returnPressed.connect(self.save)
        self.button = button("换口令", self.save, "primary")
        self.who = WhoBox("给谁换")
        names = sign_in_names(desk.opened.place.directory) if recovered else []
        self.who.offer(names if len(names) > 1 else [])
        self.who.setVisible(len(names) > 1)
        fields = column(spacing=2)
        fields.addWidget(self.who)
        for editor in (self.old, self.first, self.second):
            if editor is not None:
                fields.addWidget(editor)
        line = row()
        line.addWidget(self.button)
        line.addStretch(1)
        self.body.addLayout(fields)
        self.body.addLayout(line)

    def save(self) -> None:
        """Change it, or say at the field what is wrong."""
        if self.old is not None and not self.old.text():
            self._refuse(self.old, "请输入现在的口令。")
            return
        try:
            keys.refuse_weak(self.first.text(), (self.who.name or self.desk.session.user, self.desk.opened.office.name))
        except KnownError as error:
            self._refuse(self.first, str(error))
            return
        if self.first.text() != self.second.text():
            self._refuse(self.second, "两次输入的口令不一样，请再输一次。")
            return
        user = self.who.name
        opened, old, new = self.desk.opened, self.old.text() if self.old else None, self.first.text()

        def work(_progress: object) -> None:
            with DB.connection_context():
                if old is None:
                    renew_passphrase(opened, new, user)
                else:
                    change_passphrase(opened, old, new)

        jobs.start(self, "换口令", work, done=self._done, failed=self._failed, hold=self)

    def _done(self, _result: Any) -> None:
        for editor in (self.old, self.first, self.second):
            if editor is not None:
                editor.set_text("")
                editor.say("")
        messages.toast(self, "口令已换好，下次打开用新口令。")

    def _failed(self, error: KnownError) -> None:
        if isinstance(error, WrongPassphrase) and self.old is not None:
            self._refuse(self.old, "现在的口令不对，请再试一次。")
        else:
            messages.known(self, error)

    def _refuse(self, editor: PassphraseEditor, reason: str) -> None:
        editor.input.setFocus()
        editor.input.selectAll()
        editor.say(reason, "stop")


class RecoveryPart(Part):
    """A new recovery sheet; the one before opens nothing any more."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("恢复单", "忘了口令时用恢复单上的恢复码打开数据。单子丢了或者可能被人看过，就开一张新的。")
        self.desk = desk
        self.sheet: RecoverySheet | None = None
        self.button = button("开出新的恢复单", self.begin, "primary")
        line = row()
        line.addWidget(self.button)
        line.addStretch(1)
        self.body.addLayout(line)
        offer(desk, "new_recovery_sheet", self.button)

    def begin(self) -> None:
        """Ask first: the old sheet cannot be brought back."""
        detail = "新恢复码只显示这一次，请先准备好打印机。"
        if not messages.confirm(self, "开出新的恢复单以后，原来那张就作废了。", "开出新恢复单", detail):
            return
        opened = self.desk.opened

        def work(_progress: object) -> str:
            with DB.connection_context():
                return new_recovery_sheet(opened)

        jobs.start(self, "开出恢复单", work, done=self._show, hold=self.button)

    def _show(self, code: str) -> None:
        self.button.hide()
        session = self.desk.session
        self.sheet = RecoverySheet(self.desk.opened.office.name, session.user, code, session.clock, "完成")
        self.sheet.kept.connect(self._put_away)
        self.body.addWidget(self.sheet)

    def _put_away(self) -> None:
        self.body.removeWidget(self.sheet)
        self.sheet.hide()
        self.sheet.deleteLater()
        self.sheet = None
        self.button.show()
        messages.toast(self, "新的恢复单已开出，原来那张已作废。")
