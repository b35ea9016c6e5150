"""What opens under a step of a petition: the fields to type in, or what was filled in, to read. Writes nothing."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from models.core.errors import Problem
from models.rights.procedure import Step, reached, steps
from models.rights.records import CASE_COLUMNS, RUNNING, RightsCase
from ui.widgets import stepper
from ui.widgets.facts import facts_grid
from ui.widgets.flow import Flow
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.parts import button, column, label
from ui.widgets.stepper import StepState

Way = tuple[str, Callable[[], object]]


def line_of(case: RightsCase, lacking: Sequence[str]) -> list[stepper.Step]:
    """The steps of a case as a line; `lacking` is still to be typed at the current one."""
    shown = []
    for step in steps().values():
        current = step.key == case.step and case.status == RUNNING
        passed = reached(step.key, case.step) and not current
        state = StepState.CURRENT if current else StepState.DONE if passed else StepState.TODO
        ended = step.key == case.step and case.status != RUNNING
        word = RightsCase.status.show(case.status) if ended else ""
        on = case.closed_on if ended else _day(case, step)
        shown.append(
            stepper.Step(
                step.key,
                step.title,
                state,
                f"{on.year}.{on.month}.{on.day}" if on else "",
                missing=tuple(lacking) if current else (),
                word=word,
            )
        )
    return shown


_DAYS = {
    "intake": ("registered_on",),
    "acceptance": ("accepted_on", "not_ours_on", "forwarded_on"),
    "answering": ("answered_on",),
    "revisiting": ("revisited_on",),
    "filing": ("closed_on",),
}


def _day(case: RightsCase, step: Step) -> Any:
    return next((found for name in _DAYS.get(step.key, ()) if (found := getattr(case, name))), None)


def columns_of(step: Step) -> list[str]:
    """Columns of a step in order, those of its ways after them."""
    return list(dict.fromkeys([name for name, _ in step.needs] + [n for way in step.ways.values() for n in way.needs]))


class StepForm(QWidget):
    """The fields of the current step; those of a way out only when it is chosen."""

    edited = Signal()

    def __init__(self, case: RightsCase, ways: Sequence[Way]) -> None:
        super().__init__()
        self.step = steps()[case.step]
        self.form = RecordForm([Section("", [CASE_COLUMNS[name] for name in columns_of(self.step)])])
        self._stored: dict[str, Any] = {}
        self._flow = Flow(8)
        self.buttons = [button(word, way, "" if place else "primary") for place, (word, way) in enumerate(ways)]
        for one in self.buttons:
            self._flow.add(one)
        layout = column(self, 8, (0, 4, 0, 0))
        layout.addWidget(label(self.step.summary, "second", wrap=True))
        layout.addWidget(self.form)
        layout.addWidget(self._flow)
        self.form.edited.connect(self._follow)
        self.show_case(case)

    @property
    def dirty(self) -> bool:
        """Was something typed and not saved?"""
        return self.form.dirty

    def show_case(self, case: RightsCase) -> None:
        """Show what is stored."""
        self._stored = {name: getattr(case, name) for name in self.form.editors}
        self.form.show_values(self._stored)
        self._follow()

    def gather(self) -> tuple[dict[str, Any], list[Problem]]:
        """Values that differ from what is stored, and what could not be read."""
        values, problems = self.form.gather()
        if problems:
            self.form.go_to_first_problem()
        return {name: value for name, value in values.items() if value != self._stored[name]}, problems

    def lacking(self) -> list[str]:
        """Labels of needed fields in which nothing stands yet."""
        needed = self.step.required(self.form.readable_values())
        return [CASE_COLUMNS[name].label for name in needed if not self.form.editors[name].text().strip()]

    def _follow(self) -> None:
        always = {name for name, _ in self.step.needs}
        needed = set(self.step.required(self.form.readable_values()))
        for name, editor in self.form.editors.items():
            editor.setVisible(name in always or name in needed)
            if name in needed:
                editor.mark_needed()
        self.edited.emit()


class StepView(QWidget):
    """A step that is over, or not yet there, to read."""

    def __init__(self, case: RightsCase, step: Step, ways: Sequence[Way]) -> None:
        super().__init__()
        layout = column(self, 6, (0, 4, 0, 0))
        names = columns_of(step)
        filled = [(CASE_COLUMNS[name].label, CASE_COLUMNS[name].show(getattr(case, name))) for name in names]
        told = [(title, words) for title, words in filled if words]
        if told:
            layout.addLayout(facts_grid(told))
        else:
            layout.addWidget(
                label(step.summary if not reached(step.key, case.step) else "这一步没有填写内容。", "second", wrap=True)
            )
        if ways:
            flow = Flow(8)
            for word, way in ways:
                flow.add(button(word, way))
            layout.addWidget(flow)
