"""Own templates: a county's .docx or .xlsx with marks such as {{姓名}}, filled from the records.

    read_source(content, name)                   checks a file and lists its marks; refuses macros, links, bombs
    meanings(source, subject, choices)           what each mark means, None for an unknown one
    near(kind, words)                            names that are written almost so, to be offered
    catalogue(kind)                              every name of a kind of record
    fill_to(order, way, out, moment)             EACH, JOINED or LIST, written all or nothing

A mark is a name that is looked up and nothing else: no template language runs, nothing is fetched.
"""

from reports.templates.filling import (
    EACH,
    JOINED,
    LIST,
    Order,
    Source,
    fill_to,
    filled,
    meanings,
    persons_told,
    read_source,
    save,
    write,
)
from reports.templates.names import EMPTY, Name, by_key, catalogue, find, near
from reports.templates.subjects import Subject, choosable, records_of, subject_called, subjects

__all__ = [
    "EACH",
    "EMPTY",
    "JOINED",
    "LIST",
    "Name",
    "Order",
    "Source",
    "Subject",
    "by_key",
    "catalogue",
    "choosable",
    "fill_to",
    "filled",
    "find",
    "meanings",
    "near",
    "persons_told",
    "read_source",
    "records_of",
    "save",
    "subject_called",
    "subjects",
    "write",
]
