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
from models.statistics.protected import UNRELEASED
from models.statistics.remainders import Told
from models.statistics.sheet import HIDDEN, PROTECTED, TOTAL, Cell, Row, Sheet, check, completed
from models.statistics.span import Period
from models.statistics.subjects import STANDING, UNIT
from models.statistics.witness import Key, Linear, Puzzle, hidden_with

BOOK, RULE = "statistics", "small_count_below"
OPEN = "open"
"""In place of a row: everything but the protected cases."""


def threshold(period: Period) -> int:
    """Numbers about protected kinds below this are not told; 0 where the rule book tells all."""
    rules = {rule.id: rule for rule in rule_book(BOOK).rules if rule.in_force(period.until)}
    return int(rules[RULE].value) if RULE in rules else 0


def suppressed(sheet: Sheet, earlier: Iterable[Sheet] = (), least: int | None = None) -> Sheet:
    """The sheet without what must not be told; `earlier`: what this office handed out before.

    A sheet in which no number is about a protected kind stays as it is.
    """
    least = threshold(sheet.period) if least is None else least
    handed_out = [told for old in earlier for told in (old, old.before) if told is not None]
    before = suppressed(sheet.before, handed_out, least) if sheet.before else None
    sheet = replace(sheet, before=before)
    handed_out += [before] if before else []
    if not _concerned(form(sheet.key, sheet.bands), handed_out):
        return sheet
    found = _Table(sheet, form(sheet.key, sheet.bands), least, handed_out)
    hidden = found.hidden()
    if not hidden:
        return sheet
    rows = [_without(sheet.columns, row, hidden) for row in sheet.rows]
    return replace(sheet, rows=tuple(rows), checks=check(form(sheet.key, sheet.bands).identities, rows))


def _concerned(made: ReturnForm, earlier: Sequence[Sheet]) -> bool:
    """Whether anything is about protected kinds, here or in what was handed out."""
    protected = made.released or any(column.protected for column in made.columns)
    return bool(protected) or any(HIDDEN in row.values.values() for old in earlier for row in old.rows)


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
        self.virtual = self._open_totals()
        self.values |= self.virtual
        self.bounds: dict[Key, tuple[int, int | None]] = {}
        self.hidden_before, self.told_before = self._before(earlier)
        self.targets = {cell for cell in self._sensitive() if 0 < self.values[cell] < least}
        self.bounds |= dict.fromkeys(self.targets, (1, least - 1))
        for cell in self.values:
            self._look_at_other_periods(cell, earlier)
        for column in self.columns:
            self._look_at_protected_rest(column, earlier)
        self.targets |= self.hidden_before

    def hidden(self) -> set[Key]:
        """The cells that are not told."""
        if not self.targets:
            return set()
        known = [linear for linear in self._known() if self._holds(linear)]
        known_anyway = {cell for cell in self.values if self._plain_zero(cell)} | self.told_before
        weight = {cell: self._weight(cell) for cell in self.values.keys() - known_anyway - self.virtual.keys()}
        unseen = self.virtual.keys() - known_anyway
        hidden, lost = hidden_with(Puzzle(self.values, known, self.bounds), self.targets, weight, unseen)
        if not lost:
            return hidden
        # Where only noughts are told beside small numbers, these follow from there being so many of them.
        rows = {row for row, _ in lost}
        hidden |= {cell for cell in self._sensitive() if cell[0] in rows and cell not in known_anyway}
        bounds = {cell: (0, ends[1]) if cell[0] in rows else ends for cell, ends in self.bounds.items()}
        return hidden_with(Puzzle(self.values, known, bounds), self.targets, weight, hidden)[0]

    def _open_totals(self) -> dict[Key, int]:
        """What the rows without protected cases come to: told nowhere, but everybody adds."""
        rows = [row for row in self.sheet.rows if row.key not in (PROTECTED, TOTAL)]
        if not self.form.released or len(rows) == len(self.sheet.rows) - 1:
            return {}
        wanted = [column.key for column in self.columns if column.released and not column.protected]
        cells = {key: [self.values.get((row.key, key)) for row in rows] for key in wanted}
        return {
            (OPEN, key): sum(value for value in values if value is not None)
            for key, values in cells.items()
            if None not in values
        }

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
        return filter(self._is_sensitive, self.values)

    def _is_sensitive(self, cell: Key) -> bool:
        """Cells about protected kinds: columns that are marked, and all of the row of protected cases."""
        return cell[0] == PROTECTED or self.form.column(cell[1]).protected

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
        rows = [row.key for row in self.sheet.rows if row.key not in (PROTECTED, TOTAL)]
        for cell in self.virtual:
            yield Linear(((cell, -1), *(((row, cell[1]), 1) for row in rows)))
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

    def _look_at_other_periods(self, cell: Key, earlier: Sequence[Sheet]) -> None:
        """What subtracting numbers told for other periods would leave, and what can be worked out by that anyway."""
        column, value = self.form.column(cell[1]), self.values[cell]
        if column.when == STANDING or cell in self.virtual:
            return
        alike = [old for old in earlier if (UNRELEASED in old.notes) == (UNRELEASED in self.sheet.notes)]
        # With and without protected cases, a total is two different numbers.
        told, hidden = _told(column, cell[0], alike if cell[0] == TOTAL and column.released else earlier)
        if not told and not hidden:
            return
        others = Told(told, hidden)
        if others.tells(self.sheet.period, value):
            self.told_before.add(cell)
        elif others.opens(self.sheet.period):
            self.targets.add(cell)
        if self._is_sensitive(cell):
            for rest in others.rests(self.sheet.period, value):
                if 0 < rest.number < self.least:
                    self.targets.add(cell)
                    self._bound(cell, rest.number, rest.sign)

    def _look_at_protected_rest(self, column: Column, earlier: Sequence[Sheet]) -> None:
        """What is left of a total that was told with protected cases, beside one that was told without them."""
        cell, given = (TOTAL, column.key), UNRELEASED not in self.sheet.notes
        if not column.released or column.protected or cell not in self.values:
            return
        whole, open_ones = Told(_totals(column, earlier, given=True)), Told(_totals(column, earlier, given=False))
        own, other = (whole, open_ones) if given else (open_ones, whole)
        for rest in own.rests(self.sheet.period, self.values[cell], itself=True):
            if self._few(rest.number - number for number in other.between(rest.since, rest.end)):
                self.targets.add(cell)
        every = (OPEN, column.key)
        if every not in self.values or not given:
            return
        if open_ones.tells(self.sheet.period, self.values[every]):
            self.told_before.add(every)
        for rest in open_ones.rests(self.sheet.period, self.values[every], itself=True):
            if self._few(rest.number - number for number in whole.between(rest.since, rest.end)):
                self.targets.add(every)

    def _few(self, rests: Iterable[int]) -> bool:
        return any(0 < abs(rest) < self.least for rest in rests)


def _contains(whole: Column, part: Column) -> bool:
    if "never" in (*whole.asked, *part.asked) or whole.not_of_unit or part.not_of_unit:
        return False
    if whole.how == part.how:
        wider = set(whole.asked) <= set(part.asked) and set(whole.of_unit) <= set(part.of_unit)
        return wider and (whole.asked, whole.of_unit) != (part.asked, part.of_unit)
    same = (whole.asked, whole.of_unit) == (part.asked, part.of_unit)
    return same and whole.how == f"{SUM}:people" and part.how == RECORDS


def _totals(column: Column, earlier: Sequence[Sheet], *, given: bool) -> Iterator[tuple[Period, int]]:
    """Totals that were told with the numbers of protected cases, or without them; also what told rows come to."""
    for old in earlier:
        keys = _alike(old.key, column)
        if given != (UNRELEASED in old.notes):
            yield from ((old.period, value) for key in keys if isinstance(value := old.total.values.get(key), int))
        rows = [row for row in old.rows if row.key not in (PROTECTED, TOTAL)]
        if not given and old.row(PROTECTED) is not None:
            for key in keys:
                values = [row.values.get(key) for row in rows]
                if all(isinstance(value, int) for value in values):
                    yield old.period, sum(value for value in values if isinstance(value, int))


def _told(column: Column, row: str, earlier: Sequence[Sheet]) -> tuple[list[tuple[Period, int]], list[Period]]:
    """What was told of the same thing for periods, in this return or another; periods for which it was not told."""
    told, hidden = list[tuple[Period, int]](), list[Period]()
    # Of a protected kind all cases are protected ones, so that their row and the total are the same number.
    rows = (TOTAL, PROTECTED) if column.released and column.protected and row in (TOTAL, PROTECTED) else (row,)
    for old in earlier:
        for kept in filter(None, map(old.row, rows)):
            values = [kept.values.get(key) for key in _alike(old.key, column)]
            told += [(old.period, value) for value in values if isinstance(value, int)]
            hidden += [old.period for value in values if value == HIDDEN]
    return told, hidden


@lru_cache(maxsize=2000)
def _alike(key: str, column: Column) -> tuple[str, ...]:
    """Columns of a return that count the same as one of this or another return."""
    return tuple(other.key for other in form(key).columns if other.counted and _meaning(other) == _meaning(column))


def _meaning(column: Column) -> tuple[object, ...]:
    conditions = frozenset(column.asked), column.of_unit, column.not_of_unit
    return column.subject, column.when, *conditions, column.how, column.released
