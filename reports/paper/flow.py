"""Sheets that take as many pages as their text needs, as the minutes of a meeting do.

Owns where such a grid is cut: between rows, or between the lines of a row of running text, never leaving
one line alone. Draws with `grid` and `cells` like any other sheet.
"""

from dataclasses import dataclass, field

from reports.paper import cells
from reports.paper.display import A4, Item, Page, Rect
from reports.paper.form import Facts, Prose, Row
from reports.paper.grid import (
    BOTTOM,
    THICK,
    TOP_BEHIND,
    WIDTH,
    Plan,
    across,
    below,
    draw_header,
    draw_notes,
    draw_title,
    edges,
    place_rows,
)
from reports.paper.heights import Heights, least, needs_of, spread
from reports.paper.lines import Broken, break_lines

_FEWEST = 3


@dataclass(slots=True)
class _Cut:
    """The rows of one page, with the lines of the running text that was cut."""

    top: int
    room: int
    rows: list[Row] = field(default_factory=list)
    needs: dict[int, int] = field(default_factory=dict)
    lines: dict[int, list[Broken]] = field(default_factory=dict)

    def left_over(self) -> int:
        return self.room - sum(least(line, self.needs) for line in self.rows)

    def add(self, line: Row, needs: dict[int, int]) -> None:
        self.rows.append(line)
        # A row that was cut here needs the height of its part, not of the whole.
        self.needs = needs | self.needs


def flowing(plan: Plan, facts: Facts, before: int) -> list[Page]:
    """The pages of a flowing sheet that follows on `before` others. Raises MissingCharacter."""
    return [
        _drawn(plan, facts, part, before + at, first=at == 0, last=at == len(parts) - 1)
        for parts in [_parts(plan, facts)]
        for at, part in enumerate(parts)
    ]


def _parts(plan: Plan, facts: Facts) -> list[_Cut]:
    notes = below(plan.sheet)
    parts = [_Cut(plan.top, plan.room)]
    needs = needs_of(plan.form, plan.sheet.rows, _first_slots(plan), facts)
    for line in plan.sheet.rows:
        if least(line, needs) <= parts[-1].left_over():
            parts[-1].add(line, needs)
        elif prose := _prose(line):
            _cut_prose(plan, facts, parts, line, prose, BOTTOM - notes - TOP_BEHIND)
        else:
            parts.append(_Cut(TOP_BEHIND, BOTTOM - notes - TOP_BEHIND))
            parts[-1].add(line, needs)
    return parts


def _first_slots(plan: Plan) -> list[cells.Slot]:
    slots: list[cells.Slot] = []
    heights = spread(plan.sheet.rows, {}, 0)
    place_rows([], slots, plan.sheet.rows, heights, (plan.left, plan.top, WIDTH), plan.form, "")
    return slots


def _prose(line: Row) -> Prose | None:
    return next((cell for cell in line.cells if isinstance(cell, Prose)), None)


def _cut_prose(plan: Plan, facts: Facts, parts: list[_Cut], line: Row, prose: Prose, room: int) -> None:
    """Spread the lines of a running text over this page and as many more as it needs."""
    size = plan.form.size
    wide = next(width for cell, _, width in across(line, 0, WIDTH) if cell is prose)
    text = cells.content(prose, facts)
    lines = break_lines(text, cells.BODY, size, cells.room(prose, wide, 0)[0], prose.indent * size)
    step, pads = cells.pitch(prose, size), -cells.room(prose, 0, 0)[1]
    while lines:
        part = parts[-1]
        count = (part.left_over() - pads - size) // step + 1
        if count < min(_FEWEST, len(lines)) and part.rows:
            parts.append(_Cut(TOP_BEHIND, room))
            continue
        if 0 < len(lines) - count < _FEWEST - 1 and count > _FEWEST:
            count -= 1
        taken, lines = lines[:count], lines[count:]
        part.lines[id(prose)] = taken
        part.add(line, {id(line): (len(taken) - 1) * step + round(size * 1.1) + pads})
        if lines:
            parts.append(_Cut(TOP_BEHIND, room))


def _drawn(plan: Plan, facts: Facts, part: _Cut, before: int, *, first: bool, last: bool) -> Page:
    page = Page(*A4)
    left = edges(plan.form, before + 1)[0]
    items: list[Item] = []
    slots: list[cells.Slot] = []
    rows = tuple(part.rows)
    needs = part.needs if last else _filled(part)
    heights: tuple[Heights, ...] = spread(rows, needs, part.room if last else 0)
    bottom = part.top + sum(high.height for high in heights)
    place_rows(items, slots, rows, heights, (left, part.top, WIDTH), plan.form, "")
    items.append(Rect(left, part.top, WIDTH, bottom - part.top, THICK))
    page.items += items
    if first and plan.number == 1:
        draw_title(page.items, plan)
        draw_header(page, plan, facts)
    if last:
        draw_notes(page.items, plan.sheet, left, bottom)
    sizes = cells.steps(plan.form.size)
    for slot in slots:
        text = cells.content(slot.cell, facts)
        fit = cells.fit(slot, text, sizes, cut=True) if text else None
        if (lines := part.lines.get(id(slot.cell))) is not None:
            fit = cells.Fit(plan.form.size, lines)
        cells.draw(page.items, slot, fit, facts, plan.form)
    return page


def _filled(part: _Cut) -> dict[int, int]:
    """The needs of a page that is followed by another: its last row reaches down to the margin."""
    spare = part.left_over()
    last = part.rows[-1]
    return part.needs | {id(last): least(last, part.needs) + spare}
