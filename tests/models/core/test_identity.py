"""ID numbers and unified credit codes."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.core.errors import ValueProblem
from models.core.identity import (
    IdKind,
    birth_of,
    credit_check_character,
    id_check_character,
    id_from_cell,
    id_kind,
    maybe_damaged,
    parse_credit_code,
    parse_id,
    same_id,
    sex_of,
    upgrade_id,
)

VALID = st.builds(
    lambda area, born, sequence: (body := f"{area:06d}{born:%Y%m%d}{sequence:03d}") + id_check_character(body),
    st.integers(110000, 659999),
    st.dates(date(1900, 1, 1), date(2030, 12, 31)),
    st.integers(1, 999),
)
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def code_of(text: str) -> str:
    with pytest.raises(ValueProblem) as problem:
        parse_id(text)
    return problem.value.code


@pytest.mark.parametrize(
    ("number", "born", "sex"),
    [
        ("999999199003071234", date(1990, 3, 7), "1"),
        ("999999200802290463", date(2008, 2, 29), "2"),
        ("999999198506150044", date(1985, 6, 15), "2"),
        ("99999919900307008X", date(1990, 3, 7), "2"),
    ],
)
def test_a_number_tells_birth_and_sex(number: str, born: date, sex: str) -> None:
    assert parse_id(number) == number
    assert birth_of(number) == born
    assert sex_of(number) == sex


@pytest.mark.parametrize(
    "text",
    [
        "99999919900307008x",
        " ９９９９９９19900307008Ｘ\t",
        "'99999919900307008X",
        "999999 19900307 008×",
        "999999-19900307-008X",
    ],
)
def test_spellings_of_one_number_are_one_number(text: str) -> None:
    assert parse_id(text) == "99999919900307008X"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("99999919900307123", "id_number_length"),
        ("", "id_number_length"),
        ("9999991990030712345", "id_number_length"),
        ("99999919900307123A", "id_number_characters"),
        ("99999919900307O081", "id_number_characters"),
        ("999999199003071235", "id_number_checksum"),
        ("999999199002301234", "id_number_date"),
        ("532502900230123", "id_number_date"),
        ("6.1E+17", "id_number_damaged"),
        ("5.30101199001011E+17", "id_number_damaged"),
        ("999999199003071000", "id_number_damaged"),
    ],
)
def test_each_fault_has_its_code(text: str, code: str) -> None:
    assert code_of(text) == code


@pytest.mark.parametrize("cell", [999999199003071234, 9.99999199003071e17, 530101199001011000.0])
def test_eighteen_digits_in_a_numeric_cell_are_lost(cell: object) -> None:
    with pytest.raises(ValueProblem) as problem:
        id_from_cell(cell)
    assert problem.value.code == "id_number_damaged"


def test_numeric_cells_keep_fifteen_digits() -> None:
    assert id_from_cell(532502900307123.0) == "532502900307123"
    assert id_from_cell("999999199003071234") == "999999199003071234"
    assert id_from_cell(None) is None
    assert id_from_cell(" ") is None


@given(VALID)
def test_every_built_number_passes(number: str) -> None:
    assert parse_id(number) == number


@given(VALID, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes(number: str, place: int, shift: int) -> None:
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    with pytest.raises(ValueProblem):
        parse_id(wrong)


@given(VALID)
def test_two_neighbours_exchanged_never_pass(number: str) -> None:
    wrong = number[:15] + number[16] + number[15] + number[17]
    assume(wrong != number)
    with pytest.raises(ValueProblem):
        parse_id(wrong)


def test_old_numbers_are_offered_their_long_form() -> None:
    assert parse_id("532502900307123") == "532502900307123"
    longer = upgrade_id("532502900307123")
    assert parse_id(longer) == longer
    assert birth_of(longer) == birth_of("532502900307123") == date(1990, 3, 7)
    assert sex_of(longer) == sex_of("532502900307123") == "1"
    assert same_id("532502900307123", longer)
    assert upgrade_id(longer) == longer


def with_check(body: str) -> str:
    return body + id_check_character(body)


def test_kinds_of_papers() -> None:
    assert id_kind("999999199003071234") is IdKind.RESIDENT
    assert id_kind("532502900307123") is IdKind.RESIDENT_15
    assert id_kind(parse_id(with_check("81000019900307123"))) is IdKind.HONG_KONG_MACAO_TAIWAN
    assert id_kind(parse_id(with_check("91184019900307123"))) is IdKind.FOREIGN
    assert id_kind(parse_id("usa110190010112")) is IdKind.FOREIGN_15
    assert sex_of("USA110190010112") is None


def test_a_valid_number_with_an_empty_tail_is_only_suspected() -> None:
    bodies = (f"9999991990{month:02d}{day:02d}100" for month in range(1, 13) for day in range(1, 29))
    ends_in_zeros = next(body[:15] + "000" for body in bodies if id_check_character(body[:15] + "00") == "0")
    assert parse_id(ends_in_zeros) == ends_in_zeros
    assert maybe_damaged(ends_in_zeros)
    assert not maybe_damaged("999999199003071234")


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_a_known_problem(text: str) -> None:
    with suppress(ValueProblem):
        assert len(parse_id(text)) in (15, 18)


@given(st.text(alphabet=CREDIT_ALPHABET, min_size=17, max_size=17))
def test_credit_codes_with_their_check_pass(body: str) -> None:
    code = body + credit_check_character(body)
    assert parse_credit_code(code.lower()) == code


@given(st.text(alphabet=CREDIT_ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 30))
def test_credit_codes_with_one_wrong_character_fail(body: str, place: int, shift: int) -> None:
    right = body + credit_check_character(body)
    other = CREDIT_ALPHABET[(CREDIT_ALPHABET.index(right[place]) + shift) % 31]
    with pytest.raises(ValueProblem) as problem:
        parse_credit_code(right[:place] + other + right[place + 1 :])
    assert problem.value.code == "credit_code_checksum"


def test_credit_codes_of_unions_villages_and_check_zero_pass() -> None:
    assert parse_credit_code("91350100M000100Y43") == "91350100M000100Y43"
    for start in ("81532503", "N2532503", "Y1532503"):
        assert parse_credit_code(f"{start}MA0000000" + credit_check_character(f"{start}MA0000000"))
    zero = next(body for body in (f"91350100M0001{n:04d}" for n in range(100)) if credit_check_character(body) == "0")
    assert parse_credit_code(zero + "0")


@pytest.mark.parametrize(
    ("text", "code"), [("9135", "credit_code_length"), ("91350100M000100Y4O", "credit_code_characters")]
)
def test_credit_code_faults(text: str, code: str) -> None:
    with pytest.raises(ValueProblem) as problem:
        parse_credit_code(text)
    assert problem.value.code == code
