"""Activities and training 活动、培训: what was held, where, for whom, with which money, and who came.

Owns the activity and its attendance list; "held 13 courses for 3,200 people" is a question to `totals`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.core.database import DB
from models.core.errors import Problem, Severity, refuse_stops
from models.core.fields import (
    CodeField,
    CountField,
    DayField,
    FlagField,
    LineField,
    LinkField,
    MoneyField,
    ParagraphField,
)
from models.core.record import Record
from models.core.verbs import Work, verb
from models.excellence.campaigns import Campaign
from models.excellence.keeping import backwards, changed, kept, merged, removed
from models.office.attachment import attachments_of
from models.organisations.body import Body
from models.people.person import Person

PARTS = ("women", "youth", "workers", "children", "party_members")
"""Columns that count some of those who came; one person may be in several."""


class Activity(Record):
    """活动（培训）: `sessions` courses or events under one title; money in fen."""

    noun = "活动（培训）"
    organiser_id: int | None

    title = LineField("名称", required=True, max_length=100, counted=True)
    kind_of_activity = CodeField("类别", table="activity.kind", required=True)
    campaign = LinkField(Campaign, "所属创先争优活动", backref="activities")
    organiser = LinkField(Body, "主办组织", backref="activities")
    partner = LineField("协办单位", max_length=100, counted=True)
    place = LineField("地点", max_length=100, counted=True)
    from_on = DayField("开始日期", required=True, index=True)
    to_on = DayField("结束日期", help="当天办完的不用填。")
    sessions = CountField("期（场）数", largest=1000, help="不填按1期（场）算。")
    hours = CountField("学时", largest=10000)
    people = CountField("参加人次", help="不填按签到名单的人数算。")
    women = CountField("其中妇女")
    youth = CountField("其中青年")
    workers = CountField("其中职工")
    children = CountField("其中儿童")
    party_members = CountField("其中党员")
    cost = MoneyField("经费支出")
    source_of_money = LineField("经费来源", max_length=100, counted=True)
    lecturer = LineField("授课（主讲）人", max_length=100)
    content = ParagraphField("内容", counted=True)
    effect = ParagraphField("效果", counted=True)
    note = ParagraphField("备注")

    class Meta:
        table_name = "activity"

    def called(self) -> str:
        return f"活动“{self.title}”"


class Attendance(Record):
    """签到: one person at an activity."""

    noun = "签到"
    activity_id: int
    person_id: int

    activity = LinkField(Activity, "活动（培训）", required=True, backref="attendances", index=False)
    person = LinkField(Person, "参加人", required=True, backref="attendances")
    signed = FlagField("已签到")
    result = LineField("考核（结业）情况", max_length=100)
    note = LineField("备注", max_length=200)

    class Meta:
        table_name = "attendance"
        indexes = ((("activity", "person"), True),)

    def called(self) -> str:
        return f"{self.person.called()}在{self.activity.called()}的签到"


def check_activity(values: Mapping[str, Any], attached: int = 0) -> list[Problem]:
    """Findings: ends before it begins, or counts more in a part than came. `attached`: persons listed."""
    problems = backwards(values, "from_on", "to_on", "结束日期早于开始日期，请核对。")
    people = values.get("people")
    whole = people if people is not None else attached or None
    for name in PARTS:
        part = values.get(name)
        if part is not None and whole is not None and part > whole:
            label = Activity._meta.fields[name].label
            message = f"{label}{part}人，多于参加的{whole}人次，请核对。"
            problems.append(Problem(Severity.STOP, "part_exceeds_whole", message, name))
    if people is not None and attached > people:
        message = f"签到名单有{attached}人，多于填写的参加人次{people}，请核对。"
        problems.append(Problem(Severity.WARN, "more_attached", message, "people"))
    return problems


@verb("keep_activity", "登记活动")
def keep_activity(work: Work, values: Mapping[str, Any], persons: Sequence[Person] = ()) -> Activity:
    """Keep an activity with those who came, as far as they are persons here. Raises RuleRefused."""
    refuse_stops(check_activity(values, len(persons)))
    activity = kept(work, Activity(**values))
    for person in {person.id: person for person in persons}.values():
        work.insert(Attendance(activity=activity, person=person, signed=True))
    return activity


@verb("change_activity", "修改活动记录")
def change_activity(work: Work, activity: Activity, values: Mapping[str, Any]) -> Activity:
    """Change an activity. Raises RuleRefused."""
    refuse_stops(check_activity(merged(activity, values), attached(activity)))
    return changed(work, activity, values)


@verb("remove_activity", "删除活动记录")
def remove_activity(work: Work, activity: Activity) -> None:
    """Delete an activity that was entered by mistake, with its attendance list and pictures."""
    removed(work, activity, (*attendances_of(activity), *attachments_of(activity)))


@verb("attend", "登记参加人")
def attend(work: Work, activity: Activity, persons: Sequence[Person]) -> list[Attendance]:
    """Add persons to the attendance list; who stands on it already is passed over."""
    known = {row.person_id for row in attendances_of(activity)}
    fresh = {person.id: person for person in persons if person.id not in known}
    found = [work.insert(Attendance(activity=activity, person=person, signed=True)) for person in fresh.values()]
    work.about(activity, f"{activity.called()}登记了{len(found)}名参加人")
    return found


@verb("change_attendance", "修改签到")
def change_attendance(work: Work, attendance: Attendance, values: Mapping[str, Any]) -> Attendance:
    """Change one line of the attendance list."""
    work.update(attendance, **values)
    work.about(attendance.activity, f"修改了{attendance.called()}")
    return attendance


@verb("remove_attendance", "移出参加人")
def remove_attendance(work: Work, attendance: Attendance) -> None:
    """Take somebody off the attendance list."""
    work.about(attendance.activity, f"移出了{attendance.called()}")
    work.delete(attendance)


def attendances_of(activity: Activity) -> list[Attendance]:
    """The attendance list in pinyin order."""
    found = Attendance.select(Attendance, Person).join(Person).where(Attendance.activity == activity)
    return list(found.order_by(Person.sorting, Attendance.id))


def attached(activity: Activity) -> int:
    """How many persons stand on the attendance list."""
    return int(Attendance.select().where(Attendance.activity == activity).count())


@dataclass(frozen=True, slots=True)
class Totals:
    """What activities add up to: how many were held, for how many people, of which some; `cost` in fen."""

    sessions: int
    people: int
    parts: dict[str, int]
    hours: int
    cost: int


_SUMS = ", ".join(f"coalesce(sum(a.{name}), 0)" for name in PARTS)
_PEOPLE = "coalesce(a.people, (SELECT count(*) FROM attendance t WHERE t.activity_id = a.id))"


def totals(first: date, last: date, *, kinds: Sequence[str] = ()) -> Totals:
    """Activities that began in this period, of these kinds (all if none is named)."""
    of_kinds = f" AND a.kind_of_activity IN ({','.join('?' * len(kinds))})" if kinds else ""
    row = DB.execute_sql(
        f"SELECT coalesce(sum(coalesce(a.sessions, 1)), 0), coalesce(sum({_PEOPLE}), 0), {_SUMS}, "
        f"coalesce(sum(a.hours), 0), coalesce(sum(a.cost), 0) FROM activity a "
        f"WHERE a.from_on BETWEEN ? AND ?{of_kinds}",
        (first.isoformat(), last.isoformat(), *kinds),
    ).fetchone()
    sessions, people, *parts, hours, cost = map(int, row)
    return Totals(sessions, people, dict(zip(PARTS, parts, strict=True)), hours, cost)
