"""Coverage: what each rule asks for, what is lacking is said and never guessed, and all of it against a slow oracle."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.core.database import DB
from models.core.dates import PartialDate
from models.core.verbs import Session
from models.office.rulebook import override_rule, rule_book
from models.organisations.body import Body
from models.organisations.coverage import BOOK, Finding, State, coverage, matter, threshold_words
from models.organisations.covered import cover_unit
from models.organisations.judging import BODY_JUDGES, UNIT_JUDGES
from models.organisations.unit import Unit
from models.organisations.venue import register_venue
from models.organisations.verbs import change_body, change_unit
from models.people.officers import Officer, register_officer
from tests import builders
from tests.models.organisations.oracle import expected

DAY = date(2026, 11, 20)


def found(rule: str, day: date = DAY) -> list[tuple[str, State]]:
    """Names and states of the findings of one rule."""
    return [(one.name, one.state) for one in coverage(day).listed(rule)]


def only(rule: str) -> Finding:
    (one,) = coverage(DAY).listed(rule)
    return one


def firm(session: Session, name: str = "大河公司", **values: Any) -> Unit:
    return builders.unit(session, name, kind_of_unit="enterprise", **values)


def test_a_large_unit_without_union_is_told_of_with_value_threshold_and_source(session: Session) -> None:
    firm(session, staff=34)
    one = only("union_staff_min")
    assert (one.state, one.found, threshold_words(one.rule)) == (State.MISSING, "34", "25人以上")
    assert one.sentence == "大河公司有职工34人，满25人，还没有建立工会，也没有联合工会覆盖。"
    assert one.rule.source.startswith("一县")


@pytest.mark.parametrize(("staff", "states"), [(24, []), (25, [State.MISSING]), (None, [State.UNKNOWN])])
def test_the_threshold_itself_counts_and_an_unknown_figure_is_named(
    session: Session, staff: int | None, states: list[State]
) -> None:
    firm(session, staff=staff)
    assert [state for _, state in found("union_staff_min")] == states


def test_what_is_lacking_is_said_with_its_column(session: Session) -> None:
    firm(session)
    one = only("union_staff_min")
    assert (one.sentence, one.column) == ("缺职工人数，还不能核对。", "staff")


def test_an_own_union_or_a_joint_one_is_enough_for_the_staff(session: Session) -> None:
    own, covered = firm(session, "甲公司", staff=40), firm(session, "乙公司", staff=40)
    union = builders.body(session, "union", own)
    cover_unit(session, union, covered)
    assert found("union_staff_min") == []
    change_body(session, Body.get_by_id(union.id), {"ended_on": PartialDate(2026, 10)})
    assert [name for name, _ in found("union_staff_min")] == ["甲公司", "乙公司"]


def test_25_members_need_a_union_of_their_own(session: Session) -> None:
    other, unit = firm(session, "甲公司"), firm(session, "乙公司", staff=40, union_members=25)
    cover_unit(session, builders.body(session, "union", other), unit)
    assert found("union_members_min") == [("乙公司", State.MISSING)]


def test_the_body_of_the_township_is_not_the_own_one_of_the_unit_where_it_sits(session: Session) -> None:
    hall = builders.unit(session, "镇机关", kind_of_unit="agency", staff=70)
    builders.body(session, "union", hall, level="township")
    assert found("union_staff_min") == [("镇机关", State.MISSING)]


@pytest.mark.parametrize(
    ("began", "states"),
    [
        (PartialDate(2025, 11, 21), []),
        (PartialDate(2025, 11, 20), [State.MISSING]),
        (PartialDate(2025, 11), [State.UNKNOWN]),
        (PartialDate(2024), [State.MISSING]),
        (None, [State.UNKNOWN]),
    ],
)
def test_a_new_firm_has_a_year(session: Session, began: PartialDate | None, states: list[State]) -> None:
    firm(session, staff=8, opened_on=began)
    assert [state for _, state in found("union_after_opening_years")] == states


def test_ten_women_members_need_their_committee(session: Session) -> None:
    unit = firm(session, staff=40, women_union_members=10)
    union = builders.body(session, "union", unit)
    assert only("women_workers_members_min").sentence.startswith("缺工会有没有女职工委员会")
    change_body(session, union, {"women_committee": False})
    assert only("women_workers_members_min").state is State.MISSING
    change_body(session, Body.get_by_id(union.id), {"women_committee": True})
    assert found("women_workers_members_min") == []


def test_women_with_a_party_body_need_their_own(session: Session) -> None:
    unit = firm(session, women_staff=5)
    assert only("women_body_staff_min").column == "has_party_body"
    change_unit(session, unit, {"has_party_body": False})
    assert found("women_body_staff_min") == []
    builders_party = {"name": "大河公司党支部", "kind_of_body": "party", "unit": unit}
    builders.body(session, "union", unit, **builders_party)
    assert only("women_body_staff_min").state is State.MISSING


def test_members_of_the_league_decide_which_body_they_may_have(session: Session) -> None:
    village = builders.unit(session, league_members=31)
    assert only("league_branch_min").state is State.MISSING
    branch = builders.body(session, "league", village, level="branch")
    assert only("league_general_min").sentence == "大坪村有团员31人，满30人，可以建立团总支，现在是团支部。"
    change_unit(session, village, {"league_members": 120})
    assert found("league_general_min") == []
    assert only("league_committee_min").state_words == "可建未建"
    change_body(session, branch, {"level": None})
    assert only("league_committee_min").state is State.UNKNOWN


def test_registered_members_stand_in_for_a_figure_that_was_not_typed(session: Session) -> None:
    village = builders.unit(session)
    branch = builders.body(session, "league", village, level="branch")
    for order in range(100, 160, 2):
        builders.membership(session, builders.person(session, "单立梅", order=order), branch)
    assert only("league_general_min").found == "30"


def test_three_full_members_need_a_party_branch(session: Session) -> None:
    unit = firm(session, full_party_members=3)
    assert only("party_branch_min").column == "has_party_body"
    change_unit(session, unit, {"has_party_body": False})
    assert only("party_branch_min").state is State.MISSING


def officer(session: Session, body: Body, **values: Any) -> Officer:
    return register_officer(session, {"body": body, "name": "解晓燕", "duty": "head", **values}).value


def test_the_head_of_the_village_women_is_in_the_boards_and_paid(session: Session) -> None:
    body = builders.body(session, "women")
    assert only("village_women_head_in_board").sentence == "缺主席的任职登记，还不能核对。"
    officer(session, body, village_board="branch", party_member=False, pay_percent=69)
    assert found("village_women_head_in_board") == [("大坪村妇女联合会", State.MISSING)]
    assert found("village_women_head_in_branch") == []
    assert only("village_women_head_pay_percent").found == "69"


def test_what_her_record_says_of_the_party_counts_more(session: Session) -> None:
    body = builders.body(session, "women")
    person = builders.person(session, political_status="01")
    officer(session, body, person=person, village_board="committee", party_member=False)
    assert only("village_women_head_in_branch").state is State.MISSING


def test_the_township_has_full_time_officers_and_a_committee(session: Session) -> None:
    body = builders.body(session, "women", level="township", committee_size=24)
    assert only("township_women_full_time_min").state is State.UNKNOWN
    officer(session, body, time="part")
    assert only("township_women_full_time_min").found == "0"
    assert only("township_women_committee_min").found == "24"
    officer(session, body, time="full", duty="deputy")
    assert found("township_women_full_time_min") == []


def test_every_village_has_its_women_and_their_house(session: Session) -> None:
    village = builders.unit(session)
    assert only("women_village").sentence == "大坪村还没有登记妇联。"
    body = builders.body(session, "women", village)
    assert found("women_village") == []
    register_venue(session, {"name": "妇女之家", "kind_of_venue": "women_home", "body": body})
    assert found("women_home_everywhere") == []


def test_units_that_closed_are_left_out(session: Session) -> None:
    unit = firm(session, staff=90)
    change_unit(session, unit, {"closed_on": PartialDate(2026, 10)})
    assert coverage(DAY).findings == []


def test_a_local_value_and_a_rule_switched_off_hold_at_once(session: Session) -> None:
    firm(session, staff=20)
    override_rule(session, BOOK, "union_staff_min", value=15, reason="县工会〔2026〕3号")
    one = only("union_staff_min")
    assert (matter(one.rule), one.rule.local) == ("职工15人以上建会", "县工会〔2026〕3号")
    override_rule(session, BOOK, "union_staff_min", active=False, reason="县工会〔2026〕3号")
    assert found("union_staff_min") == []
    assert "union_staff_min" not in {count.rule.id for count in coverage(DAY).counts}


def test_shares_are_held_against_their_targets(session: Session) -> None:
    for number in range(10):
        unit = firm(session, f"公司{number}", staff=100)
        if number < 9:
            builders.body(session, "union", unit)
    counts = {count.rule.id: count for count in coverage(DAY).counts}
    assert (counts["union_large_min"].rate(), counts["union_large_min"].reached) == ("90%", True)
    assert (counts["union_staff_min"].rate(), counts["union_staff_min"].reached) == ("90%", False)
    assert counts["women_village"].rate() == "—"


def test_tiers_are_listed_only_when_asked_for(session: Session) -> None:
    firm(session, staff=100)
    listed = coverage(DAY).listed()
    assert [one.rule.id for one in listed if one.rule.id.startswith("union_") and one.state is State.MISSING] == [
        "union_staff_min"
    ]
    assert found("union_large_min") == [("大河公司", State.MISSING)]


def test_every_entry_is_judged_or_sets_what_another_means(session: Session) -> None:
    del session  # an open file, whose overrides the book asks for
    judged = {*UNIT_JUDGES, *BODY_JUDGES}
    meant = ("term_", "_target", "_kinds", "_reminder_days")
    rest = {rule.id for rule in rule_book(BOOK).rules} - judged
    assert judged <= {rule.id for rule in rule_book(BOOK).rules}
    assert [rule for rule in rest if not any(part in rule for part in meant)] == []


COUNT = st.one_of(st.none(), st.sampled_from([0, 2, 3, 4, 5, 9, 10, 24, 25, 29, 30, 99, 100, 200, 300]))
FLAG = st.sampled_from([None, True, False])
UNIT = st.fixed_dictionaries(
    {
        "kind_of_unit": st.sampled_from(["village", "enterprise", "agency", "self_employed", "hamlet", "school"]),
        "staff": COUNT,
        "women_staff": COUNT,
        "union_members": COUNT,
        "women_union_members": COUNT,
        "league_members": COUNT,
        "party_members": COUNT,
        "full_party_members": COUNT,
        "has_party_body": FLAG,
        "opened_on": st.sampled_from([None, "2020", "2025", "2025-11", "2025-11-20", "2026-03-01"]),
        "closed_on": st.sampled_from([None, None, None, "2026-01", "2027"]),
    }
)
BODY = st.fixed_dictionaries(
    {
        "kind_of_body": st.sampled_from(["union", "league", "women", "party"]),
        "level": st.sampled_from([None, "branch", "general", "committee", "township"]),
        "women_committee": FLAG,
        "committee_size": st.sampled_from([None, 14, 15, 24, 25]),
        "ended_on": st.sampled_from([None, None, None, "2026-11-20", "2026-11-21"]),
    }
)
OFFICER = st.fixed_dictionaries(
    {
        "duty": st.sampled_from(["head", "head", "deputy", "member", "staff"]),
        "time": st.sampled_from([None, "full", "part"]),
        "party_member": FLAG,
        "village_board": st.sampled_from([None, "none", "committee", "branch", "both"]),
        "pay_percent": st.sampled_from([None, 69, 70]),
        "ended_on": st.sampled_from([None, None, "2025"]),
    }
)
OFFICE = st.lists(
    st.tuples(UNIT, st.lists(st.tuples(BODY, st.lists(OFFICER, max_size=2)), max_size=3), st.integers(0, 3)),
    min_size=1,
    max_size=4,
)


def _make(office: list[Any]) -> None:
    """Straight into the tables: what verbs would refuse or warn of is not asked here. The number: venue, cover."""
    bodies: list[Body] = []
    for number, (values, its_bodies, more) in enumerate(office):
        unit = Unit.create(name=f"单位{number}", **values)
        for place, (told, officers) in enumerate(its_bodies):
            bodies.append(Body.create(name=f"组织{number}-{place}", unit=unit, **told))
            for who in officers:
                Officer.create(body=bodies[-1], name="解晓燕", **who)
        if more & 1:
            DB.execute_sql(
                "INSERT INTO venue (uid, revision, origin, created_at, created_by, changed_at, changed_by, name, "
                "kind_of_venue, unit_id) VALUES (?, 1, '', '', '', '', '', '妇女之家', 'women_home', ?)",
                (f"v{number}", unit.id),
            )
        if more & 2 and bodies:
            DB.execute_sql(
                "INSERT INTO covered_unit (uid, revision, origin, created_at, created_by, changed_at, changed_by, "
                "body_id, unit_id) VALUES (?, 1, '', '', '', '', '', ?, ?)",
                (f"c{number}", bodies[0].id, unit.id),
            )


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(OFFICE)
def test_against_a_slow_oracle(session: Session, office: list[Any]) -> None:
    del session  # an open file
    with DB.atomic() as transaction:
        _make(office)
        told = {(one.rule.id, one.name): one.state for one in coverage(DAY).findings}
        counts = {count.rule.id: (count.built, count.missing, count.unknown) for count in coverage(DAY).counts}
        wanted = expected(DAY)
        transaction.rollback()
    assert told == {key: state for key, state in wanted.items() if state is not State.BUILT}
    for rule, numbers in counts.items():
        states = [state for (of, _), state in wanted.items() if of == rule]
        assert numbers == tuple(map(states.count, (State.BUILT, State.MISSING, State.UNKNOWN)))
