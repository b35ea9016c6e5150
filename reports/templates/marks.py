"""Marks: {{姓名}} in texts that may be cut into several pieces, and what stands for them.

Owns how a mark is spelled and how it is replaced across pieces; knows no file format. Nothing between the braces is
ever executed: it is a name that is looked up, or it stays as it is.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from models.core.errors import KnownError
from reports.templates.names import EMPTY, OFFICE, RECORD, Around, Name, Value, by_key, find, listing_of, plain, value
from reports.templates.subjects import Subject

MARK = re.compile(r"[{｛]{2}\s*([^{}｛｝%#\n]{1,60}?)\s*[}｝]{2}")
LOGIC = re.compile(r"\{%|\{#")
"""What other programs execute; here it stays as it is."""
BETWEEN = "、"
_OUTSIDE = "清单里每条记录占一行，“{words}”写在了这一行外面，不知道是谁的。请把它移到那一行里，或改为每人一份。"


class Found(NamedTuple):
    """A mark as it is written in a file."""

    words: str
    start: int
    end: int


def marks_in(text: str) -> list[Found]:
    """The marks of a text, in their order."""
    return [Found(match[1], *match.span()) for match in MARK.finditer(text)]


def replaced(pieces: Sequence[str], stands: Callable[[str], str | None]) -> list[str] | None:
    """The pieces with every mark replaced where it begins; None when nothing changes. `stands` gives None to keep."""
    whole = "".join(pieces)
    found = [(mark, put) for mark in marks_in(whole) if (put := stands(mark.words)) is not None]
    if not found:
        return None
    made, starts, at = list(pieces), list[int](), 0
    for piece in pieces:
        starts.append(at)
        at += len(piece)
    for mark, put in reversed(found):
        for number, start in enumerate(starts):
            first, last = max(mark.start - start, 0), min(mark.end - start, len(pieces[number]))
            if first < last:
                begins = mark.start >= start
                made[number] = made[number][:first] + (put if begins else "") + made[number][last:]
    return made


class Row(NamedTuple):
    """One line of a repeated row: the record that its marks are about, and its number."""

    part: str
    record: Any
    order: int


class Form:
    """What fills one form: a record, the lists that belong to it, and what its marks mean.

    together: the records that share one list, for a template whose row repeats for each of them.
    """

    def __init__(
        self, subject: Subject, choices: dict[str, str], record: Any, around: Around, together: Sequence[Any] = ()
    ) -> None:
        self.subject, self.record, self.around = subject, record, around
        self.together = list(together)
        self._choices = {plain(words): key for words, key in choices.items()}
        self._names: dict[str, Name | None] = {}
        self._lines: dict[tuple[str, int], list[Any]] = {}

    def name(self, words: str) -> Name | None:
        """What a mark means: as it was chosen, or as it is written; None for an unknown one."""
        asked = plain(words)
        if asked not in self._names:
            chosen = self._choices.get(asked)
            kind = self.subject.kind
            self._names[asked] = find(kind, asked) if chosen is None else _chosen(kind, chosen)
        return self._names[asked]

    def repeats(self, words: Sequence[str]) -> str | None:
        """The part whose lines repeat a row with these marks; None for a row that stands once. Raises KnownError."""
        names = [name for each in words if (name := self.name(each)) is not None]
        parts = {name.part for name in names if name.part != OFFICE and name.key != EMPTY}
        if self.together:
            return RECORD if RECORD in parts else None
        parts.discard(RECORD)
        if len(parts) > 1:
            titles = "、".join(listing_of(self.subject, part).title for part in sorted(parts))
            raise KnownError(f"同一行里有几种清单的标记（{titles}），不知道按哪一种重复。请分成几行。")
        return next(iter(parts), None)

    def refuse_several(self, rows: int) -> None:
        """Raise KnownError where several rows would repeat for the records of one list: they would come apart."""
        if self.together and rows > 1:
            raise KnownError("清单里每条记录只能占一行，这里有几行都写了标记。请写在同一行，或改为每条记录一个文件。")

    def rows(self, part: str) -> list[Row]:
        """The lines of a part; one empty line where there is none, so that the form keeps its row."""
        records = self.together if part == RECORD else self._read(part, self.record)
        rows = [Row(part, record, order) for order, record in enumerate(records, start=1)]
        return rows or [Row(part, None, 0)]

    def value(self, words: str, row: Row | None = None) -> Value | None:
        """What stands for a mark, here or in a line of a list; None for an unknown mark."""
        name = self.name(words)
        if name is None:
            return None
        if name.key == EMPTY:
            return Value("")
        if row is not None and name.part == row.part and name.part != OFFICE:
            return value(name, row.record, self.around, row.order) if row.record is not None else Value("")
        if name.part == RECORD and self.together:
            raise KnownError(_OUTSIDE.format(words=words))
        if name.part in (OFFICE, RECORD):
            return value(name, self.record, self.around, 1)
        lines = self._read(name.part, self.record if row is None or row.part != RECORD else row.record)
        texts = (value(name, record, self.around, at).text for at, record in enumerate(lines, start=1))
        return Value(BETWEEN.join(filter(None, texts)))

    def text(self, words: str, row: Row | None = None) -> str | None:
        """The same as text."""
        found = self.value(words, row)
        return None if found is None else found.text

    def about_record(self, words: Sequence[str]) -> bool:
        """Whether any of these marks says something of the record, so that it differs from form to form."""
        return any(name.part != OFFICE for each in words if (name := self.name(each)) is not None)

    def _read(self, part: str, record: Any) -> list[Any]:
        key = part, record.id
        if key not in self._lines:
            self._lines[key] = list(listing_of(self.subject, part).lines(record, self.around.closed))
        return self._lines[key]


def _chosen(kind: str, key: str) -> Name | None:
    return Name(EMPTY, "", "", RECORD) if key == EMPTY else by_key(kind, key)


def words_of(texts: Iterator[str]) -> list[str]:
    """The marks of many texts, each once, in the order in which they first stand."""
    return list(dict.fromkeys(mark.words for text in texts for mark in marks_in(text)))
