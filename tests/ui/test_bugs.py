"""When the program is wrong: a report, a calm page, and the work goes on."""

import sys

import pytest

from models.core.errors import KnownError
from ui import bugs, messages
from ui.rail import Entry
from ui.settings import Settings
from ui.shell import Shell
from ui.widgets.page import Page


@pytest.fixture
def shell(shown, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("APPDATA", str(tmp_path))
    made = Shell([Entry("people", "人员", "users", lambda: Page("人员"))], Settings())
    made.visit("people")
    return shown(made)


def stumble(error):
    try:
        raise error
    except Exception as caught:  # noqa: BLE001  (what a hook gets)
        bugs.handle(type(caught), caught, sys.exc_info()[2])


def test_bug_shows_a_calm_page_and_writes_a_report(shell, save_screen):
    stumble(ZeroDivisionError("x"))
    page = shell.findChild(bugs.BugPage)
    assert page.isVisible()
    reports = list(bugs.report_directory().glob("*.txt"))
    assert len(reports) == 1
    assert "ZeroDivisionError" in reports[0].read_text("utf-8")
    save_screen(shell, "bug")
    shell.step_back()
    assert shell.findChild(bugs.BugPage) is None


def test_report_holds_no_words_of_a_record(shell):
    name, number = "丁世云", "999999199005010013"
    stumble(ValueError(f"{name} {number}"))
    (report,) = bugs.report_directory().glob("*.txt")
    text = report.read_text("utf-8")
    assert "ValueError: ××× ××" in text
    assert name not in text
    assert number not in text


def test_bugs_in_a_row_open_one_page(shell):
    stumble(ZeroDivisionError("x"))
    stumble(ZeroDivisionError("y"))
    assert len(shell.findChildren(bugs.BugPage)) == 1


def test_known_error_is_told_and_no_bug(shell):
    stumble(KnownError("文件被占用，没有写成。请关闭后再试。"))
    assert shell.page.bar.text == "文件被占用，没有写成。请关闭后再试。"
    assert shell.findChild(bugs.BugPage) is None


def test_before_there_is_a_window_a_box_tells(qapp, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    messages.answer(True)
    stumble(ZeroDivisionError("x"))
    assert messages.said[-1].text == "程序没有能够打开。已经保存的内容都在。"


def test_full_disk_leaves_the_page_without_a_report(shell, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "file"))
    stumble(ZeroDivisionError("x"))
    assert shell.findChild(bugs.BugPage).isVisible()
