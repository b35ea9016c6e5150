"""Working days of this office: the yearly plans that ship with the program, and those that the clerk types in.

The State Council publishes each year's plan late in the year before; without it that year's days are provisional.
"""

from datetime import date

from models.core.dates import WorkingCalendar, working_calendar
from models.core.errors import KnownError
from models.core.fields import CountField, JsonField
from models.core.record import Record
from models.core.verbs import Work, verb


class HolidayPlan(Record):
    """节假日安排: one year's days off and the weekend days worked in exchange, as lists of ISO dates."""

    noun = "节假日安排"

    year = CountField("年份", required=True, unique_among_living=True, largest=2200)
    off = JsonField("放假", required=True)
    work = JsonField("补班", required=True)

    class Meta:
        table_name = "holiday_plan"


def office_calendar() -> WorkingCalendar:
    """The shipped plans with this office's own over them."""
    typed_in = {str(plan.year): {"off": plan.off, "work": plan.work} for plan in HolidayPlan.select()}
    return working_calendar(typed_in)


@verb("set_holidays", "录入节假日安排")
def set_holidays(work: Work, year: int, off: list[date], worked: list[date]) -> HolidayPlan:
    """Keep a year's plan. Raises KnownError for a day of another year or one that is both off and worked."""
    if any(day.year != year for day in (*off, *worked)):
        raise KnownError(f"日期要都在{year}年之内，请核对。")
    if set(off) & set(worked):
        raise KnownError("同一天不能既放假又补班，请核对。")
    values = {"off": [str(day) for day in sorted(off)], "work": [str(day) for day in sorted(worked)]}
    plan = HolidayPlan.get_or_none(HolidayPlan.year == year)
    work.sentence = f"录入了{year}年的节假日安排"
    return work.insert(HolidayPlan(year=year, **values)) if plan is None else work.update(plan, **values)
