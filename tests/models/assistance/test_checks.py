"""Was anyone here helped before: the one join against a naive look at every aid."""

from datetime import date
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.assistance.checks import (
    ACCOUNT,
    HOUSEHOLD,
    PERSON,
    Apart,
    Asked,
    Line,
    accounts_elsewhere,
    check_giving,
    helped_before,
    households_of,
    limits,
    period_of,
    with_households,
)
from models.assistance.programmes import programme
from models.core.database import DB
from models.core.errors import Severity
from models.core.verbs import Session
from models.office.rulebook import override_rule
from models.people.person import Person
from tests import builders

COUNT = 8


class Kept(NamedTuple):
    """An aid as the naive look sees it: persons and households by their place."""

    person: int
    home: int | None
    programme: str
    period: str
    account: str | None


kept_aids = st.lists(
    st.builds(
        Kept,
        st.integers(0, COUNT - 1),
        st.sampled_from([None, 0, 1]),
        st.sampled_from(["comfort", "tuition"]),
        st.sampled_from(["2025", "2026"]),
        st.sampled_from([None, "A1", "A2"]),
    ),
    max_size=12,
)
HEADS = (0, 3)
MEMBERS = {0: (1, 2), 1: (4,)}
HOME_OF = {0: 0, 1: 0, 2: 0, 3: 1, 4: 1}


@pytest.fixture
def people(session: Session) -> list[Person]:
    """Eight persons: two households of three and two, and three who are in none."""
    made = [builders.person(session, f"王秀{name}", order=200 + 2 * at) for at, name in enumerate("兰英梅华芳珍玲琼")]
    for place, head in enumerate(HEADS):
        home = builders.household(session, made[head], members=0)
        for at in MEMBERS[place]:
            DB.execute_sql(
                "INSERT INTO household_member (uid, revision, origin, created_at, created_by, changed_at, changed_by, "
                "household_id, person_id, name) VALUES (?,1,'','','','','',?,?,?)",
                (f"m{at}", home.id, made[at].id, made[at].name),
            )
    return made


def naive(aids: list[Kept], asked: int) -> set[tuple[int, str]]:
    """Ids (from 1) of the aids that share the person or the household with who is asked about."""
    found = set()
    for number, aid in enumerate(aids, 1):
        if (aid.programme, aid.period) != ("comfort", "2026"):
            continue
        home = HOME_OF.get(asked)
        belongs = aid.home if aid.home is not None else HOME_OF.get(aid.person)
        if aid.person == asked:
            found.add((number, PERSON))
        elif home is not None and belongs == home:
            found.add((number, HOUSEHOLD))
    return found


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept_aids)
def test_the_join_finds_what_a_look_at_every_aid_finds(people: list[Person], aids: list[Kept]) -> None:
    DB.execute_sql("DELETE FROM aid")
    first = people[0].id
    for number, aid in enumerate(aids, 1):
        DB.execute_sql(
            "INSERT INTO aid (id, uid, revision, origin, created_at, created_by, changed_at, changed_by, person_id, "
            "household_id, programme, period, aid_kind, given_on, form, amount, account) "
            "VALUES (?,?,1,'','','','','',?,?,?,?,'comfort','2026-01-05','cash',100,?)",
            (
                number,
                f"a{number}",
                first + aid.person,
                None if aid.home is None else aid.home + 1,
                aid.programme,
                aid.period,
                aid.account,
            ),
        )
    asked = with_households([Asked(who.id, account="A1") for who in people])
    found = helped_before(asked, "comfort", "2026")
    for place in range(COUNT):
        assert {(one.id, one.shared) for one in found if one.place == place} == naive(aids, place)
    shared = accounts_elsewhere(asked)
    assert {one.shared for one in shared} <= {ACCOUNT}
    for place in range(COUNT):
        others = {aid.person for aid in aids if aid.account == "A1" and stranger(aid, place)}
        assert {one.person_id - first for one in shared if one.place == place} == others


def stranger(aid: Kept, asked: int) -> bool:
    """Whether an aid went to somebody else outside the household of who is asked about."""
    home = HOME_OF.get(asked)
    return aid.person != asked and (aid.home is None or home is None or aid.home != home)


def test_persons_are_found_in_the_household_they_head_or_belong_to(people: list[Person]) -> None:
    found = households_of([who.id for who in people])
    assert {who - people[0].id: home - 1 for who, home in found.items()} == HOME_OF


def test_the_list_being_changed_is_left_out(session: Session, people: list[Person]) -> None:
    made = builders.distribution(session, people[:1])
    asked = [Asked(people[0].id)]
    found = helped_before(asked, "comfort", "2026")
    assert [one.title for one in found] == ["2026年中秋慰问"]
    assert found[0].told("送温暖") == "尚未发放，“2026年中秋慰问”，大米2袋（折合160元）"
    assert helped_before(asked, "comfort", "2026", apart_from=Apart(distribution=made.id)) == []


@pytest.mark.parametrize(
    ("key", "period"), [("comfort", "2026"), ("cancer", "lifetime"), ("temporary", "2026"), ("worker", "2026")]
)
def test_the_period_follows_from_the_programme(session: Session, key: str, period: str) -> None:
    day = date(2026, 11, 20)
    assert period_of(programme(key, day), day) == period


def test_ceilings_follow_the_local_allowance(session: Session) -> None:
    day = date(2026, 11, 20)
    text = programme("worker", day)
    assert limits(text, "living", day) == []
    override_rule(session, "assistance", "allowance_month", reason="县民政局公布", value=700)
    assert limits(text, "living", day) == [(12 * 700 * 100, True)]
    assert limits(text, "medical", day) == [(2_000_000, True)]
    assert limits(programme("comfort", day), "comfort", day) == []


def test_a_programme_is_not_meant_for_everybody(session: Session) -> None:
    day = date(2026, 11, 20)
    man = builders.person(session, "王建国", born=date(1990, 3, 1), order=301)
    girl = builders.person(session, "王小妹", born=date(2012, 3, 1), order=302)

    def codes(key: str, *people: Person, case: int | None = None) -> list[list[str]]:
        lines = [Line(Asked(who.id, amount=100), who.name, case) for who in people]
        found = check_giving(lines, key, "study", day)
        return [[problem.code for problem in problems] for problems in found]

    assert codes("spring_bud", man, girl) == [["given_whom_sex"], []]
    assert codes("spring_bud", man, case=1) == [[]]
    assert codes("left_behind_child", girl, man) == [[], ["given_whom_age"]]
    rich = builders.person(session, "钱玉珍", order=304, hardship_class=None)
    assert codes("worker", rich) == [[]]
    message = check_giving([Line(Asked(man.id, amount=100), man.name)], "left_behind_child", "study", day)[0][0].message
    assert message == "“王建国”在2026年11月20日是36周岁，不在“留守儿童关爱”的年龄范围（不满16周岁）里。"


def test_two_of_one_household_may_each_have_what_is_given_by_person(session: Session, people: list[Person]) -> None:
    day = date(2026, 11, 20)
    builders.aid(session, people[0], programme="tuition", aid_kind="study", amount=300_000)
    builders.aid(session, people[0])

    def found(key: str, kind: str) -> list[tuple[str, Severity]]:
        lines = [Line(Asked(who.id, amount=100), who.name) for who in people[1:3]]
        return [(problem.code, problem.severity) for problem in check_giving(lines, key, kind, day)[1]]

    assert found("tuition", "study") == [("relative_on_list", Severity.TELL), ("relative_in_period", Severity.TELL)]
    assert found("comfort", "comfort") == [("household_on_list", Severity.WARN), ("household_in_period", Severity.WARN)]
