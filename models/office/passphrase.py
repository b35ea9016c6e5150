"""Which passphrases are too weak to be chosen, each refused with the reason. Judges new ones only.

At least 12 characters as a phrase, a Chinese character counting as two, or at least 8 from three of small letters,
capitals, digits and signs. Knows no key.
"""

import unicodedata
from collections.abc import Sequence

from models.core.errors import KnownError

PHRASE, MIXED, CLASSES = 12, 8, 3
_DIFFERENT = 5
_LEFT = 6  # what must be left, in the same measure, once guessable words are taken out

_SHORT = (
    f"口令太短：一句话至少 {PHRASE} 个字符（一个汉字算两个），"
    f"或者至少 {MIXED} 个字符，其中大写字母、小写字母、数字、符号占三种。"
)
_SAME = "口令里只有几个不同的字符反复出现，很容易猜到。请换一句自己好记的话。"
_DIGITS = "全是数字的口令很容易猜到，像生日、电话。请换一句自己好记的话。"
_COMMON = "这个口令人人都会先试（例如 12345678、password、键盘上连着的键）。请换一句自己好记的话。"
_NAMES = "口令里不能主要是姓名或单位名称，熟人一猜就中。请换一句自己好记的话。"

_ROWS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv")
_WORDS = (
    "password", "passwort", "administrator", "admin", "welcome", "letmein", "iloveyou", "woaini", "changeme",
    "secret", "monkey", "dragon", "master", "login", "test", "user", "root", "guest", "zhongguo",
    "quntuan", "gonghui", "fulian", "tuanwei", "群团工作台", "工作台", "工会", "妇联", "共青团",
    "520", "1314", "5201314", "666", "888", "2023", "2024", "2025", "2026",
)  # fmt: skip
_SHORTEST_RUN = 4
_DISGUISE = str.maketrans("@$!013457", "asioleast")


def refuse_weak(passphrase: str, names: Sequence[str] = ()) -> None:
    """Raise KnownError when a new passphrase is too short or easily guessed; `names`: of the user and the unit."""
    plain = unicodedata.normalize("NFKC", passphrase).strip()
    if not (_measure(plain) >= PHRASE or (len(plain) >= MIXED and _classes(plain) >= CLASSES)):
        raise KnownError(_SHORT)
    folded = "".join(plain.casefold().split())
    if len(set(folded)) < _DIFFERENT:
        raise KnownError(_SAME)
    if folded.isdecimal():
        raise KnownError(_DIGITS)
    if _measure(_without(folded, [name.casefold() for name in names])) < _LEFT or _part_of(folded, names):
        raise KnownError(_NAMES)
    if any(_measure(_rest(text)) < _LEFT for text in (folded, folded.translate(_DISGUISE))):
        raise KnownError(_COMMON)


def _measure(text: str) -> int:
    """Characters, a Chinese one counted as two: there are thousands to guess from."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _classes(text: str) -> int:
    tests = (str.islower, str.isupper, str.isdecimal)
    signs = any(not char.isalnum() for char in text) or not text.isascii()
    return sum(any(test(char) for char in text) for test in tests) + signs


def _without(text: str, words: Sequence[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "") if word else text
    return text


def _part_of(text: str, names: Sequence[str]) -> bool:
    return any(text in "".join(name.casefold().split()) for name in names)


def _rest(text: str) -> str:
    """What is left without common words, runs along the alphabet or the keyboard, and repetitions."""
    text = _without(text, _WORDS)
    left, at = "", 0
    while at < len(text):
        length = _run(text[at:])
        left += "" if length else text[at]
        at += length or 1
    return left


def _run(text: str) -> int:
    """How long the run is with which a text begins; 0 when it is too short to be one."""
    rows = [part for row in _ROWS for part in (row, row[::-1])] + [text[:1] * len(text)]
    longest = max(_shared(text, row) for row in rows)
    return longest if longest >= _SHORTEST_RUN else 0


def _shared(text: str, row: str) -> int:
    length = 0
    while length < len(text) and text[: length + 1] in row:
        length += 1
    return length
