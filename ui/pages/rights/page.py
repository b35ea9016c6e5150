"""维权 as a page: counts per step on top, the list of petitions, what is open beside it, and the way into the closed
compartment. When that ends, by whatever way, nothing of it is left here.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from models.core.errors import KnownError
from models.rights.file import case_of
from models.rights.lists import case_ids, case_rows, step_counts
from models.rights.printed import record_of
from ui import style
from ui.clearance import clearance_of
from ui.desk import Desk
from ui.offering import may, offer
from ui.pages.rights.case import CasePanel
from ui.pages.rights.intake import IntakePanel
from ui.pages.rights.listing import CaseTable, Line, StepChips, fetch, filters, wanted
from ui.pages.rights.totals import TotalsPanel
from ui.settings import Settings
from ui.widgets.empty_state import EmptyState, ListOrEmpty
from ui.widgets.filter_bar import FilterBar
from ui.widgets.list_detail import ListDetail
from ui.widgets.page import Page
from ui.widgets.parts import button, column, label

FOLLOW_MS = 150
TICK_MS = 30_000
LIST_WIDTH = 310
OVER = "保密区已经关上：离开、锁屏或满三小时都会关上。要接着办，请重新进入。"
_EMPTY = "来信、来访、来电都登记在这里，一事一件；办到哪一步、还有几天到期，一看就知道。"
ENTER_TIP = "只有保密查阅人能进入；三小时后自动关上"


class RightsPage(Page):
    """The navigation entry 维权."""

    help_key = "rights"

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__("维权")
        self.desk = desk
        self._settings = settings
        self.clearance = clearance_of(desk)
        self._step = ""
        self.panel: CasePanel | IntakePanel | TotalsPanel | None = None
        self.chips = StepChips()
        self.filters = FilterBar(filters(), "编号、姓名、证号或电话末几位")
        self.table = CaseTable(self._rows)
        self._follow = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._tick = QTimer(self, interval=TICK_MS)
        self._make_actions()
        self._lay_out()
        self._connect()
        self.show_list()

    def show_list(self, keep: bool = True) -> None:
        """Ask for the ids again."""
        inside = self.clearance.inside
        ids = case_ids(inside, wanted(self._step, self.filters.text, self.filters.wanted))
        whole = self.chips.show_counts(step_counts(inside), self._step)
        self.table.show_ids(ids, keep=keep)
        found = f"找到 {len(ids):,} 件，" if len(ids) != whole else ""
        self.set_title("维权", f"{found}共 {whole:,} 件")
        self._filled.show_list(whole > 0 or self.panel is not None)
        self._tell_clearance()

    def show_step(self, step: str) -> None:
        """List only those at a step; all for an empty one."""
        self._step = step
        self.show_list(keep=False)

    def open_target(self, target: object) -> None:
        """The uid of a case or of what belongs to it, `uid:field` to go into a field; `new` begins one."""
        uid, _, field = str(target).partition(":")
        if uid == "new":
            self.begin()
            if isinstance(self.panel, IntakePanel):
                self.panel.restore_draft()
            return
        try:
            found = record_of(uid, self.clearance.inside)
            case_uid = getattr(found, "case_uid", uid)
        except KnownError as error:
            self.bar.say(str(error), "warn")
            return
        self.open_case(case_uid)
        if isinstance(self.panel, CasePanel):
            self.panel.go_to(uid, field)

    def open_case(self, uid: str, take_keys: bool = True) -> None:
        """Open a case beside the list."""
        try:
            case = case_of(uid, self.clearance.inside)
        except KnownError as error:
            self.bar.say(str(error), "warn")
            return
        self._follow.stop()
        panel = self.panel
        if not isinstance(panel, CasePanel):
            panel = CasePanel(self.desk)
            panel.closed.connect(self.close_panel)
            panel.print_asked.connect(self._print)
            self._open(panel)
        if panel.uid != uid:
            panel.show_case(case)
        if self.table.current_id() != case.id:
            self.table.choose(case.id)

    def begin(self) -> None:
        """Ctrl+N: 登记来访."""
        if not may(self.desk, "register_case"):
            return
        panel = IntakePanel(self.desk)
        panel.closed.connect(self.close_panel)
        panel.registered.connect(self._registered)
        self._open(panel)
        panel.begin()

    def show_totals(self) -> None:
        """提供报表汇总数."""
        panel = TotalsPanel(self.desk)
        panel.closed.connect(self.close_panel)
        self._open(panel)

    def enter(self) -> None:
        """进入保密区."""
        if self.clearance.enter(self):
            self.bar.clear()

    def leave(self) -> None:
        """离开保密区."""
        self.clearance.leave()

    def refresh(self) -> None:
        """Read anew."""
        self.clearance.look()
        if self._stands_inside() and self.clearance.inside is None:
            self._drop_panel()
        self.show_list()
        if isinstance(self.panel, CasePanel | TotalsPanel):
            self.panel.reread()

    def step_back(self) -> bool:
        """Esc: out of what is open in the case, then back to the list."""
        if isinstance(self.panel, CasePanel) and self.panel.step_back():
            return True
        return self.close_panel()

    def save(self) -> None:
        """Ctrl+S."""
        if isinstance(self.panel, CasePanel | IntakePanel):
            self.panel.save()

    def seek(self) -> None:
        """Ctrl+F."""
        self.filters.seek()

    def print_out(self) -> None:
        """Ctrl+P: the first paper of the case that is open."""
        if isinstance(self.panel, CasePanel) and not self.panel.asking_why:
            self.panel.print_one()

    def settle(self) -> bool:
        """What is half typed is kept, if it may lie openly."""
        if isinstance(self.panel, IntakePanel):
            self.panel.keep_draft()
        return True

    def conceal(self) -> None:
        """The lock screen has left the compartment: nothing of it may be left here."""
        self.settle()
        self.clearance.look()

    def close_panel(self) -> bool:
        """Back to the list; False when nothing was open."""
        if self.panel is None:
            return False
        self.settle()
        self._drop_panel()
        self.show_list()
        self.table.setFocus()
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """How long she may stay is told anew while the page is seen."""
        super().showEvent(event)
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is told out of sight."""
        super().hideEvent(event)
        self._tick.stop()

    def focusInEvent(self, event: Any) -> None:
        """The list has the keys."""
        self.table.setFocus()

    def _rows(self, ids: Sequence[int]) -> list[Line]:
        return fetch(self.clearance.inside, self.desk.session.clock(), ids)

    def _stands_inside(self) -> bool:
        panel = self.panel
        return isinstance(panel, TotalsPanel) or (isinstance(panel, CasePanel) and panel.is_protected)

    def _over(self) -> None:
        """The compartment is left: away with everything that came from it, also half-typed."""
        if self.panel is not None and (self._stands_inside() or self._types_protected()):
            self._drop_panel()
        self.filters.want({})
        self._step = ""
        self.show_list(keep=False)
        self.bar.say(OVER, "tell")

    def _types_protected(self) -> bool:
        panel = self.panel
        return isinstance(panel, IntakePanel) and panel.protected

    def _open(self, panel: Any) -> None:
        self.settle()
        self._follow.stop()
        self.panel = panel
        self._settings.splitters.setdefault("rights", [])
        self._beside.open_beside(panel)
        if len(self._settings.splitters["rights"]) != 2:
            left = style.px(LIST_WIDTH)
            self._beside.setSizes([left, max(left, self._beside.width() - left)])
        self._filled.show_list(True)

    def _drop_panel(self) -> None:
        self._follow.stop()
        self.panel = None
        self._beside.close_detail()

    def _registered(self, uid: str) -> None:
        self._step = ""
        self.filters.want({})
        self._drop_panel()
        self.show_list()
        self.open_case(uid)

    def _open_row(self, number: int) -> None:
        rows = case_rows(self.clearance.inside, [number])
        if rows:
            self.open_case(rows[0].uid)

    def _open_current(self) -> None:
        number = self.table.current_id()
        if number is not None and isinstance(self.panel, CasePanel) and not self.panel.dirty:
            self._open_row(number)

    def _print(self, form: str, kind: str, uid: str) -> None:
        self.go.emit("printing", {"form": form, "kind": kind, "uids": [uid]})

    def _tell_clearance(self) -> None:
        inside = self.clearance.inside is not None
        self.closed_label.setText(f"保密区：还有 {self.clearance.remaining()}" if inside else "")
        self.closed_label.setVisible(inside)
        self.leave_button.setVisible(inside)
        self.totals_button.setVisible(inside)
        self.table.show_secret(inside)
        why = self.clearance.shut_out()
        self.enter_button.setVisible(not inside and (bool(why) or self.clearance.may_enter()))
        self.enter_button.setEnabled(not why)
        self.enter_button.setToolTip(why or ENTER_TIP)

    def _look(self) -> None:
        self.clearance.look()
        self._tell_clearance()

    def _make_actions(self) -> None:
        self.closed_label = label("", "strong")
        self.leave_button = button("离开", self.leave, "plain", "lock", "离开保密区，保密的内容马上从屏幕上消失")
        self.enter_button = button("进入保密区", self.enter, "", "key-round", ENTER_TIP)
        self.totals_button = button("提供报表汇总数", self.show_totals, "plain", "sheet")
        self.begin_button = button("登记来访", self.begin, "primary", "plus", "登记来访（Ctrl+N）")
        offer(self.desk, "register_case", self.begin_button)
        for one in (self.closed_label, self.leave_button, self.totals_button, self.enter_button, self.begin_button):
            self.actions.addWidget(one)

    def _lay_out(self) -> None:
        listing = QWidget()
        column(listing, 4).addWidget(self.table, 1)
        listing.setFocusProxy(self.table)
        self._beside = ListDetail(listing, self._settings.splitters, "rights")
        empty = EmptyState("scale", "还没有来信来访", _EMPTY, [("登记来访 Ctrl+N", self.begin)])
        self._filled = ListOrEmpty(self._beside, empty)
        self.body.addWidget(self.chips)
        self.body.addWidget(self.filters)
        self.body.addWidget(self._filled, 1)

    def _connect(self) -> None:
        self._follow.timeout.connect(self._open_current)
        self._tick.timeout.connect(self._look)
        self.clearance.left.connect(self._over)
        self.chips.chosen.connect(self.show_step)
        self.filters.changed.connect(lambda: self.show_list(keep=False))
        self.table.opened.connect(self._open_row)
        self.table.current_changed.connect(lambda _id: self._follow.start() if self.panel else None)
