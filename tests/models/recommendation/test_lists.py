"""Numbers, lists, counts and what is due; many candidates carried on at once."""

from datetime import date, datetime, timedelta

import pytest

from models.core.errors import Cancelled
from models.core.history import chain_problems
from models.core.progress import Silent, StopAfter
from models.core.verbs import Session, undo
from models.people.person import Person
from models.people.verbs import change_person
from models.recommendation.lists import (
    ENDED,
    batches,
    candidate_ids,
    candidate_lines,
    candidates,
    due_today,
    step_counts,
)
from models.recommendation.records import Recommendation
from models.recommendation.several import carry_on, take_back
from models.recommendation.verbs import (
    fill_in,
    nominate,
    withdraw,
)
from tests import builders
from tests.models.recommendation.acts import fresh, later_session


def test_numbers_run_by_channel_and_year_and_are_never_given_twice(session: Session) -> None:
    one = builders.candidate(session)
    two = builders.candidate(session, name="李二", order=126)
    women = builders.candidate(session, "women", name="王芳", order=128)
    assert [rec.number for rec in (one, two, women)] == ["团推2026-001", "团推2026-002", "妇推2026-001"]
    withdraw(session, two, "填错")
    person = builders.person(session, "张三", order=130)
    done = nominate(session, one.batch, person, one.body)
    assert done.value.number == "团推2026-003"
    undo(session, done.seq)
    assert nominate(session, one.batch, person, one.body).value.number == "团推2026-004"
    fill_in(session, one, {"number": "旧号甲"})
    next_year = later_session(session, datetime(2027, 1, 2, 9))
    withdraw(session, Recommendation.get(Recommendation.person == person), "改到明年")
    assert nominate(next_year, one.batch, person, one.body).value.number == "团推2027-001"


def test_counts_and_lists_of_a_batch(session: Session) -> None:
    recs = [builders.candidate(session, name=f"团员{order}", order=2 * order + 2) for order in range(4)]
    builders.advance(session, recs[0], "inspection")
    builders.advance(session, recs[1], "meeting")
    withdraw(session, recs[3], "外出")
    batch = recs[0].batch
    counts = {key: count for key, _, count in step_counts(batch)}
    assert [counts[key] for key in ("application", "meeting", "inspection", ENDED)] == [1, 1, 1, 1]
    assert sum(counts.values()) == 4
    assert step_counts(batch)[-1][1] == "已撤回或过期"
    assert [row.name for row in candidates(batch.id)] == [f"团员{order}" for order in range(4)]
    assert candidate_ids(batch.id, "meeting") == [recs[1].id]
    assert candidate_ids(batch.id, ENDED) == [recs[3].id]
    assert candidate_ids(batch.id, text="团员2") == [recs[2].id]
    lines = candidate_lines("league", [recs[1].id, recs[0].id])
    assert [line.id for line in lines] == [recs[1].id, recs[0].id]
    assert lines[0].missing == ("推荐会", "赞成", "反对", "弃权")
    older = builders.batch(session, title="上半年", opened_on=date(2026, 3, 1))
    assert batches("league") == [batch, older]
    assert batches("union") == []


def test_what_is_due(session: Session) -> None:
    rec = builders.candidate(session)
    fill_in(session, rec, {"talked_on": None})
    assert [(due.day, due.title, due.late) for due in due_today(date(2026, 3, 1))] == [
        (date(2026, 3, 10), "单立梅：派人谈话", False)
    ]
    assert due_today(date(2026, 3, 11))[0].late
    fill_in(session, rec, {"talked_on": date(2026, 2, 25)})
    assert due_today(date(2026, 3, 1)) == []
    rec = builders.advance(session, fresh(rec), "publicity")
    fill_in(session, rec, {"publicity_from": date(2026, 9, 28), "publicity_to": date(2026, 9, 30)})
    assert [(due.day, due.title) for due in due_today(date(2026, 9, 30))] == [
        (date(2026, 10, 8), "单立梅：公示期满，登记结果")
    ]
    fill_in(session, fresh(rec), {"publicity_from": date(2026, 9, 17), "publicity_to": date(2026, 9, 23)})
    rec = builders.advance(session, fresh(rec), "superior")
    assert [due.title for due in due_today(date(2026, 9, 25))] == ["单立梅：等上级审核意见"]
    rec = builders.advance(session, rec, "answer")
    (due,) = due_today(date(2026, 9, 28))
    assert (due.title, due.day) == ("单立梅：催要党组织回执", date(2026, 9, 27) + timedelta(days=30))
    assert due.uid == rec.uid
    assert [due.title for due in due_today(date(2028, 8, 20))][-1] == "单立梅：推荐有效期将满"
    builders.advance(session, rec, "later")
    assert due_today(date(2028, 8, 20)) == []


def test_many_are_carried_on_and_who_is_refused_is_named(session: Session) -> None:
    recs = [builders.candidate(session, name=f"团员{order}", order=2 * order + 2) for order in range(3)]
    fill_in(session, recs[1], {"application_written": False})
    results = carry_on(session, [rec.id for rec in recs], {"note": "一起办"}, True, Silent())
    assert [result.done for result in results] == [True, False, True]
    assert "没有书面入党申请书" in results[1].sentence
    assert [fresh(rec).step for rec in recs] == ["meeting", "application", "meeting"]
    assert fresh(recs[1]).note == "一起办"
    take_back(session, results, Silent())
    assert [(fresh(rec).step, fresh(rec).note) for rec in recs] == [("application", None)] * 3


def test_cancelled_nobody_was_touched(session: Session) -> None:
    recs = [builders.candidate(session, name=f"团员{order}", order=2 * order + 2) for order in range(3)]
    with pytest.raises(Cancelled):
        carry_on(session, [rec.id for rec in recs], {"note": "一起办"}, True, StopAfter(2))
    assert [(fresh(rec).step, fresh(rec).note) for rec in recs] == [("application", None)] * 3
    assert chain_problems(session.history_key) == []


def test_a_renamed_candidate_is_renamed_everywhere(session: Session) -> None:
    rec = builders.candidate(session)
    change_person(session, Person.get_by_id(rec.person_id), {"name": "单立美"})
    assert candidates(rec.batch_id)[0].name == "单立美"
