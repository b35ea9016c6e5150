"""What the bordered forms of help share: lines of labelled values, opinion blocks, rows that repeat.

Owns the widths that make columns of different lines meet. Knows no record and no form.
"""

from collections.abc import Sequence
from typing import NamedTuple

from models.core.codes import table
from reports.forms.facts import Facts
from reports.paper.form import Label, Opinion, Prose, Row, Sheet, Stack, Ticks, Value, find, row, stack

WIDTH = 165.0
SIDE = 18.0
REST = WIDTH - SIDE


class F(NamedTuple):
    """A labelled value: the printed word, the fact, its share of the line; optional ones are no gap when empty."""

    label: str
    key: str
    optional: bool = False


ONE, TWO = 10.0, 11.0
"""Heights of a line whose labels stand on one line or on two."""


def _high(height: float, *labels: str) -> float:
    return height or (TWO if any("\n" in label for label in labels) else ONE)


def line(*fields: F, widths: Sequence[float], height: float = 0) -> Row:
    """A line of labelled values; `widths` are those of label and value in turn."""
    cells: list[Label | Value] = []
    for at, field in enumerate(fields):
        cells += (
            Label(field.label, widths[2 * at]),
            Value(field.key, widths[2 * at + 1], expected=bool(field.key) and not field.optional),
        )
    return row(*cells, height=_high(height, *(field.label for field in fields)))


def across(count: int, label: float = SIDE) -> tuple[float, ...]:
    """Widths of so many equal pairs of label and value."""
    return (label, WIDTH / count - label) * count


def wide(field: F, label: float = SIDE, width: float = WIDTH, height: float = 0, align: str = "center") -> Row:
    """A line of one labelled value."""
    value = Value(field.key, width - label, align, expected=bool(field.key) and not field.optional)
    return row(Label(field.label, label), value, height=_high(height, field.label))


def choice(label: str, key: str, options: tuple[str, ...], *, optional: bool = False, height: float = 0) -> Row:
    """A line of boxes to tick."""
    return row(Label(label, SIDE), Ticks(key, options, REST, expected=not optional), height=_high(height, label))


def prose(label: str, key: str, height: float, stretch: float = 1, *, optional: bool = False) -> Row:
    """A line of running text that takes its share of what the page has left."""
    return row(Label(label, SIDE), Prose(key, REST, 2, expected=not optional), height=height, stretch=stretch)


def options(key: str) -> tuple[str, ...]:
    """The entries of a code table as boxes to tick; facts name them by the same labels."""
    return tuple(code.label for code in table(key).items())


def opinion(label: str, level: str, height: float = 34, *, sign: str = "负责人签字：", expected: bool = False) -> Row:
    """The block in which a level decides; `level` is the step whose newest opinion stands here."""
    return row(Label(label, SIDE), opinion_cell(level, REST, sign=sign, expected=expected), height=height, stretch=1)


def opinion_cell(
    level: str, width: float, *, sign: str = "负责人签字：", name: str = "", expected: bool = False
) -> Opinion:
    """The block alone, to stand beside another one."""
    key = f"opinion.{level}"
    return Opinion(f"{key}.opinion", width, sign, date=f"{key}.taken_on.long", expected=expected, name=name)


def statement(label: str, words: str, height: float = 28, *, sign: str, date: str = "") -> Row:
    """Printed words that somebody signs; there is no seal."""
    return row(Label(label, SIDE), Opinion("", REST, sign, "", date, template=words), height=height, stretch=0.3)


def repeated(
    rows: str, columns: tuple[tuple[str, str, float], ...], first: int, last: int, width: float, height: float = 9
) -> Stack:
    """A small table with the lines from `first` up to `last` of the fact `rows`; (key, label, width) columns."""
    head = Row(tuple(Label(label, share) for _, label, share in columns), height)
    body = (
        Row(tuple(Value(f"{rows}.{at}.{key}", share) for key, _, share in columns), height) for at in range(first, last)
    )
    return stack(head, *body, width=width)


FamilyColumns = tuple[tuple[str, str, float], ...]
_ON_SHEET = 20


def count_of(facts: Facts, rows: str = "members") -> int:
    """How many lines a fact of rows holds."""
    found = find(facts, rows)
    return len(found) if isinstance(found, list) else 0


def further_sheets(facts: Facts, on_front: int) -> int:
    """How many sheets the family members need for whom the form itself has no line."""
    return -(-max(count_of(facts) - on_front, 0) // _ON_SHEET)


def family_sheets(columns: FamilyColumns, on_front: int, count: int) -> tuple[Sheet, ...]:
    """So many sheets of family members, after those of the form, so that its two sides stay on one sheet of paper."""
    return tuple(_family_sheet(columns, on_front + at * _ON_SHEET) for at in range(count))


def _family_sheet(columns: FamilyColumns, first: int) -> Sheet:
    lines = repeated("members", columns, first, first + _ON_SHEET, WIDTH, 10)
    return Sheet((row(Label("家庭成员（续）", WIDTH), height=9), row(lines, height=220, stretch=1)))
