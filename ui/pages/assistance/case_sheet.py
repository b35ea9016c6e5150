"""A help case as one page: the line of steps with the current one open, and beside it conditions, content, papers,
household, aid, visits and time line. Gathers and shows; what is done are verbs, and no rule is decided here.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QMenu, QWidget

from models.assistance.case import CASE_COLUMNS, CLOSED, RUNNING, HelpCase
from models.assistance.conditions import Condition, Verdict, conditions_of
from models.assistance.programme import Programme, ProgrammeStep
from models.assistance.programmes import programme_of
from models.assistance.steps import steps_of, take_step
from models.assistance.verbs import change_case
from models.core.errors import Problem, Severity
from ui import messages
from ui.desk import Desk
from ui.offering import may
from ui.pages.assistance.case_ends import CaseEnds
from ui.pages.assistance.case_layout import CaseLayout
from ui.pages.assistance.case_papers import papers_of_case
from ui.pages.assistance.case_step import StepEntry, StepSeen
from ui.pages.assistance.case_words import (
    DOT,
    allowance_missing,
    end_sentence,
    header_facts,
    needs_of,
    required_names,
    trail_of,
)
from ui.pages.assistance.panels import open_shelf
from ui.pages.history.record_story import RecordStory, close_story
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.inline_form import InlineForm
from ui.widgets.parts import button

JUDGE_MS = 250


class CaseSheet(CaseLayout):
    """One case. `gone`: it is not there any more."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._case: HelpCase | None = None
        self._text: Programme | None = None
        self._conditions: list[Condition] = []
        self._looking = ""
        self._stood: tuple[str, ...] = ()
        self._body: QWidget | None = None
        self._busy = False
        self.entry: StepEntry | None = None
        self._ends = CaseEnds(desk, self)
        self._menu = QMenu(self)
        self._pause = QTimer(self, singleShot=True, interval=JUDGE_MS)
        self._pause.timeout.connect(self._judge_again)
        self.finish_button.clicked.connect(lambda: self.finish())
        self.save_button.clicked.connect(lambda: self.save())
        self._more.clicked.connect(lambda: self._open_menu())
        self._print.clicked.connect(lambda: self.offer_papers())
        self._person.clicked.connect(lambda: self.go.emit("people", self.case.person.uid))
        self.stepper.chosen.connect(self.look_at)
        self.conditions.field_asked.connect(self.go_to_field)
        self.conditions.explained.connect(self._explain)

    @property
    def case(self) -> HelpCase:
        """The case shown."""
        assert self._case is not None
        return self._case

    @property
    def text(self) -> Programme:
        """Its programme."""
        assert self._text is not None
        return self._text

    @property
    def step(self) -> ProgrammeStep:
        """The step at which it stands."""
        return self.text.step(self.case.step)

    def show_case(self, case: HelpCase, take_keys: bool = True) -> None:
        """Open a case."""
        self.bar.clear()
        self.reasons.leave()
        close_story(self)
        before = self._case
        for entries in (self.content, self.given, self.visited):
            entries.put_away(lambda: self._return_to(before))
        self._begin(HelpCase.get_by_id(case.id))
        self._area.verticalScrollBar().setValue(0)
        if take_keys and self.entry is not None:
            self.entry.focus_first()

    def _return_to(self, before: HelpCase | None) -> None:
        if before is not None and self.case.id != before.id:
            self.go.emit("assistance", ("case", before.uid))

    def reread(self) -> None:
        """Records were written: what is being typed stays."""
        if self._case is None or self._busy:
            return
        fresh = HelpCase.get_or_none(HelpCase.id == self.case.id)
        if fresh is None:
            self.gone.emit()
        elif (fresh.step, fresh.status, fresh.programme) != self._stood:
            self._begin(fresh)
        else:
            self._case = fresh
            if self.entry is not None and not self.entry.dirty:
                self.entry.show_case(fresh)
            self._stay(self._show)

    def keep_draft(self) -> bool:
        """True when something half typed was kept."""
        self._pause.stop()
        return self.entry is not None and self.entry.keep_draft()

    def look_at(self, key: str) -> None:
        """Open a step: the current one to type in, another to read."""
        if key != self._looking or self._body is None:
            self._looking = key
            self._put_body()
            self.stepper.bring_up(key)

    def save(self) -> bool:
        """Keep what was typed; False when something could not be read or was refused."""
        if not self.reasons.isHidden():
            self.reasons.submit()
            return False
        form = next((one.form for one in (self.content, self.given, self.visited) if one.form), None)
        if form is not None and not form.save():
            return False
        return self.entry is None or self._save_entry() is not None

    def finish(self) -> None:
        """完成这一步: keep what was typed, and go on when nothing is in the way."""
        taken = self._save_entry() if self.entry else {}
        if taken is None:
            return
        self._judge()
        obstacles = self._obstacles(taken)
        if obstacles:
            self._tell_obstacles(obstacles)
            return
        on, by, opinion = taken.get("taken_on"), taken.get("by") or "", taken.get("opinion") or ""
        reasons = dict(self.entry.reasons) if self.entry else {}
        said = {"on": on, "by": by, "agrees": taken.get("agrees"), "opinion": opinion, "reasons": reasons}
        entry, self._busy = self.entry, True
        try:
            done = self.desk.do(self, take_step, HelpCase.get_by_id(self.case.id), **said)
        finally:
            self._busy = False
        if done is None:
            return
        if entry is not None:
            entry.drop_draft()
        self.bar.clear()
        self._begin(HelpCase.get_by_id(self.case.id))
        if self.entry is not None:
            self.entry.focus_first()

    def go_to_field(self, name: str) -> None:
        """Where a value is typed: at its step, in the content, or on another page."""
        if name == "person":
            self.go.emit("people", self.case.person.uid)
        elif name == "household":
            home = self.case.household
            self.go.emit("assistance", ("household", home.uid if home else f"new:{self.case.person.uid}"))
        elif name == "evidence":
            self._scroll_to(self.papers)
        elif self.entry is not None and name in self.entry.form.editors:
            self.look_at(self.case.step)
            self._turn(0)
            self.entry.form.go_to(name)
        elif name in CASE_COLUMNS or name in self.text.facts():
            self._go_to_typed(name)

    def step_back(self) -> bool:
        """Esc: away with the question, an open form, then back to the current step."""
        if close_story(self):
            return True
        if not self.reasons.isHidden():
            self.reasons.leave()
            return True
        away = [entries.put_away() for entries in (self.content, self.given, self.visited)]
        if any(away):
            return True
        if self._looking != self.case.step:
            self.look_at(self.case.step)
            return True
        return False

    def offer_papers(self) -> None:
        """What its programme prints, those of the current step first."""
        if not may(self.desk, "print_form"):
            return
        self._menu.clear()
        for title, target in papers_of_case(self.case, self.text, self.step):
            action = self._menu.addAction(title)
            action.setEnabled(target is not None)
            action.triggered.connect(lambda _checked=False, target=target: self.go.emit("printing", target))
        self._menu.popup(self._print.mapToGlobal(self._print.rect().bottomLeft()))

    def show_story(self) -> None:
        """修改记录."""
        RecordStory(self.case.uid, f"{self.case.person.name}的个案", self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is judged out of sight."""
        super().hideEvent(event)
        self._pause.stop()

    def _begin(self, case: HelpCase) -> None:
        """Nothing is open yet of this case at this step."""
        self.stepper.put_body("", None)
        for old in {self._body, self.entry} - {None}:
            old.hide()
            old.deleteLater()
        self._body = self.entry = None
        self._case, self._text = case, programme_of(case)
        self._looking = case.step
        self._stood = (case.step, case.status, case.programme)
        if case.status == RUNNING and may(self.desk, "take_help_step"):
            self.entry = StepEntry(self.desk, case, self.step)
            self.entry.edited.connect(self._touched)
            self.entry.settled.connect(lambda: self.isVisible() and self._pause.start())
            self.entry.draft_due.connect(lambda: self.state.setText("还没有保存，草稿已留好"))
        self._show()
        self._put_body()
        self.stepper.bring_up(self._looking)

    def _show(self) -> None:
        case = self.case
        self.name.setText(case.person.name)
        self.facts.setText(DOT.join(header_facts(case, self.text, self.desk.today())))
        self.ended.setText(end_sentence(case))
        self.ended.setVisible(bool(self.ended.text()))
        self._lacks_allowance.setVisible(case.status != CLOSED and allowance_missing(self.text, self.desk.today()))
        for part in (self.content, self.papers, self.home, self.given, self.visited, self.story):
            part.show_case(case)
        self.files.show_shelf(open_shelf(self.desk, self, case, "个案附件"))
        self._judge()
        self._tell_state()

    def _judge(self) -> None:
        """Judge what is stored with what stands typed over it."""
        case = HelpCase.get_by_id(self.case.id)
        for name, value in (self.entry.readable() if self.entry else {}).items():
            setattr(case, name, value)
        self._conditions = conditions_of(case, self.desk.today())
        here = max(0, self.text.place(case.step))
        reasons = self.entry.reasons if self.entry else {}
        self.conditions.show_conditions(self._conditions, here, reasons, case.status == RUNNING)
        in_the_way = len(self._in_the_way())
        self._name_anchor("条件", f"条件 {in_the_way} 项要处理" if in_the_way else "条件")
        self._name_anchor("材料", f"材料 缺 {case.lacking}" if case.lacking else "材料")
        self._halves[1].setText(f"资料（{in_the_way} 项要处理）" if in_the_way else "资料")
        self._show_trail()

    def _judge_again(self) -> None:
        """She paused; nothing is judged any more once the page was left."""
        if self.isVisible():
            self._judge()

    def _show_trail(self) -> None:
        self.stepper.show_steps(trail_of(self.case, self.text, self.entry.missing() if self.entry else []))

    def _in_the_way(self) -> list[Condition]:
        """Findings up to the current step that do not let it pass."""
        here = max(0, self.text.place(self.case.step))
        given = self.entry.reasons if self.entry else {}
        bad = [one for one in self._conditions if one.step <= here and self.case.status == RUNNING]
        return [
            one
            for one in bad
            if one.verdict is Verdict.FAILS
            or (one.verdict is Verdict.EXPLAIN and not (one.reason or given.get(one.key)))
        ]

    def _obstacles(self, taken: dict[str, Any]) -> list[Problem]:
        """What keeps the step from being finished with this opinion."""
        problems = []
        if self.step.opinion:
            asked = (("agrees", "请选择是否同意。"), ("opinion", "请写明意见。"))
            empty = ((name, said) for name, said in asked if taken.get(name) in (None, ""))
            problems = [Problem(Severity.STOP, "required", said, name) for name, said in empty]
        if taken.get("agrees") is False:
            return problems
        for name in required_names(self.step):
            if getattr(self.case, name) in (None, ""):
                problems.append(Problem(Severity.STOP, "required", f"还没有填写{CASE_COLUMNS[name].label}。", name))
        told = {problem.field for problem in problems}
        for one in self._in_the_way():
            if not one.field or one.field not in told:
                problems.append(Problem(Severity.STOP, one.key, one.sentence, one.field))
        return problems

    def _tell_obstacles(self, problems: Sequence[Problem]) -> None:
        here = self.entry.form.show_problems(problems) if self.entry else list(problems)
        count = len(problems) - len(here)
        words = [f"这一步还有 {count} 处要填写或说明。"] if count else []
        words += [f"{problem.message.rstrip('。')}，请改正或写明原因。" for problem in here]
        self.bar.say("内容已保存，这一步还不能完成：" + "".join(words[:3]), "warn")
        messages.said.append(messages.Said("bar", self.bar.text))
        if count and self.entry is not None:
            self.entry.form.go_to_first_problem()
        else:
            self._scroll_to(self.conditions)
            next((True for problem in here if self.conditions.go_to(problem.code)), False)

    def _save_entry(self) -> dict[str, Any] | None:
        """Keep the case's columns; what belongs to the step comes back. None when something is wrong."""
        entry = self.entry
        values, taken, problems = entry.gather()
        if problems:
            self.look_at(self.case.step)
            entry.form.go_to_first_problem()
            self.bar.say(f"有 {len(problems)} 处要改正，还没有保存。", "stop", "去改正", entry.form.go_to_first_problem)
            return None
        self._busy = True
        try:
            fresh = HelpCase.get_by_id(self.case.id)
            if values and self.desk.do(self, change_case, fresh, values, quiet=True) is None:
                return None
        finally:
            self._busy = False
        if values:
            self._case = HelpCase.get_by_id(self.case.id)
            entry.keep_stored(self.case)
            self._show()
        if entry.dirty:
            entry.keep_draft()
            self.state.setText("意见在完成这一步时一起存档，草稿已留好")
        return taken

    def _put_body(self) -> None:
        key = self._looking
        old = self._body
        self._body = self.entry if key == self.case.step and self.entry is not None else self._seen(key)
        self.stepper.put_body(key, self._body)
        if old is not None and old is not self._body and old is not self.entry:
            old.deleteLater()

    def _seen(self, key: str) -> QWidget:
        step = self.text.step(key)
        rows = [row for row in steps_of(self.case) if row.step == key]
        done = self.text.place(key) < self.text.place(self.case.step) and self.case.status != CLOSED
        ways = [("修改", lambda: self._mend(step))] if done and step.needs else []
        return StepSeen(self.case, step, rows, ways)

    def _mend(self, step: ProgrammeStep, field: str = "") -> None:
        """Columns of an earlier step, to be put right."""
        form = RecordForm([Section("", needs_of(step))])
        form.show_values(dict(self.case.__data__))

        def store(_values: dict[str, Any]) -> list[Problem] | None:
            changed = form.changed_values()
            done = self.desk.do(self, change_case, HelpCase.get_by_id(self.case.id), changed)
            return None if done is None else []

        inline = InlineForm(form, "保存修改", store)
        inline.closed.connect(lambda: self._put_seen(step.key))
        old, self._body = self._body, inline
        self._looking = step.key
        self.stepper.put_body(step.key, inline)
        if old is not None and old is not self.entry:
            old.deleteLater()
        form.go_to(field) if field else inline.start()

    def _put_seen(self, key: str) -> None:
        self._looking = key
        self._put_body()

    def _go_to_typed(self, name: str) -> None:
        step = next((one for one in self.text.steps[1:] if name in {field for field, _ in one.needs}), None)
        if step is not None and self.text.place(step.key) < self.text.place(self.case.step):
            self._turn(0)
            self._mend(step, name)
        elif step is not None:
            self._turn(0)
            self.look_at(step.key)
        else:
            self._scroll_to(self.content)
            self.content.ask(name)

    def _explain(self, rule: str, reason: str) -> None:
        if self.entry is not None:
            self.conditions.rows.pop(rule, None)
            self.entry.explain(rule, reason)
            self._judge()
            self._touched()

    def _touched(self) -> None:
        self._tell_state()
        self._show_trail()
        self._pause.start()

    def _tell_state(self) -> None:
        running = self.entry is not None
        self.finish_button.setText(f"完成“{self.step.short}”")
        self.finish_button.setToolTip(f"“{self.step.title}”办完，到下一步")
        self.finish_button.setVisible(running)
        self.save_button.setVisible(running)
        dirty = running and self.entry.form.dirty
        self.save_button.setEnabled(dirty)
        self.state.setText("还没有保存" if dirty else "")
        self.ways.clear()
        for word, act in [] if running else self._ends.ways()[:2]:
            self.ways.add(button(word, act))
        self.ways.setVisible(not running)

    def _open_menu(self) -> None:
        self._menu.clear()
        for word, act in self._ends.ways():
            self._menu.addAction(word).triggered.connect(lambda _checked=False, act=act: act())
        self._menu.addAction("修改记录").triggered.connect(lambda _checked=False: self.show_story())
        self._menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))
