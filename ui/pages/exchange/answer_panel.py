"""A package of the superior office that was checked: what it says and what it would change, before it is taken in."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from models.exchange.inbox import Arrived, kinds_of, problem_lines
from models.exchange.merging.plan import VERDICT_NAMES, Plan
from models.exchange.merging.three_way import Verdict
from ui.pages.exchange.answer_words import Line, confirmed, opinions, told_notices
from ui.pages.exchange.inbox_plan import conflict_words, facts_of, marked
from ui.widgets.facts import facts_grid
from ui.widgets.parts import button, column, hairline, label, row

MOST_LINES = 40
_NOTHING = "本单位的资料里已经有全部内容，接收以后只记下收到过。"
_CONFLICTS = "两边都改过，接收以后要核对"


class AnswerPanel(QFrame):
    """`take_asked` and `closed` say what she decides."""

    take_asked = Signal()
    closed = Signal()

    def __init__(self, arrived: Arrived, plan: Plan) -> None:
        super().__init__()
        self.setObjectName("card")
        self.arrived, self.plan = arrived, plan
        self.lines: list[str] = []
        self.take_button = button("接收", self.take_asked.emit, "primary", "check", "接收（Ctrl+S）")
        inside = QWidget()
        inside.setObjectName("plain")
        self._content = column(inside, 8, (0, 0, 12, 0))
        self._fill()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        foot = row(spacing=8)
        foot.addWidget(self.take_button)
        foot.addWidget(button("先不接收", self.closed.emit, "", "", "回到列表（Esc）"))
        foot.addStretch(1)
        layout = column(self, 8, (20, 12, 12, 12))
        layout.addWidget(label(f"{arrived.unit}　第 {arrived.number} 号", "title", wrap=True))
        layout.addWidget(area, 1)
        layout.addLayout(foot)

    @property
    def text(self) -> str:
        """All that stands there."""
        return "\n".join(self.lines)

    def start(self) -> None:
        """The verb has the keys."""
        self.take_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self) -> None:
        plan = self.plan
        self._content.addLayout(facts_grid(facts_of(self.arrived), 72))
        for sentence in filter(None, (self.arrived.sentence, *plan.told)):
            if sentence not in self.lines:
                self._mark("warn", sentence)
        self._show("", list(confirmed(plan)))
        self._show("审核意见", opinions(plan))
        self._show("回告", told_notices(plan))
        self._show(_CONFLICTS, [("warn", conflict_words(one)) for one in plan.conflicts])
        self._show(
            "不能接收的内容", [("warn", f"{count} 条　{words}") for words, count in problem_lines(plan.problems)]
        )
        self._show("接收以后资料里的变化", list(_changes(plan)) or [("tell", _NOTHING)])
        self._content.addStretch(1)

    def _show(self, title: str, lines: Sequence[Line]) -> None:
        if not lines:
            return
        self._content.addWidget(hairline())
        if title:
            self._content.addWidget(label(f"{title}　{len(lines)}" if len(lines) > 1 else title, "strong"))
            self.lines.append(title)
        for mark, words in lines[:MOST_LINES]:
            self._mark(mark, words)
        if len(lines) > MOST_LINES:
            self._content.addWidget(label(f"其余 {len(lines) - MOST_LINES} 条接收以后可以看到。", "second"))

    def _mark(self, mark: str, words: str) -> None:
        self._content.addLayout(marked(mark, words))
        self.lines.append(words)


def _changes(plan: Plan) -> list[Line]:
    shown = [verdict for verdict in Verdict if verdict is not Verdict.SAME]
    found = []
    for name, counts in kinds_of(plan):
        words = "，".join(f"{VERDICT_NAMES[verdict]} {counts[verdict]:,}" for verdict in shown if counts.get(verdict))
        if words:
            found.append(("tell", f"{name}：{words}"))
    return found
