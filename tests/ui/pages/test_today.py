"""今日待办 and the search above every page."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from models.core.due import Due
from models.office.draft import keep_draft
from models.recommendation.records import RUNNING, Recommendation
from ui.pages.finding import find_bodies, find_people, find_recommendations, find_units
from ui.pages.today import grouped, waiting

TODAY = date(2026, 11, 20)


def due(day, late=False):
    return Due(day, "某人：某事", "", "recommendation", "u", late)


def test_groups_by_how_near():
    dues = [due(date(2026, 11, 1), late=True), due(TODAY), due(date(2026, 11, 27)), due(date(2026, 11, 28))]
    assert [(title, len(found)) for title, found in grouped(dues, TODAY)] == [
        ("已过期", 1),
        ("今天", 1),
        ("七天内", 1),
        ("以后", 1),
    ]
    assert waiting(dues, TODAY) == 2


@pytest.fixture
def page(enter, qtbot):
    page = enter("today").shell.page
    qtbot.waitUntil(lambda: bool(page.list.lines))
    return page


def test_what_is_due_is_listed_and_counted_in_the_rail(page, save_screen):
    lines = page.list.lines
    assert [line.split()[0] for line in lines] == [
        "已过期",
        "3月10日（过了255天）",
        "今天",
        "11月20日（今天）",
        "七天内",
        "11月25日（还有5天）",
    ]
    assert "2" in page.window().rail._buttons["today"].text()
    save_screen(page.window(), "today")


def test_enter_opens_the_recommendation(page, qtbot):
    with qtbot.waitSignal(page.go) as sent:
        qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert sent.args[0] == "recommendation"
    assert Recommendation.by_uid(sent.args[1]).person.name == "单立梅"


def test_arrows_step_over_the_headings(page, qtbot):
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert "解晓燕" in page.list.currentItem().text(1)


def test_drafts_wait_here(page, qtbot, type_in, save_screen):
    shell = page.window()
    people = shell.visit("people")
    people.begin()
    type_in(people.panel.form.editors["name"].input, "半个人")
    shell.visit("today")
    page.refresh()
    assert not page._drafts.isHidden()
    save_screen(shell, "today_draft")
    from PySide6.QtWidgets import QPushButton

    page._drafts.findChildren(QPushButton)[0].click()
    assert shell.page is people


def test_half_typed_steps_and_meetings_wait_here_and_open_where_they_were(page):
    from PySide6.QtWidgets import QPushButton

    rec = Recommendation.get(Recommendation.status == RUNNING)
    met = Recommendation.get(Recommendation.meeting.is_null(False))
    session = page.desk.session
    keep_draft(session, "recommendation", f"{rec.uid}:application", {"talked_on": "2026.9.1"})
    keep_draft(session, "recommendation.meeting", f"{rec.batch.uid}:{rec.body.uid}", {})
    keep_draft(session, "recommendation.meeting", met.meeting.uid, {})
    keep_draft(session, "recommendation", "gone:application", {})
    page.refresh()
    links = page._drafts.findChildren(QPushButton)
    titles = {f"{rec.person.name}的推优", f"{rec.body.name}的推荐会", f"{met.body.name}的推荐会"}
    assert {link.text() for link in links if link.isVisibleTo(page)} == titles
    next(link for link in links if link.text() == f"{rec.person.name}的推优").click()
    assert page.window().page.detail.rec.uid == rec.uid


def test_nothing_due_is_calm(enter, bare, qtbot, save_screen):
    page = enter("today", bare).shell.page
    qtbot.waitUntil(lambda: page._empty._layout.currentIndex() == 1)
    save_screen(page.window(), "today_empty")


def test_search_finds_every_kind(enter):
    enter("today")
    people = find_people("xxy", 6)
    assert "解晓燕" in [hit.title for hit in people.hits]
    assert find_recommendations("解晓燕", 6).hits[0].page == "recommendation"
    assert find_units("sqc", 6).hits[0].title == "石桥村"
    assert find_bodies("石桥", 6).total == 2
    number = Recommendation.get().number
    if number:
        assert find_recommendations(number, 6).total >= 1


def test_search_opens_a_person(enter, qtbot, save_screen):
    shell = enter("today").shell
    qtbot.keyClick(shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    shell.search.setText("解晓燕")
    shell.search.search()
    save_screen(shell, "search_people")
    qtbot.keyClick(shell.search, Qt.Key.Key_Return)
    assert shell.page.title == "人员"
    assert shell.page.panel.person.name == "解晓燕"
