"""Re-elections: when a body is due, as exactly as that is known, and what today's list shows."""

from datetime import date
from typing import Any

import pytest

from models.core.dates import PartialDate
from models.core.verbs import Session
from models.office.rulebook import override_rule
from models.organisations.coverage import BOOK
from models.organisations.elections import ElectionState, due_today, elections, next_election, term_entry
from tests import builders

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("values", "due", "state"),
    [
        ({"elected_on": PartialDate(2021, 10)}, PartialDate(2026, 10), ElectionState.LATE),
        ({"elected_on": PartialDate(2021, 11)}, PartialDate(2026, 11), ElectionState.SOON),
        ({"elected_on": PartialDate(2021, 11, 19)}, PartialDate(2026, 11, 19), ElectionState.LATE),
        ({"elected_on": PartialDate(2020, 2, 29)}, PartialDate(2025, 2, 28), ElectionState.LATE),
        ({"elected_on": PartialDate(2022)}, PartialDate(2027), ElectionState.AHEAD),
        (
            {"elected_on": PartialDate(2022), "next_election_on": PartialDate(2026, 12)},
            PartialDate(2026, 12),
            ElectionState.SOON,
        ),
        ({}, None, ElectionState.UNKNOWN),
    ],
)
def test_typed_or_by_the_term_and_never_more_exact_than_known(
    session: Session, values: dict[str, Any], due: PartialDate | None, state: ElectionState
) -> None:
    body = builders.body(session, "union", **values)
    (one,) = elections(DAY)
    assert (one.due, one.state) == (due, state)
    assert next_election(body, DAY) == due
    assert one.reckoned is ("next_election_on" not in values)


@pytest.mark.parametrize(
    ("kind", "level", "unit", "entry"),
    [
        ("union", None, None, "term_union"),
        ("women", "township", None, "term_women"),
        ("league", "branch", "village", "term_league_branch"),
        ("league", "township", None, "term_league_committee"),
        ("league", None, None, ""),
        ("party", "general", "village", "term_party_village"),
        ("party", "branch", "enterprise", "term_party_branch"),
        ("party", "committee", "village", "term_party_committee"),
    ],
)
def test_the_level_decides_how_long_a_term_is(kind: str, level: str | None, unit: str | None, entry: str) -> None:
    assert term_entry(kind, level, unit) == entry


def test_today_tells_what_is_late_or_near(session: Session) -> None:
    builders.body(session, "union", elected_on=PartialDate(2021, 10))
    builders.body(session, "women", elected_on=PartialDate(2021, 12))
    builders.body(session, "league", elected_on=PartialDate(2026, 1), level="branch")
    assert [(due.title, due.late) for due in due_today(DAY)] == [
        ("大坪村工会委员会：换届", True),
        ("大坪村妇女联合会：换届", False),
    ]


def test_a_local_term_moves_the_day(session: Session) -> None:
    builders.body(session, "union", elected_on=PartialDate(2021, 10))
    override_rule(session, BOOK, "term_union", value=3, reason="本会章程每届三年")
    assert elections(DAY)[0].due == PartialDate(2024, 10)


def test_a_body_that_ended_is_elected_no_more(session: Session) -> None:
    builders.body(session, "union", elected_on=PartialDate(2010), ended_on=PartialDate(2020))
    assert elections(DAY) == []
