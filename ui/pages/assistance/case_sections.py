"""What stands beside the steps of a help case: its content, papers, household, aid, visits and time line.

Each section shows a case and does its own verbs; what comes of them is read anew by the page.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QCheckBox, QVBoxLayout, QWidget

from models.assistance.aid import Aid, give_aid
from models.assistance.case import CLOSED, HelpCase
from models.assistance.checks import households_of
from models.assistance.household import Household
from models.assistance.matter import matter_of
from models.assistance.programme import Evidence
from models.assistance.programmes import papers_of, programme_of
from models.assistance.timeline import Event, aids_of, events_of, visits_of
from models.assistance.verbs import change_case, scan_evidence, tick_evidence
from models.assistance.visits import Visit, record_visit
from models.core.errors import Problem
from models.office.attachment import Attachment, Store
from ui.desk import Desk
from ui.offering import may, offer
from ui.pages.assistance.case_words import DOT, asked_columns, asked_sections, day_text, filled, required_names
from ui.pages.assistance.columns import money
from ui.pages.assistance.panels import saved
from ui.pages.attachments import look_at, pick_file, save_copy
from ui.widgets.facts import facts_grid
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.inline_form import Entries, Entry, InlineForm
from ui.widgets.parts import Mark, button, column, hairline, label, row

_MONEY_OF_HOUSEHOLD = (
    *("size", "own_income_month", "other_income_year", "income_year", "fixed_cost_year", "accident_cost_year"),
    "special_cost_year",
)


def emptied(layout: QVBoxLayout) -> QVBoxLayout:
    """The layout without what stood in it."""
    while layout.count():
        old = layout.takeAt(0).widget()
        if old is not None:
            old.hide()
            old.deleteLater()
    return layout


class Content(Entries):
    """申请和项目内容: read as facts, typed in one form."""

    keeps = True

    def __init__(self, desk: Desk) -> None:
        super().__init__("申请和项目内容", "修改", lambda: self.ask(), "还没有填写。")
        self._desk = desk
        offer(desk, "change_help_case", self.begin_button)
        self.case: HelpCase | None = None
        self._facts: QVBoxLayout = column(spacing=0)
        self.layout().insertLayout(1, self._facts)

    def show_case(self, case: HelpCase) -> None:
        """What was typed."""
        self.case = case
        text = programme_of(case)
        facts = text.read_facts(case.facts)
        told = filled(asked_columns(text), lambda name: getattr(case, name))
        told += filled(list(text.facts().values()), facts.get)
        holder = QWidget()
        column(holder, 0).addLayout(facts_grid(told))
        emptied(self._facts).addWidget(holder)
        self.begin_button.setVisible(case.status != CLOSED)

    def ask(self, field: str = "") -> None:
        """Open the form, at a field."""
        case = self.case
        if case is None or case.status == CLOSED:
            return
        text = programme_of(case)
        form = RecordForm(asked_sections(text))
        facts = set(text.facts())
        form.show_values({**case.__data__, **text.read_facts(case.facts)})
        for name in required_names(text.steps[0]):
            form.editors[name].mark_needed()

        def store(_values: dict[str, Any]) -> list[Problem] | None:
            changed = form.changed_values()
            columns = {name: value for name, value in changed.items() if name not in facts}
            own = {name: value for name, value in changed.items() if name in facts}
            fresh = HelpCase.get_by_id(case.id)
            return saved(self._desk.do(self.form, change_case, fresh, columns, own or None))

        self.open_form(_Lenient(form, "保存项目内容", store))
        form.go_to(field or next(iter(form.editors)))


class _Lenient(InlineForm):
    """What is required may come later: only what cannot be read keeps the form open."""

    def save(self) -> bool:
        """Store what was typed; empty required fields are the conditions' business."""
        values, problems = self.form.gather()
        unreadable = [problem for problem in problems if problem.code != "required"]
        if unreadable:
            self.form.show_problems(unreadable)
            self.form.go_to_first_problem()
            return False
        if self._save(values) is None:
            return False
        self.form.mark_saved()
        self.closed.emit()
        return True


class Papers(QWidget):
    """证明材料: each paper is ticked off, scanned, looked at."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.case: HelpCase | None = None
        self.boxes: dict[str, QCheckBox] = {}
        self._rows: dict[str, QWidget] = {}
        self._sum = label("", "second")
        self._lines: QVBoxLayout = column(spacing=0)
        head = row(spacing=8)
        head.addWidget(label("证明材料", "section"))
        head.addWidget(self._sum, 1)
        layout = column(self, 4)
        layout.addLayout(head)
        layout.addLayout(self._lines)

    def show_case(self, case: HelpCase) -> None:
        """The papers of its programme and causes."""
        self.case = case
        kept = case.evidence or {}
        papers = papers_of(case)
        scans = {one.uid: one for one in self._scans(kept)}
        here = QApplication.focusWidget()
        focused = next((key for key, line in self._rows.items() if here and line.isAncestorOf(here)), "")
        self.boxes, self._rows = {}, {}
        emptied(self._lines)
        for paper in papers:
            self._lines.addWidget(hairline())
            self._rows[paper.key] = self._line(paper, kept.get(paper.key, {}), scans)
            self._lines.addWidget(self._rows[paper.key])
        if focused in self.boxes:
            self.boxes[focused].setFocus()
        got = sum(bool(kept.get(paper.key, {}).get("got")) for paper in papers)
        lack = f"，必交的还缺 {case.lacking} 项" if case.lacking else "，必交的齐了"
        self._sum.setText(f"共 {len(papers)} 项，收到 {got} 项{lack}" if papers else "这个项目不要求材料。")

    def _scans(self, kept: Mapping[str, Any]) -> list[Attachment]:
        uids = [part["attachment"] for part in kept.values() if part.get("attachment")]
        return list(Attachment.select().where(Attachment.uid.in_(uids))) if uids else []

    def _line(self, paper: Evidence, kept: Mapping[str, Any], scans: Mapping[str, Attachment]) -> QWidget:
        box = QCheckBox()
        box.setAccessibleName(paper.title)
        box.setChecked(bool(kept.get("got")))
        box.toggled.connect(lambda got: self._tick(paper, got))
        box.setEnabled(self.case.status != CLOSED and may(self._desk, "tick_evidence"))
        self.boxes[paper.key] = box
        made = QWidget()
        layout = row(made, 8, (0, 4, 0, 4))
        layout.addWidget(box)
        title = label(paper.title, wrap=True)
        layout.addWidget(title, 1)
        day = kept.get("on")
        state = f"{day_text(date.fromisoformat(day))} 收到" if day else ("必交" if paper.required else "有则交")
        layout.addWidget(label(state, "second"))
        scan = scans.get(str(kept.get("attachment")))
        for verb, act in self._verbs(paper, scan):
            done = button(verb, act, "link")
            done.setAccessibleName(f"{verb}：{paper.title}")
            layout.addWidget(done)
        return made

    def _verbs(self, paper: Evidence, scan: Attachment | None) -> list[tuple[str, Callable[[], object]]]:
        add: list[tuple[str, Callable[[], object]]] = []
        if self.case.status != CLOSED and may(self._desk, "scan_evidence"):
            add.append(("换扫描件" if scan else "扫描件", lambda: self.scan(paper.key)))
        if scan is None:
            return add
        content = Store(self._desk.opened).content
        return [
            ("查看", lambda: look_at(self, scan, content)),
            ("另存", lambda: save_copy(self, scan, content)),
            *add,
        ]

    def scan(self, key: str) -> None:
        """Keep a scan of a paper, encrypted; that ticks it off."""
        found = pick_file(self)
        if found is not None:
            store = Store(self._desk.opened)
            self._desk.do(self, scan_evidence, store, HelpCase.get_by_id(self.case.id), key, *found)

    def _tick(self, paper: Evidence, got: bool) -> None:
        if self._desk.do(self, tick_evidence, HelpCase.get_by_id(self.case.id), paper.key, got) is None:
            self.show_case(HelpCase.get_by_id(self.case.id))


class Home(QWidget):
    """家庭: what it earns and spends, and the income formula's sum in words."""

    go = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.case: HelpCase | None = None
        self._way = button("", self._act, "plain", "users")
        self._body: QVBoxLayout = column(spacing=4)
        head = row(spacing=8)
        head.addWidget(label("家庭", "section"))
        head.addStretch(1)
        head.addWidget(self._way)
        layout = column(self, 4)
        layout.addLayout(head)
        layout.addLayout(self._body)

    @property
    def words(self) -> str:
        """What is said of the sum."""
        return "\n".join(one.text() for one in self.findChildren(type(label())) if one.isVisibleTo(self))

    def show_case(self, case: HelpCase) -> None:
        """The household's figures and what they come to."""
        self.case = case
        emptied(self._body)
        self._way.setText(self._word())
        self._way.setVisible(case.status != CLOSED or case.household is not None)
        if case.household is None:
            self._body.addWidget(label("这件个案还没有关联家庭档案。", "second", wrap=True))
            return
        home: Household = case.household
        facts = [("户主", "　".join(part for part in (home.head.name, home.number) if part))]
        facts += filled(
            [Household._meta.fields[name] for name in _MONEY_OF_HOUSEHOLD], lambda name: getattr(home, name)
        )
        holder = QWidget()
        column(holder, 0).addLayout(facts_grid(facts))
        self._body.addWidget(holder)
        if programme_of(case).schemes:
            self._show_sum(case)

    def _show_sum(self, case: HelpCase) -> None:
        made = matter_of(case, self._desk.today()).reckoning
        if made.missing:
            line = QWidget()
            inside = row(line, 6)
            inside.addWidget(Mark("tell"))
            words = f"还不能按收入核算困难类别，缺少：{'、'.join(made.missing)}。"
            inside.addWidget(label(words, "second", wrap=True), 1)
            self._body.addWidget(line)
        elif made.lines:
            self._body.addWidget(label("按收入核算", "strong"))
            for words in made.lines:
                self._body.addWidget(label(words, wrap=True))

    def _filed(self) -> int | None:
        return households_of([self.case.person_id]).get(self.case.person_id)

    def _word(self) -> str:
        if self.case.household is not None:
            return "打开家庭档案"
        return "用已有的家庭档案" if self._filed() else "建立家庭档案"

    def _act(self) -> None:
        case, filed = self.case, self._filed()
        if case.household is not None:
            self.go.emit("assistance", ("household", case.household.uid))
        elif filed:
            fresh = HelpCase.get_by_id(case.id)
            self._desk.do(self, change_case, fresh, {"household": Household.get_by_id(filed)})
        else:
            self.go.emit("assistance", ("household", f"new:{case.person.uid}"))


_AID = (
    *("given_on", "aid_kind", "form", "amount", "source", "goods", "quantity", "unit", "unit_value", "account", "bank"),
    "reason",
)


class Given(Entries):
    """发放: what was given on this case."""

    go = Signal(str, object)

    keeps = True

    def __init__(self, desk: Desk) -> None:
        super().__init__("发放", "登记发放", self._ask, "还没有发放。")
        self._desk = desk
        offer(desk, "give_aid", self.begin_button)
        self.case: HelpCase | None = None

    def show_case(self, case: HelpCase) -> None:
        """The aids of this case."""
        self.case = case
        self.show_lines([self._line(aid) for aid in aids_of(case)])
        self.begin_button.setVisible(case.status != CLOSED)

    def _line(self, aid: Aid) -> Entry:
        what = aid.goods or f"{money(aid.amount)} 元"
        facts = (Aid.aid_kind.show(aid.aid_kind), what, Aid.source.show(aid.source))
        facts += ("已签收" if aid.received_on else "未签收",)
        see = [("打开", lambda: self.go.emit("assistance", ("aid", aid.uid)))]
        return Entry(day_text(aid.given_on), DOT.join(fact for fact in facts if fact), see)

    def _ask(self) -> None:
        case = self.case
        kinds = [Aid._meta.fields[name] for name in _AID]
        form = RecordForm([Section("", kinds)])
        amount = case.approved_amount if case.approved_amount is not None else case.amount_asked
        home = case.household
        known = {"account": home.account, "bank": home.bank} if home else {}
        form.show_values({"given_on": self._desk.today(), "aid_kind": case.aid_kind, "amount": amount, **known})

        def store(values: dict[str, Any]) -> list[Problem] | None:
            given = {name: value for name, value in values.items() if value is not None}
            whole = {**given, "person": case.person, "programme": case.programme, "case": case}
            whole |= {"household": home} if home else {}
            return saved(self._desk.do(self.form, give_aid, whole))

        self.open_form(InlineForm(form, "登记发放", store))


_VISIT = ("visited_on", "visitors", "place", "recorder", "situation", "difficulty", "wishes", "gift", "gift_amount")


class Visited(Entries):
    """走访: visits on this case."""

    go = Signal(str, object)

    keeps = True

    def __init__(self, desk: Desk) -> None:
        super().__init__("走访", "登记走访", self._ask, "还没有走访。")
        self._desk = desk
        offer(desk, "record_visit", self.begin_button)
        self.case: HelpCase | None = None

    def show_case(self, case: HelpCase) -> None:
        """The visits of this case."""
        self.case = case
        self.show_lines([self._line(visit) for visit in visits_of(case)])
        self.begin_button.setVisible(case.status != CLOSED)

    def _line(self, visit: Visit) -> Entry:
        facts = (visit.visitors, visit.gift or "", visit.situation or "")
        see = [("打开", lambda: self.go.emit("assistance", ("visit", visit.uid)))]
        return Entry(day_text(visit.visited_on), DOT.join(fact for fact in facts if fact), see)

    def _ask(self) -> None:
        case = self.case
        form = RecordForm([Section("", [Visit._meta.fields[name] for name in _VISIT])])
        form.show_values({"visited_on": self._desk.today(), "place": case.person.address})

        def store(values: dict[str, Any]) -> list[Problem] | None:
            given = {name: value for name, value in values.items() if value is not None}
            home = {"household": case.household} if case.household else {}
            return saved(self._desk.do(self.form, record_visit, {**given, **home, "person": case.person, "case": case}))

        self.open_form(InlineForm(form, "登记走访", store))


class TimeLine(Entries):
    """经过: steps, aid, visits and contacts on their days, the latest first."""

    go = Signal(str, object)

    def __init__(self) -> None:
        super().__init__("经过", empty="还没有办过步骤。")

    def show_case(self, case: HelpCase) -> None:
        """Everything that happened."""
        self.show_lines([self._line(event) for event in events_of(case)])

    def _line(self, event: Event) -> Entry:
        see = [("打开", lambda: self.go.emit("assistance", (event.kind, event.uid)))] if event.uid else []
        words = f"{event.title}　{event.detail}" if event.detail else event.title
        return Entry(day_text(event.day), words, see)
