"""The page 操作历史: filter, look at one row, verify the whole chain, export, undo. Changes nothing else."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from models.core import story
from models.core.database import DB
from models.core.errors import KnownError
from models.core.history import chain_problems
from models.core.progress import Progress
from models.office import head
from models.office.guard import reading
from ui import jobs, messages
from ui.desk import Desk
from ui.offering import offer
from ui.pages.history.listing import HistoryTable, filters, user_choices, verb_choices, wanted_rows
from ui.pages.history.row_panel import RowPanel
from ui.settings import Settings
from ui.widgets.empty_state import EmptyState, ListOrEmpty
from ui.widgets.filter_bar import FilterBar
from ui.widgets.list_detail import ListDetail
from ui.widgets.page import Page
from ui.widgets.parts import button, column

_TELL_MOST = 3
_NOTHING = "换一个条件试试，或者清除筛选。"


class HistoryPage(Page):
    """Everything that was done here, the newest first."""

    help_key = "history"

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__("操作历史")
        self.desk = desk
        self.panel: RowPanel | None = None
        self._may_read = self._note_reading()
        self.table = HistoryTable()
        self.filters = FilterBar(filters(), "内容里的字，例如姓名")
        self._build(settings)
        self.filters.changed.connect(lambda: self.show_list(keep=False))
        self.table.opened.connect(self.open_row)
        self.table.current_changed.connect(self._follow)
        self.show_list()

    def refresh(self) -> None:
        """Read anew."""
        self.filters.set_choices("user", user_choices())
        self.filters.set_choices("verb", verb_choices())
        self.show_list()

    def show_list(self, keep: bool = True) -> None:
        """Ask for the rows again."""
        numbers = story.numbers(self._wanted()) if self._may_read else []
        self.table.show_ids(numbers, keep=keep)
        self.set_title("操作历史", f"{len(numbers):,} 行")
        self._found.show_list(bool(numbers))

    def open_row(self, number: int) -> None:
        """Open a row beside the list."""
        if self.panel is None:
            self.panel = RowPanel(self.desk)
            self.panel.closed.connect(self.step_back)
        self._beside.open_beside(self.panel)
        self.panel.show_row(number)

    def step_back(self) -> bool:
        """Esc closes the opened row."""
        if self.panel is None:
            return False
        self.panel = None
        return self._beside.close_detail()

    def seek(self) -> None:
        """Into the quick filter."""
        self.filters.seek()

    def verify(self) -> None:
        """Follow the whole chain in the background, and compare its end with what was remembered outside."""
        session, place = self.desk.session, self.desk.opened.place

        def work(_progress: Progress) -> tuple[int, list[str]]:
            with DB.connection_context():
                found = chain_problems(session.history_key)
                set_back = head.problem(place.directory, session.history_key)
                return story.count(), [*found, *([set_back] if set_back else [])]

        jobs.start(self, "核对操作历史", work, done=lambda result: self._verified(*result), hold=self.verify_button)

    def export(self) -> None:
        """Write the rows that are listed as a workbook."""
        name = f"操作历史{self.desk.today():%Y%m%d}.xlsx"
        path = messages.save_file(self, "导出操作历史", name, "Excel 工作簿 (*.xlsx)")
        if path is None:
            return
        wanted = self._wanted()
        try:
            reading(self.desk.session, "export_history", f"导出操作历史，{story.count(wanted)} 行")
        except KnownError as error:
            messages.known(self, error)
            return

        def work(progress: Progress) -> int:
            from reports.history_workbook import export_history

            with DB.connection_context():
                return export_history(path, wanted, progress)

        jobs.start(self, "导出操作历史", work, done=lambda count: self._exported(path, count))

    def focusInEvent(self, event: Any) -> None:
        """The list has the keys."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _note_reading(self) -> bool:
        try:
            reading(self.desk.session, "read_history", "查看操作历史")
        except KnownError as error:
            messages.known(self, error)
            return False
        return True

    def _wanted(self) -> story.Filter:
        return wanted_rows(self.filters.text, self.filters.wanted, self.desk.today())

    def _follow(self, number: int | None) -> None:
        if self.panel is not None and number is not None:
            self.panel.show_row(number)

    def _verified(self, count: int, found: list[str]) -> None:
        if not found:
            sound = f"；{told}" if (told := story.rewritten()) else "，每一行都和写下时一样"
            messages.bar(self, f"核对了 {count:,} 行，没有缺行，末尾也对得上{sound}。", "done")
            return
        told = "；".join(part.rstrip("。") for part in found[:_TELL_MOST])
        more = f"等 {len(found)} 处" if len(found) > _TELL_MOST else ""
        messages.bar(self, f"核对了 {count:,} 行，有不对的地方：{told}{more}。请保留数据文件和备份，报告上级。", "stop")

    def _exported(self, path: Path, count: int) -> None:
        text = f"已导出 {count:,} 行到“{path.name}”。"
        messages.bar(self, text, "done", "打开文件夹", lambda: messages.open_directory(path.parent))

    def _build(self, settings: Settings) -> None:
        self.verify_button = button("核对", self.verify, icon="check", tip="核对每一行有没有被改过")
        self.export_button = button("导出", self.export, icon="file-down", tip="把列出的行存成 Excel")
        self.actions.addWidget(self.verify_button)
        self.actions.addWidget(self.export_button)
        offer(self.desk, "export_history", self.export_button)
        self.body.addWidget(self.filters)
        ways = [("清除筛选", self.filters.clear)]
        self._found = ListOrEmpty(self.table, EmptyState("search", "没有符合条件的操作", _NOTHING, ways))
        listing = QWidget()
        column(listing, 0).addWidget(self._found)
        listing.setFocusProxy(self.table)
        self._beside = ListDetail(listing, settings.splitters, "history")
        self.body.addWidget(self._beside, 1)
