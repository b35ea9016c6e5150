"""One record of a register opened beside its list."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from models.core.errors import Problem, stops
from models.core.record import Record
from ui.desk import Desk
from ui.offering import may, reason
from ui.pages.drafts import DraftBar, Drafted, Drafting
from ui.pages.history.record_story import RecordStory, close_story
from ui.pages.register.register import Register
from ui.pages.unmasking import mask
from ui.widgets.form_page import FormPanel, RecordForm
from ui.widgets.inline_form import Entries
from ui.widgets.parts import button


class RecordPanel(FormPanel):
    """A record of a register, or a new one."""

    go = Signal(str, object)  # key of another page, what to open there

    def __init__(self, desk: Desk, register: Register) -> None:
        self.desk = desk
        self.register = register
        self.record: Record | None = None
        self._below: tuple[QWidget, ...] = ()
        super().__init__("", RecordForm(register.sections(), register.finders), self._store)
        mask(self.form, desk, lambda: self.record)
        self._papers = QMenu(self)
        self._print_button = button("打印", self._offer_papers, "plain", "printer")
        self._story_button = button("修改记录", self.show_story, "plain", "history")
        for one in (self._print_button, self._story_button):
            one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.tools.addWidget(one)
        self._print_button.setVisible(register.printed and may(desk, "print_form"))
        self.draft_bar = DraftBar()
        self._drafting = Drafting(desk, f"{register.page}.{register.key}", self.drafted(), self.draft_bar)
        self.layout().insertWidget(1, self.draft_bar)
        self.form.settled.connect(lambda _name: self._warn())

    def show_record(self, record: Record | None, take_keys: bool = True) -> None:
        """Show a stored record, or an empty form; offers the draft that was kept."""
        self._put_away()
        self.record = record
        action = self.register.change_action if record else self.register.register_action
        self.refuse_saving(reason(self.desk, action))
        close_story(self)
        self.bar.clear()
        self._fill()
        self._drafting.begin(record.uid if record else "")
        if take_keys:
            next(iter(self.form.editors.values())).input.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to(self, field: str) -> None:
        """Into a field; in a new record it may be what the record begins with (see `begin_with`)."""
        if self.record is None and field not in self.form.editors:
            self.begin_with(field)
        else:
            self.form.go_to(field)

    def begin_with(self, uid: str) -> None:
        """A new record begins with something of this uid; for kinds of record that do."""

    def step_back(self) -> bool:
        """Close the small form that is open below the record."""
        return self._put_away()

    def save(self) -> bool:
        """Save the small form that is open below, and what was typed above."""
        small = next((part.form for part in self._lists() if part.form is not None), None)
        if small is not None and not small.save():
            return False
        return super().save() if small is None or self.dirty else True

    def put_below(self, *parts: QWidget) -> None:
        """What belongs to the record, under its form; shown for stored records only."""
        inside = self.form.parentWidget().layout()
        for part in parts:
            inside.addSpacing(16)
            inside.addWidget(part)
        self._hold(parts)

    def put_above(self, *parts: QWidget) -> None:
        """What is looked at before the form of a stored record, over it."""
        inside = self.form.parentWidget().layout()
        for place, part in enumerate(parts):
            part.setContentsMargins(0, 0, 0, 16)
            inside.insertWidget(place, part)
        self._hold(parts)

    def show_below(self) -> None:
        """Read what stands below anew; for kinds of record that have something there."""

    def reread(self) -> None:
        """Records were written: show what is stored, unless something is half typed here."""
        if self.record is None:
            return
        stored = self.register.record.get_or_none(self.register.record.id == self.record.id)
        if stored is not None and stored.revision != self.record.revision and not self.dirty:
            self.record = stored
            self._fill()
        elif stored is not None:
            self.show_below()

    def drafted(self) -> Drafted:
        """What half typed content is kept of."""
        return self.form

    def keep_draft(self) -> bool:
        """Before the record is left: True when something half typed was kept."""
        return self.dirty and self._drafting.keep()

    def show_story(self) -> None:
        """修改记录."""
        if self.record is not None:
            RecordStory(self.record.uid, self.register.named(self.record), self)

    def print_out(self) -> None:
        """Offer the papers of the record."""
        if self.record is not None and not self._print_button.isHidden():
            self._offer_papers()

    def mask_again(self) -> None:
        """Stars again where nothing is half typed."""
        if self.record is not None and not self.dirty:
            self._fill()

    def _hold(self, parts: Sequence[QWidget]) -> None:
        self._below += tuple(parts)
        for one in self._lists():
            one.keeps = True

    def _lists(self) -> list[Entries]:
        return [part for part in self._below if isinstance(part, Entries)]

    def _put_away(self) -> bool:
        """A small form belongs to the record it was opened for: it never stays under another one."""
        record = self.record
        away = [part.put_away(lambda: self._return_to(record)) for part in self._lists()]
        return any(away)

    def _return_to(self, record: Record | None) -> None:
        if record is not None and (self.record is None or self.record.id != record.id):
            self.show_record(self.register.record.get_by_id(record.id))
            self.saved.emit()  # which marks it in the list

    def _fill(self) -> None:
        self.form.show_values(self.register.values(self.record))
        register = self.register
        self.set_title(register.named(self.record) if self.record else f"{register.verb}{register.what}")
        for one in (self._print_button, self._story_button):
            one.setEnabled(self.record is not None)
        for part in self._below:
            part.setVisible(self.record is not None)
        if self.record is not None:
            self.show_below()
        self._tell_state()

    def _forms(self) -> Sequence[Any]:
        from reports.forms import forms_for  # none of them is needed before somebody prints

        return forms_for(self.register.record.kind())

    def _offer_papers(self) -> None:
        self._papers.clear()
        for form in self._forms():
            self._papers.addAction(form.title).triggered.connect(lambda _checked=False, key=form.key: self._print(key))
        self._papers.popup(self._print_button.mapToGlobal(self._print_button.rect().bottomLeft()))

    def _print(self, key: str) -> None:
        kind = self.register.record.kind()
        self.go.emit("printing", {"form": key, "kind": kind, "uids": [self.record.uid]})

    def _warn(self) -> None:
        """Figures that do not go together, as soon as both stand there."""
        found = self.register.check(self.form.readable_values())
        self.form.show_problems(problem for problem in found if problem not in stops(found))

    def _store(self, values: dict[str, Any]) -> list[Problem] | None:
        found = stops(self.register.check(values))
        if found:
            return found
        if self.record is None:
            given = {name: value for name, value in values.items() if value is not None}
            done = self.desk.do(self, self.register.register, given)
        else:
            done = self.desk.do(self, self.register.change, self.record, self.form.changed_values())
        if done is None:
            return None
        self.record = self.register.record.get_by_id(done.value.id)
        self._drafting.drop()
        self._fill()
        self._drafting.begin(self.record.uid)
        return []
