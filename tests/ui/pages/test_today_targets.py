"""本年目标 on 今日待办: how the targets stand, the worst of them, what is due of them; the page never waits."""

from datetime import date

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from models.core.clock import fixed
from models.excellence.targets import keep_value, make_sheet, targets_of
from tests import builders
from tests.ui.pages.excellence_sample import sample_office
from ui import jobs


@pytest.fixture(scope="session")
def story(tmp_path_factory):
    return sample_office(tmp_path_factory.mktemp("story") / "office")


def words(card):
    return [part.text() for part in card.findChildren(QLabel) if part.text() and part.isVisibleTo(card)]


def links(card):
    return [part for part in card.findChildren(QPushButton) if part.isVisibleTo(card)]


def sheet(session, **values):
    keys = ("women_home", "family_safe", "recommended", "graded_up", "screening")
    made = make_sheet(session, {"year": 2026, "title": "2026年度妇联工作目标", **values}, keys).value
    typed = next(line for line in targets_of(made) if line.indicator == "family_safe")
    keep_value(session, typed, {"as_of": date(2026, 6, 30), "value": 61_00, "source": "镇综治办"})
    return made


@pytest.fixture
def page(enter, settled):
    page = enter("today").shell.page
    settled()
    return page


def test_without_a_sheet_there_is_no_card(page, monkeypatch):
    assert page.targets.isHidden()
    monkeypatch.setattr(jobs, "start", lambda *_, **__: pytest.fail("nothing is to be counted"))
    page.refresh()


def test_how_the_targets_stand_is_counted_in_the_background(page, settled):
    sheet(page.desk.session)
    page.refresh()
    assert page.targets.isHidden()
    assert any(job.title == "本年目标" and job.quiet for job in jobs.running)
    settled()
    assert not page.targets.isHidden()
    found = words(page.targets)
    assert found[:5] == ["本年目标", "1 项", "0 项", "2 项", "2 项"]
    assert [link.text() for link in links(page.targets)[:4]] == ["已达到", "按进度", "落后", "没有数据"]
    assert "还差100个百分点（再有5个）" in found


def test_a_click_leads_to_the_sheet(page, settled, qtbot):
    made = sheet(page.desk.session)
    page.refresh()
    settled()
    page.go.disconnect()
    for link in links(page.targets):
        with qtbot.waitSignal(page.go) as sent:
            link.click()
        assert sent.args == ["excellence", ("target", made.uid)]


def test_what_is_behind_is_due_shortly_before_its_term(page, settled):
    sheet(page.desk.session)
    page.refresh()
    settled()
    assert not any("目标到期" in one for one in page.list.lines)
    page.desk.session.clock = fixed(builders.NOW.replace(month=12, day=20))
    page.refresh()
    settled()
    assert [one for one in page.list.lines if "“妇女之家”覆盖率：目标到期" in one]


def test_newer_records_put_off_what_is_being_counted(page, settled):
    sheet(page.desk.session)
    for _ in range(5):
        page.refresh()
    settled()
    assert words(page.targets)[1] == "1 项"
    assert len([job for job in jobs.running if job.title == "本年目标"]) == 0


def test_the_card_in_a_whole_office(enter, story, settled, save_screen):
    shell = enter("today", story).shell
    settled()
    page = shell.page
    assert not page.targets.isHidden()
    save_screen(shell, "today_targets")
