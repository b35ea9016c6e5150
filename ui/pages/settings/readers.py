"""保密查阅人: who may enter the closed compartment, since when and by whom; naming and dismissing. Knows no key."""

from collections.abc import Sequence
from typing import Any

from models.core.errors import Problem
from models.office.closed.readers import (
    code_for,
    confirm_reader,
    grant_reader,
    is_pending,
    own_code,
    refused_naming,
    renewal_words,
    revoke_reader,
    waiting_readers,
)
from models.office.closed.records import ClosedReader, live_readers
from models.office.users import RECOVERY_NAME, active_users, unfit_to_read, user_named
from ui.desk import Desk
from ui.offering import reason
from ui.pages.settings.part import Part
from ui.widgets.asking import question
from ui.widgets.asking import reason as asked_reason
from ui.widgets.find_box import Choice
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.inline_form import Entries, Entry, InlineForm
from ui.widgets.notes import Bar
from ui.widgets.parts import label

_TEXT = (
    "家庭暴力、性侵害、涉及孩子的和本人要求保密的来访放在保密区里，只有这里列出的人进得去。"
    "授权和撤销都记入操作历史；安全管理员的授权和换过的恢复单，要由一位现有的查阅人核对后确认才生效。"
)
_CODE = "您的核对码是 {code}。别人授权您查阅以前，请当面让对方看一看，两边一致再授权。"


class ReadersPart(Part):
    """A line for every reader, and a form for one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("保密查阅人", _TEXT)
        self.desk = desk
        self.renewal = Bar()
        self.readers = Entries("现有的保密查阅人", "授权", self.begin, "还没有保密查阅人。")
        self._may_not = label("", "second", wrap=True)
        self.former = Entries("以前的保密查阅人")
        self.waiting = Entries("等您确认")
        self._code = label("", "second", wrap=True)
        for part in (self._code, self.renewal, self.waiting, self.readers, self._may_not, self.former):
            self.body.addWidget(part)
        self.refresh()

    def refresh(self) -> None:
        """Read the readers anew."""
        code = own_code(self.desk.opened)
        self._code.setText(_CODE.format(code=code))
        self._code.setVisible(bool(code))
        refused = self._refused("grant_reader")
        self.readers.begin_button.setEnabled(not refused)
        self.readers.begin_button.setToolTip(refused)
        self._may_not.setText(refused)
        self._may_not.setVisible(bool(refused))
        self.readers.show_lines([self._entry(reader) for reader in live_readers()])
        waiting = waiting_readers(self.desk.opened)
        self.waiting.show_lines(
            [Entry(one.name, one.sentence, [("确认", lambda name=one.name: self._confirm(name))]) for one in waiting]
        )
        self.waiting.setVisible(bool(waiting))
        gone = list(
            ClosedReader.select().where(ClosedReader.revoked_on.is_null(False)).order_by(ClosedReader.id.desc())
        )
        self.former.show_lines([_former(reader) for reader in gone])
        self.former.setVisible(bool(gone))
        told = "" if any(one.name == RECOVERY_NAME for one in waiting) else renewal_words()
        if told:
            self.renewal.say(told, "warn")
        else:
            self.renewal.clear()

    def begin(self) -> None:
        """Ask for a new reader, with the reason."""
        form = RecordForm([Section("", [ClosedReader.name, ClosedReader.reason])], {"name": self._offered})
        self.readers.open_form(InlineForm(form, "授权查阅保密区", self._grant))

    def save(self) -> None:
        """Save the open form."""
        if self.readers.form is not None:
            self.readers.form.save()

    def step_back(self) -> bool:
        """Close the open form."""
        return self.readers.close_form()

    def _entry(self, reader: ClosedReader) -> Entry:
        since = f"{ClosedReader.granted_on.show(reader.granted_on)}起，由{reader.granted_by}授权"
        shut = unfit_to_read(user_named(reader.name)) if reader.name != RECOVERY_NAME else ""
        state = "等待生效" if is_pending(reader) else f"现在进不去：{shut.rstrip('。')}" if shut else ""
        facts = (state, since, reader.reason)
        refused = self._refused("revoke_reader")
        return Entry(
            reader.name,
            " · ".join(fact for fact in facts if fact),
            [("撤销", refused or (lambda: self._ask_revoking(reader)))],
        )

    def _ask_revoking(self, reader: ClosedReader) -> None:
        def store(values: dict[str, Any]) -> list[Problem] | None:
            return self._do(revoke_reader, reader.name, values["reason"])

        self.readers.open_form(question([asked_reason("撤销原因")], f"撤销“{reader.name}”的授权", store))

    def _confirm(self, name: str) -> None:
        if self.desk.do(self, confirm_reader, self.desk.opened, name, undoable=False) is not None:
            self.refresh()

    def _grant(self, values: dict[str, Any]) -> list[Problem] | None:
        return self._do(grant_reader, values["name"] or "", values["reason"] or "")

    def _do(self, verb: Any, name: str, why: str) -> list[Problem] | None:
        done = self.desk.do(self.readers.form, verb, self.desk.opened, name, why, undoable=False)
        if done is None:
            return None
        self.refresh()
        return []

    def _offered(self, typed: str) -> Sequence[Choice]:
        named = {reader.name for reader in live_readers()}
        fit = [user for user in active_users() if user.name not in named and not unfit_to_read(user)]
        return [
            Choice(user.name, user.name, f"{user.titles()} · 核对码 {code_for(user.name)}")
            for user in fit
            if typed in user.name
        ]

    def _refused(self, action: str) -> str:
        session = self.desk.session
        return reason(self.desk, action) or refused_naming(session.user, session.alone)


def _former(reader: ClosedReader) -> Entry:
    span = f"{ClosedReader.granted_on.show(reader.granted_on)} 至 {ClosedReader.revoked_on.show(reader.revoked_on)}"
    return Entry(reader.name, f"{span} · 由{reader.revoked_by}撤销")
