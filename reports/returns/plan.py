"""How a return fits on paper: which paper, how many parts side by side, how wide each column, how high the head.

Owns widths and the nested head as boxes. A table too wide for A4 goes on A3, one too wide for A3 goes on in a part more
(续表) with the row titles repeated. Draws nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from models.statistics.forms import Column
from models.statistics.sheet import Sheet, change, shown
from reports.paper.display import A4_LANDSCAPE, mm
from reports.paper.fonts import role
from reports.paper.lines import balanced

A3_LANDSCAPE = (11906, 8419)
SIDE = mm(13)
SIZE, LABEL = 95, 85
_CHANGE = 78  # the change against the year before may stand smaller than the numbers
PAD = mm(0.7)
_LEAST, _TITLE_LEAST, _TITLE_MOST = mm(7.4), mm(24), mm(48)
_MOST_LINES = 5
_CLOSING = "）”、，。"
_PITCH = 1.18
_STRETCH = 3  # a few columns alone in a part do not spread over the whole sheet


class Box(NamedTuple):
    """A cell of the head: its words, the columns over which it stands (from, to), its rows in the head (from, to)."""

    words: str
    columns: tuple[int, int]
    rows: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """Columns that stand side by side: their edges, the first of them the row titles'; the head's rows and boxes."""

    columns: tuple[Column, ...]
    stops: tuple[int, ...]
    heights: tuple[int, ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The paper and the parts of a table."""

    paper: tuple[int, int]
    parts: tuple[Part, ...]


def plan(sheet: Sheet) -> Plan:
    """How a sheet is laid out."""
    title = _title_width(sheet)
    needs = [_need(column, sheet) for column in sheet.columns]
    for paper in (A4_LANDSCAPE, A3_LANDSCAPE):
        room = paper[0] - 2 * SIDE - title
        if sum(needs) <= room:
            break
    cuts = _cuts(sheet.columns, needs, room)
    return Plan(paper, tuple(_part(sheet.columns[a:b], needs[a:b], title, paper[0]) for a, b in cuts))


def _title_width(sheet: Sheet) -> int:
    setting = role("fang")
    longest = max((setting.width(row.title, SIZE) for row in sheet.rows), default=0) + 2 * PAD + 10
    return min(max(longest, _TITLE_LEAST), _TITLE_MOST)


def _need(column: Column, sheet: Sheet) -> int:
    """What a column needs: its longest value on one line, its label on a few."""
    setting = role("fang")
    rows = [*sheet.rows, *(sheet.before.rows[-1:] if sheet.before else ())]
    longest = max((shown(column, row.values.get(column.key)) for row in rows), key=len, default="")
    before = sheet.before.total.values.get(column.key) if sheet.before and sheet.before.rows else None
    told = change(column, sheet.total.values.get(column.key), before).removesuffix("%") if sheet.rows else ""
    changed = setting.width(told, _CHANGE) + 2 * PAD
    label = -(-role("hei").width(column.title, LABEL) // _MOST_LINES) + LABEL
    return max(_LEAST, setting.width(longest, SIZE) + 2 * PAD + 10, changed, min(label, mm(14)))


def _cuts(columns: Sequence[Column], needs: Sequence[int], room: int) -> list[tuple[int, int]]:
    """Runs of columns that fit side by side, as even as can be, cut between topmost heads where that is possible."""
    count = -(-sum(needs) // room)
    aim = sum(needs) / count
    cuts, start = list[tuple[int, int]](), 0
    while start < len(columns):
        stop = start
        while stop < len(columns) and sum(needs[start : stop + 1]) <= room:
            stop += 1
        if stop < len(columns):
            whole = [
                at
                for at in range(start + 1, stop + 1)
                if columns[at].heads[:1] != columns[at - 1].heads[:1] or not columns[at].heads
            ]
            near = [at for at in whole if sum(needs[start:at]) >= aim * 0.6]
            stop = min(near, key=lambda at: abs(sum(needs[start:at]) - aim)) if near else stop
        stop = max(stop, start + 1)
        cuts.append((start, stop))
        start = stop
    return cuts


def _part(columns: Sequence[Column], needs: Sequence[int], title: int, width: int) -> Part:
    room = width - 2 * SIDE - title
    total, done = sum(needs), 0
    spread = min(room, total * _STRETCH)
    stops = [SIDE, SIDE + title]
    for need in needs:
        done += need
        stops.append(SIDE + title + spread * done // total)
    head = boxes(columns)
    return Part(tuple(columns), tuple(stops), _heights(head, columns, stops), tuple(head))


def boxes(columns: Sequence[Column]) -> list[Box]:
    """The head: each group over its columns, each title down to the last row."""
    depth = max(len(column.heads) for column in columns) + 1
    found: list[Box] = []

    def over(first: int, last: int, level: int) -> None:
        at = first
        for words, members in groupby(
            range(first, last),
            key=lambda number: columns[number].heads[level] if len(columns[number].heads) > level else None,
        ):
            numbers = list(members)
            if words is None:
                found.extend(Box(columns[n].title, (n, n + 1), (level, depth)) for n in numbers)
            else:
                found.append(Box(words, (numbers[0], numbers[-1] + 1), (level, level + 1)))
                over(numbers[0], numbers[-1] + 1, level + 1)
            at = numbers[-1] + 1
        assert at == last

    over(0, len(columns), 0)
    return found


def _heights(head: Sequence[Box], columns: Sequence[Column], stops: Sequence[int]) -> tuple[int, ...]:
    """Heights of the head's rows: as many lines as the words of their boxes take."""
    depth = max(len(column.heads) for column in columns) + 1
    heights = [mm(6)] * depth
    for box in sorted(head, key=lambda one: one.rows[1] - one.rows[0]):
        first, last = box.rows
        lines = label_lines(box.words, stops[1 + box.columns[1]] - stops[1 + box.columns[0]])
        lacking = round(len(lines) * LABEL * _PITCH) + 2 * PAD - sum(heights[first:last])
        if lacking > 0:
            heights[last - 1] += lacking
    return tuple(heights)


def label_lines(words: str, width: int) -> list[str]:
    """The lines of a label in a box of this width; a bracket that would begin one stays at the end of that before."""
    lines: list[str] = []
    for line in balanced(words, "hei", LABEL, width - 2 * PAD):
        if lines and line[0] in _CLOSING:
            lines[-1] += line[0]
            line = line[1:]
        lines += [line] if line else []
    return lines
