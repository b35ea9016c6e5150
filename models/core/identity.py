"""Numbers that name a person or a body: ID numbers (GB 11643) and unified credit codes (GB 32100).

Owns their form, check characters and what they tell; keeps no area table, as codes are retired and never
reused, and never repairs a digit.
"""

import re
from datetime import date
from enum import StrEnum
from functools import lru_cache
from operator import mul

from models.core.dates import EARLIEST_YEAR, LATEST_YEAR
from models.core.errors import ValueProblem
from models.core.text import tidy

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_ID_ZEROS = ord("0") * sum(_ID_WEIGHTS)
_ID_18 = re.compile(r"[0-9]{17}[0-9X]")
_ID_15 = re.compile(r"[0-9]{15}")
_FOREIGN_15 = re.compile(r"[A-Z]{3}[0-9]{12}")
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]{1,2}", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s\-'`’‘]")
_LOOKS_LIKE_X = str.maketrans("×ХхχΧxＸｘ✕╳", "X" * 10)

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUE = {character: value for value, character in enumerate(_CREDIT_ALPHABET)}
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


class IdProblem(ValueProblem):
    """No ID number: `id_number_length`, `_characters`, `_date`, `_checksum` or `_damaged`."""


class IdKind(StrEnum):
    """Which paper a number belongs to."""

    RESIDENT = "resident"
    RESIDENT_15 = "resident_15"
    HONG_KONG_MACAO_TAIWAN = "hong_kong_macao_taiwan"
    FOREIGN = "foreign"
    FOREIGN_15 = "foreign_15"


def normalise_id(text: str) -> str:
    """What a person typed, without spaces, hyphens and leading apostrophe, x and × as X; not checked."""
    return _BETWEEN.sub("", tidy(text)).translate(_LOOKS_LIKE_X).upper()


def parse_id(text: str) -> str:
    """The normalised ID number; raises IdProblem. Old numbers of 15 digits pass as they are."""
    plain = _ID_18.fullmatch(text) is not None
    number = text if plain else normalise_id(text)
    if plain or _ID_18.fullmatch(number):
        _check_18(number)
    elif _ID_15.fullmatch(number) or _FOREIGN_15.fullmatch(number):
        if birth_of(number) is None:
            raise _bad_date(number)
    else:
        raise _malformed(number)
    return number


def id_from_cell(cell: object) -> str | None:
    """The ID number in a spreadsheet cell, None for an empty one; raises IdProblem.

    A numeric cell keeps 15 digits: 18 are damaged there even if the check fits, as it does 1 time in 11.
    """
    if cell is None:
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        whole = f"{cell:.0f}"
        if len(whole) > 15:
            raise _damaged()
        return parse_id(whole)
    text = str(cell)
    return parse_id(text) if text.strip() else None


def _damaged() -> IdProblem:
    return IdProblem(
        "id_number_damaged",
        "身份证号在表格里存成了数字，后三位已经丢失，请把单元格设为文本后重新录入。",
    )


def _bad_date(number: str) -> IdProblem:
    return IdProblem("id_number_date", f"身份证号中的出生日期（{_birth_digits(number)}）不存在，请核对。")


def _malformed(number: str) -> IdProblem:
    if _SCIENTIFIC.fullmatch(number):
        return _damaged()
    if len(number) in (15, 18):
        return IdProblem("id_number_characters", f"身份证号“{number}”中有不该出现的字符，请核对。")
    return IdProblem("id_number_length", f"身份证号应为18位，这里是{len(number)}位，请核对。")


def _check_18(number: str) -> None:
    if birth_of(number) is None:
        raise _bad_date(number)
    if id_check_character(number) == number[17]:
        return
    if number.endswith("000"):
        raise _damaged()
    raise IdProblem("id_number_checksum", "身份证号的校验码不符，其中至少有一位写错了，请核对。")


def id_check_character(number: str) -> str:
    """Check character for the first 17 digits (ISO 7064 MOD 11-2)."""
    total = sum(map(mul, _ID_WEIGHTS, number[:17].encode("ascii"))) - _ID_ZEROS
    return _ID_CHECKS[total % 11]


def upgrade_id(number: str) -> str:
    """The 18-digit form of an old number of 15 digits; any other number comes back unchanged.

    Nobody with an old number was born in this century, so 19 is inserted and the check character computed.
    """
    if len(number) != 15 or not _ID_15.fullmatch(number):
        return number
    longer = number[:6] + "19" + number[6:]
    return longer + id_check_character(longer)


def same_id(one: str, other: str) -> bool:
    """Whether two valid numbers name the same person, an old number against its longer form included."""
    return upgrade_id(one) == upgrade_id(other)


def maybe_damaged(number: str) -> bool:
    """A valid number whose tail 000 may come from a number that lost its last digits on the way."""
    return len(number) == 18 and number.endswith("000")


def id_kind(number: str) -> IdKind:
    """Which paper a valid number belongs to."""
    if len(number) == 15:
        return IdKind.FOREIGN_15 if number[0].isalpha() else IdKind.RESIDENT_15
    if number[:6] in ("810000", "820000", "830000"):
        return IdKind.HONG_KONG_MACAO_TAIWAN
    # 999999 is no area and no nationality: numbers made for tests and samples.
    if number[0] == "9" and not number.startswith("999999"):
        return IdKind.FOREIGN
    return IdKind.RESIDENT


def _birth_digits(number: str) -> str:
    if len(number) == 18:
        return number[6:14]
    start = 7 if number[0].isalpha() else 6
    return "19" + number[start : start + 6]


def birth_of(number: str) -> date | None:
    """Birth date in a number of 15 or 18 characters; None if that day does not exist."""
    return _day(_birth_digits(number))


@lru_cache(maxsize=1 << 15)  # as many days as people alive were born on
def _day(digits: str) -> date | None:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
    return born if EARLIEST_YEAR <= born.year <= LATEST_YEAR else None


def sex_of(number: str) -> str | None:
    """Sex by GB/T 2261.1 ('1' 男, '2' 女); None for the old foreigners' card, which does not tell."""
    if number[0].isalpha():
        return None
    digit = int(number[16] if len(number) == 18 else number[14])
    return "1" if digit % 2 else "2"


def credit_check_character(code: str) -> str:
    """Check character for the first 17 characters; the outer mod makes the remainder 0 a '0'."""
    total = sum(weight * _CREDIT_VALUE[letter] for weight, letter in zip(_CREDIT_WEIGHTS, code, strict=False))
    return _CREDIT_ALPHABET[(31 - total % 31) % 31]


def parse_credit_code(text: str) -> str:
    """The normalised unified credit code; raises ValueProblem.

    Codes: `credit_code_length`, `credit_code_characters`, `credit_code_checksum`.
    """
    code = re.sub(r"[\s\-'`’‘]", "", tidy(text)).upper()
    if len(code) != 18:
        raise ValueProblem("credit_code_length", f"统一社会信用代码应为18位，这里是{len(code)}位，请核对。")
    wrong = "".join(dict.fromkeys(letter for letter in code if letter not in _CREDIT_VALUE))
    if wrong:
        raise ValueProblem("credit_code_characters", f"统一社会信用代码中不会出现“{wrong}”，请核对。")
    if credit_check_character(code) != code[17]:
        raise ValueProblem("credit_code_checksum", "统一社会信用代码的校验码不符，其中至少有一位写错了，请核对。")
    return code
