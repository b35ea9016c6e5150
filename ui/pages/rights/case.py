"""One petition beside the list: her wishes on top, the line of steps with the current one open, the clocks beside it,
what belongs to it, and every correction beside the first text.

Of somebody else's protected case nothing is shown until a reason was given, which the history inside keeps. Gathers
and shows; what is done are the verbs of `models.rights`.
"""

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from models.core.errors import KnownError, Problem
from models.core.record import is_protected
from models.office.calendar import office_calendar
from models.rights.clocks import clocks
from models.rights.file import Parts, case_of, parts_of_case
from models.rights.harm import is_reported, must_report
from models.rights.helping import excuse_report
from models.rights.printed import record_of
from models.rights.procedure import reached, steps
from models.rights.records import CASE_COLUMNS, RUNNING, RightsCase
from models.rights.verbs import change_case, take_rights_step
from ui import style
from ui.clearance import clearance_of
from ui.desk import Desk
from ui.offering import may, offer
from ui.pages.rights.acting import act, mask_case, saved
from ui.pages.rights.clock_list import ClockList
from ui.pages.rights.ends import Ends
from ui.pages.rights.entry import EntryView, Scrolled, Why
from ui.pages.rights.halves import Halves
from ui.pages.rights.head import CaseHead, papers_of
from ui.pages.rights.intake import finders, sections
from ui.pages.rights.sections import Sections
from ui.pages.rights.steps import StepForm, StepView, columns_of, line_of
from ui.pages.rights.versions_view import VersionsView, corrections
from ui.widgets.asking import question, reason
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.inline_form import InlineForm
from ui.widgets.parts import column, row
from ui.widgets.stepper import Stepper

BESIDE_FROM = 700
CLOCKS_WIDTH = 250
STEPS, CLOCKS, ENTRY, PARTS, CHANGES = "办理", "期限", "登记内容", "各项记录", "更正"
OWED = "受害人是孩子或没有完全行为能力的人，要立即报告。登记报告或写明没有报告的原因，才能往下办。"
NOTE_COLUMNS = ("safe_contact", "wishes")


class CasePanel(QFrame):
    """One case; `print_asked`: form, kind of record, uid."""

    closed = Signal()
    print_asked = Signal(str, str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("detail")
        self.desk = desk
        self._clearance = clearance_of(desk)
        self._case: RightsCase | None = None
        self._parts = Parts()
        self._looking = ""
        self._stood = ("", "")
        self._lacking_told = False
        self._body: QWidget | None = None
        self._beside: bool | None = None
        self.asking: InlineForm | None = None
        self._ends = Ends(desk, self)
        self.head = CaseHead(self.closed.emit, self.ask_wishes, self._papers, self._ends.ways)
        self.bar, self.note = self.head.bar, self.head.note
        self.stop, self.waiting = self.head.stop, self.head.waiting
        self._make_parts()
        self._lay_out()
        self.stepper.chosen.connect(self.look_at)
        self.parts_view.print_asked.connect(self.print_asked)
        self.turn(STEPS)

    @property
    def case(self) -> RightsCase:
        """The case shown."""
        assert self._case is not None
        return self._case

    @property
    def uid(self) -> str:
        """Its uid; empty while none is shown."""
        return self._case.uid if self._case else ""

    @property
    def is_protected(self) -> bool:
        """Whether it lies in the compartment."""
        return self._case is not None and is_protected(self._case)

    @property
    def dirty(self) -> bool:
        """Whether anything is half typed here."""
        typed = isinstance(self._body, StepForm) and self._body.dirty
        return typed or self.parts_view.dirty or (self.asking is not None and self.asking.form.dirty)

    def show_case(self, case: RightsCase) -> None:
        """Open a case; the reason is asked first where there must be one."""
        self._forget()
        self._case = case
        self._lacking_told = False
        self.bar.clear()
        inside = self._clearance.inside
        if not is_protected(case) or case.uid in self._clearance.opened or inside is None:
            self._begin()
        elif case.created_by == self.desk.session.user:
            self._open("")
        else:
            self._ask_why()

    def reread(self) -> None:
        """Records were written: show what is stored; what is being typed stays."""
        if self._case is None or self.asking_why:
            return
        try:
            self._case = case_of(self.uid, self._clearance.inside)
        except KnownError:
            self.closed.emit()
            return
        # The verb has changed the record that it was given: where the case stood is remembered apart.
        if self._stood != (self._case.step, self._case.status):
            self._looking = self._case.step
        self._show()

    def go_to(self, target: str, field: str) -> None:
        """Where a field is typed: a column of the case, or of what belongs to it."""
        if self.asking_why or not field:
            return
        if target != self.uid:
            self.turn(PARTS)
            self.parts_view.change(record_of(target, self._clearance.inside), field)
        elif field in NOTE_COLUMNS:
            self.ask_wishes(field)
        elif field in {name for step in steps().values() for name in columns_of(step)} - {"problem", "name"}:
            self._go_to_step(field)
        elif field in CASE_COLUMNS:
            self.change_entry(field)

    def turn(self, word: str) -> None:
        """Bring a view to the front."""
        self._front = word
        self._halves.press(word)
        beside = bool(self._beside)
        self._stack.setCurrentWidget(self._views[STEPS if word == CLOCKS else word])
        self.stepper.setVisible(word != CLOCKS)
        self.clocks.setVisible(beside or word == CLOCKS)

    def look_at(self, key: str) -> None:
        """Open a step: the current one to type in, another to read."""
        self._looking = key
        self._put_body()
        self.stepper.bring_up(key)

    def save(self) -> bool:
        """Keep what is typed, without finishing the step."""
        if self.asking is not None:
            return self.asking.save()
        if self._front == PARTS:
            self.parts_view.save()
            return True
        form = self._body
        if not isinstance(form, StepForm) or not form.dirty:
            return True
        values, problems = form.gather()
        if problems:
            return False
        if values and act(self.desk, self, self.case, change_case, values) is None:
            return False
        form.form.mark_saved()
        self.reread()
        return True

    def finish(self) -> None:
        """完成这一步."""
        form = self._body
        if not isinstance(form, StepForm):
            return
        values, problems = form.gather()
        if problems:
            return
        if self.stop.text:  # stands above already, with the ways on
            self.stop.first_way().setFocus()
            return
        lacking = form.lacking()
        if lacking:
            self._tell_lacking(lacking)
            first = next(name for name, editor in form.form.editors.items() if editor.field.label in lacking)
            form.form.go_to(first)
            return
        form.form.mark_saved()
        if act(self.desk, self, self.case, take_rights_step, values) is None:
            form.show_case(self.case)
            form.form.restore({name: CASE_COLUMNS[name].show(value) for name, value in values.items()})
            return
        self.bar.clear()
        self.reread()
        self.look_at(self.case.step)

    def step_back(self) -> bool:
        """Esc: away with what is open over the steps; False when there was nothing."""
        if self.asking_why:
            return False
        if self.close_asking() or self.parts_view.close_form():
            return True
        if self._front != STEPS:
            self.turn(STEPS)
            return True
        if self._case is not None and self._looking != self._case.step:
            self.look_at(self._case.step)
            return True
        return False

    def ask(self, form: InlineForm) -> None:
        """Open a small form over the views."""
        self.close_asking()
        self.asking = form
        form.closed.connect(self.close_asking)
        self._place.insertWidget(0, form)
        self._asked.show()
        self._stack.hide()
        self._offer_views(False)
        form.start()

    def close_asking(self) -> bool:
        """Take it away; False when there was none."""
        if self.asking is None:
            return False
        form, self.asking = self.asking, None
        self._place.removeWidget(form)
        form.hide()
        form.deleteLater()
        self._asked.hide()
        self._stack.show()
        self._offer_views(True)
        return True

    def ask_wishes(self, field: str = "") -> None:
        """Her wishes and the rule for safe contact."""
        self._ask_columns(RecordForm([Section("", [CASE_COLUMNS[name] for name in NOTE_COLUMNS])]), "保存", field)

    def change_entry(self, field: str = "") -> None:
        """The registration, open for a correction."""
        form = RecordForm(sections(), finders())
        mask_case(form, self.desk, lambda: self._case)
        self._ask_columns(form, "保存更正", field)

    def change_step(self, key: str, field: str = "") -> None:
        """An earlier step, open for a correction."""
        step = steps()[key]
        form = RecordForm([Section(step.title, [CASE_COLUMNS[name] for name in columns_of(step)])])
        self._ask_columns(form, "保存更正", field)

    def print_one(self, key: str = "rights.intake") -> None:
        """A paper of the case."""
        self.print_asked.emit(key, self.case.kind(), self.uid)

    @property
    def asking_why(self) -> bool:
        """Whether the reason for opening is still asked."""
        return self._stack.currentWidget() is self._why

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Clocks beside the steps where there is room, else as a view of their own."""
        super().resizeEvent(event)
        beside = self.width() >= style.px(BESIDE_FROM)
        if beside != self._beside:
            self._beside = beside
            self._halves.offer(CLOCKS, not beside)
            self.head.show_width(beside)
            self.clocks.setMaximumWidth(style.px(CLOCKS_WIDTH) if beside else 16_777_215)
            self.turn(STEPS if self._front == CLOCKS and beside else self._front)

    def _begin(self) -> None:
        self._looking = self.case.step
        self.turn(STEPS)
        self._show()
        self.stepper.bring_up(self._looking)

    def _ask_why(self) -> None:
        self.head.show_covered(self.case)
        self._stack.setCurrentWidget(self._why)
        self._offer_views(False)
        self._why.ask(self._open)

    def _open(self, why: str) -> list[Problem] | None:
        inside = self._clearance.inside
        if inside is None:
            self.closed.emit()
            return None
        try:
            self._case = inside.open_record(self.case, why)
        except KnownError as error:
            self.bar.say(str(error), "stop")
            return None
        self._clearance.opened.add(self.uid)
        self.bar.clear()
        self._begin()
        return []

    def _show(self) -> None:
        case, inside = self.case, self._clearance.inside
        self._stood = (case.step, case.status)
        self._parts = parts_of_case(case, inside)
        self.head.show_case(case)
        self.head.print_button.setEnabled(may(self.desk, "print_form"))
        self._show_stop()
        self.waiting.say(*self._ends.waiting())
        now = self.desk.session.clock()
        self.clocks.show_clocks(clocks(case, self._parts, now, office_calendar()))
        self.parts_view.show_case(case, self._parts)
        self._entry.show_case(case, self.desk, self.change_entry)
        found = corrections([case, *self._parts.all()], inside)
        self.changes.show_corrections(found)
        self._halves.show_count(CHANGES, len(found))
        self._offer_views(self.asking is None)
        self._put_body()

    def _show_stop(self) -> None:
        case = self.case
        owed = case.status == RUNNING and not is_reported(case) and must_report(case)
        ways = [("登记强制报告", lambda: self._begin_part("report")), ("说明没有报告的原因", self._excuse)]
        self.stop.say(OWED if owed else "", ways if owed else (), "stop")

    def _papers(self) -> list[tuple[str, Any]]:
        return [(title, partial(self.print_one, key)) for key, title in papers_of(self.uid, self._clearance.inside)]

    def _begin_part(self, key: str) -> None:
        self.bar.clear()
        self.turn(PARTS)
        self.parts_view.begin(key)

    def _excuse(self) -> None:
        def store(values: dict[str, Any]) -> list[Problem] | None:
            return saved(act(self.desk, self.asking or self, self.case, excuse_report, values["reason"]))

        self.ask(question([reason("没有报告的原因和依据")], "记下原因", store))

    def _put_body(self) -> None:
        case = self.case
        current = self._looking == case.step and case.status == RUNNING
        body = self._body
        if current and isinstance(body, StepForm) and body.step.key == case.step:
            if not body.dirty:
                body.show_case(case)
        else:
            self._drop_body()
            self._body = self._step_form() if current else self._step_view()
        self._show_line()
        self.stepper.put_body(self._looking, self._body)

    def _step_form(self) -> StepForm:
        step = steps()[self.case.step]
        form = StepForm(self.case, [(f"完成“{step.short}”", self.finish), ("先保存", self.save)])
        form.edited.connect(self._show_line)
        for action, one in zip(("take_rights_step", "change_case"), form.buttons, strict=True):
            offer(self.desk, action, one)
        return form

    def _step_view(self) -> StepView:
        step = steps()[self._looking]
        may_mend = reached(step.key, self.case.step) and self.case.status == RUNNING and may(self.desk, "change_case")
        ways = [("修改", lambda: self.change_step(step.key))] if may_mend else []
        return StepView(self.case, step, ways)

    def _show_line(self) -> None:
        form = self._body
        lacking = form.lacking() if isinstance(form, StepForm) else []
        if self._lacking_told:
            self._tell_lacking(lacking)
        self.stepper.show_steps(line_of(self.case, lacking))

    def _tell_lacking(self, lacking: list[str]) -> None:
        """The bar goes on telling the truth while she types, and goes when nothing is lacking."""
        self._lacking_told = bool(lacking)
        if lacking:
            self.bar.say(f"这一步还缺：{'、'.join(lacking)}。填好再完成。", "warn")
        else:
            self.bar.clear()

    def _go_to_step(self, field: str) -> None:
        step = next(step for step in steps().values() if field in columns_of(step))
        if step.key == self.case.step and self.case.status == RUNNING:
            self.turn(STEPS)
            self.look_at(step.key)
            if isinstance(self._body, StepForm):
                self._body.form.go_to(field)
        elif reached(step.key, self.case.step):
            self.change_step(step.key, field)
        else:
            self.turn(STEPS)
            self.look_at(step.key)

    def _ask_columns(self, form: RecordForm, verb: str, field: str) -> None:
        form.show_values(dict(self.case.__data__))

        def store(_values: dict[str, Any]) -> list[Problem] | None:
            changed = form.changed_values()
            return saved(act(self.desk, self.asking or self, self.case, change_case, changed)) if changed else []

        self.ask(InlineForm(form, verb, store))
        if field:
            form.go_to(field)

    def _offer_views(self, on: bool) -> None:
        self._halves.enable(on)
        self._halves.setVisible(not self.asking_why)

    def _drop_body(self) -> None:
        self.stepper.put_body("", None)
        if self._body is not None:
            self._body.deleteLater()
        self._body = None

    def _forget(self) -> None:
        """Nothing of the case that was shown is left."""
        self.close_asking()
        self.parts_view.close_form()
        self._drop_body()
        self._case, self._parts = None, Parts()

    def _make_parts(self) -> None:
        self.stepper, self.clocks = Stepper(), ClockList()
        self.parts_view, self.changes = Sections(self.desk), VersionsView()
        self._halves = Halves((STEPS, CLOCKS, ENTRY, PARTS, CHANGES), self.turn)
        self._entry, self._why = EntryView(), Why()
        middle = QWidget()
        across = row(middle, 16)
        across.addWidget(self.stepper, 1)
        across.addWidget(self.clocks, 1)
        views = (middle, self._entry, self.parts_view, self.changes)
        self._views = dict(zip((STEPS, ENTRY, PARTS, CHANGES), views, strict=True))
        self._stack = QStackedWidget()
        for view in (*self._views.values(), self._why):
            self._stack.addWidget(view)
        self._asked = Scrolled()
        self._place = self._asked.renew(0, 0)
        self._place.addStretch(1)
        self._asked.hide()
        self._front = STEPS

    def _lay_out(self) -> None:
        layout = column(self, 6)
        layout.addWidget(self.head)
        layout.addWidget(self._halves)
        body = column(spacing=4, margins=(16, 0, 4, 8))
        body.addWidget(self._asked, 1)
        body.addWidget(self._stack, 1)
        layout.addLayout(body, 1)
