"""Venues and the units that a joint union covers."""

import pytest

from models.core.dates import PartialDate
from models.core.errors import RuleRefused, Severity
from models.core.verbs import Session
from models.organisations.body import Body
from models.organisations.covered import CoveredUnit, cover_unit, covered_units, uncover_unit
from models.organisations.lists import venue_ids, venue_rows
from models.organisations.venue import change_venue, check_venue, register_venue, remove_venue
from tests import builders


def test_a_venue_lies_in_the_unit_of_its_body(session: Session) -> None:
    body = builders.body(session, "women")
    venue = register_venue(session, {"name": "妇女之家", "kind_of_venue": "women_home", "body": body}).value
    assert venue.unit == body.unit
    assert [row.unit for row in venue_rows(venue_ids("大坪"))] == ["大坪村"]
    change_venue(session, venue, {"closed_on": PartialDate(2026)})
    assert (venue_ids(), venue_ids(closed=True)) == ([], [venue.id])
    remove_venue(session, venue)
    assert venue_ids(closed=True) == []


def test_a_venue_needs_a_place(session: Session) -> None:
    with pytest.raises(RuleRefused, match="所在单位或主管组织"):
        register_venue(session, {"name": "妇女之家", "kind_of_venue": "women_home"})


def test_a_venue_that_closed_before_it_opened_is_asked_about() -> None:
    days = {"opened_on": PartialDate(2022), "closed_on": PartialDate(2021)}
    found = check_venue({"name": "之家", "kind_of_venue": "other", "unit": object(), **days})
    assert [(one.severity, one.field) for one in found] == [(Severity.WARN, "closed_on")]


def test_a_union_covers_units_once_and_becomes_a_joint_one(session: Session) -> None:
    union, shop = builders.body(session, "union"), builders.unit(session, "小店", kind_of_unit="self_employed")
    covered = cover_unit(session, union, shop).value
    assert Body.get_by_id(union.id).joint
    with pytest.raises(RuleRefused, match="不用再登记"):
        cover_unit(session, Body.get_by_id(union.id), shop)
    uncover_unit(session, covered)
    assert covered_units(union) == list(CoveredUnit.select()) == []


def test_only_unions_cover_units(session: Session) -> None:
    with pytest.raises(RuleRefused, match="不是工会"):
        cover_unit(session, builders.body(session, "women"), builders.unit(session, "小店"))
