"""今日待办: what is due by how near it is, drafts that wait, and how much the office keeps. Changes nothing."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QScrollArea,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.assistance.case import HelpCase
from models.core.database import DB
from models.core.due import Due, by_day
from models.core.progress import Progress
from models.excellence.targets import TargetSheet
from models.office.draft import Draft, all_drafts
from models.organisations.body import Body
from models.organisations.lists import body_ids, unit_ids
from models.organisations.unit import PLACES
from models.people.lists import count_persons
from models.people.person import Person
from models.recommendation.records import RUNNING, Batch, Meeting, Recommendation
from models.statistics.targets import Glance, glance, sheets_of
from ui import jobs, style
from ui.clearance import clearance_of
from ui.desk import Desk
from ui.offering import may
from ui.pages.drafts import kept_when
from ui.pages.due import PAGES, all_due, opening_of
from ui.pages.year_targets import YearTargets
from ui.safekeeping import PAGE as SETTINGS
from ui.safekeeping import reminders
from ui.widgets.empty_state import EmptyState, ListOrEmpty
from ui.widgets.page import Page
from ui.widgets.parts import button, column, label, plain_tip, row

WEEK = timedelta(days=7)
_DRAFT_PAGES = {
    "people": "人员",
    "organisations.body": "组织",
    "organisations.unit": "单位",
    "organisations.officer": "任职",
    "organisations.venue": "阵地",
    "assistance.case": "帮扶个案",
    "assistance.household": "家庭档案",
    "assistance.distribution": "发放名单",
    "assistance.aid": "发放记录",
    "assistance.visit": "走访慰问",
    "assistance.pair": "结对",
    "assistance.left_behind_child": "儿童登记",
    "rights": "来访",
}
_TARGETS = "本年目标"
_WEEKDAYS = "一二三四五六日"


def grouped(dues: Sequence[Due], today: date) -> list[tuple[str, list[Due]]]:
    """已过期, 今天, 七天内, 以后; groups without anything are left out."""
    groups: dict[str, list[Due]] = {"已过期": [], "今天": [], "七天内": [], "以后": []}
    for due in dues:
        near = "今天" if due.day == today else "七天内" if due.day <= today + WEEK else "以后"
        groups["已过期" if due.late else near].append(due)
    return [(title, found) for title, found in groups.items() if found]


def waiting(dues: Sequence[Due], today: date) -> int:
    """How many are due today or should have been done."""
    return sum(due.day <= today for due in dues)


class TodayPage(Page):
    """The first page of the day. `counted`: how many wait, for the navigation."""

    counted = Signal(int)
    help_key = "today"

    def __init__(self, desk: Desk) -> None:
        super().__init__("今日待办")
        self.desk = desk
        self.list = DueList()
        self.list.opened.connect(lambda due: self.go.emit(*opening_of(due)))
        # Also while another page is in front: what was due in the closed compartment must not stay.
        clearance_of(desk).left.connect(self.refresh)
        self._empty = ListOrEmpty(self.list, self._nothing())
        self._drafts = _Card("没有保存的草稿")
        self._copies = _Card("备份和删除")
        self._counts = _Card("本单位")
        self.targets = YearTargets()
        self.targets.asked.connect(lambda uid: self.go.emit(*_opening_of_sheet(uid)))
        self._dues: list[Due] = []
        self._of_targets: list[Due] = []
        side = _Side((self.targets, self._copies, self._drafts, self._counts))
        across = row(spacing=16)
        across.addWidget(self._empty, 1)
        across.addWidget(side)
        self.body.addLayout(across, 1)
        # The window comes first; what is due is counted right after it stands.
        soon = QTimer(self, singleShot=True, interval=0)
        soon.timeout.connect(self._first_look)
        soon.start()

    def refresh(self) -> None:
        """Read what is due, the drafts and the counts."""
        today = self.desk.today()
        self._dues = all_due(self.desk)
        self._list_dues()
        self._look_at_targets()
        self._show_drafts(today)
        self._show_reminders()
        self._show_counts()
        day = f"{today.year}年{today.month}月{today.day}日　星期{_WEEKDAYS[today.weekday()]}"
        self.set_title("今日待办", day)
        self.counted.emit(waiting(self._dues, today))

    def focusInEvent(self, event: Any) -> None:
        """The list has the keys."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _list_dues(self) -> None:
        today, dues = self.desk.today(), by_day([*self._dues, *self._of_targets])
        self.list.show_dues(grouped(dues, today), today)
        self._empty.show_list(bool(dues))

    def _look_at_targets(self) -> None:
        """Count the targets of the year in the background: the page never waits for them."""
        for job in [one for one in jobs.running if one.title == _TARGETS]:
            job.supersede()
        day = self.desk.today()
        if not may(self.desk, "read_records") or not sheets_of(day):
            self._show_targets(None)
            return

        def work(progress: Progress) -> Glance:
            with DB.connection_context():
                return glance(day, progress)

        jobs.start(self, _TARGETS, work, done=self._show_targets, watch=jobs.unseen)

    def _show_targets(self, found: Glance | None) -> None:
        if found is None:
            self.targets.clear()
        else:
            self.targets.show_glance(found)
        before, self._of_targets = self._of_targets, found.dues if found else []
        if self._of_targets != before:
            self._list_dues()

    def _first_look(self) -> None:
        # A window that was closed at once has no file any more, and asking would open it again.
        if not DB.is_closed():
            self.refresh()

    def _nothing(self) -> QWidget:
        text = "推优、帮扶、维权里到期的事，会按先后列在这里。"
        ways = [
            ("录入人员", lambda: self.go.emit("people", "new")),
            ("导入花名册", lambda: self.go.emit("intake", None)),
        ]
        return EmptyState("calendar-check", "没有到期的事", text, ways)

    def _show_drafts(self, today: date) -> None:
        links = []
        for draft in all_drafts(self.desk.session):
            found = _draft_target(draft)
            if found is not None:
                title, page, target = found
                links.append(
                    (title, kept_when(draft, today), lambda page=page, target=target: self.go.emit(page, target))
                )
        self._drafts.show_links(links)
        self._drafts.setVisible(bool(links))

    def _show_reminders(self) -> None:
        found = reminders(self.desk) if count_persons() else []
        self._copies.show_links(
            [(one.title, one.detail, lambda one=one: self.go.emit(SETTINGS, one.part)) for one in found]
        )
        self._copies.setVisible(bool(found))

    def _show_counts(self) -> None:
        running = Recommendation.select().where(Recommendation.status == RUNNING).count()
        places = sum(len(unit_ids("", kind)) for kind in PLACES)
        self._counts.show_links(
            [
                ("人员", f"{count_persons():,}", lambda: self.go.emit("people", None)),
                ("组织", f"{len(body_ids()):,}", lambda: self.go.emit("organisations", None)),
                ("村（社区）", f"{places:,}", lambda: self.go.emit("organisations", None)),
                ("正在办理的推优", f"{running:,}", lambda: self.go.emit("recommendation", None)),
            ]
        )


class DueList(QTreeWidget):
    """What is due, under the headings of its groups; Enter or a double click opens."""

    opened = Signal(object)  # what is due

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("due")
        self.setColumnCount(3)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setStretchLastSection(True)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.itemDoubleClicked.connect(lambda item, _column: self._open(item))
        self._fit()

    @property
    def lines(self) -> list[str]:
        """What stands in the list, headings too."""
        items = (self.topLevelItem(place) for place in range(self.topLevelItemCount()))
        return [" ".join(item.text(k) for k in range(3)).strip() for item in items]

    def show_dues(self, groups: Sequence[tuple[str, Sequence[Due]]], today: date) -> None:
        """Show these groups; the first thing due is ready for Enter."""
        self.clear()
        for title, dues in groups:
            self._add_heading(f"{title}　{len(dues)}", late=title == "已过期")
            for due in dues:
                self._add(due, today)
        first = next((item for item in self._items() if item.flags() & Qt.ItemFlag.ItemIsSelectable), None)
        if first is not None:
            self.setCurrentItem(first)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self._open(self.currentItem())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _items(self) -> list[QTreeWidgetItem]:
        return [self.topLevelItem(place) for place in range(self.topLevelItemCount())]

    def _open(self, item: QTreeWidgetItem) -> None:
        due = item.data(0, Qt.ItemDataRole.UserRole)
        if due:
            self.opened.emit(due)

    def _add_heading(self, text: str, late: bool) -> None:
        item = QTreeWidgetItem([text])
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(0, style.screen_font(style.px(14), strong=True))
        item.setForeground(0, style.colour("text"))
        item.setSizeHint(0, QSize(0, style.px(40)))
        if late:
            sign = style.pixmap("triangle-alert", "amber", style.px(16))
            icon = QIcon(sign)
            icon.addPixmap(sign, QIcon.Mode.Disabled)
            item.setIcon(0, icon)
        self.addTopLevelItem(item)
        item.setFirstColumnSpanned(True)

    def _add(self, due: Due, today: date) -> None:
        item = QTreeWidgetItem([_day(due.day, today), due.title, due.detail])
        item.setData(0, Qt.ItemDataRole.UserRole, due)
        item.setForeground(2, style.colour("second"))
        item.setToolTip(2, plain_tip(due.detail))
        item.setSizeHint(0, QSize(0, style.px(34)))
        self.addTopLevelItem(item)

    def _fit(self) -> None:
        self.header().resizeSection(0, style.px(190))
        self.header().resizeSection(1, style.px(300))


class _Side(QScrollArea):
    """Cards under each other; they scroll where the window is too low for them."""

    def __init__(self, cards: Sequence[QWidget]) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget()
        self._inside.setObjectName("plain")
        lines = column(self._inside, 12)
        for card in cards:
            lines.addWidget(card)
        lines.addStretch(1)
        self.setWidget(self._inside)
        self.verticalScrollBar().rangeChanged.connect(lambda *_: self.updateGeometry())

    def sizeHint(self) -> QSize:
        """As wide as the cards, with room for the scroll bar where there is one."""
        bar = self.verticalScrollBar()
        room = bar.sizeHint().width() + 4 if bar.maximum() else 0
        return QSize(self._inside.sizeHint().width() + room, self._inside.sizeHint().height())


class _Card(QFrame):
    """A small white surface with a heading and lines of a link and a figure."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self._lines: QVBoxLayout = column(spacing=4)
        layout = column(self, 8, (16, 12, 16, 12))
        layout.addWidget(label(title, "section"))
        layout.addLayout(self._lines)
        self._fit()

    def show_links(self, links: Sequence[tuple[str, str, Callable[[], object]]]) -> None:
        """Show these instead of what stood there."""
        while self._lines.count():
            old = self._lines.takeAt(0).widget()
            old.hide()
            old.deleteLater()
        for title, figure, action in links:
            line = QWidget()
            inside = row(line, 8)
            inside.addWidget(button(title, action, "link"))
            inside.addStretch(1)
            inside.addWidget(label(figure, "second"))
            self._lines.addWidget(line)

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(style.px(260))


def _opening_of_sheet(uid: str) -> tuple[str, object]:
    page, key = PAGES[TargetSheet.kind()]
    return page, (key, uid)


def _day(day: date, today: date) -> str:
    away = (day - today).days
    near = {0: "今天", 1: "明天", 2: "后天", -1: "昨天"}.get(away, f"过了{-away}天" if away < 0 else f"还有{away}天")
    return f"{day.month}月{day.day}日（{near}）" if day.year == today.year else f"{day.year}年{day.month}月{day.day}日"


def _draft_target(draft: Draft) -> tuple[str, str, object] | None:
    """Title of a draft, and the page and target that open what it belongs to; None when that is gone."""
    page, _, key = draft.page.partition(".")
    if page == "recommendation":
        rec = _rec_of_draft(key, *draft.subject.partition(":")[::2])
        if rec is None:
            return None
        return f"{rec.body.name}的推荐会" if key else f"{rec.person.name}的推优", page, rec.uid
    if draft.page not in _DRAFT_PAGES:
        return None
    target = draft.subject or "new"
    return _draft_title(draft), page, (key, target) if key else target


def _rec_of_draft(key: str, first: str, second: str) -> Recommendation | None:
    """The recommendation of a half-typed step, or one that stands at a half-typed meeting."""
    if not key:
        return Recommendation.get_or_none(Recommendation.uid == first)
    if not second:
        return Recommendation.select().join(Meeting).where(Meeting.uid == first).first()
    query = Recommendation.select().join(Batch).switch(Recommendation).join(Body)
    return query.where((Batch.uid == first) & (Body.uid == second)).first()


def _draft_title(draft: Draft) -> str:
    noun = _DRAFT_PAGES[draft.page]
    if not draft.subject:
        return f"新{noun}"
    person = Person.get_or_none(Person.uid == draft.subject) if draft.page == "people" else None
    if draft.page == "assistance.case":
        case = HelpCase.get_or_none(HelpCase.uid == draft.subject.partition(":")[0])
        return f"{case.name}的个案" if case else noun
    return person.name if person else noun
