"""What opens under a step of a help case: its columns and its opinion to type in, or what stands there to read.

Gathers and shows; writes no record.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from models.assistance.case import HelpCase, HelpStep
from models.assistance.matter import matter_of
from models.assistance.programme import ProgrammeStep
from models.core.errors import Problem
from models.office.calendar import office_calendar
from ui.desk import Desk
from ui.pages.assistance.case_words import day_text, filled, needs_of, required_names
from ui.pages.drafts import DraftBar, Drafting
from ui.widgets.facts import facts_grid
from ui.widgets.flow import Flow
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.parts import button, column, label

DRAFT_PAGE = "assistance.case"
TAKEN = ("taken_on", "by", "agrees", "opinion")
"""Columns of the step itself; the others are the case's."""
_DECIDED = {"taken_on": "decided_on", "by": "decided_by"}
_REASON = "reason:"


class StepEntry(QWidget):
    """The current step, open for typing. It is what a draft is kept of, with the reasons that pass warnings."""

    edited = Signal()
    settled = Signal()
    draft_due = Signal()

    def __init__(self, desk: Desk, case: HelpCase, step: ProgrammeStep) -> None:
        super().__init__()
        self.step = step
        self.reasons: dict[str, str] = {}
        self._desk, self._case = desk, case
        self._stored: dict[str, Any] = {}
        self.form = RecordForm([Section("", [*needs_of(step), *self._taken()])])
        self._mark_needed()
        self._draft_bar = DraftBar()
        layout = column(self, 8, (0, 4, 0, 0))
        if step.actor:
            layout.addWidget(label(f"由{step.actor}办理。", "second", wrap=True))
        layout.addWidget(self._draft_bar)
        layout.addWidget(self.form)
        self._drafting = Drafting(desk, DRAFT_PAGE, self, self._draft_bar)
        self.form.edited.connect(self.edited)
        self.form.settled.connect(lambda _name: self.settled.emit())
        self.form.settled.connect(self._suggest)
        self.form.draft_due.connect(self.draft_due)
        self.show_case(case)
        self._drafting.begin(f"{case.uid}:{step.key}")

    @property
    def dirty(self) -> bool:
        """Was something typed here and not stored?"""
        return self.form.dirty or bool(self.reasons)

    def draft(self) -> dict[str, str]:
        """Every text as typed, and the reasons."""
        return {**self.form.draft(), **{_REASON + key: text for key, text in self.reasons.items()}}

    def restore(self, draft: Mapping[str, str]) -> None:
        """Put a draft over what is shown."""
        self.reasons = {key.removeprefix(_REASON): text for key, text in draft.items() if key.startswith(_REASON)}
        self.form.restore({key: text for key, text in draft.items() if not key.startswith(_REASON)})
        self.settled.emit()

    def keep_draft(self) -> bool:
        """True when something half typed was kept."""
        return self.dirty and self._drafting.keep()

    def drop_draft(self) -> None:
        """What was typed is stored now."""
        self.reasons = {}
        self.form.mark_saved()
        self._drafting.drop()

    def explain(self, rule: str, reason: str) -> None:
        """A reason that goes with the step when it is finished."""
        self.reasons[rule] = reason
        self._drafting.keep()
        self.settled.emit()

    def show_case(self, case: HelpCase) -> None:
        """Show what is stored; the day is today."""
        self._case = case
        self._stored = {kind.name: getattr(case, kind.name) for kind in needs_of(self.step)}
        self.form.show_values({**self._stored, "taken_on": self._desk.today()})
        self._suggest("publicity_from")

    def keep_stored(self, case: HelpCase) -> None:
        """Columns of the case were stored just now; what belongs to the step itself stays half typed."""
        self._case = case
        self._stored = {kind.name: getattr(case, kind.name) for kind in needs_of(self.step)}
        taken = {name: text for name, text in self.form.draft().items() if name in TAKEN}
        self.form.show_values({**self._stored, "taken_on": self._desk.today()})
        self._drafting.drop()
        self.form.restore(taken)

    def gather(self) -> tuple[dict[str, Any], dict[str, Any], list[Problem]]:
        """Changed columns of the case, what belongs to the step, and what could not be read."""
        values, problems = self.form.gather()
        taken = {name: values.pop(name) for name in TAKEN if name in values}
        taken |= {name: values[other] for name, other in _DECIDED.items() if other in values and name not in taken}
        return {name: value for name, value in values.items() if value != self._stored[name]}, taken, problems

    def readable(self) -> dict[str, Any]:
        """Columns of the case as they can be read now, for judging while she types."""
        names = [kind.name for kind in needs_of(self.step)]
        return self.form.readable_values(names) if names else {}

    def missing(self) -> list[str]:
        """Labels of what is needed and empty."""
        needed = required_names(self.step) | ({"agrees", "opinion"} if self.step.opinion else set())
        return [e.field.label for name, e in self.form.editors.items() if name in needed and not e.text().strip()]

    def focus_first(self) -> None:
        """Into the first empty field, or the first."""
        empty = next((name for name, editor in self.form.editors.items() if not editor.text()), None)
        self.form.go_to(empty or next(iter(self.form.editors)))

    def _taken(self) -> list[Any]:
        """Columns of the step itself; a decision has its own day and its own name."""
        typed = {field for field, _ in self.step.needs}
        names = TAKEN if self.step.opinion else TAKEN[:1]
        return [HelpStep._meta.fields[name] for name in names if _DECIDED.get(name) not in typed]

    def _mark_needed(self) -> None:
        for name in required_names(self.step) | ({"agrees", "opinion"} if self.step.opinion else set()):
            self.form.editors[name].mark_needed()

    def _suggest(self, name: str) -> None:
        end = self.form.editors.get("publicity_to")
        first = self.readable().get("publicity_from") if end and name == "publicity_from" else None
        rule = matter_of(self._case, self._desk.today()).rules.get("help_publicity_working_days") if first else None
        if rule:
            last = office_calendar().span_end(first, rule.value)
            end.input.setPlaceholderText(f"满{rule.value}个工作日：{last.year}.{last.month}.{last.day}")


class StepSeen(QWidget):
    """A step that is over or still to come: what stands there, to read."""

    def __init__(
        self,
        case: HelpCase,
        step: ProgrammeStep,
        rows: Sequence[HelpStep],
        ways: Sequence[tuple[str, Callable[[], object]]],
    ) -> None:
        super().__init__()
        layout = column(self, 6, (0, 4, 0, 0))
        facts = filled(needs_of(step), lambda name: getattr(case, name))
        for row in rows:
            facts += _told(row)
        if facts:
            layout.addLayout(facts_grid(facts))
        else:
            words = f"由{step.actor}办理。" if step.actor else "这一步没有填写内容。"
            layout.addWidget(label(words, "second", wrap=True))
        if ways:
            flow = Flow(8)
            for word, act in ways:
                flow.add(button(word, act))
            layout.addWidget(flow)


def _told(row: HelpStep) -> list[tuple[str, str]]:
    done = HelpStep.action.show(row.action) if row.agrees is None else ("同意" if row.agrees else "不同意")
    facts = [(day_text(row.taken_on), "　".join(part for part in (done, row.by or row.created_by) if part))]
    facts += [("意见", row.opinion)] if row.opinion else []
    facts += [("原因", row.reason)] if row.reason else []
    return facts + [("说明", str(part["reason"])) for part in row.judged or () if part.get("reason")]
