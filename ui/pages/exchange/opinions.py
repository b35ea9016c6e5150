"""审核意见: recommendations of offices below that wait for this one's opinion; one at a time or several, to be undone.

Holds the list and the panel together; the opinion itself is given by the ordinary verbs, in the background.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from models.core.codes import table
from models.core.progress import Progress
from models.exchange.opinions import (
    AGREES,
    DISAGREES,
    STANDS,
    WAITING,
    Opinion,
    SendingBack,
    count_waiting,
    give,
    judged,
    offices,
    opinion_ids,
    opinion_lines,
    send_back,
    take_back,
)
from models.recommendation.records import Recommendation
from models.recommendation.several import Result
from ui import jobs, messages
from ui.desk import Desk
from ui.pages.exchange.lazy import LazyPart
from ui.pages.exchange.opinions_form import TITLES
from ui.pages.exchange.opinions_panel import OpinionPanel
from ui.pages.exchange.work import connected
from ui.settings import Settings
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import Choice, Filter, FilterBar
from ui.widgets.fitting_table import FittingTable
from ui.widgets.list_detail import ListDetail
from ui.widgets.parts import button, column, row
from ui.widgets.record_table import Column

FOLLOW_MS = 120
LIST_WIDTH = 544
_NOBODY = "各单位报来的推荐，到了“上级审核”这一步的，列在这里。先在“收件箱”里接收推优报审的报送包。"
_NONE_FIT = "换一个筛选条件看看。"


class OpinionsPart(LazyPart):
    """The list, and beside it one of them or what is said to several."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__(desk, settings)
        self._listing = False
        self._judged: dict[int, tuple[str, ...]] = {}
        self._judging: jobs.Job | None = None
        self._last: list[Result] = []
        self._said: Opinion | SendingBack | None = None
        self.state = WAITING
        self.buttons = {
            state: button(word, lambda state=state: self.show_state(state), "half") for state, word in STANDS.items()
        }
        self.filters = FilterBar(self._filters(), "姓名、拼音首字母", width=180)
        self.table = FittingTable(_columns(), self._fetch, ("报送单位", "赞成/实到"))
        self.panel = OpinionPanel(desk)
        left = QWidget()
        column(left, 0).addWidget(self.table)
        self.split = ListDetail(left, settings.splitters, "exchange.opinions", LIST_WIDTH)
        self.empty = EmptyState("circle-check", "没有等审核的推荐", _NOBODY)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.split)
        self._stack.addWidget(self.empty)
        self._follow = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._follow.timeout.connect(self._show_chosen)
        self.body.addLayout(self._head())
        self.body.addWidget(self._stack, 1)
        self._connect()

    @classmethod
    def waiting(cls, _desk: Desk) -> int:
        """How many wait for an opinion."""
        return count_waiting()

    def show_state(self, state: str) -> None:
        """Those that wait, those that have an opinion, those that were sent back."""
        self.state = state
        self._list(keep=False)

    def read(self) -> None:
        """Read the list anew."""
        for one in self._filters():
            self.filters.set_choices(one.key, one.choices)
        self._list()

    def open_target(self, target: object) -> None:
        """One recommendation by its uid."""
        rec = Recommendation.get_or_none(Recommendation.uid == str(target))
        if rec is not None:
            self.filters.clear()
            self.show_state(WAITING)
            self.table.choose(rec.id)

    def save(self) -> None:
        """Ctrl+S: say what stands in the form."""
        self.panel.form.submit()

    def seek(self) -> None:
        """Ctrl+F."""
        self.filters.seek()

    def print_out(self) -> None:
        """Ctrl+P: the forms of those that are chosen."""
        uids = [rec.uid for rec in Recommendation.select().where(Recommendation.id.in_(self.panel.ids))]
        if uids:
            self.go.emit("printing", {"form": "approval", "kind": "recommendation", "uids": uids})

    def focusInEvent(self, event: Any) -> None:
        """The list has the keys."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def run(self, said: Opinion | SendingBack) -> None:
        """Say it to everybody who is chosen, in the background."""
        session, ids = self.desk.session, list(self.panel.ids)
        self._said = said

        def work(progress: Progress) -> list[Result]:
            return (
                give(session, ids, said, progress)
                if isinstance(said, Opinion)
                else send_back(session, ids, said, progress)
            )

        title = f"签署 {len(ids)} 人的意见" if isinstance(said, Opinion) else f"退回 {len(ids)} 人"
        self._start(title, work, self._done)

    def undo(self) -> None:
        """Take back what was said last."""
        session, results = self.desk.session, self._last
        self._start(f"撤销 {len(results)} 人", lambda progress: take_back(session, results, progress), self._undone)

    def _start(self, title: str, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> None:
        jobs.start(self, title, connected(work), done=done, hold=self)

    def _done(self, results: list[Result]) -> None:
        self._last = [result for result in results if result.done]
        count, left = len(self._last), len(results) - len(self._last)
        told = [_done_words(self._said, self._last)] * bool(count) + [f"{left} 人没有办成，原因在右边"] * bool(left)
        self.desk.changed.emit(None)
        self.refresh()
        self.panel.show_results([result for result in results if not result.done])
        messages.toast(self, f"{'，'.join(told)}。", self.undo if count else None)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _undone(self, _nothing: object) -> None:
        messages.toast(self, "已全部撤销。")
        self.desk.changed.emit(None)
        self.refresh()

    def _list(self, *, keep: bool = True) -> None:
        self._tell_states()
        self._judged = {}
        wanted = self.filters.wanted
        ids = opinion_ids(self.state, wanted.get("office", ""), wanted.get("channel", ""), self.filters.text)
        self._listing = True
        self.table.records.columns[-1] = _last_column("条件" if self.state == WAITING else "意见")
        self.table.show_ids(ids, keep=keep)
        self._listing = False
        if ids and self.table.current_id() not in ids:
            self.table.choose(ids[0])
        self.empty.say(_NONE_FIT if self.filters.text or wanted or self.state != WAITING else _NOBODY)
        self._stack.setCurrentIndex(0 if ids else 1)
        self._judge(ids)
        self._show_chosen()

    def _judge(self, ids: Sequence[int]) -> None:
        """What speaks against each, in the background: it takes some milliseconds for each."""
        if self._judging is not None:
            self._judging.supersede()
            self._judging = None
        if not ids or self.state != WAITING:
            return
        today = self.desk.today()
        work = connected(lambda progress: judged(ids, today, progress))
        self._judging = jobs.start(self, "核对条件", work, done=self._show_judged, watch=jobs.unseen)

    def _show_judged(self, found: dict[int, tuple[str, ...]]) -> None:
        self._judging = None
        self._judged = found
        self.table.reread()
        if len(self.panel.ids) > 1:
            self._show_chosen()

    def _show_chosen(self) -> None:
        self._follow.stop()
        ids = self.table.selected_ids()
        if not ids:
            return
        if self.split.detail is not self.panel:
            self.split.open_beside(self.panel)
        self.panel.show_ids(ids, self.state == WAITING, self._judged)

    def _fetch(self, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        found = {line.id: line for line in opinion_lines(ids)}
        return [_cells(found.get(number), self._judged.get(number)) for number in ids]

    def _head(self) -> Any:
        group, line = QButtonGroup(self), row(spacing=4)
        for made in self.buttons.values():
            made.setCheckable(True)
            group.addButton(made)
            line.addWidget(made)
        line.addSpacing(8)
        line.addWidget(self.filters, 1)
        return line

    def _tell_states(self) -> None:
        known = offices()
        for state, made in self.buttons.items():
            made.setText(f"{STANDS[state]} {sum(one.counts.get(state, 0) for one in known)}")
            made.setChecked(state == self.state)

    def _filters(self) -> list[Filter]:
        return [
            Filter("office", "单位", [Choice(one.uid, one.name) for one in offices()], menu=True),
            Filter("channel", "渠道", [Choice(e.code, e.label) for e in table("body.channel").items()], menu=True),
        ]

    def _connect(self) -> None:
        self.filters.changed.connect(lambda: self._list(keep=False))
        self.table.selection_changed.connect(lambda _count: self._listing or self._follow.start())
        self.table.opened.connect(lambda _id: self.panel.form.take_keys())
        self.panel.said.connect(self.run)
        self.panel.printed.connect(self.print_out)


def _done_words(said: Opinion | SendingBack | None, done: Sequence[Result]) -> str:
    """What was said, and to whom or to how many."""
    whom = f"“{done[0].name}”" if len(done) == 1 else f" {len(done)} 人"
    if isinstance(said, Opinion):
        return f"签了{whom}的意见：{TITLES[AGREES if said.agrees else DISAGREES]}"
    return f"退回了{whom}补正"


def _cells(line: Any, against: Sequence[str] | None) -> tuple[Any, ...]:
    if line is None:
        return ("",) * 5
    words = "" if against is None else f"{len(against)} 项" if against else "符合"
    return (line.name, line.body, line.office, line.figures, line.state or words)


def _columns() -> list[Column]:
    return [
        Column("姓名", 72, brief=True),
        Column("推荐组织", 0, brief=True),
        Column("报送单位", 138, brief=True),
        Column("赞成/实到", 84, brief=True),
        _last_column("条件"),
    ]


def _last_column(title: str) -> Column:
    """What speaks against those that wait, what was said of the others."""
    marks = {"": "", "符合": "done", "同意": "done", "不同意": "stop", "已退回": "wait"}
    return Column(title, 88, brief=True, mark=lambda words: marks.get(words, "warn"))
