"""The form under a step of a nomination: its columns, and at the current step the opinion that finishes it.

Gathers, keeps a draft of what is half typed, and shows; writes no record.
"""

from typing import Any

from models.excellence.award_rules import publicity_end
from models.excellence.awards import Nomination, NominationStep
from models.excellence.rules import number, rules_on
from models.excellence.texts import AwardStep
from ui.desk import Desk
from ui.pages.drafts import DraftBar, Drafting
from ui.pages.excellence.honour_kinds import STEP_FIELDS
from ui.widgets.facts import facts_grid
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.inline_form import InlineForm, Save
from ui.widgets.parts import button, column

DRAFT_PAGE = "excellence.award.step"
TAKEN = ("taken_on", "by", "agrees", "opinion")
"""Columns of the step itself; the others are the nomination's."""
_DECIDED = {"decided_on": "taken_on", "decided_by": "by"}


class StepForm(InlineForm):
    """Opened under a step. `finish` is there for the current one only."""

    def __init__(
        self,
        desk: Desk,
        nomination: Nomination,
        step: AwardStep,
        told: list[tuple[str, str]],
        save: Save,
        finish: Save | None = None,
    ) -> None:
        self.step = step
        self.columns = STEP_FIELDS.get(step.key, ())
        self._desk, self._nomination = desk, nomination
        taken = _taken(step, self.columns) if finish else ()
        kinds = [Nomination._meta.fields[name] for name in self.columns]
        form = RecordForm([Section("", [*kinds, *(NominationStep._meta.fields[name] for name in taken)])])
        self.current = finish is not None
        self._waits = False
        super().__init__(form, "保存", save, stays=self.current)
        self.setObjectName("card")
        self.layout().setContentsMargins(12, 12, 12, 12)
        start = {name: getattr(nomination, name) for name in self.columns}
        form.show_values({**start, "taken_on": desk.today()})
        for name in ({"agrees", "opinion"} if step.opinion and finish else set()) | set(step.needs):
            if name in form.editors:
                form.editors[name].mark_needed()
        self._draft_bar = DraftBar()
        self.layout().insertWidget(0, self._draft_bar)
        if told:
            lines = column(spacing=4)
            lines.addLayout(facts_grid(told))
            self.layout().insertLayout(0, lines)
        self._drafting = Drafting(desk, DRAFT_PAGE, form, self._draft_bar)
        self._drafting.begin(f"{nomination.uid}:{step.key}")
        form.settled.connect(self._suggest)
        self._suggest("publicity_from")
        if finish is not None:
            self._offer_finish(finish)

    def keep_draft(self) -> bool:
        """True when something half typed was kept."""
        return self._drafting.keep()

    def drop_draft(self) -> None:
        """What was typed is stored now."""
        self._drafting.drop()

    def columns_stored(self) -> None:
        """The nomination's columns are stored; an opinion waits until the step is finished, as a draft."""
        typed = (self.form.editors[name].text() for name in TAKEN[1:] if name in self.form.editors)
        self._waits = any(typed)
        if self._waits:
            self._drafting.keep()
        else:
            self._drafting.drop()

    def save(self) -> bool:
        """As every small form; says so when an opinion still waits."""
        self._waits = False
        done = super().save()
        if done and self._waits:
            self.bar.say(f"意见留成了草稿，点{self.finish_button.text()}才算数。", "tell")
        return done

    def changed(self, values: dict[str, Any]) -> dict[str, Any]:
        """Columns of the nomination that differ from what is stored."""
        return {name: values[name] for name in self.columns if values[name] != getattr(self._nomination, name)}

    def taken(self, values: dict[str, Any]) -> dict[str, Any]:
        """What belongs to the step itself; a decision has its own day and its own name."""
        found = {name: values[name] for name in TAKEN if name in values}
        return {**{other: values[name] for name, other in _DECIDED.items() if name in values}, **found}

    def _offer_finish(self, finish: Save) -> None:
        verb = "完成并表彰" if self.step.decides else f"完成“{self.step.title}”"
        self.finish_button = button(verb, lambda: self.hand_to(finish), "primary")
        self.buttons.insertWidget(0, self.finish_button)
        self.button.setProperty("kind", "")
        self.button.setVisible(bool(self.columns))

    def _suggest(self, name: str) -> None:
        """The first day on which the publicity may end stands in its empty field."""
        end = self.form.editors.get("publicity_to")
        first = self.form.readable_values(["publicity_from"]).get("publicity_from") if end else None
        if name != "publicity_from" or first is None:
            return
        day = self._nomination.nominated_on or first
        days = number(rules_on(day, self._nomination.award), "award_publicity_days")
        last = publicity_end(first, day)
        if days:
            end.input.setPlaceholderText(f"满{days}个工作日：{last.year}.{last.month}.{last.day}")


def _taken(step: AwardStep, columns: tuple[str, ...]) -> list[str]:
    """The step's own columns, but for those that a column of the nomination says already."""
    names = TAKEN if step.opinion else TAKEN[:1]
    said = {other for name, other in _DECIDED.items() if name in columns}
    return [name for name in names if name not in said]
