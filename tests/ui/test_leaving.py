"""Closing the window makes a copy in sight, and nothing can keep the window open."""

import shutil
import threading

import pytest

from models.core.clock import fixed
from models.core.errors import KnownError
from models.office.backups.making import list_copies, make_backup
from models.office.office import open_office
from models.office.place import ANY_DRIVE
from tests import builders
from ui import jobs, leaving
from ui.leaving import LeavingPage
from ui.settings import Settings
from ui.window import Workbench


@pytest.fixture
def workbench(tmp_path, tmp_path_factory, shown, monkeypatch):
    monkeypatch.setenv(ANY_DRIVE, "1")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "config"))
    builders.office(tmp_path / "office").close()
    made = Workbench(Settings())
    made.enter(open_office(tmp_path / "office", builders.PASSPHRASE, clock=fixed(builders.NOW)))
    shown(made.shell)
    yield made
    jobs.stop_all()
    made.shell.before_close = lambda: True
    made.close()


def covering(workbench):
    return workbench.shell.findChild(LeavingPage)


def test_a_copy_is_made_before_the_window_closes(workbench, qtbot):
    place = workbench.desk.opened.place
    assert not workbench.shell.close()
    qtbot.waitUntil(lambda: not workbench.shell.isVisible(), timeout=20_000)
    assert [copy.reason for copy in list_copies(place)] == ["close"]
    assert not jobs.running


def test_when_nothing_changed_since_the_last_copy_the_window_closes_at_once(workbench):
    make_backup(workbench.desk.opened, "manual")
    assert workbench.shell.close()
    assert len(list_copies(workbench.desk.opened.place)) == 1


@pytest.fixture
def slow(monkeypatch):
    """A copy that takes until the test lets it go, or it is stopped."""
    gate = threading.Event()

    def wait(opened, reason, progress):
        while not gate.wait(0.01):
            progress.step("正在备份", 3000, 9000)
        return make_backup(opened, reason, progress)

    monkeypatch.setattr(leaving, "make_backup", wait)
    yield gate
    gate.set()


def test_a_long_copy_is_shown_and_can_be_skipped(workbench, slow, qtbot, save_screen):
    place = workbench.desk.opened.place
    workbench.shell.close()
    page = covering(workbench)
    qtbot.waitUntil(lambda: page.gauge.maximum() == 9000)
    assert page.skip_button.hasFocus()
    save_screen(workbench.shell, "leaving")
    page.skip_button.click()
    assert not workbench.shell.isVisible()
    workbench.close()
    assert not jobs.running
    assert list_copies(place) == []


def test_closing_a_second_time_means_now(workbench, slow):
    assert not workbench.shell.close()
    assert workbench.shell.close()


def test_she_may_go_back_to_work(workbench, slow, qtbot):
    workbench.shell.close()
    covering(workbench).back_button.click()
    slow.set()
    qtbot.waitUntil(lambda: not jobs.running)
    assert workbench.shell.isVisible()
    assert workbench.shell.centralWidget().isEnabled()
    assert not workbench.shell.close(), "the next closing asks for a copy again"


def test_a_copy_that_fails_never_keeps_the_window(workbench, qtbot, save_screen):
    shelf = workbench.desk.opened.place.backups
    shutil.rmtree(shelf)
    shelf.write_text("in the way")
    workbench.shell.close()
    page = covering(workbench)
    qtbot.waitUntil(lambda: page.skip_button.text() == "仍然关闭", timeout=20_000)
    save_screen(workbench.shell, "leaving_failed")
    page.skip_button.click()
    assert not workbench.shell.isVisible()


def test_a_damaged_shelf_does_not_stop_the_question(workbench, monkeypatch):
    def broken(*_):
        raise KnownError("读不出来。")

    monkeypatch.setattr(leaving, "newest", broken)
    assert not workbench.shell.close()
    assert workbench.shell.close()


def test_after_the_office_was_closed_there_is_nothing_to_copy(workbench):
    workbench.close()
    assert workbench.shell.close()
    assert not jobs.running
