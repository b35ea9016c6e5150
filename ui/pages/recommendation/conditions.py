"""The conditions of one candidate: verdict, sentence, what was looked at, the threshold in force and where it is from.

Those of the current step and whatever stands in the way come first, the others are folded. Judges nothing itself.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from models.recommendation.conditions import VERDICT_WORDS, Condition, Verdict
from models.recommendation.procedure import Procedure
from models.recommendation.records import RUNNING, Recommendation
from models.recommendation.verbs import blocking
from ui import style
from ui.widgets.parts import Mark, button, column, label, row

MARKS = {
    Verdict.MEETS: "done",
    Verdict.EXPLAIN: "warn",
    Verdict.FAILS: "stop",
    Verdict.WAITING: "todo",
    Verdict.HINT: "tell",
}
_URGENCY = [Verdict.FAILS, Verdict.EXPLAIN, Verdict.WAITING, Verdict.HINT, Verdict.MEETS]


class ConditionsPanel(QWidget):
    """`field_asked` names the column to mend; `waived` carries rule and reason."""

    field_asked = Signal(str)
    waived = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[str, ConditionRow] = {}
        self._folds: dict[str, bool] = {}
        self._sum = label("", "second", wrap=True)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        head = row(spacing=8)
        head.addWidget(label("条件", "section"))
        head.addWidget(self._sum, 1)
        layout = column(self, 6)
        layout.addLayout(head)
        layout.addWidget(self._area, 1)

    @property
    def summary(self) -> str:
        """How many of each verdict, in words."""
        return self._sum.text()

    def show_conditions(self, rec: Recommendation, steps: Procedure, conditions: Sequence[Condition]) -> None:
        """Show these, in groups."""
        typed = {rule: shown.typed for rule, shown in self.rows.items() if shown.typed}
        top = self._area.verticalScrollBar().value()
        self._sum.setText(summary_of(conditions))
        inside = QWidget()
        inside.setObjectName("plain")
        layout = column(inside, 8, (0, 0, 8, 8))
        self.rows = {}
        first, before, later = grouped(rec, steps, conditions)
        here = steps.steps[rec.step].title
        self._add_group(layout, rec, f"“{here}”和还要处理的", first, folded=False)
        self._add_group(layout, rec, "前面步骤", before, folded=True)
        self._add_group(layout, rec, "后面步骤", later, folded=True)
        layout.addStretch(1)
        self._area.setWidget(inside)
        for rule, text in typed.items():
            if rule in self.rows:
                self.rows[rule].type_reason(text)
        self._area.verticalScrollBar().setValue(top)

    def go_to(self, rule: str) -> bool:
        """Bring a condition into sight, and its reason under the hands; False when it is not shown."""
        shown = self.rows.get(rule)
        if shown is None:
            return False
        self._area.ensureWidgetVisible(shown)
        shown.focus_reason()
        return True

    def _add_group(
        self, layout: QVBoxLayout, rec: Recommendation, title: str, found: Sequence[Condition], *, folded: bool
    ) -> None:
        if not found:
            return
        holder = QWidget()
        inner = column(holder, 8)
        open_now = self._folds.get(title, not folded)
        if folded:
            mark = "chevron-down" if open_now else "chevron-right"
            words = f"{title}  {summary_of(found)}"
            layout.addWidget(_left(button(words, lambda: self._fold(title, holder, rec, found), "plain", mark)))
        layout.addWidget(holder)
        holder.setVisible(open_now)
        if open_now:
            self._fill(inner, rec, found)

    def _fold(self, title: str, holder: QWidget, rec: Recommendation, found: Sequence[Condition]) -> None:
        opened = holder.isHidden()
        self._folds[title] = opened
        if opened and holder.layout().count() == 0:
            self._fill(holder.layout(), rec, found)
        holder.setVisible(opened)

    def _fill(self, layout: QVBoxLayout, rec: Recommendation, found: Sequence[Condition]) -> None:
        for condition in found:
            made = ConditionRow(condition, rec.status == RUNNING)
            made.field_asked.connect(self.field_asked)
            made.waived.connect(self.waived)
            self.rows[condition.rule.id] = made
            layout.addWidget(made)


class ConditionRow(QFrame):
    """One condition; a click or Enter goes to the field concerned."""

    field_asked = Signal(str)
    waived = Signal(str, str)

    def __init__(self, condition: Condition, open_for_reason: bool) -> None:
        super().__init__()
        self.setObjectName("card")
        self.condition = condition
        self._reason: _ReasonField | None = None
        layout = column(self, 2, (10, 6, 10, 8))
        layout.addLayout(self._head())
        if _tells(condition):
            layout.addWidget(label(condition.sentence, wrap=True))
        if condition.looked_at:
            # Lines break between the values, never inside one.
            looked = "　".join(f"{name}\u00a0{value}" for name, value in condition.looked_at.items())
            layout.addWidget(label(looked, "second", wrap=True))
        layout.addWidget(label(_basis(condition), "small", wrap=True))
        if condition.verdict is Verdict.EXPLAIN:
            self._add_reason(layout, open_for_reason)
        if condition.field:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setToolTip("点一下，到要填写或改正的地方")

    @property
    def typed(self) -> str:
        """A reason that was typed and not kept yet."""
        return self._reason.text().strip() if self._reason is not None else ""

    def type_reason(self, text: str) -> None:
        """Put a half-typed reason back."""
        if self._reason is not None:
            self._reason.setText(text)

    def focus_reason(self) -> None:
        """Into the reason, where there is one."""
        if self._reason is not None:
            self._reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep_reason(self) -> None:
        """Hand the reason on; an empty one is asked for again."""
        if self.typed:
            self.waived.emit(self.condition.rule.id, self.typed)
        else:
            self.focus_reason()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The release belongs here too."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """To the field."""
        event.accept()
        self._ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the field."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Show the frame of the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            style.set_look(self, "focused", "yes" if event.type() == QEvent.Type.FocusIn else "")
        return super().event(event)

    def _ask(self) -> None:
        if self.condition.field:
            self.field_asked.emit(self.condition.field)

    def _head(self) -> QHBoxLayout:
        head = row(spacing=6)
        explained = self.condition.verdict is Verdict.EXPLAIN and self.condition.waived
        head.addWidget(Mark("done" if explained else MARKS[self.condition.verdict]))
        head.addWidget(label("已说明" if explained else VERDICT_WORDS[self.condition.verdict], "strong"))
        head.addWidget(label(self.condition.rule.title, wrap=True), 1)
        return head

    def _add_reason(self, layout: QVBoxLayout, open_for_reason: bool) -> None:
        if self.condition.waived:
            layout.addWidget(label(f"说明：{self.condition.waived}", wrap=True))
        if not open_for_reason:
            return
        self._reason = _ReasonField()
        self._reason.entered.connect(self.keep_reason)
        self._reason.setPlaceholderText("改写说明" if self.condition.waived else "写明原因后可以继续，不会印出来")
        line = row(spacing=6)
        line.addWidget(self._reason, 1)
        line.addWidget(button("留存", self.keep_reason))
        layout.addLayout(line)


class _ReasonField(QLineEdit):
    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter keeps the reason."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


def grouped(
    rec: Recommendation, steps: Procedure, conditions: Sequence[Condition]
) -> tuple[list[Condition], list[Condition], list[Condition]]:
    """Of the current step together with what stands in the way; of steps before; of steps to come."""
    in_the_way = {problem.code for problem in blocking(rec, list(conditions))}
    first: list[Condition] = []
    before: list[Condition] = []
    later: list[Condition] = []
    for condition in conditions:
        if not steps.reached(rec.route, condition.rule.step, rec.step):
            later.append(condition)
        elif condition.rule.step == rec.step or condition.rule.id in in_the_way:
            first.append(condition)
        else:
            before.append(condition)
    first.sort(key=lambda one: (_URGENCY.index(one.verdict), bool(one.waived)))
    return first, before, later


def summary_of(conditions: Sequence[Condition]) -> str:
    """符合 11 · 需说明 1."""
    counts = {verdict: sum(one.verdict is verdict for one in conditions) for verdict in reversed(_URGENCY)}
    return " · ".join(f"{VERDICT_WORDS[verdict]} {count}" for verdict, count in counts.items() if count)


def _tells(condition: Condition) -> bool:
    """Whether its sentence says more than its mark: not where all is well, nor where values are just not typed yet."""
    if condition.verdict is Verdict.WAITING and condition.looked_at:
        return condition.rule.title not in condition.sentence
    return condition.verdict is not Verdict.MEETS or condition.sentence != "符合要求。"


def _basis(condition: Condition) -> str:
    rule = condition.rule
    return f"标准：{condition.threshold}（{rule.dates()}）　依据：{rule.local or rule.source}"


def _left(widget: QWidget) -> QWidget:
    holder = QWidget()
    line = row(holder)
    line.addWidget(widget)
    line.addStretch(1)
    return holder
