"""节假日: the yearly plans that working days are counted by; a new year's plan is typed in from the notice."""

from datetime import date
from typing import Any

from models.core.dates import shipped_plans
from models.core.errors import Problem, Severity, ValueProblem
from models.core.fields import CountField, ParagraphField
from models.office.calendar import HolidayPlan, set_holidays
from ui.desk import Desk
from ui.offering import offer
from ui.pages.settings.days import read_days, write_days
from ui.pages.settings.part import Part
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.inline_form import Entries, Entry, InlineForm

_TEXT = (
    "公示的工作日按国务院办公厅每年的放假安排数。程序自带几年的，新一年的通知出来以后在这里补上；"
    "没有安排的年份按周末推算。"
)
_EXAMPLE = "照通知填，例如：1月1日至3日、2月15日至23日、4月4日至6日。"


class HolidaysPart(Part):
    """A line for every year, and a form for one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("节假日", _TEXT)
        self.desk = desk
        self.years = Entries("各年安排", "录入一年", lambda: self.begin(self._next_year()))
        offer(desk, "set_holidays", self.years.begin_button)
        self.body.addWidget(self.years)
        self.refresh()

    def refresh(self) -> None:
        """Read the plans anew."""
        self.years.show_lines([self._entry(year) for year in sorted(self._plans(), reverse=True)])

    def begin(self, year: int) -> None:
        """Type in a year, or change one."""
        off, work, _ = self._plans().get(year, ([], [], ""))
        form = RecordForm([Section("", _fields())])
        form.show_values({"year": year, "off": write_days(off), "work": write_days(work)})
        opened = InlineForm(form, "保存", self._store)
        offer(self.desk, "set_holidays", opened.button)
        self.years.open_form(opened)
        form.go_to("off")

    def save(self) -> None:
        """Save the open form."""
        if self.years.form is not None:
            self.years.form.save()

    def step_back(self) -> bool:
        """Close the open form."""
        return self.years.close_form()

    def _plans(self) -> dict[int, tuple[list[date], list[date], str]]:
        found = {int(year): (*_days(plan), "程序自带") for year, plan in shipped_plans().items()}
        for plan in HolidayPlan.select():
            found[plan.year] = (*_days({"off": plan.off, "work": plan.work}), "本单位录入")
        return found

    def _next_year(self) -> int:
        years = self._plans()
        return next(year for year in range(self.desk.today().year, 2200) if year not in years)

    def _entry(self, year: int) -> Entry:
        off, work, source = self._plans()[year]
        detail = f"放假 {len(off)} 天，补班 {len(work)} 天 · {source}"
        return Entry(f"{year}年", detail, [("查看或修改", lambda: self.begin(year))])

    def _store(self, values: dict[str, Any]) -> list[Problem] | None:
        days: dict[str, list[date]] = {}
        for name in ("off", "work"):
            try:
                days[name] = read_days(values[name] or "", values["year"])
            except ValueProblem as problem:
                return [Problem(Severity.STOP, problem.code, problem.message, name)]
        done = self.desk.do(self.years.form, set_holidays, values["year"], days["off"], days["work"])
        return None if done is None else []


def _days(plan: dict[str, Any]) -> tuple[list[date], list[date]]:
    return [date.fromisoformat(day) for day in plan["off"]], [date.fromisoformat(day) for day in plan["work"]]


def _fields() -> list[Any]:
    year = CountField("年份", required=True, largest=2200)
    off = ParagraphField("放假的日子", required=True, help=_EXAMPLE)
    work = ParagraphField("补班的日子", help="周末上班的日子，例如：1月4日、2月14日、2月28日。")
    for field, name in ((year, "year"), (off, "off"), (work, "work")):
        field.name = name
    return [year, off, work]
