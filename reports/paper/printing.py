"""Any declared paper and one record's facts to pages; what is missing for it.

Owns the one entrance for all kinds of paper: grid forms, text documents, tables, ballots. Knows no particular form.
"""

from reports.paper import ballot, letter, pages, register
from reports.paper import form as grid_form
from reports.paper.ballot import Ballot
from reports.paper.display import Page
from reports.paper.fonts import MissingCharacter
from reports.paper.foot import BLANK, Stamp
from reports.paper.form import Facts, Form, Missing, find, short_hash, text_of
from reports.paper.letter import Letter
from reports.paper.register import Register

Declared = Form | Letter | Register | Ballot


def lay_out(paper: Declared, facts: Facts, stamp: Stamp = BLANK) -> list[Page]:
    """All pages of one record on that paper; with no facts and no stamp, the blank form.

    Raises MissingCharacter, with the subject's name, if a character has no glyph in any face.
    """
    try:
        if isinstance(paper, Form):
            return pages.lay_out(paper, facts, stamp)
        if isinstance(paper, Letter):
            return letter.lay_out(paper, facts, stamp)
        if isinstance(paper, Register):
            return register.lay_out(paper, facts, stamp)
        return ballot.lay_out(paper, facts, stamp)
    except MissingCharacter as error:
        raise MissingCharacter(error.character, stamp.subject or _subject(paper, facts)) from error


def missing(paper: Declared, facts: Facts) -> list[Missing]:
    """What the paper expects and the facts leave blank, in printed order."""
    if isinstance(paper, Form):
        return grid_form.missing(paper, facts)
    if isinstance(paper, Letter):
        return letter.missing(paper, facts)
    if isinstance(paper, Register):
        return register.missing(paper, facts)
    return ballot.missing(paper, facts)


def stamped(paper: Declared, facts: Facts, record: str, revision: int, subject: str = "", head: str = "") -> Stamp:
    """The stamp of a record whose facts are printed, with the hash of these facts and the end of the history."""
    digest = short_hash(paper.key, paper.version, facts)
    return Stamp(record, revision, digest, subject or _subject(paper, facts), head)


def _subject(paper: Declared, facts: Facts) -> str:
    return text_of(find(facts, paper.subject))
