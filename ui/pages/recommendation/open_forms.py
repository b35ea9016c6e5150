"""The steps of one recommendation that are open for typing, and the drafts of what was typed in them."""

import json
from typing import Any

from PySide6.QtCore import QObject, Signal

from models.office.draft import drop_draft, find_draft, keep_draft
from models.recommendation.procedure import Step
from models.recommendation.records import Recommendation
from ui.desk import Desk
from ui.pages.drafts import kept_when
from ui.pages.recommendation.step_body import StepForm
from ui.pages.recommendation.trail import needs_of

DRAFT_PAGE = "recommendation"


class OpenForms(QObject):
    """Forms by the key of their step; drafts lie under `uid:step`."""

    edited = Signal()
    settled = Signal()
    drafted = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._uid = ""
        self._forms: dict[str, StepForm] = {}
        self._kept: set[str] = set()

    def get(self, key: str) -> StepForm | None:
        """The form of a step, if it is open."""
        return self._forms.get(key)

    def open(self, rec: Recommendation, step: Step, note: str) -> StepForm | None:
        """The form of a step, made if need be; None for a step at which nothing is typed."""
        if step.key in self._forms or not needs_of(step):
            return self._forms.get(step.key)
        form = StepForm(rec, step, note, self._desk.session)
        form.edited.connect(self.edited)
        form.settled.connect(self.settled)
        form.draft_due.connect(self.keep)
        self._forms[step.key] = form
        return form

    def begin(self, uid: str) -> None:
        """Another recommendation: nothing is open."""
        for form in self._forms.values():
            form.deleteLater()
        self._uid, self._forms, self._kept = uid, {}, set()

    def close(self, key: str) -> None:
        """Away with a form and its draft."""
        self.forget(key)
        form = self._forms.pop(key, None)
        if form is not None:
            form.deleteLater()

    def dirty(self) -> list[str]:
        """Steps at which something is typed and not saved."""
        return [key for key, form in self._forms.items() if form.dirty]

    def show_record(self, rec: Recommendation) -> None:
        """The record was written: show it where nothing is being typed."""
        for form in self._forms.values():
            if not form.dirty:
                form.show_record(rec)

    def readable(self) -> dict[str, Any]:
        """Every value that can be read as it stands."""
        return {name: value for form in self._forms.values() for name, value in form.readable().items()}

    def keep(self) -> None:
        """Keep a draft of everything that is half typed."""
        for key, form in self._forms.items():
            if form.dirty:
                keep_draft(self._desk.session, DRAFT_PAGE, self._subject(key), form.form.draft())
                self._kept.add(key)
            elif key in self._kept:
                self.forget(key)
        if self._kept:
            self.drafted.emit()

    def bring_back(self, key: str) -> str:
        """Put the draft of a step back over what is stored; when it was kept, empty without one."""
        form, kept = self._forms.get(key), find_draft(self._desk.session, DRAFT_PAGE, self._subject(key))
        if form is None or kept is None:
            return ""
        self._kept.add(key)
        form.form.restore(json.loads(kept.content))
        return kept_when(kept, self._desk.today()) if form.dirty else ""

    def forget(self, key: str) -> None:
        """The draft of a step was saved or is not wanted."""
        drop_draft(self._desk.session, DRAFT_PAGE, self._subject(key))
        self._kept.discard(key)

    def _subject(self, key: str) -> str:
        return f"{self._uid}:{key}"
