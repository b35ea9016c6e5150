"""A form's bordered grid on its pages.

Owns where rows and cells stand, the lines between them, title, header line and notes. How high rows are
belongs to `heights`, what is inside a cell to `cells`. What does not depend on the record is made once
and shared as `Static`.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from reports.paper import cells
from reports.paper.cells import Slot
from reports.paper.display import A4, Item, Line, Page, Rect, Static, Text, mm
from reports.paper.fonts import role
from reports.paper.form import Cell, Facts, Form, Label, Opinion, Row, Sheet, Stack, fill
from reports.paper.heights import Heights, spread
from reports.paper.lines import balanced, break_lines, set_ends, set_line

WIDTH = mm(165)
_INNER, _OUTER = mm(25), mm(20)
_TOP, TOP_BEHIND = mm(17), mm(20)
BOTTOM = A4[1] - mm(23.5)
_TITLE, _TITLE_PITCH = 200, 290
_HEADER = mm(8)
_NOTE, _NOTE_PITCH = 90, 128
THICK, _THIN = 10, 5


class Placed(NamedTuple):
    """The part of a sheet that its heights decide."""

    static: Static
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What is known of a sheet before any record: where the grid begins and ends."""

    form: Form
    sheet: Sheet
    number: int
    left: int
    top: int
    room: int


def edges(form: Form, number: int) -> tuple[int, int]:
    """Left and right edge of the grid on a page; backs are mirrored for binding."""
    left = _OUTER if form.duplex and number % 2 == 0 else _INNER
    return left, left + WIDTH


@cache
def plans(form: Form) -> tuple[Plan, ...]:
    """One plan for each declared sheet."""
    made = []
    for number, sheet in enumerate(form.sheets, start=1):
        top = TOP_BEHIND
        if number == 1:
            top = _TOP + _TITLE_PITCH * len(_title(form))
            top += _HEADER if form.left or form.right else mm(3)
        made.append(Plan(form, sheet, number, edges(form, number)[0], top, BOTTOM - below(sheet) - top))
    return tuple(made)


def _title(form: Form) -> list[str]:
    return balanced(form.title, "title", _TITLE, WIDTH)


def below(sheet: Sheet) -> int:
    """Height of the notes under the grid."""
    count = len(_notes(sheet))
    return count * _NOTE_PITCH + mm(2) if count else 0


@cache
def _notes(sheet: Sheet) -> list[tuple[str, int]]:
    """Lines of the notes with their indent; what is carried over hangs under the first words."""
    found = []
    for note in sheet.notes:
        lines = break_lines(note, "fang", _NOTE, WIDTH - 2 * _NOTE)
        found += [(line.text, 2 * _NOTE if line.at else 0) for line in lines]
    return found


@lru_cache(maxsize=512)
def place(plan: Plan, heights: tuple[Heights, ...]) -> Placed:
    """Lines, labels and slots of a sheet whose rows have these heights."""
    items: list[Item] = []
    slots: list[Slot] = []
    bottom = plan.top + sum(high.height for high in heights)
    place_rows(items, slots, plan.sheet.rows, heights, (plan.left, plan.top, WIDTH), plan.form, "")
    items.append(Rect(plan.left, plan.top, WIDTH, bottom - plan.top, THICK))
    if plan.number == 1:
        draw_title(items, plan)
    draw_notes(items, plan.sheet, plan.left, bottom)
    key = f"{plan.form.key}/{plan.form.version}/{plan.number}/{_flat(heights)}"
    return Placed(Static(key, tuple(items)), tuple(slots))


def _flat(heights: tuple[Heights, ...]) -> str:
    return ",".join(str(high.height) + "".join(f"({_flat(inside)})" for inside in high.inside) for high in heights)


def place_rows(
    items: list[Item],
    slots: list[Slot],
    rows: tuple[Row, ...],
    heights: tuple[Heights, ...],
    box: tuple[int, int, int],
    form: Form,
    beside: str,
) -> None:
    left, y, width = box
    for at, (line, high) in enumerate(zip(rows, heights, strict=True)):
        if at:
            items.append(Line(left, y, left + width, y, _THIN))
        stacks = iter(high.inside)
        name = beside
        for cell, x, wide in across(line, left, width):
            if x > left:
                items.append(Line(x, y, x, y + high.height, _THIN))
            slot = Slot(cell, getattr(cell, "name", "") or name, x, y, wide, high.height)
            if isinstance(cell, Label):
                name = "".join(cell.text.split())
                cells.draw_label(items, slot, form.label_role, form.size - 10)
            elif isinstance(cell, Stack):
                place_rows(items, slots, cell.rows, next(stacks), (x, y, wide), form, name)
            else:
                slots.append(slot)
                if isinstance(cell, Opinion):
                    cells.draw_signature_labels(items, slot, form.size)
        y += high.height


def across(line: Row, left: int, width: int) -> list[tuple[Cell, int, int]]:
    """Cells of a row with left edge and width."""
    whole = sum(cell.width for cell in line.cells)
    found, done = [], 0.0
    for cell in line.cells:
        x = left + round(width * done / whole)
        done += cell.width
        found.append((cell, x, left + round(width * done / whole) - x))
    return found


def draw_title(items: list[Item], plan: Plan) -> None:
    """Draw the form's title above its first grid."""
    texts: list[Text] = []
    y = _TOP + round(_TITLE * 0.95)
    for words in _title(plan.form):
        x = plan.left + (WIDTH - role("title").width(words, _TITLE)) // 2
        set_line(texts, x, y, words, "title", _TITLE)
        y += _TITLE_PITCH
    items += texts


def draw_notes(items: list[Item], sheet: Sheet, left: int, bottom: int) -> None:
    """Draw the notes under a grid that ends at `bottom`."""
    texts: list[Text] = []
    y = bottom + mm(1.5) + _NOTE
    for line, indent in _notes(sheet):
        set_line(texts, left + indent, y, line, "fang", _NOTE)
        y += _NOTE_PITCH
    items += texts


@cache
def first_heights(plan: Plan) -> tuple[Heights, ...]:
    """Declared heights, with what the page has left over spread by `stretch`."""
    return spread(plan.sheet.rows, {}, plan.room)


def draw_header(page: Page, plan: Plan, facts: Facts) -> None:
    """The line between title and grid."""
    form = plan.form
    if plan.number > 1 or not (form.left or form.right):
        return
    texts: list[Text] = []
    y = plan.top - mm(2.6)
    ends = fill(form.left, facts).text, fill(form.right, facts).text
    set_ends(texts, (plan.left + mm(1), plan.left + WIDTH - mm(1)), y, ends, cells.steps(120))
    page.items += texts
