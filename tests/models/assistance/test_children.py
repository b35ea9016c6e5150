"""The register of children left behind: who belongs there, and a summary that must add up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.assistance.children import (
    LeftBehindChild,
    change_child,
    check_child,
    close_child,
    register_child,
    remove_child,
)
from models.assistance.children_summary import (
    Counted,
    SummaryRow,
    columns,
    identities,
    places_of,
    summary,
    uncounted,
)
from models.assistance.giving_lists import ChildFilter, child_ids, child_rows
from models.core.codes import table
from models.core.errors import RuleRefused
from models.core.verbs import Session, undo
from models.people.person import Person
from tests import builders

DAY = date(2026, 11, 20)

whole_children = st.builds(
    Counted,
    id=st.just(1),
    uid=st.just("u"),
    name=st.just("罗小梅"),
    village=st.just("大坪村"),
    born=st.dates(date(2010, 11, 21), DAY).map(date.isoformat),
    sex=st.sampled_from(["1", "2"]),
    schooling=st.sampled_from([code.code for code in table("child.schooling").items()]),
    registered=st.sampled_from([0, 1]),
    boarding=st.sampled_from([0, 1]),
    guardianship=st.sampled_from([code.code for code in table("child.guardianship").items()]),
    trustee_relation=st.sampled_from([code.code for code in table("GB/T 4761").items()]),
)


@given(st.lists(whole_children, max_size=20))
def test_children_who_are_told_of_wholly_always_add_up(children: list[Counted]) -> None:
    figures = dict.fromkeys((column.number for column in columns()), 0)
    for child in children:
        for number in places_of(child, DAY):
            figures[number] += 1
    assert figures[1] == len(children)
    assert identities([SummaryRow("大坪村", figures)]) == []


def test_there_are_thirty_two_columns() -> None:
    assert [column.number for column in columns()] == list(range(1, 33))


def test_each_wrong_figure_breaks_an_identity() -> None:
    right = dict.fromkeys(range(1, 33), 0)
    for number in right:
        assert identities([SummaryRow("大坪村", {**right, number: 1})]), number


def test_a_gap_is_told_with_the_figures_and_the_child(session: Session) -> None:
    child = builders.child(session)
    assert identities(summary(DAY)) == []
    assert uncounted(DAY) == []
    change_child(session, child, {"schooling": None})
    sentences = [problem.message for problem in identities(summary(DAY))]
    assert "大坪村：第1列是1，第11—18列之和是0，应当相等。" in sentences
    [(found, missed)] = uncounted(DAY)
    assert found.name == "罗小梅"
    assert missed == ["就学情况", "学段和寄宿"]


def test_the_summary_counts_by_village_and_day(session: Session) -> None:
    filled = date(2026, 9, 1)
    first = builders.child(session, filled_on=filled)
    builders.child(session, "罗小军", date(2012, 5, 1), 305, schooling="junior", boarding=True, filled_on=filled)
    close_child(session, first, date(2026, 11, 1), "父母返乡")
    assert [(row.village, row.figures[1], row.figures[24]) for row in summary(DAY)] == [
        ("大坪村", 1, 1),
        ("合计", 1, 1),
    ]
    assert summary(date(2026, 10, 1))[-1].figures[1] == 2
    assert summary(date(2026, 8, 31))[-1].figures[1] == 0
    close_child(session, first, None)
    assert summary(DAY)[-1].figures[1] == 2


def codes(person: Person, **values: object) -> list[str]:
    """Codes of the findings about a child."""
    return [problem.code for problem in check_child(person, values, DAY)]


def test_who_is_a_child_left_behind(session: Session) -> None:
    child = builders.child(session).person
    assert codes(child, both_away=True) == []
    assert codes(child, one_away=True) == ["child_unable_named"]
    assert codes(child, one_away=True, unable="mother") == []
    assert codes(child) == ["child_parents_away"]
    assert codes(child, left_behind=False) == []
    assert codes(child, both_away=True, entrusted=True) == ["child_trustee_named"]
    assert codes(child, both_away=True, schooling="out") == ["child_out_of_school_from"]
    assert codes(child, both_away=True, schooling="dropout", guardianship="none") == [
        "child_out_of_school",
        "child_unguarded",
    ]


def test_who_is_sixteen_or_lives_in_town_is_warned_of(session: Session) -> None:
    grown = builders.person(session, born=date(2010, 11, 20), household_kind="non_agricultural")
    assert codes(grown, both_away=True) == ["left_behind_under_age", "child_agricultural"]
    still = builders.person(session, "王小妹", born=date(2010, 11, 21), order=126)
    assert codes(still, both_away=True) == []
    message = check_child(grown, {"both_away": True}, DAY)[0].message
    assert message == "“单立梅”在2026年11月20日为16周岁，已满16周岁。"


def test_a_child_stands_on_the_register_once(session: Session) -> None:
    child = builders.child(session)
    with pytest.raises(RuleRefused, match="已经在儿童登记里"):
        register_child(session, child.person, {"both_away": True})
    with pytest.raises(RuleRefused, match="原因"):
        close_child(session, child, DAY)
    with pytest.raises(RuleRefused, match="退出登记"):
        change_child(session, child, {"closed_on": DAY})
    assert LeftBehindChild.get().income == ("wages",)


def test_the_register_is_narrowed(session: Session) -> None:
    builders.child(session)
    other = builders.child(session, "王孤儿", order=304, left_behind=False, classes=("orphan", "disabled"))
    assert [row.name for row in child_rows(child_ids(ChildFilter(child_class="disabled")))] == ["王孤儿"]
    assert [row.name for row in child_rows(child_ids(ChildFilter(left_behind=True)))] == ["罗小梅"]
    close_child(session, other, DAY, "迁出")
    assert [row.name for row in child_rows(child_ids(ChildFilter()))] == ["罗小梅"]
    assert [row.name for row in child_rows(child_ids(ChildFilter(closed=True)))] == ["王孤儿"]


def test_an_entry_made_by_mistake_goes_and_comes_back(session: Session) -> None:
    child = builders.child(session)
    done = remove_child(session, child)
    assert LeftBehindChild.select().count() == 0
    undo(session, done.seq)
    assert LeftBehindChild.get().trustee_name == "李桂芬"
