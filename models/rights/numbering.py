"""Numbers of petitions and of what belongs to them: letter, year and a running number, never given twice.

The closed compartment counts for itself: a gap in the open numbers must not tell of what lies in there.
"""

import re
from datetime import date
from typing import Any

from models.core.history import History
from models.core.record import Record
from models.core.verbs import Work
from models.office.closed.work import SealedWork, parts_of
from models.office.setting import Setting
from models.rights.records import MandatoryReport, ProtectionOrder, Referral, RightsCase, Violence

LETTERS: dict[type[Record], str] = {
    RightsCase: "访",
    Violence: "暴",
    ProtectionOrder: "令",
    MandatoryReport: "报",
    Referral: "转",
}
CLOSED = "护"
GIVEN = "rights_numbers"
"""The setting that keeps, by beginning, the last number of records that were removed."""


def next_number(work: Work, cls: type[Record], day: date) -> str:
    """The next free number of this kind in this year on the side on which the verb works, e.g. 访2026-007."""
    sealed = isinstance(work, SealedWork)
    head = f"{CLOSED if sealed else ''}{LETTERS[cls]}{day.year}-"
    taken = [_tail(number, head) for number in _numbers(work, cls)]
    if not sealed:
        taken += [*_taken_back(head), _given().get(head, 0)]
    return f"{head}{max(taken, default=0) + 1:03d}"


def remember_number(work: Work, number: str | None) -> None:
    """Keep a number taken whose record is going to be removed: it may stand on paper already."""
    head, _, tail = (number or "").rpartition("-")
    if not tail.isdecimal():
        return
    given = _given()
    given[f"{head}-"] = max(int(tail), given.get(f"{head}-", 0))
    row = Setting.get_or_none(Setting.name == GIVEN)
    if row is None:
        work.insert(Setting(name=GIVEN, value=given))
    else:
        work.update(row, value=given)


def _numbers(work: Work, cls: type[Record]) -> list[str]:
    if isinstance(work, SealedWork):
        return [str(record.__data__.get("number") or "") for record in parts_of(work, cls)]
    rows: Any = cls.select(cls._meta.fields["number"]).tuples()
    return [str(row[0] or "") for row in rows]


def _tail(number: str, head: str) -> int:
    tail = number.removeprefix(head)
    return int(tail) if number.startswith(head) and tail.isdecimal() else 0


def _taken_back(head: str) -> list[int]:
    undone = History.select(History.changes).where((History.verb == "undo") & History.changes.contains(head))
    return [int(tail) for row in undone for tail in re.findall(f'"number":"{head}([0-9]+)"', row.changes)]


def _given() -> dict[str, int]:
    row = Setting.get_or_none(Setting.name == GIVEN)
    return dict(row.value) if row else {}
