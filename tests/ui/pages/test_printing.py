"""打印预览: the right forms for the records, real pages, what is missing with links, saving."""

import pytest
from PySide6.QtCore import Qt

from models.recommendation.records import Batch, Recommendation
from reports.forms import ALL, BLANK
from ui import jobs, messages


@pytest.fixture
def page(enter):
    return enter("printing").shell.page


def settle(page):
    for job in list(jobs.running):
        job.wait()
    assert page.view.paper.pages


def recommended(name):
    return next(rec for rec in Recommendation.select() if rec.person.name == name)


def open_for(page, name, form, kind="recommendation"):
    rec = recommended(name)
    page.open_target({"form": form, "kind": kind, "uids": [rec.uid]})
    settle(page)
    return rec


def test_papers_of_a_recommendation_are_offered_and_drawn(page, save_screen):
    open_for(page, "仇国栋", "approval")
    titles = [choice.title for choice in page.forms.choices if choice.what not in (ALL, BLANK)]
    assert titles[:3] == ["整套推优材料", "推荐对象审批表", "民主推荐票"]
    assert page.forms.current.key == "approval.union"
    assert len(page.view.paper.pages) == 2
    assert page.gaps.text == ""
    save_screen(page.window(), "printing")


def test_what_is_missing_is_told_with_a_link(page, qtbot, save_screen):
    rec = open_for(page, "单立梅", "approval.league")
    labels = [gap.label for gap in page.gaps.gaps]
    assert "推荐理由" in labels
    gap = page.gaps.gaps[labels.index("推荐理由")]
    with qtbot.waitSignal(page.go) as sent:
        page.gaps.asked.emit(gap)
    assert sent.args == ["recommendation", f"{rec.uid}:reasons"]
    page.window().visit("printing")
    settle(page)
    save_screen(page.window(), "printing_missing")


def test_a_whole_dossier_is_one_paper(page, save_screen):
    open_for(page, "仇国栋", "dossier")
    assert len(page.view.paper.pages) >= 7
    assert page.view.paper.title == "仇国栋的推优材料"
    save_screen(page.window(), "printing_dossier")


def test_a_batch_offers_its_summary(page, save_screen):
    batch = Batch.get(Batch.channel == "women")
    page.open_target({"form": "summary", "kind": "batch", "uids": [batch.uid]})
    settle(page)
    assert page.forms.current.key == "summary.women"
    assert page.view.paper.pages[0].width > page.view.paper.pages[0].height
    save_screen(page.window(), "printing_batch")


def test_every_blank_form_can_be_shown(page, qtbot):
    page.forms.choose("roster")
    settle(page)
    blanks = [choice for choice in page.forms.choices if choice.what is BLANK]
    assert {"approval.league", "roster", "recovery", "hearing.women"} <= {choice.key for choice in blanks}
    page.forms.setFocus()
    before = page.forms.current
    qtbot.keyClick(page.forms, Qt.Key.Key_Down)
    qtbot.keyClick(page.forms, Qt.Key.Key_Down)
    settle(page)
    assert page.forms.current != before


def test_saved_as_pdf_and_the_folder_is_offered(page, tmp_path):
    open_for(page, "仇国栋", "approval.union")
    assert not page.folder_button.isEnabled()
    messages.answer(tmp_path / "审批表.pdf")
    page.save()
    for job in list(jobs.running):
        job.wait()
    assert (tmp_path / "审批表.pdf").read_bytes().startswith(b"%PDF")
    assert page.folder_button.isEnabled()
    assert page.bar.text == "已存为“审批表.pdf”。"


def test_what_cannot_be_printed_is_said_on_the_page(page):
    page.open_target({"form": "letter", "kind": "recommendation", "uids": ["gone"]})
    assert "没有找到" in page.bar.text
    open_for(page, "仇国栋", "letter")


def test_another_choice_replaces_one_under_way(page):
    open_for(page, "仇国栋", "approval.union")
    page.forms.choose("inspection.union")
    page.forms.choose("ballot.union")
    settle(page)
    assert page.view.paper.title.startswith("民主推荐票")


def test_records_that_changed_are_drawn_anew(page):
    from models.recommendation.verbs import fill_in

    rec = open_for(page, "单立梅", "approval.league")
    before = len(page.gaps.gaps)
    page.desk.do(page, fill_in, rec, {"deeds": "带头参加人居环境整治。"}, quiet=True)
    page.refresh()
    settle(page)
    assert len(page.gaps.gaps) == before - 1
