"""A single aid: completed, refused, signed for, changed, taken back."""

from datetime import date
from typing import Any

import pytest

from models.assistance.aid import Aid, change_aid, check_aid, confirm_receipt, give_aid, take_back_aid
from models.assistance.giving_lists import AidFilter, aid_ids, aid_rows, aid_totals, of_person
from models.core.errors import RuleRefused, Severity
from models.core.verbs import Session, undo
from tests import builders


def test_an_aid_knows_its_period_and_the_household(session: Session) -> None:
    who = builders.person(session)
    home = builders.household(session, who, members=0)
    aid = builders.aid(session, who)
    assert (aid.period, aid.household_id, aid.amount) == ("2026", home.id, 50_000)
    assert Aid.get().given_on == date(2026, 11, 18)


def test_goods_are_worth_their_quantity(session: Session) -> None:
    goods = {"form": "goods", "goods": "大米", "quantity": 3, "unit": "袋", "unit_value": 8_050, "amount": None}
    assert builders.aid(session, builders.person(session), **goods).amount == 24_150


@pytest.mark.parametrize("gap", ["programme", "aid_kind", "form"])
def test_nothing_is_given_without_saying_what_for(session: Session, gap: str) -> None:
    with pytest.raises(RuleRefused, match="还没有填写"):
        builders.aid(session, builders.person(session), **{gap: None})


def test_an_aid_without_any_worth_is_refused(session: Session) -> None:
    with pytest.raises(RuleRefused, match="还没有填写金额"):
        builders.aid(session, builders.person(session), amount=None)


def test_a_second_aid_of_the_period_wants_a_reason_and_names_the_first(session: Session) -> None:
    who = builders.person(session)
    builders.aid(session, who)
    with pytest.raises(RuleRefused, match=r"2026年11月18日，“送温暖”，500元.*写明原因"):
        builders.aid(session, who)
    second = builders.aid(session, who, reason="受灾，经班子会同意")
    assert second.reason
    assert builders.aid(session, who, given_on=date(2025, 11, 1)).period == "2025"


def test_who_was_helped_once_in_a_lifetime_is_never_helped_again(session: Session) -> None:
    who = builders.person(session, born=date(1980, 3, 1))
    cancer = {"programme": "cancer", "aid_kind": "medical", "amount": 1_000_000}
    assert builders.aid(session, who, **cancer, given_on=date(2020, 5, 1)).period == "lifetime"
    with pytest.raises(RuleRefused, match="不能再领"):
        builders.aid(session, who, **cancer, reason="再次申请")


def test_more_than_the_ceiling_of_the_year_is_warned_of(session: Session) -> None:
    who = builders.person(session)
    temporary = {"programme": "temporary", "aid_kind": "temporary", "amount": 200_000}
    builders.aid(session, who, **temporary)
    values = {"person": who, **temporary, "form": "cash", "given_on": date(2026, 11, 19)}
    found = {problem.code: problem for problem in check_aid(values)}
    assert found["over_ceiling"].severity is Severity.WARN
    assert "4000元" in found["over_ceiling"].message
    assert "3000元" in found["over_ceiling"].message
    assert found["given_freely"].severity is Severity.TELL


def test_a_transfer_without_account_is_warned_of(session: Session) -> None:
    who = builders.person(session)
    with pytest.raises(RuleRefused, match="银行账号"):
        builders.aid(session, who, form="transfer")
    assert builders.aid(session, who, form="transfer", account="6223001").account == "6223001"


def test_an_account_of_another_household_is_warned_of(session: Session) -> None:
    one, other = builders.person(session), builders.person(session, "王秀兰", order=126)
    builders.aid(session, one, form="transfer", account="6223001")
    with pytest.raises(RuleRefused, match="“王秀兰”的账号与“单立梅”的相同"):
        builders.aid(session, other, form="transfer", account="6223001")


def test_a_changed_aid_is_not_held_against_itself(session: Session) -> None:
    aid = builders.aid(session, builders.person(session))
    assert change_aid(session, aid, {"amount": 60_000}).value.amount == 60_000
    with pytest.raises(RuleRefused, match="受助人不能改"):
        change_aid(session, aid, {"person": builders.person(session, "王秀兰", order=126)})


def test_an_aid_moved_to_another_year_belongs_to_its_period(session: Session) -> None:
    aid = builders.aid(session, builders.person(session))
    assert change_aid(session, aid, {"given_on": date(2025, 12, 30)}).value.period == "2025"


def test_a_line_of_a_prepared_list_is_changed_on_the_list(session: Session) -> None:
    builders.distribution(session, [builders.person(session)])
    with pytest.raises(RuleRefused, match="打开名单"):
        change_aid(session, Aid.get(), {"amount": 100})


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "签收方式"),
        ({"receipt": "signature", "received_on": date(2026, 11, 1)}, "早于发放日期"),
        ({"receipt": "signature", "received_by": "王家旺"}, "关系"),
    ],
)
def test_a_receipt_that_cannot_be_is_refused(session: Session, values: dict[str, Any], sentence: str) -> None:
    aid = builders.aid(session, builders.person(session))
    with pytest.raises(RuleRefused, match=sentence):
        confirm_receipt(session, aid, values)


def test_a_receipt_tells_who_fetched_it(session: Session) -> None:
    aid = builders.aid(session, builders.person(session))
    confirm_receipt(session, aid, {"receipt": "both", "received_by": "王家旺", "relation": "丈夫"})
    kept = Aid.get()
    assert (kept.received_on, kept.receipt, kept.received_by) == (date(2026, 11, 20), "both", "王家旺")


def test_an_aid_is_taken_back_and_the_taking_back_too(session: Session) -> None:
    aid = builders.aid(session, builders.person(session))
    done = take_back_aid(session, aid)
    assert Aid.select().count() == 0
    undo(session, done.seq)
    assert Aid.get().amount == 50_000


def test_the_list_of_aids_is_narrowed_and_added_up(session: Session) -> None:
    people = [builders.person(session, name, order=order) for name, order in (("王秀兰", 126), ("李桂英", 128))]
    for number, who in enumerate(people):
        builders.aid(session, who, source=("own", "county")[number], given_on=date(2026, 11, 10 + number))
    builders.distribution(session, people[:1], programme="tuition", aid_kind="study")
    assert [row.name for row in aid_rows(aid_ids(AidFilter(source="county")))] == ["李桂英"]
    assert [row.name for row in aid_rows(aid_ids(AidFilter(text="wxl", programme="comfort")))] == ["王秀兰"]
    assert len(aid_ids(AidFilter(first="2026-11-11", last="2026-11-11"))) == 1
    totals = aid_totals(AidFilter())
    assert (totals.aids, totals.persons, totals.amount) == (2, 2, 100_000)
    assert totals.sources == {"own": 50_000, "county": 50_000}


def test_a_persons_page_has_all_that_was_done(session: Session) -> None:
    who, helper = builders.person(session), builders.person(session, "张桂兰", order=128)
    builders.aid(session, who)
    builders.visit(session, who)
    builders.pair(session, who, helper)
    found = of_person(who.id)
    assert [len(part) for part in found] == [1, 1, 1, 0, 0]
    assert len(of_person(helper.id).helping) == 1


def test_give_aid_keeps_the_day_of_today(session: Session) -> None:
    who = builders.person(session)
    values = {"person": who, "programme": "comfort", "aid_kind": "comfort", "form": "cash", "amount": 100}
    assert give_aid(session, values).value.given_on == date(2026, 11, 20)
