"""Whatever is typed and changed in whatever order: nothing that must be protected ever stands in the open tables."""

from contextlib import suppress
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.core.dates import PartialDate
from models.core.record import is_protected
from models.office.closed.compartment import enter
from models.office.office import OpenOffice
from models.rights import doing, sight
from models.rights.file import case_of
from models.rights.records import RightsCase
from models.rights.verbs import change_case
from tests import builders

BORN = st.none() | st.dates(date(2000, 1, 1), date(2015, 1, 1)).map(PartialDate.of)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "rights_class": st.sampled_from(["0501", "0301", "0205", "0401", "0403", "0404", "0701"]),
        "born": BORN,
        "age": st.none() | st.integers(10, 60),
        "capacity": st.sampled_from([None, "full", "minor", "limited"]),
        "child_harmed": st.sampled_from([None, False, True]),
        "keep_secret": st.sampled_from([None, False, True]),
    },
)


def refused_openly(case: RightsCase) -> str:
    """Why the case is to be protected, asked anew of its columns."""
    again = RightsCase(**{**case.__data__, "protected_because": None})
    return sight.why_protected(again)


@settings(max_examples=40)
@given(first=VALUES, changes=st.lists(st.tuples(st.booleans(), VALUES), max_size=3))
def test_no_open_row_is_one_that_must_be_protected(
    opened: OpenOffice, first: dict[str, Any], changes: list[tuple[bool, dict[str, Any]]]
) -> None:
    enter(opened)
    case = builders.petition(opened, **first)
    assert is_protected(case) is bool(refused_openly(case))
    for within, values in changes:
        if within:
            enter(opened)
        elif opened.compartment is not None:
            opened.compartment.leave()
        inside = doing.inside(opened)
        if inside is None and is_protected(case):
            continue
        with suppress(sight.NeedsCompartment):
            doing.do(opened, case_of(case.uid, inside), change_case, values)
        case = case_of(case.uid, inside) if inside or not is_protected(case) else case
        assert not is_protected(case) or inside is not None
    for row in RightsCase.select():
        assert not row.protected_because
        assert refused_openly(row) == ""
