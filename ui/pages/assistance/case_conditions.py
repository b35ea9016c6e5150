"""The conditions of a help case beside its steps: what is in the way first, what is in order folded. Judges nothing."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.assistance.conditions import VERDICT_WORDS, Condition, Verdict
from ui.widgets.condition_row import ConditionLine, ConditionRow
from ui.widgets.parts import button, column, label, row

MARKS = {Verdict.FAILS: "stop", Verdict.EXPLAIN: "warn", Verdict.HINT: "tell", Verdict.MEETS: "done"}


class CaseConditions(QWidget):
    """`field_asked` names the column to mend; `explained` carries rule and reason."""

    field_asked = Signal(str)
    explained = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, ConditionRow] = {}
        self.conditions: Sequence[Condition] = ()
        self._folded: dict[str, bool] = {}
        self._shown: tuple[int, Mapping[str, str], bool] = (0, {}, False)
        self._sum = label("", "second", wrap=True)
        self._lines: QVBoxLayout = column(spacing=8)
        head = row(spacing=8)
        head.addWidget(label("条件", "section"))
        head.addWidget(self._sum, 1)
        layout = column(self, 8)
        layout.addLayout(head)
        layout.addLayout(self._lines)

    @property
    def summary(self) -> str:
        """How many of each verdict up to the current step, in words."""
        return self._sum.text()

    def show_conditions(
        self, conditions: Sequence[Condition], here: int, reasons: Mapping[str, str], running: bool
    ) -> None:
        """Show these; `here`: place of the current step; `reasons`: those that go with it when it is finished."""
        typed = {key: shown.typed for key, shown in self.rows.items() if shown.typed}
        self.conditions, self.rows = conditions, {}
        self._shown = (here, reasons, running)
        self._clear()
        now = [one for one in conditions if one.verdict is not Verdict.MEETS and one.step <= here]
        later = [one for one in conditions if one.verdict is not Verdict.MEETS and one.step > here]
        met = [one for one in conditions if one.verdict is Verdict.MEETS]
        self._sum.setText(summary_of([*now, *met], reasons))  # what comes later is counted at its own line
        for one in now:
            self._add(self._lines, one, reasons, running)
        if not now:
            self._lines.addWidget(label("到这一步为止没有发现问题。", "second", wrap=True))
        self._fold("以后的步骤要处理的", later, reasons)
        self._fold("符合的", met, reasons)
        for key, text in typed.items():
            if key in self.rows:
                self.rows[key].type_reason(text)

    def go_to(self, rule: str) -> bool:
        """Its reason under the hands; False when it is not shown."""
        shown = self.rows.get(rule)
        if shown is not None:
            shown.focus_reason()
        return shown is not None

    def _add(self, layout: QVBoxLayout, one: Condition, reasons: Mapping[str, str], running: bool) -> None:
        made = ConditionRow(line_of(one, reasons.get(one.key, "")), running)
        made.field_asked.connect(self.field_asked)
        made.waived.connect(self.explained)
        self.rows[one.key] = made
        layout.addWidget(made)

    def _fold(self, title: str, found: Sequence[Condition], reasons: Mapping[str, str]) -> None:
        if not found:
            return
        shut = self._folded.setdefault(title, True)
        mark = "chevron-right" if shut else "chevron-down"
        line = QWidget()
        head = row(line)
        head.addWidget(button(f"{title}　{len(found)} 项", lambda: self._turn(title), "plain", mark))
        head.addStretch(1)
        self._lines.addWidget(line)
        for one in () if shut else found:
            self._add(self._lines, one, reasons, False)

    def _turn(self, title: str) -> None:
        self._folded[title] = not self._folded[title]
        self.show_conditions(self.conditions, *self._shown)

    def _clear(self) -> None:
        while self._lines.count():
            old = self._lines.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()


def line_of(one: Condition, reason: str) -> ConditionLine:
    """A condition in words, as its card shows it."""
    explained = one.verdict is Verdict.EXPLAIN and bool(reason or one.reason)
    looked = f"现在：{one.found}" if one.found else ""
    basis = "　".join(
        part
        for part in (f"标准：{one.threshold}" if one.threshold else "", f"依据：{one.source}" if one.source else "")
        if part
    )
    return ConditionLine(
        key=one.key,
        mark="done" if explained else MARKS[one.verdict],
        word="已说明" if explained else VERDICT_WORDS[one.verdict],
        title=one.title,
        sentence="\n".join(part for part in (one.sentence, *one.lines) if part),
        looked="" if one.verdict is Verdict.HINT and not one.threshold else looked,
        basis=basis,
        field=one.field,
        explains=one.verdict is Verdict.EXPLAIN,
        waived=reason or one.reason,
    )


def summary_of(conditions: Sequence[Condition], reasons: Mapping[str, str]) -> str:
    """不符合 1 · 需说明 2 · 已说明 1 · 符合 11."""
    counts: dict[str, int] = {}
    for one in conditions:
        word = line_of(one, reasons.get(one.key, "")).word
        counts[word] = counts.get(word, 0) + 1
    order = ("不符合", "需说明", "已说明", "提示", "符合")
    return " · ".join(f"{word} {counts[word]}" for word in order if word in counts)
