"""What was handed in 已报出: every return as it stood on its day, and where it is another number by now.

Shows and compares; nothing that was handed in is ever changed.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from models.core.database import DB
from models.core.progress import Progress
from models.office.office import this_office
from models.statistics.counting import count
from models.statistics.forms import form
from models.statistics.frozen import FrozenReturn, differences, frozen_heads, frozen_ids
from models.statistics.leaving import leaving
from models.statistics.sheet import Sheet, shown
from models.statistics.span import parse
from reports.paper.display import Paper
from ui import jobs
from ui.desk import Desk
from ui.offering import offer
from ui.pages.exporting import export_figures
from ui.pages.paper_panel import PaperPanel
from ui.pages.parts import Part
from ui.pages.statistics.beside import Beside
from ui.pages.statistics.counted import scope_of
from ui.pages.statistics.grid import ReturnGrid
from ui.settings import Settings
from ui.widgets.empty_state import EmptyState, ListOrEmpty
from ui.widgets.notes import Bar
from ui.widgets.parts import button, column, label, row
from ui.widgets.record_table import Column, RecordTable

if TYPE_CHECKING:
    from reports.returns import Heading

_EMPTY = "在“报表”里选好报表和期间，核对以后按“报出”，当时的数就存在这里，以后资料再改也不会变。"
_COLUMNS = (
    Column("报表", 0, brief=True),
    Column("期间", 120, brief=True),
    Column("统计截止", 136),
    Column("报出日期", 136),
    Column("报出人", 96),
    Column("单位", 0),
)


class FrozenPart(Part):
    """The list, and one of them beside it."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__(desk, settings)
        self.table = RecordTable(_COLUMNS, self._fetch)
        self.table.opened.connect(self.open_one)
        self.beside = Beside(self.table, settings.splitters, "statistics.frozen", self.table)
        self._filled = ListOrEmpty(self.beside.place, EmptyState("file-text", "还没有报出的报表", _EMPTY))
        self.body.addWidget(self._filled, 1)
        self.refresh()

    def refresh(self) -> None:
        """List them, the newest first."""
        found = frozen_ids()
        self.table.show_ids(found)
        self._filled.show_list(bool(found))

    def open_target(self, target: object) -> None:
        """One by its uid."""
        self.open_one(FrozenReturn.by_uid(str(target)).id)

    def open_one(self, number: int) -> None:
        """Show one beside the list."""
        panel = self.beside.panel
        if not isinstance(panel, FrozenPanel):
            panel = FrozenPanel(self.desk)
            panel.paper_asked.connect(self.show_paper)
        self.beside.show(panel).show_frozen(FrozenReturn.get_by_id(number))
        self.table.choose(number)

    def show_paper(self, frozen: FrozenReturn) -> None:
        """It on paper, as it was handed in."""
        self.beside.show(PaperPanel(self.desk)).show_paper(paper_of_frozen(frozen))

    def print_out(self) -> None:
        """Ctrl+P: the one that is open on paper, then to the printer."""
        panel = self.beside.panel
        if isinstance(panel, PaperPanel):
            panel.print_out()
        elif isinstance(panel, FrozenPanel):
            panel.ask_paper()

    def step_back(self) -> bool:
        """Esc: from the paper to the return, from there to the list."""
        return self.beside.close()

    def _fetch(self, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        there = {frozen.id: frozen for frozen in frozen_heads(ids)}
        return [_line(there.get(number)) for number in ids]


def paper_of_frozen(frozen: FrozenReturn) -> Paper:
    """It on paper, as it was handed in."""
    from reports.returns import paper_of

    return paper_of([frozen.content()], _heading(frozen), frozen.uid)


def _heading(frozen: FrozenReturn) -> "Heading":
    from reports.returns import Heading

    return Heading(_whose(frozen), filler=frozen.frozen_by or "", reported_on=frozen.frozen_on)


def _line(frozen: FrozenReturn | None) -> tuple[Any, ...]:
    if frozen is None:
        return ("",) * len(_COLUMNS)
    day = FrozenReturn.cut_off.show
    dates = (day(frozen.cut_off), day(frozen.frozen_on))
    return (frozen.title, parse(frozen.period).title, *dates, frozen.frozen_by or "", _whose(frozen))


def _whose(frozen: FrozenReturn) -> str:
    from models.exchange.identity import trusted

    office = this_office()
    if frozen.origin in ("", office.uid):
        return office.name
    sender = trusted(frozen.origin)
    return sender.name if sender else "别的单位"


class FrozenPanel(QFrame):
    """One return as it was handed in; what is another number now is marked."""

    closed = Signal()
    paper_asked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("detail")
        self._desk = desk
        self._frozen: FrozenReturn | None = None
        self.bar = Bar()
        self._title = label("", "section", wrap=True)
        self._told = label("", "second", wrap=True)
        self.grid = ReturnGrid()
        head = row(spacing=8)
        head.addWidget(self._title, 1)
        self.print_button = button("打印", self.ask_paper, icon="printer", tip="Ctrl+P")
        self.export_button = button("导出 xlsx", self.export, icon="file-down")
        offer(desk, "print_form", self.print_button)
        offer(desk, "export_roster", self.export_button)
        head.addWidget(self.print_button)
        head.addWidget(self.export_button)
        head.addWidget(button("", self.closed.emit, "plain", "x", "关闭（Esc）"))
        layout = column(self, 8, (16, 12, 16, 12))
        layout.addLayout(head)
        layout.addWidget(self._told)
        layout.addWidget(self.bar)
        layout.addWidget(self.grid, 1)

    def show_frozen(self, frozen: FrozenReturn) -> None:
        """Show it, and count anew in the background where it is this office's own."""
        self._frozen = frozen
        self._title.setText(frozen.called())
        on = FrozenReturn.frozen_on.show(frozen.frozen_on)
        self._told.setText(f"{_whose(frozen)}　{on} 由{frozen.frozen_by or '不详'}报出　截止 {frozen.cut_off:%Y.%m.%d}")
        self.grid.show_sheet(frozen.content())
        self.bar.clear()
        if frozen.origin in ("", this_office().uid):
            self._compare(frozen)

    def ask_paper(self) -> None:
        """It is wanted on paper."""
        if self._frozen is not None:
            self.paper_asked.emit(self._frozen)

    def export(self) -> None:
        """As a workbook, with the numbers as they were handed in."""
        frozen, moment = self._frozen, self._desk.session.clock()
        if frozen is None:
            return
        sheet, heading = frozen.content(), _heading(frozen)

        def write(path: Path) -> int:
            from reports.returns import write_return

            write_return([sheet], heading, path, moment, frozen.uid)
            return len(sheet.rows)

        export_figures(self, frozen.called(), write, "行")

    def _compare(self, frozen: FrozenReturn) -> None:
        def work(_progress: Progress) -> Sheet:
            with DB.connection_context():
                return leaving(
                    count(
                        form(frozen.key, frozen.content().bands),
                        parse(frozen.period),
                        scope_of(frozen.by_rows),
                        None,
                        compare=False,
                    )
                )

        jobs.start(self, "与现在的数核对", work, done=lambda now: self._tell(frozen, now), watch=jobs.unseen)

    def _tell(self, frozen: FrozenReturn, now: Sheet) -> None:
        if self._frozen is not frozen:
            return
        found = differences(frozen, now)
        was = {
            (one.row, one.column.key): f"{shown(one.column, one.then)}，现在是 {shown(one.column, one.now)}"
            for one in found
        }
        self.grid.show_sheet(frozen.content(), was=was)
        if not found:
            self.bar.say("和现在的资料算出来的完全一样。", "done")
            return
        told = "；".join(
            f"{one.row_title} {one.column.number} 栏 {shown(one.column, one.then)}→{shown(one.column, one.now)}"
            for one in found[:5]
        )
        more = f" 等 {len(found)} 处" if len(found) > 5 else ""
        self.bar.say(f"报出以后资料有变化：{told}{more}。报出的数不变，需要更正请重新报出。", "warn")
