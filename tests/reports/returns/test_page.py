"""Returns on paper: heads, numbers, every value, notes and signatures, in as many parts as the paper asks."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from models.office.office import OpenOffice
from models.statistics import forms
from models.statistics.consolidated import Recommended
from models.statistics.counting import count
from models.statistics.forms import ReturnForm
from models.statistics.sheet import NOT_APPLICABLE, Row, Sheet, completed, shown
from models.statistics.span import parse
from reports.paper.display import A4_LANDSCAPE, Line, Text, mm
from reports.returns import Heading, paper_of, write_return
from reports.returns.page import pages
from reports.returns.plan import A3_LANDSCAPE, label_lines, plan
from reports.returns.recommended import write_recommended
from tests import builders

HEADING = Heading("芒果镇党建办公室", "李国强", "张桂兰", "王秀英", "0871-1234567", date(2026, 11, 20))
every = pytest.mark.parametrize("form", forms.forms(), ids=lambda form: form.key)


def filled(form: ReturnForm, rows: int, factor: int = 1) -> Sheet:
    """A sheet with numbers that tell where they stand."""
    lines = [
        Row(
            f"u{at}",
            f"第{at}村",
            completed(form.columns, {c.key: (at * 100 + c.number) * factor for c in form.columns if c.counted}),
        )
        for at in range(rows)
    ]
    return Sheet(
        form.key, form.title, parse("2026"), "unit", form.row_title, form.columns, tuple(lines), notes=form.notes
    )


def words(sheet: Sheet) -> list[str]:
    return [item.string for page in pages(sheet, HEADING) for item in page.all_items() if isinstance(item, Text)]


@every
def test_every_value_and_every_number_stands_on_paper(form: ReturnForm) -> None:
    sheet = filled(form, 6)
    found = Counter(words(sheet))
    for column in form.columns:
        assert found[str(column.number)]
        for row in sheet.rows:
            word = shown(column, row.values[column.key])
            assert not word or found[word], (row.title, column.label)


@every
def test_who_signs_and_what_is_noted_stands_under_the_table(form: ReturnForm) -> None:
    text = "".join(words(filled(form, 3)))
    for part in (
        "填报单位（盖章）：芒果镇党建办公室",
        "统计截止日期：2026年12月31日",
        "单位负责人：李国强",
        "报出日期：2026年11月20日",
    ):
        assert part in text
    assert all(note[:12] in text for note in form.notes)


@every
def test_parts_hold_every_column_once_within_the_paper(form: ReturnForm) -> None:
    laid = plan(filled(form, 3))
    assert laid.paper in (A4_LANDSCAPE, A3_LANDSCAPE)
    assert [column.key for part in laid.parts for column in part.columns] == [column.key for column in form.columns]
    for part in laid.parts:
        assert list(part.stops) == sorted(set(part.stops))
        assert part.stops[-1] <= laid.paper[0]


@pytest.mark.parametrize("rows", [1, 18, 19, 20, 21, 22, 23, 24, 25, 60])
def test_nothing_leaves_the_page_however_many_rows(rows: int) -> None:
    sheet = filled(forms.form("recommendation"), rows)
    for page in pages(sheet, HEADING):
        for item in page.all_items():
            if isinstance(item, Text):
                assert item.y < page.height
            if isinstance(item, Line):
                assert max(item.x1, item.x2) <= page.width
                assert max(item.y1, item.y2) < page.height - 400
    assert all(page.static and page.static.items for page in pages(sheet, HEADING))
    text = "".join(words(sheet))
    assert all(f"第{at}村" in text for at in range(rows))


def test_large_numbers_widen_their_columns() -> None:
    form = forms.form("workers")
    small, large = plan(filled(form, 3)), plan(filled(form, 3, 1_000_000))
    assert len(large.parts) >= len(small.parts)


def test_the_year_before_and_the_change_stand_under_the_total() -> None:
    sheet = filled(forms.form("league"), 2)
    before = replace(sheet, rows=(replace_values(sheet.rows[-1], 1),))
    found = words(replace(sheet, before=before))
    assert "上年同期" in found
    assert "增减（%）" in "".join(found)
    assert any(word.startswith("+") for word in found)


def test_a_change_that_cannot_be_told_is_a_dash_and_never_an_empty_cell() -> None:
    form = forms.form("union")
    sheet = filled(form, 1)
    nothing = replace(sheet, rows=(replace_values(sheet.rows[-1], 0),))
    compared = replace(sheet, before=nothing)
    shares = sum(value is None or isinstance(value, tuple) for value in nothing.rows[0].values.values())
    assert words(compared).count(NOT_APPLICABLE) == words(nothing).count(NOT_APPLICABLE) + len(form.columns) - shares


def test_a_line_or_two_too_many_make_the_lines_lower_and_no_second_page() -> None:
    form = forms.form("union")
    fitting = next(rows for rows in range(5, 40) if len(pages(filled(form, rows), HEADING)) > 1) - 1
    assert _pitch(filled(form, 5)) == _pitch(filled(form, fitting + 3)) == mm(7)
    assert mm(5.7) <= _pitch(filled(form, fitting)) < mm(6.5)


def _pitch(sheet: Sheet) -> int:
    """From the first line to the second."""
    found = [item.y for item in pages(sheet, HEADING)[0].all_items() if isinstance(item, Text) and item.string == "第"]
    return sorted(found)[1] - sorted(found)[0]


def test_no_line_of_a_head_begins_with_a_closing_bracket() -> None:
    for form in forms.forms():
        for part in plan(filled(form, 3)).parts:
            for box in part.boxes:
                width = part.stops[1 + box.columns[1]] - part.stops[1 + box.columns[0]]
                lines = label_lines(box.words, width)
                assert "".join(lines) == box.words
                assert not [line for line in lines if line[0] in "）”、，"]


def test_a_return_handed_out_before_its_period_ended_says_so() -> None:
    told = "报出时期间还没有结束，表中是截至2026年11月20日已经登记的资料。"
    sheet = filled(forms.form("league"), 2)
    assert told in "".join(words(sheet))
    ended = replace(sheet, period=parse("2026H1"))
    assert "还没有结束" not in "".join(words(ended))


def replace_values(row: Row, value: int) -> Row:
    return Row(row.key, row.title, {key: value if isinstance(old, int) else old for key, old in row.values.items()})


def test_a_set_of_returns_is_one_paper(opened_office: OpenOffice, tmp_path: Path) -> None:
    sheets = [count(form, parse("2026")) for form in forms.forms()]
    made = paper_of(sheets, HEADING)
    assert write_return(sheets, HEADING, tmp_path / "全年.pdf", builders.NOW) == len(made.pages) >= len(sheets)
    assert (tmp_path / "全年.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("ending", ["pdf", "xlsx"])
def test_the_countys_list_names_the_township(tmp_path: Path, ending: str) -> None:
    one = Recommended(
        "u", "a", "大坪村团支部", "大坪村", "单立梅", "2", "01", "2000-05-01", "31", None, "干事", "league", "activist",
        "2026-02-10", "2026-10-20", None,
    )  # fmt: skip
    path = tmp_path / f"汇总表.{ending}"
    assert write_recommended(parse("2026"), [one], {"a": "甲乡"}, "芒果县团委", path, builders.NOW) == 1
    assert path.stat().st_size > 3000


@pytest.fixture
def opened_office(told: OpenOffice) -> OpenOffice:
    return told
