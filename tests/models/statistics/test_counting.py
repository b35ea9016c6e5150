"""Every return counts what bare Python counts over the rows, and every number opens as many records as it says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.assistance import children_summary
from models.office.office import OpenOffice
from models.office.place import ANY_DRIVE
from models.statistics import forms, span
from models.statistics.behind import behind
from models.statistics.counting import Scope, count
from models.statistics.forms import ReturnForm
from models.statistics.sheet import UNPLACED, from_plain
from models.statistics.subjects import SUBJECTS
from tests import builders
from tests.models.statistics.invented import OFFICES, invent
from tests.models.statistics.oracle import Office

every = pytest.mark.parametrize("form", forms.forms(), ids=lambda form: form.key)
PERIODS = [span.parse(text) for text in ("2026", "2025H2")]


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ANY_DRIVE, "1")
        with builders.office(Path(tmp_path_factory.mktemp("figures")) / "office") as opened:
            invent(20261121)
            yield opened


@every
@pytest.mark.parametrize("period", PERIODS, ids=lambda period: period.key)
def test_a_return_counts_what_is_there(form: ReturnForm, period: span.Period, invented: OpenOffice) -> None:
    sheet, office = count(form, period, Scope("unit"), compare=False), Office()
    assert {key: sheet.total.values[key] for key in office.values(form, period)} == office.values(form, period)
    assert any(office.values(form, period).values())
    for unit in office.table("unit"):
        row = sheet.row(unit["uid"])
        expected = office.values(form, period, unit["id"], total=False)
        assert {key: row.values[key] for key in expected} == expected if row else not any(expected.values())


@every
def test_what_belongs_nowhere_stands_in_a_row_of_its_own(form: ReturnForm, invented: OpenOffice) -> None:
    sheet, office = count(form, PERIODS[0], Scope("unit"), compare=False), Office()
    row = sheet.row(UNPLACED)
    expected = office.values(form, PERIODS[0], None, total=False)
    assert {key: row.values[key] for key in expected} == expected if row else not any(expected.values())


@every
def test_every_number_opens_as_many_records(form: ReturnForm, invented: OpenOffice) -> None:
    scope = Scope("unit")
    sheet = count(form, PERIODS[0], scope, compare=False)
    rows = [sheet.total, sheet.rows[0], sheet.row(UNPLACED) or sheet.rows[1]]
    for column in form.columns:
        if column.how != "records" or column.subject in ("promise_item", "survey_item"):
            continue
        for row in rows:
            found = behind(form, PERIODS[0], scope, row.key, column.key)
            assert found.kind == SUBJECTS[column.subject].kind
            assert len(found.ids) == row.values[column.key], (row.title, column.label)


@every
def test_rows_by_office_add_up_to_the_whole(form: ReturnForm, invented: OpenOffice) -> None:
    titles = {uid: uid for uid in OFFICES}
    sheet = count(form, PERIODS[0], Scope("township", titles=titles), compare=False)
    whole = count(form, PERIODS[0], Scope("none"), compare=False)
    assert whole.rows == (whole.total,)
    assert sheet.total.values == whole.total.values
    for column in form.columns:
        if column.how == "records":
            values = [row.values[column.key] for row in sheet.rows[:-1]]
            assert sum(value for value in values if isinstance(value, int)) == sheet.total.values[column.key]


@every
def test_only_one_office_is_counted_where_that_is_asked(form: ReturnForm, invented: OpenOffice) -> None:
    titles = {uid: uid for uid in OFFICES}
    both = count(form, PERIODS[0], Scope("township", titles=titles), compare=False)
    here = count(form, PERIODS[0], Scope("none", origin=OFFICES[0]), compare=False)
    assert (row := both.row(OFFICES[0])) is not None
    for column in form.columns:
        if column.counted:
            assert row.values[column.key] == here.total.values[column.key], column.label


@every
def test_a_sheet_is_the_same_after_it_was_kept(form: ReturnForm, invented: OpenOffice) -> None:
    sheet = count(form, PERIODS[0])
    again = from_plain(sheet.plain())
    assert again.rows == sheet.rows
    assert again.checks == sheet.checks
    assert again.before is not None
    assert sheet.before is not None
    assert again.before.rows == sheet.before.rows


def test_children_left_behind_are_those_of_the_registers_summary(invented: OpenOffice) -> None:
    form = forms.form("left_behind")
    sheet = count(form, PERIODS[0], Scope("none"), compare=False)
    total = children_summary.summary(PERIODS[0].until)[-1]
    assert {f"c{number}": value for number, value in total.figures.items()} == sheet.total.values
    assert total.figures[1]


def test_the_year_before_is_counted_alike(invented: OpenOffice) -> None:
    form = forms.form("recommendation")
    sheet = count(form, span.parse("2026"))
    assert sheet.before is not None
    assert sheet.before.rows == count(form, span.parse("2025"), compare=False).rows
