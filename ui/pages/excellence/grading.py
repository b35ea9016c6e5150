"""A grading opened beside its list: the scores line by line with their total, the grade that follows, and the decision.

Gathers and shows; what a score is worth and what speaks against a grade is told by `models.excellence.gradings`.
"""

import json
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from models.core.codes import table
from models.core.errors import ValueProblem
from models.core.fields import LineField
from models.excellence.gradings import (
    DOWN,
    UP,
    Grading,
    GradingScore,
    decide_grade,
    give_scores,
    grade_for,
    grade_problems,
    move_of,
    round_before,
    scores_of,
    text_of,
    total_of,
)
from models.excellence.rules import rules_on
from models.excellence.surveys import survey_rate
from ui.desk import Desk
from ui.offering import may, offer, verb_or_reason
from ui.pages.excellence.asking import ask, joined
from ui.pages.excellence.panels import StrivingPanel
from ui.pages.register import Register
from ui.widgets.count_box import CountBox
from ui.widgets.form_page import DRAFT_MS, RecordForm
from ui.widgets.inline_form import Entries, Entry
from ui.widgets.parts import Mark, button, column, label, row

POINTS = ("own", "given")
_MOVES = {UP: "done", DOWN: "warn"}


class ScoreLine:
    """One line of the standard: what stands in its boxes."""

    def __init__(self, score: GradingScore) -> None:
        self.score = score
        self.boxes = {name: CountBox(getattr(GradingScore, name)) for name in POINTS}
        self.reason = QLineEdit(score.reason or "")
        self.reason.setAccessibleName(f"{score.item}：{GradingScore.reason.label}")
        self.reason.setMinimumWidth(60)
        for name, box in self.boxes.items():
            box.show_count(getattr(score, name))
            box.setAccessibleName(f"{score.item}{GradingScore._meta.fields[name].label}")

    @property
    def values(self) -> dict[str, Any]:
        """What differs from what is stored. Raises ValueProblem."""
        typed = {name: box.value() for name, box in self.boxes.items()} | {"reason": self.reason.text().strip() or None}
        return {name: value for name, value in typed.items() if value != getattr(self.score, name)}

    def texts(self) -> list[str]:
        """As typed."""
        return [*(box.text() for box in self.boxes.values()), self.reason.text()]

    @property
    def dirty(self) -> bool:
        """Whether something is to be saved."""
        try:
            return bool(self.values)
        except ValueProblem:
            return True


class ScoreTable(QWidget):
    """The lines of a grading; Enter goes down, and from the last line to the next column."""

    edited = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.lines: list[ScoreLine] = []
        self._grading: Grading | None = None
        self._sum, self._mark = label("", "", wrap=True), Mark("tell")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(4, 1)
        self.save_button = button("保存评分", self.save)
        head = row(spacing=8)
        head.addWidget(label("评分", "section"))
        head.addStretch(1)
        head.addWidget(self.save_button)
        said = row(spacing=8)
        said.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self._sum, 1)
        self._mark.setContentsMargins(0, 2, 0, 0)
        layout = column(self, 8)
        layout.addLayout(head)
        layout.addLayout(self._grid)
        layout.addLayout(said)

    @property
    def sentence(self) -> str:
        """The total and what it is worth."""
        return str(self._sum.text())

    @property
    def dirty(self) -> bool:
        """Whether something was typed and not saved."""
        return any(line.dirty for line in self.lines)

    def show_grading(self, grading: Grading) -> None:
        """The stored scores; what is half typed for the same grading stays."""
        if self.dirty and self._grading is not None and self._grading.id == grading.id:
            self._grading = grading
            return
        self._grading = grading
        while self._grid.count():
            old = self._grid.takeAt(0).widget()
            old.hide()
            old.deleteLater()
        for place, word in enumerate(("项目", "满分", "自评", "评定", "扣分或加分理由")):
            head = label(word, "second")
            if 0 < place < 4:
                head.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(head, 0, place)
        meanings = {item.title: item.meaning for item in text_of(grading).items}
        self.lines = [ScoreLine(score) for score in scores_of(grading)]
        for place, line in enumerate(self.lines):
            self._add(place, line, meanings.get(line.score.item, ""))
        self.judge()

    def judge(self) -> None:
        """The total as typed, and what it is worth by the rule book."""
        grading = self._grading
        for line in self.lines:
            for box in line.boxes.values():
                points = box.known()
                unread = points is None and bool(box.text().strip())
                box.mark(unread or (points is not None and points > line.score.full))
        full = sum(line.score.full for line in self.lines)
        typed = {name: [line.boxes[name].known() for line in self.lines] for name in POINTS}
        sums = {name: None if None in found else sum(filter(None, found)) for name, found in typed.items()}
        worth = grade_for(sums["given"], rules_on(grading.rated_on)) if sums["given"] is not None and grading else None
        own = f"自评 {sums['own']} 分" if sums["own"] is not None else ""
        if sums["given"] is None:
            self._mark.show_kind("todo")
            self._sum.setText(joined(f"满分 {full} 分", own, "各项都有评定得分后算出总分"))
        else:
            self._mark.show_kind("done")
            grade = f"按得分建议定为“{Grading.decided_grade.show(worth)}”" if worth else ""
            self._sum.setText(joined(f"评定 {sums['given']} 分（满分 {full} 分）", own, grade))
        self.save_button.setEnabled(self.dirty)
        offer(self.desk, "score_grading_lines", self.save_button)

    def save(self) -> bool:
        """Write what was typed; False when it cannot be read or is refused."""
        if not self.dirty or not may(self.desk, "score_grading_lines"):
            return not self.dirty
        try:
            typed = {line.score.id: line.values for line in self.lines if line.values}
        except ValueProblem as problem:
            self._mark.show_kind("stop")
            self._sum.setText(problem.message)
            return False
        done = self.desk.do(self, give_scores, self._grading, typed)
        if done is None:
            return False
        self.lines = []
        self.show_grading(self._grading)
        return True

    def forget(self) -> None:
        """Another grading comes, or this one is shown as it is stored."""
        self.lines = []

    def packed(self) -> str:
        """The boxes as a draft keeps them."""
        return json.dumps([line.texts() for line in self.lines], ensure_ascii=False)

    def unpack(self, draft: str) -> None:
        """The boxes of a draft."""
        for line, texts in zip(self.lines, json.loads(draft), strict=False):
            for box, text in zip((*line.boxes.values(), line.reason), texts, strict=True):
                box.setText(text)
        self._typed()

    def _typed(self) -> None:
        self.judge()
        self.edited.emit()

    def _add(self, place: int, line: ScoreLine, meaning: str) -> None:
        name = label(line.score.item)
        name.setToolTip(meaning)
        full = label(str(line.score.full), "second")
        full.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for at, widget in enumerate((name, full, *line.boxes.values(), line.reason)):
            self._grid.addWidget(widget, place + 1, at)
        for key, box in line.boxes.items():
            box.textEdited.connect(lambda _text: self._typed())
            box.move_asked.connect(lambda across, down, at=key: self._move(place, at, across, down))
        line.reason.textEdited.connect(lambda _text: self._typed())

    def _move(self, place: int, name: str, across: int, down: int) -> None:
        place, at = place + down, POINTS.index(name) + across
        if place >= len(self.lines):
            place, at = 0, at + 1
        if 0 <= place < len(self.lines) and 0 <= at < len(POINTS):
            self.lines[place].boxes[POINTS[at]].setFocus(Qt.FocusReason.TabFocusReason)


class FormWithScores(QObject):
    """The form of a grading together with its scores, for drafts."""

    draft_due = Signal()

    def __init__(self, form: RecordForm, desk: Desk) -> None:
        super().__init__(form)
        self.form, self.table = form, ScoreTable(desk)
        form.draft_due.connect(self.draft_due)

    @property
    def dirty(self) -> bool:
        """Whether form or scores differ from what is stored."""
        return self.form.dirty or self.table.dirty

    def draft(self) -> dict[str, str]:
        """The fields and, under `scores`, the table."""
        return {**self.form.draft(), "scores": self.table.packed()}

    def restore(self, draft: Mapping[str, str]) -> None:
        """Put a draft over what is shown."""
        self.form.restore({name: text for name, text in draft.items() if name != "scores"})
        if "scores" in draft:
            self.table.unpack(draft["scores"])


class GradingPanel(StrivingPanel):
    """A grading, with its scores and its decision above its form."""

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__(desk, register)
        self.decision = Entries("定级", "定级", self._ask, "还没有定级。")
        offer(desk, "decide_grade", self.decision.begin_button)
        self.put_above(self.scores, self.decision)
        self._pause = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._pause.timeout.connect(self._both.draft_due)
        self.scores.edited.connect(self._pause.start)
        self.scores.edited.connect(self._tell_state)

    @property
    def scores(self) -> "ScoreTable":
        """The lines."""
        return self._both.table

    @property
    def dirty(self) -> bool:
        """Whether there is something to save."""
        return hasattr(self, "_both") and self._both.dirty

    def drafted(self) -> "FormWithScores":
        """Form and scores."""
        self._both = FormWithScores(self.form, self.desk)
        return self._both

    def save(self) -> bool:
        """Scores, the small form, and what was typed below."""
        if self.record is not None and self.scores.dirty:
            if not self.scores.save():
                return False
            self._drafting.drop()
            self._tell_state()
            if not self.dirty and self.decision.form is None:
                return True
        return super().save()

    def _fill(self) -> None:
        self.scores.forget()
        super()._fill()

    def show_below(self) -> None:
        """Scores, the grade that was decided, the round before, the survey."""
        grading: Grading = self.record
        self.scores.show_grading(grading)
        before = round_before(grading)
        lines = [self._decided(grading)] if grading.decided_grade else []
        if grading.proposed_grade:
            facts = joined(Grading.proposed_on.show(grading.proposed_on), grading.proposed_by)
            lines.append(Entry("初评", joined(Grading.proposed_grade.show(grading.proposed_grade), facts)))
        if before is not None:
            said = joined(before.round, Grading.decided_grade.show(before.decided_grade))
            lines.append(Entry("上一轮", said, [("打开", lambda: self.go.emit("excellence", ("grading", before.uid)))]))
        if grading.survey_id:
            survey = grading.survey
            see = [("打开", lambda: self.go.emit("excellence", ("survey", survey.uid)))]
            lines.append(Entry("群众测评", survey_rate(survey).words(), see))
        self.decision.show_lines(lines)
        self.decision.begin_button.setText("重新定级" if grading.decided_grade else "定级")

    def _decided(self, grading: Grading) -> Entry:
        moved = move_of(grading) or ""
        words = joined(
            Grading.decided_on.show(grading.decided_on),
            grading.decided_by,
            table("grading.move").label(moved) if moved else "",
        )
        back = verb_or_reason(self.desk, "decide_grade", lambda: self.desk.do(self, decide_grade, grading, None))
        grade = f"定为{Grading.decided_grade.show(grading.decided_grade)}"
        return Entry(grade, words, [("撤回定级", back)], _MOVES.get(moved, "done"))

    def _ask(self) -> None:
        grading: Grading = self.record
        if self.scores.dirty and not self.scores.save():
            return

        def do(owner: Any, values: dict[str, Any]) -> Any:
            said = {"on": values["decided_on"], "by": values["decided_by"] or "", "reason": values["reason"] or ""}
            return self.desk.do(owner, decide_grade, grading, values["decided_grade"], **said)

        total = total_of(scores_of(grading))
        worth = grade_for(total, rules_on(grading.rated_on)) if total is not None else None
        start = {"decided_grade": grading.proposed_grade or worth, "decided_on": self.desk.today()}
        kinds = [Grading.decided_grade, Grading.decided_on, Grading.decided_by, _reason()]
        opened = ask(self.decision, "定级", kinds, start, do)
        opened.form.editors["decided_grade"].mark_needed()
        opened.form.settled.connect(lambda _name: self._warn_of(opened.form))
        self._warn_of(opened.form)

    def _warn_of(self, form: Any) -> None:
        """What speaks against the grade that is chosen stands at its reason."""
        grade = form.readable_values(["decided_grade"]).get("decided_grade")
        found = grade_problems(self.record, grade) if grade else []
        said = "".join(problem.message for problem in found)
        form.editors["reason"].say(said, "warn" if said else "")


def _reason() -> Any:
    field = LineField("说明", max_length=200, wide=True, help="与得分、满意率或公示天数不一致的，写明原因。")
    field.name = "reason"
    return field
