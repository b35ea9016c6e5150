"""A list of many: saved in one piece, given out, signed, changed, taken back."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.assistance.aid import Aid, Distribution, take_back_aid
from models.assistance.candidates import CandidateFilter, candidates
from models.assistance.distribution import (
    GIVEN,
    ListLine,
    change_distribution,
    check_lines,
    confirm_receipts,
    give_distribution,
    lines_of,
    save_distribution,
    take_back_distribution,
)
from models.assistance.giving_lists import (
    AidFilter,
    DistributionFilter,
    aid_totals,
    distribution_ids,
    distribution_rows,
)
from models.assistance.verbs import add_member
from models.core.errors import RuleRefused
from models.core.history import History
from models.core.text import money_in_words
from models.core.verbs import Session, undo
from models.people.person import Person
from tests import builders

NAMES = ("王秀兰", "李桂英", "张春梅", "赵丽华")


@pytest.fixture
def people(session: Session) -> list[Person]:
    """Four persons in need."""
    return [builders.person(session, name, order=130 + 2 * place) for place, name in enumerate(NAMES)]


def row() -> tuple[str, int, int, int]:
    """Status, lines, sum and receipts of the only list."""
    found = distribution_rows(distribution_ids(DistributionFilter()))[0]
    return found.status, found.lines, found.amount, found.signed


def test_a_saved_list_is_not_given_yet(session: Session, people: list[Person]) -> None:
    before = History.select().count()
    made = builders.distribution(session, people)
    assert row() == ("draft", 4, 64_000, 0)
    assert aid_totals(AidFilter()).aids == 0
    assert History.select().count() == before + 1
    assert {(aid.period, aid.form, aid.goods, aid.unit_value) for aid in made.aids} == {
        ("2026", "goods", "大米", 8_000)
    }
    assert money_in_words(row()[2]) == "陆佰肆拾元整"


def test_a_list_given_out_counts_and_can_be_undone(session: Session, people: list[Person]) -> None:
    made = builders.distribution(session, people)
    done = give_distribution(session, made)
    assert row()[0] == GIVEN
    assert aid_totals(AidFilter()).amount == 64_000
    with pytest.raises(RuleRefused, match="已经发放过"):
        give_distribution(session, Distribution.get())
    undo(session, done.seq)
    assert row()[0] == "draft"
    assert aid_totals(AidFilter()).aids == 0


def test_receipts_are_confirmed_for_all_or_for_some(session: Session, people: list[Person]) -> None:
    made = builders.distribution(session, people)
    with pytest.raises(RuleRefused, match="还没有发放"):
        confirm_receipts(session, made, {"receipt": "both"})
    give_distribution(session, made)
    first = Aid.get()
    absent = {"receipt": "signature", "received_by": "王家旺", "relation": "儿子"}
    assert confirm_receipts(session, made, absent, [first]).value == 1
    assert confirm_receipts(session, made, {"receipt": "both"}).value == 3
    assert row()[3] == 4
    assert Aid.get_by_id(first.id).received_by == "王家旺"


def test_a_list_is_everything_or_nothing(session: Session, people: list[Person]) -> None:
    twice = [ListLine(who.id, who.name, quantity=1) for who in (people[0], people[1], people[0])]
    head = {"title": "名单", "programme": "comfort", "aid_kind": "comfort", "form": "goods", "unit_value": 100}
    with pytest.raises(RuleRefused, match="“王秀兰”在名单里出现两次"):
        save_distribution(session, head, twice)
    with pytest.raises(RuleRefused, match="还没有人"):
        save_distribution(session, head, [])
    assert (Aid.select().count(), Distribution.select().count()) == (0, 0)


def test_one_household_on_two_lines_wants_a_reason(session: Session, people: list[Person]) -> None:
    home = builders.household(session, people[0], members=0)
    lines = [ListLine(who.id, who.name, household=home.id, quantity=1) for who in people[:2]]
    head = {"programme": "comfort", "aid_kind": "comfort", "given_on": date(2026, 11, 20), "unit_value": 100}
    assert [[problem.code for problem in found] for found in check_lines(head, lines)] == [[], ["household_on_list"]]
    whole = {**head, "title": "名单", "form": "goods"}
    with pytest.raises(RuleRefused, match="与第1行的“王秀兰”是一家人"):
        save_distribution(session, whole, lines)
    lines[1].reason = "分户居住"
    assert save_distribution(session, whole, lines).value.aids.count() == 2


def test_two_households_with_one_account_are_told(people: list[Person]) -> None:
    lines = [ListLine(who.id, who.name, amount=100, account="6223001") for who in people[:2]]
    head = {"programme": "comfort", "aid_kind": "comfort", "form": "transfer", "given_on": date(2026, 11, 20)}
    assert [problem.code for problem in check_lines(head, lines)[1]] == ["account_on_list"]


def test_a_changed_list_keeps_the_lines_that_stay(session: Session, people: list[Person]) -> None:
    made = builders.distribution(session, people[:3])
    lines = lines_of(made)
    kept = [line.id for line in lines[:2]]
    lines[0].quantity = 5
    changed = [*lines[:2], ListLine(people[3].id, people[3].name, quantity=1)]
    change_distribution(session, made, {"title": "改过的名单", "unit_value": 9_000}, changed)
    now = lines_of(Distribution.get())
    assert [line.id for line in now[:2]] == kept
    assert [line.quantity for line in now] == [5, 2, 1]
    assert row()[2] == 8 * 9_000
    give_distribution(session, Distribution.get())
    with pytest.raises(RuleRefused, match="已经发放"):
        change_distribution(session, Distribution.get(), {"title": "再改"})


def test_a_list_moved_into_another_year_is_checked_anew(session: Session, people: list[Person]) -> None:
    made = builders.distribution(session, people)
    with pytest.raises(RuleRefused, match="期间"):
        give_distribution(session, made, date(2027, 1, 5))
    change_distribution(session, made, {"given_on": date(2027, 1, 5)})
    assert {aid.period for aid in Aid.select()} == {"2027"}


def test_a_whole_list_is_taken_back_and_brought_back(session: Session, people: list[Person]) -> None:
    made = builders.distribution(session, people)
    give_distribution(session, made)
    done = take_back_distribution(session, Distribution.get())
    assert (Aid.select().count(), Distribution.select().count()) == (0, 0)
    undo(session, done.seq)
    assert row() == (GIVEN, 4, 64_000, 0)


def test_an_earlier_list_is_copied(session: Session, people: list[Person]) -> None:
    made = builders.distribution(session, people)
    take_back_aid(session, Aid.get())
    copied = candidates(CandidateFilter(distribution_id=made.id))
    assert [(line.name, line.quantity, line.amount, line.id) for line in copied] == [
        (name, 2, None, None) for name in NAMES[1:]
    ]


def test_candidates_are_one_for_every_household_with_a_case(session: Session, people: list[Person]) -> None:
    village = builders.unit(session)
    poor = builders.person(session, "钱玉珍", order=150, village=village)
    builders.household(session, poor, members=0, account="6223009")
    builders.help_case(session, poor)
    builders.help_case(session, people[0], "temporary")
    assert [line.name for line in candidates(CandidateFilter(village_id=village.id))] == ["钱玉珍"]
    assert [line.account for line in candidates(CandidateFilter(programme="worker"))] == ["6223009"]
    assert len(candidates(CandidateFilter())) == 2


def test_what_was_approved_in_another_programme_is_no_amount_of_this_list(
    session: Session, people: list[Person]
) -> None:
    case = builders.help_case(session, people[0], "temporary", approved_amount=200_000)
    [own] = candidates(CandidateFilter(), "temporary")
    [other] = candidates(CandidateFilter(), "warmth")
    assert (own.case, own.amount) == (case.id, 200_000)
    assert (other.case, other.amount, other.person) == (None, None, people[0].id)


def test_candidates_without_a_case_are_one_for_every_household(session: Session, people: list[Person]) -> None:
    village = builders.unit(session)
    poor = builders.person(session, "钱玉珍", order=150, village=village, hardship_class="deep", bank_account="6223009")
    son = builders.person(session, "钱小明", order=151, village=village, hardship_class="deep")
    home = builders.household(session, poor, members=0, account=None)
    add_member(session, home, {"person": son})
    [line] = candidates(CandidateFilter(without_case=True, hardship_class="deep"))
    assert (line.household, line.account) == (home.id, "6223009")
    assert len(candidates(CandidateFilter(without_case=True))) == len(people) + 1


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(1, 500_000), st.integers(1, 30)), min_size=1, max_size=4))
def test_the_sum_of_a_list_is_the_sum_of_its_lines(lines: list[tuple[int, int]]) -> None:
    head = {"unit_value": 350}
    amounts = [ListLine(place, amount=amount).amount_under(head) for place, (amount, _) in enumerate(lines)]
    goods = [ListLine(place, quantity=count).amount_under(head) for place, (_, count) in enumerate(lines)]
    assert sum(amounts) == sum(amount for amount, _ in lines)
    assert sum(goods) == 350 * sum(count for _, count in lines)
