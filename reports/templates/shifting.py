"""Where cells, ranges and formulas of a sheet stand after one row became several.

Owns the arithmetic of references: a range that includes the row grows with it, what lies below moves down, a formula
in a copied row asks about its own row. Knows no file.
"""

import re
from typing import NamedTuple

_CELL = r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})"
_ONE = re.compile(rf"^{_CELL}$")
_RANGE = re.compile(rf"^{_CELL}:{_CELL}$")
_ROWS = re.compile(r"^(\$?)(\d{1,7}):(\$?)(\d{1,7})$")
LAST_ROW = 1_048_576


class Shift(NamedTuple):
    """Row `at` (from 1) became `size` rows."""

    at: int
    size: int

    def start(self, row: int) -> int:
        """Where a row stands now that begins something."""
        return row + self.size - 1 if row > self.at else row

    def end(self, row: int) -> int:
        """Where a row stands now that ends something: the row itself ends with its last copy."""
        return min(row + self.size - 1, LAST_ROW) if row >= self.at else row


def reference(words: str, shift: Shift) -> str:
    """A1, A1:B2 or 3:5 after the shift; anything else as it is."""
    if found := _RANGE.match(words):
        a, b = found.groups()[:4], found.groups()[4:]
        return f"{_cell(a, shift.start(int(a[3])))}:{_cell(b, shift.end(int(b[3])))}"
    if found := _ROWS.match(words):
        first, last = shift.start(int(found[2])), shift.end(int(found[4]))
        return f"{found[1]}{first}:{found[3]}{last}"
    if found := _ONE.match(words):
        return _cell(found.groups(), shift.start(int(found[4])))
    return words


def references(words: str, shift: Shift) -> str:
    """Several references, separated by spaces."""
    return " ".join(reference(part, shift) for part in words.split())


def areas(words: str, shift: Shift) -> str:
    """The same for what a rule holds for: a single cell of the row grows to its copies."""
    grown = references(" ".join(f"{part}:{part}" if _ONE.match(part) else part for part in words.split()), shift)
    return " ".join(part.partition(":")[0] if len(set(part.split(":"))) == 1 else part for part in grown.split())


def formula(words: str, shift: Shift, sheet: str, own: str, copy: int | None = None) -> str:
    """A formula on the sheet `own` after a shift on `sheet`; `copy`: it stands in that copy of the row."""
    from openpyxl.formula.tokenizer import Token, Tokenizer

    read = Tokenizer(f"={words}")
    for token in read.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            token.value = _operand(token.value, shift, sheet, own, copy)
    return str(read.render())[1:]  # type: ignore[no-untyped-call]


def _operand(words: str, shift: Shift, sheet: str, own: str, copy: int | None) -> str:
    named, mark, part = words.rpartition("!")
    on = named.strip("'").replace("''", "'") if mark else own
    if on != sheet:
        return words
    if copy is not None and (single := _in_row(part, shift, copy)):
        return f"{named}{mark}{single}"
    return f"{named}{mark}{reference(part, shift)}"


def _in_row(words: str, shift: Shift, copy: int) -> str:
    """A reference to the repeated row itself, as its copy says it; empty for any other."""
    if found := _ONE.match(words):
        own = int(found[4]) == shift.at and not found[3]
        return _cell(found.groups(), shift.at + copy) if own else ""
    if found := _RANGE.match(words):
        a, b = found.groups()[:4], found.groups()[4:]
        own = int(a[3]) == int(b[3]) == shift.at and not a[2] and not b[2]
        return f"{_cell(a, shift.at + copy)}:{_cell(b, shift.at + copy)}" if own else ""
    return ""


def _cell(parts: tuple[str, ...], row: int) -> str:
    return f"{parts[0]}{parts[1]}{parts[2]}{row}"
