"""May this be filled: the guard of printing, the consent of a bulk export, and the row in the history.

Asked before a file is written; what is told of protected records is told in the compartment's own history.
"""

from models.office.consent import permit_export
from models.office.guard import reading
from models.office.office import OpenOffice
from models.rights.printed import note_printed
from models.rights.records import RightsCase
from reports.templates.filling import Order, persons_told

_NAMED = 5


def consent_needed(order: Order) -> int:
    """Of how many persons a second user has to consent; 0 when nobody has to."""
    count = persons_told(order)
    return count if count > 1 and order.subject.cls is not RightsCase else 0


def permit(opened: OpenOffice, order: Order, title: str, consenter: str = "", passphrase: str = "") -> str:
    """Permit a filling and write it down; a warning, or empty.

    Raises NotAllowed, RuleRefused, WrongPassphrase, Locked, CannotWrite: nothing may then be filled.
    """
    opened.session.refuse("print_form")
    count = consent_needed(order)
    warning = permit_export(opened, f"自己的模板《{title}》", count, consenter, passphrase) if count else ""
    note(opened, order, title)
    return warning


def note(opened: OpenOffice, order: Order, title: str) -> None:
    """Write down that a template was filled, and for whom. Raises NotAllowed, CannotWrite."""
    if order.subject.cls is RightsCase:
        for record in order.records:
            note_printed(opened, order.closed, title, record.uid)
        return
    labels = [order.subject.label(record) for record in order.records]
    whose = "、".join(labels[:_NAMED]) + (f"等{len(labels)}份" if len(labels) > _NAMED else "")
    one = order.records[0] if len(order.records) == 1 else None
    reading(opened.session, "print_form", f"填写模板《{title}》：{whose}", one)
