"""Questions that belong to no column: a reason, a day, a text; as small forms that open in place."""

from collections.abc import Callable, Sequence
from typing import Any

from models.core.errors import Problem
from models.core.fields import DayField, FlagField, ParagraphField
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.inline_form import InlineForm


def reason(label: str = "原因", name: str = "reason", needed: bool = True) -> Any:
    """A text of several lines."""
    return _named(ParagraphField(label, required=needed), name)


def day(label: str, name: str = "on") -> Any:
    """A day."""
    return _named(DayField(label, required=True), name)


def flag(label: str, name: str = "agreed") -> Any:
    """Yes or no."""
    return _named(FlagField(label, required=True), name)


def question(
    fields: Sequence[Any], verb: str, save: Callable[[dict[str, Any]], list[Problem] | None], **shown: Any
) -> InlineForm:
    """A form of these fields; `shown` stands there at first."""
    form = RecordForm([Section("", fields)])
    form.show_values(shown)
    return InlineForm(form, verb, save)


def _named(field: Any, name: str) -> Any:
    field.name = name  # a column learns its name from its record; these have none
    return field
