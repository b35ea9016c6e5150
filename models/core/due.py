"""What is due: the shape in which every concept tells 今日待办 of it. Decides nothing."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due: the day, what to do, about whom; `late` when the day has passed.

    `kind` and `uid` name the record that opens.
    """

    day: date
    title: str
    detail: str
    kind: str
    uid: str
    late: bool


def by_day(found: list[Due]) -> list[Due]:
    """The most urgent first."""
    return sorted(found, key=lambda due: (due.day, due.title, due.uid))
