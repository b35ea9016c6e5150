"""Small numbers about protected kinds: an attacker with her own solver recovers none of them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.office.office import OpenOffice
from models.statistics import forms
from models.statistics.forms import Column, ReturnForm
from models.statistics.sheet import HIDDEN, PROTECTED, TOTAL, Cell, Row, Sheet, check, completed
from models.statistics.span import Period, parse
from models.statistics.suppression import suppressed
from models.statistics.witness import Linear, Puzzle, hidden_with
from tests.models.statistics.attacker import MUCH, Attacker, Equation

LEAST = 5
RIGHTS, CHILDREN = forms.form("rights"), forms.form("women_children")
CLASSES = ["field.02.0201", "field.02.0205", "field.04.0401", "field.03.0301", "field.05.all"]


def cell(period: Period, row: str, key: str) -> str:
    return f"{period.key}/{row}/{key}"


def petitions(cases: dict[str, list[tuple[str, str, int]]], period: Period) -> Sheet:
    """The return of 维权 of cases by row: (class, channel, people) each."""
    rows = [Row(row, row, counted(RIGHTS, told)) for row, told in cases.items()]
    every = [case for told in cases.values() for case in told]
    rows.append(Row(TOTAL, "合计", counted(RIGHTS, every)))
    return Sheet(
        "rights", RIGHTS.title, period, "unit", "村", RIGHTS.columns, tuple(rows), check(RIGHTS.identities, rows)
    )


def counted(form: ReturnForm, cases: list[tuple[str, str, int]]) -> dict[str, Cell]:
    found: dict[str, Cell] = {column.key: 0 for column in form.columns if column.counted}

    def add(key: str, number: int = 1) -> None:
        value = found[key]
        assert isinstance(value, int)
        found[key] = value + number

    for key, channel, people in cases:
        field = key.split(".")[1]
        add("all.cases")
        add("all.people", people)
        add(f"channel.{channel}.cases")
        add(f"channel.{channel}.people", people)
        add(f"field.{field}.all")
        if not key.endswith(".all"):
            add(key)
        if key.endswith("0205"):
            add("violence.cases")
    return completed(form.columns, found)


OPEN = st.tuples(
    st.sampled_from(["field.02.0201", "field.03.0301", "field.05.all"]),
    st.sampled_from(["visit", "call"]),
    st.integers(1, 3),
)
CLOSED = st.tuples(
    st.sampled_from(["field.02.0205", "field.04.0401"]), st.sampled_from(["visit", "call"]), st.integers(1, 2)
)
CASES = st.fixed_dictionaries(
    {
        "甲村": st.lists(OPEN, max_size=12),
        "乙村": st.lists(OPEN, max_size=12),
        PROTECTED: st.lists(CLOSED, max_size=9),
    }
)


def attacked(sheets: list[tuple[Sheet, Sheet]], form: ReturnForm) -> Iterator[tuple[str, set[int]]]:
    """For every small number about protected people: which values an attacker is left with.

    sheets: as counted and as told. She knows which columns and rows are of protected kinds, and that those are small.
    """
    unknown: dict[str, tuple[int, int]] = {}
    known: list[Equation] = []
    small: list[str] = []
    for whole, told in sheets:
        values = {cell(told.period, row.key, key): value for row in told.rows for key, value in row.values.items()}
        for row, real in zip(told.rows, whole.rows, strict=True):
            for column in form.columns:
                if not column.counted:
                    continue
                name, value, true = (
                    cell(told.period, row.key, column.key),
                    row.values[column.key],
                    real.values[column.key],
                )
                assert isinstance(true, int)
                about = column.protected or row.key == PROTECTED
                assert value in (true, HIDDEN)
                assert not (about and 0 < true < LEAST and value != HIDDEN)
                if value == HIDDEN:
                    unknown[name] = (1, LEAST - 1) if about and 0 < true < LEAST else (0, MUCH)
                    if about and 0 < true < LEAST:
                        small.append(name)
        known += facts(told, form, values)
    plain = Attacker(unknown, known)
    bounds = plain.narrowed()
    for name in small:
        assert bounds[name][0] < bounds[name][1], name
        yield name, Attacker(bounds, known).values(name)


def facts(told: Sheet, form: ReturnForm, values: dict[str, Cell]) -> list[Equation]:
    found: list[Equation] = []

    def add(terms: dict[str, int], low: int, high: int) -> None:
        left = dict[str, int]()
        for name, factor in terms.items():
            value = values[name]
            if isinstance(value, int):
                low, high = low - factor * value, high - factor * value
            else:
                left[name] = factor
        found.append((left, low, high))

    for column in form.columns:
        if column.counted:
            terms = {cell(told.period, row.key, column.key): 1 for row in told.rows[:-1]}
            add({**terms, cell(told.period, TOTAL, column.key): -1}, 0, 0)
    for row in told.rows:
        for identity in form.identities:
            for side in identity.sides[1:]:
                terms = dict.fromkeys((cell(told.period, row.key, key) for key in identity.sides[0]), -1)
                for key in side:
                    name = cell(told.period, row.key, key)
                    terms[name] = terms.get(name, 0) + 1
                if all(name in values for name in terms):
                    add(terms, 0, MUCH if identity.at_most else 0)
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CASES)
def test_an_attacker_recovers_no_small_number_of_protected_cases(
    opened: OpenOffice, cases: dict[str, list[tuple[str, str, int]]]
) -> None:
    whole = petitions(cases, parse("2026"))
    told = suppressed(whole, (), LEAST)
    for name, values in attacked([(whole, told)], RIGHTS):
        assert len(values) >= 2, name


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CASES, CASES)
def test_nor_by_taking_an_earlier_period_from_the_year(
    opened: OpenOffice, first: dict[str, list[tuple[str, str, int]]], second: dict[str, list[tuple[str, str, int]]]
) -> None:
    half = petitions(first, parse("2026H1"))
    told = suppressed(half, (), LEAST)
    year = petitions({row: first[row] + second[row] for row in first}, parse("2026"))
    after = suppressed(year, (told,), LEAST)
    for row, later in zip(told.rows, after.rows, strict=True):
        for column in RIGHTS.columns:
            one, other = row.values[column.key], later.values[column.key]
            if (
                column.counted
                and (column.protected or row.key == PROTECTED)
                and isinstance(one, int)
                and isinstance(other, int)
            ):
                assert not 0 < other - one < LEAST


def test_nor_by_taking_villages_from_a_total_told_in_another_table(opened: OpenOffice) -> None:
    cases = {
        "甲村": [("field.05.all", "call", 1)] * 8,
        "乙村": [("field.02.0201", "visit", 1)] * 6,
        PROTECTED: [("field.02.0205", "visit", 1)],
    }
    by_unit = petitions(cases, parse("2026"))
    whole = replace(by_unit, by="none", rows=(by_unit.total,))
    for first, second in ((by_unit, whole), (whole, by_unit)):
        told = suppressed(first, (), LEAST)
        after = suppressed(second, (told,), LEAST)
        for row in (told, after):
            assert row.total.values["violence.cases"] == HIDDEN
        known = {
            (row.key, key): value
            for sheet in (told, after)
            for row in sheet.rows
            for key, value in row.values.items()
            if value != HIDDEN
        }
        for key in ("all.cases", "field.02.all", "channel.visit.cases"):
            cells = [(row, key) for row in ("甲村", "乙村", TOTAL)]
            assert not all(cell in known for cell in cells), key


def test_without_small_numbers_everything_is_told(opened: OpenOffice) -> None:
    many = [("field.02.0205", "visit", 1)] * 9
    sheet = petitions({"甲村": [("field.05.all", "call", 2)] * 2, PROTECTED: many}, parse("2026"))
    assert suppressed(sheet, (), LEAST).rows == sheet.rows


def test_one_case_takes_its_total_with_it_and_little_else(opened: OpenOffice) -> None:
    cases = {"甲村": [("field.05.all", "call", 1)] * 8, PROTECTED: [("field.02.0205", "visit", 1)]}
    told = suppressed(petitions(cases, parse("2026")), (), LEAST)
    protected = told.row(PROTECTED)
    assert protected is not None
    assert protected.values["field.02.0205"] == protected.values["violence.cases"] == HIDDEN
    assert told.total.values["field.02.0205"] == told.total.values["violence.cases"] == HIDDEN
    cells = [value for row in told.rows for value in row.values.values()]
    assert cells.count(HIDDEN) < len(cells) / 4


def test_rates_of_what_is_not_told_are_not_told(opened: OpenOffice) -> None:
    cases = {"甲村": [], PROTECTED: [("field.02.0205", "visit", 1)]}
    told = suppressed(petitions(cases, parse("2026")), (), LEAST)
    row = told.row(PROTECTED)
    assert row is not None
    assert row.values["all.cases"] == row.values["result.ended_share"] == HIDDEN


def test_children_of_protected_kinds_are_hidden_in_their_villages(opened: OpenOffice) -> None:
    values = {"need.aids": [1, 0, 7, 8], "need.all": [3, 5, 9, 17], "need.drugs": [0, 0, 0, 0]}
    keys = ("甲", "乙", "丙", TOTAL)
    rows = [
        Row(
            key,
            key,
            completed(
                CHILDREN.columns,
                {c.key: 0 for c in CHILDREN.columns if c.counted} | {k: v[at] for k, v in values.items()},
            ),
        )
        for at, key in enumerate(keys)
    ]
    sheet = Sheet("women_children", CHILDREN.title, parse("2026"), "unit", "村", CHILDREN.columns, tuple(rows))
    told = suppressed(sheet, (), LEAST)
    aids = [row.values["need.aids"] for row in told.rows]
    assert aids[0] == HIDDEN
    assert aids.count(HIDDEN) >= 2
    assert [row.values["need.all"] for row in told.rows] == values["need.all"]


@pytest.mark.parametrize(("total", "hidden"), [(5, 2), (8, 2)])
def test_a_witness_changes_the_number_and_nothing_that_is_known(total: int, hidden: int) -> None:
    values = {("a", "n"): 2, ("b", "n"): total - 2, ("sum", "n"): total}
    puzzle = Puzzle(values, [Linear(((("sum", "n"), -1), (("a", "n"), 1), (("b", "n"), 1)))], {("a", "n"): (1, 4)})
    found, lost = hidden_with(puzzle, [("a", "n")], {("b", "n"): (0,), ("sum", "n"): (1,)})
    assert (len(found), lost) == (hidden, set())
    move, _ = puzzle.another(("a", "n"), found)
    assert move is not None
    assert move[("a", "n")] != 0
    assert all(not puzzle.lacking(linear, move) for linear in puzzle.known)


def test_columns_of_a_form_are_marked_where_they_tell_of_protected_kinds() -> None:
    marked: list[Column] = [column for column in RIGHTS.columns if column.protected]
    assert {column.key for column in marked} >= {"field.02.0205", "field.04.0401", "violence.cases", "violence.again"}
    assert replace(RIGHTS).released == "维权统计表"


def test_four_small_numbers_that_come_to_a_small_one_are_not_told_by_the_noughts_beside_them(
    opened: OpenOffice,
) -> None:
    """One at least each, four at most together: only where noughts are left out as well it stays open which."""
    told = suppressed(
        petitions(
            {
                "甲村": [("field.05.all", "call", 1)] * 8,
                PROTECTED: [("field.02.0205", channel, 1) for channel in ("letter", "visit", "call", "online")],
            },
            parse("2026"),
        ),
        (),
        LEAST,
    )
    row = told.row(PROTECTED)
    assert row is not None
    assert row.values["channel.superior.cases"] == row.values["field.01.all"] == HIDDEN
    assert {row.values[f"channel.{one}.cases"] for one in ("letter", "visit", "call", "online")} == {HIDDEN}
