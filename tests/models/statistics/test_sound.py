"""A return that came from outside is drawn and summed up only when it has the shape of one."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.core.verbs import Session
from models.statistics import counting, forms
from models.statistics.frozen import freeze_return, frozen_returns
from models.statistics.sheet import Sheet, shown
from models.statistics.sound import as_sheet, is_frozen
from models.statistics.span import parse
from tests import builders

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=3),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=2), st.none(), max_size=2),
)


def made(session: Session, key: str = "recommendation") -> Sheet:
    """A return of this office with something in it."""
    builders.candidate(session)
    return counting.count(forms.form(key), parse("2026"))


def places(content: Any) -> list[tuple[Any, Any]]:
    """Every place of a structure at which something stands."""
    inside = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    return [place for key, value in list(inside) for place in [(content, key), *places(value)]]


def drawn(sheet: Sheet) -> list[str]:
    """What every page and paper does with it."""
    found = [shown(column, row.values[column.key]) for row in sheet.rows for column in sheet.columns]
    return [*found, sheet.period.title, *(check.words for check in sheet.checks), *(row.title for row in sheet.rows)]


@pytest.mark.parametrize("key", [form.key for form in forms.forms()])
def test_what_was_handed_out_is_sound(session: Session, key: str) -> None:
    frozen = freeze_return(session, made(session, key)).value
    told = {name: getattr(frozen, name) for name in ("key", "title", "period", "by_rows")}
    content = json.loads(json.dumps(frozen.sheet))
    assert is_frozen({**told, "cut_off": frozen.cut_off.isoformat()}, content)
    assert frozen_returns()[0].content() == as_sheet(content)
    assert not is_frozen({**told, "cut_off": date(2025, 12, 31).isoformat()}, content)
    assert not is_frozen({**told, "cut_off": "2026-12-31", "period": "2025"}, content)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_stands_anywhere_is_refused_or_can_be_drawn(
    plain_sheet: Callable[[], Any], data: st.DataObject
) -> None:
    content = plain_sheet()
    holder, key = data.draw(st.sampled_from(places(content)))
    holder[key] = data.draw(ODD)
    sheet = as_sheet(content)
    if sheet is not None:
        drawn(sheet)


@pytest.fixture
def plain_sheet(session: Session) -> Callable[[], Any]:
    """A new copy of a filled return as it travels."""
    text = json.dumps(made(session).plain())
    return lambda: json.loads(text)


@pytest.mark.parametrize("content", [None, 3, "x", [], {}, {"key": "union"}, {"columns": 4}])
def test_what_is_no_sheet_is_none(content: Any) -> None:
    assert as_sheet(content) is None
