"""Lists of cases, counts per step and programme, what is due, and what the page of a person shows."""

from datetime import date, datetime
from typing import Any

import pytest

from models.assistance.case import CLOSED, KEPT, RUNNING, HelpCase
from models.assistance.lists import (
    CaseFilter,
    case_ids,
    case_rows,
    cases_of,
    cases_of_household,
    due_today,
    programme_counts,
    step_counts,
)
from models.assistance.programmes import programme
from models.assistance.steps import close_case, review_case, take_step
from models.assistance.verbs import add_member, change_case, tick_evidence
from models.core.clock import fixed
from models.core.verbs import Session
from models.office.rulebook import override_rule
from models.organisations.unit import Unit
from models.people.verbs import change_person
from tests import builders

TODAY = builders.NOW.date()
SAID: dict[str, Any] = {"agrees": True, "opinion": "同意。"}


def three(session: Session) -> list[HelpCase]:
    """A worker's case that runs, a kept one of the women, and a closed one of the union."""
    builders.allowance(session, 400)
    village = builders.unit(session)
    who = builders.person(session, village=village)
    builders.household(session, who, village=village)
    running = builders.help_case(session, who)
    other = builders.person(
        session, "仇正明", born=date(1985, 5, 1), order=202, village=builders.unit(session, "石桥村")
    )
    kept = builders.advance_case(session, builders.help_case(session, other, "cancer", applied_on=date(2026, 11, 2)))
    closed = builders.help_case(session, other, "training", applied_on=date(2026, 11, 3))
    close_case(session, closed, "withdrawn")
    return [running, kept, closed]


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ({}, [2, 1, 0]),
        ({"status": RUNNING}, [0]),
        ({"status": KEPT}, [1]),
        ({"programme": "cancer"}, [1]),
        ({"channel": "union"}, [2, 0]),
        ({"channel": "women"}, [2, 1]),
        ({"step": "apply"}, [2, 0]),
        ({"step": "apply", "status": RUNNING}, [0]),
        ({"hardship_class": "relative"}, [0]),
        ({"hardship_cause": "own_illness"}, [2, 1, 0]),
        ({"text": "仇"}, [2, 1]),
        ({"text": "shanlimei"}, [0]),
        ({"text": "癌2026"}, [1]),
        ({"text": "仇", "status": KEPT}, [1]),
        ({"text": "没有这个人"}, []),
    ],
)
def test_cases_are_found(session: Session, wanted: dict[str, Any], places: list[int]) -> None:
    cases = three(session)
    assert list(case_ids(CaseFilter(**wanted))) == [cases[place].id for place in places]


def test_cases_of_a_village(session: Session) -> None:
    cases = three(session)
    for name, found in (("大坪村", cases[:1]), ("石桥村", [cases[2], cases[1]])):
        village = Unit.get(Unit.name == name)
        assert list(case_ids(CaseFilter(village_id=village.id))) == [case.id for case in found]


def test_a_row_shows_the_case(session: Session) -> None:
    cases = three(session)
    rows = case_rows([cases[1].id, 999, cases[0].id])
    assert [row.name for row in rows] == ["仇正明", "单立梅"]
    row = rows[1]
    assert (row.number, row.programme, row.step, row.status) == ("困2026-0001", "worker", "apply", RUNNING)
    assert (row.village, row.hardship_class, row.applied_on) == ("大坪村", "relative", "2026-10-12")
    assert (row.lacking, rows[0].lacking) == (8, 0)


def test_counts_per_programme_and_step(session: Session) -> None:
    three(session)
    counts = {text.key: numbers for text, numbers in programme_counts(TODAY)}
    assert counts["worker"] == {RUNNING: 1}
    assert counts["cancer"] == {KEPT: 1}
    assert counts["spring_bud"] == {}
    assert next(iter(counts)) == "worker"
    union = [text.key for text, _ in programme_counts(TODAY, "union")]
    assert "cancer" not in union
    assert {"worker", "training", "pairing"} <= set(union)
    found = step_counts(programme("training", TODAY))
    assert [part[0] for part in found] == ["apply", "township", "kept", CLOSED]
    assert [part[2] for part in found] == [0, 0, 0, 1]
    assert {key: number for key, _, number in step_counts(programme("worker", TODAY))}["apply"] == 1


def test_the_page_of_a_person_shows_the_household_too(session: Session) -> None:
    running, kept, closed = three(session)
    assert cases_of(kept.person) == [closed, kept]
    son = builders.person(session, "单小山", order=301)
    assert cases_of(son) == []
    add_member(session, running.household, {"person": son})
    assert cases_of(son) == [running]
    assert cases_of(running.person) == cases_of_household(running.household_id) == [running]


def titles(day: date) -> list[tuple[date, str, bool]]:
    return [(due.day, due.title, due.late) for due in due_today(day)]


def test_missing_papers_come_up_after_some_days(session: Session) -> None:
    case = builders.help_case(session, builders.person(session), "training", applied_on=date(2026, 11, 1))
    assert titles(date(2026, 11, 15)) == []
    assert titles(date(2026, 11, 16)) == [(date(2026, 11, 16), "单立梅：还缺1项证明材料", False)]
    assert [due.late for due in due_today(TODAY)] == [True]
    tick_evidence(session, case, "id_cards")
    assert titles(TODAY) == []


def test_publicity_that_is_over_comes_up(session: Session) -> None:
    case = builders.advance_case(session, three(session)[0], "publicity")
    change_case(session, case, {"publicity_from": date(2026, 11, 5), "publicity_to": date(2026, 11, 13)})
    assert "单立梅：公示期满，登记结果" not in [part[1] for part in titles(date(2026, 11, 13))]
    found = next(due for due in due_today(date(2026, 11, 14)) if "公示" in due.title)
    assert (found.day, found.late, found.uid) == (date(2026, 11, 16), False, case.uid)  # Friday's end, Monday's work
    assert found.detail == "困难职工帮扶　困2026-0001"
    assert found.kind == "help_case"


def test_a_decision_waits_and_a_county_is_asked(session: Session) -> None:
    case = builders.advance_case(session, three(session)[0], "township")
    assert titles(TODAY) == [(TODAY, "单立梅：等审核审批", False)]
    take_step(session, case, **SAID)
    assert titles(TODAY) == []
    assert titles(date(2026, 12, 21)) == [(date(2026, 12, 20), "单立梅：催问上级审批", True)]


def test_a_kept_case_is_due_again_after_a_year(session: Session) -> None:
    case = builders.advance_case(session, three(session)[0])  # decided on 16 November 2026
    assert titles(date(2027, 10, 10)) == []
    assert titles(date(2027, 10, 20)) == [(date(2027, 11, 16), "单立梅：到期复核", False)]
    later = Session(session.user, session.origin, session.history_key, fixed(datetime(2027, 11, 1, 9)))
    review_case(later, HelpCase.get_by_id(case.id))
    assert titles(date(2027, 11, 20)) == []
    override_rule(session, "assistance", "worker_recheck_months", reason="市总工会要求半年", value=6)
    assert titles(date(2028, 5, 2)) == [(date(2028, 5, 1), "单立梅：到期复核", True)]


def test_nothing_is_due_of_closed_cases(session: Session) -> None:
    case = builders.help_case(session, builders.person(session), "training", applied_on=date(2026, 1, 1))
    close_case(session, case, "withdrawn")
    assert due_today(date(2028, 1, 1)) == []


def test_a_new_name_is_found_at_the_next_change(session: Session) -> None:
    case = builders.help_case(session, builders.person(session), "training")
    change_person(session, case.person, {"name": "单丽梅"})
    assert list(case_ids(CaseFilter(text="单丽梅"))) == [case.id]
    assert case_rows([case.id])[0].name == "单丽梅"
