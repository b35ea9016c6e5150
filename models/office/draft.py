"""Drafts: what was typed and not yet saved, kept in the encrypted file on every pause.

A draft is no record: it leaves no history row and no tombstone, and goes when the page saves. It is its user's: no
other user is offered it.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import peewee

from models.core.canonical import canonical_json
from models.core.clock import stamp
from models.core.database import DB, checkpoint, storage_errors
from models.core.verbs import Session


class Draft(peewee.Model):
    """Half-typed values of one page about one subject (a uid, or empty for a new record), as canonical JSON.

    `page` is stored with a mark of its user, as `people@1a2b3c4d`; drafts of the first release bear none.
    """

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
        "page": _marked(session, page),
        "subject": subject,
        "content": canonical_json(values),
        "kept_at": stamp(session.clock()),
    }
    with storage_errors(), DB.writing():
        drop_draft(session, page, subject)
        Draft.insert(**row).execute()


def drop_draft(session: Session, page: str, subject: str) -> None:
    """Forget a draft; harmless when there is none."""
    with storage_errors(), _wiping():
        Draft.delete().where(_hers(session, page, subject)).execute()


def shred_draft(session: Session, page: str, subject: str) -> None:
    """Forget a draft that must not have been kept: no page and no log of the file holds a word of it afterwards.

    A copy of the file that was made while it lay there still has it.
    """
    drop_draft(session, page, subject)
    with storage_errors():
        checkpoint()


@contextmanager
def _wiping() -> Iterator[None]:
    """What is deleted meanwhile is overwritten at once: each pause writes a draft anew, and none may stay behind."""
    before = DB.execute_sql("PRAGMA secure_delete").fetchone()[0]
    DB.execute_sql("PRAGMA secure_delete=ON")
    try:
        yield
    finally:
        DB.execute_sql(f"PRAGMA secure_delete={before}")


def find_draft(session: Session, page: str, subject: str) -> Draft | None:
    """The user's draft of this page and subject, if one is kept."""
    found: Draft | None = Draft.select().where(_hers(session, page, subject)).order_by(Draft.kept_at.desc()).first()
    return found


def all_drafts(session: Session) -> list[Draft]:
    """Every draft that the user kept, the newest first, by the plain names of their pages."""
    mark, found = _marked(session, ""), []
    for draft in Draft.select().order_by(Draft.kept_at.desc()):
        page, at, user = draft.page.partition("@")
        if at + user == mark or (not at and session.alone):
            draft.page = page
            found.append(draft)
    return found


def _hers(session: Session, page: str, subject: str) -> Any:
    # What bears no mark is the only user's, and nobody's as soon as there are several.
    pages = [_marked(session, page), *([page] if session.alone else [])]
    return Draft.page.in_(pages) & (Draft.subject == subject)


def _marked(session: Session, page: str) -> str:
    return f"{page}@{hashlib.sha256(session.user.encode()).hexdigest()[:8]}"
