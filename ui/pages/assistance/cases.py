"""The list of help cases: by programme, step, status, class and village, with the counts of the steps above it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton

from models.assistance.case import CLOSED, KEPT, HelpCase
from models.assistance.lists import CaseFilter, CaseRow, case_ids, case_rows, programme_counts, step_counts
from models.assistance.programme import ProgrammeStep
from models.assistance.programmes import programme, texts
from models.assistance.verbs import change_case, open_case, remove_case
from models.core.codes import table
from models.core.record import Record
from ui import style
from ui.desk import Desk
from ui.pages.assistance.case import CasePanel
from ui.pages.assistance.columns import code_filter, coded, day, money, programme_filter, village_filter
from ui.pages.register import Register, RegisterView
from ui.settings import Settings
from ui.widgets.filter_bar import Choice, Filter
from ui.widgets.flow import Flow
from ui.widgets.parts import button
from ui.widgets.record_table import Column

LIST_WIDTH = 300
LOW = 520
State = tuple[str, str]


class CaseLine(NamedTuple):
    """One case as the list shows it."""

    id: int
    name: str
    programme: str
    step: str
    state: State
    village: str | None
    hardship_class: str | None
    applied_on: str | None
    approved_amount: int | None
    number: str | None


def case_lines(ids: Sequence[int]) -> list[CaseLine]:
    """Lines of these cases, in this order."""
    known = {text.key: text for text in texts()}
    found = []
    for case in case_rows(ids):
        text = known.get(case.programme)
        step = text.step(case.step) if text else None
        title, short = (text.short, step.short) if text and step else (case.programme, case.step)
        found.append(
            CaseLine(
                *(case.id, case.name, title, short, state_of(case, step), case.village, case.hardship_class),
                *(case.applied_on, case.approved_amount, case.number),
            )
        )
    return found


def state_of(case: CaseRow, step: ProgrammeStep | None) -> State:
    """Mark and word for how a case stands."""
    if case.status == CLOSED:
        return "tell", table("help.closing").short(case.closing) if case.closing else "已结案"
    if case.status == KEPT:
        return "done", "在档"
    if case.lacking:
        return "todo", f"缺材料 {case.lacking}"
    if step is not None and step.outside:
        return "wait", "等上级"
    return "todo", "待审核" if step is not None and step.approval else "办理中"


def _ids(text: str, wanted: Any) -> Sequence[int]:
    step, status = wanted.get("step", ""), wanted.get("status", "")
    if step == CLOSED:
        step, status = "", CLOSED
    return case_ids(
        CaseFilter(
            text=text,
            programme=wanted.get("programme", ""),
            step=step,
            status=status,
            village_id=wanted.get("village", 0),
            hardship_class=wanted.get("class", ""),
            open_only=bool(step),
        )
    )


CASES = Register(
    page="assistance",
    key="case",
    title="个案",
    icon="hand-heart",
    counter="件",
    record=HelpCase,
    columns=(
        Column("姓名", 92, brief=True),
        Column("项目", 0, brief=True),
        Column("步骤", 72),
        Column("状况", 104, brief=True, show=lambda state: state[1], mark=lambda state: state[0]),
        Column("村（社区）", 130),
        Column("困难类别", 96, show=coded("help.class")),
        Column("申请日期", 104, show=day),
        Column("批准金额（元）", 116, right=True, show=money),
        Column("编号", 130),
    ),
    names=(
        *("name", "programme", "step", "state", "village", "hardship_class", "applied_on", "approved_amount"),
        "number",
    ),
    filters=lambda: [
        Filter("status", "", [Choice("running", "办理中"), Choice(KEPT, "在档"), Choice(CLOSED, "已结案")]),
        programme_filter(),
        village_filter(),
        code_filter("class", "类别", "help.class"),
    ],
    ids=_ids,
    rows=case_lines,
    headings=(),
    register=open_case,
    change=change_case,
    remove=remove_case,
    register_action="open_help_case",
    change_action="change_help_case",
    verb="开立",
    empty="一个人或一户家庭申请一个帮扶项目，就是一件个案：从申请、核实、公示到审批、发放、结案，都在一页里办。",
    give_up=("编号", "困难类别", "村（社区）", "申请日期", "步骤", "批准金额（元）"),
    hint="姓名、拼音首字母、编号",
    named=lambda case: f"{case.person.name}的{HelpCase.programme.show(case.programme)}",
    printed=True,
)


class CaseView(RegisterView):
    """The list with its counts: by programme, and by step once a programme is chosen."""

    _counts: Flow | None = None
    step = ""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self.chips: dict[str, QPushButton] = {}
        self._splitters = settings.splitters
        super().__init__(desk, settings, CASES, CasePanel)

    @property
    def wanted(self) -> dict[str, Any]:
        """The filters, and the step that was chosen above."""
        return {**self.filters.wanted, **({"step": self.step} if self.step else {})}

    def show_list(self, keep: bool = True) -> None:
        """The list, and the counts above it."""
        self._drop_strange_step()
        super().show_list(keep)
        self._show_counts()

    def choose_step(self, key: str) -> None:
        """List only those that stand at a step; all for an empty one."""
        self.step = key
        self.show_list(keep=False)

    def choose_programme(self, key: str | None) -> None:
        """List only those of a programme; all for none."""
        self.step = ""
        rest = {name: value for name, value in self.filters.wanted.items() if name != "programme"}
        self.filters.want({**rest, "programme": key} if key else rest, self.filters.text)

    def open_record(self, record: Record | None) -> None:
        """A case needs more room than its list."""
        fresh = len(self._splitters.get("assistance.case", [])) != 2
        super().open_record(record)
        if fresh:
            left = style.px(LIST_WIDTH)
            self._beside.setSizes([left, max(left, self._beside.width() - left)])
        self._give_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Room for what is open."""
        super().resizeEvent(event)
        self._give_room()

    def _drop_strange_step(self) -> None:
        key = self.filters.wanted.get("programme", "")
        steps = [step.key for step in programme(key, self.desk.today()).steps] if key else []
        if self.step not in ("", CLOSED, *steps):
            self.step = ""

    def _show_counts(self) -> None:
        if self._counts is None:
            self._counts = Flow(6)
            self.layout().insertWidget(0, self._counts)
        self._counts.clear()
        self.chips = {}
        key = self.filters.wanted.get("programme", "")
        if key:
            self._show_steps(key)
        else:
            self._show_programmes()
        self._give_room()

    def _give_room(self) -> None:
        """A case that is open needs the height more than the counts do."""
        low = self.panel is not None and self.height() < style.px(LOW)
        self._counts.setVisible(bool(self.chips) and not low)

    def _show_programmes(self) -> None:
        for text, counts in programme_counts(self.desk.today()):
            number = sum(count for status, count in counts.items() if status != CLOSED)
            if number:
                self._chip(text.key, f"{text.short} {number}", lambda key=text.key: self.choose_programme(key), False)

    def _show_steps(self, key: str) -> None:
        text = programme(key, self.desk.today())
        shorts = {step.key: step.short for step in text.steps} | {CLOSED: "已结案"}
        counts = [(step, number) for step, _, number in step_counts(text)]
        self._counts.add(button("全部项目", lambda: self.choose_programme(None), "plain", "chevron-left"))
        whole = sum(number for _, number in counts)
        self._chip("", f"{text.short} {whole}", lambda: self.choose_step(""), not self.step)
        for step, number in counts:
            if number or step == self.step:
                words = f"{shorts[step]} {number}"
                self._chip(step, words, lambda step=step: self.choose_step(step), step == self.step)

    def _chip(self, key: str, words: str, act: Any, chosen: bool) -> None:
        chip = button(words, act, "chip")
        chip.setCheckable(True)
        chip.setChecked(chosen)
        self.chips[key] = chip
        self._counts.add(chip)
