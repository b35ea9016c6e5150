"""One recommendation that waits, or several: what stands in it, its 审批表, what speaks against it, and the opinion.

Reads and shows; the opinion is handed on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QScrollArea, QStackedWidget, QWidget

from models.core.progress import Progress
from models.exchange.opinions import (
    AGREES,
    DISAGREES,
    SENT_BACK,
    Missing,
    SendingBack,
    against,
    step_for,
    what_can_miss,
)
from models.office.attachment import Store
from models.recommendation.procedure import SUPERIOR, procedure
from models.recommendation.records import Recommendation
from models.recommendation.several import Result
from reports.paper.display import Paper
from ui import jobs, style
from ui.desk import Desk
from ui.pages.exchange.inbox_plan import marked
from ui.pages.exchange.opinions_form import MissingList, OpinionForm
from ui.pages.exchange.work import connected
from ui.pages.recommendation.trail import day_text, header_facts, meeting_figures, whole
from ui.widgets.facts import facts_grid
from ui.widgets.notes import Bar
from ui.widgets.paper_view import PaperView
from ui.widgets.parts import button, column, label, row

SUMMARY, PAPER, MISSING = "summary", "paper", "missing"
_VIEWS = {SUMMARY: "摘要", PAPER: "审批表", MISSING: "补正内容"}
MOST_LINES, MOST_NAMES = 60, 12
_ACTIONS = {AGREES: "take_step", DISAGREES: "fill_in", SENT_BACK: "return_to"}
_LONG = ("reasons", "deeds", "shortcomings", "decision", "objections", "superior_opinion")


class OpinionPanel(QFrame):
    """`said` carries the opinion; `printed` asks for the papers."""

    said = Signal(object)
    printed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("detail")
        self._desk = desk
        self._job: jobs.Job | None = None
        self._recs: list[Recommendation] = []
        self._judged: Mapping[int, tuple[str, ...]] = {}
        self.lines: list[str] = []
        self.bar = Bar()
        self.title = label("", "title", wrap=True)
        self.facts = label("", "second", wrap=True)
        self.form = OpinionForm(desk)
        self.missing = MissingList()
        self.paper = PaperView()
        self.buttons = {key: button(word, lambda key=key: self.show_view(key), "half") for key, word in _VIEWS.items()}
        self.print_button = button("打印", self.printed.emit, "plain", "printer", "打印审批表（Ctrl+P）")
        self._refused: list[Result] = []
        self._lay_out()
        self.form.said.connect(self._say)
        self.form.turned.connect(self._turned)
        self.missing.changed.connect(self._choose_step)
        self.show_view(SUMMARY)

    @property
    def ids(self) -> list[int]:
        """Whom the opinion is about."""
        return [rec.id for rec in self._recs]

    def show_ids(self, ids: Sequence[int], open_: bool, judged: Mapping[int, tuple[str, ...]]) -> None:
        """These are chosen; `open_`: an opinion can be given now; `judged`: what speaks against them, where known."""
        self._judged = judged
        before = [(rec.id, rec.revision) for rec in self._recs]
        found = {rec.id: rec for rec in Recommendation.select().where(Recommendation.id.in_(list(ids)))}
        self._recs = [found[number] for number in ids if number in found]
        same = before == [(rec.id, rec.revision) for rec in self._recs]
        if not same:
            self._refused = []
        self.form.show_count(len(self._recs), open_, self._refusals())
        self.form.setVisible(open_)
        self._turned(self.form.kind if open_ else "")
        self._show_head()
        self._show_summary()
        if not same:
            self.missing.show_missing(_together(self._recs))
            self._choose_step()
            self.paper.show_paper(Paper(""))
            if self._view == PAPER:
                self._lay_out_paper()

    def show_results(self, refused: list[Result]) -> None:
        """Who was refused, with the reason, above everything else."""
        self._refused = refused
        self._show_summary()
        if refused:
            self.show_view(SUMMARY)

    def show_view(self, key: str) -> None:
        """Summary, paper, or what is missing."""
        self._view = key
        self.buttons[key].setChecked(True)
        self._stack.setCurrentIndex(list(_VIEWS).index(key))
        if key == PAPER and not self.paper.paper.pages:
            self._lay_out_paper()

    def _refusals(self) -> dict[str, str]:
        """Why who is signed in may not say something of this kind; nothing where she may."""
        guard = self._desk.session.guard
        if guard is None or not self._recs:
            return {}
        return {kind: why for kind, action in _ACTIONS.items() if (why := guard.refusal(action, [self._recs[0]]))}

    def _say(self, said: object) -> None:
        if isinstance(said, SendingBack):
            said = replace(said, missing=tuple(self.missing.chosen.values()))
        self.said.emit(said)

    def _turned(self, kind: str) -> None:
        back = kind == SENT_BACK
        anew = back and self.buttons[MISSING].isHidden()
        self.buttons[MISSING].setVisible(back)
        if anew:
            self.show_view(MISSING)
        elif not back and self._view == MISSING:
            self.show_view(SUMMARY)

    def _choose_step(self) -> None:
        """The step to which they go back follows from what is missing."""
        if self._recs:
            rec = self._recs[0]
            steps = procedure(rec.batch.channel)
            before = takewhile(lambda step: step.key != SUPERIOR, steps.route(rec.route))
            offered = [(step.key, step.short) for step in before]
            self.form.show_steps(offered, step_for(rec, self.missing.chosen))

    def _show_head(self) -> None:
        if len(self._recs) == 1:
            rec = self._recs[0]
            self.title.setText(rec.person.name)
            self.facts.setText("　".join(whole(part) for part in header_facts(rec, self._desk.today())))
        else:
            self.title.setText(f"已选 {len(self._recs)} 人")
            names = "、".join(rec.person.name for rec in self._recs[:MOST_NAMES])
            self.facts.setText(names + ("等" if len(self._recs) > MOST_NAMES else ""))
        self.print_button.setText("打印" if len(self._recs) < 2 else f"打印 {len(self._recs)} 份")

    def _show_summary(self) -> None:
        inside = QWidget()
        inside.setObjectName("plain")
        content = column(inside, 8, (16, 4, 16, 8))
        self.lines = []
        for result in self._refused:
            self._mark(content, "stop", f"{result.name}没有办成：{result.sentence}")
        if len(self._recs) == 1:
            self._one(content, self._recs[0])
        else:
            self._several(content)
        content.addStretch(1)
        self._area.setWidget(inside)

    def _several(self, content: Any) -> None:
        """A line for each of the first, those against whom something speaks before the others."""
        recs = sorted(self._recs, key=lambda rec: not self._judged.get(rec.id))
        for rec in recs[:MOST_LINES]:
            found = self._judged.get(rec.id)
            if found is None:
                self._mark(content, "todo", f"{rec.person.name}　正在核对条件")
            else:
                words = "；".join(found) or "条件都符合"
                self._mark(content, "warn" if found else "done", f"{rec.person.name}　{words}")
        if len(recs) > MOST_LINES:
            self._mark(content, "tell", f"其余 {len(recs) - MOST_LINES} 人见左边的表。")

    def _one(self, content: Any, rec: Recommendation) -> None:
        found = against(rec, self._desk.today())
        for words in found:
            self._mark(content, "warn", words)
        if not found:
            self._mark(content, "done", "条件都符合，前面各步的内容齐全。")
        grid = facts_grid([(name, value) for name, value in _facts(rec) if value])
        grid.setColumnMinimumWidth(0, style.px(88))
        grid.setColumnStretch(0, 0)
        grid.setColumnStretch(1, 1)
        content.addLayout(grid)

    def _mark(self, content: Any, mark: str, words: str) -> None:
        content.addLayout(marked(mark, words))
        self.lines.append(words)

    def _lay_out_paper(self) -> None:
        """The form of the one in front, or of all that are chosen, in the background."""
        from reports.forms import form_key, lay_out_for

        if self._job is not None:
            self._job.supersede()
        if not self._recs:
            return
        key, uids = (
            form_key("approval", self._recs[0].batch.channel),
            [rec.uid for rec in self._recs if rec.batch.channel == self._recs[0].batch.channel],
        )
        moment, photos = self._desk.session.clock(), Store(self._desk.opened)

        def work(progress: Progress) -> Paper:
            return lay_out_for(key, uids, moment, progress, photos)

        self._job = jobs.start(self, "排版审批表", connected(work), done=self._show_paper)

    def _show_paper(self, paper: Paper) -> None:
        self._job = None
        self.paper.show_paper(paper)

    def _lay_out(self) -> None:
        head = row(spacing=8)
        head.addWidget(self.title, 1)
        group = QButtonGroup(self)
        for made in self.buttons.values():
            made.setCheckable(True)
            group.addButton(made)
            head.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.print_button, 0, Qt.AlignmentFlag.AlignTop)
        self.buttons[MISSING].hide()
        top = column(spacing=4, margins=(16, 10, 16, 4))
        top.addLayout(head)
        top.addWidget(self.facts)
        top.addWidget(self.bar)
        self._area, asked = QScrollArea(), QScrollArea()
        inside = QWidget()
        inside.setObjectName("plain")
        holder = column(inside, 0, (16, 4, 16, 8))
        holder.addWidget(self.missing)
        holder.addStretch(1)
        asked.setWidget(inside)
        self._stack = QStackedWidget()
        for made in (self._area, asked):
            made.setWidgetResizable(True)
        for made in (self._area, self.paper, asked):
            self._stack.addWidget(made)
        layout = column(self, 0)
        layout.addLayout(top)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.form)


def _together(recs: Sequence[Recommendation]) -> list[Missing]:
    """What can be asked for of all of them; empty where any of them lacks it. In the order of the procedure."""
    found: dict[str, Missing] = {}
    for rec in recs:
        for one in what_can_miss(rec):
            known = found.get(one.field)
            found[one.field] = one if known is None else known._replace(empty=known.empty or one.empty)
    return list(found.values())


def _facts(rec: Recommendation) -> list[tuple[str, str]]:
    """What the superior body looks at first."""
    meeting = rec.meeting
    held = f"{day_text(meeting.held_on)}　{' · '.join(meeting_figures(meeting, rec))}" if meeting else ""
    inspected = "—".join(filter(None, (day_text(rec.inspected_from), day_text(rec.inspected_to))))
    shown = "—".join(filter(None, (day_text(rec.publicity_from), day_text(rec.publicity_to))))
    told = [
        ("申请入党", day_text(rec.applied_on)),
        ("推荐会", held),
        ("考察", "　".join(filter(None, (inspected, rec.inspectors or "")))),
        ("公示", "　".join(filter(None, (shown, rec.publicity_place or "")))),
        ("研究决定", "　".join(filter(None, (day_text(rec.decided_on), rec.decided_by or "")))),
    ]
    long = [(getattr(Recommendation, name).label, getattr(rec, name) or "") for name in _LONG]
    return [*told, *long]
