"""Text as people type and paste it: tidying, unreadable characters, pinyin, search terms, masking.

Owns what one string can tell by itself; knows no field or record, and never repairs a character by guess.
"""

import csv
import os
import re
import unicodedata
from functools import cache

from resources import path

NAME_LENGTH = 100
"""Characters a name field takes; the inter-ministry notice of 2016 on name capture asks for at least 50."""

DOT = "·"
"""U+00B7, the separator inside names of several nationalities (GB 18030 A1A4)."""

BLANK_WORDS = frozenset(
    """无 没有 不详 不明 未知 未填 暂无 空 缺 / \\ - -- --- — —— ―― – 、 . 。 · ... …… n/a na nan none null
    #n/a""".split()  # noqa: SIM905 - a list of words reads better than forty quotes
)

_KEPT_WIDE = "！（），：；？～"  # Chinese punctuation that lives in the full-width block
_MARKS = (range(0x200B, 0x2010), range(0x202A, 0x202F), range(0x2060, 0x2070))
_VANISHING = [0xAD, 0x61C, 0x180E, 0xFEFF, *(code for marks in _MARKS for code in marks)]
_SPACES = [*range(0x20), 0x7F, 0x85, 0xA0, 0x1680, 0x3000, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F]
_TIDY: dict[int, str | None] = (
    {wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F) if chr(wide) not in _KEPT_WIDE}
    # Kangxi radicals look like the character but are not equal to it; they come from text copied out of PDFs.
    | {radical: unicodedata.normalize("NFKC", chr(radical)) for radical in range(0x2F00, 0x2FD6)}
    | dict.fromkeys(_VANISHING)
    | dict.fromkeys(_SPACES, " ")
)
_NEEDS_TIDY = re.compile("[" + "".join(re.escape(chr(code)) for code in _TIDY if code != 0x20) + "]")

_HAN_RANGES = "\u3007\u2e80-\u2fd5\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"
_HAN = re.compile(f"[{_HAN_RANGES}]")
_NAME_PART = f"{_HAN_RANGES}{_PRIVATE}"
_WRONG_DOT = re.compile(f"(?<=[{_NAME_PART}])\\s*[·•・.‧∙⋅･●˙᛫⸱﹒]\\s*(?=[{_NAME_PART}])")
_INNER_SPACE = re.compile(f"(?<=[{_NAME_PART}])\\s+(?=[{_NAME_PART}])")
_UNREADABLE = re.compile(
    f"[{_HAN_RANGES}][(（\\[【][a-zA-ZüÜāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]{{1,7}}[0-5]?[)）\\]】]"
    f"|[{_PRIVATE}\ud800-\udfff\ufffc\ufffd\u2ff0-\u2fff〓□■◻◇◆?？*＊×]+"
)


def tidy(text: str) -> str:
    """One line of text: full-width letters and digits made narrow, spaces of all kinds collapsed, stripped.

    Chinese punctuation and every Han character stay as they are; characters without width vanish.
    """
    if text.isascii() and text.isalnum():
        return text
    if _NEEDS_TIDY.search(text):
        text = text.translate(_TIDY)
    return " ".join(text.split())


def tidy_lines(text: str) -> str:
    """Text of several lines, each tidied; empty lines at both ends are dropped."""
    return "\n".join(tidy(line) for line in text.splitlines()).strip("\n")


def is_blank(text: str) -> bool:
    """True for nothing and for the words that stand for nothing (不详, 无, /, —)."""
    return says_nothing(tidy(text))


def says_nothing(tidied: str) -> bool:
    """The same for a text that is tidied already."""
    return not tidied or tidied.lower() in BLANK_WORDS


def tidy_name(text: str) -> str:
    """A person's name: no spaces between Han characters, the right dot, Latin words one space apart."""
    name = _WRONG_DOT.sub(DOT, tidy(text).lstrip("'`"))
    return _INNER_SPACE.sub("", name)


def unreadable(text: str) -> str | None:
    """The first part of a name that stands for a character nobody can read, or None.

    Private-use code points, U+FFFD, 〓, □, question marks, masking stars, pinyin in brackets as in 李(yù).
    """
    found = _UNREADABLE.search(text)
    return found.group() if found else None


def is_han(character: str) -> bool:
    """Whether the character is a Han character of any extension."""
    return _HAN.match(character) is not None


@cache
def _surnames() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Surname → its readings, usual one first, each as syllables."""
    with path("pinyin", "surnames.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["surname"]: tuple(
                tuple(reading.split()) for reading in (row["pinyin"], *row["others"].split("|")) if reading
            )
            for row in csv.DictReader(file)
        }


@cache
def _given() -> dict[str, str]:
    """Characters that names read otherwise than the dictionary's first reading."""
    with path("pinyin", "given.csv").open(encoding="utf-8", newline="") as file:
        return {row["character"]: row["pinyin"] for row in csv.DictReader(file)}


@cache
def _syllable(character: str) -> str:
    """The usual reading of one character in small letters without tone (吕 → lv); '' if there is none."""
    if not is_han(character):
        return character.lower() if character.isalnum() else ""
    if character in _given():
        return _given()[character]
    # Single characters need no phrase table: without it the import takes a third of the time.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import lazy_pinyin

    reading = lazy_pinyin(character)[0]
    return reading if reading.isascii() else ""


def _split_surname(name: str) -> tuple[tuple[tuple[str, ...], ...], str]:
    """Readings of the surname as the table knows them, and what follows it."""
    table = _surnames()
    for length in (2, 1):
        # 东方 or 欧阳 standing alone is a one-character surname with a given name.
        if (length == 1 or len(name) > length) and name[:length] in table:
            return table[name[:length]], name[length:]
    return (), name


def _syllables(name: str) -> list[str]:
    readings, rest = _split_surname(name)
    return [*(readings[0] if readings else ()), *map(_syllable, rest)]


def pinyin(name: str) -> str:
    """Reading in small letters without tones or spaces, surnames by their own readings: 单立 → shanli."""
    return readings(name)[0]


def initials(name: str) -> str:
    """First letters of the reading: 张三 → zs."""
    return readings(name)[1]


def pinyin_sort_key(name: str) -> str:
    """Reading with a space between syllables, so that all 范 stand before all 方; the name breaks ties."""
    return readings(name)[2]


def readings(name: str) -> tuple[str, str, str]:
    """`pinyin`, `initials` and `pinyin_sort_key` of a name at once."""
    name = tidy_name(name)
    syllables = [syllable for syllable in _syllables(name) if syllable]
    return (
        "".join(syllables),
        "".join([syllable[0] for syllable in syllables]),
        f"{' '.join(syllables)} {name}".strip(),
    )


def pinyin_forms(name: str) -> list[str]:
    """Every reading a surname allows, the usual one first: 覃明 → qinming, tanming."""
    readings, rest = _split_surname(tidy_name(name))
    tail = "".join(map(_syllable, rest))
    return ["".join(reading) + tail for reading in readings] or [tail]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", tidy(text).lower())


def search_terms(text: str) -> list[str]:
    """Single characters and pairs of neighbours, for a full-text index without positions.

    The index must use SQLite's `ascii` tokenizer, which keeps all characters beyond ASCII, rare ones too.
    """
    words = _words(text)
    singles = dict.fromkeys("".join(words))
    pairs = dict.fromkeys(word[at : at + 2] for word in words for at in range(len(word) - 1))
    return [*singles, *pairs]


def query_terms(text: str) -> list[str]:
    """Terms that must all be in the index for `text` to occur; pairs lose their order: compare the hits."""
    terms = dict.fromkeys(
        term
        for word in _words(text)
        for term in ([word] if len(word) == 1 else (word[at : at + 2] for at in range(len(word) - 1)))
    )
    return list(terms)


def _mask(text: str, head: int, tail: int) -> str:
    if len(text) <= head + tail:
        return text[:1] + "*" * (len(text) - 1)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]


def mask_id(number: str) -> str:
    """First three and last four characters, stars between: 530***********1234."""
    return _mask(number, 3, 4)


def mask_phone(number: str) -> str:
    """First three and last four digits: 138****1234."""
    return _mask(number, 3, 4)


_CAPITAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_CAPITAL_PLACES = ("", "拾", "佰", "仟")
_CAPITAL_GROUPS = ("", "万", "亿", "万亿")


def money_in_words(fen: int) -> str:
    """An amount in capitals as vouchers write it: 123000 → 壹仟贰佰叁拾元整 (支付结算办法, 附一).

    整 stands after 元 and 角, never after 分. Raises ValueError below zero and from ten quadrillion yuan on.
    """
    yuan, cents = divmod(fen, 100)
    if not 0 <= yuan < 10**16:
        raise ValueError(fen)
    jiao, rest = divmod(cents, 10)
    words = _capital_number(yuan) + "元" if yuan or not cents else ""
    if jiao:
        words += f"{_CAPITAL_DIGITS[jiao]}角"
    elif rest and yuan:
        words += "零"
    return words + (f"{_CAPITAL_DIGITS[rest]}分" if rest else "整")


def _capital_number(number: int) -> str:
    """A whole number in capitals, in groups of four digits; one 零 for any run of empty places inside."""
    words, empty = "", False
    for place in range(len(_CAPITAL_GROUPS) - 1, -1, -1):
        group = number // 10 ** (4 * place) % 10_000
        if not group:
            empty = bool(words)
            continue
        words += ("零" if words and (empty or group < 1_000) else "") + _capital_group(group) + _CAPITAL_GROUPS[place]
        empty = False
    return words or _CAPITAL_DIGITS[0]


def _capital_group(group: int) -> str:
    digits = [(group // 10**place % 10, place) for place in (3, 2, 1, 0)]
    words = "".join(_CAPITAL_DIGITS[digit] + (_CAPITAL_PLACES[place] if digit else "") for digit, place in digits)
    return re.sub("零+", "零", words).strip("零")
