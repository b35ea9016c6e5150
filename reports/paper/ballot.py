"""Ballots (推荐票): the same small block several times on a page, with cut lines between.

Owns how many blocks a page takes and the look of one. Ballots carry nothing that tells them apart; the foot line is
outside the cut.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from models.core.errors import KnownError
from reports.paper.display import A4, Item, Line, Page, Rect, Static, Text, mm
from reports.paper.fonts import role
from reports.paper.foot import BLANK, Stamp, foot
from reports.paper.form import Facts, Missing, fill, find, text_of
from reports.paper.lines import balanced, break_lines, set_ends, set_line

_SIDE, _TOP, _BOTTOM = mm(10), mm(8), mm(21)
_PAD, _PAD_ABOVE = mm(7), mm(4.5)
_TITLE, _TITLE_PITCH = 180, 250
_LINE, _SIZE, _NOTE, _NOTE_PITCH = mm(8), 120, 90, 125
_ROWS = (mm(9), mm(8), mm(7), mm(6.2))


@dataclass(frozen=True, slots=True, eq=False)
class Ballot:
    """A ballot: the fact `candidates` holds mappings, `copies` how many ballots to print (a page, if absent).

    Columns are (key, label, width); a key that the candidates lack leaves room for the voter's mark.
    """

    key: str
    version: str
    title: str
    columns: tuple[tuple[str, str, float], ...]
    line: str = ""
    right: str = ""
    notes: tuple[str, ...] = ()
    across: int = 1
    rows: str = "candidates"
    blank_rows: int = 3
    subject: str = "organisation"


class _Block(NamedTuple):
    width: int
    height: int
    row: int
    per_column: int


def missing(ballot: Ballot, facts: Facts) -> list[Missing]:
    """A ballot needs its candidates."""
    return [] if _candidates(ballot, facts) else [Missing(ballot.rows, "候选人")]


def lay_out(ballot: Ballot, facts: Facts, stamp: Stamp = BLANK) -> list[Page]:
    """Pages of ballots. Raises MissingCharacter, KnownError if one ballot is longer than a page."""
    people = _candidates(ballot, facts) or [{}] * ballot.blank_rows
    block = _block(ballot, facts, len(people))
    items: list[Item] = []
    _cut_lines(items, ballot, block)
    for column in range(ballot.across):
        for at in range(block.per_column):
            place = (_SIDE + column * block.width, _TOP + at * block.height)
            _draw(items, ballot, facts, people, block, place)
    each = ballot.across * block.per_column
    copies = find(facts, "copies")
    count = -(-copies // each) if isinstance(copies, int) and copies > 0 else 1
    static = Static(f"{ballot.key}/{ballot.version}/{hash(tuple(items))}", tuple(items))
    pages = [Page(*A4, static) for _ in range(count)]
    foot(pages, ballot.key, ballot.version, stamp, lambda _: (_SIDE, A4[0] - _SIDE))
    return pages


def _candidates(ballot: Ballot, facts: Facts) -> list[Mapping[str, object]]:
    found = find(facts, ballot.rows)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list | tuple) else []


def _block(ballot: Ballot, facts: Facts, count: int) -> _Block:
    """The block's size with the highest rows that lose no ballot on the page."""
    width = (A4[0] - 2 * _SIDE) // ballot.across
    room = A4[1] - _TOP - _BOTTOM
    fixed = _head(ballot, facts, width) + len(_notes(ballot, width)) * _NOTE_PITCH + 2 * _PAD_ABOVE + mm(2)
    heights = [fixed + (count + 1) * row for row in _ROWS]
    best = max(room // height for height in heights)
    if not best:
        raise KnownError(f"一张推荐票排不下{count}名候选人。请分成几张票，每张少印几名。")
    row = next(row for row, height in zip(_ROWS, heights, strict=True) if room // height == best)
    return _Block(width, room // best, row, best)


def _title(ballot: Ballot, facts: Facts, width: int) -> list[str]:
    return balanced(fill(ballot.title, facts).text, "title", _TITLE, width - 2 * _PAD)


def _head(ballot: Ballot, facts: Facts, width: int) -> int:
    lines = len(_title(ballot, facts, width)) * _TITLE_PITCH
    return lines + (_LINE if ballot.line or ballot.right else mm(2))


def _notes(ballot: Ballot, width: int) -> list[str]:
    room = width - 2 * _PAD
    return [line.text for note in ballot.notes for line in break_lines(note, "fang", _NOTE, room)]


def _cut_lines(items: list[Item], ballot: Ballot, block: _Block) -> None:
    right, bottom = _SIDE + ballot.across * block.width, _TOP + block.per_column * block.height
    for at in range(1, block.per_column + 1):
        y = _TOP + at * block.height
        items.append(Line(_SIDE - mm(4), y, right + mm(4), y, 4, (30, 20)))
    for at in range(1, ballot.across):
        x = _SIDE + at * block.width
        items.append(Line(x, _TOP - mm(3), x, bottom, 4, (30, 20)))


def _draw(
    items: list[Item],
    ballot: Ballot,
    facts: Facts,
    people: list[Mapping[str, object]],
    block: _Block,
    place: tuple[int, int],
) -> None:
    """One ballot, in the middle of its block."""
    texts: list[Text] = []
    left, width = place[0] + _PAD, block.width - 2 * _PAD
    notes = _notes(ballot, block.width)
    needed = _head(ballot, facts, block.width) + (len(people) + 1) * block.row + len(notes) * _NOTE_PITCH
    y = place[1] + (block.height - needed) // 2
    for words in _title(ballot, facts, block.width):
        x = left + (width - role("title").width(words, _TITLE)) // 2
        set_line(texts, x, y + round(_TITLE * 0.95), words, "title", _TITLE)
        y += _TITLE_PITCH
    top = y + (_LINE if ballot.line or ballot.right else mm(2))
    ends = fill(ballot.line, facts).text, fill(ballot.right, facts).text
    set_ends(texts, (left + mm(1), left + width - mm(1)), top - mm(2.4), ends, (105, 100, 95, 90, 80))
    items += texts
    bottom = _table(items, ballot, people, (left, top, width), block.row)
    texts = []
    for at, line in enumerate(notes):
        set_line(texts, left, bottom + mm(1.5) + _NOTE + at * _NOTE_PITCH, line, "fang", _NOTE)
    items += texts


def _table(
    items: list[Item],
    ballot: Ballot,
    people: list[Mapping[str, object]],
    box: tuple[int, int, int],
    row: int,
) -> int:
    left, top, width = box
    whole, at, stops = sum(share for *_, share in ballot.columns), 0.0, [left]
    for *_, share in ballot.columns:
        at += share
        stops.append(left + round(width * at / whole))
    lines = [[(label, "hei") for _, label, _ in ballot.columns]]
    lines += [[(text_of(person.get(key)), "fang") for key, *_ in ballot.columns] for person in people]
    for number, line in enumerate(lines):
        y = top + number * row
        if number:
            items.append(Line(left, y, left + width, y))
        for (text, role_key), x, end in zip(line, stops, stops[1:], strict=False):
            _centred(items, text, role_key, (x, end), y, row)
    bottom = top + len(lines) * row
    items += (Line(x, top, x, bottom) for x in stops[1:-1])
    items.append(Rect(left, top, width, bottom - top, 10))
    return bottom


def _centred(items: list[Item], text: str, role_key: str, place: tuple[int, int], top: int, height: int) -> None:
    texts: list[Text] = []
    room = place[1] - place[0] - 2 * mm(1)
    size = _SIZE
    while size > 70 and role(role_key).width(text, size) > room:
        size -= 5
    lines = break_lines(text, role_key, size, room)[: max(height // round(size * 1.15), 1)]
    y = top + (height - (len(lines) - 1) * round(size * 1.15) - size) // 2 + round(size * 0.88)
    for line in lines:
        set_line(texts, place[0] + (place[1] - place[0] - line.width) // 2, y, line.text, role_key, size)
        y += round(size * 1.15)
    items += texts
