"""组织 from the command line, as a user types it."""

import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from models.core.errors import KnownError
from models.office.place import ANY_DRIVE
from tests import builders
from ui.commands import parser


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(ANY_DRIVE, "1")
    monkeypatch.setenv("QUNTUAN_PASSPHRASE", builders.PASSPHRASE)
    with builders.office(tmp_path / "office") as opened:
        builders.unit(opened.session, "大河公司", kind_of_unit="enterprise", staff=34)
    return tmp_path / "office"


def run(*words: object) -> int:
    args = parser(lambda _args: 0).parse_args([str(word) for word in words])
    return int(args.job(args))


def test_what_is_not_there_is_listed(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("coverage", "--data", office) == 0
    assert "应建未建\t大河公司\t大河公司有职工34人" in capsys.readouterr().out
    assert run("coverage", "--data", office, "--all", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert {one["state"] for one in told["findings"]} == {"missing", "unknown"}
    assert next(one for one in told["rules"] if one["rule"] == "union_staff_min")["missing"] == 1


def test_it_is_written_as_a_workbook(office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "应建未建.xlsx"
    assert run("coverage", "--data", office, "--rule", "union_staff_min", "--out", out) == 0
    assert "已写出 1 项" in capsys.readouterr().out
    assert len(CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()) == 2


def test_one_rule_alone_is_told_and_an_unknown_one_is_named(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("coverage", "--data", office, "--rule", "union_staff_min", "--json") == 0
    assert [one["rule"] for one in json.loads(capsys.readouterr().out)["rules"]] == ["union_staff_min"]
    with pytest.raises(KnownError, match=r"没有“union”这条规则，可选.*union_staff_min"):
        run("coverage", "--data", office, "--rule", "union")
