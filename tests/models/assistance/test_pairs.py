"""Pairs: helper and helped, their contacts, and what of the promise is due."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.assistance.giving_lists import PairFilter, pair_ids, pair_rows
from models.assistance.pairs import (
    Contact,
    Pair,
    change_contact,
    change_pair,
    due_today,
    end_pair,
    ending,
    keep_contact,
    overdue,
    remove_contact,
    remove_pair,
)
from models.core.database import DB
from models.core.dates import add_months
from models.core.errors import RuleRefused
from models.core.verbs import Session
from models.office.rulebook import override_rule
from models.people.person import Person
from tests import builders

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


def test_what_is_known_of_a_helper_is_taken_over(session: Session) -> None:
    helper = builders.person(session, "张桂兰", order=128, employer="青龙镇妇联", job_post="主席")
    pair = builders.pair(session, builders.person(session), helper)
    assert (pair.helper_name, pair.helper_unit, pair.helper_post) == ("张桂兰", "青龙镇妇联", "主席")
    assert pair.helper_phone == helper.phone
    with pytest.raises(RuleRefused, match="同一个人"):
        builders.pair(session, helper, helper)


def test_a_pair_is_due_when_nobody_was_in_touch_as_promised(session: Session) -> None:
    pair = builders.pair(session, builders.person(session))
    assert [one.due_on for one in overdue(date(2026, 11, 20))] == [date(2026, 4, 1)]
    keep_contact(session, pair, {"held_on": date(2026, 10, 20), "form": "visit", "content": "辅导作业"})
    assert overdue(date(2026, 11, 20)) == []
    assert [one.due_on for one in overdue(date(2026, 11, 21))] == [date(2026, 11, 20)]
    builders.visit(session, pair.helped, pair=pair, visited_on=date(2026, 11, 1))
    assert overdue(date(2026, 11, 21)) == []
    assert pair_rows(pair_ids(PairFilter()))[0].last_on == "2026-11-01"


def test_a_pair_that_ended_or_promised_nothing_is_never_due(session: Session) -> None:
    builders.pair(session, builders.person(session), every=None)
    ended = builders.pair(session, builders.person(session, "王秀兰", order=126))
    end_pair(session, ended, date(2026, 6, 1), "父母返乡")
    assert overdue(date(2026, 11, 20)) == []
    with pytest.raises(RuleRefused, match="已经结束"):
        end_pair(session, ended, date(2026, 6, 2), "父母返乡")
    assert [row.helped for row in pair_rows(pair_ids(PairFilter(running=True)))] == ["单立梅"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(MONTHS)),
    st.dates(date(2023, 1, 1), date(2026, 11, 1)),
    st.lists(st.integers(0, 900), max_size=4),
    st.integers(0, 800),
)
def test_due_is_what_counting_on_from_the_last_contact_says(
    session: Session, every: str, started: date, after: list[int], ahead: int
) -> None:
    DB.execute_sql("DELETE FROM contact")
    DB.execute_sql("DELETE FROM pair")
    who = Person.get_or_none() or builders.person(session)
    pair = builders.pair(session, who, every=every, started_on=started, ends_on=None)
    days = [day for day in (started + timedelta(days=count) for count in after) if day <= date(2026, 11, 20)]
    for day in days:
        keep_contact(session, pair, {"held_on": day, "form": "call"})
    due = add_months(max([started, *days]), MONTHS[every])
    today = max([started, *days]) + timedelta(days=ahead)
    assert [one.due_on for one in overdue(today)] == ([due] if due < today else [])


def test_a_term_that_ends_soon_is_told(session: Session) -> None:
    pair = builders.pair(session, builders.person(session), every=None, ends_on=date(2026, 12, 1))
    assert ending(date(2026, 10, 1)) == []
    assert ending(date(2026, 11, 20)) == [pair]
    found = due_today(date(2026, 11, 20))
    assert [(due.title, due.day, due.late, due.kind) for due in found] == [
        ("单立梅：结对到期", date(2026, 12, 1), False, "pair")
    ]
    override_rule(session, "pairs", "term_reminder_days", reason="本镇规定", value=5)
    assert due_today(date(2026, 11, 20)) == []


def test_contacts_lie_within_the_pair(session: Session) -> None:
    pair = builders.pair(session, builders.person(session))
    with pytest.raises(RuleRefused, match="早于结对"):
        keep_contact(session, pair, {"held_on": date(2026, 2, 1), "form": "call"})
    with pytest.raises(RuleRefused, match="今天之后"):
        keep_contact(session, pair, {"held_on": date(2026, 12, 1), "form": "call"})
    contact = keep_contact(session, pair, {"held_on": date(2026, 4, 1), "form": "call"}).value
    assert contact.by == "张桂兰"
    change_contact(session, contact, {"content": "通话二十分钟"})
    remove_contact(session, contact)
    assert Contact.select().count() == 0


def test_a_pair_is_changed_ended_and_removed_with_its_contacts(session: Session) -> None:
    pair = builders.pair(session, builders.person(session))
    change_pair(session, pair, {"every": "quarter"})
    with pytest.raises(RuleRefused, match="结束结对"):
        change_pair(session, pair, {"ended_on": date(2026, 5, 1)})
    with pytest.raises(RuleRefused, match="原因"):
        end_pair(session, pair, date(2026, 5, 1), " ")
    with pytest.raises(RuleRefused, match="早于"):
        builders.pair(session, pair.helped, ends_on=date(2025, 1, 1))
    keep_contact(session, pair, {"held_on": date(2026, 4, 1), "form": "call"})
    remove_pair(session, pair)
    assert (Pair.select().count(), Contact.select().count()) == (0, 0)


def test_contacts_and_visits_are_gone_through_once_however_many_pairs_there_are(session: Session) -> None:
    told: list[str] = []
    DB.connection().set_trace_callback(told.append)
    overdue(date(2026, 11, 20))
    DB.connection().set_trace_callback(None)
    (sql,) = [one for one in told if "FROM pair" in one]
    plan = [row[-1] for row in DB.execute_sql(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
    assert not [step for step in plan if "CORRELATED" in step]
