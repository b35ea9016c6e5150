"""Pieces of the forms that are printed once for each recommendation."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from reports.forms.facts import Dossier, Facts, read
from reports.forms.subjects import Piece, owners_of
from reports.paper.printing import Declared

PaperOf = Callable[[str, Facts], Declared]


FactsOf = Callable[[Dossier], Facts]


def pieces(paper: PaperOf, facts_of: FactsOf, channel: str, ids: Sequence[int], _moment: datetime) -> Iterator[Piece]:
    """One piece for each recommendation."""
    for found in read(ids):
        facts = facts_of(found)
        rec = found.rec
        yield Piece(
            paper(channel, facts), facts, rec.number or rec.uid, rec.revision, found.person.name, owners_of(found)
        )
