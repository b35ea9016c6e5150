"""Times of day: how `9:30` is read, and moments of a day and a time."""

import re
from datetime import date, datetime, time
from typing import Any

from models.core.errors import ValueProblem
from models.core.fields import LineField


def read_moment(label: str, typed: str) -> str:
    """`9:30`, `9点半`, `0930` as `09:30`; raises ValueProblem."""
    text = typed.replace("：", ":").replace("点半", ":30").replace("时", ":").replace("点", ":").removesuffix("分")
    if re.fullmatch(r"\d{4}", text):
        text = f"{text[:2]}:{text[2:]}"
    found = re.fullmatch(r"(\d{1,2}):(\d{0,2})", text)
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise ValueProblem("date_unreadable", f"{label}“{typed}”看不出是几点，请按 9:30 的样子填写。")
    return f"{int(found[1]):02d}:{int(found[2] or 0):02d}"


def moment(day: date, at: str | None) -> datetime:
    """The day with its time; the day's beginning where the time is unknown."""
    return datetime.combine(day, time.fromisoformat(at) if at else time.min)


class MomentField(LineField):
    """A time of day, `HH:MM`."""

    tells = False

    editor = "line"

    def __init__(self, label: str, **options: Any) -> None:
        options.setdefault("help", "例如 9:30。")
        super().__init__(label, max_length=5, **options)

    def read(self, tidied: str) -> str:
        return read_moment(self.label, tidied)
