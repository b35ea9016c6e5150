"""回告: what the superior office told this one, with what is to be done about it, and the word that it was done."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QScrollArea, QWidget

from models.core.errors import Problem
from models.core.fields import LinkField
from models.core.record import Record
from models.exchange.answering.notices import deal_with_notice, notices, offered_value, owner_of
from models.exchange.answering.sending import concerned
from models.exchange.merging.records import Conflict
from models.exchange.records import Notice
from ui.desk import Desk
from ui.offering import may
from ui.pages.due import PAGES
from ui.settings import Settings
from ui.widgets.asking import question, reason
from ui.widgets.empty_state import EmptyState, ListOrEmpty
from ui.widgets.facts import facts_grid
from ui.widgets.fitting_table import FittingTable
from ui.widgets.flow import Flow
from ui.widgets.inline_form import InlineForm
from ui.widgets.list_detail import ListDetail
from ui.widgets.notes import Bar
from ui.widgets.parts import button, column, hairline, label, row
from ui.widgets.record_table import Column

_NEVER = "上级的回复里有审核意见、退回补正和其他要办的事。插上U盘，点“读入回复…”，或者把文件拖到窗口里。"
_PLACES = {
    "person": ("people", ""),
    "unit": ("organisations", "unit"),
    "household": ("assistance", "household"),
    "aid": ("assistance", "aid"),
    "visit": ("assistance", "visit"),
    "distribution": ("assistance", "distribution"),
}
"""Where records open that 今日待办 does not name."""


class NoticesView(QWidget):
    """The list with its chips, and beside it one notice."""

    go = Signal(str, object)
    counted = Signal(int)

    def __init__(self, desk: Desk, settings: Settings, read: Callable[[], object]) -> None:
        super().__init__()
        self.desk = desk
        self.all = False
        self.panel: NoticePanel | None = None
        self._found: dict[int, Notice] = {}
        self.chips = Flow(4)
        self._group = QButtonGroup(self)
        self.table = FittingTable(_columns(), self._fetch, ("回告日期", "期限", "状态"))
        listing = QWidget()
        column(listing, 0).addWidget(self.table)
        listing.setFocusProxy(self.table)
        self._beside = ListDetail(listing, settings.splitters, "exchange.notices")
        self._empty = EmptyState("usb", "还没有收到回复", _NEVER, [("读入回复…", read)])
        self._shown = ListOrEmpty(self._beside, self._empty)
        layout = column(self, 8)
        layout.addWidget(self.chips)
        layout.addWidget(self._shown, 1)
        self.table.opened.connect(lambda _id: self.open_notice())
        self.table.clicked.connect(lambda _index: self.open_notice())
        self.table.current_changed.connect(self._follow)
        self.refresh()

    def refresh(self) -> None:
        """Read the list anew; what is being typed about the opened one stays."""
        every = notices()
        waiting = [notice for notice in every if notice.dealt_on is None]
        self.counted.emit(len(waiting))
        self._shown.show_list(bool(every))
        self.chips.setVisible(bool(every))
        self.chips.clear()
        for whole, words in ((False, f"未办结 {len(waiting)}"), (True, f"全部 {len(every)}")):
            made = button(words, lambda whole=whole: self.choose(whole), "chip")
            made.setCheckable(True)
            made.setChecked(whole == self.all)
            self._group.addButton(made)
            self.chips.add(made)
        listed = every if self.all else sorted(waiting, key=lambda one: (one.due_on or one.made_on, one.id))
        self._found = {notice.id: notice for notice in listed}
        self.table.show_ids(list(self._found))
        if self.panel is not None and not self.panel.typing:
            self.open_notice()

    def choose(self, whole: bool) -> None:
        """Show all of them, or those that wait."""
        self.all = whole
        self.refresh()

    def open_uid(self, uid: str) -> None:
        """The notice of this uid."""
        self.choose(True)
        self.table.choose(Notice.by_uid(uid).id)
        self.open_notice()

    def open_notice(self) -> None:
        """The current one, beside the list."""
        notice = self._found.get(self.table.current_id())
        if notice is None:
            self.close_detail()
            return
        self.panel = NoticePanel(self.desk, notice)
        self.panel.closed.connect(self.close_detail)
        self.panel.go.connect(self.go)
        self._beside.open_beside(self.panel)

    def close_detail(self) -> bool:
        """Only the list."""
        self.panel = None
        return self._beside.close_detail()

    def focusInEvent(self, event: Any) -> None:
        """The list has the keys."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self, number: Any) -> None:
        """The keys move in the list: what is open beside it follows."""
        if number is not None and self.panel is not None:
            self.open_notice()

    def _fetch(self, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        return [_cells(self._found[number]) for number in ids]


class NoticePanel(QFrame):
    """One notice: its words, the record that it is about, and 已处理."""

    go = Signal(str, object)
    closed = Signal()

    def __init__(self, desk: Desk, notice: Notice) -> None:
        super().__init__()
        self.setObjectName("detail")
        self.desk, self.notice = desk, notice
        self.bar = Bar()
        self.form: InlineForm | None = None
        head = row(spacing=8, margins=(16, 8, 8, 0))
        head.addWidget(label(notice.matter_words(), "title", wrap=True), 1)
        head.addWidget(button("", self.closed.emit, "plain", "x", "关闭（Esc）"), 0, Qt.AlignmentFlag.AlignTop)
        inside = QWidget()
        inside.setObjectName("plain")
        self._content = column(inside, 8, (16, 4, 16, 12))
        self._content.addWidget(self.bar)
        self._fill()
        self._content.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        layout = column(self, 4)
        layout.addLayout(head)
        layout.addWidget(area, 1)

    @property
    def typing(self) -> bool:
        """Whether something is typed that must not be put away."""
        return self.form is not None and self.form.form.dirty

    def deal(self, remark: str, take: bool = False) -> bool:
        """已处理; False when it was refused, which is then said."""
        return self.desk.do(self, deal_with_notice, self.notice, remark, take) is not None

    def _fill(self) -> None:
        notice = self.notice
        shown = label(notice.text, wrap=True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._content.addWidget(shown)
        if notice.missing:
            self._content.addWidget(label("需要补正", "strong"))
            self._content.addWidget(label(notice.missing, wrap=True))
        for name in concerned(notice):
            self._content.addWidget(label(f"· {name}", wrap=True))
        self._content.addLayout(facts_grid(_facts(notice), 72))
        record = owner_of(notice)
        if record is not None and target_of(record) is not None:
            verb = button(f"打开{record.called()}", lambda: self.go.emit(*target_of(record)))
            self._content.addWidget(_left(verb))
        if notice.dealt_on is None and may(self.desk, "deal_with_notice"):
            self._content.addWidget(hairline())
            self._offer_value()
            self.form = question([reason("办理情况", "remark", needed=False)], "已处理", self._store)
            self.form.closed.connect(self.closed)
            self._content.addWidget(self.form)

    def _offer_value(self) -> None:
        """The value that the superior office kept, to be taken over."""
        offered = offered_value(self.notice)
        if offered is None:
            return
        record, name, value = offered
        told = Conflict(owner_kind=record.kind(), owner_uid=record.uid, column=name, ours=value, theirs=value)
        here = _shown(record, name)
        words = f"上级保留的{told.label()}是“{told.shown(value) or '空白'}”，本单位现在是“{here or '空白'}”。"
        self._content.addWidget(label(words, wrap=True))
        self.take_button = button("改成上级的，办结", lambda: self.deal("", take=True), "", "check")
        self._content.addWidget(_left(self.take_button))

    def _store(self, values: dict[str, Any]) -> list[Problem] | None:
        return [] if self.deal(str(values["remark"] or "")) else None


def target_of(record: Record) -> tuple[str, object] | None:
    """The page on which a record opens, and what opens there; None where it has no page of its own."""
    place = PAGES.get(record.kind()) or _PLACES.get(record.kind())
    if place is None:
        return None
    page, key = place
    return page, (key, record.uid) if key else record.uid


def _shown(record: Record, name: str) -> str:
    field = next((kind for kind in type(record).kinds() if kind.name == name), None)
    value = getattr(record, name)
    if isinstance(field, LinkField):
        return str(value.called()) if value is not None else ""
    return str(field.masked(value)) if field is not None else ""


def _facts(notice: Notice) -> list[tuple[str, str]]:
    told = [
        ("回告日期", Notice.made_on.show(notice.made_on)),
        ("办理期限", Notice.due_on.show(notice.due_on)),
        ("报送包", f"第 {notice.package_number} 号" if notice.package_number else ""),
        ("办结", " ".join(filter(None, (Notice.dealt_on.show(notice.dealt_on), notice.dealt_by)))),
        ("办理情况", notice.remark or ""),
    ]
    return [(name, str(value)) for name, value in told if value]


def _left(widget: QWidget) -> QWidget:
    made = QWidget()
    line = row(made)
    line.addWidget(widget)
    line.addStretch(1)
    return made


def _cells(notice: Notice) -> tuple[Any, ...]:
    state = "未办结" if notice.dealt_on is None else f"{Notice.dealt_on.show(notice.dealt_on)} 办结"
    words = " ".join(notice.text.split())
    return (
        notice.matter_words(),
        words,
        Notice.made_on.show(notice.made_on),
        Notice.due_on.show(notice.due_on),
        state,
    )


def _columns() -> list[Column]:
    return [
        Column("事项", 136, brief=True),
        Column("内容", 0, brief=True),
        Column("回告日期", 128),
        Column("期限", 128),
        Column("状态", 148, brief=True, mark=lambda words: "todo" if words == "未办结" else "done"),
    ]
