"""Where recommending comes first: units with how far it has come there, and village officers who are no members."""

from datetime import date
from typing import Any

from models.core.verbs import Session
from models.excellence.talents import keep_talent
from models.people.officers import register_officer
from models.people.verbs import change_person
from models.recommendation.priority import OFFICERS, RESERVE, PriorityRow, counts, matters, priority_rows
from tests import builders

DAY = date(2026, 11, 20)


def rows(matter: str) -> list[PriorityRow]:
    return [row for row in priority_rows(DAY) if row.matter == matter]


def serve(session: Session, **values: Any) -> None:
    register_officer(session, {"body": builders.body(session, "women"), "duty": "head", **values})


def test_a_unit_tells_how_many_were_recommended_there(session: Session) -> None:
    builders.unit(session, last_admission_year=2015)
    assert rows("priority_years_without_admission")[0].progress == "还没有推荐"
    builders.candidate(session)
    assert rows("priority_years_without_admission")[0].progress == "已推荐1人"


def test_village_officers_who_are_no_members(session: Session) -> None:
    serve(session, name="马秀芝", party_member=False)
    (row,) = rows(OFFICERS)
    assert (row.kind, row.name, row.found, row.progress) == ("officer", "马秀芝", "不是党员", "还没有登记人员")


def test_a_member_is_not_listed_and_an_unknown_status_is_told(session: Session) -> None:
    body = builders.body(session, "women")
    for name, member in (("甲", True), ("乙", None)):
        register_officer(session, {"body": body, "name": name, "duty": "deputy", "party_member": member})
    assert [(row.name, row.known) for row in rows(OFFICERS)] == [("乙", False)]
    assert counts(priority_rows(DAY))[OFFICERS] == 0


def test_a_registered_person_stands_once_with_the_stage_she_reached(session: Session) -> None:
    person = builders.person(session)
    builders.stage(session, person, "activist", "2025-08-01")
    serve(session, person=person)
    register_officer(
        session, {"body": builders.body(session, "union"), "person": person, "duty": "village_officer", "name": None}
    )
    (row,) = rows(OFFICERS)
    assert (row.kind, row.progress) == ("person", "入党积极分子")


def test_every_list_has_a_name(session: Session) -> None:
    builders.unit(session)
    assert {row.matter for row in priority_rows(DAY)} <= set(matters(DAY))


def test_reserves_of_the_talent_file_until_they_join_the_party(session: Session) -> None:
    person = builders.person(session)
    keep_talent(session, {"person": person, "kind_of_talent": "reserve"})
    assert [(row.name, row.known, row.progress) for row in rows(RESERVE)] == [("单立梅", True, "还没有推荐")]
    change_person(session, person, {"political_status": "02"})
    assert rows(RESERVE) == []
