"""已报送: every package that left, whether its receiver confirmed it or for how long not, and its paper once more."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from models.exchange.inbox import problem_lines, purpose_words
from models.exchange.merging.plan import VERDICT_NAMES
from models.exchange.merging.three_way import Verdict
from models.exchange.receipts import Receipt
from models.exchange.records import SentPackage
from reports.forms.exchange.receipt import counts_of, short_digest
from ui import messages
from ui.desk import Desk
from ui.offering import offer
from ui.pages.parts import Part
from ui.settings import Settings
from ui.widgets.empty_state import EmptyState, ListOrEmpty
from ui.widgets.facts import facts_grid
from ui.widgets.fitting_table import FittingTable
from ui.widgets.flow import Flow
from ui.widgets.list_detail import ListDetail
from ui.widgets.parts import Mark, button, column, label, row
from ui.widgets.record_table import Column

ALL, OPEN = "", "open"
_NEVER = "还没有报送过。在“报送”里选用途和收件单位，写到U盘以后就列在这里。"
_WAITS = "对方收下以后，会在回复里确认。把对方的回复读入，这里就变成“已确认”；没有确认的内容，下次会再带上。"
_PROBLEMS = "对方没有收下的"


class SentPart(Part):
    """The list with its chips, and beside it one package."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__(desk, settings)
        self._found: dict[int, SentPackage] = {}
        self._wanted = ALL
        self.panel: SentDetail | None = None
        self.chips = Flow(4)
        self._group = QButtonGroup(self)
        self.table = FittingTable(_columns(), self._fetch, ("范围", "期别", "条数", "报送时间", "序号", "收件单位"))
        listing = QWidget()
        column(listing, 0).addWidget(self.table)
        listing.setFocusProxy(self.table)
        self._beside = ListDetail(listing, settings.splitters, "exchange.sent")
        ways = [("去报送", lambda: self.go.emit("exchange", "sending"))]
        self._shown = ListOrEmpty(self._beside, EmptyState("usb", "还没有报送记录", _NEVER, ways))
        self.body.addWidget(self.chips)
        self.body.addWidget(self._shown, 1)
        self.table.opened.connect(lambda _id: self.open_package())
        self.table.clicked.connect(lambda _index: self.open_package())
        self.table.current_changed.connect(self._follow)
        self.refresh()

    def refresh(self) -> None:
        """Read the list anew."""
        every = list(SentPackage.select().order_by(SentPackage.number.desc()))
        offices = list(dict.fromkeys(package.receiver.name for package in every))
        self._show_chips(every, offices)
        self._found = {package.id: package for package in every if self._fits(package)}
        self._shown.show_list(bool(every))
        self.chips.setVisible(bool(every))
        self.table.show_ids(list(self._found))
        if self.panel is not None:
            self.open_package()

    def open_target(self, target: object) -> None:
        """The package of this uid."""
        self.choose(ALL)
        found = SentPackage.by_uid(str(target))
        self.table.choose(found.id)
        self.open_package()

    def choose(self, wanted: str) -> None:
        """Show all, those that nobody confirmed, or those of one receiver."""
        self._wanted = wanted
        self.refresh()

    def open_package(self) -> None:
        """The current one, beside the list."""
        package = self._found.get(self.table.current_id())
        if package is None:
            self.step_back()
            return
        self.panel = SentDetail(package, self.desk.today())
        self.panel.closed = self.step_back
        self.panel.print_button.clicked.connect(lambda: self.print_out())
        offer(self.desk, "print_form", self.panel.print_button)
        self._beside.open_beside(self.panel)

    def print_out(self) -> None:
        """签收单 of the opened package."""
        if self.panel is None:
            messages.bar(self, "请先选中一次报送。", "tell")
            return
        wanted = {"form": "exchange.receipt", "kind": SentPackage.kind(), "uids": [self.panel.package.uid]}
        self.go.emit("printing", wanted)

    def step_back(self) -> bool:
        """Only the list."""
        self.panel = None
        return self._beside.close_detail()

    def focusInEvent(self, event: Any) -> None:
        """The list has the keys."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fits(self, package: SentPackage) -> bool:
        if self._wanted == OPEN:
            return package.confirmed_on is None
        return self._wanted in (ALL, package.receiver.name)

    def _show_chips(self, every: Sequence[SentPackage], offices: Sequence[str]) -> None:
        if self._wanted not in (ALL, OPEN, *offices):
            self._wanted = ALL
        waiting = sum(package.confirmed_on is None for package in every)
        chips = [(ALL, f"全部 {len(every)}"), (OPEN, f"对方未确认 {waiting}")]
        chips += [(name, name) for name in offices] if len(offices) > 1 else []
        self.chips.clear()
        for key, words in chips:
            made = button(words, lambda key=key: self.choose(key), "chip")
            made.setCheckable(True)
            made.setChecked(key == self._wanted)
            self._group.addButton(made)
            self.chips.add(made)

    def _follow(self, number: Any) -> None:
        """The keys move in the list: what is open beside it follows."""
        if number is not None and self.panel is not None:
            self.open_package()

    def _fetch(self, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        today = self.desk.today()
        return [_cells(self._found[number], today) for number in ids]


class SentDetail(QFrame):
    """One package: what it was, what its receiver said."""

    closed: Any

    def __init__(self, package: SentPackage, today: date) -> None:
        super().__init__()
        self.setObjectName("detail")
        self.package = package
        self.print_button = button("打印签收单", None, "primary", "printer", "打印签收单（Ctrl+P）")
        head = row(spacing=8, margins=(16, 8, 8, 0))
        head.addWidget(label(f"{purpose_words(package.purpose)}　第 {package.number} 号", "title", wrap=True), 1)
        head.addWidget(button("", lambda: self.closed(), "plain", "x", "关闭（Esc）"), 0, Qt.AlignmentFlag.AlignTop)
        inside = QWidget()
        inside.setObjectName("plain")
        content = column(inside, 8, (16, 4, 16, 12))
        content.addLayout(facts_grid(_facts(package), 72))
        content.addLayout(_marked("done" if package.confirmed_on else "wait", state_words(package, today)))
        if package.confirmed_on is None:
            content.addWidget(label(_WAITS, "second", wrap=True))
        else:
            _show_receipt(content, package.receipt)
        content.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        foot = row(spacing=8, margins=(16, 8, 16, 12))
        foot.addWidget(self.print_button)
        foot.addStretch(1)
        layout = column(self, 4)
        layout.addLayout(head)
        layout.addWidget(area, 1)
        layout.addLayout(foot)


def state_words(package: SentPackage, today: date) -> str:
    """已确认 with the day, or for how many days nobody has confirmed it."""
    if package.confirmed_on is not None:
        day = package.confirmed_on
        year = f"{day.year}年" * (day.year != today.year)
        return f"已确认　{year}{day.month}月{day.day}日"
    days = (today - date.fromisoformat(package.created_at[:10])).days
    return f"未确认，已 {days} 天" if days > 0 else "未确认，今天报出"


def _scope_words(package: SentPackage) -> str:
    """How much of everything a package was."""
    return "全部" if package.whole else "新增和改动"


def _facts(package: SentPackage) -> list[tuple[str, str]]:
    counts = "、".join(f"{noun} {count:,}" for noun, count in counts_of(package.rows)) or "没有新的内容"
    told = [
        ("收件单位", str(package.receiver.name)),
        ("报送时间", f"{package.created_at[:16]}　{package.created_by}"),
        ("期别", str(package.period)),
        ("范围", _scope_words(package)),
        ("内容", counts),
        ("文件", str(package.file_name)),
        ("校验", short_digest(package.digest)),
    ]
    if package.ground:
        told.append(("提供依据", str(SentPackage.ground.show(package.ground))))
    if package.assessed_on:
        told.append(("影响评估", str(SentPackage.assessed_on.show(package.assessed_on))))
    return told


def _show_receipt(content: QVBoxLayout, told: dict[str, Any] | None) -> None:
    """What the receiver said of a package; confirmed ones of earlier releases have no more than the day."""
    if not told:
        return
    receipt = Receipt(**told)
    totals: dict[str, int] = {}
    for each in receipt.counts.values():
        for verdict, count in each.items():
            totals[verdict] = totals.get(verdict, 0) + count
    words = "，".join(f"{VERDICT_NAMES[Verdict(one)]} {count:,}" for one, count in totals.items() if count)
    if words:
        content.addWidget(label(f"对方收下：{words}。", wrap=True))
    if receipt.problems:
        content.addWidget(label(_PROBLEMS, "strong"))
    for line, count in problem_lines(receipt.problems):
        content.addLayout(_marked("warn", f"{count} 条　{line}"))


def _marked(kind: str, words: str) -> QHBoxLayout:
    line = row(spacing=8)
    line.addWidget(Mark(kind), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(label(words, wrap=True), 1)
    return line


def _cells(package: SentPackage, today: date) -> tuple[Any, ...]:
    return (
        package.number,
        package.created_at[:16],
        purpose_words(package.purpose),
        package.period,
        package.receiver.name,
        _scope_words(package),
        f"{sum(package.rows.values()):,}",
        state_words(package, today),
    )


def _columns() -> list[Column]:
    return [
        Column("序号", 56, right=True, brief=True),
        Column("报送时间", 144),
        Column("用途", 112, brief=True),
        Column("期别", 104),
        Column("收件单位", 0, brief=True),
        Column("范围", 96),
        Column("条数", 72, right=True),
        Column("对方", 168, brief=True, mark=lambda words: "wait" if words.startswith("未") else "done"),
    ]
