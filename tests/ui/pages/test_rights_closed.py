"""Nothing of a protected case is seen in the window by anybody who is not inside, nor after she has left.

Words are planted in every column of a case. A session of somebody who is no reader goes over every page; afterwards
the words are looked for in all that stood there, and in every file. The twin makes the one function that decides leak.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer

from models.core.clock import fixed
from models.office.access import add_user, the_user
from models.office.closed.compartment import enter as go_inside
from models.office.office import open_office
from models.office.users import change_roles
from models.rights import doing, sight
from tests import builders
from tests.leaks import Words, leaks
from tests.models.rights.test_marker_words import PHRASE, SECOND, plant
from tests.ui.seen import texts
from ui import jobs, messages
from ui.clearance import clearance_of
from ui.pages.rights.case import CasePanel
from ui.settings import Settings
from ui.window import Workbench

PAGES = (
    "today",
    "people",
    "recommendation",
    "assistance",
    "rights",
    "organisations",
    "printing",
    "history",
    "settings",
)


@pytest.fixture
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory for temporary files of this test's own."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def planted(workbench: Workbench) -> list[str]:
    """A second user who is no reader, a protected case full of words, and an open one that both may see."""
    opened = workbench.desk.opened
    add_user(opened, SECOND, ["rights", "entry", "review"], PHRASE)
    change_roles(opened.session, the_user(builders.USER), ["entry", "review", "rights"])
    go_inside(opened)
    _, words = plant(opened)
    opened.leave_compartment()
    builders.petition(opened, name="普丽")
    return words


def walk(workbench: Workbench, wait: Callable[[], None]) -> list[str]:
    """Every page with all that opens there; returns every text that stood anywhere."""
    shell = workbench.shell
    seen: list[str] = []
    for key in PAGES:
        page = shell.visit(key)
        wait()
        seen += texts()
        if key == "settings":
            for place in range(page.list.count()):
                page.list.setCurrentRow(place)
                seen += texts()
        if key == "rights":
            for number in list(page.table.records.ids):
                page._open_row(number)
                seen += of_a_case(page.panel)
    return seen


def of_a_case(panel: CasePanel) -> list[str]:
    """Every view of a case, and every form in which something of it can be corrected."""
    seen: list[str] = []
    for word in ("办理", "登记内容", "更正", "各项记录"):
        panel.turn(word)
        seen += texts()
    for part in panel._parts.all():
        panel.parts_view.change(part)
        seen += texts()
    panel.parts_view.close_form()
    panel.change_entry()
    seen += texts()
    panel.close_asking()
    return seen


def looked_for(workbench: Workbench, words: list[str]) -> list[str]:
    """What the search above the pages, and the filter of 维权, find for each word."""
    shell, found = workbench.shell, []
    page = shell.visit("rights")
    for word in words:
        shell.search.setText(word)
        shell.search.search()
        found += shell.search.found.lines
        page.filters.want({}, word)
        page.show_list()
        found += [str(page.table.records.row(place)) for place in range(len(page.table.records.ids))]
    # What she typed herself is no find.
    shell.search.setText("无")
    shell.search.search()
    shell.search.leave()
    page.filters.want({})
    return found


def saved_papers(workbench: Workbench, wait: Callable[[], None], out: Path) -> None:
    """The first paper of every petition in the list as a file."""
    page = workbench.shell.visit("rights")
    for place, number in enumerate(list(page.table.records.ids)):
        workbench.shell.visit("rights")
        page._open_row(number)
        page.print_out()
        wait()
        assert workbench.shell.page.view.paper.pages
        messages.answer(str(out / f"登记表{place}.pdf"))
        workbench.shell.page.save()
        wait()


def second_session(opened: Any, shown: Any, wait: Callable[[], None], words: list[str], out: Path) -> list[str]:
    """What somebody sees who may do everything with petitions, but is no reader."""
    workbench = Workbench(Settings())
    workbench.enter(opened)
    shown(workbench.shell)
    workbench.shell.before_close = lambda: True
    try:
        seen = walk(workbench, wait) + looked_for(workbench, words)
        saved_papers(workbench, wait, out)
        seen += texts() + [said.text for said in messages.said]
        return seen
    finally:
        jobs.stop_all()
        for timer in workbench.shell.findChildren(QTimer):
            timer.stop()


def outsider(enter: Any, bare: Path, shown: Any, wait: Any, tmp_path: Path) -> tuple[list[str], list[str]]:
    """Plant, close, and live a session as somebody else; returns the words and where they stand."""
    workbench = enter("today", bare)
    words = planted(workbench)
    directory = workbench.desk.opened.place.directory
    workbench.shell.close()
    workbench.close()
    out = tmp_path / "out"
    out.mkdir()
    with open_office(directory, PHRASE, SECOND, fixed(builders.NOW)) as other:
        assert doing.inside(other) is None
        seen = second_session(other, shown, wait, words, out)
        return words, leaks(other, words, [tmp_path], seen)


def test_who_is_no_reader_sees_no_word_on_any_page(enter, bare, shown, settled, tmp_path, apart):
    words, found = outsider(enter, bare, shown, settled, tmp_path)
    assert len(words) > 90
    assert found == []


def test_the_same_session_sees_them_when_the_one_function_leaks(
    enter, bare, shown, settled, tmp_path, apart, monkeypatch
):
    monkeypatch.setattr(sight, "may_see", lambda clearance, case: True)
    _, found = outsider(enter, bare, shown, settled, tmp_path)
    told = {line.rpartition(": ")[2] for line in found if line.startswith("said")}
    assert len(told) > 80
    assert any(line.startswith("登记表") for line in found)


@pytest.mark.parametrize("how", ["leave", "lock", "time"])
def test_after_leaving_no_word_stays_in_the_window(enter, bare, settled, how, monkeypatch):
    workbench = enter("today", bare)
    words = Words(planted(workbench))
    page = workbench.shell.visit("rights")
    page.enter()
    seen = [*walk(workbench, settled), *looked_for(workbench, words.words)]
    assert len(words.within("\n".join(seen).encode())) > 80
    page = workbench.shell.visit("rights")
    page._open_row(next(number for number in page.table.records.ids if number < 0))
    page.print_out()
    settled()
    printing = workbench.shell.page
    assert words.within("\n".join(texts()).encode())
    over(workbench, how, monkeypatch)
    settled()
    left = "\n".join([*texts(), *(said.text for said in messages.said)])
    assert words.within(left.encode()) == set()
    assert printing._uids == []


def over(workbench: Workbench, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The compartment ends."""
    if how == "lock":
        workbench.locking.lock()
    elif how == "leave":
        clearance_of(workbench.desk).leave()
    else:
        monkeypatch.setattr(workbench.desk.session, "clock", fixed(builders.NOW.replace(hour=13)))
        clearance_of(workbench.desk).look()
