"""Findings about a person: warnings that she decides on, stops only for what cannot be."""

from datetime import date
from typing import Any

import pytest

from models.core.dates import PartialDate
from models.core.errors import RuleRefused, Severity
from models.core.identity import id_check_character
from models.core.verbs import Session, undo
from models.people.rules import check_person
from models.people.same import APART, join_persons, settle_pair
from models.people.verbs import change_person, register_person
from tests import builders
from tests.models.people.verbs_of_tests import keep_pair

NUMBER = "999999199003071234"  # a man, born on 7 March 1990


def findings(values: dict[str, Any], person_id: int | None = None) -> list[tuple[Severity, str, str]]:
    return [(problem.severity, problem.code, problem.field) for problem in check_person(values, person_id)]


def test_a_sound_person_has_no_findings(session: Session) -> None:
    assert findings({"name": "单立", "id_number": NUMBER, "born": PartialDate(1990, 3), "sex": "1"}) == []


def test_a_name_is_needed(session: Session) -> None:
    assert findings({"id_number": NUMBER}) == [(Severity.STOP, "name_missing", "name")]
    with pytest.raises(RuleRefused, match="请填写姓名"):
        register_person(session, {"name": ""})


@pytest.mark.parametrize(
    ("born", "differs"),
    [
        (PartialDate(1990), False),
        (PartialDate(1990, 3), False),
        (PartialDate(1990, 3, 7), False),
        (PartialDate(1990, 4), True),
        (PartialDate(1990, 3, 8), True),
        (PartialDate(1989), True),
        (None, False),
    ],
)
def test_another_birth_date_than_the_numbers_is_a_warning(
    session: Session, born: PartialDate | None, differs: bool
) -> None:
    found = findings({"name": "单立", "id_number": NUMBER, "born": born})
    assert found == ([(Severity.WARN, "birth_differs", "born")] if differs else [])


@pytest.mark.parametrize(("sex", "differs"), [("1", False), ("2", True), ("0", False), ("9", False), (None, False)])
def test_another_sex_than_the_numbers_is_a_warning(session: Session, sex: str | None, differs: bool) -> None:
    found = findings({"name": "单立", "id_number": NUMBER, "sex": sex})
    assert found == ([(Severity.WARN, "sex_differs", "sex")] if differs else [])


def test_the_values_are_kept_as_typed_when_they_differ(session: Session) -> None:
    person = register_person(
        session, {"name": "单立", "id_number": NUMBER, "born": PartialDate(1988), "sex": "2"}
    ).value
    assert (person.born, person.sex, person.id_number) == (PartialDate(1988), "2", NUMBER)


def test_a_number_belongs_to_one_person(session: Session) -> None:
    first = register_person(session, {"name": "单立", "id_number": NUMBER}).value
    with pytest.raises(RuleRefused, match="已经登记在“单立”名下"):
        register_person(session, {"name": "别人", "id_number": NUMBER})
    (problem,) = check_person({"name": "别人", "id_number": NUMBER})
    assert problem.values == {"uid": first.uid}
    assert findings({"name": "单立", "id_number": NUMBER}, first.id) == []


def test_the_old_form_of_a_number_is_the_same_number(session: Session) -> None:
    head = "99999919650307123"
    register_person(session, {"name": "单立", "id_number": head + id_check_character(head)})
    old = "999999650307123"
    assert (Severity.STOP, "id_number_taken", "id_number") in findings({"name": "单立", "id_number": old})
    other = "999999700101121"
    register_person(session, {"name": "李老", "id_number": other})
    longer = "99999919700101121"
    taken = findings({"name": "李老", "id_number": longer + id_check_character(longer)})
    assert (Severity.STOP, "id_number_taken", "id_number") in taken


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ({"born": PartialDate(2000, 5)}, True),
        ({"born": PartialDate(2000)}, True),
        ({"born": PartialDate(2000, 6)}, False),
        ({"born": PartialDate(1999, 5)}, False),
        ({}, False),
        ({"born": PartialDate(2000, 5), "id_number": builders.id_number(date(2000, 5, 1), 126)}, False),
        ({"born": PartialDate(2000, 5), "name": "单立美"}, False),
    ],
)
def test_a_namesake_is_a_question_never_a_merge(session: Session, values: dict[str, Any], asked: bool) -> None:
    builders.person(session, "单立梅", date(2000, 5, 1))
    found = findings({"name": "单立梅", **values})
    assert found == ([(Severity.WARN, "namesake", "name")] if asked else [])


def test_namesakes_of_two_villages_are_two_persons(session: Session) -> None:
    here, there = builders.unit(session), builders.unit(session, "白水村")
    builders.person(session, "单立梅", date(2000, 5, 1), village=here)
    born = PartialDate(2000, 5)
    assert findings({"name": "单立梅", "born": born, "village": there}) == []
    assert findings({"name": "单立梅", "born": born, "village": here.id}) == [(Severity.WARN, "namesake", "name")]
    assert findings({"name": "单立梅", "born": born}) == [(Severity.WARN, "namesake", "name")]


def test_a_namesake_is_found_among_many(session: Session) -> None:
    for order in range(30):
        builders.person(session, "张伟", date(1980 + order, 5, 1), 1)
    assert findings({"name": "张伟", "born": PartialDate(2009, 5)}) == [(Severity.WARN, "namesake", "name")]


def test_changing_a_person_is_judged_with_all_values(session: Session) -> None:
    builders.person(session, "别人", date(1990, 3, 7), 123)
    person = builders.person(session, "单立梅", date(2000, 5, 1), 124)
    with pytest.raises(RuleRefused, match="已经登记在“别人”名下"):
        change_person(session, person, {"id_number": builders.id_number(date(1990, 3, 7), 123)})
    assert person.id_number == builders.id_number(date(2000, 5, 1), 124)
    change_person(session, person, {"phone": "13900005678"})


def test_what_was_decided_of_a_namesake_is_not_asked_again(session: Session) -> None:
    one = builders.person(session, id_number=None)
    other = builders.person(session, id_number=None)
    values = {"name": one.name, "born": one.born}
    assert [problem.code for problem in check_person(values, one.id)] == ["namesake"]
    done = join_persons(session, one, other)
    assert check_person(values, one.id) == []
    undo(session, done.seq)
    settle_pair(session, keep_pair(session, *sorted((one.uid, other.uid))).value, APART)
    assert check_person(values, one.id) == []
