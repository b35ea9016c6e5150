"""Units where recommending comes first, by the figures that are known of them."""

from datetime import date
from typing import Any

import pytest

from models.core.verbs import Session
from models.organisations.priority import AGED, FEW, NO_WOMAN, YEARS, matters, priority_units
from tests import builders

DAY = date(2026, 11, 20)


def listed(rule: str) -> list[tuple[str, bool]]:
    return [(one.name, one.known) for one in priority_units(DAY) if one.rule == rule]


@pytest.mark.parametrize(
    ("rule", "values", "found"),
    [
        (FEW, {"staff": 100, "party_members": 2}, [True]),
        (FEW, {"staff": 100, "party_members": 3}, []),
        (FEW, {"staff": 99, "party_members": 0}, []),
        (FEW, {"staff": 120}, [False]),
        (YEARS, {"last_admission_year": 2021}, [True]),
        (YEARS, {"last_admission_year": 2022}, []),
        (YEARS, {}, [False]),
        (NO_WOMAN, {"party_members": 9, "women_party_members": 0}, [True]),
        (NO_WOMAN, {"party_members": 9, "women_party_members": 1}, []),
        (NO_WOMAN, {"party_members": 0}, [True]),
        (NO_WOMAN, {"party_members": 9}, [False]),
        (AGED, {"party_members": 10, "party_members_over_50": 6}, [True]),
        (AGED, {"party_members": 10, "party_members_over_50": 5}, []),
        (AGED, {"party_members": 0}, []),
        (AGED, {"party_members": 10}, [False]),
    ],
)
def test_a_village_by_its_figures(session: Session, rule: str, values: dict[str, Any], found: list[bool]) -> None:
    builders.unit(session, **values)
    assert [known for _, known in listed(rule)] == found


def test_a_workplace_without_members_is_asked_for_its_size_alone(session: Session) -> None:
    builders.unit(session, "小店", kind_of_unit="self_employed", staff=8)
    assert priority_units(DAY) == []


def test_the_sentence_names_value_and_threshold(session: Session) -> None:
    builders.unit(session, "茶厂", kind_of_unit="enterprise", staff=126, party_members=2)
    (one,) = [one for one in priority_units(DAY) if one.rule == FEW]
    assert one.sentence == "茶厂有职工126人，党员不足3人，属于重点推荐单位。"
    assert matters(DAY)[FEW] == "职工100人以上、党员不足3名"
