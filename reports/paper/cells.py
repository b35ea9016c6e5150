"""The inside of one cell: finding the size at which its content fits, and drawing it there.

Owns padding, line pitch, the steps of the font size, what remains for the supplement sheet, and the look
of ticks, signature lines and photographs. Knows a cell's box and nothing of the grid around it.
"""

import struct
from collections.abc import Sequence
from typing import NamedTuple

from reports.paper.display import Item, Picture, Text, mm
from reports.paper.fonts import role
from reports.paper.form import (
    Cell,
    Facts,
    Form,
    Label,
    Opinion,
    Photo,
    Prose,
    Sentence,
    Ticks,
    Value,
    fill,
    find,
    text_of,
    ticked,
)
from reports.paper.lines import Broken, balanced, break_lines, set_line, stretch, tidied

BODY = "fang"
SMALLEST = 90
PAD = mm(1.4)
PROSE_PAD = mm(2.2)
PROSE_PITCH = 1.42
VALUE_PITCH = 1.22
SEE = "（续见附页）"
_STEPS = (120, 115, 110, 105, 100, 95, 90)
_RISE = 0.88
_SIGN_WIDTH = mm(66)
_SIGN_PITCH = mm(7.5)
_SIGN_HEIGHT = mm(17)


class Slot(NamedTuple):
    """A cell in its place: the box, and the words beside it."""

    cell: Cell
    name: str
    x: int
    y: int
    w: int
    h: int


class Fit(NamedTuple):
    """How a text goes into a box: size, lines, and what has to go on on the supplement sheet.

    `joined` says that the rest begins in the middle of a paragraph.
    """

    size: int
    lines: Sequence[Broken]
    rest: str = ""
    joined: bool = False


def steps(size: int) -> tuple[int, ...]:
    """The sizes that a text may be set in, from `size` down to the smallest."""
    return (size, *(step for step in _STEPS if step < size))


def pitch(cell: Cell, size: int) -> int:
    """Distance of baselines."""
    return round(size * (PROSE_PITCH if isinstance(cell, Prose | Opinion) else VALUE_PITCH))


def content(cell: Cell, facts: Facts) -> str:
    """The text that the facts put into a cell of running or single text."""
    if isinstance(cell, Value | Prose):
        return text_of(find(facts, cell.key))
    if isinstance(cell, Sentence):
        return fill(cell.template, facts).text
    if isinstance(cell, Opinion):
        given = text_of(find(facts, cell.key))
        return given or (fill(cell.template, facts).text if cell.template else "")
    return ""


def room(cell: Cell, w: int, h: int) -> tuple[int, int]:
    """Width and height that a cell's box leaves for text."""
    if isinstance(cell, Prose):
        return w - 2 * PROSE_PAD, h - 2 * PROSE_PAD
    if isinstance(cell, Opinion):
        choices = round(_SIGN_PITCH) if cell.options else 0
        return w - 2 * PROSE_PAD, h - 2 * PROSE_PAD - _SIGN_HEIGHT - choices
    return w - 2 * PAD, h - 20


def indent_of(cell: Cell) -> int:
    """First-line indent in characters."""
    return cell.indent if isinstance(cell, Prose) else 2 if isinstance(cell, Opinion) else 0


def height_for(cell: Cell, text: str, w: int, size: int) -> int:
    """The least height of the cell's box in which the text fits at that size."""
    width, spare = room(cell, w, 0)
    count = len(break_lines(text, BODY, size, width, indent_of(cell) * size))
    return (count - 1) * pitch(cell, size) + round(size * 1.1) - spare


def fit(slot: Slot, text: str, sizes: Sequence[int], *, cut: bool) -> Fit | None:
    """The largest of the sizes at which the text fits; None if it fits at none and may not be cut."""
    width, height = room(slot.cell, slot.w, slot.h)
    indent = indent_of(slot.cell)
    if not indent and "\n" not in text:
        length = role(BODY).width(text, sizes[0])
        if length <= width:
            return Fit(sizes[0], (Broken(text, length, 0, True, False, 0),))
    for size in sizes:
        lines = break_lines(text, BODY, size, width, indent * size)
        high = (len(lines) - 1) * pitch(slot.cell, size) + size
        torn = any(line.torn for line in lines)
        if high <= height and not (torn and size > sizes[-1]):
            return (None if cut or not torn else _untorn(slot, text, size)) or Fit(size, lines)
    return _cut(slot, tidied(text), lines, sizes[-1], height) if cut else None


def _untorn(slot: Slot, text: str, size: int) -> Fit | None:
    """A text at the largest smaller size at which no number or word is torn in two; None if there is none."""
    width, height = room(slot.cell, slot.w, slot.h)
    for step in steps(size)[1:]:
        lines = break_lines(text, BODY, step, width, indent_of(slot.cell) * step)
        if (len(lines) - 1) * pitch(slot.cell, step) + step <= height and not any(line.torn for line in lines):
            return Fit(step, lines)
    return None


def _cut(slot: Slot, text: str, lines: Sequence[Broken], size: int, height: int) -> Fit:
    """As many lines as fit with a last one that points to the supplement sheet, and the rest of the text."""
    keep = (height - size) // pitch(slot.cell, size)
    width = role(BODY).width(SEE, size)
    available = room(slot.cell, slot.w, slot.h)[0]
    if keep < 1 or width > available:
        short = SEE if width <= available else "附页"
        return Fit(size, (Broken(short, role(BODY).width(short, size), 0, True, False, 0),), text)
    see = Broken(SEE, width, max(available - width, 0), True, False, 0)
    return Fit(size, (*lines[:keep], see), text[lines[keep].at :], not lines[keep - 1].last)


def draw_text(out: list[Item], slot: Slot, fitted: Fit) -> None:
    """Draw fitted text in its slot."""
    cell, size = slot.cell, fitted.size
    texts: list[Text] = []
    running = isinstance(cell, Prose | Opinion)
    step = pitch(cell, size)
    width = room(cell, slot.w, slot.h)[0]
    left = slot.x + (PROSE_PAD if running else PAD)
    if running:
        y = slot.y + PROSE_PAD + round(size * _RISE)
    else:
        block = (len(fitted.lines) - 1) * step + size
        y = slot.y + (slot.h - block) // 2 + round(size * _RISE)
    centred = isinstance(cell, Value) and cell.align == "center"
    single = len(fitted.lines) == 1
    for line in fitted.lines:
        x = left + line.indent
        if centred and (single or line.width < width):
            x = left + (width - line.width) // 2
        spacing = stretch(line, size, width) if running else 0.0
        set_line(texts, x, y, line.text, BODY, size, spacing)
        y += step
    out += texts


def draw_label(out: list[Item], slot: Slot, role_key: str, size: int) -> None:
    """Draw a printed label in the middle of its cell, smaller or stacked if it is narrow."""
    cell = slot.cell
    assert isinstance(cell, Label)
    key = cell.role or role_key
    setting = role(key)
    width = slot.w - 2 * mm(0.8)
    for step in (size, *range(size - 5, 65, -5)):
        lines = balanced(cell.text, key, step, width)
        high = (len(lines) - 1) * round(step * 1.3) + step
        if high <= slot.h - 16 and all(setting.width(line, step) <= width for line in lines):
            break
    centre_lines(out, slot, [(line, setting.width(line, step)) for line in lines], key, step)


def centre_lines(out: list[Item], slot: Slot, lines: Sequence[tuple[str, int]], role_key: str, size: int) -> None:
    """Draw lines of (text, width) in the middle of a box."""
    texts: list[Text] = []
    step = round(size * 1.3)
    y = slot.y + (slot.h - (len(lines) - 1) * step - size) // 2 + round(size * _RISE)
    for text, width in lines:
        set_line(texts, slot.x + (slot.w - width) // 2, y, text, role_key, size)
        y += step
    out += texts


def draw_ticks(out: list[Item], slot: Slot, options: Sequence[str], fact: object, size: int, align: str) -> None:
    """Draw options with a box each, the ticked ones with a hook in it; several lines if one is too short."""
    width = slot.w - 2 * PAD
    chosen = ticked(fact)
    for step in steps(size):
        lines = _tick_lines(options, step, width)
        high = (len(lines) - 1) * round(step * 1.4) + step
        if high <= slot.h - 16 and all(length <= width for _, length in lines):
            break
    y = slot.y + (slot.h - high) // 2 + round(step * _RISE)
    for line, length in lines:
        x = slot.x + PAD + ((width - length) // 2 if align == "center" else 0)
        for option in line:
            x += draw_tick(out, x, y, option, option in chosen, step) + step
        y += round(step * 1.4)


def _tick_lines(options: Sequence[str], size: int, width: int) -> list[tuple[list[str], int]]:
    lines: list[tuple[list[str], int]] = []
    for option in options:
        length = _tick_length(option, size)
        if lines and lines[-1][1] + size + length <= width:
            line, before = lines[-1]
            lines[-1] = ([*line, option], before + size + length)
        else:
            lines.append(([option], length))
    return lines


def draw_tick(out: list[Item], x: int, y: int, option: str, chosen: bool, size: int) -> int:
    """Draw one option; its length."""
    texts: list[Text] = []
    gap = size // 8
    set_line(texts, x, y, "□", BODY, size)
    if chosen:
        set_line(texts, x + gap // 2, y, "√", "hei_medium", size)
    set_line(texts, x + size + gap, y, option, BODY, size)
    out += texts
    return _tick_length(option, size)


def _tick_length(option: str, size: int) -> int:
    return size + size // 8 + role(BODY).width(option, size)


def draw_signature_labels(out: list[Item], slot: Slot, size: int) -> None:
    """Draw what is printed of an opinion's signature block: who signs, and where the seal goes."""
    cell = slot.cell
    assert isinstance(cell, Opinion)
    texts: list[Text] = []
    left, low = _signature_place(slot)
    if cell.sign:
        set_line(texts, left, low - _SIGN_PITCH, cell.sign, BODY, size)
    if cell.seal:
        set_line(texts, left, low, cell.seal, BODY, size)
    out += texts


def draw_signature_date(out: list[Item], slot: Slot, facts: Facts, size: int) -> None:
    """Draw the date under an opinion, or the room to write it."""
    cell = slot.cell
    assert isinstance(cell, Opinion)
    texts: list[Text] = []
    given = text_of(find(facts, cell.date)) if cell.date else ""
    date = given or "\u3000\u3000年\u3000\u3000月\u3000\u3000日"
    x = slot.x + slot.w - PROSE_PAD - mm(2) - role(BODY).width(date, size)
    set_line(texts, x, _signature_place(slot)[1], date, BODY, size)
    out += texts


def _signature_place(slot: Slot) -> tuple[int, int]:
    """Left edge of the signature block and the baseline of its lower line."""
    left = max(slot.x + PROSE_PAD, slot.x + slot.w - PROSE_PAD - _SIGN_WIDTH)
    return left, slot.y + slot.h - mm(4)


def draw_choices(out: list[Item], slot: Slot, facts: Facts, size: int) -> None:
    """Draw an opinion's options above its signature block."""
    cell = slot.cell
    assert isinstance(cell, Opinion)
    top = slot.y + slot.h - PROSE_PAD - _SIGN_HEIGHT - _SIGN_PITCH
    box = Slot(cell, slot.name, slot.x + PROSE_PAD - PAD, top, slot.w - 2 * PROSE_PAD + 2 * PAD, _SIGN_PITCH)
    draw_ticks(out, box, cell.options, find(facts, cell.choice), size, "left")


def draw_photo(out: list[Item], slot: Slot, fact: object, label_role: str, size: int) -> None:
    """Draw a photograph in its proportions, or the words that say it goes here."""
    cell = slot.cell
    assert isinstance(cell, Photo)
    pixels = picture_size(fact) if isinstance(fact, bytes) else None
    if pixels is None or not isinstance(fact, bytes):
        setting = role(label_role)
        words = [(line, setting.width(line, size)) for line in cell.text.split("\n")]
        centre_lines(out, slot, words, label_role, size)
        return
    edge = mm(0.8)
    scale = min((slot.w - 2 * edge) / pixels[0], (slot.h - 2 * edge) / pixels[1])
    w, h = int(pixels[0] * scale), int(pixels[1] * scale)
    out.append(Picture(slot.x + (slot.w - w) // 2, slot.y + (slot.h - h) // 2, w, h, fact))


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a JPEG or PNG file; None if it is neither."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) > 24:
        width, height = struct.unpack(">LL", data[16:24])
        return (width, height) if width and height else None
    at = 2 if data[:2] == b"\xff\xd8" else len(data)
    while at + 9 < len(data) and data[at] == 0xFF:
        mark, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return (width, height) if width and height else None
        at += 2 + length
    return None


def has_text(cell: Cell) -> bool:
    """Whether the cell holds text that may be too long."""
    return isinstance(cell, Value | Prose | Sentence | Opinion)


def draw(out: list[Item], slot: Slot, fitted: Fit | None, facts: Facts, form: Form) -> None:
    """Draw everything that a record puts into a cell."""
    cell = slot.cell
    if fitted is not None:
        draw_text(out, slot, fitted)
    if isinstance(cell, Ticks):
        draw_ticks(out, slot, cell.options, find(facts, cell.key), form.size, cell.align)
    elif isinstance(cell, Photo):
        draw_photo(out, slot, find(facts, cell.key), form.label_role, form.size)
    elif isinstance(cell, Opinion):
        if cell.options:
            draw_choices(out, slot, facts, form.size)
        draw_signature_date(out, slot, facts, form.size)
