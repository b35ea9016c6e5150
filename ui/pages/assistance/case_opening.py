"""开立个案: the programme first, then the person, then what the programme asks; earlier help is shown at once.

Gathers and shows; opening is the verb `open_case`.
"""

from collections.abc import Mapping
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from models.assistance.case import HelpCase
from models.assistance.checks import Asked, helped_before, households_of, period_of, with_households
from models.assistance.giving_lists import AidRow, of_person
from models.assistance.household import Household
from models.assistance.lists import cases_of
from models.assistance.programme import FREE, HOUSEHOLD, LIFETIME, MONTH, YEAR, Programme
from models.assistance.programmes import programme, title_of
from models.assistance.verbs import check_case, open_case
from models.core.errors import Problem, stops
from models.people.person import Person
from ui.desk import Desk
from ui.offering import reason
from ui.pages.assistance.case_step import DRAFT_PAGE
from ui.pages.assistance.case_words import DOT, allowance_missing, asked_sections, required_names
from ui.pages.assistance.columns import day, money
from ui.pages.assistance.programmes import find_programmes
from ui.pages.drafts import DraftBar, Drafting
from ui.pages.finders import find_people, person_choice
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.inline_form import Entries, Entry
from ui.widgets.notes import Bar
from ui.widgets.parts import Mark, button, column, label, row

MOST_AIDS = 6
_REPEATS = {LIFETIME: "一生一次", MONTH: "一月一次", YEAR: "一年一次"}


class CaseOpening(QFrame):
    """A new case; it is what its draft is kept of."""

    closed = Signal()
    go = Signal(str, object)
    opened = Signal(object)
    draft_due = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._text: Programme | None = None
        self.bar = Bar()
        finders = {"programme": find_programmes, "person": find_people}
        self.head = RecordForm([Section("", [HelpCase.programme, HelpCase.person])], finders)
        self.rest: RecordForm | None = None
        self.about = label("", "second", wrap=True)
        self.warned = label("", "", wrap=True)
        self._sign = Mark("warn")
        self.earlier = Entries("以前的帮扶", empty="没有查到这个人或这一户以前的个案和发放。")
        self.household = Entries("家庭档案", "建立家庭档案", self._found_household, "还没有家庭档案。")
        self._state = label("", "small")
        self.open_button = button("开立个案 Ctrl+S", self.save, "primary")
        self._draft_bar = DraftBar()
        self._drafting = Drafting(desk, DRAFT_PAGE, self, self._draft_bar)
        self._lay_out()
        self.head.edited.connect(self._touched)
        self.head.settled.connect(lambda _name: self._follow())
        self.head.draft_due.connect(self.draft_due)

    @property
    def dirty(self) -> bool:
        """Was something typed?"""
        return self.head.dirty or (self.rest is not None and self.rest.dirty)

    def draft(self) -> dict[str, str]:
        """Every text as typed."""
        return {**self.head.draft(), **(self.rest.draft() if self.rest else {})}

    def restore(self, draft: Mapping[str, str]) -> None:
        """Put a draft over what is shown; the programme decides what else is asked."""
        self.head.restore({name: text for name, text in draft.items() if name in self.head.editors})
        self._follow()
        if self.rest is not None:
            self.rest.restore({name: text for name, text in draft.items() if name in self.rest.editors})

    def begin(self) -> None:
        """An empty form; a draft is offered."""
        refusal = reason(self._desk, "open_help_case")
        self.open_button.setEnabled(not refusal)
        self.bar.clear()
        self.head.show_values({})
        self._put_rest(None)
        self._follow()
        self._state.setText(refusal)
        self._drafting.begin("")
        self.head.go_to("programme")

    def start_with(self, uid: str) -> None:
        """Begin with a household, or with a person, of this uid."""
        household = Household.get_or_none(Household.uid == uid)
        person = household.head if household else Person.get_or_none(Person.uid == uid)
        if person is not None:
            self.head.editors["person"].set_value(person_choice(person))
            self._follow()

    def reread(self) -> None:
        """Records were written: a household may have been founded meanwhile."""
        self._show_person(self.head.readable_values().get("person"))

    def keep_draft(self) -> bool:
        """True when something half typed was kept."""
        return self.dirty and self._drafting.keep()

    def save(self) -> None:
        """Open the case, unless something is missing."""
        if not self.open_button.isEnabled():
            return
        values, problems = self.head.gather()
        rest, more = self.rest.gather() if self.rest else ({}, [])
        facts = self._text.facts() if self._text else {}
        problems += [problem for problem in more if problem.field not in facts or problem.code != "required"]
        found = problems or stops(check_case(values))
        if found:
            self._tell(found)
            return
        columns = {name: value for name, value in rest.items() if name not in facts}
        done = self._desk.do(self, open_case, {**values, **columns}, {key: rest[key] for key in facts if key in rest})
        if done is not None:
            self._drafting.drop()
            self.opened.emit(HelpCase.get_by_id(done.value.id))

    def _tell(self, found: list[Problem]) -> None:
        homeless = self.head.show_problems(found)
        homeless = self.rest.show_problems(homeless) if self.rest else homeless
        words = "".join(problem.message for problem in found[:2])
        other = next((str(problem.values["uid"]) for problem in found if problem.code == "case_open"), "")
        if other:
            self.bar.say(words, "stop", "打开那个个案", lambda: self.go.emit("assistance", ("case", other)))
            return
        self.bar.say(f"还没有开立。{words}", "stop")
        (self.rest if self.rest and not homeless and found[0].field in self.rest.editors else self.head).go_to(
            found[0].field
        )

    def _follow(self) -> None:
        """What the programme asks, and what is known of the person."""
        typed = self.head.readable_values()
        key, person = typed.get("programme"), typed.get("person")
        text = programme(key, self._desk.today()) if key else None
        if (text.key if text else "") != (self._text.key if self._text else ""):
            self._put_rest(text)
        self._show_person(person)
        given = {name: value for name, value in typed.items() if value is not None}
        found = check_case(given) if len(given) == 2 else []
        self.head.show_problems(found)

    def _put_rest(self, text: Programme | None) -> None:
        kept = self.rest.draft() if self.rest else {}
        if self.rest is not None:
            self._place.removeWidget(self.rest)
            self.rest.hide()
            self.rest.deleteLater()
        self._text, self.rest = text, None
        self.about.setText(self._about(text) if text else "先选项目，再选帮扶的人；项目要填的内容会列在下面。")
        if text is None:
            return
        self.rest = RecordForm(asked_sections(text))
        for name in required_names(text.steps[0]):
            self.rest.editors[name].mark_needed()
        self.rest.show_values({"applied_on": self._desk.today(), "registrar": self._desk.session.user})
        self.rest.restore({name: words for name, words in kept.items() if words and name in self.rest.editors})
        self.rest.edited.connect(self._touched)
        self.rest.draft_due.connect(self.draft_due)
        self._place.addWidget(self.rest)
        self.rest.show()
        self._in_order(self.rest)

    def _in_order(self, rest: RecordForm) -> None:
        """After the person the keys go on to what the programme asks, and from there to the button."""
        inputs = [self.head.editors["person"].input, *(one.input for one in rest.editors.values()), self.open_button]
        for before, after in pairwise(inputs):
            QWidget.setTabOrder(before, after)

    def _about(self, text: Programme) -> str:
        parts = [text.summary]
        if text.whom.asks:
            parts.append("请先问清：" + "；".join(text.whom.asks) + "。")
        if allowance_missing(text, self._desk.today()):
            parts.append("当地低保标准还没有填写（设置—规则—帮扶），开立以后不能核对困难类别和按月数计算的上限。")
        return "\n".join(part for part in parts if part)

    def _show_person(self, person: Person | None) -> None:
        self.earlier.setVisible(person is not None)
        wants_home = self._text is not None and self._text.subject == HOUSEHOLD
        self.household.setVisible(person is not None and wants_home)
        self._warn(person)
        if person is None:
            return
        self.earlier.show_lines(
            [*map(self._case, cases_of(person)), *map(self._aid, of_person(person.id).aids[:MOST_AIDS])]
        )
        found = households_of([person.id]).get(person.id)
        home = Household.get_by_id(found) if found else None
        see = [("打开", lambda: self.go.emit("assistance", ("household", home.uid)))]
        self.household.show_lines([Entry(home.called(), home.number or "", see)] if home else [])
        self.household.begin_button.setVisible(home is None)

    def _warn(self, person: Person | None) -> None:
        """Aid of this programme that the person or the household got in the same period."""
        found: list[str] = []
        if person is not None and self._text is not None and self._text.repeat != FREE:
            period = period_of(self._text, self._desk.today())
            asked = with_households([Asked(person.id)])
            before = helped_before(asked, self._text.key, period)
            found = [f"{aid.name}：{aid.told(self._text.title)}" for aid in before]
        words = f"本项目{_REPEATS.get(self._text.repeat, '')}，同一人或同一户已经得到过：" if found else ""
        self.warned.setText(words + "；".join(found) + "。" if found else "")
        self.warned.setVisible(bool(found))
        self._sign.setVisible(bool(found))

    def _case(self, case: HelpCase) -> Entry:
        facts = (case.number or "", case.person.name, HelpCase.status.show(case.status))
        see = [("打开", lambda: self.go.emit("assistance", ("case", case.uid)))]
        return Entry(HelpCase.programme.show(case.programme), DOT.join(fact for fact in facts if fact), see)

    def _aid(self, aid: AidRow) -> Entry:
        what = aid.goods or f"{money(aid.amount)} 元"
        facts = DOT.join(part for part in (title_of(aid.programme), what) if part)
        see = [("打开", lambda: self.go.emit("assistance", ("aid", aid.uid)))]
        return Entry(f"{day(aid.given_on) or '尚未'}发放", facts, see)

    def _found_household(self) -> None:
        person = self.head.readable_values().get("person")
        self.keep_draft()
        self.go.emit("assistance", ("household", f"new:{person.uid}" if person else "new"))

    def _touched(self) -> None:
        self._state.setText("还没有开立" if self.dirty else "")

    def _lay_out(self) -> None:
        head = row(spacing=8, margins=(16, 8, 8, 0))
        head.addWidget(label("开立个案", "title"), 1)
        head.addWidget(button("", self.closed.emit, "plain", "x", "关闭（Esc）"))
        inside = QWidget()
        inside.setObjectName("plain")
        lines = column(inside, 12, (16, 8, 16, 8))
        self._place = column(spacing=0)
        for part in (self._draft_bar, self.head, self.about):
            lines.addWidget(part)
        told = row(spacing=6)
        told.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        told.addWidget(self.warned, 1)
        lines.addLayout(told)
        for part in (self.household, self.earlier):
            lines.addWidget(part)
        lines.addLayout(self._place)
        lines.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        above = row(margins=(16, 0, 16, 0))
        above.addWidget(self.bar)
        foot = row(spacing=12, margins=(16, 8, 16, 8))
        foot.addWidget(self.open_button)
        foot.addWidget(self._state, 1)
        layout = column(self, 4)
        layout.addLayout(head)
        layout.addLayout(above)
        layout.addWidget(area, 1)
        layout.addLayout(foot)
