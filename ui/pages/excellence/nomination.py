"""A nomination opened beside its list: its steps, what speaks against it, the departments that were asked, its papers.

Gathers and shows; what is done are verbs, what may be done is told by `award_rules` and `award_steps`.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from models.core.codes import table
from models.core.errors import Problem
from models.core.fields import CodeField
from models.core.record import Record
from models.excellence.award_steps import close_nomination, reopen_nomination, return_step, take_step
from models.excellence.awards import (
    REFUSED,
    RUNNING,
    WITHDRAWN,
    Consultation,
    Nomination,
    award_of,
    change_nomination,
    consult,
    consult_all,
    consultations_of,
    remove_consultation,
)
from models.excellence.texts import CONSULT, award
from ui.desk import Desk
from ui.offering import may, offer, verb_or_reason
from ui.pages.attachments import Attachments
from ui.pages.excellence.asking import ask, shelf_of
from ui.pages.excellence.campaign import StepsHeld
from ui.pages.excellence.honour_kinds import STEP_FIELDS
from ui.pages.excellence.nomination_step import StepForm
from ui.pages.excellence.nomination_words import answer_words, conditions_of, told_of, trail_of
from ui.pages.excellence.panels import StrivingPanel
from ui.pages.register import Register
from ui.widgets.condition_row import ConditionLine, ConditionRow
from ui.widgets.filter_bar import Choice
from ui.widgets.form_page import FormPanel
from ui.widgets.inline_form import Entries, Entry
from ui.widgets.parts import button, column, label, row
from ui.widgets.reasons import ReasonStrip

_ANSWERED = (Consultation.answer, Consultation.asked_on, Consultation.answered_on, Consultation.by)


class Conditions(QWidget):
    """What speaks against it, a card each; `rows` by rule."""

    def __init__(self, panel: "NominationPanel") -> None:
        super().__init__()
        self.rows: dict[str, ConditionRow] = {}
        self._panel = panel
        self._lines: QVBoxLayout = column(spacing=8)
        layout = column(self, 8)
        layout.addWidget(label("条件", "section"))
        layout.addLayout(self._lines)

    def show_lines(self, found: Sequence[ConditionLine], running: bool) -> None:
        """Show these; half-typed reasons stay."""
        typed = {key: shown.typed for key, shown in self.rows.items() if shown.typed}
        while self._lines.count():
            old = self._lines.takeAt(0).widget()
            old.hide()
            old.deleteLater()
        self.rows = {}
        for one in found:
            made = ConditionRow(one, running)
            made.field_asked.connect(self._panel.go_to)
            made.waived.connect(self._panel.explain)
            made.type_reason(typed.get(one.key, ""))
            self.rows[one.key] = made
            self._lines.addWidget(made)
        if not found:
            self._lines.addWidget(label("没有发现问题。", "second"))


class NominationPanel(StrivingPanel):
    """A nomination."""

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__(desk, register)
        self.why: dict[str, str] = {}
        self._opened: tuple[Any, ...] = ()
        self._start = True
        self.reasons = ReasonStrip()
        asked = row(margins=(16, 0, 16, 0))
        asked.addWidget(self.reasons)
        self.layout().insertLayout(2, asked)
        self.steps = StepsHeld("步骤")
        self.conditions = Conditions(self)
        self.asked = Entries("部门意见", "登记部门意见", self._ask_all, "还没有列出要征求意见的部门。")
        self.files = Attachments("照片和附件", "添加附件", "还没有照片和附件。")
        self._more = button("更多", self._offer_more, "plain", "chevron-down")
        self._more.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._menu = QMenu(self)
        self.tools.addWidget(self._more)
        offer(desk, "consult_departments", self.asked.begin_button)
        offer(desk, "attach", self.files.begin_button)
        self.steps.line.chosen.connect(self.open_step)
        self.put_above(self.steps, self.conditions, self.asked)
        self.put_below(self.files)
        self.form.editors["award"].edited.connect(self._follow_award)
        self.form.settled.connect(lambda name: self._follow_award() if name == "award" else None)

    def show_record(self, record: Record | None, take_keys: bool = True) -> None:
        """A stored one with its current step open, a new one with its form."""
        self.why, self._opened, self._start = {}, (), take_keys
        self.reasons.leave()
        super().show_record(record, take_keys and record is None)
        self._start = True
        self._more.setEnabled(record is not None)

    def show_below(self) -> None:
        """Steps, conditions, departments, files; the current step is open for typing."""
        nomination: Nomination = self.record
        self.steps.line.show_steps(trail_of(nomination, self.desk.today()))
        self._judge()
        rows = consultations_of(nomination)
        self.asked.show_lines([self._answer(row) for row in rows])
        self.asked.setVisible(bool(rows) or award_of(nomination).place(CONSULT) >= 0)
        self.files.show_shelf(shelf_of(self.desk, self, nomination, "附件"))
        here = (nomination.id, nomination.step, nomination.status)
        if here != self._opened:
            self._opened = here
            self.steps.close_form()
            if nomination.status == RUNNING:
                self._open(nomination.step, self._start)

    def step_back(self) -> bool:
        """Esc: the question first, then a small form; the current step stays open."""
        if not self.reasons.isHidden():
            self.reasons.leave()
            return True
        if self._at_current():
            away = [part.put_away() for part in self._lists() if part is not self.steps]
            return any(away)
        closed = super().step_back()
        if closed:
            self._back_to_current()
        return closed

    def open_step(self, key: str) -> None:
        """Open another step, to fill in or to read, and go into it."""
        if self.record is not None:
            self._open(key)

    def keep_draft(self) -> bool:
        """What is half typed at a step is kept as well."""
        step = self._keep_step()
        return super().keep_draft() or step

    def go_to(self, field: str) -> None:
        """Into a field, of the form or of a step."""
        if field in self.form.editors or self.record is None:
            super().go_to(field)
            return
        kind = award_of(self.record)
        step = next((one for one in kind.steps if field in STEP_FIELDS.get(one.key, ())), None)
        if step is not None and self._open(step.key):
            self.steps.form.form.go_to(field)

    def explain(self, rule: str, reason: str) -> None:
        """A reason that goes with the step when it is finished."""
        self.why[rule] = reason
        self._judge()

    def finish(self, values: dict[str, Any]) -> list[Problem] | None:
        """Store what was typed, then take the step."""
        step = self.steps.form
        if self.form.dirty and not FormPanel.save(self):
            return None
        changed, taken = step.changed(values), step.taken(values)
        if changed and self.desk.do(step, change_nomination, self.record, changed, quiet=True) is None:
            return None
        said = {
            "on": taken.get("taken_on"),
            "by": taken.get("by") or "",
            "agrees": taken.get("agrees"),
            "opinion": taken.get("opinion") or "",
        }
        if self.desk.do(step, take_step, self.record, **said, reasons=self.why) is None:
            return None
        step.drop_draft()
        self.why = {}
        return []

    def _put_away(self) -> bool:
        self._keep_step()
        return super()._put_away()

    def _at_current(self) -> bool:
        return isinstance(self.steps.form, StepForm) and self.steps.form.current

    def _back_to_current(self) -> None:
        """Another step was looked at: the current one is open again."""
        if self.steps.form is None and self.record is not None and self.record.status == RUNNING:
            self._open(self.record.step, start=False)

    def _keep_step(self) -> bool:
        step = self.steps.form
        return isinstance(step, StepForm) and step.keep_draft()

    def _open(self, key: str, start: bool = True) -> bool:
        """The form under a step; False for one at which there is nothing to type."""
        nomination = self.record
        step = award_of(nomination, self.desk.today()).step(key)
        current = key == nomination.step and nomination.status == RUNNING and may(self.desk, "take_award_step")
        told = told_of(nomination, key)
        form = StepForm(self.desk, nomination, step, told, self._keep, self.finish if current else None)
        if not form.form.editors and not told:
            form.deleteLater()
            return False
        form.button.setVisible(bool(form.columns) and may(self.desk, "change_nomination"))
        self.steps.at = key
        self.steps.open_form(form, start)
        form.closed.connect(self._back_to_current)
        return True

    def _keep(self, values: dict[str, Any]) -> list[Problem] | None:
        step = self.steps.form
        changed = step.changed(values)
        if changed and self.desk.do(step, change_nomination, self.record, changed) is None:
            return None
        step.columns_stored()
        return []

    def _judge(self) -> None:
        found = conditions_of(self.record, self.desk.today(), self.why)
        self.conditions.show_lines(found, self.record.status == RUNNING)

    def _forms(self) -> Sequence[Any]:
        from reports.forms.of_excellence import keys_for

        keys = keys_for([self.record.uid])
        return [form for form in super()._forms() if form.key in keys]

    def _fill(self) -> None:
        super()._fill()
        self._follow_award()

    def _follow_award(self) -> None:
        """Only what its kind of award asks for: a person, or a collective."""
        key = self.form.readable_values(["award"]).get("award")
        kind = award(key, self.desk.today()) if key else None
        self.form.show_section("人选", kind is None or not kind.collective)
        self.form.show_section("集体", kind is not None and kind.collective)

    def _answer(self, row: Consultation) -> Entry:
        mark, words = answer_words(row)
        verbs = [
            ("登记", verb_or_reason(self.desk, "consult_department", lambda: self._ask_one(row))),
            ("删除", verb_or_reason(self.desk, "remove_consultation", lambda: self._drop(row))),
        ]
        return Entry(Consultation.department.show(row.department), words, verbs, mark)

    def _drop(self, row: Consultation) -> None:
        self.desk.do(self, remove_consultation, row)

    def _ask_one(self, row: Consultation) -> None:
        def do(owner: Any, values: dict[str, Any]) -> Any:
            return self.desk.do(owner, consult, self.record, row.department, values)

        name = table("award.department").short(row.department)
        place = [one.id for one in consultations_of(self.record)].index(row.id)
        ask(self.asked, f"保存{name}意见", [*_ANSWERED, Consultation.opinion], dict(row.__data__), do, under=place)

    def _ask_all(self) -> None:
        """One department, or all that have not answered yet."""
        waiting = [row.department for row in consultations_of(self.record) if row.answer is None]

        def do(owner: Any, values: dict[str, Any]) -> Any:
            one = values.pop("department")
            if not one and not waiting:
                owner.form.editors["department"].say("请选择部门。", "stop")
                return None
            return self.desk.do(owner, consult_all, self.record, [one] if one else waiting, values)

        kinds = [_department(), *_ANSWERED, Consultation.opinion]
        opened = ask(self.asked, "保存部门意见", kinds, {}, do)
        if waiting:
            words = "、".join(table("award.department").short(code) for code in waiting)
            opened.form.editors["department"].say(f"不选部门，就登记到还没有答复的：{words}。")

    def _offer_more(self) -> None:
        self._menu.clear()
        for words, act in self._ways():
            self._menu.addAction(words).triggered.connect(lambda _checked=False, act=act: act())
        self._menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _ways(self) -> list[tuple[str, Any]]:
        """What is rare, and can be done now."""
        if self.record.status != RUNNING:
            return [("恢复办理…", self.reopen)]
        back = [("退回…", self.go_back)] if self._earlier() else []
        return [*back, ("结束…", self.close_it)]

    def go_back(self) -> None:
        """退回 to an earlier step."""
        question = f"把{self.record.called()}退回到哪一步？已经填写的内容都留着。"
        self.reasons.ask(question, "退回", lambda key, why: self._do(return_step, key, why), self._earlier()[::-1])

    def close_it(self) -> None:
        """It was not honoured, or is withdrawn."""
        choices = [Choice(code, Nomination.status.show(code)) for code in (REFUSED, WITHDRAWN)]
        question = f"结束{self.record.called()}？以后可以恢复办理。"
        self.reasons.ask(question, "结束", lambda key, why: self._do(close_nomination, key, why), choices)

    def reopen(self) -> None:
        """Take an end back."""
        question = f"恢复办理{self.record.called()}，从原来的步骤接着办？"
        self.reasons.ask(question, "恢复办理", lambda _none, why: self._do(reopen_nomination, why))

    def _earlier(self) -> list[Choice]:
        kind = award_of(self.record)
        return [Choice(step.key, step.title) for step in kind.steps[: max(0, kind.place(self.record.step))]]

    def _do(self, verb: Any, *args: Any) -> bool:
        return self.desk.do(self, verb, self.record, *args) is not None


def _department() -> Any:
    """One department, or none for all that have not answered."""
    field = CodeField("部门", table="award.department")
    field.name = "department"
    return field
