"""打印预览 of cases of rights: what is offered, the protected ones inside the compartment, and what history is told."""

import pytest

from models.core.history import History
from models.demonstration.rights import tell_rights
from models.office.closed.compartment import enter as enter_compartment
from reports.forms import ALL, BLANK
from ui import jobs, messages


@pytest.fixture
def page(enter):
    return enter("printing").shell.page


@pytest.fixture
def story(page):
    return tell_rights(page.desk.opened)


def settle(page):
    for job in list(jobs.running):
        job.wait()


def offered(page):
    return [choice.key for choice in page.forms.choices if choice.what not in (ALL, BLANK)]


def test_papers_of_an_open_case_are_offered_and_drawn(page, story, save_screen):
    page.open_target({"form": "petition", "kind": "rights_case", "uids": [story.petition]})
    settle(page)
    assert offered(page)[:3] == ["case_file", "rights.intake", "rights.acceptance"]
    assert page.forms.current.key == "rights.intake"
    assert len(page.view.paper.pages) == 3
    save_screen(page.window(), "printing_rights")


def test_a_protected_case_is_drawn_inside_and_called_by_its_number(page, story, tmp_path, monkeypatch, save_screen):
    closed = enter_compartment(page.desk.opened)
    page.open_target({"form": "rights.violence", "kind": "rights_case", "uids": [story.violence]})
    settle(page)
    assert page.view.paper.pages
    save_screen(page.window(), "printing_protected")
    proposed = []
    monkeypatch.setattr(
        messages, "save_file", lambda _owner, _title, name, _kinds: proposed.append(name) or tmp_path / name
    )
    before = History.select().count()
    page.save()
    settle(page)
    assert proposed == ["护访2026-001.pdf"]
    assert (tmp_path / "护访2026-001.pdf").exists()
    assert History.select().count() == before
    assert closed.rows()[0].sentence == "打印《家庭暴力案件登记表》"


def test_outside_nothing_of_a_protected_case_is_offered(page, story):
    page.open_target({"form": "case_file", "kind": "rights_case", "uids": [story.violence]})
    settle(page)
    assert offered(page) == []
    assert "没有找到" in messages.said[-1].text
    assert "访" not in page._count.text()


def test_a_whole_case_file_is_one_paper(page, story):
    page.open_target({"form": "case_file", "kind": "rights_case", "uids": [story.petition]})
    settle(page)
    assert page.view.paper.title == "访2026-001案卷"
    assert len(page.view.paper.pages) == 5
    assert page.gaps.text == ""
