"""What is not told 隐去: small numbers about protected kinds, with whatever would give them away.

Owns which numbers are too small to tell, and what an attacker knows: sums over rows, identities, which column is part
of which, and what was handed out before, for other periods and in other tables. Hides until every such number has a
witness (`witness`). The threshold is an entry of the rule book.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from models.office.rulebook import rule_book
from models.statistics.forms import RECORDS, SUM, Column, Identity, ReturnForm, form
from models.statistics.sheet import HIDDEN, PROTECTED, TOTAL, Cell, Row, Sheet, check, completed
from models.statistics.span import Period
from models.statistics.subjects import STANDING, UNIT
from models.statistics.witness import Key, Linear, Puzzle, hidden_with

BOOK, RULE = "statistics", "small_count_below"


def threshold(period: Period) -> int:
    """Numbers about protected kinds below this are not told; 0 where the rule book tells all."""
    rules = {rule.id: rule for rule in rule_book(BOOK).rules if rule.in_force(period.until)}
    return int(rules[RULE].value) if RULE in rules else 0


def suppressed(sheet: Sheet, earlier: Iterable[Sheet] = (), least: int | None = None) -> Sheet:
    """The sheet without what must not be told; `earlier`: what this office handed out before.

    A sheet in which no number is about a protected kind stays as it is.
    """
    least = threshold(sheet.period) if least is None else least
    handed_out = list(earlier)
    before = suppressed(sheet.before, handed_out, least) if sheet.before else None
    sheet = replace(sheet, before=before)
    found = _Table(sheet, form(sheet.key, sheet.bands), least, handed_out)
    hidden = found.hidden()
    if not hidden:
        return sheet
    rows = [_without(sheet.columns, row, hidden) for row in sheet.rows]
    return replace(sheet, rows=tuple(rows), checks=check(form(sheet.key, sheet.bands).identities, rows))


def _without(columns: Sequence[Column], row: Row, hidden: set[Key]) -> Row:
    values: dict[str, Cell] = {key: HIDDEN if (row.key, key) in hidden else value for key, value in row.values.items()}
    return Row(row.key, row.title, completed(columns, values))


class _Table:
    """A sheet as an attacker sees it."""

    def __init__(self, sheet: Sheet, made: ReturnForm, least: int, earlier: Sequence[Sheet]) -> None:
        self.sheet, self.form, self.least = sheet, made, least
        self.columns = [column for column in made.columns if column.counted]
        self.values: dict[Key, int] = {
            (row.key, column.key): value
            for row in sheet.rows
            for column in self.columns
            if isinstance(value := row.values.get(column.key), int)
        }
        self.bounds: dict[Key, tuple[int, int | None]] = {}
        self.hidden_before, self.told_before = self._before(earlier)
        self.targets = {cell for cell in self._sensitive() if 0 < self.values[cell] < least}
        self.bounds |= dict.fromkeys(self.targets, (1, least - 1))
        for cell, remainder, sign in self._remainders(earlier):
            if 0 < remainder < least:
                self.targets.add(cell)
                self._bound(cell, remainder, sign)

    def hidden(self) -> set[Key]:
        """The cells that are not told."""
        if not self.targets and not self.hidden_before:
            return set()
        known = [linear for linear in self._known() if self._holds(linear)]
        known_anyway = {cell for cell in self.values if self._plain_zero(cell)} | self.told_before
        weight = {cell: self._weight(cell) for cell in self.values.keys() - known_anyway}
        puzzle = Puzzle(self.values, known, self.bounds)
        return hidden_with(puzzle, self.targets, weight, self.hidden_before)[0]

    def _before(self, earlier: Sequence[Sheet]) -> tuple[set[Key], set[Key]]:
        """Cells of which the same number was not told in another table, and those whose number was told there."""
        hidden, told = set[Key](), set[Key]()
        for cell, value in self.values.items():
            column = self.form.column(cell[1])
            for old in earlier:
                same = old.period == self.sheet.period or (
                    column.when == STANDING and old.cut_off == self.sheet.cut_off
                )
                kept = old.row(cell[0]) if same else None
                values = [kept.values.get(key) for key in _alike(old.key, column)] if kept else []
                if HIDDEN in values:
                    hidden.add(cell)
                if value in values:
                    told.add(cell)
        return hidden - told, told

    def _sensitive(self) -> Iterator[Key]:
        """Cells about protected kinds: columns that are marked, and all of the row of protected cases."""
        for row in self.sheet.rows:
            for column in self.columns:
                if (row.key, column.key) in self.values and (column.protected or row.key == PROTECTED):
                    yield row.key, column.key

    def _plain_zero(self, cell: Key) -> bool:
        """Whether everybody knows a cell to be nought: cases of a protected class never lie in a village's row."""
        row, key = cell
        apart = self.form.released and self.sheet.by == UNIT
        return bool(apart and self.form.column(key).protected and row not in (PROTECTED, TOTAL))

    def _weight(self, cell: Key) -> tuple[int, ...]:
        """What is hidden rather: a village's number than a total, a number than a nought, a small one than a large."""
        return int(cell[0] == TOTAL), int(self.values[cell] == 0), self.values[cell]

    def _holds(self, linear: Linear) -> bool:
        total = sum(factor * self.values[cell] for cell, factor in linear.terms)
        return not (
            (linear.low is not None and total < linear.low) or (linear.high is not None and total > linear.high)
        )

    def _known(self) -> Iterator[Linear]:
        for column in self.columns:
            yield from self._sums(column)
        for row in self.sheet.rows:
            for identity in self.form.identities:
                yield from self._identity(row, identity)
            for whole, part in self._parts():
                if {(row.key, whole), (row.key, part)} <= self.values.keys():
                    yield Linear((((row.key, whole), 1), ((row.key, part), -1)), 0, None)

    def _sums(self, column: Column) -> Iterator[Linear]:
        """The total is the sum of its rows; of people who are counted once it is at most that and at least each."""
        cells = [(row.key, column.key) for row in self.sheet.rows[:-1] if (row.key, column.key) in self.values]
        total = (TOTAL, column.key)
        if not cells or total not in self.values:
            return
        once = column.how != RECORDS and not column.how.startswith(SUM)
        yield Linear(((total, -1), *((cell, 1) for cell in cells)), 0, None if once else 0)
        if once:
            for cell in cells:
                yield Linear(((total, 1), (cell, -1)), 0, None)

    def _identity(self, row: Row, identity: Identity) -> Iterator[Linear]:
        """Each side with the first; sides of which a column is computed or missing are passed over."""
        sides = [[(row.key, key) for key in side] for side in identity.sides]
        if any(cell not in self.values for side in sides for cell in side):
            return
        for side in sides[1:]:
            terms: dict[Key, int] = dict.fromkeys(sides[0], -1)
            for cell in side:
                terms[cell] = terms.get(cell, 0) + 1
            yield Linear(tuple(terms.items()), 0, None if identity.at_most else 0)

    def _parts(self) -> list[tuple[str, str]]:
        """Columns of which one counts part of what another counts; and people, of whom each case has one at least."""
        return [
            (whole.key, part.key)
            for whole in self.columns
            for part in self.columns
            if (whole.subject, whole.when) == (part.subject, part.when) and _contains(whole, part)
        ]

    def _bound(self, cell: Key, remainder: int, sign: int) -> None:
        """The rest of another period is known to be small as well, so that the cell lies near the number told there."""
        value = self.values[cell]
        ends = sorted((value + sign * (1 - remainder), value + sign * (self.least - 1 - remainder)))
        low, high = self.bounds.get(cell, (0, None))
        self.bounds[cell] = (max(low, ends[0]), ends[1] if high is None else min(high, ends[1]))

    def _remainders(self, earlier: Sequence[Sheet]) -> Iterator[tuple[Key, int, int]]:
        """What subtracting numbers told for other periods would leave: cell, rest, and how the rest moves with it."""
        for cell in list(self._sensitive()):
            column = self.form.column(cell[1])
            if column.when == STANDING:
                continue
            told = list(_told(column, cell[0], earlier))
            yield from self._inside(cell, told)
            for period, value in told:
                if self.sheet.period.within(period) and self.sheet.period != period:
                    others = _disjoint(told, period, [self.sheet.period])
                    yield cell, value - self.values[cell], -1
                    yield cell, value - self.values[cell] - sum(others), -1

    def _inside(self, cell: Key, told: Sequence[tuple[Period, int]]) -> Iterator[tuple[Key, int, int]]:
        for period, value in told:
            if period.within(self.sheet.period) and period != self.sheet.period:
                yield cell, self.values[cell] - value, 1
        yield cell, self.values[cell] - sum(_disjoint(told, self.sheet.period, [])), 1


def _contains(whole: Column, part: Column) -> bool:
    if "never" in (*whole.asked, *part.asked) or whole.not_of_unit or part.not_of_unit:
        return False
    if whole.how == part.how:
        wider = set(whole.asked) <= set(part.asked) and set(whole.of_unit) <= set(part.of_unit)
        return wider and (whole.asked, whole.of_unit) != (part.asked, part.of_unit)
    same = (whole.asked, whole.of_unit) == (part.asked, part.of_unit)
    return same and whole.how == f"{SUM}:people" and part.how == RECORDS


def _told(column: Column, row: str, earlier: Sequence[Sheet]) -> Iterator[tuple[Period, int]]:
    """What was told of the same thing for other periods, in this return or another."""
    for old in earlier:
        kept = old.row(row)
        for key in _alike(old.key, column) if kept else ():
            value = kept.values.get(key) if kept else None
            if isinstance(value, int):
                yield old.period, value


@lru_cache(maxsize=2000)
def _alike(key: str, column: Column) -> tuple[str, ...]:
    """Columns of a return that count the same as one of this or another return."""
    return tuple(other.key for other in form(key).columns if other.counted and _meaning(other) == _meaning(column))


def _meaning(column: Column) -> tuple[object, ...]:
    conditions = frozenset(column.asked), column.of_unit, column.not_of_unit
    return column.subject, column.when, *conditions, column.how, column.released


def _disjoint(told: Sequence[tuple[Period, int]], inside: Period, taken: list[Period]) -> list[int]:
    """Numbers of periods within another that do not overlap, as many as fit from the first day on."""
    found, used = list[int](), list(taken)
    for period, value in sorted(told, key=lambda one: (one[0].until, one[0].since)):
        clear = all(period.until < other.since or other.until < period.since for other in used)
        if period.within(inside) and period != inside and clear:
            used.append(period)
            found.append(value)
    return found
