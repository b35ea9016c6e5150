"""Households: one file each, found by everybody in it, its members by GB/T 4761."""

from datetime import date

import pytest

from models.assistance.household import Household, HouseholdMember
from models.assistance.lists import household_ids, household_rows, members_of
from models.assistance.verbs import (
    add_member,
    change_household,
    change_member,
    check_household,
    found_household,
    remove_household,
    remove_member,
)
from models.core.errors import RuleRefused, Severity
from models.core.search import matching_ids
from models.core.verbs import Session, undo
from models.people.person import Person
from tests import builders


def named(text: str) -> list[int]:
    return matching_ids("household", text, 10)


def test_a_household_takes_over_what_is_known_of_its_head(session: Session) -> None:
    village = builders.unit(session)
    head = builders.person(session, village=village, household_size=4, bank="县农信社")
    household = found_household(session, {"head": head}).value
    assert household.number == "户2026-0001"
    assert (household.village, household.size, household.bank) == (village, 4, "县农信社")
    assert household.called() == "“单立梅”家"
    second = builders.household(session, builders.person(session, "仇正明", order=201), 3, bank="邮储银行")
    assert (second.number, second.size, second.bank) == ("户2026-0002", 4, "邮储银行")


def test_head_and_members_find_it(session: Session) -> None:
    household = builders.household(session, builders.person(session), 0)
    member = add_member(session, household, {"name": "解雨桐", "relation": "31"}).value
    assert named("单立") == named("解雨桐") == named("户2026-0001") == [household.id]
    change_member(session, member, {"name": "解雨彤"})
    assert named("雨彤") == [household.id]
    assert named("雨桐") == []
    remove_member(session, member)
    assert named("雨彤") == []
    assert Household.get().names == "单立梅"


def test_a_member_who_is_kept_brings_what_is_known(session: Session) -> None:
    household = builders.household(session, builders.person(session), 0)
    son = builders.person(
        session, "单小山", born=date(2012, 3, 1), order=301, relation_to_head="20", employer="大坪小学"
    )
    member = add_member(session, household, {"person": son, "identity": "student"}).value
    assert (member.name, member.relation, member.employer, member.sex) == ("单小山", "20", "大坪小学", "1")
    assert member.id_number == son.id_number


def test_one_file_per_household(session: Session) -> None:
    head, other = builders.person(session), builders.person(session, "仇正明", order=201)
    household = builders.household(session, head)
    with pytest.raises(RuleRefused, match="“单立梅”已在“单立梅”家的家庭档案（户2026-0001）里，一户一档"):
        found_household(session, {"head": head})
    add_member(session, household, {"person": other, "relation": "11"})
    with pytest.raises(RuleRefused, match="“仇正明”已在“单立梅”家的家庭档案"):
        found_household(session, {"head": other})
    third = builders.household(session, builders.person(session, "解东", order=203))
    with pytest.raises(RuleRefused, match="“仇正明”已在“单立梅”家"):
        add_member(session, third, {"person": other})
    for person in (head, other):
        with pytest.raises(RuleRefused, match="已经在这个家庭里"):
            add_member(session, household, {"person": person})
    with pytest.raises(RuleRefused, match="已在“单立梅”家"):
        change_household(session, third, {"head": other})


def test_the_same_number_is_told(session: Session) -> None:
    one = builders.household(session, builders.person(session), 0)
    two = builders.household(session, builders.person(session, "仇正明", order=201), 0)
    number = builders.id_number(date(2010, 1, 1), 303)
    add_member(session, one, {"name": "解东", "id_number": number})
    with pytest.raises(RuleRefused, match="已经登记在这个家庭里的“解东”名下"):
        add_member(session, one, {"name": "解冬", "id_number": number})
    assert add_member(session, two, {"name": "解东", "id_number": number}).value.name == "解东"


@pytest.mark.parametrize("values", [{}, {"name": ""}])
def test_a_member_needs_a_name(session: Session, values: dict[str, str]) -> None:
    household = builders.household(session, builders.person(session))
    with pytest.raises(RuleRefused, match="请填写家庭成员的姓名"):
        add_member(session, household, values)


def test_a_household_needs_a_head_and_counts_its_members(session: Session) -> None:
    with pytest.raises(RuleRefused, match="请选择户主"):
        found_household(session, {"size": 3})
    household = builders.household(session, builders.person(session), 2)
    found = check_household({"head": household.head, "size": 7}, household)
    assert [(problem.severity, problem.field) for problem in found] == [(Severity.WARN, "size")]
    assert "共3人" in found[0].message
    assert check_household({"head": household.head, "size": 3}, household) == []


def test_what_was_done_is_taken_back(session: Session) -> None:
    founded = found_household(session, {"head": builders.person(session)}, [{"name": "单小山", "relation": "20"}])
    household = founded.value
    added = add_member(session, household, {"name": "单小水"})
    undo(session, added.seq)
    assert [member.name for member in members_of(household.id)] == ["单小山"]
    assert Household.get().names == "单立梅、单小山"
    removed = remove_household(session, Household.get())
    assert not Household.select().exists()
    undo(session, removed.seq)
    assert HouseholdMember.get().name == "单小山"
    assert named("单小山") == [Household.get().id]


def test_a_number_is_never_given_twice(session: Session) -> None:
    undo(session, found_household(session, {"head": builders.person(session)}).seq)
    again = found_household(session, {"head": Person.get()}).value
    assert again.number == "户2026-0002"


def test_a_household_with_a_case_stays(session: Session) -> None:
    who = builders.person(session)
    household = builders.household(session, who)
    builders.help_case(session, who)
    with pytest.raises(RuleRefused, match="还有别的记录用着"):
        remove_household(session, household)
    assert len(members_of(household.id)) == 2


def test_the_list_of_households(session: Session) -> None:
    village = builders.unit(session)
    first = builders.household(session, builders.person(session, "解东", order=203, village=village))
    second = builders.household(session, builders.person(session, "仇正明", order=201))
    builders.help_case(session, Person.get(Person.name == "解东"))
    assert list(household_ids()) == [second.id, first.id]
    assert list(household_ids("解东")) == list(household_ids(village_id=village.id)) == [first.id]
    assert list(household_ids("，")) == []
    row = household_rows([first.id])[0]
    assert (row.head, row.village, row.size, row.open_cases) == ("解东", "大坪村", 3, 1)
