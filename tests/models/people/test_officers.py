"""Officers: who holds which post, with what is known of the person, until when."""

from datetime import date

import pytest

from models.core.dates import PartialDate
from models.core.errors import RuleRefused
from models.core.verbs import Session, undo
from models.organisations.body import Body
from models.people.officer_lists import OfficerFilter, officer_ids, officer_rows
from models.people.officers import (
    Officer,
    check_officer,
    due_today,
    end_office,
    hold_election,
    offices_of,
    register_officer,
    remove_officer,
)
from models.people.verbs import remove_person
from tests import builders


def test_a_person_brings_her_name_and_her_page_lists_the_office(session: Session) -> None:
    body, person = builders.body(session), builders.person(session)
    officer = register_officer(session, {"body": body, "person": person, "duty": "head", "post": "书记"}).value
    assert officer.name == person.name
    assert [(one.body, one.post) for one in offices_of(person.id)] == [(body.name, "书记")]
    (row,) = officer_rows(officer_ids(OfficerFilter(text="书记", kind_of_body="league")))
    assert (row.name, row.sex) == (person.name, "2")


@pytest.mark.parametrize("lacking", ["body", "name", "duty"])
def test_what_an_office_needs(session: Session, lacking: str) -> None:
    values = {"body": builders.body(session), "name": "解晓燕", "duty": "head", lacking: None}
    with pytest.raises(RuleRefused):
        register_officer(session, values)


def test_odd_figures_are_warned_of(session: Session) -> None:
    body, person = builders.body(session, "women"), builders.person(session, order=125, political_status="01")
    days = {"since": PartialDate(2024), "until": PartialDate(2023)}
    found = check_officer({"body": body, "person": person, "duty": "head", "party_member": False, **days})
    assert sorted(one.code for one in found) == ["man_in_women_body", "status_differs", "wrong_order"]


def test_an_election_may_end_the_offices_and_is_taken_back_as_a_whole(session: Session) -> None:
    body = builders.body(session)
    officer = register_officer(session, {"body": body, "name": "解晓燕", "duty": "head"}).value
    done = hold_election(session, body, PartialDate(2026, 11, 20), end_offices=True)
    assert officer_ids(OfficerFilter(left=True)) == [officer.id]
    undo(session, done.seq)
    assert officer_ids(OfficerFilter()) == [officer.id]
    assert Body.get_by_id(body.id).elected_on is None


def test_terms_that_end_stand_in_todays_list(session: Session) -> None:
    body, day = builders.body(session), date(2026, 11, 20)
    for name, until in (("甲", PartialDate(2026, 10)), ("乙", PartialDate(2026, 12, 20)), ("丙", PartialDate(2027))):
        register_officer(session, {"body": body, "name": name, "duty": "member", "until": until})
    assert [(due.title, due.late) for due in due_today(day)] == [("甲：任期届满", True), ("乙：任期届满", False)]
    end_office(session, Officer.get(Officer.name == "甲"), PartialDate(2026, 10))
    assert len(due_today(day)) == 1


def test_offices_go_with_the_person(session: Session) -> None:
    person = builders.person(session)
    register_officer(session, {"body": builders.body(session), "person": person, "duty": "head"})
    remove_person(session, person)
    assert Officer.select().count() == 0


def test_an_office_entered_by_mistake_is_deleted(session: Session) -> None:
    officer = register_officer(session, {"body": builders.body(session), "name": "甲", "duty": "staff"}).value
    remove_officer(session, officer)
    assert officer_ids(OfficerFilter()) == []
