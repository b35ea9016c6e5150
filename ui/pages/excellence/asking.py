"""Small forms below or above a record of 创先争优: asked in place, done by a verb. Decides nothing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from models.core.errors import Problem
from models.core.record import Record
from models.core.verbs import Done
from models.office.attachment import Store, attach, attachments_of, detach
from ui.desk import Desk
from ui.pages.attachments import Shelf
from ui.widgets.find_box import Finder
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.inline_form import Entries, InlineForm

DOT = " · "
Do = Callable[[QWidget, dict[str, Any]], Done[Any] | None]


def joined(*facts: str | None) -> str:
    """Facts in one line; empty ones are left out."""
    return DOT.join(fact for fact in facts if fact)


def ask(
    entries: Entries,
    verb: str,
    fields: Sequence[Any],
    values: Mapping[str, Any],
    do: Do,
    finders: Mapping[str, Finder] | None = None,
    under: int | None = None,
) -> InlineForm:
    """Open a form under one line, else under all; `do` gets the form and what was typed, and does the verb."""
    form = RecordForm([Section("", fields)], finders)
    form.show_values(values)
    opened: list[InlineForm] = []

    def store(typed: dict[str, Any]) -> list[Problem] | None:
        return None if do(opened[0], typed) is None else []

    opened.append(InlineForm(form, verb, store))
    entries.open_form(opened[0], under=under)
    return opened[0]


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in, for a new record."""
    return {name: value for name, value in values.items() if value is not None}


def shelf_of(desk: Desk, owner: Any, record: Record, title: str) -> Shelf:
    """The files of a record; `owner` is the widget that says what went wrong."""
    store = Store(desk.opened)
    return Shelf(
        lambda: attachments_of(record),
        lambda kept: store.content(kept.uid),
        lambda name, content: desk.do(owner, attach, store, record, title, name, content),
        lambda kept: desk.do(owner, detach, kept),
    )
