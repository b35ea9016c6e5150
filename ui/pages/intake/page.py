"""The page 导入花名册: three stages in one place, the work between them in the background.

Owns which stage is in front and what is asked of the background; what a row means is decided by the plan.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QStackedWidget

from models.core.errors import KnownError, ValueProblem
from models.core.verbs import Done
from models.intake.plan import Corrections, Verdict
from models.intake.reading import Workbook
from models.intake.records import IntakeBatch
from models.organisations.body import Body
from ui import jobs, messages, style
from ui.desk import Desk
from ui.pages.drafts import kept_when
from ui.pages.finders import body_choice
from ui.pages.intake import keeping, work
from ui.pages.intake.choosing import Choosing
from ui.pages.intake.look import Look
from ui.pages.intake.review import Review
from ui.pages.intake.summary import Summary
from ui.settings import Settings
from ui.widgets.page import Page
from ui.widgets.parts import button, label, row

CHOOSE, LOOK, DONE = range(3)
KEEP_MS = 1500
STAGES = ("1 选择文件", "2 核对", "3 导入结果")
_STALE = "核对停下了，表中显示的还是修改以前的判定。"


class IntakePage(Page):
    """Rosters in."""

    help_key = "intake"

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__("导入花名册")
        self.desk = desk
        self.books: list[Workbook] = []
        self.body_chosen: Body | None = None
        self.batch: IntakeBatch | None = None
        self._planning: jobs.Job | None = None
        self._plan_wanted = False
        self._applying = False
        self._keep = QTimer(self, singleShot=True, interval=KEEP_MS)
        self.choosing = Choosing()
        self.look = Look(settings.splitters)
        self.summary = Summary()
        self._stack = QStackedWidget()
        self._stages: list[QLabel] = []
        self._build()
        self._connect()
        self._show_stage(CHOOSE)
        self._offer_kept()

    @property
    def stage(self) -> int:
        """Which stage is in front: CHOOSE, LOOK or DONE."""
        return self._stack.currentIndex()

    @property
    def busy(self) -> bool:
        """Whether the plan in front is older than what she corrected."""
        return self._planning is not None or self._plan_wanted

    def open_target(self, target: object) -> None:
        """Files that were dropped somewhere on the window."""
        if isinstance(target, list | tuple):
            self.take_files([Path(file) for file in target])

    def take_files(self, files: Sequence[Path]) -> None:
        """Add files to the choice; what was corrected so far is kept."""
        if self.stage == DONE:
            self.start_anew()
        self._show_stage(CHOOSE)
        self.choosing.add_files(files)

    def refresh(self) -> None:
        """Records were written elsewhere: the plan may say something else now."""
        self.choosing.show_earlier()
        if self.stage == LOOK and not self._applying:
            self.plan_again()

    def step_back(self) -> bool:
        """Esc leaves an open choice; the stage is left by its own button."""
        return self.look.table.header.close_choice()

    def begin(self) -> None:
        """Ctrl+N: choose files, or begin the next import."""
        if self.stage == DONE:
            self.start_anew()
        elif self.stage == CHOOSE:
            self.choosing.choose_files()

    def save(self) -> None:
        """Ctrl+S goes on: look at the files, then import."""
        if self.stage == CHOOSE and self.choosing.files:
            self.read()
        elif self.stage == LOOK:
            self.apply()

    def settle(self) -> bool:
        """What was corrected is kept, in case the window is closed."""
        if self.stage == LOOK and not self._applying:
            keeping.keep(self.desk.session, self.choosing.files, self.body_chosen, self.look.corrections)
        return True

    def restore(self) -> None:
        """Go on with the import that was kept."""
        draft = keeping.kept(self.desk.session)
        if draft is not None:
            files, body, corrections = keeping.restored(draft)
            self.start_anew(forget=False)
            self.look.begin(corrections)
            self.choosing.body.show_choice(body_choice(body))
            self.choosing.add_files(files)
            self.read()

    def read(self) -> None:
        """Read the chosen files and show what they would do."""
        try:
            self.body_chosen = self.choosing.chosen_body()
        except ValueProblem:
            self.choosing.body.input.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.bar.clear()
        task = work.read_and_plan(self.choosing.files, self.body_chosen, self.look.corrections)
        jobs.start(self, "读取并核对名单", task, done=self._read_done, hold=self.choosing)

    def plan_again(self) -> None:
        """Plan with the corrections as they are now; at most one planning runs, the last wish counts."""
        self._plan_wanted = True
        if self._planning is None:
            self._plan_wanted = False
            task = work.plan_again(self.books, self.body_chosen, self.look.corrections)
            self._planning = jobs.start(self, "重新核对", task, done=self._planned, failed=self._plan_failed)
        self._tell_import()

    def apply(self) -> None:
        """Carry the plan out, all of it or nothing."""
        if self.busy:
            messages.bar(self, "正在核对刚才的修改，完成后再导入。", "tell")
        elif self.look.review is not None and self.look.review.written and not self._applying:
            messages.clear_bar(self)
            self._applying = True
            task = work.apply_plan(self.desk.opened, self.look.review.plan)
            jobs.start(self, "导入", task, done=self._applied, failed=self._refused, hold=self.look)
            self._tell_import()

    def undo(self, batch: IntakeBatch) -> None:
        """Take an import back."""
        task = work.take_batch_back(self.desk.session, batch.uid)
        jobs.start(self, "撤销导入", task, done=self._undone, hold=self._stack)

    def save_list(self) -> None:
        """Write 问题清单.xlsx where she wants it."""
        review = self.look.review
        suggested = f"问题清单{self.desk.today():%Y%m%d}.xlsx"
        path = messages.save_file(self, "保存问题清单", suggested, "Excel 工作簿 (*.xlsx)") if review else None
        if path is not None:
            path = path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
            task = work.write_problems(review.plan, path)
            jobs.start(self, "保存问题清单", task, done=lambda count: self._list_saved(path, count))

    def start_anew(self, forget: bool = True) -> None:
        """The next import; nothing of the last one stays on the page."""
        if forget:
            keeping.drop(self.desk.session)
        self.books, self.batch = [], None
        self.look.begin(Corrections())
        self.choosing.clear()
        self.choosing.show_earlier()
        self.bar.clear()
        self._show_stage(CHOOSE)

    def focusInEvent(self, event: Any) -> None:
        """The stage in front has the keys."""
        self._stack.currentWidget().setFocus(Qt.FocusReason.OtherFocusReason)

    def _read_done(self, found: work.Reading) -> None:
        self.choosing.tell_refused(found.refused)
        if found.review is None:
            names = "这个文件" if len(found.refused) == 1 else "这些文件都"
            messages.bar(self, f"{names}没有读出来，原因写在文件名下面。", "warn")
            return
        self.books = found.books
        self.look.show_review(found.review, found.refused)
        self._show_stage(LOOK)
        if found.refused:
            names = "、".join(file.name for file in found.refused)
            messages.bar(self, f"有 {len(found.refused)} 个文件没有读出来（{names}），其余的照常核对。", "warn")

    def _planned(self, review: Review | None) -> None:
        self._planning = None
        if self._plan_wanted:
            self.plan_again()
        if review is None:
            messages.bar(self, _STALE, "warn", "重新核对", self.plan_again)
        else:
            self.look.show_review(review)
        self._tell_import()

    def _plan_failed(self, error: KnownError) -> None:
        self._planning = None
        messages.bar(self, str(error), "stop", "重新核对", self.plan_again)
        self._tell_import()

    def _applied(self, done: Done[IntakeBatch] | None) -> None:
        self._applying = False
        if done is None:
            messages.toast(self, "已取消导入，没有任何改动。")
            self._tell_import()
            return
        keeping.drop(self.desk.session)
        self.batch = done.value
        self.summary.show_done(self.look.review)
        self._show_stage(DONE)
        self.desk.copied.emit()
        self.desk.changed.emit(done)

    def _refused(self, error: KnownError) -> None:
        self._applying = False
        messages.known(self, error)
        self.plan_again()

    def _undone(self, done: Done[None]) -> None:
        messages.toast(self, f"{done.sentence}，人员恢复成导入以前的样子。")
        if self.stage == DONE:
            self.start_anew()
        self.desk.changed.emit(done)

    def _list_saved(self, path: Path, count: int) -> None:
        text = f"问题清单已保存到“{path.name}”，有问题的 {count:,} 行标了颜色。"
        messages.bar(self, text, "done", "打开文件夹", lambda: messages.open_directory(path.parent))

    def _offer_kept(self) -> None:
        draft = keeping.kept(self.desk.session)
        if draft is not None:
            text = f"有一批名单 {kept_when(draft, self.desk.today())} 核对到一半，改过的都还在。"
            messages.bar(self, text, "tell", "接着核对", self.restore)

    def _corrected(self) -> None:
        self._keep.start()
        self.plan_again()

    def _build(self) -> None:
        stages = row(spacing=16)
        for word in STAGES:
            shown = label(word)
            self._stages.append(shown)
            stages.addWidget(shown)
        self.actions.addLayout(stages)
        self.actions.addSpacing(16)
        self.back_button = button("上一步", lambda: self._show_stage(CHOOSE), "plain", "chevron-left")
        self.list_button = button("保存问题清单", self.save_list, icon="file-down")
        self.import_button = button("导入", self.apply, "primary", tip="导入（Ctrl+S）")
        for made in (self.back_button, self.list_button, self.import_button):
            self.actions.addWidget(made)
        for stage in (self.choosing, self.look, self.summary):
            self._stack.addWidget(stage)
        self.body.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.choosing.ready.connect(self.read)
        self.choosing.undo_asked.connect(self.undo)
        self.look.corrected.connect(self._corrected)
        self._keep.timeout.connect(self.settle)
        self.summary.undo_asked.connect(lambda: self.undo(self.batch))
        self.summary.list_asked.connect(self.save_list)
        self.summary.next_asked.connect(lambda: self.start_anew())
        self.summary.people_asked.connect(lambda: self.go.emit("people", {"newest": True}))

    def _show_stage(self, stage: int) -> None:
        self._stack.setCurrentIndex(stage)
        for place, shown in enumerate(self._stages):
            here = place == stage
            style.set_look(shown, "role", "strong" if here else "second")
            shown.setStyleSheet(f"color: {style.palette_colours()['accent']}" if here else "")
        for made in (self.back_button, self.list_button, self.import_button):
            made.setVisible(stage == LOOK)
        if stage != LOOK:
            self.set_title("导入花名册")
        self._tell_import()
        self._stack.currentWidget().setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_import(self) -> None:
        """The numbers on the button and beside the title."""
        review = self.look.review
        if review is None or self.stage != LOOK:
            return
        self.set_title("导入花名册", f"共 {len(review.rows):,} 行")
        new, updates = review.counts[Verdict.NEW], review.updates
        verb = f"导入 {review.written:,} 人" if review.written else "没有要导入的人"
        self.import_button.setText(verb)
        self.import_button.setToolTip(f"新登记 {new:,} 人，更新 {updates:,} 人（Ctrl+S）")
        self.import_button.setEnabled(review.written > 0 and not self.busy and not self._applying)
        self.list_button.setEnabled(review.findings > 0)
