"""One candidate opened beside the list: header, the line of steps with the current one open, and the conditions.

Typing is kept as a draft on every pause; what is saved goes through the verbs. Decides no rule.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QWidget

from models.core.errors import Problem
from models.recommendation.conditions import Condition, conditions_of
from models.recommendation.procedure import MEETING, Procedure, Step, procedure
from models.recommendation.records import RUNNING, Recommendation
from models.recommendation.verbs import blocking, fill_in, missing_needs, take_step, waive_rule
from ui import messages, style
from ui.desk import Desk
from ui.pages.history.record_story import RecordStory, close_story
from ui.pages.recommendation import trail
from ui.pages.recommendation.bodies import Bodies
from ui.pages.recommendation.conditions import ConditionsPanel
from ui.pages.recommendation.ends import Ends
from ui.pages.recommendation.open_forms import OpenForms
from ui.pages.recommendation.step_body import StepForm
from ui.widgets.flow import Flow
from ui.widgets.notes import Bar
from ui.widgets.parts import button, column, label, row
from ui.widgets.reasons import ReasonStrip
from ui.widgets.stepper import Stepper

BESIDE_FROM = 700
JUDGE_MS = 250
BEFORE_MEETING = ("ballot", "tally")


class CandidatePanel(QFrame):
    """go: another page. meeting_asked: (recommendation id, meeting id or 0). print_asked: form key.

    opened: uid of another recommendation that is to be shown.
    """

    closed = Signal()
    go = Signal(str, object)
    meeting_asked = Signal(int, int)
    print_asked = Signal(str)
    opened = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("detail")
        self._desk = desk
        self._rec: Recommendation | None = None
        self._conditions: list[Condition] = []
        self._forms = OpenForms(desk, self)
        self._looking = ""
        self._stood: tuple[str, ...] = ()  # where it stood when shown; a verb changes the record in our hands
        self._body: QWidget | None = None
        self._busy = False
        self._beside: bool | None = None
        self.bar = Bar()
        self.name = label("", "title")
        self.facts = label("", "second", wrap=True)
        self.facts_below = label("", "second", wrap=True)
        self.ended = label("", "", wrap=True)
        self.reasons = ReasonStrip()
        self.stepper = Stepper()
        self.conditions = ConditionsPanel()
        self.finish_button = button("", self.finish, "primary")
        self.save_button = button("保存 Ctrl+S", self.save)
        self.state = label("", "small", wrap=True)
        self.ways = Flow(8)
        self.papers = Flow(4)
        self._menu = QMenu(self)
        self._more = button("更多", self._open_menu, "plain", "chevron-down")
        self._views = [button(word, lambda n=n: self._turn(n), "half") for n, word in enumerate(("步骤", "条件"))]
        self._ends = Ends(desk, self)
        self._bodies = Bodies(self)
        self._pause = QTimer(self, singleShot=True, interval=JUDGE_MS)
        self._pause.timeout.connect(self._judge)
        self._lay_out()
        self._forms.edited.connect(self._touched)
        self._forms.settled.connect(self._pause.start)
        self._forms.drafted.connect(lambda: self.state.setText("还没有保存，草稿已留好"))
        self.stepper.chosen.connect(self.look_at)
        self.conditions.field_asked.connect(self.go_to_field)
        self.conditions.waived.connect(self._waive)

    @property
    def rec(self) -> Recommendation:
        """The recommendation shown."""
        assert self._rec is not None
        return self._rec

    @property
    def form(self) -> StepForm | None:
        """The form that is open now."""
        return self._forms.get(self._looking)

    @property
    def steps(self) -> Procedure:
        """The procedure of its channel."""
        return procedure(self.rec.batch.channel)

    @property
    def step(self) -> Step:
        """The step at which it stands."""
        return self.steps.steps[self.rec.step]

    def show_record(self, record_id: int) -> None:
        """Open a recommendation; what was half typed for it comes back."""
        if self._rec is not None and self._rec.id == record_id:
            self.reload()
            return
        self._forms.keep()
        self.bar.clear()
        self.reasons.leave()
        self._rec = Recommendation.get_by_id(record_id)
        self._begin()

    def reload(self) -> None:
        """Read the record anew; what is being typed stays."""
        if self._busy or self._rec is None:
            return
        fresh = Recommendation.get_or_none(Recommendation.id == self.rec.id)
        if fresh is None:
            self.closed.emit()
            return
        self._rec = fresh
        if (fresh.step, fresh.status, fresh.route) != self._stood:
            self._begin()
        else:
            self._forms.show_record(fresh)
            self._show()

    def look_at(self, key: str) -> None:
        """Open a step: the current one to type in, another to read."""
        if key != self._looking or self._body is None:
            self._looking = key
            self._put_body()
            self._tell_state()
            self.stepper.bring_up(key)

    def save(self) -> bool:
        """Keep what was typed at every open step; False when something could not be read or was refused."""
        if not all(self._save_form(key) for key in self._forms.dirty()):
            return False
        self.reload()
        return True

    def finish(self) -> None:
        """完成这一步: keep what was typed, and go on when nothing is in the way; a meeting is entered first."""
        if self._awaits_meeting():
            self.open_meeting()
            return
        if self._forms.get(self.rec.step) is not None and not self._save_form(self.rec.step):
            return
        self.reload()
        problems = missing_needs(self.rec, self.step) + blocking(self.rec, self._conditions)
        if problems:
            self._tell_obstacles(problems)
            return
        self.bar.clear()
        if self._desk.do(self, take_step, self.rec) is not None:
            self.reload()
            if self.form is not None:
                self.form.focus_first()

    def edit_step(self, key: str) -> None:
        """Open an earlier step for mending."""
        fresh = self._forms.get(key) is None
        form = self._forms.open(self.rec, self.steps.steps[key], "")
        if form is None:
            return
        if fresh:
            form.add_buttons([("保存修改", self.save), ("不改了", lambda: self._drop_form(key))])
        self._looking = key
        self._put_body()
        form.focus_first()

    def go_to_field(self, name: str) -> None:
        """Where a condition's value is typed: here, at the meeting, or on another page."""
        if name.startswith("person."):
            self.go.emit("people", self.rec.person.uid)
        elif name.startswith("body."):
            self.go.emit("organisations", ("body", self.rec.body.uid))
        elif name in ("meeting", "yes", "no", "abstain"):
            self.open_meeting()
        else:
            self._go_to_own_field(name)

    def open_meeting(self) -> None:
        """The meeting of this candidate's body, entered already or new."""
        if self.rec.status == RUNNING:
            self.meeting_asked.emit(self.rec.id, self.rec.meeting_id or 0)

    def step_back(self) -> bool:
        """Esc: away with the question, then back to the current step."""
        if close_story(self):
            return True
        if not self.reasons.isHidden():
            self.reasons.leave()
            return True
        if self._looking != self.rec.step:
            self.look_at(self.rec.step)
            return True
        return False

    def show_story(self) -> None:
        """修改记录."""
        RecordStory(self.rec.uid, f"{self.rec.person.name}的推荐", self)

    def settle(self) -> None:
        """Before it is closed or the page is left: keep drafts."""
        self._forms.keep()

    def forms_now(self) -> tuple[str, ...]:
        """The papers that the current step can print; all of them once there is nothing to print any more."""
        every = (form for step in self.steps.route(self.rec.route) for form in step.forms)
        return self.step.forms or tuple(form for form in dict.fromkeys(every) if form not in BEFORE_MEETING)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Steps and conditions side by side where there is room, else one at a time."""
        super().resizeEvent(event)
        self._arrange(self.width() >= style.px(BESIDE_FROM))

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is judged out of sight."""
        super().hideEvent(event)
        self._pause.stop()

    def _begin(self) -> None:
        """Nothing is open yet of this record at this step."""
        self._clear()
        self._looking = self.rec.step
        self._show()
        when = self._forms.bring_back(self.rec.step)
        if when:
            key = self.rec.step
            self.bar.say(f"已带回 {when} 没有保存的内容。", "tell", "不要了", lambda: self._drop_form(key))
            self._judge()
            self._tell_state()
        self.stepper.bring_up(self._looking)

    def _show(self) -> None:
        rec = self.rec
        self._stood = (rec.step, rec.status, rec.route)
        self.name.setText(rec.person.name)
        facts = trail.DOT.join(trail.whole(fact) for fact in trail.header_facts(rec, self._desk.today()))
        self.facts.setText(facts)
        self.facts_below.setText(facts)
        self.ended.setText(trail.end_sentence(rec))
        self.ended.setVisible(bool(self.ended.text()))
        self._judge()
        self._put_body()
        self._show_papers()
        self._tell_state()

    def _judge(self) -> None:
        """Judge what is stored with what stands typed over it."""
        rec = Recommendation.get_by_id(self.rec.id)
        for name, value in self._forms.readable().items():
            setattr(rec, name, value)
        self._conditions = conditions_of(rec, self._desk.today())
        self.conditions.show_conditions(self.rec, self.steps, self._conditions)
        half = self._views[1]
        obstacles = len(blocking(self.rec, self._conditions)) if self.rec.status == RUNNING else 0
        half.setText(f"条件（{obstacles} 项要处理）" if obstacles else "条件")
        self._show_trail()

    def _show_trail(self) -> None:
        form = self._forms.get(self.rec.step)
        missing = trail.shortened(form.missing() if form else [])
        if self._awaits_meeting():
            missing = ["推荐会和票数"]
        self.stepper.show_steps(trail.steps_of(self.rec, missing))

    def _awaits_meeting(self) -> bool:
        return self.rec.step == MEETING and (self.rec.meeting_id is None or self.rec.yes is None)

    def _put_body(self) -> None:
        key = self._looking
        if key == self.rec.step and self.rec.status == RUNNING and self._forms.get(key) is None:
            self._forms.open(self.rec, self.step, self._bodies.note(self.step))
            self._show_trail()
        old = self._body
        self._body = self._forms.get(key) or self._bodies.make(key)
        self.stepper.put_body(key, self._body)
        if old is not None and old is not self._body and not isinstance(old, StepForm):
            old.deleteLater()

    def _show_papers(self) -> None:
        self.papers.clear()
        for key in self.forms_now():
            word = trail.FORMS.get(key, key)
            self.papers.add(button(word, lambda key=key: self.print_asked.emit(key), "plain", "printer", f"打印{word}"))

    def _tell_state(self) -> None:
        running = self.rec.status == RUNNING
        dirty = self._forms.dirty()
        word = "录入推荐会" if self._awaits_meeting() else f"完成“{self.step.short}”"
        self.finish_button.setText(word)
        self.finish_button.setToolTip(f"“{self.step.title}”办完，到下一步")
        self.finish_button.setVisible(running)
        self.save_button.setVisible(running)
        self.save_button.setEnabled(bool(dirty))
        self.state.setText("还没有保存" if dirty else "")
        self.ways.clear()
        for word, act in [] if running else self._ends.ways():
            self.ways.add(button(word, act))
        self.ways.setVisible(not running)

    def _touched(self) -> None:
        self._tell_state()
        self._show_trail()
        self._pause.start()

    def _save_form(self, key: str) -> bool:
        form = self._forms.get(key)
        assert form is not None
        values, problems = form.gather()
        if problems:
            self.look_at(key)
            form.form.show_problems(problems)
            form.form.go_to_first_problem()
            self.bar.say(f"有 {len(problems)} 处看不懂，还没有保存。", "stop", "去改正", form.form.go_to_first_problem)
            return False
        self._busy = True
        try:
            fresh = Recommendation.get_by_id(self.rec.id)
            if values and self._desk.do(self, fill_in, fresh, values, quiet=True) is None:
                return False
        finally:
            self._busy = False
        form.form.mark_saved()
        self._forms.forget(key)
        if key != self.rec.step:
            self._drop_form(key)
        return True

    def _tell_obstacles(self, problems: Sequence[Problem]) -> None:
        form = self.form
        # One line per field: what is missing says it better than the conditions that wait for it.
        told = list({problem.field or problem.code: problem for problem in reversed(problems)}.values())[::-1]
        homeless = form.form.show_problems(told) if form else told
        here = len(told) - len(homeless)
        words = [problem.message for problem in homeless]
        if here:
            words.insert(0, f"这一步还有 {here} 处要填写或说明。")
        act: Callable[[], object] | None = None
        verb = ""
        if any(problem.field in ("meeting", "yes") for problem in homeless):
            verb, act = "录入推荐会", self.open_meeting
        self.bar.say("内容已保存，这一步还不能完成：" + "".join(words[:3]), "warn", verb, act)
        messages.said.append(messages.Said("bar", self.bar.text))
        if here and form is not None:
            form.form.go_to_first_problem()
        else:
            next((True for problem in problems if self.conditions.go_to(problem.code)), False)

    def _go_to_own_field(self, name: str) -> None:
        step = next((s for s in self.steps.route(self.rec.route) if name in {n.field for n in s.needs}), None)
        if step is None or self.rec.status != RUNNING:
            return
        if step.key != self.rec.step:
            if not self.steps.reached(self.rec.route, step.key, self.rec.step):
                self.look_at(step.key)
                return
            self.edit_step(step.key)
        else:
            self.look_at(step.key)
        self._turn(0)
        if self.form is not None:
            self.form.form.go_to(name)

    def _waive(self, rule: str, reason: str) -> None:
        if self._desk.do(self, waive_rule, self.rec, rule, reason) is not None:
            self.conditions.rows.pop(rule, None)
            self.reload()

    def _open_menu(self) -> None:
        self._menu.clear()
        for word, act in self._ends.ways():
            self._menu.addAction(word).triggered.connect(lambda _checked=False, act=act: act())
        self._menu.addAction("修改记录").triggered.connect(lambda _checked=False: self.show_story())
        self._menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _drop_form(self, key: str) -> None:
        """Away with what was typed at a step; the current one shows again what is stored."""
        self._looking = key
        self.stepper.put_body("", None)
        self._body = None
        self._forms.close(key)
        self._put_body()
        self._judge()
        self._tell_state()

    def _clear(self) -> None:
        self.stepper.put_body("", None)
        if self._body is not None and not isinstance(self._body, StepForm):
            self._body.deleteLater()
        self._body = None
        self._forms.begin(self.rec.uid)

    def _turn(self, place: int) -> None:
        for number, half in enumerate(self._views):
            half.setChecked(number == place)
        if not self._beside:
            self.stepper.setVisible(place == 0)
            self.conditions.setVisible(place == 1)

    def _arrange(self, beside: bool) -> None:
        if beside == self._beside:
            return
        self._beside = beside
        self.facts.setVisible(beside)
        self.facts_below.setVisible(not beside)
        for half in self._views:
            half.setVisible(not beside)
        if beside:
            self.stepper.show()
            self.conditions.show()
        else:
            self._turn(0)

    def _lay_out(self) -> None:
        head = row(spacing=8, margins=(16, 8, 8, 0))
        head.addWidget(self.name)
        head.addWidget(self.facts, 1)
        head.addStretch(0)
        for half in self._views:
            half.setCheckable(True)
            head.addWidget(half)
        head.addWidget(button("人员资料", lambda: self.go.emit("people", self.rec.person.uid), "plain", "user"))
        head.addWidget(self._more)
        head.addWidget(button("", self.closed.emit, "plain", "x", "关闭（Esc）"))
        middle = row(spacing=16, margins=(16, 0, 8, 0))
        middle.addWidget(self.stepper, 6)
        middle.addWidget(self.conditions, 5)
        foot = row(spacing=12, margins=(16, 8, 16, 8))
        foot.addWidget(self.finish_button)
        foot.addWidget(self.save_button)
        foot.addWidget(self.ways)
        foot.addWidget(self.state, 1)
        foot.addWidget(self.papers)
        layout = column(self, 6)
        layout.addLayout(head)
        for part in (self.facts_below, self.bar, self.ended, self.reasons):
            holder = row(margins=(16, 0, 16, 0))
            holder.addWidget(part)
            layout.addLayout(holder)
        layout.addLayout(middle, 1)
        layout.addLayout(foot)
