"""Conditions of a help case as its page shows them, and its time line."""

from datetime import date

from models.assistance.conditions import Verdict, conditions_of
from models.assistance.steps import take_step
from models.assistance.timeline import events_of
from models.assistance.verbs import change_case, tick_evidence
from models.core.verbs import Session
from tests import builders

TODAY = date(2026, 11, 20)


def by_key(case):
    return {one.key: one for one in conditions_of(case, TODAY)}


def test_a_condition_is_met_only_where_there_was_something_to_look_at(session: Session) -> None:
    builders.allowance(session)
    who = builders.person(session)
    builders.household(session, who)
    case = builders.help_case(session, who)
    found = by_key(case)
    assert found["household_required"].verdict is Verdict.MEETS
    assert found["evidence_complete"].verdict is Verdict.EXPLAIN
    assert "help_publicity_working_days" not in found
    assert "worker_medical_max" not in found
    change_case(session, case, {"publicity_from": date(2026, 10, 26), "publicity_to": date(2026, 11, 1)})
    assert by_key(case)["help_publicity_working_days"].found == "5个工作日"


def test_the_income_sum_stands_beside_its_condition_whichever_way_it_goes(session: Session) -> None:
    builders.allowance(session)
    who = builders.person(session)
    builders.household(session, who)
    case = builders.help_case(session, who)
    wrong = by_key(case)["worker_class_matches"]
    assert (wrong.verdict, wrong.found, wrong.threshold) == (Verdict.EXPLAIN, "深度困难", "相对困难")
    change_case(session, case, {"hardship_class": "deep"})
    right = by_key(case)["worker_class_matches"]
    assert right.verdict is Verdict.MEETS
    assert right.lines[-1] or right.lines
    assert any("÷" in line for line in right.lines)


def test_every_condition_tells_its_source_and_the_gravest_come_first(session: Session) -> None:
    who = builders.person(session)
    case = builders.help_case(session, who, "cancer", hardship_cause=None, cause_text=None)
    found = conditions_of(case, TODAY)
    ranks = [list(Verdict).index(one.verdict) for one in found]
    assert ranks == sorted(ranks)
    assert all(one.source for one in found)
    assert len({one.key for one in found}) == len(found)


def test_a_reason_that_was_given_stands_at_its_condition(session: Session) -> None:
    builders.allowance(session)
    who = builders.person(session)
    builders.household(session, who)
    case = builders.help_case(session, who)
    take_step(session, case, reasons={"worker_class_matches": "另有支出。"})
    assert by_key(case)["worker_class_matches"].reason == "另有支出。"


def test_the_time_line_holds_steps_aid_visits_and_contacts_on_their_days(session: Session) -> None:
    builders.allowance(session)
    who = builders.person(session)
    builders.household(session, who)
    case = builders.help_case(session, who)
    for paper in ("application", "id_cards"):
        tick_evidence(session, case, paper)
    take_step(session, case, on=date(2026, 10, 13), reasons={"worker_class_matches": "另有支出。"})
    visit = builders.visit(session, who, case=case, visited_on=date(2026, 11, 12))
    given = builders.aid(session, who, programme="worker", aid_kind="living", case=case, given_on=date(2026, 11, 18))
    events = events_of(case)
    assert [event.day for event in events] == [date(2026, 11, 18), date(2026, 11, 12), date(2026, 10, 13)]
    assert [event.uid for event in events] == [given.uid, visit.uid, ""]
    assert events[-1].title == "申请登记完成"
