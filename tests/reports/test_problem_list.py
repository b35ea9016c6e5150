"""问题清单.xlsx: her own rows where they stood, bad cells coloured, the reason beside them, texts that stay texts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from models.core.errors import CannotWrite
from models.intake.plan import Plan
from models.intake.planning import make_plan
from models.intake.reading import Merge, Sheet, Workbook, read_file
from reports.problem_list import REASON_HEADER, write_problem_list
from resources import path
from tests import builders

COLOURS = {"FFFFC7CE", "FFFFEB9C"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[None]:
    """An empty office."""
    with builders.office(tmp_path / "office"):
        yield


def roster(*rows: list[object], name: str = "甲村") -> Plan:
    """A plan of one sheet under a title."""
    cells = [["青龙镇名单", "", "", ""], ["姓名", "性别", "出生年月", "备注"], *rows]
    return make_plan([Workbook("名单.xlsx", "xlsx", [Sheet(name, cells, (Merge(0, 0, 0, 3),))])])


def coloured(sheet) -> set[str]:
    """Addresses of coloured cells."""
    return {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb in COLOURS}


def test_bad_cells_are_coloured_and_explained_where_they_stand(office: None, tmp_path: Path) -> None:
    target = tmp_path / "问题清单.xlsx"
    plan = roster(["张三", "男", 1990.1, ""], ["李□", "女", "1990.05", ""], ["王五", "女", "1991.05", ""])
    assert write_problem_list(plan, target) == 2
    sheet = load_workbook(target)["甲村"]
    assert coloured(sheet) == {"C3", "A4"}
    assert sheet["E2"].value == REASON_HEADER
    assert "1月或10月" in sheet["E3"].value
    assert sheet["E3"].value.startswith("出生年月：")
    assert "□" in sheet["E4"].value
    assert sheet["E5"].value is None
    assert sheet["A5"].value == "王五"
    assert "A1:D1" in [str(span) for span in sheet.merged_cells.ranges]


def test_every_cell_is_a_text_whatever_it_begins_with(office: None, tmp_path: Path) -> None:
    target = tmp_path / "问题清单.xlsx"
    notes = ["=1+1", "+86", "-5", "@x", '=HYPERLINK("http://x")', "\x01\ud800字"]
    write_problem_list(roster(*[["张□", "男", "", note] for note in notes]), target)
    sheet = load_workbook(target)["甲村"]
    cells = [sheet.cell(row, 4) for row in range(3, 9)]
    assert [cell.value for cell in cells] == [*notes[:5], "字"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}


def test_a_roster_without_problems_says_so(office: None, tmp_path: Path) -> None:
    target = tmp_path / "问题清单.xlsx"
    assert write_problem_list(roster(["张三", "男", "1990.05", ""]), target) == 0
    assert load_workbook(target)["问题清单"]["A1"].value == "没有发现问题。"


def test_sheets_of_several_files_get_names_of_their_own(office: None, tmp_path: Path) -> None:
    books = [
        Workbook(f"{number}.csv", "csv", [Sheet(name, [["姓名", "性别"], [f"张{number}□", "男"]])])
        for number, name in enumerate(["表", "表", "a/b:c*很长很长很长很长很长很长很长很长很长很长很长很长", ""])
    ]
    target = tmp_path / "问题清单.xlsx"
    write_problem_list(make_plan(books), target)
    names = load_workbook(target).sheetnames
    assert len(set(names)) == 4
    assert names[:2] == ["表", "表（2）"]
    assert max(map(len, names)) <= 31


def test_the_samples_can_be_sent_back(office: None, tmp_path: Path) -> None:
    files = [read_file(file) for file in sorted(path("samples").iterdir()) if file.suffix != ".json"]
    target = tmp_path / "问题清单.xlsx"
    plan = make_plan(files)
    assert write_problem_list(plan, target) > 25
    again = load_workbook(target)
    assert again["会员名册"]["F6"].fill.fgColor.rgb in COLOURS


def test_a_folder_that_is_gone_is_told(office: None, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite):
        write_problem_list(roster(["张□", "男", "", ""]), tmp_path / "没有" / "x.xlsx")
