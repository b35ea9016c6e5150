"""The register of every form. A new family of forms is one module with `entries()` and one line here."""

from models.core.errors import NotFound
from reports.forms import of_assistance, of_excellence, of_exchange, of_office, of_recommendations, of_rights
from reports.forms.entry import FormEntry

_FAMILIES = (
    of_recommendations,
    of_assistance,
    of_rights,
    of_excellence,
    of_exchange,
    of_office,
)
FORMS: dict[str, FormEntry] = {entry.key: entry for family in _FAMILIES for entry in family.entries()}
"""Every form by its key, in the order in which a dossier and the list of forms show them."""


def form(key: str) -> FormEntry:
    """The form of that key; NotFound if there is none."""
    entry = FORMS.get(key)
    if entry is None:
        raise NotFound(f"没有“{key}”这张表。用 main.py forms 可以看到全部表格。")
    return entry


def forms_for(kind: str) -> list[FormEntry]:
    """The forms that are printed for records of this kind, in their order."""
    return [entry for entry in FORMS.values() if entry.kind == kind]
