"""Fact sheet for a report 情况简报: sentences with figures, under the headings of the reports that offices write.

Owns the reading of `resources/briefing.json` and the putting in of figures. A figure is the total of one column of one
return, so that it can be opened like any number; a sentence whose figures are all zero is left out, and one with a
figure that may not be told is left out too. Counts nothing itself and decides nothing about words.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from models.core.dates import PartialDate
from models.statistics.forms import RATIO, Column, form
from models.statistics.leaving import SheetOf
from models.statistics.leaving import sheet_of as told_sheets
from models.statistics.sheet import HIDDEN, NOT_APPLICABLE, Cell, Sheet, change, shown
from models.statistics.span import Period
from resources import path

_TOKEN = re.compile(r"\[(\w+):([\w.]+)(~?)\]")

_SUMS = ("计", "合计")
_EQUAL = "0.0%"


class Figure(NamedTuple):
    """A figure in a sentence: where it comes from, as it is written, and last year's beside it."""

    form: str
    column: str
    title: str
    text: str
    before: str
    change: str
    compared: bool


Piece = str | Figure


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading and its sentences, each of words and figures."""

    key: str
    title: str
    sentences: tuple[tuple[Piece, ...], ...]

    def figures(self) -> Iterator[Figure]:
        """Every figure once, in its order."""
        seen: set[tuple[str, str]] = set()
        for piece in (piece for sentence in self.sentences for piece in sentence):
            if isinstance(piece, Figure) and (piece.form, piece.column) not in seen:
                seen.add((piece.form, piece.column))
                yield piece


class _Around(NamedTuple):
    """What sentences say besides figures."""

    office: str
    period: str
    cut_off: str


@dataclass(frozen=True, slots=True)
class Briefing:
    """A fact sheet of an office for a period."""

    title: str
    office: str
    period: Period
    chapters: tuple[Chapter, ...]


def headings() -> list[tuple[str, str]]:
    """Key and title of every heading, in their order."""
    return [(chapter["key"], chapter["title"]) for chapter in _content()["chapters"]]


def briefing(
    office: str,
    period: Period,
    wanted: Sequence[str] = (),
    sheet_of: SheetOf | None = None,
    today: date | None = None,
) -> Briefing:
    """The fact sheet with these headings, or all. Raises NotFound for a return or column that does not exist.

    today: when it is written; of a period that has not ended it then tells what is known up to that day.
    """
    around = _Around(office, period.title, _day(min(period.until, today or period.until)))
    counted = _Counted(period, sheet_of or told_sheets())
    told = [chapter for chapter in _content()["chapters"] if not wanted or chapter["key"] in wanted]
    chapters = tuple(
        Chapter(chapter["key"], chapter["title"], tuple(_sentences(chapter, counted, around))) for chapter in told
    )
    title = _content()["title"].format(office=office, period=period.title)
    return Briefing(title, office, period, chapters)


def words(sentence: Sequence[Piece]) -> str:
    """A sentence as it is read, last year's figures in brackets where they are compared."""
    return "".join(piece if isinstance(piece, str) else told(piece) for piece in sentence)


def told(figure: Figure) -> str:
    """A figure in running text: 86人（上年同期71人，+21.1%）."""
    if figure.text == NOT_APPLICABLE:
        return "暂无数据"
    if not figure.compared or not figure.before or figure.text == figure.before == f"0{figure.text[1:]}":
        return figure.text
    more = "，持平" if figure.change == _EQUAL else f"，{figure.change}" if figure.change else ""
    return f"{figure.text}（上年同期{figure.before}{more}）"


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path("briefing.json").read_text("utf-8"))
    return content


class _Counted:
    """The sheets of one period, each counted when it is first asked for."""

    def __init__(self, period: Period, sheet_of: SheetOf) -> None:
        self._period, self._sheet_of = period, sheet_of
        self._sheets: dict[str, Sheet] = {}

    def cell(self, key: str, column: str) -> tuple[Column, Cell, Cell]:
        """Column, value of the total, and that of the year before."""
        if key not in self._sheets:
            self._sheets[key] = self._sheet_of(form(key), self._period)
        sheet = self._sheets[key]
        asked = form(key).column(column)
        before = sheet.before.total.values.get(column) if sheet.before else None
        return asked, sheet.total.values.get(column), before


def _sentences(chapter: dict[str, Any], counted: _Counted, around: _Around) -> Iterator[tuple[Piece, ...]]:
    for entry in chapter["sentences"]:
        pieces, values = _filled(entry["text"], counted, around)
        if HIDDEN in values:  # beside the others it could be worked out
            continue
        if not values or any(map(_counts, values)):
            yield pieces
        elif "none" in entry:
            yield _filled(entry["none"], counted, around)[0]


def _counts(value: Cell) -> bool:
    """Whether a figure is more than nothing."""
    return any(value) if isinstance(value, tuple) else bool(value)


def _filled(template: str, counted: _Counted, around: _Around) -> tuple[tuple[Piece, ...], list[Cell]]:
    pieces: list[Piece] = []
    values: list[Cell] = []
    at = 0
    for token in _TOKEN.finditer(template):
        pieces.append(_words(template[at : token.start()], around))
        column, value, before = counted.cell(token[1], token[2])
        values.append(value)
        pieces.append(_figure(token[1], column, (value, before), bool(token[3])))
        at = token.end()
    pieces.append(_words(template[at:], around))
    return tuple(piece for piece in pieces if piece), values


def _words(text: str, around: _Around) -> str:
    for name, told in around._asdict().items():
        text = text.replace(f"{{{name}}}", told)
    return text


def _day(day: date) -> str:
    return PartialDate.of(day).show()


def _figure(key: str, column: Column, values: tuple[Cell, Cell], compared: bool) -> Figure:
    now, before = values
    unit = "" if column.how == RATIO else column.unit
    written = [text if (text := shown(column, value)) == NOT_APPLICABLE else f"{text}{unit}" for value in values]
    return Figure(
        key,
        column.key,
        "·".join(part for part in (*column.heads, column.title) if part not in _SUMS) or column.title,
        written[0],
        written[1] if before is not None and before != HIDDEN else "",
        change(column, now, before),
        compared,
    )
