"""Returns as workbooks: the formulas in the cells give what was counted."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from models.core.errors import KnownError
from models.office.place import ANY_DRIVE
from models.statistics import forms
from models.statistics.counting import count
from models.statistics.sheet import HIDDEN, Row, Sheet, completed
from models.statistics.span import parse
from reports.returns import Heading, write_return
from reports.returns.plan import boxes
from reports.returns.workbook import value_of
from tests import builders
from tests.models.statistics.invented import invent

HEADING = Heading("芒果镇党建办公室", filler="王秀英")


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Sheet]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ANY_DRIVE, "1")
        with builders.office(tmp_path_factory.mktemp("returns") / "office"):
            invent(7, 0.5)
            yield [count(form, parse("2026")) for form in forms.forms()]


def head_rows(sheet: Sheet) -> int:
    return 3 + max(box.rows[1] for box in boxes(sheet.columns))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice computes the formulas")
def test_formulas_give_what_was_counted(sheets: list[Sheet], tmp_path: Path) -> None:
    path = tmp_path / "全年.xlsx"
    assert write_return(sheets, HEADING, path, builders.NOW) == len(sheets)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path / "computed"), str(path)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    book = CalamineWorkbook.from_path(str(tmp_path / "computed" / "全年.ods"))
    for number, sheet in enumerate(sheets):
        grid = book.get_sheet_by_index(number).to_python(skip_empty_area=False)
        first = head_rows(sheet)
        for at, row in enumerate(sheet.rows):
            for place, column in enumerate(sheet.columns, start=1):
                expected = value_of(column, row.values[column.key])
                assert same(grid[first + at][place], expected), (sheet.title, row.title, column.label)
        told = [line[0] for line in grid if str(line[1]).startswith("勾稽关系")]
        assert told == ["不成立" if check.broken else "成立" for check in sheet.checks]


def same(found: Any, expected: object) -> bool:
    if isinstance(expected, int | float):
        return isinstance(found, int | float) and abs(found - expected) < 1e-9
    return str(found) == ("" if expected is None else str(expected))


def test_totals_rates_and_sums_are_formulas(sheets: list[Sheet], tmp_path: Path) -> None:
    sheet = sheets[0]
    write_return([sheet], HEADING, tmp_path / "a.xlsx", builders.NOW)
    page = load_workbook(tmp_path / "a.xlsx").worksheets[0]
    last = head_rows(sheet) + len(sheet.rows)
    row = {column.key: page.cell(last, at).value for at, column in enumerate(sheet.columns, start=2)}
    assert str(row["recommended.all"]).startswith("=SUM(")
    assert "ROUND(" in str(row["shares.women"])
    assert page.cell(last, 1).value == "合计"


def test_printed_it_can_be_read(sheets: list[Sheet], tmp_path: Path) -> None:
    write_return(sheets, HEADING, tmp_path / "a.xlsx", builders.NOW)
    for page, sheet in zip(load_workbook(tmp_path / "a.xlsx").worksheets, sheets, strict=True):
        widths = [page.column_dimensions[get_column_letter(at)].width for at in range(2, len(sheet.columns) + 2)]
        assert sum(widths) / page.page_setup.fitToWidth <= (310 if page.page_setup.paperSize == 8 else 150)
        for box in boxes(sheet.columns):
            room = int((sum(widths[box.columns[0] : box.columns[1]]) - 1) // 2)
            height = sum(page.row_dimensions[3 + at].height for at in range(*box.rows))
            assert room * int(height // 15) >= len(box.words)


def test_what_is_not_told_is_a_text_and_no_formula_tells_it(sheets: list[Sheet], tmp_path: Path) -> None:
    sheet = next(one for one in sheets if one.key == "rights")
    rows = list(sheet.rows)
    for at in (0, len(rows) - 1):
        values = completed(sheet.columns, {**rows[at].values, "result.ended": HIDDEN})
        rows[at] = Row(rows[at].key, rows[at].title, values)
    write_return([replace(sheet, rows=tuple(rows))], HEADING, tmp_path / "b.xlsx", builders.NOW)
    page = load_workbook(tmp_path / "b.xlsx").worksheets[0]
    last = head_rows(sheet) + len(rows)
    cells = {column.key: page.cell(last, at).value for at, column in enumerate(sheet.columns, start=2)}
    assert cells["result.ended"] == cells["result.ended_share"] == HIDDEN


def test_another_kind_of_file_is_refused(sheets: list[Sheet], tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="pdf"):
        write_return(sheets, HEADING, tmp_path / "c.doc", builders.NOW)
    assert not list(tmp_path.iterdir())
