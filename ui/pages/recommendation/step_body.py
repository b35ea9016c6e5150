"""What opens under a step: the fields to type in, the filled fields to read, the meeting's figures, later dates.

Gathers and shows; writes no record.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from models.core.clock import today
from models.core.codes import table
from models.core.errors import Problem
from models.core.verbs import Session
from models.people.person import PartyStage
from models.recommendation.conditions import case_of
from models.recommendation.procedure import Step
from models.recommendation.records import Meeting, Recommendation
from models.recommendation.votes import outcome, presets
from ui.pages.recommendation.trail import day_text, defaults_of, needs_of, required_of
from ui.widgets.facts import facts_grid
from ui.widgets.flow import Flow
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.parts import Mark, button, column, label, row

Way = tuple[str, Callable[[], object]]
PUBLICITY_RULE = "publicity_working_days_min"


class StepForm(QWidget):
    """The fields of one step, open for typing; `settled` comes when a field was left."""

    edited = Signal()
    settled = Signal()
    draft_due = Signal()

    def __init__(self, rec: Recommendation, step: Step, note: str, session: Session) -> None:
        super().__init__()
        self.step = step
        self._session = session
        self._stored: dict[str, Any] = {}
        self.form = RecordForm([Section("", needs_of(step))])
        for name in required_of(step):
            if name in self.form.editors:
                self.form.editors[name].mark_needed()
        layout = column(self, 8, (0, 4, 0, 0))
        if note:
            layout.addWidget(label(note, "second", wrap=True))
        layout.addWidget(self.form)
        self._tools = row()
        layout.addLayout(self._tools)
        self.form.edited.connect(self.edited)
        self.form.settled.connect(lambda _name: self.settled.emit())
        self.form.draft_due.connect(self.draft_due)
        self.form.settled.connect(self._suggest)
        self.show_record(rec)

    @property
    def dirty(self) -> bool:
        """Was something typed and not saved?"""
        return self.form.dirty

    def add_buttons(self, ways: Sequence[Way]) -> None:
        """Buttons at its foot; the first is the primary one."""
        for place, (word, act) in enumerate(ways):
            self._tools.addWidget(button(word, act, "" if place else "primary"))
        self._tools.addStretch(1)

    def show_record(self, rec: Recommendation) -> None:
        """Show what is stored, and what is known of the body where nothing is stored yet."""
        self._rec = rec
        self._stored = {name: getattr(rec, name) for name in self.form.editors}
        self.form.show_values({**self._stored, **defaults_of(rec, self.step)})
        self._suggest("publicity_from")

    def gather(self) -> tuple[dict[str, Any], list[Problem]]:
        """Values that differ from what is stored, and what could not be read."""
        values, problems = self.form.gather()
        return {name: value for name, value in values.items() if value != self._stored[name]}, problems

    def readable(self) -> dict[str, Any]:
        """Every value that can be read as it stands, for judging while she types."""
        found = {}
        for name, editor in self.form.editors.items():
            try:
                found[name] = editor.value()
            except ValueError:
                continue
        return found

    def missing(self) -> list[str]:
        """Labels of the needed fields in which nothing stands."""
        needed = required_of(self.step)
        return [e.field.label for name, e in self.form.editors.items() if name in needed and not e.text().strip()]

    def focus_first(self) -> None:
        """Into the first empty field, or the first."""
        empty = next((name for name, editor in self.form.editors.items() if not editor.text()), None)
        self.form.go_to(empty or next(iter(self.form.editors), ""))

    def _suggest(self, name: str) -> None:
        end = self.form.editors.get("publicity_to")
        if name != "publicity_from" or end is None:
            return
        first = self.readable().get("publicity_from")
        case = case_of(self._rec, today(self._session.clock))
        rule = case.rules.get(PUBLICITY_RULE)
        if first and rule:
            last = case.calendar.span_end(first, rule.value)
            end.input.setPlaceholderText(f"满{rule.value}个工作日：{last.year}.{last.month}.{last.day}")


class StepView(QWidget):
    """A step that is over: what was filled in, to read, with 修改."""

    def __init__(self, rec: Recommendation, step: Step, ways: Sequence[Way]) -> None:
        super().__init__()
        layout = column(self, 6, (0, 4, 0, 0))
        filled = [(field.label, field.show(getattr(rec, field.name))) for field in needs_of(step)]
        layout.addLayout(facts_grid([(name, value) for name, value in filled if value]))
        if not any(value for _, value in filled):
            layout.addWidget(label("这一步没有填写内容。", "second"))
        layout.addLayout(_buttons(ways))


class MeetingBody(QWidget):
    """The meeting of a candidate: its counts, her votes and what came of them; typed in its own panel."""

    def __init__(self, rec: Recommendation, note: str, ways: Sequence[Way]) -> None:
        super().__init__()
        layout = column(self, 6, (0, 4, 0, 0))
        meeting: Meeting | None = rec.meeting
        if meeting is None:
            layout.addWidget(label(note, "second", wrap=True))
        else:
            layout.addLayout(facts_grid(_meeting_facts(meeting)))
            layout.addLayout(_outcome_line(meeting, rec))
        layout.addLayout(_buttons(ways))


class LaterBody(QWidget):
    """The later stages of the way into the Party as dates; they are typed with the person."""

    def __init__(self, rec: Recommendation, ways: Sequence[Way]) -> None:
        super().__init__()
        stages = {row.stage: row.reached_on for row in PartyStage.select().where(PartyStage.person == rec.person_id)}
        known = [(entry.label, stages.get(entry.code)) for entry in table("party.stage").items()]
        layout = column(self, 6, (0, 4, 0, 0))
        layout.addLayout(facts_grid([(name, day.show() if day else "—") for name, day in known]))
        layout.addLayout(_buttons(ways))


class NoteBody(QWidget):
    """What a step that has not come yet will ask for, or why nothing is to be typed."""

    def __init__(self, text: str, ways: Sequence[Way] = ()) -> None:
        super().__init__()
        layout = column(self, 6, (0, 4, 0, 0))
        layout.addWidget(label(text, "second", wrap=True))
        layout.addLayout(_buttons(ways))


def _meeting_facts(meeting: Meeting) -> list[tuple[str, str]]:
    return [
        ("推荐会", f"{day_text(meeting.held_on)}　{meeting.name}　{meeting.place or ''}".strip()),
        ("票数", f"发出 {meeting.issued}，收回 {meeting.returned}，有效 {meeting.valid}"),
        ("表决办法", presets()[meeting.preset].title),
    ]


def _outcome_line(meeting: Meeting, rec: Recommendation) -> Any:
    line = row(spacing=6)
    if rec.yes is None:
        line.addWidget(Mark("todo"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label("这次会议还没有登记本人的票数。", wrap=True), 1)
        return line
    names = ("entitled", "present", "written", "issued", "returned", "valid")
    counts = {name: getattr(meeting, name) or 0 for name in names}
    votes = {name: getattr(rec, name) or 0 for name in ("yes", "no", "abstain")}
    judged = outcome(presets()[meeting.preset], counts | votes)
    line.addWidget(Mark("done" if judged.passed else "stop"), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(label(judged.sentence, wrap=True), 1)
    return line


def _buttons(ways: Sequence[Way]) -> Any:
    line = row(spacing=0)
    if ways:
        flow = Flow(8)
        for word, act in ways:
            flow.add(button(word, act))
        line.addWidget(flow)
    return line
