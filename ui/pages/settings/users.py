"""用户: who may sign in, with which roles; adding, changing, leaving. Owns no rule: the verbs say what is refused."""

from typing import Any

from PySide6.QtWidgets import QSizePolicy

from models.core.database import DB
from models.core.errors import KnownError
from models.office import access, keys
from models.office.guard import allows
from models.office.roles import roles, who_may
from models.office.users import User, active_users, change_roles
from ui import jobs, messages
from ui.desk import Desk
from ui.pages.settings.part import Part
from ui.pages.settings.user_form import UserForm
from ui.widgets.inline_form import Entries, Entry
from ui.widgets.parts import label

_TEXT = "每人用自己的姓名和口令登录，操作历史记下是谁办的。停用以后，原来的口令马上打不开数据。"


class UsersPart(Part):
    """A line for every user, a form for one, and which officers are still to be named."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("用户", _TEXT)
        # Its lines wrap: no taller than its hint would be too low for large letters.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.desk = desk
        self.form: UserForm | None = None
        self.officers = label("", "second", wrap=True)
        self.users = Entries("在用和停用的用户", "增加用户", self.begin)
        self._place = self.users.layout()
        self._may_not = label("", "second", wrap=True)
        self.body.addWidget(self.officers)
        self.body.addWidget(self.users)
        self.body.addWidget(self._may_not)
        self.refresh()

    def refresh(self) -> None:
        """Read the users anew."""
        found = list(User.select().order_by(User.active.desc(), User.name))
        self.users.show_lines([self._entry(user) for user in found])
        self.officers.setText(officers_words())
        may = allows(self.desk.session, "add_user")
        self.users.begin_button.setVisible(may)
        self._may_not.setText("" if may else f"增加、停用用户和修改角色请由{who_may('add_user')}来做。")
        self._may_not.setVisible(not may)

    def begin(self, user: User | None = None) -> None:
        """Ask for a new user, or for other roles of one."""
        self.step_back()
        self.form = UserForm(user)
        self.form.closed.connect(self.step_back)
        self.form.submitted.connect(self._store)
        self._place.addWidget(self.form)
        self.form.show()
        self.form.start()

    def step_back(self) -> bool:
        """Close the open form."""
        if self.form is None:
            return False
        form, self.form = self.form, None
        self._place.removeWidget(form)
        form.hide()
        form.deleteLater()
        return True

    def save(self) -> None:
        """Save the open form."""
        if self.form is not None:
            self.form.submit()

    def _entry(self, user: User) -> Entry:
        state = "" if user.active else "已停用"
        own = "本人" if user.name == self.desk.session.user else ""
        detail = " · ".join(part for part in (state, own, user.titles()) if part)
        verbs = []
        if user.active and allows(self.desk.session, "change_roles", user):
            verbs.append(("改角色", lambda: self.begin(user)))
        if user.active and not own and allows(self.desk.session, "remove_user", user):
            verbs.append(("停用", lambda: self._remove(user)))
        return Entry(user.name, detail, verbs)

    def _store(self) -> None:
        form = self.form
        if form.user is None:
            self._add(form)
        elif self.desk.do(form, change_roles, form.user, form.roles, form.together, undoable=False) is not None:
            self._finish()

    def _add(self, form: UserForm) -> None:
        name, held, passphrase, together = form.name, form.roles, form.passphrase, form.together
        opened = self.desk.opened
        try:
            keys.refuse_weak(passphrase, (name, opened.office.name))
        except KnownError as error:
            form.refuse_passphrase(str(error))
            return

        def work(_progress: object) -> User:
            with DB.connection_context():
                return access.add_user(opened, name, held, passphrase, together)

        jobs.start(
            form, "增加用户", work, done=self._added, failed=lambda error: messages.known(form, error), hold=form
        )

    def _added(self, user: User) -> None:
        messages.toast(self, f"增加了{user.called()}（{user.titles()}），可以用这个口令登录了。")
        self._finish()

    def _remove(self, user: User) -> None:
        detail = "这位用户的口令马上作废，办过的事留在操作历史里。以后可以再增加同名用户。"
        if not messages.confirm(self, f"要停用“{user.name}”吗？", f"停用“{user.name}”", detail):
            return
        opened = self.desk.opened

        def work(_progress: object) -> None:
            with DB.connection_context():
                access.remove_user(opened, user)

        jobs.start(self, "停用用户", work, done=lambda _: self._removed(user), hold=self.users)

    def _removed(self, user: User) -> None:
        messages.toast(self, f"停用了“{user.name}”。")
        self._finish()

    def _finish(self) -> Any:
        self.step_back()
        self.refresh()
        self.desk.changed.emit(None)


def officers_words() -> str:
    """Which of the three officers (三员) nobody is yet."""
    held = {role for user in active_users() for role in user.roles}
    wanting = [role.title for role in roles().values() if role.officer and role.key not in held]
    if not wanting:
        return "三员齐备：系统管理员、安全管理员、审计员都已指定。"
    return f"三员中还没有指定{'、'.join(wanting)}，应由不同的人担任。"
