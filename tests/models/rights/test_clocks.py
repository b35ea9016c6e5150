"""Deadlines of a petition against plain arithmetic: what counts, until when, on which article."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.dates import PartialDate, WorkingCalendar, working_calendar
from models.core.fields import DayField
from models.office.calendar import set_holidays
from models.office.office import OpenOffice
from models.office.rulebook import override_rule
from models.rights import doing, lists
from models.rights.clocks import CLOCKED, DONE, LATE, OPEN, SOON, Clock, clocks
from models.rights.file import Parts
from models.rights.records import RightsCase
from models.rights.verbs import take_rights_step
from tests import builders

DAYS = st.dates(date(2022, 5, 1), date(2035, 12, 31))
MOMENTS = st.datetimes(datetime(2022, 5, 1), datetime(2036, 12, 31))
SPANS = {"acceptance_told_days": 15, "handling_days": 60, "review_decide_days": 30, "review_ask_days": 30}


def case(**values: object) -> RightsCase:
    """A case that lies nowhere."""
    given = {
        "registered_at": "09:00",
        "channel": "visit",
        "name": "单立梅",
        "rights_class": "0501",
        "status": "running",
    }
    return RightsCase(**{**given, **values})


def by_key(found: list[Clock]) -> dict[str, Clock]:
    """The clocks by key."""
    return {clock.key: clock for clock in found}


@given(registered=DAYS, accepted=st.integers(0, 20), now=MOMENTS, extended=st.booleans())
def test_days_are_counted_as_the_calendar_has_them(
    opened: OpenOffice, registered: date, accepted: int, now: datetime, extended: bool
) -> None:
    day = registered + timedelta(days=accepted)
    one = case(registered_on=registered, accepted_on=day, extended_on=day if extended else None)
    found = by_key(clocks(one, Parts(), now))
    for key, since, days in (
        ("acceptance_told_days", registered, 15),
        ("handling_days", day, 90 if extended else 60),
    ):
        clock = found[key]
        assert clock.until == datetime(since.year, since.month, since.day, 23, 59, 59) + timedelta(days=days)
        assert clock.from_when.date() == since
        assert clock.left == clock.until - now
        late = now > clock.until
        assert (clock.state == LATE) == late
        if not late:
            assert (clock.state == SOON) == (clock.until.date() - now.date() <= timedelta(days=3))
        assert "信访工作条例" in clock.article


@given(registered=st.dates(date(2024, 1, 1), date(2026, 12, 10)))
def test_an_objection_counts_working_days(opened: OpenOffice, registered: date) -> None:
    plans: WorkingCalendar = working_calendar()
    clock = by_key(clocks(case(registered_on=registered, channel="superior"), Parts(), builders.NOW))[
        "objection_working_days"
    ]
    day, counted = registered, 0
    while counted < 5:
        day += timedelta(days=1)
        counted += plans.is_working(day)
    assert clock.until.date() == day


def test_without_a_holiday_plan_working_days_are_provisional(opened: OpenOffice) -> None:
    one = case(registered_on=date(2029, 3, 1), channel="superior")
    assert by_key(clocks(one, Parts(), builders.NOW))["objection_working_days"].provisional
    set_holidays(opened.session, 2029, [date(2029, 3, 2)], [])
    clock = by_key(clocks(one, Parts(), builders.NOW))["objection_working_days"]
    assert (clock.provisional, clock.until.date()) == (False, date(2029, 3, 9))


def test_a_right_to_ask_is_shown_while_it_runs_and_is_never_late(opened: OpenOffice) -> None:
    one = case(registered_on=date(2026, 9, 1), accepted_on=date(2026, 9, 2), answered_on=date(2026, 10, 1))
    assert by_key(clocks(one, Parts(), datetime(2026, 10, 31, 12)))["review_ask_days"].state == OPEN
    assert "review_ask_days" not in by_key(clocks(one, Parts(), datetime(2026, 11, 1, 0)))
    one.review_asked_on = date(2026, 10, 10)
    clock = by_key(clocks(one, Parts(), datetime(2026, 11, 30)))["review_decide_days"]
    assert (clock.until.date(), clock.state) == (date(2026, 11, 9), LATE)


def test_what_was_done_stands_last(opened: OpenOffice) -> None:
    one = case(registered_on=date(2026, 11, 1), acceptance_told_on=date(2026, 11, 2), accepted_on=date(2026, 11, 2))
    assert [clock.state for clock in clocks(one, Parts(), builders.NOW)] == ["running", DONE]


def test_an_office_sets_its_own_days(opened: OpenOffice) -> None:
    override_rule(opened.session, "rights", "handling_days", value=45, reason="县信访局〔2026〕3号")
    one = case(registered_on=date(2026, 11, 1), accepted_on=date(2026, 11, 2))
    assert by_key(clocks(one, Parts(), builders.NOW))["handling_days"].until.date() == date(2026, 12, 17)


@pytest.mark.parametrize(
    ("now", "words"), [("2026-11-16", "还有15天"), ("2026-12-01", "今天到期"), ("2026-12-05", "已过3天")]
)
def test_what_is_left_is_told_in_words(opened: OpenOffice, now: str, words: str) -> None:
    one = case(registered_on=date(2026, 11, 16))
    moment = datetime.fromisoformat(f"{now} 09:00:00")
    assert by_key(clocks(one, Parts(), moment))["acceptance_told_days"].left_words() == words


DATED = [kind.name for kind in RightsCase.kinds() if isinstance(kind, DayField) and kind.name != "registered_on"]
MARKED = {
    "child_harmed": st.booleans(),
    "capacity": st.sampled_from([None, "full", "minor", "none"]),
    "rights_class": st.sampled_from(["0501", "0205", "0403"]),
    "channel": st.sampled_from(["visit", "superior"]),
    "status": st.sampled_from(["running", "closed"]),
    "not_reported_reason": st.sampled_from([None, "已立案"]),
    "age": st.sampled_from([None, 12, 40]),
    "born": st.sampled_from([None, PartialDate(2015, 3)]),
    "extension_reason": st.sampled_from([None, "复杂"]),
}


@given(days=st.fixed_dictionaries({name: st.none() | DAYS for name in DATED}), marks=st.fixed_dictionaries(MARKED))
def test_what_today_reads_of_a_case_is_all_that_its_clocks_need(
    opened: OpenOffice, days: dict[str, date], marks: dict[str, object]
) -> None:
    whole = case(registered_on=date(2026, 11, 1), **days, **marks)
    read = RightsCase(**{name: whole.__data__.get(name) for name in CLOCKED})
    told = [
        [(clock.key, clock.until, clock.state, clock.done_on) for clock in clocks(one, Parts(), builders.NOW)]
        for one in (whole, read)
    ]
    assert told[0] == told[1]


def test_a_report_that_is_owed_is_due_at_once(opened: OpenOffice) -> None:
    case = builders.petition(opened, registered_on=date(2026, 11, 20), rights_class="0404", capacity="limited")
    assert [(due.uid, due.late) for due in lists.due(None, builders.NOW)] == [(case.uid, True)]


def test_today_shows_what_is_due_and_nothing_else(opened: OpenOffice) -> None:
    late = builders.petition(opened, registered_on=date(2026, 11, 3), name="普丽")
    soon = builders.petition(opened, registered_on=date(2026, 11, 7), name="刘芳")
    builders.petition(opened, registered_on=date(2026, 11, 9), name="赵小云")
    done = builders.petition(opened, registered_on=date(2026, 11, 3), name="杨文")
    doing.do(opened, done, take_rights_step, {"claim": "退地。", "receiver_opinion": "不受理。"})
    out = {"decision": "not_ours", "not_ours_on": date(2026, 11, 10), "not_ours_reason": "属法院管辖。"}
    doing.do(opened, RightsCase.by_uid(done.uid), take_rights_step, out)
    found = lists.due(None, builders.NOW)
    assert [(due.uid, due.late, due.title) for due in found] == [
        (late.uid, True, "普丽：告知是否受理"),
        (soon.uid, False, "刘芳：告知是否受理"),
    ]
