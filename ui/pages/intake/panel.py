"""Below the rows: the one in front in words. Why, what would change, and the question where there is one.

Shows and asks; what she answers is told by signals.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QWidget

from models.intake.plan import OTHER_PERSON, SAME_ROW, VERDICT_NAMES, Corrections, Lookalike, PlanRow, Verdict
from ui import style
from ui.pages.intake.review import Line, Review, change_lines, may_be_another, side_by_side, values_of
from ui.pages.intake.rows import MARKS
from ui.widgets.parts import Mark, button, column, label, row

MOST_ASKED = 3
_NO_ROW = "选中一行，这里会说明为什么这样判定。用 ↑ ↓ 换行，F4 到下一处待核对或未导入的行。"


class RowPanel(QFrame):
    """The row in front."""

    answered = Signal(object, str)  # key of the row, answer; empty takes the answer back
    ticked = Signal(object, bool)  # keys of the rows, whether they are to be imported
    fix_asked = Signal(object, int)  # key of the row, index of the column on the sheet
    restored = Signal(object)  # key of the row whose typed cells go

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("detail")
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.buttons: dict[str, QPushButton] = {}
        layout = column(self, 0, (1, 1, 1, 1))
        layout.addWidget(self._scroll)
        self.show_row(None, None, Corrections())

    @property
    def words(self) -> list[str]:
        """Everything it says, for reading aloud and for tests."""
        from PySide6.QtWidgets import QLabel

        return [one.text() for one in self._scroll.widget().findChildren(QLabel) if one.text()]

    def show_row(self, one: PlanRow | None, review: Review | None, corrections: Corrections) -> None:
        """Show this row, or how to begin."""
        inside = QWidget()
        inside.setObjectName("plain")
        self.buttons = {}
        layout = column(inside, 6, (12, 8, 12, 8))
        if one is None or review is None:
            layout.addWidget(label(_NO_ROW, "second", wrap=True))
        else:
            layout.addLayout(self._head(one, corrections))
            self._ask_or_show(layout, one, review)
            self._tell_findings(layout, one)
        layout.addStretch(1)
        self._scroll.setWidget(inside)

    def _head(self, one: PlanRow, corrections: Corrections) -> QHBoxLayout:
        """Which row, its verdict and why, and what can be done with it as a whole."""
        named = f"第 {one.key.number} 行" + (f"　{one.name}" if one.name else "")
        words = column(spacing=2)
        words.addWidget(label(f"{named}　{VERDICT_NAMES[one.verdict]}", "strong"))
        if one.reason.rstrip("。") != VERDICT_NAMES[one.verdict]:
            words.addWidget(label(one.reason, wrap=True))
        mark = Mark(MARKS[one.verdict])
        mark.setFixedHeight(label(named).sizeHint().height())
        head = row(spacing=8)
        head.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        for made in self._verbs(one, corrections):
            head.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _tell_findings(self, layout: Any, one: PlanRow) -> None:
        """What is wrong with single cells, unless it was said already."""
        said = {one.reason}
        for problem in one.problems:
            if problem.message not in said:
                said.add(problem.message)
                layout.addLayout(self._problem(one, problem.index, problem.column, problem.message))

    def _problem(self, one: PlanRow, index: int, header: str, message: str) -> Any:
        line = row(spacing=8)
        line.addSpacing(style.px(24))
        line.addWidget(label(f"{header}：{message}" if header else message, wrap=True), 1)
        if index >= 0:
            fix = button("改这一格", lambda: self.fix_asked.emit(one.key, index), "link")
            fix.setAccessibleName(f"改这一格：{header}")
            line.addWidget(fix)
        return line

    def _verbs(self, one: PlanRow, corrections: Corrections) -> list[QWidget]:
        """What can be done with the row as a whole."""
        key = one.key
        verbs = []
        if key in corrections.answers:
            verbs.append(self._verb("收回选择", lambda: self.answered.emit(key, ""), "undo-2"))
        if key in corrections.cells:
            verbs.append(self._verb("恢复原来的内容", lambda: self.restored.emit(key), "undo-2"))
        if key in corrections.off or (one.verdict is Verdict.SKIPPED and key not in corrections.on):
            verbs.append(self._verb("这一行要导入", lambda: self.ticked.emit([key], True), "check"))
        else:
            verbs.append(self._verb("这一行不导入", lambda: self.ticked.emit([key], False), "minus"))
        return verbs

    def _verb(self, verb: str, action: Any, icon: str = "") -> QPushButton:
        self.buttons[verb] = button(verb, action, "plain" if icon else "", icon)
        return self.buttons[verb]

    def _ask_or_show(self, layout: Any, one: PlanRow, review: Review) -> None:
        if one.verdict is Verdict.CONFLICT and one.lookalikes:
            others = [(other, values_of(other, review)) for other in one.lookalikes[:MOST_ASKED]]
            layout.addLayout(self._question(one, others, review))
        elif one.changes:
            layout.addLayout(_grid(["", "原来", "改为"], [[line] for line in change_lines(one)], sign=""))

    def _question(self, one: PlanRow, others: Sequence[tuple[Lookalike, dict[str, Any]]], review: Review) -> Any:
        """The row beside those whom it may be; the answers stand on top, where they are always in sight."""
        columns = [side_by_side(one, values, review) for _, values in others]
        labels = dict.fromkeys(line.label for lines in columns for line in lines)
        by_label = [{line.label: line for line in lines} for lines in columns]
        table = [[found.get(name, Line(name, "", "")) for found in by_label] for name in labels]
        for cells in table:
            left = next((line.left for line in cells if line.left), "")
            cells[:] = [line._replace(left=left) for line in cells]
        answers = [self._other_answer(one, others), *self._same_answers(one, others)]
        heads = ["", f"表中第 {one.key.number} 行", *(_called(other) for other, _ in others)]
        return _grid(heads, table, answers)

    def _other_answer(self, one: PlanRow, others: Sequence[tuple[Lookalike, dict[str, Any]]]) -> QWidget:
        if all(may_be_another(one, values) for _, values in others):
            made = self._verb("不是同一个人", lambda: self.answered.emit(one.key, OTHER_PERSON))
            made.setToolTip("另外登记为一个人")
            return made
        return label("不是同一个人？那就有一个身份证号写错了，请改那一格。", "second", wrap=True)

    def _same_answers(self, one: PlanRow, others: Sequence[tuple[Lookalike, dict[str, Any]]]) -> list[QWidget]:
        made: list[QWidget] = []
        for place, (other, _) in enumerate(others, 1):
            verb = "就是这个人" if len(others) == 1 else f"就是这个人（{place}）"
            answer = SAME_ROW if other.row is not None else other.uid
            made.append(self._verb(verb, lambda answer=answer: self.answered.emit(one.key, answer)))
        return made


def _called(other: Lookalike) -> str:
    if other.row is None:
        return "已登记的人"
    return other.description or f"第 {other.row.number} 行"


def _grid(
    heads: Sequence[str], table: Sequence[Sequence[Line]], answers: Sequence[QWidget] = (), sign: str = "≠ "
) -> QGridLayout:
    """Lines under each other; what differs is marked with a sign and a stronger face."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(2)
    grid.setContentsMargins(style.px(24), 2, 0, 2)
    for place, head in enumerate(heads):
        grid.addWidget(label(head, "second"), 0, place)
    for place, made in enumerate(answers, 1):
        held = row(margins=(0, 2, 0, 4))
        held.addWidget(made, 0 if isinstance(made, QPushButton) else 1)
        held.addStretch(1)
        grid.addLayout(held, 1, place)
    for number, lines in enumerate(table, 2):
        grid.addWidget(label(lines[0].label, "second"), number, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_value(lines[0].left), number, 1)
        for place, line in enumerate(lines):
            grid.addWidget(_value(line.right, sign if line.differs else None), number, place + 2)
    for place in range(1, len(heads)):
        grid.setColumnStretch(place, 2)
    grid.setColumnStretch(len(heads), 1)
    return grid


def _value(text: str, sign: str | None = None) -> QWidget:
    """A value; one that differs stands stronger, behind its sign."""
    role = "strong" if sign is not None else "" if text else "second"
    return label(f"{sign or ''}{text}" or "（空）", role, wrap=True)
