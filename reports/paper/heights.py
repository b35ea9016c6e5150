"""How high the rows of a grid are: declared, grown with their text, stretched over what the page has left.

Owns that sharing out and nothing else; draws nothing. Lengths are display units.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from reports.paper import cells
from reports.paper.cells import Slot
from reports.paper.display import mm
from reports.paper.form import Facts, Form, Row, Stack

_RASTER = mm(2)


class Heights(NamedTuple):
    """Height of a row and, for each stack in it, the heights of the rows inside."""

    height: int
    inside: tuple[tuple["Heights", ...], ...]


def least(line: Row, needs: Mapping[int, int]) -> int:
    """The least height of a row; `needs` are those of rows by identity that must be higher than declared."""
    inside = (sum(least(r, needs) for r in c.rows) for c in line.cells if isinstance(c, Stack))
    return max(mm(line.height), needs.get(id(line), 0), *inside, 0)


def spread(rows: tuple[Row, ...], needs: Mapping[int, int], total: int, *, whole: bool = False) -> tuple[Heights, ...]:
    """Heights of rows that together fill `total` as far as their stretch allows, or `whole`."""
    heights = [least(line, needs) for line in rows]
    wishes = [line.stretch for line in rows]
    if whole and not any(wishes):
        wishes = [line.height for line in rows]
    spare = total - sum(heights)
    if spare > 0 and any(wishes):
        share = spare / sum(wishes)
        heights = [high + int(share * wish) for high, wish in zip(heights, wishes, strict=True)]
        heights[max(range(len(rows)), key=wishes.__getitem__)] += total - sum(heights)
    return tuple(
        Heights(high, tuple(spread(c.rows, needs, high, whole=True) for c in line.cells if isinstance(c, Stack)))
        for line, high in zip(rows, heights, strict=True)
    )


def grown(form: Form, rows: tuple[Row, ...], room: int, slots: Sequence[Slot], facts: Facts) -> tuple[Heights, ...]:
    """Heights in which rows take what their text needs, as far as the page goes."""
    needs = needs_of(form, rows, slots, facts)
    over = sum(least(line, needs) for line in rows) - room
    if over > 0:
        _shorten(rows, needs, over)
    return spread(rows, needs, room)


def needs_of(form: Form, rows: tuple[Row, ...], slots: Sequence[Slot], facts: Facts) -> dict[int, int]:
    """The height that each row's text needs at full size, by the row's identity."""
    owners = _owners(rows)
    needs: dict[int, int] = {}
    for slot in slots:
        text = cells.content(slot.cell, facts)
        if text:
            high = cells.height_for(slot.cell, text, slot.w, form.size)
            owner = owners[id(slot.cell)]
            needs[id(owner)] = max(needs.get(id(owner), 0), -(-high // _RASTER) * _RASTER)
    return needs


def _owners(rows: tuple[Row, ...]) -> dict[int, Row]:
    found: dict[int, Row] = {}
    for line in rows:
        for cell in line.cells:
            if isinstance(cell, Stack):
                found |= _owners(cell.rows)
            else:
                found[id(cell)] = line
    return found


def _shorten(rows: tuple[Row, ...], needs: dict[int, int], over: int) -> None:
    """Take `over` from the rows that wish to grow, the greatest wishes first, so that small ones are granted."""
    wishes = {id(line): needs.get(id(line), 0) - mm(line.height) for line in _all_rows(rows)}
    wishes = {key: wish for key, wish in sorted(wishes.items(), key=lambda pair: pair[1]) if wish > 0}
    granted, left = sum(wishes.values()) - over, len(wishes)
    for key, wish in wishes.items():
        grant = min(wish, max(granted, 0) // left)
        needs[key] -= wish - grant
        granted -= grant
        left -= 1


def _all_rows(rows: tuple[Row, ...]) -> list[Row]:
    found: list[Row] = []
    for line in rows:
        found.append(line)
        for cell in line.cells:
            if isinstance(cell, Stack):
                found += _all_rows(cell.rows)
    return found
