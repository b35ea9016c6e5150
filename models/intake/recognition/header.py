"""Where the header of a table is, how many rows it has, and what each of its columns means.

Owns the finding of headers by what stands in them. Knows nothing of the rows below.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.intake.headers import Meaning, meaning, meaning_of_parts, undecorated, words
from models.intake.reading import Cell, Merge, Sheet
from models.intake.recognition.tables import Column

MOST_HEADER_ROWS = 3
_LEAST_KEYS = 2
_ALL_LOOKED_AT = 60
_LOOKS_LIKE_DATA = re.compile(r"\d{4,}|\d+[.年/-]\d+")
_SAYS_WHAT_FOLLOWS = re.compile(r"[:：]")


@dataclass(slots=True)
class Header:
    """A header: first and last row (indexes from 0) and its columns."""

    top: int
    bottom: int
    columns: list[Column]


class Grid:
    """A sheet's rows with its merges looked up quickly."""

    def __init__(self, sheet: Sheet) -> None:
        self.rows = sheet.rows
        self.width = sheet.width
        self.merges = [merge for merge in sheet.merges if merge.top < len(sheet.rows)]
        self._by_row: dict[int, list[Merge]] = {}
        for merge in self.merges:
            # A range that reaches over more rows than any header has is looked up only where it begins.
            for row in range(merge.top, min(merge.bottom, merge.top + MOST_HEADER_ROWS) + 1):
                self._by_row.setdefault(row, []).append(merge)

    def merge_at(self, row: int, column: int) -> Merge | None:
        """The merged range that covers a cell."""
        for merge in self._by_row.get(row, ()):
            if merge.left <= column <= merge.right and merge.top <= row <= merge.bottom:
                return merge
        return None

    def text(self, row: int, column: int) -> str:
        """The cell as text, a covered cell as the one that covers it."""
        merge = self.merge_at(row, column)
        if merge:
            row, column = merge.top, merge.left
        cell = self.rows[row][column] if row < len(self.rows) and column < self.width else ""
        return cell.strip() if isinstance(cell, str) else as_text(cell)


def as_text(cell: Cell) -> str:
    """A cell as short text for comparing."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell)) if abs(cell) < 1e15 else f"{cell:.0f}"
    return str(cell)


def may_be_header(row: Sequence[Cell]) -> bool:
    """A cheap test before the dear one: some short text that has to do with names."""
    for cell in row:  # noqa: SIM110 - every cell of the file passes here, and this is three times as fast
        if type(cell) is str and ("名" in cell or cell == "户主") and len(cell) < 16:
            return True
    return False


def find_headers(grid: Grid, context: str, learned: Mapping[str, Sequence[str]]) -> list[Header]:
    """All headers from top to bottom, side-by-side tables one after the other."""
    found: list[Header] = []
    below = 0
    for index, row in enumerate(grid.rows):
        if index < below or not (index < _ALL_LOOKED_AT or may_be_header(row)):
            continue
        header = _header_at(grid, index, below, context, learned)
        if header:
            found += _side_by_side(header)
            below = header.bottom + 1
    return found


def _header_at(grid: Grid, index: int, first: int, context: str, learned: Mapping[str, Sequence[str]]) -> Header | None:
    names = [column for column, cell in enumerate(grid.rows[index]) if _is_name_header(cell, context)]
    if not names:
        return None
    bottom = _last_row(grid, index, names[0], context)
    top = _first_row(grid, index, first)
    columns = _columns(grid, top, bottom, context)
    remembered = learned.get("\t".join(column.header for column in columns))
    if remembered:
        _take_remembered(columns, remembered)
    keys = {column.key for column in columns if column.key}
    known = sum(1 for column in columns if column.key)
    if "name" not in keys or len(keys) < _LEAST_KEYS or (known < 3 and known * 4 < len(columns)):
        return None
    return Header(top, bottom, columns)


def _is_name_header(cell: Cell, context: str) -> bool:
    if not isinstance(cell, str) or not cell:
        return False
    found = meaning(cell, context)
    return found is not None and found.key == "name"


def _last_row(grid: Grid, top: int, name_column: int, context: str) -> int:
    """The last row of the header: sub-headers stand under groups while the name's own cell has nothing below."""
    bottom = top
    merge = grid.merge_at(top, name_column)
    if merge and merge.bottom > top:
        return min(merge.bottom, top + MOST_HEADER_ROWS - 1, len(grid.rows) - 1)
    while bottom + 1 < min(len(grid.rows), top + MOST_HEADER_ROWS) and _continues(
        grid, bottom + 1, name_column, context
    ):
        bottom += 1
    return bottom


def _continues(grid: Grid, row: int, name_column: int, context: str) -> bool:
    if as_text(grid.rows[row][name_column]):
        return False
    filled = [(column, as_text(cell)) for column, cell in enumerate(grid.rows[row]) if as_text(cell)]
    if not filled or any(not isinstance(grid.rows[row][column], str) for column, _ in filled):
        return False
    if any(_LOOKS_LIKE_DATA.search(text) for _, text in filled):
        return False
    hits = [column for column, text in filled if meaning_of_parts([_group(grid, row - 1, column), text], context)]
    return len(hits) * 2 >= len(filled)


def _group(grid: Grid, row: int, column: int) -> str:
    """The group header over a cell: the merged one, or the nearest to the left with nothing between."""
    for left in range(column, -1, -1):
        text = grid.text(row, left)
        if text:
            return text
    return ""


def _first_row(grid: Grid, index: int, first: int) -> int:
    """The row of group headers above, if there is one."""
    above = index - 1
    if above < first:
        return index
    filled = [column for column, cell in enumerate(grid.rows[above]) if as_text(cell)]
    texts = [grid.text(above, column) for column in filled]
    if len(filled) < 2 or any(_SAYS_WHAT_FOLLOWS.search(text) or len(text) > 12 for text in texts):
        return index
    if any(not isinstance(grid.rows[above][column], str) for column in filled):
        return index
    spanning = [column for column in filled if _spans_columns(grid, above, column)]
    unmerged_groups = not grid.merges and len(filled) < sum(1 for cell in grid.rows[index] if as_text(cell))
    return above if spanning or unmerged_groups else index


def _spans_columns(grid: Grid, row: int, column: int) -> bool:
    merge = grid.merge_at(row, column)
    return merge is not None and merge.right > merge.left and merge.bottom == row


def _columns(grid: Grid, top: int, bottom: int, context: str) -> list[Column]:
    columns = []
    for index in range(grid.width):
        parts = _parts(grid, top, bottom, index)
        if parts:
            header = "".join(map(undecorated, parts))
            columns.append(Column(index, header, meaning_of_parts(parts, context)))
    _drop_doubles(columns)
    return columns


def _parts(grid: Grid, top: int, bottom: int, column: int) -> list[str]:
    """Texts over a column from the top row of the header to the bottom row, each merged one once."""
    parts: list[str] = []
    seen: set[tuple[int, int]] = set()
    for row in range(top, bottom + 1):
        merge = grid.merge_at(row, column)
        place = (merge.top, merge.left) if merge else (row, column)
        text = grid.text(row, column)
        if not text and row < bottom and not merge and as_text(grid.rows[row + 1][column]):
            text, place = _unmerged_group(grid, row, column)
        if text and place not in seen:
            seen.add(place)
            parts.append(text)
    return parts


def _unmerged_group(grid: Grid, row: int, column: int) -> tuple[str, tuple[int, int]]:
    """A group header that was centred over its columns without merging them, as in text files."""
    for left in range(column - 1, -1, -1):
        text = grid.text(row, left)
        if text:
            below = grid.text(row + 1, left) and not grid.merge_at(row, left)
            return (text, (row, left)) if below else ("", (row, column))
    return "", (row, column)


def _drop_doubles(columns: list[Column]) -> None:
    """Of several columns with one meaning only the most usual spelling keeps it, the first of equals."""
    best: dict[tuple[str, str], Column] = {}
    for column in columns:
        if column.meaning is None:
            continue
        place = (column.meaning.key, column.meaning.part)
        holder = best.get(place)
        if holder is None or holder.meaning is None or column.meaning.rank < holder.meaning.rank:
            best[place] = column
    whole = {key for key, part in best if not part}
    for column in columns:
        found = column.meaning
        if found and (best[found.key, found.part] is not column or (found.part and found.key in whole)):
            # A value written whole beside the same value in pieces: the whole one counts.
            if _same_header_before(columns, column):
                continue
            column.meaning = None


def _same_header_before(columns: list[Column], column: Column) -> bool:
    """Equal headers further left: perhaps a second table beside the first, which is split off later."""
    return any(other.header == column.header for other in columns if other.index < column.index)


def _take_remembered(columns: list[Column], keys: Sequence[str]) -> None:
    for column, remembered in zip(columns, keys, strict=False):
        key, _, part = remembered.partition("#")
        column.meaning = Meaning(key, part) if key else None


def _side_by_side(header: Header) -> list[Header]:
    """The header cut where it begins anew to the right; otherwise just itself without doubles."""
    starts = _starts(header.columns)
    blocks = [header.columns[start:end] for start, end in pairwise([*starts, len(header.columns)])]
    for block in blocks:
        _clear_doubles(block)
    return [Header(header.top, header.bottom, block) for block in blocks]


def _starts(columns: list[Column]) -> list[int]:
    headers = [column.header for column in columns]
    names = [place for place, column in enumerate(columns) if column.key == "name"]
    offset = names[0]
    starts = [0]
    for place in names[1:]:
        start = place - offset
        length = min(3, start - starts[-1])
        if start > starts[-1] and length >= 2 and headers[start : start + length] == headers[:length]:
            starts.append(start)
    return starts


def _clear_doubles(columns: list[Column]) -> None:
    seen: set[tuple[str, str]] = set()
    for column in columns:
        if column.meaning:
            place = (column.meaning.key, column.meaning.part)
            if place in seen:
                column.meaning = None
            seen.add(place)


def looks_like_form(grid: Grid, header: Header, context: str) -> bool:
    """A form for one person: labels with their values beside them, in several rows."""
    # The lower row of a header says nothing by itself: 姓名 and 务工地点 under 父亲 are no label with its value.
    first = header.top if header.bottom == header.top else header.bottom + 1
    looked_at = range(first, min(first + 4, len(grid.rows)))
    pairs = sum(_label_value_pairs(grid, row, context) for row in looked_at)
    rows = sum(1 for row in looked_at if _labels(grid, row, context) >= 2)
    return rows >= 2 and pairs >= 3


def _labels(grid: Grid, row: int, context: str) -> int:
    return sum(1 for cell in grid.rows[row] if isinstance(cell, str) and cell and meaning(cell, context))


def _label_value_pairs(grid: Grid, row: int, context: str) -> int:
    texts = [as_text(cell) for cell in grid.rows[row]]
    filled = [text for text in texts if text]
    return sum(
        1
        for label, value in pairwise(filled)
        if meaning(label, context)
        and not meaning(value, context)
        and not any(word == value for word in words("owners"))
    )
