"""What stands beside the list of packages: what the chosen one would do, or what came of those that were taken in.

Shows and asks; reads no package and writes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QWidget

from models.exchange.inbox import SOUND, STATE_NAMES, Arrived, Received, State, kinds_of, problem_lines, purpose_words
from models.exchange.merging.plan import VERDICT_NAMES, Plan, PlannedConflict, name_of_kind
from models.exchange.merging.records import Conflict
from models.exchange.merging.three_way import Verdict
from models.exchange.settling import label_of, sides
from models.people.person import Person
from ui import style
from ui.widgets.facts import facts_grid
from ui.widgets.notes import Bar
from ui.widgets.parts import Mark, button, column, hairline, label, row

MARKS = {
    State.READY: "done",
    State.GAP: "warn",
    State.TAKEN: "tell",
    State.TWIN: "tell",
    State.ELSEWHERE: "tell",
    State.STRANGER: "warn",
    State.REFUSED: "stop",
}
MOST_LINES = 12
_RULED = "{count} 项两边都改过，按已设定的核对规则处理（见“冲突核对”）。"
_DOUBLES = "{count} 人的身份证号，别的单位报来的人员里也有：{names}。接收后可在“重复人员”里核对是不是同一个人。"


class PlanPanel(QFrame):
    """One package, or the outcome of many."""

    take_asked = Signal(object)  # the package
    undo_asked = Signal(str)  # uid of what was taken in
    led = Signal(str)  # key of another tab
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("detail")
        self.bar = Bar()
        self.title = label("", "title", wrap=True)
        self.lines: list[str] = []
        self.take_button = button("接收", self._take, "primary", "check", "接收这一份（Ctrl+S）")
        self.undo_button = button("撤销接收", self._undo, "", "undo-2")
        self._arrived: Arrived | None = None
        self._uid = ""
        head = row(spacing=8, margins=(16, 8, 8, 0))
        head.addWidget(self.title, 1)
        head.addWidget(button("", self.closed.emit, "plain", "x", "关闭（Esc）"), 0, Qt.AlignmentFlag.AlignTop)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        foot = row(spacing=8, margins=(16, 8, 16, 12))
        foot.addWidget(self.take_button)
        foot.addWidget(self.undo_button)
        foot.addStretch(1)
        layout = column(self, 4)
        layout.addLayout(head)
        holder = row(margins=(16, 0, 16, 0))
        holder.addWidget(self.bar)
        layout.addLayout(holder)
        layout.addWidget(self._area, 1)
        layout.addLayout(foot)

    def refuse_taking(self, why: str) -> None:
        """Grey the button, with the reason; an empty one lets it be pressed."""
        self.take_button.setEnabled(not why)
        self.take_button.setToolTip(why or "接收这一份（Ctrl+S）")

    def show_arrived(self, arrived: Arrived, plan: Plan | None = None, sentence: str = "") -> None:
        """A package; its plan follows when it is made, `sentence` says why there is none."""
        self._arrived, self._uid = arrived, ""
        self._offer(take=arrived.state in SOUND, undo=False)
        content = self._begin(title_of(arrived))
        content.addLayout(_facts(facts_of(arrived)))
        self._say(content, MARKS[arrived.state], STATE_NAMES[arrived.state], arrived.sentence)
        if sentence:
            self._say(content, "stop", "不能接收", sentence)
            self.take_button.hide()
        elif plan is not None:
            self._show_plan(content, plan)
        elif arrived.state in SOUND:
            self._plain(content, "正在核对这份报送包和本单位的资料……", "second")
        if arrived.state is State.STRANGER:
            self._lead(content, [("去登记往来单位", "keys")])
        content.addStretch(1)

    def show_received(self, received: Received, may_undo: bool) -> None:
        """What came of one package."""
        self._arrived, self._uid = None, received.package.uid if received.package else ""
        self._offer(take=False, undo=bool(self._uid) and may_undo)
        content = self._begin(title_of(received.arrived))
        content.addLayout(_facts(facts_of(received.arrived)))
        if received.package is None:
            self._say(content, "stop", "没有接收", received.sentence)
        else:
            self._say(content, "done", "已接收", received_words(received))
            self._show_package(content, received.package.counts or {}, received.package.problems or ())
            self._ways(content, [received])
        content.addStretch(1)

    def show_package(self, package: Any, may_undo: bool) -> None:
        """One that was taken in earlier."""
        self._arrived, self._uid = None, package.uid
        self._offer(take=False, undo=may_undo)
        content = self._begin(f"{package.sender.name}　第 {package.number} 号")
        content.addLayout(_facts(package_facts(package)))
        self._show_package(content, package.counts or {}, package.problems or ())
        if not may_undo:
            self._plain(content, "这个单位后来又收过报送包，要撤销请从最近一份撤起。", "second")
        content.addStretch(1)

    def show_outcome(self, received: Sequence[Received]) -> None:
        """What came of many: one line for each office, and what was refused."""
        self._arrived, self._uid = None, ""
        self._offer(take=False, undo=False)
        content = self._begin("接收结果")
        done = [one for one in received if one.package is not None]
        refused = [one for one in received if one.package is None]
        self._say(content, "done" if done else "warn", f"接收了 {len(done)} 份", "")
        content.addLayout(_grid(_HEADS, [_unit_cells(unit, some) for unit, some in by_unit(done)]))
        for one in refused:
            self._say(content, "stop", f"没有接收：{one.arrived.path.name}", one.sentence)
        self._ways(content, done)
        content.addStretch(1)

    def _show_plan(self, content: Any, plan: Plan) -> None:
        told = problem_lines(plan.problems)
        if told:
            self._head(content, "不能接收的内容")
            for words, count in told[:MOST_LINES]:
                self._say(content, "warn", f"{count} 条", words)
        if plan.conflicts:
            self._head(content, f"两边都改过，接收后要核对：{len(plan.conflicts)} 项")
            for conflict in plan.conflicts[:MOST_LINES]:
                self._plain(content, conflict_words(conflict))
            if len(plan.conflicts) > MOST_LINES:
                self._plain(content, f"其余 {len(plan.conflicts) - MOST_LINES} 项接收后在“冲突核对”里。", "second")
        if plan.doubles:
            self._head(content, "可能是同一个人")
            names = double_names(plan)
            tail = "等" if len(plan.doubles) > len(names) else ""
            self._say(content, "warn", "", _DOUBLES.format(count=len(plan.doubles), names="、".join(names) + tail))
        if plan.ruled:
            self._say(content, "tell", "", _RULED.format(count=len(plan.ruled)))
        if any((told, plan.conflicts, plan.doubles, plan.ruled)):
            content.addWidget(hairline())
        self._counts(content, [(name, dict(counts)) for name, counts in kinds_of(plan)])

    def _show_package(
        self, content: Any, counts: Mapping[str, Mapping[str, int]], problems: Iterable[Sequence[str]]
    ) -> None:
        found = [
            (name_of_kind(kind), {Verdict(verdict): number for verdict, number in each.items()})
            for kind, each in counts.items()
            if any(each.values())
        ]
        self._counts(content, found)
        for words, count in problem_lines(problems)[:MOST_LINES]:
            self._say(content, "warn", f"{count} 条没有接收", words)

    def _counts(self, content: Any, kinds: Sequence[tuple[str, Mapping[Verdict, int]]]) -> None:
        """Kinds line by line; only verdicts that occur have a column."""
        shown = [verdict for verdict in Verdict if any(counts.get(verdict) for _, counts in kinds)]
        if not kinds:
            self._plain(content, "包里没有要接收的记录。", "second")
            return
        heads = ["内容", *(VERDICT_NAMES[verdict] for verdict in shown)]
        lines = [[name, *(f"{counts.get(v, 0):,}" if counts.get(v) else "" for v in shown)] for name, counts in kinds]
        total = ["合计", *(f"{sum(counts.get(v, 0) for _, counts in kinds):,}" for v in shown)]
        content.addLayout(_grid(heads, [*lines, total]))
        self.lines += ["　".join(line) for line in (heads, *lines, total)]

    def _ways(self, content: Any, received: Sequence[Received]) -> None:
        """Where to go on."""
        ways = []
        if any(one.conflicts for one in received):
            ways.append(("去核对冲突", "conflicts"))
        if any(one.doubles for one in received):
            ways.append(("查看重复人员", "doubles"))
        if any(one.package is not None for one in received):
            ways.append(("写回复", "answering"))
        self._lead(content, ways)

    def _lead(self, content: Any, ways: Sequence[tuple[str, str]]) -> None:
        line = row(spacing=8)
        for word, key in ways:
            line.addWidget(button(word, lambda key=key: self.led.emit(key)))
        line.addStretch(1)
        content.addLayout(line)

    def _begin(self, title: str) -> Any:
        self.title.setText(title)
        self.bar.clear()
        self.lines = [title]
        inside = QWidget()
        inside.setObjectName("plain")
        content = column(inside, 8, (16, 4, 16, 12))
        self._area.setWidget(inside)
        return content

    def _head(self, content: Any, words: str) -> None:
        content.addWidget(hairline())
        content.addWidget(label(words, "strong", wrap=True))
        self.lines.append(words)

    def _say(self, content: Any, mark: str, strong: str, words: str) -> None:
        text = "　".join(part for part in (strong, words) if part)
        content.addLayout(marked(mark, text))
        self.lines.append(text)

    def _plain(self, content: Any, words: str, role: str = "") -> None:
        content.addWidget(label(words, role, wrap=True))
        self.lines.append(words)

    def _offer(self, *, take: bool, undo: bool) -> None:
        self.take_button.setVisible(take)
        self.undo_button.setVisible(undo)

    def _take(self) -> None:
        if self._arrived is not None:
            self.take_asked.emit(self._arrived)

    def _undo(self) -> None:
        if self._uid:
            self.undo_asked.emit(self._uid)


def marked(mark: str, words: str) -> QHBoxLayout:
    """A sentence behind its mark, both on one line."""
    line = row(spacing=8)
    shown, sign = label(words, wrap=True), Mark(mark)
    sign.setFixedHeight(label("单").sizeHint().height())
    line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(shown, 1)
    return line


def _facts(facts: Sequence[tuple[str, str]]) -> QGridLayout:
    """Short labels, their values close behind."""
    grid = facts_grid(facts)
    grid.setColumnMinimumWidth(0, style.px(72))
    grid.setColumnStretch(0, 0)
    grid.setColumnStretch(1, 1)
    return grid


def title_of(arrived: Arrived) -> str:
    """From whom and which one."""
    return f"{arrived.unit}　第 {arrived.number} 号" if arrived.unit else arrived.path.name


def facts_of(arrived: Arrived) -> list[tuple[str, str]]:
    """What a package says of itself."""
    files, deleted = arrived.claims.get("attachments", 0), arrived.claims.get("deleted", 0)
    more = [f"附件 {files} 件" if files else "", f"删除 {deleted} 条" if deleted else ""]
    told = [
        ("用途", "　".join(part for part in (arrived.purpose, arrived.period) if part)),
        ("制作时间", arrived.made_at),
        (
            "内容",
            "，".join([f"{arrived.rows:,} 条", *filter(None, more)]) if arrived.claims.get("rows") is not None else "",
        ),
        ("文件", arrived.path.name),
    ]
    return [(name, value) for name, value in told if value]


def package_facts(package: Any) -> list[tuple[str, str]]:
    """The same of one that was taken in earlier."""
    return [
        ("用途", f"{purpose_words(package.purpose)}　{package.period}"),
        ("接收时间", f"{package.created_at[:16]}　{package.created_by}"),
        ("内容", f"{sum(package.rows.values()):,} 条"),
        ("文件", package.file_name),
    ]


def received_words(received: Received) -> str:
    """新增 25，更新 1: what was done with a package."""
    told = (
        ("新增", received.new),
        ("更新", received.changed),
        ("相同", received.same),
        ("删除", received.deleted),
        ("待核对", received.conflicts),
        ("待补齐", received.waiting),
        ("未接收", received.refused),
    )
    return "，".join(f"{word} {count:,}" for word, count in told if count) or "没有要接收的记录"


def conflict_words(planned: PlannedConflict) -> str:
    """A conflict that would come up, both sides in words."""
    told = Conflict(
        owner_kind=planned.kind, owner_uid=planned.uid, column=planned.column, ours=planned.ours, theirs=planned.theirs
    )
    ours, theirs = sides(told)
    return f"{told.owner_called()}的{label_of(told)}：本单位“{ours.value}”，对方“{theirs.value}”"


def double_names(plan: Plan, most: int = MOST_LINES) -> list[str]:
    """Names of the new persons whose ID number another office brought already."""
    wanted, kind = set(plan.doubles), Person.kind()
    columns = plan.cargo.columns.get(kind, ())
    if "name" not in columns:
        return []
    place = columns.index("name")
    found = [row[place] for rows in plan.cargo.blocks(kind) for row in rows if row[0] in wanted]
    return [str(name) for name in found[:most]]


def by_unit(received: Iterable[Received]) -> list[tuple[str, list[Received]]]:
    """Outcomes office by office."""
    found: dict[str, list[Received]] = {}
    for one in received:
        found.setdefault(one.arrived.unit, []).append(one)
    return sorted(found.items())


_COUNTED: tuple[tuple[str, Callable[[Received], int]], ...] = (
    ("新增", lambda one: one.new),
    ("更新", lambda one: one.changed),
    ("待核对", lambda one: one.conflicts),
    ("可能重复", lambda one: one.doubles),
    ("未接收", lambda one: one.refused),
)
_HEADS = ["单位", "份数", *(word for word, _ in _COUNTED)]


def _unit_cells(unit: str, received: Sequence[Received]) -> list[str]:
    totals = Counter({word: sum(count(one) for one in received) for word, count in _COUNTED})
    return [unit, str(len(received)), *(f"{totals[word]:,}" if totals[word] else "" for word, _ in _COUNTED)]


def _grid(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> QGridLayout:
    """A small table; figures to the right."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    right = Qt.AlignmentFlag.AlignRight
    for place, head in enumerate(heads):
        grid.addWidget(label(head, "second"), 0, place, right if place else Qt.AlignmentFlag.AlignLeft)
    for number, cells in enumerate(lines, start=1):
        for place, words in enumerate(cells):
            shown = label(words)
            grid.addWidget(shown, number, place, right if place else Qt.AlignmentFlag(0))
    grid.setColumnMinimumWidth(0, style.px(128))
    grid.setColumnStretch(len(heads), 1)
    return grid
