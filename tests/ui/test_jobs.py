"""Long work: the window lives, progress shows after half a second, cancelling and failing are told calmly."""

import threading
import time

import pytest
from PySide6.QtCore import QThread
from shiboken6 import isValid

from models.core.errors import KnownError
from ui import jobs, messages
from ui.jobs import Strip
from ui.widgets.page import Page


@pytest.fixture
def page(shown):
    made = Page("导入")
    made.body.addWidget(Strip())
    yield shown(made)
    jobs.stop_all()


def until(qtbot, condition):
    qtbot.waitUntil(lambda: bool(condition()), timeout=5000)


def test_result_comes_back_in_the_window_thread(qtbot, page):
    seen = []

    def work(progress):
        progress.step("读取", 1, 1)
        return threading.current_thread() is threading.main_thread()

    jobs.start(page, "导入", work, done=lambda result: seen.append((result, QThread.isMainThread())))
    until(qtbot, lambda: seen)
    assert seen == [(False, True)]
    assert not jobs.running


def test_short_work_shows_nothing(qtbot, page):
    seen = []
    jobs.start(page, "导入", lambda progress: time.sleep(0.1), done=seen.append)
    until(qtbot, lambda: seen)
    assert page.findChild(Strip).isHidden()


def test_long_work_shows_what_and_how_much_and_stops_when_told(qtbot, page):
    reached = []

    def work(progress):
        for k in range(1, 2000):
            progress.step("核对第 1 张表", k, 2000)
            reached.append(k)
            time.sleep(0.005)

    job = jobs.start(page, "导入花名册", work)
    strip = page.findChild(Strip)
    until(qtbot, lambda: strip.isVisible())
    assert strip.text.startswith("导入花名册：核对第 1 张表")
    assert "/ 2,000" in strip.text
    job.cancel()
    until(qtbot, lambda: not jobs.running)
    assert len(reached) < 1999
    assert strip.isHidden()
    assert messages.said[-1].text == "已取消：导入花名册。没有任何改动。"


def test_what_superseded_work_found_is_not_told_after_the_newer(page, qtbot):
    seen = []
    go = threading.Event()
    old = jobs.start(page, "查看", lambda _progress: go.wait(5), done=lambda _found: seen.append("old"))
    old.supersede()
    jobs.start(page, "查看", lambda _progress: None, done=lambda _found: seen.append("new"))
    until(qtbot, lambda: seen)
    go.set()
    until(qtbot, lambda: not jobs.running)
    assert seen == ["new"]


def test_superseded_work_ends_without_a_word(page, qtbot):
    def work(progress):
        for k in range(2000):
            progress.step("排版", k, 2000)
            time.sleep(0.005)

    jobs.start(page, "排版", work).supersede()
    until(qtbot, lambda: not jobs.running)
    assert not messages.said


def test_work_outlives_its_window_and_is_forgotten_when_it_ends(qapp, qtbot):
    page, told, go_on = Page("登录"), [], threading.Event()
    jobs.start(page, "准备", lambda _progress: go_on.wait(5), done=told.append, hold=page)
    page.deleteLater()
    qtbot.waitUntil(lambda: not isValid(page))
    go_on.set()
    until(qtbot, lambda: not jobs.running)
    jobs.stop_all()
    assert told == []


def test_known_error_is_told_on_the_page(qtbot, page):
    def work(progress):
        raise KnownError("U盘被拔出，没有写成。请插好后再试。")

    jobs.start(page, "导出", work)
    until(qtbot, lambda: not page.bar.isHidden())
    assert page.bar.text == "U盘被拔出，没有写成。请插好后再试。"


def test_bug_in_the_work_reaches_the_hook_of_the_window(qtbot, page):
    def work(progress):
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        jobs.start(page, "统计", work)
        until(qtbot, lambda: not jobs.running)
        until(qtbot, lambda: caught)
    assert caught[0][0] is ZeroDivisionError


def test_held_widget_is_free_again_afterwards(qtbot, page):
    held = page.findChild(Strip)
    jobs.start(page, "导出", lambda progress: None, hold=held)
    assert not held.isEnabled()
    until(qtbot, lambda: held.isEnabled())
