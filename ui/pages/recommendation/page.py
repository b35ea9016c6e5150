"""推优 as a page: channel, batch and steps on top, the candidates at the left, and beside them whatever is open.

Holds the parts together; what each part shows and does is its own.
"""

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedLayout, QWidget

from models.core.codes import table
from models.core.history import History
from models.organisations.body import LEAGUE
from models.recommendation.lists import batches, candidate_ids
from models.recommendation.records import Batch, Meeting, Recommendation
from ui import style
from ui.desk import Desk
from ui.offering import may, offer
from ui.pages.recommendation.adding import AddPanel
from ui.pages.recommendation.batch_form import BatchPanel
from ui.pages.recommendation.candidate import CandidatePanel
from ui.pages.recommendation.listing import CandidateList
from ui.pages.recommendation.meeting import MeetingPanel
from ui.pages.recommendation.priority import PriorityLine
from ui.pages.recommendation.several import SeveralPanel
from ui.pages.recommendation.top import Top
from ui.settings import Settings
from ui.widgets.empty_state import EmptyState
from ui.widgets.list_detail import ListDetail
from ui.widgets.page import Page
from ui.widgets.parts import button

FOLLOW_MS = 120
LIST_WIDTH, NARROW_LIST, WIDE_FROM = 372, 306, 1000


class RecommendationPage(Page):
    """The navigation entry 推优."""

    help_key = "recommendation"

    def __init__(self, desk: Desk, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__("推优", parent)
        self._desk, self._settings = desk, settings
        self._channel, self._step = LEAGUE, ""
        self._batch: Batch | None = None
        self._seen: Any = None
        self._listing_now = False
        self._whole = 0
        self.top = Top()
        offer(desk, "open_batch", self.top.new_button)
        offer(desk, "change_batch", self.top.change_button)
        self.priority = PriorityLine(desk)
        self.priority.go.connect(self.go)
        self.listing = CandidateList()
        self.split = ListDetail(self.listing, settings.splitters, "recommendation")
        self.no_batch = EmptyState(
            "vote", "还没有推优批次", "", [("新建批次", self.new_batch), ("先导入花名册", self._to_roster)]
        )
        self.nobody = EmptyState(
            "user-plus",
            "这个批次还没有推荐对象",
            "从人员里选人加入批次；名单还在表格里的，先导入花名册。",
            [("添加推荐对象 Ctrl+N", self.begin), ("先导入花名册", self._to_roster)],
        )
        self._follow = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._follow.timeout.connect(self._open_chosen)
        self._lay_out()
        self._connect()
        self.priority.reread()
        newest = batches()
        self.show_channel(newest[0].channel if newest else LEAGUE)

    @property
    def batch(self) -> Batch | None:
        """The batch in front."""
        return self._batch

    @property
    def detail(self) -> QWidget | None:
        """What is open beside the list."""
        return self.split.detail

    def show_channel(self, channel: str) -> None:
        """Put the newest batch of a channel in front."""
        self._channel = channel
        known = batches(channel)
        self._show_batch(known[0] if known else None)

    def show_batch(self, batch_id: int) -> None:
        """Put a batch in front."""
        batch = Batch.get_by_id(batch_id)
        self._channel = batch.channel
        self._show_batch(batch)

    def show_step(self, step: str) -> None:
        """List only those who stand at a step; everybody for an empty one."""
        self._step = step
        self._list(keep=False)

    def open_target(self, target: object) -> None:
        """Open a recommendation by its uid."""
        uid = str(target).partition(":")[0]
        rec = Recommendation.get_or_none(Recommendation.uid == uid)
        if rec is None:
            self.bar.say("这条推荐已经不在了，可能已被删除。", "warn")
            return
        if self._batch is None or rec.batch_id != self._batch.id:
            self.show_batch(rec.batch_id)
        if rec.id not in self.listing.table.records.ids:
            self._step = ""
            self.listing.filter.want({})
            self._list()
        self.listing.table.choose(rec.id)
        self.open_candidate(rec.id)

    def open_candidate(self, record_id: int) -> None:
        """Open one candidate beside the list."""
        self._follow.stop()
        panel = self.detail
        if not isinstance(panel, CandidatePanel):
            panel = CandidatePanel(self._desk)
            panel.closed.connect(self.close_detail)
            panel.go.connect(self.go)
            panel.opened.connect(self.open_target)
            panel.meeting_asked.connect(self.open_meeting)
            panel.print_asked.connect(self._print_one)
            self._open(panel)
        panel.show_record(record_id)

    def open_meeting(self, record_id: int, meeting_id: int) -> None:
        """Open the meeting of a candidate's body, one that is kept or a new one."""
        rec = Recommendation.get_by_id(record_id)
        meeting = Meeting.get_or_none(Meeting.id == meeting_id) if meeting_id else None
        panel = MeetingPanel(self._desk, rec.batch, rec.body, meeting)
        panel.closed.connect(lambda: self.open_candidate(record_id))
        panel.finish_asked.connect(self._finish_meeting)
        panel.print_asked.connect(lambda key: self._print_meeting(key, panel))
        self._open(panel)
        panel.focus_first(record_id)

    def new_batch(self) -> None:
        """Open a new batch for typing."""
        self._open_batch_form(None)

    def change_batch(self) -> None:
        """Open the batch in front for another name."""
        self._open_batch_form(self._batch)

    def refresh(self) -> None:
        """Read anew what is shown, unless nothing was written since."""
        seen = (History.select(History.seq).order_by(History.seq.desc()).limit(1).scalar(), self._desk.today())
        if seen == self._seen or isinstance(self.detail, BatchPanel):
            return
        self._seen = seen
        self.priority.reread()
        if self._batch is not None:
            self._batch = Batch.get_or_none(Batch.id == self._batch.id)
        if self._batch is None:
            self.show_channel(self._channel)
        else:
            self.top.show_channel(self._channel, batches(self._channel), self._batch)
            self._list()
        if isinstance(self.detail, CandidatePanel):
            self.detail.reload()

    def step_back(self) -> bool:
        """Esc: out of a question, a step, a panel; the list is where it was."""
        if isinstance(self.detail, CandidatePanel) and self.detail.step_back():
            return True
        if isinstance(self.detail, MeetingPanel):
            self.detail.keep_draft()
            self.detail.closed.emit()
            return True
        return self.close_detail()

    def save(self) -> None:
        """Ctrl+S: whatever is open."""
        panel = self.detail
        if isinstance(panel, CandidatePanel) and not panel.reasons.isHidden():
            panel.reasons.submit()
        elif isinstance(panel, SeveralPanel):
            panel.run(finish=False)
        elif isinstance(panel, AddPanel):
            panel.add()
        elif isinstance(panel, CandidatePanel | MeetingPanel | BatchPanel):
            panel.save()

    def begin(self) -> None:
        """Ctrl+N: more candidates, or the first batch."""
        if not may(self._desk, "nominate"):
            return
        if self._batch is None:
            self.new_batch()
            return
        panel = AddPanel(self._desk, self._batch)
        panel.closed.connect(self.close_detail)
        panel.added.connect(lambda _ids: self.refresh())
        self._open(panel)
        panel.seek()

    def seek(self) -> None:
        """Ctrl+F: into the filter."""
        (self.detail if isinstance(self.detail, AddPanel) else self.listing.filter).seek()

    def print_out(self) -> None:
        """Ctrl+P: the first paper of the current step."""
        panel = self.detail
        if isinstance(panel, CandidatePanel) and panel.forms_now():
            self._print_one(panel.forms_now()[0])
        elif self._batch is not None:
            self._print_batch()

    def settle(self) -> bool:
        """Keep drafts."""
        self._follow.stop()
        panel = self.detail
        if isinstance(panel, CandidatePanel):
            panel.settle()
        elif isinstance(panel, MeetingPanel):
            panel.keep_draft()
        return True

    def close_detail(self) -> bool:
        """Only the list; it keeps its place."""
        self.settle()
        closed = self.split.close_detail()
        if closed:
            self.listing.fit()
            self._show_state()
            self.listing.focus_table()
        return closed

    def _show_batch(self, batch: Batch | None) -> None:
        self.settle()
        self.split.close_detail()
        self._batch, self._step = batch, ""
        self.top.show_channel(self._channel, batches(self._channel), batch)
        self.listing.filter.want({})
        self._list(keep=False)

    def _list(self, *, keep: bool = True) -> None:
        whole = self.top.show_counts(self._batch, self._step)
        ids = candidate_ids(self._batch.id, self._step, self.listing.filter.text) if self._batch else []
        self._listing_now = True
        self.listing.show_ids(self._channel, ids, keep=keep)
        self._listing_now = False
        count = f"共 {whole} 人" if len(ids) == whole else f"{len(ids)} 人，全批 {whole} 人"
        self.set_title("推优", count if self._batch else "")
        self._whole = whole
        self._show_state()

    def _show_state(self) -> None:
        """The list, or what is said while there is nothing in it."""
        word = table("body.channel").label(self._channel)
        self.no_batch.say(f"{word}还没有批次。一个批次是一次一起研究、一起报送的推荐：先建批次，再从人员里选推荐对象。")
        empty = self.no_batch if self._batch is None else self.nobody if not self._whole else self.split
        if self.detail is not None:
            empty = self.split
        self.priority.show_where(self.detail is None)
        self._stack.setCurrentWidget(empty)
        self._add_button.setVisible(self._batch is not None)
        self._summary_button.setVisible(bool(self._whole))

    def _open(self, panel: QWidget) -> None:
        self.settle()
        self._settings.splitters.setdefault("recommendation", [])
        self._stack.setCurrentWidget(self.split)
        self.split.open_beside(panel)
        self.priority.show_where(False)
        if len(self._settings.splitters["recommendation"]) != 2:
            left = style.px(LIST_WIDTH if self.split.width() >= style.px(WIDE_FROM) else NARROW_LIST)
            self.split.setSizes([left, max(left, self.split.width() - left)])
        self.listing.fit()
        shown = self.listing.table
        shown.scrollTo(shown.currentIndex())

    def _open_batch_form(self, batch: Batch | None) -> None:
        panel = BatchPanel(self._desk, self._channel, batch)
        panel.closed.connect(self.close_detail)
        panel.saved.connect(lambda: self._batch_saved(panel))
        self._open(panel)
        panel.form.go_to("title")

    def _batch_saved(self, panel: BatchPanel) -> None:
        if panel.batch is not None:
            self.show_batch(panel.batch.id)
            if panel.fresh:
                self.begin()

    def _row_chosen(self) -> None:
        """A row became current or others were selected: follow when she has stopped moving."""
        if not self._listing_now:
            self._follow.start()

    def _open_chosen(self) -> None:
        chosen = self.listing.table.selected_ids()
        if len(chosen) > 1:
            self._open_several(chosen)
        elif chosen and isinstance(self.detail, CandidatePanel | SeveralPanel):
            self.open_candidate(chosen[0])

    def _clicked(self) -> None:
        chosen = self.listing.table.selected_ids()
        if len(chosen) == 1 and not isinstance(self.detail, AddPanel | MeetingPanel | BatchPanel):
            self.open_candidate(chosen[0])

    def _open_several(self, ids: list[int]) -> SeveralPanel | None:
        panel = self.detail
        if isinstance(panel, AddPanel | MeetingPanel | BatchPanel):
            return None
        if not isinstance(panel, SeveralPanel):
            panel = SeveralPanel(self._desk, self._channel)
            panel.closed.connect(self._leave_several)
            panel.opened.connect(self.open_target)
            panel.meeting_asked.connect(self.open_meeting)
            panel.print_asked.connect(self._print_many)
            panel.moved.connect(lambda made=panel: self._moved(made))
            self._open(panel)
        panel.show_ids(ids)
        return panel

    def _leave_several(self) -> None:
        self.listing.table.clearSelection()
        self.close_detail()

    def _moved(self, panel: SeveralPanel) -> None:
        self._desk.changed.emit(None)
        panel.reread()

    def _finish_meeting(self, ids: list[int]) -> None:
        self.split.close_detail()
        panel = self._open_several(ids)
        if panel is not None:
            panel.carry_on(ids, {}, finish=True)

    def _print_one(self, key: str) -> None:
        panel = self.detail
        if isinstance(panel, CandidatePanel):
            self._print_many(key, [panel.rec.id])

    def _print_meeting(self, key: str, panel: MeetingPanel) -> None:
        if panel.meeting is not None:
            self._print(key, "meeting", [panel.meeting.uid])
        else:
            self._print(key, "recommendation", panel.uids())

    def _print_many(self, key: str, ids: list[int]) -> None:
        if key == "summary":
            self._print_batch()
            return
        uids = {rec.id: rec.uid for rec in Recommendation.select().where(Recommendation.id.in_(ids))}
        self._print(key, "recommendation", [uids[number] for number in ids])

    def _print_batch(self) -> None:
        if self._batch is not None:
            self._print("summary", "batch", [self._batch.uid])

    def _print(self, family: str, kind: str, uids: list[str]) -> None:
        from reports.forms import form_key

        self.settle()
        self.go.emit("printing", {"form": form_key(family, self._channel), "kind": kind, "uids": uids})

    def _to_roster(self) -> None:
        self.go.emit("intake", None)

    def _connect(self) -> None:
        self._desk.changed.connect(self._changed)
        self.top.channel_chosen.connect(self.show_channel)
        self.top.batch_chosen.connect(self.show_batch)
        self.top.step_chosen.connect(self.show_step)
        self.top.new_asked.connect(self.new_batch)
        self.top.change_asked.connect(self.change_batch)
        self.listing.filter.changed.connect(lambda: self._list(keep=False))
        shown = self.listing.table
        shown.opened.connect(self.open_candidate)
        shown.clicked.connect(lambda _index: self._clicked())
        shown.current_changed.connect(lambda _id: self._row_chosen())
        shown.selection_changed.connect(lambda _count: self._row_chosen())

    def _changed(self, _done: object) -> None:
        if self.isVisible():
            self.refresh()

    def _lay_out(self) -> None:
        self._add_button = button("添加推荐对象", self.begin, "primary", "user-plus", "Ctrl+N")
        offer(self._desk, "nominate", self._add_button)
        self._summary_button = button("汇总表", self._print_batch, icon="printer", tip="打印推优汇总表（Ctrl+P）")
        self.actions.addWidget(self.top.chooser, 1)
        self.actions.addWidget(self._summary_button)
        self.actions.addWidget(self._add_button)
        self.body.addWidget(self.top)
        self.body.addWidget(self.priority)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        for widget in (self.split, self.no_batch, self.nobody):
            self._stack.addWidget(widget)
        self.body.addWidget(holder, 1)
