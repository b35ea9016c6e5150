"""Persons in several bodies, stages kept apart from the political status, and the columns of the roster."""

import pytest

from models.core.dates import PartialDate
from models.core.errors import RuleRefused
from models.core.verbs import Session
from models.people.person import STAGES, Membership, PartyStage, Person
from models.people.roster import BY_KEY, COLUMNS
from models.people.verbs import (
    change_membership,
    join_body,
    membership_in,
    reach_stage,
    remove_membership,
    remove_person,
    remove_stage,
    stage_of_status,
)
from tests import builders


def test_one_person_is_in_all_three_bodies(session: Session) -> None:
    person = builders.person(session)
    bodies = [builders.body(session, channel) for channel in ("union", "league", "women")]
    for body in bodies:
        builders.membership(session, person, body)
    assert [membership_in(person, body) is not None for body in bodies] == [True] * 3


def test_a_membership_of_another_kind_is_refused(session: Session) -> None:
    person, league = builders.person(session), builders.body(session)
    with pytest.raises(RuleRefused, match="不是工会的组织"):
        join_body(session, person, "union", {"body": league})


def test_who_left_may_come_back(session: Session) -> None:
    person, league = builders.person(session), builders.body(session)
    member = builders.membership(session, person, league)
    change_membership(session, member, {"left_on": PartialDate(2024)})
    assert membership_in(person, league) is None
    again = builders.membership(session, person, league, "2025-01")
    remove_membership(session, again)
    assert Membership.select().count() == 1


def test_a_membership_without_a_known_body_is_kept(session: Session) -> None:
    person = builders.person(session)
    for _ in range(2):
        assert join_body(session, person, "union", {"post": "小组长"}).value.body is None


def test_a_stage_stands_once_and_keeps_its_companions(session: Session) -> None:
    person = builders.person(session)
    reach_stage(session, person, "activist", PartialDate(2025), "李国强、张桂兰")
    done = reach_stage(session, person, "activist", PartialDate(2025, 8, 1))
    assert PartyStage.select().count() == 1
    assert done.value.companions == "李国强、张桂兰"
    assert done.value.reached_on == PartialDate(2025, 8, 1)
    assert Person.get_by_id(person.id).political_status == "03"
    remove_stage(session, done.value)
    assert PartyStage.select().count() == 0


def test_the_stages_are_those_of_the_code_table() -> None:
    assert list(STAGES) == [code.code for code in PartyStage.stage.table.items()]


@pytest.mark.parametrize(
    ("typed", "status", "stage"),
    [
        ("群众", "13", None),
        ("入党积极分子", None, "activist"),
        ("群众（入党积极分子）", "13", "activist"),
        ("预备党员", "02", "probationary"),
    ],
)
def test_a_stage_written_as_status_fills_both(typed: str, status: str | None, stage: str | None) -> None:
    assert stage_of_status(typed) == (status, stage)


def test_a_person_in_a_recommendation_stays_whole(session: Session) -> None:
    rec = builders.candidate(session)
    with pytest.raises(RuleRefused, match="还有别的记录用着"):
        remove_person(session, rec.person)
    assert Membership.select().count() == 1


def test_roster_columns_are_unique_and_know_their_field() -> None:
    assert len(BY_KEY) == len(COLUMNS)
    assert len({column.label for column in COLUMNS}) == len(COLUMNS)
    for column in COLUMNS:
        record = {"person": Person, "membership": Membership, "stage": PartyStage}[column.source]
        assert getattr(record, column.field).column_name
    assert [column.label for column in COLUMNS[:5]] == ["姓名", "性别", "民族", "出生年月", "身份证号"]
