"""How pages act on a case of 维权: the verb on its side, and what is said of it.

Of a protected case no toast tells anything, and nothing of it can be taken back. What numbers were looked at is told
in the history of that side.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from models.core.errors import KnownError, Problem
from models.core.record import Record, is_protected
from models.core.verbs import Done
from models.office.guard import reading
from models.rights import doing
from models.rights.records import RightsCase
from models.rights.sight import NeedsCompartment
from ui import messages
from ui.clearance import clearance_of
from ui.desk import Desk
from ui.widgets.form_page import RecordForm
from ui.widgets.masked import MaskedEditor

INSIDE = "已记在保密区里。"
_UNMASK = "unmask"


def act(desk: Desk, owner: QWidget, case: RightsCase, verb: Callable[..., Any], *args: Any, **kw: Any) -> Any:
    """Do a verb about a case; None when it was refused, which is then said where `owner` lies."""
    return done_or_said(desk, owner, lambda: doing.do(desk.opened, case, verb, *args, **kw))


def done_or_said(desk: Desk, owner: QWidget, work: Callable[[], Done[Any]], undoable: bool = True) -> Any:
    """The same for anything that is done on either side."""
    try:
        done = work()
    except NeedsCompartment as needed:
        offer_entering(desk, owner, str(needed))
        return None
    except KnownError as error:
        messages.known(owner, error)
        clearance_of(desk).look()
        return None
    sealed = done.seq < 0
    window = owner.window()  # the small form that did it is gone when 撤销 is pressed
    undo = (lambda: desk.take_back(window, done)) if undoable and not sealed else None
    messages.toast(owner, INSIDE if sealed else f"{done.sentence}。", undo)
    desk.changed.emit(done)
    return done


def offer_entering(desk: Desk, owner: QWidget, sentence: str) -> None:
    """What must be kept in the compartment was asked for outside: say so, and offer to enter where she may."""
    clearance = clearance_of(desk)
    if clearance.may_enter():
        messages.bar(owner, sentence, "warn", "进入保密区", lambda: clearance.enter(owner))
    else:
        messages.bar(owner, sentence, "warn")


def saved(done: Any) -> list[Problem] | None:
    """What an inline form wants to hear of a verb."""
    return None if done is None else []


def mask_case(form: RecordForm, desk: Desk, shown: Callable[[], Record | None]) -> None:
    """Let the numbers in a form be masked; who looked at one of a protected case is told inside only."""
    for editor in form.editors.values():
        if isinstance(editor, MaskedEditor):
            editor.ask_reveal = lambda editor=editor: _may_see(editor, desk, shown())


def _may_see(editor: MaskedEditor, desk: Desk, record: Record | None) -> bool:
    if record is None:
        return True
    told = f"查看{editor.field.label}"
    try:
        if not is_protected(record):
            reading(desk.session, _UNMASK, f"{told}，{record.called()}", record)
            return True
        desk.session.refuse(_UNMASK)
        inside = clearance_of(desk).inside
        if inside is None:
            return False
        inside.note(_UNMASK, told, record)
    except KnownError as error:
        messages.known(editor, error)
        return False
    return True
