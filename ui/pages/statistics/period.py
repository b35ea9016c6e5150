"""Which period is counted: a year and a part of it, or any two days. Knows no return."""

from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from models.core.errors import Problem, Severity
from models.statistics.span import Period
from ui.widgets.asking import day, question
from ui.widgets.filter_bar import Choice
from ui.widgets.inline_form import InlineForm
from ui.widgets.parts import row
from ui.widgets.picker import Picker

YEARS_BACK = 6
FREE = "free"
_PARTS: dict[str, tuple[str, int, int]] = {
    "year": ("全年", 1, 12),
    **{f"half{n}": (f"{word}半年", 6 * n - 5, 6 * n) for n, word in ((1, "上"), (2, "下"))},
    **{f"quarter{n}": (f"第{word}季度", 3 * n - 2, 3 * n) for n, word in enumerate("一二三四", 1)},
    **{f"month{n}": (f"{n}月", n, n) for n in range(1, 13)},
}
_LINES = ("half1", "quarter1", "month1")


class PeriodPicker(QWidget):
    """A year, a part of it, or two days; `changed` when it is another period. `asked`: the form for two days."""

    changed = Signal()
    asked = Signal(object)

    def __init__(self, today: date) -> None:
        super().__init__()
        years = [Choice(year, f"{year}年") for year in range(today.year, today.year - YEARS_BACK, -1)]
        parts: list[Choice | None] = []
        for key, (title, _, _) in _PARTS.items():
            parts += [None] if key in _LINES else []
            parts.append(Choice(key, title))
        self._year = Picker("", years)
        self._part = Picker("", [*parts, None, Choice(FREE, "另选一段时间…")])
        self._free: Period | None = None
        self._year.picked.connect(self._choose_year)
        self._part.picked.connect(self._choose_part)
        layout = row(self, 4)
        layout.addWidget(self._year)
        layout.addWidget(self._part)

    @property
    def period(self) -> Period:
        """What is chosen."""
        if self._free is not None:
            return self._free
        _, first, last = _PARTS[self._part.value]
        return Period.months(self._year.value, first, last)

    def choose(self, period: Period) -> None:
        """Show a period without telling."""
        found = next((key for key in _PARTS if self._of(key, period.since.year) == period), None)
        self._free = None if found else period
        self._year.choose(period.since.year, f"{period.since.year}年")
        self._part.choose(found or FREE, "" if found else period.title)
        self._year.setVisible(found is not None)

    def _of(self, key: str, year: int) -> Period:
        _, first, last = _PARTS[key]
        return Period.months(year, first, last)

    def _choose_year(self) -> None:
        self.changed.emit()

    def _choose_part(self) -> None:
        if self._part.value == FREE:
            self.asked.emit(self._form())
            return
        self._free = None
        self._year.setVisible(True)
        self.changed.emit()

    def _form(self) -> InlineForm:
        before = self._free or Period.months(self._year.value, 1, 12)
        self._part.choose(FREE, "另选")
        return question([day("从", "since"), day("到", "until")], "按这段时间统计", self._keep, **_days(before))

    def _keep(self, values: dict[str, Any]) -> list[Problem]:
        since, until = values["since"], values["until"]
        problems = []
        if until < since:
            problems.append(Problem(Severity.STOP, "order", "最后一天早于第一天，请核对。", "until"))
        if not problems:
            self.choose(Period(since, until))
            self.changed.emit()
        return problems


def _days(period: Period) -> dict[str, date]:
    return {"since": period.since, "until": period.until}
