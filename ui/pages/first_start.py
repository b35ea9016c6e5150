"""First start: which unit, who, which passphrase; then the recovery sheet. Founds nothing itself but asks `opening`."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal

from models.core.errors import KnownError
from models.core.fields import NameField
from models.office import keys
from models.office.office import Founding, Office
from ui import messages
from ui.pages.gate import Card, focus
from ui.pages.opening import start_founding
from ui.pages.recovery_sheet import RecoverySheet
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.parts import button, column, hairline, label, row
from ui.widgets.passphrase import PassphraseEditor, Secret

_WELCOME = "第一次使用，先说明这台电脑是给哪个单位用的。以后都可以在“设置”里改。"
_HINT = "用一句自己好记的话，可以是拼音：至少 12 个字符，一个汉字算两个。"


class FirstStart(Card):
    """founded: the OpenOffice and its recovery code. elsewhere: another folder wanted. rescue: a copy wanted."""

    founded = Signal(object, str)
    elsewhere = Signal()
    rescue = Signal()

    def __init__(self, directory: Path) -> None:
        super().__init__("建立本单位的数据", _WELCOME)
        self.directory = directory
        self.form = RecordForm([Section("", [Office.name, Office.area_code, Office.level, _user_field()])])
        self.first = PassphraseEditor(Secret("first", "口令", _HINT))
        self.second = PassphraseEditor(Secret("second", "再输一次"), submits=True)
        self.second.input.returnPressed.connect(self.submit)
        self.first.say(_HINT)
        self.create_button = button("建立", self.submit, "primary")
        self._working = label("", "second")
        inside = column(spacing=2)
        for part in (self.form, self.first, self.second):
            inside.addWidget(part)
        where = row()
        where.addWidget(label(f"数据放在 {directory}", "second", wrap=True), 1)
        where.addWidget(button("换一个文件夹", self.elsewhere.emit, "plain"))
        last = row()
        last.addWidget(self.create_button)
        last.addWidget(self._working)
        last.addStretch(1)
        last.addWidget(button("已有备份，从U盘恢复", self.rescue.emit, "plain"))
        self.body.addLayout(inside)
        self.body.addWidget(hairline())
        self.body.addLayout(where)
        self.body.addLayout(last)

    def start(self) -> None:
        """Into the name of the unit."""
        focus(self.form.editors["name"].input)

    def submit(self) -> None:
        """Found the office with what stands there, or say what is wrong with it."""
        self.bar.clear()
        values, problems = self.form.gather()
        if problems:
            self.form.go_to_first_problem()
        elif self._passphrase_is_good():
            self._working.setText("正在建立……")
            founding = Founding(**values, passphrase=self.first.text())
            start_founding(self, self.directory, founding, self._done, self._failed, self)

    def _passphrase_is_good(self) -> bool:
        try:
            keys.refuse_weak(self.first.text(), self._names())
        except KnownError as error:
            return _refuse(self.first, str(error))
        if self.first.text() != self.second.text():
            return _refuse(self.second, "两次输入的口令不一样，请再输一次。")
        return True

    def _names(self) -> tuple[str, ...]:
        values = self.form.readable_values(["user", "name"])
        return tuple(str(value) for value in values.values() if value)

    def _done(self, opened: Any, code: str) -> None:
        self._working.setText("")
        self.founded.emit(opened, code)

    def _failed(self, error: KnownError) -> None:
        self._working.setText("")
        messages.known(self, error)


class RecoveryCard(Card):
    """The recovery sheet after founding."""

    def __init__(self, sheet: RecoverySheet) -> None:
        super().__init__("恢复单")
        self.sheet = sheet
        self.body.addWidget(sheet)

    def start(self) -> None:
        """To the printer."""
        focus(self.sheet.print_button)


def _refuse(editor: PassphraseEditor, reason: str) -> bool:
    focus(editor.input)
    editor.input.selectAll()
    editor.say(reason, "stop")
    return False


def _user_field() -> NameField:
    field = NameField("使用人", required=True, help="就是您的姓名，操作历史里会记下是谁办的。")
    field.name = "user"
    return field
