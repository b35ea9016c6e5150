"""Rosters and summaries as xlsx: what stands in the cells, that texts stay texts, and that nothing is half written."""

import gc
import shutil
import subprocess

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from models.core.errors import Cancelled, CannotWrite, KnownError
from models.core.progress import StopAfter
from models.people.roster import COLUMNS
from models.people.verbs import change_person
from reports.workbooks import export_roster, export_summary
from tests import builders
from tests.reports.sample import NAMES, WAITING, rec_of


def rows_of(path):
    sheet = load_workbook(path).active
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def person_row(path, name):
    return next(row for row in rows_of(path) if row["姓名"] == name)


def test_roster_has_a_header_and_a_line_a_person(told, tmp_path):
    assert export_roster(tmp_path / "r.xlsx") == 6
    sheet = load_workbook(tmp_path / "r.xlsx").active
    assert sheet.title == "花名册"
    assert [cell.value for cell in sheet[1]] == [column.label for column in COLUMNS]
    assert [cell.value for cell in sheet[1]][:5] == ["姓名", "性别", "民族", "出生年月", "身份证号"]
    assert {row["姓名"] for row in rows_of(tmp_path / "r.xlsx")} == {*NAMES.values(), WAITING}


def test_values_come_from_the_person_memberships_and_stages(told, tmp_path):
    export_roster(tmp_path / "r.xlsx")
    row = person_row(tmp_path / "r.xlsx", NAMES["league"])
    person = rec_of("league").person
    assert row["身份证号"] == person.id_number
    assert (row["性别"], row["民族"], row["出生年月"]) == ("女", "汉族", person.born.short())
    assert row["入团时间"] == "2016.05"
    assert row["申请入党时间"] == "2026.02.10"
    assert row["列为积极分子时间"] == "2025.08.01"
    assert row["培养联系人"] == "李国强、张桂兰"
    assert row["会员证号"] is None


def test_numbers_that_are_names_are_text_cells(told, tmp_path):
    export_roster(tmp_path / "r.xlsx")
    sheet = load_workbook(tmp_path / "r.xlsx").active
    head = [cell.value for cell in sheet[1]]
    for label in ("身份证号", "联系电话", "姓名"):
        cell = sheet.cell(2, head.index(label) + 1)
        assert (cell.data_type, cell.number_format) == ("s", "@")


@pytest.mark.parametrize("sign", "=+-@")
def test_text_that_begins_like_a_formula_stays_text(told, tmp_path, sign):
    rec = rec_of("union")
    change_person(told.session, rec.person, {"employer": f"{sign}1+1", "note": f"{sign}HYPERLINK(1)"})
    export_roster(tmp_path / "r.xlsx", [rec.person.id])
    cells = [cell for row in load_workbook(tmp_path / "r.xlsx").active.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert {f"{sign}1+1", f"{sign}HYPERLINK(1)"} <= {cell.value for cell in cells}


def test_print_set_up(told, tmp_path):
    export_roster(tmp_path / "r.xlsx")
    sheet = load_workbook(tmp_path / "r.xlsx").active
    assert sheet.freeze_panes == "B2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.column_dimensions["E"].width >= 20


def test_only_these_persons_in_this_order(told, tmp_path):
    ids = [rec_of("women").person_id, rec_of("union").person_id]
    assert export_roster(tmp_path / "r.xlsx", [*ids, 987_654]) == 2
    assert [row["姓名"] for row in rows_of(tmp_path / "r.xlsx")] == [NAMES["women"], NAMES["union"]]


def test_an_office_without_persons_writes_the_header(told, tmp_path):
    assert export_roster(tmp_path / "r.xlsx", []) == 0
    assert rows_of(tmp_path / "r.xlsx") == []


def test_control_characters_and_endless_texts_are_tamed(told, tmp_path):
    rec = rec_of("union")
    change_person(told.session, rec.person, {"note": "上\x0b下" + "长" * 40_000})
    export_roster(tmp_path / "r.xlsx", [rec.person.id])
    note = rows_of(tmp_path / "r.xlsx")[0]["备注"]
    assert note.startswith("上下长")
    assert note.endswith("（余略）")
    assert len(note) == 32_767


def test_summary_of_a_batch(told, tmp_path):
    batch = rec_of("league").batch
    assert export_summary(tmp_path / "s.xlsx", batch, builders.NOW) == 1
    row = person_row(tmp_path / "s.xlsx", NAMES["league"])
    assert (row["推荐大会应到"], row["推荐大会赞成"], row["党组织处理结果"]) == ("30", "26", "列为积极分子")
    assert row["公示起止"] == "2026.09.17—2026.09.23"
    empty = builders.batch(told.session, "union", "target")
    with pytest.raises(KnownError, match="还没有推荐对象"):
        export_summary(tmp_path / "e.xlsx", empty, builders.NOW)


def test_cancelled_or_refused_writing_leaves_nothing(told, tmp_path, monkeypatch):
    with pytest.raises(Cancelled):
        export_roster(tmp_path / "r.xlsx", None, StopAfter(0))
    with pytest.raises(CannotWrite, match="文件夹不见了"):
        export_roster(tmp_path / "gone" / "r.xlsx")

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("models.core.files.os.fsync", full)
    with pytest.raises(CannotWrite, match="磁盘已满"):
        export_roster(tmp_path / "r.xlsx")
    assert not list(tmp_path.glob("*.xlsx*"))


@pytest.mark.parametrize("steps", [0, 1])
def test_a_cancelled_export_is_quiet_and_leaves_no_rows_in_the_temporary_directory(told, tmp_path, monkeypatch, steps):
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    monkeypatch.setattr("reports.workbooks.BLOCK", 1)
    with pytest.raises(Cancelled):
        export_roster(place / "r.xlsx", None, StopAfter(steps))
    gc.collect()  # what a half-written sheet complains of on its way out would fail this test
    assert not list(place.iterdir())


def test_calamine_reads_the_same(told, tmp_path):
    export_roster(tmp_path / "r.xlsx")
    rows = CalamineWorkbook.from_path(str(tmp_path / "r.xlsx")).get_sheet_by_index(0).to_python()
    assert len(rows) == 7
    assert all(isinstance(cell, str) for row in rows for cell in row[:9])


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it(told, tmp_path):
    export_roster(tmp_path / "r.xlsx")
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "csv"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "r.xlsx")], check=True, capture_output=True, timeout=120
    )
    text = (tmp_path / "r.csv").read_text("utf-8", "replace")
    assert rec_of("union").person.id_number in text
