"""Showing a record's numbers whole: asked of the roles, and written into the history each time."""

from collections.abc import Callable

from models.core.errors import KnownError
from models.core.record import Record
from models.office.guard import reading
from ui import messages
from ui.desk import Desk
from ui.widgets.form_page import RecordForm
from ui.widgets.masked import MaskedEditor


def mask(form: RecordForm, desk: Desk, shown: Callable[[], Record | None]) -> None:
    """Let the numbers in a form be masked; `shown` says whose they are."""
    for editor in form.editors.values():
        if isinstance(editor, MaskedEditor):
            editor.ask_reveal = lambda editor=editor: _may_see(editor, desk, shown())


def _may_see(editor: MaskedEditor, desk: Desk, record: Record | None) -> bool:
    if record is None:
        return True
    try:
        reading(desk.session, "unmask", f"查看{record.called()}的{editor.field.label}", record)
    except KnownError as error:
        messages.known(editor, error)
        return False
    return True
