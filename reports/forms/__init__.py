"""Official forms: one module per family, the register of all of them, and the printing of any.

    FORMS["approval.league"]                     key, title, purpose, kind, channel of a form
    print_to(key, uids, path, progress, moment)  one PDF of any number of records; ALL or BLANK instead of uids
    lay_out_for(key, uids, moment, progress)     the same as pages for preview and printer
    missing_for(key, uids)                       what is still empty, with the page, record and field to fill it in
    dossier_to(uid, path, moment)                all papers of one recommendation in order
    case_file_to(uid, path, moment, closed)      all papers of one case of rights in order

A form is declared as data with `reports.paper`; how records become its facts is said in `facts`, for whom it is
printed in `subjects`. A new form is one declaration and one entry in the `of_…` module of its family.
"""

from reports.forms.case_file import case_file_for, case_file_missing, case_file_to
from reports.forms.catalogue import FORMS, form, forms_for
from reports.forms.entry import FormEntry
from reports.forms.of_recommendations import form_key
from reports.forms.printing import (
    Gap,
    dossier_for,
    dossier_forms,
    dossier_missing,
    dossier_to,
    forms_of,
    lay_out_for,
    missing_for,
    print_to,
)
from reports.forms.subjects import ALL, BLANK, What

__all__ = [
    "ALL",
    "BLANK",
    "FORMS",
    "FormEntry",
    "Gap",
    "What",
    "case_file_for",
    "case_file_missing",
    "case_file_to",
    "dossier_for",
    "dossier_forms",
    "dossier_missing",
    "dossier_to",
    "form",
    "form_key",
    "forms_for",
    "forms_of",
    "lay_out_for",
    "missing_for",
    "print_to",
]
