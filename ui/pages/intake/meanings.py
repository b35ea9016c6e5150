"""What a column of a roster may be taken for: the choices of the list under its header. Knows no widget of the page."""

from collections.abc import Sequence
from functools import cache

from models.core.text import initials, tidy
from models.intake.headers import column_keys
from models.intake.recognition import Column
from models.intake.values import label_of
from ui.widgets.find_box import Choice

NOT_TAKEN = "不导入"
_OWN_WORDS = {
    "serial": "序号",
    "age": "年龄",
    "union.body": "所在工会",
    "league.body": "所在团组织",
    "women.body": "所在妇联",
}
_PARTS = {
    "born#year": "出生年月（年）",
    "born#month": "出生年月（月）",
    "born#day": "出生年月（日）",
    "political_status#yes_no": "是否党员",
}
_UNITS = {"year": "年", "month": "月", "day": "日", "yes_no": "是否"}


def meaning_of(column: Column) -> str:
    """What a column is taken for, as the corrections write it: key or key#part, empty for nothing."""
    if column.meaning is None:
        return ""
    return "#".join(filter(None, (column.meaning.key, column.meaning.part)))


def words_for(meaning: str) -> str:
    """What a column is taken for, in words."""
    if not meaning:
        return NOT_TAKEN
    key, _, part = meaning.partition("#")
    words = _PARTS.get(meaning) or _OWN_WORDS.get(key) or label_of(key)
    return words if meaning in _PARTS or not part else f"{words}（{_UNITS.get(part, part)}）"


def find_meanings(typed: str, taken: dict[str, str]) -> Sequence[Choice]:
    """The meanings that fit what was typed; `taken` maps a meaning to the header of the column that has it."""
    asked = tidy(typed).lower()
    return [
        Choice(value, words, f"现在是“{taken[value]}”" if value in taken else "")
        for value, words, letters in _all()
        if not asked or asked in words or letters.startswith(asked)
    ]


@cache
def _all() -> tuple[tuple[str, str, str], ...]:
    values = ("", *column_keys(), *_PARTS)
    return tuple((value, words_for(value), initials(words_for(value)).lower()) for value in values)
