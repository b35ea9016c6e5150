"""What the data says about purposes holds against the records, and personal information needs a ground."""

from datetime import date

import pytest

import tests.schema
from models.core.codes import table
from models.core.errors import NotFound, RuleRefused
from models.core.record import record_classes
from models.exchange.purposes import (
    ADDRESSED,
    ALL,
    KEPT_BACK,
    LINKED,
    OF,
    OWN,
    RETURNED,
    Handover,
    Purpose,
    offered,
    period_of,
    purpose,
    purposes,
    refuse_groundless,
    stays,
)

assert tests.schema  # every kind of record is known
TODAY = date(2026, 11, 20)
every = pytest.mark.parametrize("wanted", purposes(), ids=lambda wanted: wanted.key)


@every
def test_every_column_named_is_declared(wanted: Purpose) -> None:
    for part in wanted.parts:
        assert part.columns
        assert part.cls.kind() == part.kind
        assert len({column.name for column in part.columns}) == len(part.columns)
        assert part.records in (ALL, LINKED, OF, OWN, RETURNED, ADDRESSED)
        assert (part.records == OF) == bool(part.owner)
        assert not part.owner or part.owner in {link.name for link in part.links}


@every
def test_what_a_column_leads_to_leaves_as_well(wanted: Purpose) -> None:
    kinds = {part.kind for part in wanted.parts}
    assert {link.rel_model.kind() for part in wanted.parts for link in part.links} <= kinds


@every
def test_required_columns_leave_so_that_the_record_can_be_kept_there(wanted: Purpose) -> None:
    """What goes back to the office that made it is there already."""
    for part in wanted.parts:
        names = {column.name for column in part.columns}
        required = {kind.name for kind in part.cls.kinds() if kind.required}
        assert part.records == RETURNED or required <= names


@every
def test_sensitive_columns_leave_only_with_a_ground(wanted: Purpose) -> None:
    sensitive = [column.name for part in wanted.parts for column in part.columns if column.sensitive]
    person = wanted.part("person") is not None
    assert wanted.ground is not None or not (sensitive or person)
    assert wanted.ground is None or wanted.ground.choices
    assert wanted.ground is None or wanted.ground.assessment or not (sensitive or person)


@every
def test_nothing_that_must_stay_is_named(wanted: Purpose) -> None:
    assert not [part.kind for part in wanted.parts if stays(part.cls)]


@every
def test_grounds_are_those_of_the_code_table(wanted: Purpose) -> None:
    assert wanted.ground is None or all(choice in table("exchange.ground") for choice in wanted.ground.choices)


def test_every_kind_is_either_handed_over_or_kept_back() -> None:
    handed = {part.kind for part in purpose("handover").parts} | {"attachment"}
    ours = [cls for cls in record_classes() if cls.__module__.startswith("models.")]
    assert {cls.kind() for cls in ours if not stays(cls)} == handed
    assert {cls.kind() for cls in ours} >= KEPT_BACK


def test_an_answer_is_no_report_that_somebody_chooses() -> None:
    assert {each.key for each in purposes()} - {each.key for each in offered()} == {"answer"}


def test_an_unknown_purpose_names_those_there_are() -> None:
    with pytest.raises(NotFound, match="推优报审"):
        purpose("nonsense")
    assert purpose("推优报审") == purpose("recommendations")


@pytest.mark.parametrize(
    "handover",
    [Handover(), Handover("duty"), Handover("", TODAY), Handover("whim", TODAY), Handover("duty", date(2026, 11, 21))],
)
def test_without_ground_or_assessment_nothing_leaves(handover: Handover) -> None:
    with pytest.raises(RuleRefused, match="没有报送"):
        refuse_groundless(purpose("recommendations"), handover, TODAY)


def test_with_ground_and_assessment_it_may() -> None:
    refuse_groundless(purpose("recommendations"), Handover("consent", TODAY), TODAY)
    refuse_groundless(purpose("statistics"), Handover(), TODAY)


@pytest.mark.parametrize(
    ("kind", "period"), [("month", "2026-11"), ("quarter", "2026-Q4"), ("year", "2026"), ("none", "2026-11-20")]
)
def test_periods_are_written_as_the_calendar_says(kind: str, period: str) -> None:
    assert period_of(kind, TODAY) == period
