"""The headless calls as a county technician makes them: real processes, exit codes, one sentence, plain JSON."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from resources import path

ROOT = Path(__file__).resolve().parent.parent
PASSPHRASE = "山茶花开在三月里 2026"
LEAGUE = "石桥村团支部团员花名册.xlsx"


def call(*words: object, passphrase: str | None = PASSPHRASE) -> subprocess.CompletedProcess[str]:
    """Run main.py as its own process."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    environment.pop("QUNTUAN_PASSPHRASE", None)
    if passphrase is not None:
        environment["QUNTUAN_PASSPHRASE"] = passphrase
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        stdin=subprocess.DEVNULL,
        timeout=100,
        check=False,
    )


def plain(done: subprocess.CompletedProcess[str]) -> Any:
    """What a call with --json printed; it must have printed nothing else."""
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def one_sentence(done: subprocess.CompletedProcess[str], code: int) -> str:
    """The sentence of a refused call."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, lines
    assert lines[0].endswith("。")
    return lines[0]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with one roster taken in."""
    directory = tmp_path_factory.mktemp("cli") / "office"
    made = call("init", "--data", directory, "--unit", "青龙镇党建办公室", "--area", "999999101", "--level", "township")
    assert made.returncode == 0, made.stderr
    assert "恢复码" in made.stdout
    report = plain(call("import", path("samples", LEAGUE), "--data", directory, "--json"))
    assert report["batch"]
    return directory


def test_the_report_of_an_import_counts_every_row(office: Path) -> None:
    report = plain(call("import", path("samples", LEAGUE), "--data", office, "--dry-run", "--json"))
    assert report["batch"] is None
    for sheet in report["sheets"]:
        kinds = ("new", "update", "same", "conflict", "refused", "skipped")
        assert sheet["rows"] == sum(sheet[kind] for kind in kinds)
        assert sheet["columns"]["姓名"] == "name"
        assert sheet["new"] == 0, "the same roster a second time brings nobody new"
    for problem in report["problems"]:
        assert set(problem) == {"file", "sheet", "row", "column", "value", "code", "message"}


def test_people_are_found_by_name_pinyin_and_tail(office: Path) -> None:
    for typed in ("李思远", "lsy", "lisiyuan", "1655"):
        found = plain(call("find", typed, "--data", office, "--json"))
        assert [person["name"] for person in found["persons"]] == ["李思远"], typed
        assert found["count"] == 1
    assert found["persons"][0]["id_number"] == "999999200106171655"
    assert set(found["persons"][0]) == {"uid", "name", "id_number", "born", "unit"}
    assert plain(call("find", "查无此人", "--data", office, "--json"))["count"] == 0


def test_the_exported_roster_has_one_line_a_person(office: Path, tmp_path: Path) -> None:
    target = tmp_path / "名册.xlsx"
    assert call("export", "roster", "--data", office, "--out", target).returncode == 0
    rows = list(openpyxl.load_workbook(target).active.iter_rows(values_only=True))
    assert rows[0][:5] == ("姓名", "性别", "民族", "出生年月", "身份证号")
    people = {row[0]: row for row in rows[1:]}
    assert people["李思远"][4] == "999999200106171655"


def test_forms_are_listed_and_printed(office: Path, tmp_path: Path) -> None:
    forms = plain(call("forms", "--json"))["forms"]
    assert {"approval.union", "approval.league", "approval.women", "roster"} <= {form["key"] for form in forms}
    blank, roster = tmp_path / "空白.pdf", tmp_path / "花名册.pdf"
    assert call("print", "approval.league", "--data", office, "--blank", "--out", blank).returncode == 0
    assert call("print", "roster", "--data", office, "--all", "--out", roster).returncode == 0
    assert blank.read_bytes().startswith(b"%PDF")
    assert roster.read_bytes().startswith(b"%PDF")


def test_an_import_is_undone_once(tmp_path: Path) -> None:
    directory = tmp_path / "office"
    call("init", "--data", directory, "--unit", "某镇党建办公室", "--area", "999999102", "--level", "township")
    report = plain(call("import", path("samples", LEAGUE), "--data", directory, "--json"))
    assert call("undo", report["batch"], "--data", directory).returncode == 0
    assert plain(call("find", "李思远", "--data", directory, "--json"))["count"] == 0
    assert "撤销过" in one_sentence(call("undo", report["batch"], "--data", directory), 3)


def test_a_whole_file_passes_the_check(office: Path) -> None:
    assert "完好" in call("check", "--data", office).stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("nothing",), 2),
        (("print", "no.such.form", "--blank", "--out", "x.pdf"), 2),
        (("print", "approval.league", "--out", "x.pdf"), 2),
        (("print", "approval.league", "--of", "nobody", "--out", "x.pdf"), 2),
        (("import", "没有这个文件.xlsx"), 2),
        (("import", str(ROOT / "pyproject.toml")), 2),
        (("import", str(path("samples", LEAGUE)), "--body", "没有这个组织"), 2),
        (("undo", "nosuchbatch"), 2),
        (("export", "roster", "--out", "/no/such/folder/x.xlsx"), 2),
        (("export", "people", "--out", "x.xlsx"), 2),
    ],
)
def test_a_wrong_call_ends_in_one_sentence(office: Path, words: tuple[str, ...], code: int) -> None:
    data = () if words[0] == "nothing" else ("--data", str(office))
    one_sentence(call(*words, *data), code)


@pytest.mark.parametrize(
    "words",
    [
        ("nothing",),
        ("print",),
        ("print", "approval.league"),
        ("print", "approval.league", "--blank", "--all", "--out", "x.pdf"),
        ("print", "approval.league", "--out", "x.pdf"),
        ("find", "李", "--data"),
        ("check", "--fast"),
    ],
)
def test_a_wrong_call_is_explained_in_chinese(words: tuple[str, ...]) -> None:
    from ui.commands import parser
    from ui.commands.calling import WrongCall

    with pytest.raises(WrongCall) as told:
        parser(lambda _args: 0).parse_args(list(words))
    assert not re.search("argument|required|choose|expected|allowed", str(told.value))


def test_nobody_gets_in_without_the_right_passphrase(office: Path, tmp_path: Path) -> None:
    assert "口令" in one_sentence(call("check", "--data", office, passphrase="错的口令就是不对 1"), 2)
    assert "QUNTUAN_PASSPHRASE" in one_sentence(call("check", "--data", office, passphrase=None), 2)
    one_sentence(call("check", "--data", tmp_path / "空的"), 2)
    again = call("init", "--data", office, "--unit", "某镇", "--area", "999999101", "--level", "township")
    assert "已经有数据" in one_sentence(again, 2)


def test_foreign_files_are_refused_and_change_nothing(office: Path, tmp_path: Path) -> None:
    bomb = tmp_path / "炸弹.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    before = plain(call("find", "李", "--data", office, "--json"))["count"]
    for file in (bomb, path("fonts", "QuntuanRare.ttf"), ROOT / "resources"):
        one_sentence(call("import", file, "--data", office), 2)
    assert plain(call("find", "李", "--data", office, "--json"))["count"] == before


def test_the_demo_makes_three_dossiers(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    done = call("demo", "--out", out, passphrase=None)
    assert done.returncode == 0, done.stderr
    assert "推优材料" in done.stdout
    assert "毫秒" in done.stdout
    assert len(list((out / "推优材料").glob("*.pdf"))) == 3
    helped = {found.stem.split(" ")[-1] for found in (out / "帮扶材料").glob("*.pdf")}
    assert {"困难职工档案表", "走访慰问记录", "结对联系卡", "困境儿童信息登记表"} <= helped
    assert (out / "汇总" / "农村留守儿童情况汇总表.xlsx").exists()
    assert call("demo", "--out", out, passphrase=None).returncode == 0, "a second time over the first"


def test_rosters_of_help_come_in_and_their_papers_go_out(tmp_path: Path) -> None:
    directory = tmp_path / "office"
    made = ("--unit", "青龙镇党建办公室", "--area", "999999101", "--level", "township", "--data", directory)
    assert call("init", *made).returncode == 0
    for name in ("青龙镇总工会在档困难职工花名册.xls", "大河村、白水村农村留守儿童花名册.ods"):
        assert plain(call("import", path("samples", name), "--data", directory, "--json"))["sheets"][0]["new"] > 0
    for form in ("worker_file", "left_behind_child", "left_behind_summary"):
        done = call("print", form, "--all", "--data", directory, "--out", tmp_path / f"{form}.pdf")
        assert done.returncode == 0, done.stderr
        assert "已写出" in done.stdout


@pytest.fixture
def copied(office: Path, tmp_path: Path) -> Path:
    """The office for one test alone."""
    return shutil.copytree(office, tmp_path / "office")


def test_an_import_is_preceded_by_a_copy_and_a_dry_run_is_not(office: Path, tmp_path: Path) -> None:
    listed = call("restore", "--data", office, passphrase=None).stdout
    assert [line.split("\t")[2] for line in listed.splitlines()[:-1]] == ["导入前"]
    assert "人员 0 人" in listed


def test_a_copy_is_made_drilled_and_brought_back(copied: Path) -> None:
    made = call("backup", "--data", copied)
    assert made.returncode == 0, made.stderr
    assert Path(made.stdout.splitlines()[0].removeprefix("已备份：")).exists()
    assert "演练通过" in call("drill", "--data", copied).stdout
    before = plain(call("find", "李", "--data", copied, "--json"))["count"]
    back = call("restore", "1", "--data", copied)
    assert back.returncode == 0, back.stderr
    assert "人员 0 人" in back.stdout
    assert "恢复前的数据保留在" in back.stdout
    assert plain(call("find", "李", "--data", copied, "--json"))["count"] == 0
    assert call("restore", "2", "--data", copied).returncode == 0
    assert plain(call("find", "李", "--data", copied, "--json"))["count"] == before > 0
    assert call("check", "--data", copied).returncode == 0


def test_a_stick_brings_the_office_to_another_machine(copied: Path, tmp_path: Path) -> None:
    stick, other = tmp_path / "U盘", tmp_path / "另一台"
    stick.mkdir()
    made = call("backup", "--data", copied, "--to", stick)
    assert made.returncode == 0, made.stderr
    file = Path(made.stdout.splitlines()[0].removeprefix("已备份："))
    assert "口令" in one_sentence(call("restore", file, "--data", other, passphrase="错的口令就是不对 1"), 2)
    assert call("restore", file, "--data", other).returncode == 0
    assert plain(call("find", "李思远", "--data", other, "--json"))["count"] == 1


def test_a_damaged_copy_is_refused_and_a_drill_says_so(copied: Path) -> None:
    file = Path(call("backup", "--data", copied).stdout.splitlines()[0].removeprefix("已备份："))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    assert "损坏" in one_sentence(call("drill", "--data", copied), 2)
    refused = call("restore", file, "--data", copied)
    assert "损坏" in one_sentence(refused, 2)
    assert plain(call("find", "李思远", "--data", copied, "--json"))["count"] == 1
    assert "没有找到备份" in one_sentence(call("restore", "77", "--data", copied), 2)


def test_a_damaged_file_is_brought_back_from_the_last_copy(copied: Path) -> None:
    call("backup", "--data", copied)
    (copied / "office.qtdb").write_bytes(b"\0" * 9000)
    assert "备份恢复" in one_sentence(call("find", "李", "--data", copied), 2)
    assert call("restore", "2", "--data", copied).returncode == 0
    assert plain(call("find", "李思远", "--data", copied, "--json"))["count"] == 1
