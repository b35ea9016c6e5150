"""Targets as workbooks: values are numbers, what is unknown stays empty."""

from datetime import date

import pytest
from openpyxl import load_workbook

from models.core.errors import KnownError
from models.excellence.targets import keep_value, make_sheet, targets_of
from models.office.place import ANY_DRIVE
from models.statistics.targets import by_unit, standings
from reports.target_workbooks import export_places, export_standings
from tests import builders

DAY = date(2026, 11, 20)


@pytest.fixture
def session(tmp_path, monkeypatch):
    monkeypatch.setenv(ANY_DRIVE, "1")
    with builders.office(tmp_path / "office") as opened:
        yield opened.session


@pytest.fixture
def sheet(session):
    builders.body(session, "women", builders.unit(session, "石桥村"))
    keys = ["women_home", "family_safe", "party_ratio"]
    made = make_sheet(session, {"year": 2026, "title": "2026年妇联目标"}, keys).value
    line = next(line for line in targets_of(made) if line.indicator == "family_safe")
    keep_value(session, line, {"as_of": date(2026, 6, 30), "value": 61_50, "source": "=镇综治办"})
    return made


def rows(path):
    return [tuple(cell.value for cell in row) for row in load_workbook(path).active.iter_rows()]


def test_the_lines_of_a_sheet(sheet, tmp_path):
    path = tmp_path / "目标.xlsx"
    assert export_standings(path, sheet.title, standings(sheet, DAY)) == 3
    head, homes, safe, ratio = rows(path)
    assert head[:4] == ("指标", "单位", "目标值", "完成值")
    assert homes[1:7] == ("%", "100", 0, "2026-11-20", "落后", "还差100个百分点（再有1个）")
    assert safe[3:8] == (61.5, "2026-06-30", "已达到", None, "填报：=镇综治办")
    assert ratio[2:6] == ("3:2:1", "0:0:0", "2026-11-20", "没有数据")


def test_one_line_in_every_village(sheet, tmp_path):
    path = tmp_path / "村.xlsx"
    homes = targets_of(sheet)[0]
    assert export_places(path, homes, by_unit(homes, DAY)) == 1
    assert rows(path)[1] == ("石桥村", 0, "落后", "还差100个百分点（再有1个）", "0÷1")


def test_nothing_to_write_is_said(sheet, tmp_path):
    with pytest.raises(KnownError, match="没有可导出的"):
        export_standings(tmp_path / "x.xlsx", sheet.title, [])
