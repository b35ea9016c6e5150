"""Everything that an office handed out, put together: an attacker who solves all of it at once learns no small number.

She knows which months there are, in which columns nothing ever stood, every identity of the return, and which
numbers were not given out yet. Her solver is linear algebra modulo a large prime and shares no code with the hiding.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations_with_replacement

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from models.office.office import OpenOffice
from models.statistics.protected import UNRELEASED
from models.statistics.remainders import Told
from models.statistics.sheet import HIDDEN, PROTECTED, TOTAL, Row, Sheet, completed
from models.statistics.span import Period, parse
from models.statistics.suppression import suppressed
from tests.models.statistics.test_suppression import CLOSED, LEAST, OPEN, RIGHTS, petitions

PRIME = (1 << 61) - 1
MONTHS = ["2026-01", "2026-02", "2026-03", "2026-04"]
PERIODS = [*MONTHS, "2026Q1", "2026-02-01..2026-03-31", "2026-01-01..2026-04-30", "2026"]
ROWS = ("甲村", "乙村", PROTECTED)

Cases = dict[str, list[tuple[str, str, int]]]
Base = tuple[int, str, str]
"""A month, a row, a column: what every published number is a sum of."""

MONTH = st.fixed_dictionaries(
    {
        "甲村": st.lists(OPEN, max_size=7),
        "乙村": st.lists(OPEN, max_size=7),
        PROTECTED: st.lists(CLOSED, max_size=6),
    }
)
# Each: its period, whether by village, and whether the numbers of protected cases had been given out before.
ISSUES = st.lists(
    st.tuples(st.sampled_from(PERIODS), st.booleans(), st.just(True)), min_size=1, max_size=5, unique=True
)


class Solver:
    """Sums of unknowns whose value is known, reduced as they come."""

    def __init__(self) -> None:
        self._rows: dict[Base, dict[Base, int]] = {}

    def learn(self, terms: dict[Base, int]) -> None:
        """The value of this sum is known."""
        rest = self._reduced(terms)
        if rest:
            pivot = min(rest)
            factor = pow(rest[pivot], -1, PRIME)
            self._rows[pivot] = {one: value * factor % PRIME for one, value in rest.items()}

    def knows(self, terms: dict[Base, int]) -> bool:
        """Whether the value of this sum follows."""
        return not self._reduced(terms)

    def _reduced(self, terms: dict[Base, int]) -> dict[Base, int]:
        rest = {one: value % PRIME for one, value in terms.items() if value % PRIME}
        for pivot in sorted(self._rows):
            if pivot in rest:
                factor = rest[pivot]
                for one, value in self._rows[pivot].items():
                    rest[one] = (rest.get(one, 0) - factor * value) % PRIME
                rest = {one: value for one, value in rest.items() if value}
        return rest


def counted_of(months: list[Cases]) -> dict[Base, int]:
    """The value of every unknown."""
    found: dict[Base, int] = {}
    for month, cases in enumerate(months):
        for row in petitions(cases, parse("2026")).rows[:-1]:
            found |= {(month, row.key, key): value for key, value in row.values.items() if isinstance(value, int)}
    return found


def months_of(period: Period) -> list[int]:
    """The months of a period, by their number."""
    return [at for at, month in enumerate(MONTHS) if parse(month).within(period)]


def issue(months: list[Cases], period: Period, by_unit: bool, released: bool) -> Sheet:
    """A return as the office counts it."""
    chosen = months_of(period)
    cases = {row: [case for at in chosen for case in months[at][row]] for row in ROWS}
    if not released:
        cases[PROTECTED] = []
    sheet = petitions(cases, period)
    rows = list(sheet.rows)
    if not released:
        rows[2] = Row(PROTECTED, PROTECTED, completed(RIGHTS.columns, {}))
    notes = () if released else (UNRELEASED,)
    return replace(sheet, by="unit" if by_unit else "none", rows=tuple(rows if by_unit else rows[-1:]), notes=notes)


def told_of(sheet: Sheet) -> Iterator[dict[Base, int]]:
    """The sums whose values a sheet tells."""
    released = UNRELEASED not in sheet.notes
    for row in sheet.rows:
        rows = [one for one in ROWS if released or one != PROTECTED] if row.key == TOTAL else [row.key]
        for column in RIGHTS.columns:
            if column.counted and isinstance(row.values[column.key], int):
                yield {(month, one, column.key): 1 for month in months_of(sheet.period) for one in rows}


def known_anyway(values: dict[Base, int], sheets: Sequence[Sheet]) -> Iterator[dict[Base, int]]:
    """What holds in every return, and columns in which nothing ever stood: they are told as noughts."""
    columns = {column.key: column for column in RIGHTS.columns if column.counted}
    used = {key for (_, _, key), value in values.items() if value}
    used |= {key for sheet in sheets for row in sheet.rows for key, value in row.values.items() if value == HIDDEN}
    for month in range(len(MONTHS)):
        for row in ROWS:
            for key, column in columns.items():
                if key not in used or (column.protected and row != PROTECTED):
                    yield {(month, row, key): 1}
            for identity in RIGHTS.identities:
                for side in () if identity.at_most else identity.sides[1:]:
                    terms = {(month, row, key): 1 for key in identity.sides[0]}
                    for key in side:
                        terms[month, row, key] = terms.get((month, row, key), 0) - 1
                    yield terms


def learnt(values: dict[Base, int], sheets: Sequence[Sheet]) -> list[str]:
    """Small numbers about protected cases, of any run of months, that follow from all of these sheets."""
    solver = Solver()
    for terms in known_anyway(values, sheets):
        solver.learn(terms)
    for sheet in sheets:
        for terms in told_of(sheet):
            solver.learn(terms)
    found = []
    for first, last in combinations_with_replacement(range(len(MONTHS)), 2):
        for column in RIGHTS.columns:
            terms = {(month, PROTECTED, column.key): 1 for month in range(first, last + 1)}
            number = sum(values.get(one, 0) for one in terms)
            if 0 < number < LEAST and solver.knows(terms):
                found.append(f"{MONTHS[first]}–{MONTHS[last]} {column.key} = {number}")
    return found


def publish(months: list[Cases], issues: list[tuple[str, bool, bool]]) -> list[Sheet]:
    """What leaves, one after another, each with regard to those before."""
    out: list[Sheet] = []
    for key, by_unit, released in issues:
        out.append(suppressed(issue(months, parse(key), by_unit, released), out[::-1], LEAST))
    return out


FEW: Cases = {
    "甲村": [("field.05.all", "call", 1)] * 6,
    "乙村": [("field.02.0201", "visit", 1)] * 5,
    PROTECTED: [("field.02.0205", "visit", 1)] * 2,
}
MANY: Cases = {
    "甲村": [("field.05.all", "call", 1)] * 3,
    "乙村": [("field.02.0201", "visit", 1)] * 7,
    PROTECTED: [("field.02.0205", "visit", 1)] * 3,
}
NONE: Cases = {"甲村": [], "乙村": [], PROTECTED: []}


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # a failing case is large, and shrinking it takes minutes
)
@given(st.lists(MONTH, min_size=4, max_size=4), ISSUES)
@example([FEW, NONE, NONE, NONE], [("2026-01", False, False), ("2026-01", False, True)])
@example([FEW, NONE, NONE, NONE], [("2026-01", True, False), ("2026-01", True, True)])
@example([FEW, NONE, NONE, NONE], [("2026-01", False, True), ("2026-01", True, False)])
@example([FEW, MANY, NONE, NONE], [("2026-01", True, True), ("2026-02", True, True), ("2026Q1", True, True)])
@example([FEW, MANY, NONE, NONE], [("2026-01", True, False), ("2026-02", True, False), ("2026", False, True)])
@example([FEW, MANY, FEW, NONE], [("2026", True, True), ("2026-01", True, True), ("2026Q1", True, True)])
def test_nothing_small_follows_from_all_that_was_published(
    opened: OpenOffice, months: list[Cases], issues: list[tuple[str, bool, bool]]
) -> None:
    sheets = publish(months, issues)
    assert learnt(counted_of(months), sheets) == []


def test_the_attacker_is_one() -> None:
    values = counted_of([FEW, MANY, NONE, NONE])
    naked = [issue([FEW, MANY, NONE, NONE], parse("2026-01"), False, released) for released in (True, False)]
    assert "2026-01–2026-01 all.cases = 2" in learnt(values, naked)


def test_much_is_told_all_the_same(opened: OpenOffice) -> None:
    sheets = publish([FEW, MANY, FEW, MANY], [(key, True, True) for key in (*MONTHS, "2026")])
    cells = [value for sheet in sheets for row in sheet.rows for value in row.values.values()]
    assert cells.count(HIDDEN) < len(cells) / 3


def test_what_is_left_between_numbers_of_periods() -> None:
    year, half, month = parse("2026"), parse("2026H1"), parse("2026-01")
    told = Told([(year, 10), (half, 6)], [month])
    assert told.tells(parse("2026H2"), 4)
    assert not told.tells(month, 1)
    assert {(rest.number, rest.sign) for rest in told.rests(month, 1)} >= {(5, -1), (9, -1)}
    assert told.opens(month)
    assert not told.opens(Period(date(2026, 3, 1), date(2026, 3, 31)))
    assert {(rest.number, rest.sign) for rest in Told([(month, 5)]).rests(month, 6)} >= {(1, 1)}
