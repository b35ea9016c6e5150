"""A form and one record's facts to pages.

Owns the order of trying: declared heights at full size, then grown rows, then smaller type, then the
supplement sheet. Knows no particular form.
"""

from typing import NamedTuple

from reports.paper import cells
from reports.paper.cells import Slot
from reports.paper.display import A4, Page
from reports.paper.flow import flowing
from reports.paper.folding import folded
from reports.paper.foot import BLANK, Stamp, foot
from reports.paper.form import Facts, Form, find
from reports.paper.grid import Plan, draw_header, edges, first_heights, place, plans
from reports.paper.heights import grown
from reports.paper.supplement import Supplement


class Rest(NamedTuple):
    """A text for the supplement sheet: the words of its field, and how it goes on."""

    name: str
    text: str
    indent: int
    joined: bool


def lay_out(form: Form, facts: Facts, stamp: Stamp = BLANK) -> list[Page]:
    """All pages of the form for one record, foot lines included. Raises MissingCharacter."""
    pages: list[Page] = []
    rest: list[Rest] = []
    for plan in plans(form):
        if plan.sheet.flow:
            pages += flowing(plan, facts, len(pages))
        else:
            pages.append(_page(plan, facts, rest))
    if rest:
        pages += _supplement(form, facts, stamp, rest, len(pages) + 1)
    foot(pages, form.key, form.version, stamp, lambda number: edges(form, number))
    return folded(pages) if form.folded else pages


def _supplement(form: Form, facts: Facts, stamp: Stamp, rest: list[Rest], first: int) -> list[Page]:
    whose = stamp.subject or str(find(facts, form.subject) or "")
    line = "　　".join(part for part in (whose and f"姓名：{whose}", stamp.record and f"编号：{stamp.record}") if part)
    sheet = Supplement(form.title, line, first, lambda number: edges(form, number))
    for name, text, indent, joined in rest:
        sheet.add(name, text, indent, joined=joined)
    return sheet.pages


def _page(plan: Plan, facts: Facts, rest: list[Rest]) -> Page:
    """One declared sheet; what found no room is added to `rest`."""
    size = plan.form.size
    placed = place(plan, first_heights(plan))
    fitted = _fits(placed.slots, facts, cells.steps(size)[:1], cut=False)
    if fitted is None:
        placed = place(plan, grown(plan.form, plan.sheet.rows, plan.room, placed.slots, facts))
        fitted = _fits(placed.slots, facts, cells.steps(size), cut=True)
    page = Page(*A4, placed.static)
    draw_header(page, plan, facts)
    for slot, fit in fitted or ():
        cells.draw(page.items, slot, fit, facts, plan.form)
        if fit is not None and fit.rest:
            rest.append(Rest(slot.name, fit.rest, cells.indent_of(slot.cell), fit.joined))
    return page


def _fits(
    slots: tuple[Slot, ...], facts: Facts, sizes: tuple[int, ...], *, cut: bool
) -> list[tuple[Slot, cells.Fit | None]] | None:
    found: list[tuple[Slot, cells.Fit | None]] = []
    for slot in slots:
        text = cells.content(slot.cell, facts)
        if not text:
            found.append((slot, None))
            continue
        fit = cells.fit(slot, text, sizes, cut=cut)
        if fit is None:
            return None
        found.append((slot, fit))
    return found
