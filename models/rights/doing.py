"""The one way in which pages and jobs act on cases: each verb on the side on which the case lies.

What must be protected goes into the closed compartment, where nobody is inside nothing is kept at all. Of the two
sides the caller needs to know nothing but whether somebody is inside.
"""

from collections.abc import Callable, Mapping
from typing import Any, Concatenate, ParamSpec, TypeVar

from models.core.database import DB, storage_errors
from models.core.record import is_protected
from models.core.verbs import Done, Session
from models.office.attachment import Attachment, Store, attach, attachments_of
from models.office.closed.compartment import Compartment
from models.office.office import OpenOffice
from models.rights import moving, sight
from models.rights.file import case_of
from models.rights.moving import follow, move_inside
from models.rights.records import RightsCase
from models.rights.verbs import prepared, register_case, remove_case

PROTECTING = frozenset({"register_violence", "keep_warning_letter", "apply_for_order", "report_harm", "excuse_report"})
"""Verbs that make a case a protected one whatever they are given."""

P = ParamSpec("P")
T = TypeVar("T")


def inside(opened: OpenOffice) -> Compartment | None:
    """The compartment that is entered just now; None for everybody who is not inside."""
    compartment = opened.compartment
    return compartment if compartment is not None and compartment.is_open() else None


def needs_compartment(opened: OpenOffice, values: Mapping[str, Any]) -> bool:
    """Whether what stands on a page may be kept in the compartment only: asked before a draft is kept, too.

    True as well while no class is chosen, since nobody knows yet.
    """
    if not values.get("rights_class"):
        return True
    return not sight.may_see(None, prepared(opened.session, values)) or _repeats_protected(opened, values)


def register(opened: OpenOffice, values: Mapping[str, Any]) -> Done[RightsCase]:
    """Register a petition where it belongs. Raises NeedsCompartment when that is the compartment and nobody is in."""
    if not sight.may_see(None, prepared(opened.session, values)) or _repeats_protected(opened, values):
        return _inside(opened).run(register_case, values)
    return register_case(opened.session, values)


def do(
    opened: OpenOffice,
    case: RightsCase,
    function: Callable[Concatenate[Session, RightsCase, P], Done[T]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> Done[T]:
    """Run a verb about a case on its side; a case that it makes a protected one moves into the compartment first.

    After that the case is to be read anew (`file.case_of`). Raises NeedsCompartment, and what the verb raises.
    """
    key: str = function.key  # type: ignore[attr-defined]
    # A refusal for want of a role is remembered openly; of these nobody shall read that they were even tried.
    if is_protected(case) or (key in PROTECTING and inside(opened) is None):
        return _inside(opened).run(function, case, *args, **kwargs)
    try:
        return function(opened.session, case, *args, **kwargs)
    except sight.NeedsCompartment as needed:
        compartment = _inside(opened)
        with storage_errors(), DB.writing():
            moved = move_inside(opened, compartment, case, needed.because)
            done = compartment.run(function, moved, *args, **kwargs)
        follow(opened)
        return done


def remove(opened: OpenOffice, case: RightsCase) -> None:
    """Delete an open case that was entered by mistake, here and in every copy. Refuses a protected one."""
    if is_protected(case):
        _inside(opened).run(remove_case, case)
    moving.remove(opened, case)


def open_case(opened: OpenOffice, uid: str, reason: str = "") -> RightsCase:
    """A case for reading: of a protected one the compartment keeps who read it, when and why.

    Raises NotFound for what the reader may not see, RuleRefused when it is somebody else's and she gives no reason.
    """
    case = case_of(uid, inside(opened))
    return _inside(opened).open_record(case, reason) if is_protected(case) else case


def attach_to(opened: OpenOffice, case: RightsCase, title: str, file_name: str, content: bytes) -> Done[Attachment]:
    """Keep a file with a case, on its side."""
    if is_protected(case):
        return _inside(opened).keep_attachment(case, title, file_name, content)
    return attach(opened.session, Store(opened), case, title, file_name, content)


def attachments(opened: OpenOffice, case: RightsCase) -> list[Attachment]:
    """Files of a case, as far as the signed-in user may see it."""
    compartment = inside(opened)
    if not sight.may_see(compartment, case):
        return []
    if is_protected(case):
        return compartment.attachments_of(case) if compartment else []
    return attachments_of(case)


def content_of(opened: OpenOffice, attachment: Attachment) -> bytes:
    """The content of a file of a case. Raises NotFound, BadFile."""
    if is_protected(attachment):
        return _inside(opened).content(attachment.uid)
    return Store(opened).content(attachment.uid)


def _inside(opened: OpenOffice) -> Compartment:
    compartment = inside(opened)
    if compartment is None:
        raise sight.NeedsCompartment()
    return compartment


def _repeats_protected(opened: OpenOffice, values: Mapping[str, Any]) -> bool:
    compartment, earlier = inside(opened), values.get("repeat_of")
    return bool(compartment and earlier and compartment.parts(RightsCase, uid=earlier))
