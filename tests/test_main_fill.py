"""`main.py fill`: marks are listed, files and kept templates filled; nobody outside sees what is closed."""

import json
from pathlib import Path

import pytest

from main import main
from models.core.clock import fixed
from models.core.history import History
from models.demonstration.rights import Sheltered, tell_rights
from models.office.access import add_user
from models.office.attachment import Store
from models.office.office import open_office
from models.office.template import keep_template
from models.people.person import Person
from tests import builders
from tests.reports.templates import making

FORM = making.word("{{姓名}}，{{性别}}，{{手机}}，{{本单位}}")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed office with two persons and one kept template."""
    monkeypatch.setenv("QUNTUAN_PASSPHRASE", builders.PASSPHRASE)
    directory = tmp_path / "office"
    with builders.office(directory) as opened:
        builders.person(opened.session, "单立梅", order=124)
        builders.person(opened.session, "解晓燕", order=126)
        keep_template(opened.session, Store(opened), "登记表", "docx", "person", {"手机": "phone"}, FORM)
    return directory


def uids(directory: Path) -> list[str]:
    with open_office(directory, builders.PASSPHRASE, clock=fixed(builders.NOW)):
        return [who.uid for who in Person.select().order_by(Person.id)]


def told(directory: Path) -> list[str]:
    with open_office(directory, builders.PASSPHRASE, clock=fixed(builders.NOW)):
        return [row.sentence for row in History.select().order_by(History.seq)]


def fill(directory: Path, *arguments: str) -> int:
    return main(["fill", *arguments, "--data", str(directory)])


def test_marks_of_a_file_are_listed_with_what_they_may_mean(office, tmp_path, capsys):
    file = making.put(tmp_path / "县里的表.docx", FORM)
    assert fill(office, str(file), "--kind", "人员", "--list-marks", "--json") == 0
    listed = json.loads(capsys.readouterr().out)["marks"]
    assert [(mark["mark"], mark["means"]) for mark in listed] == [
        ("姓名", "姓名"),
        ("性别", "性别"),
        ("手机", None),
        ("本单位", "本单位"),
    ]
    assert listed[2]["near"][0] == "联系电话"
    assert fill(office, "登记表", "--list-marks") == 0
    assert "共 4 个标记，0 个不认识。" in capsys.readouterr().out


def test_a_kept_template_is_filled_by_its_title(office, tmp_path, capsys):
    out = tmp_path / "x.docx"
    assert fill(office, "登记表", "--of", uids(office)[0], "--out", str(out)) == 0
    assert making.paragraphs(out.read_bytes()) == ["单立梅，女，13800001234，芒果镇党建办公室"]
    assert "填写模板《登记表》：单立梅" in told(office)


def test_a_file_is_filled_and_what_it_does_not_know_is_said(office, tmp_path, capsys):
    file, out = making.put(tmp_path / "县里的表.docx", FORM), tmp_path / "out"
    out.mkdir()
    assert fill(office, str(file), "--kind", "人员", "--of", *uids(office), "--as", "each", "--out", str(out)) == 0
    said = capsys.readouterr()
    assert "不认识标记“手机”" in said.err
    assert "只有一位用户" in said.err
    assert sorted(each.name for each in out.iterdir()) == ["单立梅县里的表.docx", "解晓燕县里的表.docx"]


def test_many_persons_need_a_second_user(office, tmp_path, monkeypatch, capsys):
    people, out = uids(office), tmp_path / "x.docx"
    with open_office(office, builders.PASSPHRASE, clock=fixed(builders.NOW)) as opened:
        add_user(opened, "李明", ["review"], "木棉花落在四月里")
    monkeypatch.setenv("QUNTUAN_USER", builders.USER)
    assert fill(office, "登记表", "--of", *people, "--out", str(out)) == 3
    assert "第二位用户同意" in capsys.readouterr().err
    assert not out.exists()
    monkeypatch.setenv("QUNTUAN_CONSENT", "木棉花落在四月里")
    assert fill(office, "登记表", "--of", *people, "--out", str(out), "--consent", "李明") == 0
    assert "导出自己的模板《登记表》，2 人，李明同意" in told(office)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("没有这个", "--list-marks"), "已有的模板：“登记表”"),
        (("登记表",), "--list-marks"),
        (("登记表", "--of", "a" * 16, "--out", "x.docx"), "没有找到编号"),
        (("a.docx", "--list-marks"), "--kind"),
        (("a.docx", "--kind", "人员", "--list-marks"), "读不出来"),
        (("a.docx", "--kind", "天气", "--list-marks"), "没有“天气”这一类"),
    ],
)
def test_wrong_calls_say_what_to_do(office, tmp_path, monkeypatch, capsys, arguments, words):
    monkeypatch.chdir(tmp_path)
    if "天气" in arguments:
        making.put(tmp_path / "a.docx", FORM)
    assert fill(office, *arguments) == 2
    assert words in capsys.readouterr().err
    assert not [each for each in tmp_path.iterdir() if each.name == "x.docx"]


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Sheltered]:
    """A closed office with a protected case in it."""
    monkeypatch.setenv("QUNTUAN_PASSPHRASE", builders.PASSPHRASE)
    directory = tmp_path / "office"
    with builders.office(directory) as opened:
        return directory, tell_rights(opened)


def test_a_protected_case_is_filled_inside_and_nowhere_else(story, tmp_path, capsys):
    directory, sheltered = story
    with open_office(directory, builders.PASSPHRASE, clock=fixed(builders.NOW)) as opened:
        content = making.word("{{来访人姓名}}{{编号}}", table=[["{{办理过程.事项}}"]])
        keep_template(opened.session, Store(opened), "来访表", "docx", "rights_case", {}, content)
    out = tmp_path / "x.docx"
    call = ("来访表", "--of", sheltered.violence, "--out", str(out))
    assert fill(directory, *call) == 2
    never = capsys.readouterr().err.replace(sheltered.violence, "…")
    assert fill(directory, "来访表", "--of", "a" * 16, "--out", str(out)) == 2
    assert capsys.readouterr().err.replace("a" * 16, "…") == never
    before = told(directory)
    assert fill(directory, *call, "--closed") == 0
    assert out.exists()
    assert "来访表" not in "".join(told(directory)[len(before) :])
