"""Pieces of the forms that stand for many candidates at once: papers of the assembly, 公示, 推荐函.

Owns how a group's common facts and its rows are put together. Knows no coordinates.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from models.office.calendar import office_calendar
from models.recommendation.records import Meeting
from reports.forms import publicity
from reports.forms.facts import Dossier, Facts, meeting_facts, recommendation_facts
from reports.forms.subjects import RECOMMENDATION_PAGE, Gathering, Occasion, Owner, Piece, gatherings, groups, owners_of
from reports.paper.printing import Declared

LARGEST_BALLOT = 30
PaperOf = Callable[[str, Facts], Declared]
_ROW_OF_PERSON = ("person.", "vote.", "membership.", "stage.", "rec.", "meeting.")
_COMMON = (
    *("rec.target", "rec.topic", "rec.publicity_from", "rec.publicity_to", "rec.publicity_from.long"),
    *("rec.publicity_from.span", "rec.publicity_place", "rec.publicity_phone", "rec.forwarded_on"),
    *("rec.forwarded_on.long", "rec.forwarded_to", "rec.letter_number", "meeting.name", "issuer", "body.name"),
)


def _rows(members: Sequence[Dossier]) -> list[Facts]:
    return [row_of(found) for found in members]


def row_of(found: Dossier) -> Facts:
    """The facts of a candidate as one row of a table."""
    facts = recommendation_facts(found)
    return {key: value for key, value in facts.items() if key.startswith(_ROW_OF_PERSON)}


def _common(found: Dossier) -> Facts:
    facts = recommendation_facts(found)
    return {key: facts[key] for key in _COMMON if key in facts}


def _owners(members: Sequence[Dossier], rows: str) -> dict[str, Owner]:
    owned = owners_of(members[0])
    for at, found in enumerate(members):
        owned |= owners_of(found, f"{rows}.{at}.")
    return owned


def meeting_pieces(paper: PaperOf, channel: str, ids: Sequence[int], _occasion: Occasion) -> Iterator[Piece]:
    """One piece for each assembly, held or still to be held."""
    for gathering in gatherings(ids):
        facts = _gathering_facts(gathering)
        first = gathering.candidates[0]
        number, revision = _identity(gathering)
        owned = _owners(gathering.candidates, "candidates")
        owned["meeting"] = Owner(_called(gathering.meeting, first), RECOMMENDATION_PAGE, first.rec.uid)
        yield Piece(paper(channel, facts), facts, number, revision, str(first.body.name), owned)


def ballot_pieces(paper: PaperOf, channel: str, ids: Sequence[int], occasion: Occasion) -> Iterator[Piece]:
    """Ballots for each assembly; so many candidates that one ballot cannot hold them get several."""
    for piece in meeting_pieces(paper, channel, ids, occasion):
        everybody = piece.facts["candidates"]
        assert isinstance(everybody, list)
        count = -(-len(everybody) // LARGEST_BALLOT)
        for at in range(count):
            facts = piece.facts | {"candidates": everybody[at * LARGEST_BALLOT :][:LARGEST_BALLOT]}
            if count > 1:
                facts["text.part"] = f"（第{at + 1}张，共{count}张）"
            yield replace(piece, paper=paper(channel, facts), facts=facts)


def _called(meeting: Meeting | None, first: Dossier) -> str:
    return f"{first.body.called()}的{meeting.name if meeting else '推荐会'}"


def _identity(gathering: Gathering) -> tuple[str, int]:
    recs = [found.rec for found in gathering.candidates]
    meeting = gathering.meeting
    if meeting is None:
        return recs[0].number or recs[0].uid, sum(rec.revision for rec in recs)
    return meeting.uid, meeting.revision + sum(rec.revision for rec in recs)


def _gathering_facts(gathering: Gathering) -> Facts:
    meeting, first = gathering.meeting, gathering.candidates[0]
    facts = _common(first) | {"candidates": _rows(gathering.candidates)}
    voters = first.body.members_entitled
    if meeting is not None:
        facts |= meeting_facts(meeting)
        voters = meeting.entitled
    if voters:
        facts["copies"] = voters
    return facts


def notice_pieces(channel: str, ids: Sequence[int], _occasion: Occasion) -> Iterator[Piece]:
    """One 公示 for all candidates of a body who are made public together."""

    def same(found: Dossier) -> object:
        rec = found.rec
        decided = rec.publicity_from is not None or rec.decided_on is not None
        return rec.publicity_from, rec.publicity_to, rec.publicity_place, rec.publicity_phone, decided

    calendar = office_calendar()
    for members in groups(ids, same, 40):
        facts = _group_facts(members)
        rec = members[0].rec
        if rec.publicity_from and rec.publicity_to:
            days = calendar.count_working_days(rec.publicity_from, rec.publicity_to)
            facts["text.days"] = f"（{days}个工作日）"
        yield _group_piece(publicity.notice(channel, facts), facts, members)


def letter_pieces(channel: str, ids: Sequence[int], _occasion: Occasion) -> Iterator[Piece]:
    """One 推荐函 for all candidates of a body who are recommended to the same Party body on the same day."""

    def same(found: Dossier) -> object:
        rec = found.rec
        return rec.forwarded_on, rec.forwarded_to, rec.letter_number

    for members in groups(ids, same, publicity.LARGEST_LETTER):
        facts = _group_facts(members)
        count = str(len(members))
        meetings = {found.rec.meeting_id for found in members}
        record = f"听取意见记录{count}份" if members[0].direct else f"会议记录{len(meetings)}份"
        slip = [publicity.slip_row(str(found.person.name)) for found in members]
        facts |= {"text.count": count, "text.record": record, "slip": slip}
        yield _group_piece(publicity.letter(channel, facts), facts, members)


def _group_facts(members: Sequence[Dossier]) -> Facts:
    return _common(members[0]) | {"rows": _rows(members), "direct": members[0].direct}


def _group_piece(paper: Declared, facts: Facts, members: Sequence[Dossier]) -> Piece:
    recs = [found.rec for found in members]
    more = f"等{len(recs)}人" if len(recs) > 1 else ""
    number = f"{recs[0].number or recs[0].uid}{more}"
    return Piece(paper, facts, number, sum(rec.revision for rec in recs), members[0].issuer, _owners(members, "rows"))
