"""A disk that fails under the open office while she only looks: a sentence on the page, never the page for bugs."""

import os

import pytest

from models.core import database
from models.core.database import DB
from models.people.person import Person
from ui import bugs, jobs, messages

# What Qt's own calls raise goes where it goes in the program, and not to the test.
pytestmark = pytest.mark.qt_no_exception_capture


@pytest.fixture(autouse=True)
def _hooked(monkeypatch):
    monkeypatch.setattr("sys.excepthook", bugs.handle)


def spoil(kind, file):
    """Do to the open office's file what disks do; nothing of it is remembered in memory."""
    database.checkpoint()
    whole = file.read_bytes()
    if kind == "truncated":
        os.truncate(file, 8192)
    elif kind == "zeros":
        file.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    elif kind == "gone":
        file.rename(file.with_name("elsewhere"))
    DB.close()
    return whole


def mend(file, whole):
    away = file.with_name("elsewhere")
    if away.exists():
        away.rename(file)
    file.write_bytes(whole)
    DB.close()


@pytest.mark.parametrize("kind", ["truncated", "zeros", "gone"])
def test_looking_at_a_failing_disk_ends_in_a_sentence_and_goes_on_when_it_is_well(enter, kind, settled):
    workbench = enter("people")
    settled()
    file = workbench.desk.opened.place.database
    whole = spoil(kind, file)
    try:
        look_as_qt_does(lambda: Person.select().count())
        told = workbench.shell.page.bar.text
        assert told.endswith("。")
        assert "没有" in told
        assert [file.read_text("utf-8") for file in bugs.report_directory().glob("*.txt")] == []
    finally:
        mend(file, whole)
    assert Person.select().count() > 200


def look_as_qt_does(look):
    """What a slot raises ends in the hook, wherever it was called from."""
    try:
        look()
    except Exception as error:  # noqa: BLE001  (what the hook gets)
        bugs.handle(type(error), error, error.__traceback__)


def test_every_page_tells_of_the_failing_disk(enter, settled):
    workbench = enter("today")
    settled()
    file = workbench.desk.opened.place.database
    whole = spoil("truncated", file)
    try:
        for key in workbench.shell.rail.keys:
            look_as_qt_does(lambda key=key: workbench.shell.visit(key))
            settled()
        assert [file.read_text("utf-8") for file in bugs.report_directory().glob("*.txt")] == []
        assert any("没有" in said.text for said in messages.said)
    finally:
        mend(file, whole)


def test_work_in_the_background_tells_of_the_failing_disk(enter, settled):
    workbench = enter("people")
    settled()
    file = workbench.desk.opened.place.database
    whole = spoil("truncated", file)
    seen = []
    try:
        jobs.start(workbench.shell.page, "统计", lambda progress: Person.select().count(), failed=seen.append)
        settled()
        assert str(seen[0]).endswith("。")
    finally:
        mend(file, whole)
