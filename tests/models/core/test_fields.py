"""Every kind of column reads what it writes, and says with a code from the closed list what it cannot read."""

from datetime import date, datetime
from typing import Any

import peewee
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.core import codes
from models.core.canonical import canonical_json
from models.core.dates import PartialDate
from models.core.errors import ValueProblem
from models.core.fields import (
    CodeField,
    CountField,
    DayField,
    DigitsField,
    FlagField,
    IdNumberField,
    JsonField,
    Kind,
    LineField,
    MoneyField,
    NameField,
    ParagraphField,
    PartialDateField,
    PhoneField,
    cell_text,
)
from models.core.text import is_blank
from tests.builders import id_number

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
KINDS: dict[str, Kind] = {
    "line": LineField("职务", max_length=20),
    "paragraph": ParagraphField("备注"),
    "name": NameField("姓名"),
    "id": IdNumberField("身份证号"),
    "digits": DigitsField("银行卡号"),
    "phone": PhoneField("联系电话"),
    "sex": CodeField("性别", table="GB/T 2261.1"),
    "partial": PartialDateField("出生年月"),
    "day": DayField("会议时间"),
    "count": CountField("人数", largest=1000),
    "money": MoneyField("金额"),
    "flag": FlagField("代表"),
}


def partial_dates() -> st.SearchStrategy[PartialDate]:
    """Dates known to the year, the month or the day."""
    return st.one_of(
        st.integers(1900, 2099).map(PartialDate),
        st.builds(PartialDate, st.integers(1900, 2099), st.integers(1, 12)),
        DAYS.map(PartialDate.of),
    )


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "line": st.text(HAN, min_size=1, max_size=20),
    "paragraph": st.lists(st.text(HAN, min_size=1, max_size=9), min_size=1, max_size=4).map("\n".join),
    "name": st.text(HAN, min_size=2, max_size=30) | st.just("古丽米热·艾尼瓦尔") | st.just("王𬭎"),
    "id": st.builds(id_number, DAYS, st.integers(0, 999)),
    "digits": st.from_regex("[0-9]{5,30}", fullmatch=True),
    "phone": st.from_regex("1[0-9]{10}|0[0-9]{3}-[0-9]{7}", fullmatch=True),
    "sex": st.sampled_from(["0", "1", "2", "9"]),
    "partial": partial_dates(),
    "day": DAYS,
    "count": st.integers(0, 1000),
    "money": st.integers(0, 10**14 - 1),
    "flag": st.booleans(),
}


@pytest.mark.parametrize("name", KINDS)
def test_what_is_shown_is_read_back(name: str) -> None:
    kind = KINDS[name]

    @given(VALUES[name])
    def holds(value: Any) -> None:
        assert kind.parse(kind.show(value)) == value
        assert kind.parse(f" {kind.show(value)}\u3000") == value

    holds()


@pytest.mark.parametrize("name", KINDS)
def test_what_is_put_into_a_cell_is_read_back(name: str) -> None:
    kind = KINDS[name]

    @given(VALUES[name])
    def holds(value: Any) -> None:
        assume(not (isinstance(value, str) and is_blank(value)))  # 空, 无 and the like mean nothing in a roster
        assert kind.from_cell(kind.to_cell(value)) == value

    holds()


@pytest.mark.parametrize("name", KINDS)
def test_what_is_stored_is_read_back(name: str) -> None:
    kind = KINDS[name]

    @given(VALUES[name])
    def holds(value: Any) -> None:
        stored = kind.store(value)
        assert isinstance(stored, str | int)
        assert kind.python_value(stored) == value
        assert kind.store(kind.python_value(stored)) == stored

    holds()


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("nothing", ["", "   ", "\u3000"])
def test_nothing_is_none(name: str, nothing: str) -> None:
    kind = KINDS[name]
    assert kind.parse(nothing) is None
    assert kind.from_cell(nothing) is None
    assert kind.from_cell(None) is None
    assert kind.show(None) == ""
    assert kind.to_cell(None) is None
    assert kind.store(None) is None


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("word", ["/", "—", "不详"])
def test_words_for_nothing_in_a_cell_are_none(name: str, word: str) -> None:
    assert KINDS[name].from_cell(word) is None


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("line", "长" * 21, "text_too_long"),
        ("name", "王□", "name_unreadable_character"),
        ("name", "李(yù)", "name_unreadable_character"),
        ("name", "王" * 101, "text_too_long"),
        ("id", "999999199003071235", "id_number_checksum"),
        ("id", "99999919900307123", "id_number_length"),
        ("digits", "1" * 41, "text_too_long"),
        ("phone", "123456", "phone_too_short"),
        ("sex", "不男不女", "code_unknown"),
        ("partial", "五月里", "date_unreadable"),
        ("partial", "1990.13", "date_impossible"),
        ("day", "2026.9", "date_without_day"),
        ("day", "2026.2.30", "date_impossible"),
        ("count", "三十", "number_unreadable"),
        ("count", "-1", "number_unreadable"),
        ("count", "1001", "number_too_large"),
        ("money", "1.234", "number_unreadable"),
        ("money", "一百元", "number_unreadable"),
        ("money", "1" * 13, "number_too_large"),
        ("flag", "也许", "flag_unreadable"),
    ],
)
def test_unreadable_values_carry_a_code_and_a_sentence(name: str, typed: str, code: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        KINDS[name].parse(typed)
    assert caught.value.code == code
    assert caught.value.message.endswith("。")
    with pytest.raises(ValueProblem) as in_cell:
        KINDS[name].from_cell(typed)
    assert in_cell.value.code == code


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("line", 3.0, "3"),
        ("line", True, "是"),
        ("digits", 13800001234.0, "13800001234"),
        ("digits", "'0871123", "0871123"),
        ("phone", 13800001234.0, "13800001234"),
        ("count", 12.0, 12),
        ("count", "12人", 12),
        ("count", "1,000", 1000),
        ("money", 12.5, 1250),
        ("money", "¥1,234.50元", 123450),
        ("flag", True, True),
        ("flag", "√", True),
        ("flag", "无", False),
        ("partial", datetime(1990, 5, 7), PartialDate(1990, 5, 7)),
        ("partial", 33000, PartialDate(1990, 5, 7)),
        ("day", date(2026, 9, 1), date(2026, 9, 1)),
        ("day", 46000.0, date(2025, 12, 9)),
        ("sex", "男性", "1"),
        ("id", "999999199003071234\t", "999999199003071234"),
    ],
)
def test_cells_as_spreadsheets_hold_them(name: str, cell: object, value: object) -> None:
    assert KINDS[name].from_cell(cell) == value


@pytest.mark.parametrize(
    ("name", "cell", "code"),
    [
        ("id", 999999199003071234, "id_number_damaged"),
        ("id", 9.99999199003071e17, "id_number_damaged"),
        ("digits", 6.2220216e18, "number_damaged"),
        ("partial", 1990.1, "date_ambiguous"),
        ("day", 1990.5, "date_ambiguous"),
        ("sex", 1.0, "code_unknown"),
    ],
)
def test_damaged_and_ambiguous_cells_are_refused(name: str, cell: object, code: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        KINDS[name].from_cell(cell)
    assert caught.value.code == code


def test_codes_are_typed_but_never_taken_from_a_file() -> None:
    assert KINDS["sex"].parse("2") == "2"
    with pytest.raises(ValueProblem):
        KINDS["sex"].from_cell("2")


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("key", codes.table_keys())
def test_every_code_is_read_back_from_its_words(key: str, short: bool) -> None:
    kind = CodeField("项", table=key, short=short)
    # 未知 and 无 say nothing in a roster, so they must not overwrite what is known.
    words = {entry.code: kind.to_cell(entry.code) for entry in kind.table.items()}
    read = {code: kind.from_cell(word) for code, word in words.items()}
    assert read == {code: None if is_blank(str(word)) else code for code, word in words.items()}
    assert {code: kind.parse(str(word)) for code, word in words.items()} == {code: code for code in words}


def test_sensitive_values_are_masked() -> None:
    assert KINDS["id"].masked("999999199003071234") == "999***********1234"
    assert KINDS["phone"].masked("13800001234") == "138****1234"
    assert KINDS["id"].masked(None) == ""
    assert KINDS["id"].sensitive
    assert KINDS["digits"].sensitive


def test_a_code_that_no_table_knows_is_shown_as_it_is() -> None:
    assert KINDS["sex"].show("7") == "7"


def test_lines_of_a_paragraph_are_kept_and_tidied() -> None:
    assert KINDS["paragraph"].parse("  一\u3000二 \r\n\r\n３ \n\n") == "一 二\n\n3"


def test_a_column_is_null_unless_it_is_required() -> None:
    assert LineField("甲").null
    assert not LineField("甲", required=True).null
    assert LineField("甲", unique_among_living=True).unique
    assert isinstance(LineField("甲"), peewee.Field)


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists)
    | st.dictionaries(st.text(), st.text())
)
def test_json_is_read_back_and_has_one_spelling(value: object) -> None:
    kind = JsonField("内容")
    assert kind.python_value(kind.db_value(value)) == value
    if isinstance(value, dict):
        assert canonical_json(value) == canonical_json(dict(reversed(value.items())))


def test_json_keeps_dates_as_text_and_refuses_what_has_no_plain_form() -> None:
    assert canonical_json([PartialDate(1990, 5), date(2026, 9, 1)]) == '["1990-05","2026-09-01"]'
    with pytest.raises(TypeError):
        canonical_json(object())


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        (None, ""),
        (5.0, "5"),
        (5.25, "5.25"),
        (False, "否"),
        (datetime(2026, 9, 1), "2026-09-01"),
        (datetime(2026, 9, 1, 8, 30), "2026-09-01 08:30:00"),
        (date(2026, 9, 1), "2026-09-01"),
        ("=1+1", "=1+1"),
    ],
)
def test_a_cell_is_seen_as_text(cell: object, seen: str) -> None:
    assert cell_text(cell) == seen
