"""Pieces of the forms that are printed once for each recommendation."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from models.core.errors import BadFile, KnownError
from models.office.attachment import PHOTO, Attachment, Store
from models.people.person import Person
from reports.forms.facts import Dossier, Facts, read
from reports.forms.subjects import Occasion, Piece, owners_of
from reports.paper.printing import Declared

PaperOf = Callable[[str, Facts], Declared]


FactsOf = Callable[[Dossier], Facts]


def pieces(paper: PaperOf, facts_of: FactsOf, channel: str, ids: Sequence[int], occasion: Occasion) -> Iterator[Piece]:
    """One piece for each recommendation."""
    kept = kept_photos(occasion.photos)
    for found in read(ids):
        facts, rec = facts_of(found), found.rec
        if occasion.photos and (uid := kept.get(found.person.uid)):
            facts["photo"] = photo_of(occasion.photos, uid, found.person.name)
        number = rec.number or rec.uid
        yield Piece(paper(channel, facts), facts, number, rec.revision, found.person.name, owners_of(found))


def kept_photos(store: Store | None) -> dict[str, str]:
    """The photograph's uid for each person who has one, by the person's."""
    if store is None:
        return {}
    rows = Attachment.select(Attachment.owner_uid, Attachment.uid).order_by(Attachment.id)
    mine: Any = rows.where((Attachment.owner_kind == Person.kind()) & (Attachment.title == PHOTO)).tuples()
    return {row[0]: row[1] for row in mine}


def photo_of(store: Store, uid: str, name: str) -> bytes:
    """A photograph that is kept; BadFile with the person's name where it cannot be opened."""
    try:
        return store.content(uid)
    except KnownError as error:
        raise BadFile(f"“{name}”的照片打不开：{error}") from error
