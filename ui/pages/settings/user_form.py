"""The form for one user: name, roles each with what it may do, and for a new one the passphrase twice.

Gathers and shows; what is refused is said by whoever stores it.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame

from models.core.fields import NameField
from models.office.roles import roles, two_officers
from models.office.users import User
from ui import style
from ui.widgets.editors import LineEditor
from ui.widgets.notes import Bar
from ui.widgets.parts import button, column, label, row
from ui.widgets.passphrase import PassphraseEditor, Secret

_HINT = "由本人输入：一句话至少 12 个字符（一个汉字算两个），或 8 个以上、大小写数字符号占三种。"
_TOGETHER = "兼任：确实没有别人，由这一位身兼两个管理员"


class UserForm(QFrame):
    """`user`: whose roles are changed, None for a new one. submitted: what was gathered is complete."""

    closed = Signal()
    submitted = Signal()

    def __init__(self, user: User | None) -> None:
        super().__init__()
        self.setObjectName("card")
        self.user = user
        self.bar = Bar()
        self._name = LineEditor(_name_field())
        self._first = PassphraseEditor(Secret("first", "口令", _HINT))
        self._second = PassphraseEditor(Secret("second", "再输一次"), submits=True)
        self._second.input.returnPressed.connect(self.submit)
        self.boxes = {key: QCheckBox(role.title) for key, role in roles().items()}
        self.together_box = QCheckBox(_TOGETHER)
        for key, box in self.boxes.items():
            box.setChecked(user is not None and key in user.roles)
            box.toggled.connect(lambda _on: self._offer_together())
        self._lay_out()
        self.together_box.setChecked(user is not None and len(two_officers(frozenset(user.roles))) > 0)
        self._offer_together()

    @property
    def name(self) -> str:
        """The name, tidied."""
        return str(self._name.field.parse(self._name.text()) or "")

    @property
    def roles(self) -> list[str]:
        """Keys of the ticked roles."""
        return [key for key, box in self.boxes.items() if box.isChecked()]

    @property
    def together(self) -> bool:
        """Whether several officers in one are wanted."""
        return self.together_box.isChecked() and not self.together_box.isHidden()

    @property
    def passphrase(self) -> str:
        """As typed."""
        return self._first.text()

    def start(self) -> None:
        """Into the first thing to fill in."""
        first = self._name.input if self.user is None else next(iter(self.boxes.values()))
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Say what is still wanting, or that it is complete."""
        self.bar.clear()
        if self.user is None and not self._is_named():
            return
        if not self.roles:
            self.bar.say("请至少选一个角色。", "stop")
        elif self.user is None and self._first.text() != self._second.text():
            self._refuse(self._second, "两次输入的口令不一样，请再输一次。")
        else:
            self.submitted.emit()

    def refuse_passphrase(self, reason: str) -> None:
        """Say at the passphrase why it cannot be taken."""
        self._refuse(self._first, reason)

    def _is_named(self) -> bool:
        if self._name.judge() and self.name:
            return True
        self._name.input.setFocus()
        if not self._name.message:
            self._name.say("请填写用户的姓名。", "stop")
        return False

    def _refuse(self, editor: PassphraseEditor, reason: str) -> None:
        editor.input.setFocus()
        editor.input.selectAll()
        editor.say(reason, "stop")

    def _offer_together(self) -> None:
        self.together_box.setVisible(len(two_officers(frozenset(self.roles))) > 0)

    def _lay_out(self) -> None:
        layout = column(self, 4, (12, 8, 12, 8))
        layout.addWidget(self.bar)
        if self.user is None:
            layout.addWidget(self._name)
            self._first.say(_HINT)
        else:
            layout.addWidget(label(f"“{self.user.name}”的角色", "strong"))
        for key, role in roles().items():
            line = row(spacing=12)
            self.boxes[key].setFixedWidth(style.px(116))
            line.addWidget(self.boxes[key])
            line.addWidget(label(role.summary, "second", wrap=True), 1)
            layout.addLayout(line)
        layout.addWidget(self.together_box)
        if self.user is None:
            layout.addSpacing(8)
            layout.addWidget(self._first)
            layout.addWidget(self._second)
        buttons = row(spacing=8)
        self.button = button("增加用户" if self.user is None else "保存角色", self.submit, "primary")
        buttons.addWidget(self.button)
        buttons.addWidget(button("取消", self.closed.emit))
        buttons.addStretch(1)
        layout.addLayout(buttons)


def _name_field() -> NameField:
    field = NameField("姓名", required=True, help="登录时在名单里显示，操作历史里也用它。")
    field.name = "name"
    return field
