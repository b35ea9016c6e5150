"""Pieces of the papers of 维权: one for each record, with its corrections behind it and its cover before it.

Owns what a protected paper is called outside: its number and nothing else.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from models.core.errors import KnownError
from models.core.record import Record
from models.rights.records import PARTS
from reports.forms.facts import Facts
from reports.forms.rights import corrections, intake, order
from reports.forms.rights.cases import Found, found
from reports.forms.rights.facts import corrections_facts, cover_facts
from reports.forms.subjects import Occasion, Piece
from reports.paper import caution
from reports.paper.form import find
from reports.paper.printing import Declared

PaperOf = Callable[[Facts], Declared]
FactsOf = Callable[[Found], Facts]
SERVED = "本页供送达和联系使用，不和后面的文书一起交给别人，送达后存档。"
FOR_COURT = "本页交人民法院承办人，写明怎样联系申请人，请予保密；申请书副本送达被申请人时不附本页。"


@dataclass(frozen=True, slots=True)
class Way:
    """How one family of papers is printed.

    cls: the kind of record that it is about; prefix: under which its facts stand; cover: words of the sheet that goes
    before it when there is something to heed and the paper leaves the house; printed: whose corrections follow behind.
    """

    cls: type[Record]
    title: str
    paper: PaperOf
    facts: FactsOf
    prefix: str = ""
    cover: str = ""
    printed: Callable[[Found], Sequence[Record]] | None = None


def pieces(way: Way, uids: Sequence[str], occasion: Occasion) -> Iterator[Piece]:
    """The papers of these records. Raises NotFound, also for what this reader may not see."""
    for one in found(way.cls, uids, occasion.closed):
        facts = way.facts(one)
        corrected = None
        if way.printed is not None:
            corrected = corrections_facts(one, way.printed(one), way.title)
            count = len(corrected[corrections.ROWS])  # type: ignore[arg-type]
            facts["text.corrected"] = f"登记后更正{count}处，见所附更正记录。" if count else "登记后没有更正。"
        if way.cover and find(cover := cover_facts(one, way.cover), caution.KEY):
            yield _piece(way, one, order.COVER, cover)
        yield _piece(way, one, way.paper(facts), facts)
        if corrected and corrected[corrections.ROWS]:
            yield _piece(way, one, corrections.paper(corrected), corrected)


def corrected(way: Way, uids: Sequence[str], occasion: Occasion) -> Iterator[Piece]:
    """The corrections of these cases and all that belongs to them. Raises NotFound, KnownError where there are none."""
    for one in found(way.cls, uids, occasion.closed):
        facts = corrections_facts(one, every_record(one), intake.TITLE)
        if not facts[corrections.ROWS]:
            raise KnownError(f"“{one.number}”登记以后没有更正，不用打印更正记录。")
        yield _piece(way, one, way.paper(facts), facts)


def every_record(one: Found) -> list[Record]:
    """The case and all that belongs to it."""
    return [one.case, *(record for cls in PARTS for record in one.all(cls))]


def _piece(way: Way, one: Found, paper: Declared, facts: Facts) -> Piece:
    subject = "" if one.protected else str(one.case.name)
    # The case's number, since that of a part begins with a letter that says what it is about.
    title = str(one.case.number or one.case.uid) if one.protected else ""
    return Piece(paper, facts, one.number, one.part.revision, subject, one.owners(way.prefix), title)
