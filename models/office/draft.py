"""Drafts: what was typed and not yet saved, kept in the encrypted file on every pause.

A draft is no record: it leaves no history row and no tombstone, and goes when the page saves.
"""

from typing import Any

import peewee

from models.core.clock import stamp
from models.core.database import DB, storage_errors
from models.core.fields import canonical_json
from models.core.verbs import Session


class Draft(peewee.Model):
    """Half-typed values of one page about one subject (a uid, or empty for a new record), as canonical JSON."""

    page = peewee.CharField(max_length=40)
    subject = peewee.CharField(max_length=40, default="")
    content = peewee.TextField()
    kept_at = peewee.CharField(max_length=19)

    class Meta:
        database = DB
        table_name = "draft"
        legacy_table_names = False
        indexes = ((("page", "subject"), True),)


def keep_draft(session: Session, page: str, subject: str, values: dict[str, Any]) -> None:
    """Keep what stands on the page now, instead of what was kept before."""
    row = {
        "page": page,
        "subject": subject,
        "content": canonical_json(values),
        "kept_at": stamp(session.clock()),
    }
    with storage_errors(), DB.writing():
        drop_draft(page, subject)
        Draft.insert(**row).execute()


def drop_draft(page: str, subject: str) -> None:
    """Forget a draft; harmless when there is none."""
    with storage_errors():
        Draft.delete().where((Draft.page == page) & (Draft.subject == subject)).execute()


def find_draft(page: str, subject: str) -> Draft | None:
    """The draft of this page and subject, if one is kept."""
    return Draft.get_or_none((Draft.page == page) & (Draft.subject == subject))


def all_drafts() -> list[Draft]:
    """Every kept draft, the newest first: offered again after a crash."""
    return list(Draft.select().order_by(Draft.kept_at.desc()))
