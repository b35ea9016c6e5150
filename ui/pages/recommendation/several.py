"""Many candidates selected: at which steps they stand, the values they share, finishing the step, and what came of it.

The work itself runs in the background and is taken back as a whole; who is refused is named with the reason.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QScrollArea, QWidget

from models.core.database import DB
from models.core.progress import Progress
from models.recommendation.lists import CandidateLine, candidate_lines
from models.recommendation.procedure import LATER, MEETING, Procedure, procedure
from models.recommendation.records import RUNNING
from models.recommendation.several import Result, carry_on, take_back
from ui import jobs, messages, style
from ui.desk import Desk
from ui.pages.recommendation import trail
from ui.widgets.flow import Flow
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.notes import Bar
from ui.widgets.parts import Mark, button, column, label, plain_tip, row

MOST_REASONS = 2
OWN = frozenset(
    {"applied_on", "talked_on", "is_active", "is_loyal", "is_selfless", "is_diligent", "is_leading", "deeds"}
    | {"strengths", "shortcomings", "proposal", "reasons", "hearing", "answer_text"}
)
"""Columns that say something of one person; they are typed with each."""


class SeveralPanel(QFrame):
    """closed: the selection is left. opened: uid of one of them. moved: records changed. print_asked: form, ids."""

    closed = Signal()
    opened = Signal(str)
    meeting_asked = Signal(int, int)
    print_asked = Signal(str, list)
    moved = Signal()

    def __init__(self, desk: Desk, channel: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("detail")
        self._desk, self._channel = desk, channel
        self._lines: list[CandidateLine] = []
        self._step = ""
        self._last: list[Result] = []
        self.bar = Bar()
        self.title = label("", "title")
        self.step_chips = Flow(6)
        self.chips: dict[str, Any] = {}
        self.form: RecordForm | None = None
        self.results = QListWidget()
        self.results.itemActivated.connect(lambda item: self.opened.emit(item.data(Qt.ItemDataRole.UserRole)))
        self.results.itemClicked.connect(lambda item: self.opened.emit(item.data(Qt.ItemDataRole.UserRole)))
        self.write_button = button("", lambda: self.run(finish=False))
        self.finish_button = button("", lambda: self.run(finish=True), "primary")
        self.papers = Flow(4)
        self._summary = label("", "second", wrap=True)
        self._lay_out()

    @property
    def chosen(self) -> list[CandidateLine]:
        """Those of the selection who stand at the chosen step and are still running."""
        return [line for line in self._lines if line.step == self._step and line.status == RUNNING]

    @property
    def steps(self) -> Procedure:
        """The procedure of the channel."""
        return procedure(self._channel)

    def show_ids(self, ids: Sequence[int]) -> None:
        """These are selected; the step at which most of them stand is chosen."""
        typed = self.form.draft() if self.form is not None else {}
        before = self._step
        self._lines = candidate_lines(self._channel, ids)
        counts = Counter(line.step for line in self._lines if line.status == RUNNING)
        self.title.setText(f"已选 {len(self._lines)} 人")
        self._show_chips(counts)
        self._choose(before if counts.get(before) else max(counts, key=lambda key: counts[key], default=""))
        if self._step == before and self.form is not None:
            self.form.restore(typed)

    def reread(self) -> None:
        """The same persons, read again; what came of the last work stays."""
        self.show_ids([line.id for line in self._lines])

    def run(self, *, finish: bool) -> None:
        """Write what was typed into all of them and, with `finish`, take the step."""
        values = self._values()
        if values is None:
            return
        if not values and not finish:
            messages.bar(self, "还没有填写要写入的内容。", "warn")
            return
        self.carry_on([line.id for line in self.chosen], values, finish)

    def carry_on(self, ids: Sequence[int], values: dict[str, Any], finish: bool) -> None:
        """Do it for these, in the background."""
        session = self._desk.session

        def work(progress: Progress) -> list[Result]:
            with DB.connection_context():
                return carry_on(session, ids, values, finish, progress)

        jobs.start(self, f"办理 {len(ids)} 人", work, done=self._show_results, hold=self)

    def take_back(self) -> None:
        """撤销 for all of them."""
        session, results = self._desk.session, self._last

        def work(progress: Progress) -> None:
            with DB.connection_context():
                take_back(session, results, progress)

        jobs.start(self, f"撤销 {len(results)} 人", work, done=lambda _none: self._taken_back(), hold=self)

    def _values(self) -> dict[str, Any] | None:
        if self.form is None:
            return {}
        values, problems = self.form.gather()
        if problems:
            self.form.go_to_first_problem()
            return None
        return {name: value for name, value in values.items() if value is not None}

    def _show_results(self, results: list[Result]) -> None:
        self._last = results
        done = sum(result.done for result in results)
        self.results.clear()
        for result in sorted(results, key=lambda result: result.done):
            self._add_result(result)
        self.results.setVisible(bool(results))
        words = f"{done} 人办好" + (f"，{len(results) - done} 人没有办成，原因见下面" if done < len(results) else "")
        self._summary.setText(f"{words}。点一个人可以打开。")
        messages.toast(self, f"{words.replace('，原因见下面', '')}。", self.take_back if done else None)
        self.moved.emit()

    def _add_result(self, result: Result) -> None:
        to = self.steps.steps[result.step].short
        words = f"{result.name}　{'现在到“' + to + '”' if result.done else _first(result.sentence)}"
        item = QListWidgetItem(words)
        shape, tint = Mark.SHAPES["done" if result.done else "warn"]
        item.setIcon(style.icon(shape, tint))
        item.setData(Qt.ItemDataRole.UserRole, result.uid)
        item.setToolTip(plain_tip(result.sentence))
        self.results.addItem(item)

    def _taken_back(self) -> None:
        self.results.clear()
        self.results.hide()
        self._summary.setText("")
        messages.toast(self, "已全部撤销。")
        self.moved.emit()

    def _show_chips(self, counts: Counter[str]) -> None:
        self.step_chips.clear()
        self.chips = {}
        for key, step in self.steps.steps.items():
            if counts.get(key):
                chip = button(f"{step.short} {counts[key]}", lambda key=key: self._choose(key), "chip")
                chip.setCheckable(True)
                self.chips[key] = chip
                self.step_chips.add(chip)

    def _choose(self, key: str) -> None:
        self._step = key
        for name, chip in self.chips.items():
            chip.setChecked(name == key)
        self._put_form()
        self._put_buttons()

    def _put_form(self) -> None:
        while (item := self._place.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        self.form = None
        step = self.steps.steps.get(self._step)
        if step is None:
            self._place.addWidget(label("选中的人都已经办结，可以打印。", "second", wrap=True))
            return
        if step.key in (MEETING, LATER):
            self._place.addWidget(label(step.summary, "second", wrap=True))
            self._place.addWidget(self._meeting_buttons() if step.key == MEETING else QWidget())
            return
        fields = [field for field in trail.needs_of(step) if field.name not in OWN]
        others = [field.label for field in trail.needs_of(step) if field.name in OWN]
        note = f"写入这 {len(self.chosen)} 人；空着的格不改。"
        if others:
            note += f"{'、'.join(others[:3])}{'等' if len(others) > 3 else ''}要到每个人那里填。"
        self._place.addWidget(label(note, "second", wrap=True))
        self.form = RecordForm([Section("", fields)])
        self._place.addWidget(self.form)

    def _meeting_buttons(self) -> QWidget:
        flow = Flow(8)
        for name in dict.fromkeys(line.body for line in self.chosen):
            first = next(line for line in self.chosen if line.body == name)
            flow.add(button(f"录入{name}的推荐会", lambda first=first: self.meeting_asked.emit(first.id, 0)))
        return flow

    def _put_buttons(self) -> None:
        count, step = len(self.chosen), self.steps.steps.get(self._step)
        typing = self.form is not None
        self.write_button.setText(f"写入 {count} 人")
        self.write_button.setVisible(typing and bool(count))
        self.finish_button.setText(f"{count} 人完成“{step.short}”" if step else "")
        self.finish_button.setVisible(bool(step and count and step.key != LATER))
        self.papers.clear()
        for key in step.forms if step else ("approval", "summary"):
            word = trail.FORMS.get(key, key)
            made = button(word, lambda key=key: self._print(key), "plain", "printer", f"打印选中各人的{word}")
            self.papers.add(made)

    def _print(self, key: str) -> None:
        lines = self.chosen if self._step else self._lines
        self.print_asked.emit(key, [line.id for line in lines])

    def _lay_out(self) -> None:
        head = row(spacing=8, margins=(16, 8, 8, 0))
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(button("", self.closed.emit, "plain", "x", "不选了（Esc）"))
        inside = QWidget()
        inside.setObjectName("plain")
        content = column(inside, 8, (16, 4, 16, 8))
        content.addWidget(self.step_chips)
        self._place = column(spacing=8)
        content.addLayout(self._place)
        content.addWidget(self._summary)
        self.results.setMinimumHeight(style.px(200))
        self.results.setWordWrap(True)
        self.results.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.results.hide()
        content.addWidget(self.results, 1)
        content.addStretch(0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        foot = row(spacing=12, margins=(16, 8, 16, 8))
        foot.addWidget(self.finish_button)
        foot.addWidget(self.write_button)
        foot.addStretch(1)
        foot.addWidget(self.papers)
        layout = column(self, 4)
        layout.addLayout(head)
        holder = row(margins=(16, 0, 16, 0))
        holder.addWidget(self.bar)
        layout.addLayout(holder)
        layout.addWidget(area, 1)
        layout.addLayout(foot)


def _first(sentence: str) -> str:
    """The first reasons of a refusal, and how many there are."""
    reasons = sentence.rstrip("。").split("；")
    return "；".join(reasons[:MOST_REASONS]) + (f"等 {len(reasons)} 处" if len(reasons) > MOST_REASONS else "") + "。"
