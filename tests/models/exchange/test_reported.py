"""Who reported what for a month, on screen, on paper and as a workbook."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from models.core.errors import KnownError
from models.exchange.reported import How, months, reporting
from models.office.office import OpenOffice
from reports.reported import export_reported, reported_paper
from tests import builders
from tests.models.exchange.carried import BAMBOO, DRAGON, MANGO

NOVEMBER = date(2026, 11, 1)


def test_each_office_has_a_cell_for_each_purpose(full_county: OpenOffice) -> None:
    found = reporting(NOVEMBER)
    by_name = {
        line.name: dict(zip((one.key for one in found.purposes), line.cells, strict=True)) for line in found.lines
    }
    assert list(by_name) == [BAMBOO, MANGO, DRAGON]
    assert "answer" not in by_name[MANGO]
    assert by_name[BAMBOO]["assistance"].how is How.REPORTED
    assert by_name[MANGO]["assistance"].how is How.MISSING
    assert (by_name[MANGO]["recommendations"].number, by_name[MANGO]["recommendations"].packages) == (2, 2)
    assert by_name[MANGO]["handover"].how is How.NOTHING
    assert by_name[BAMBOO]["assistance"].words == "11.20 第 2 号"
    assert found.missing == 3


def test_another_month_is_empty(full_county: OpenOffice) -> None:
    cells = [cell for line in reporting(date(2026, 10, 1)).lines for cell in line.cells]
    assert {cell.how for cell in cells} <= {How.MISSING, How.NOTHING}


def test_months_go_back_over_the_year() -> None:
    assert months(date(2026, 2, 14), 3) == [date(2026, 2, 1), date(2026, 1, 1), date(2025, 12, 1)]


def test_the_table_on_paper_and_as_a_workbook(full_county: OpenOffice, tmp_path: Path) -> None:
    found = reporting(NOVEMBER)
    paper = reported_paper(found, builders.NOW)
    assert (paper.title, len(paper.pages)) == ("2026年11月报送情况表", 1)
    path = tmp_path / "表.xlsx"
    assert export_reported(path, found, builders.NOW) == 3
    rows = [[cell.value for cell in row] for row in load_workbook(path).active]
    assert rows[0][:2] == ["序号", "单位"]
    assert [row[1] for row in rows[1:]] == [BAMBOO, MANGO, DRAGON]


def test_without_offices_below_there_is_no_table(opened: OpenOffice) -> None:
    assert reporting(NOVEMBER).lines == ()
    with pytest.raises(KnownError, match="还没有登记下级单位"):
        reported_paper(reporting(NOVEMBER), builders.NOW)
