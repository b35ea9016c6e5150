"""The conditions of one candidate: verdict, sentence, what was looked at, the threshold in force and where it is from.

Those of the current step and whatever stands in the way come first, the others are folded. Judges nothing itself.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from models.recommendation.conditions import VERDICT_WORDS, Condition, Verdict
from models.recommendation.procedure import Procedure
from models.recommendation.records import RUNNING, Recommendation
from models.recommendation.verbs import blocking
from ui.widgets.condition_row import ConditionLine, ConditionRow
from ui.widgets.parts import button, column, label, row

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
            made = ConditionRow(line_of(condition), rec.status == RUNNING)
            made.field_asked.connect(self.field_asked)
            made.waived.connect(self.waived)
            self.rows[condition.rule.id] = made
            layout.addWidget(made)


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


def line_of(condition: Condition) -> ConditionLine:
    """A condition in words, as its card shows it."""
    explained = condition.verdict is Verdict.EXPLAIN and bool(condition.waived)
    # Lines break between the values, never inside one.
    looked = "　".join(f"{name}\u00a0{value}" for name, value in condition.looked_at.items())
    return ConditionLine(
        key=condition.rule.id,
        mark="done" if explained else MARKS[condition.verdict],
        word="已说明" if explained else VERDICT_WORDS[condition.verdict],
        title=condition.rule.title,
        sentence=condition.sentence if _tells(condition) else "",
        looked=looked,
        basis=_basis(condition),
        field=condition.field or "",
        explains=condition.verdict is Verdict.EXPLAIN,
        waived=condition.waived or "",
    )


def _basis(condition: Condition) -> str:
    rule = condition.rule
    return f"标准：{condition.threshold}（{rule.dates()}）　依据：{rule.local or rule.source}"


def _left(widget: QWidget) -> QWidget:
    holder = QWidget()
    line = row(holder)
    line.addWidget(widget)
    line.addStretch(1)
    return holder
