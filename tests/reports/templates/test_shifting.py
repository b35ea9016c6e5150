"""References after rows were added, against an oracle that lists the cells one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.templates.shifting import Shift, formula, reference

_ROW = st.integers(1, 40)


@given(_ROW, _ROW, _ROW, st.integers(1, 6))
def test_a_range_holds_what_it_held_and_every_copy(one: int, other: int, at: int, size: int) -> None:
    first, last = sorted((one, other))
    shift = Shift(at, size)
    held = set()
    for row in range(first, last + 1):
        held |= set(range(at, at + size)) if row == at else {row if row < at else row + size - 1}
    begin, end = (int(part[1:]) for part in reference(f"A{first}:A{last}", shift).split(":"))
    assert set(range(begin, end + 1)) == held


@given(_ROW, _ROW, st.integers(1, 6))
def test_one_row_changes_nothing_when_it_stays_one(row: int, at: int, size: int) -> None:
    assert reference(f"$B${row}", Shift(at, 1)) == f"$B${row}"
    assert reference(f"B{row}", Shift(at, size)) == f"B{row + size - 1 if row > at else row}"


@pytest.mark.parametrize(
    ("words", "copy", "expected"),
    [
        ("SUM(C3:C3)", None, "SUM(C3:C6)"),
        ("C2+C3+C4", None, "C2+C3+C7"),
        ("C3*D3", 2, "C5*D5"),
        ("C3*$D$3*D4", 1, "C4*$D$3*D7"),
        ("SUM(A3:D3)", 1, "SUM(A4:D4)"),
        ('IF(A4="A4","C9",表!B4)', None, 'IF(A7="A4","C9",表!B7)'),
        ("别的!A4+'表'!A4", None, "别的!A4+'表'!A7"),
        ("LOG10(A4)+Total4", None, "LOG10(A7)+Total4"),
        ("SUM(3:3)+SUM(A:A)", None, "SUM(3:6)+SUM(A:A)"),
    ],
)
def test_formulas(words: str, copy: int | None, expected: str) -> None:
    assert formula(words, Shift(3, 4), "表", "表", copy) == expected
