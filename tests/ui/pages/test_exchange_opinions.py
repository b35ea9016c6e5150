"""审核意见 by keyboard over a real county that took in what three townships recommend."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt

from models.exchange.opinions import GIVEN, OPINION, RETURNED
from models.exchange.records import Notice
from models.recommendation.records import Recommendation
from models.recommendation.verbs import fill_in
from tests.models.exchange.carried import BAMBOO, SHE, Round
from ui import messages
from ui.pages.due import all_due, opening_of
from ui.pages.exchange.opinions_form import AGREES, DISAGREES, SENT_BACK
from ui.widgets.notes import Toast

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(enter: Any, taken_round: Round, settled: Any, qapp: Any) -> Any:
    """The part in front."""
    part = enter("exchange", taken_round.county).shell.page.show_part("opinions")
    settled()
    qapp.processEvents()
    return part


@pytest.fixture
def hers(desk: Any, qtbot: Any) -> Recommendation:
    """Her recommendation, open beside the list."""
    found = next(rec for rec in Recommendation.select() if rec.person.name == SHE)
    desk.table.choose(found.id)
    qtbot.waitUntil(lambda: desk.panel.ids == [found.id])
    return found


def again(rec: Recommendation) -> Recommendation:
    """As it is stored now."""
    return Recommendation.get_by_id(rec.id)


def undo(desk: Any) -> None:
    """撤销 in the toast."""
    desk.window().findChild(Toast).undo()


def test_one_is_agreed_to_by_keys_and_taken_back(desk, hers, qtbot, settled, save_screen):
    window = desk.window()
    save_screen(window, "exchange_opinions")
    desk.table.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    settled()
    now = again(hers)
    assert (now.step, now.superior_agrees, now.superior_by) == ("forward", True, "周敏")
    assert now.superior_opinion == f"经审核，同意推荐{SHE}同志为入党积极分子。"
    assert hers.id not in desk.table.records.ids
    assert desk.panel.ids != [hers.id]
    undo(desk)
    settled()
    assert (again(hers).step, again(hers).superior_on) == ("superior", None)
    assert hers.id in desk.table.records.ids


def test_several_at_once(desk, qtbot, settled, save_screen):
    desk.table.selectAll()
    qtbot.waitUntil(lambda: len(desk.panel.ids) == 5)
    assert desk.panel.form.submit_button.text() == "同意（5 人）"
    save_screen(desk.window(), "exchange_opinions_several")
    desk.panel.form.submit()
    settled()
    assert desk.table.records.ids == []
    assert desk.empty.isVisible()
    save_screen(desk.window(), "exchange_opinions_none")
    desk.show_state(GIVEN)
    assert len(desk.table.records.ids) == 5
    assert not desk.panel.form.isVisible()


def test_who_is_not_agreed_to_is_written_down(desk, hers, qtbot, settled, type_in):
    desk.panel.form.turn(DISAGREES)
    desk.panel.form.buttons[DISAGREES].click()
    text = desk.panel.form.form.editors["text"]
    text.set_text("〔姓名〕同志考察材料不实。")
    desk.panel.form.submit()
    settled()
    now = again(hers)
    assert (now.step, now.superior_agrees) == ("superior", False)
    assert now.superior_opinion == f"{SHE}同志考察材料不实。"
    assert hers.id not in desk.table.records.ids


def test_back_to_the_step_at_which_something_is_missing(desk, hers, qtbot, settled, save_screen):
    fill_in(desk.desk.session, hers, {"deeds": None})
    desk.refresh()
    assert any("没有填写" in line for line in desk.panel.lines)
    desk.panel.form.buttons[SENT_BACK].click()
    chips = desk.panel.missing.chips
    assert desk.panel.form.step.value == "inspection"
    chips["publicity_from"].click()
    assert desk.panel.form.step.value == "inspection"
    chips["applied_on"].click()
    assert desk.panel.form.step.value == "application"
    chips["applied_on"].click()
    save_screen(desk.window(), "exchange_opinions_back")
    desk.panel.form.submit()
    settled()
    assert again(hers).step == "inspection"
    notice = Notice.get()
    assert notice.due_on == date(2026, 12, 5)
    assert "公示开始" in notice.missing
    desk.show_state(RETURNED)
    assert desk.table.records.ids == [hers.id]
    assert not desk.panel.missing.isVisible()
    assert desk.panel.buttons["missing"].isHidden()


def test_who_is_refused_is_named_with_the_reason(desk, hers, settled, save_screen):
    desk.panel.form.form.editors["by"].set_text(SHE)
    desk.panel.form.submit()
    settled()
    assert again(hers).superior_on is None
    assert any("没有办成" in line for line in desk.panel.lines)
    save_screen(desk.window(), "exchange_opinions_refused")


def test_the_form_that_will_be_signed_is_shown(desk, hers, settled, save_screen):
    desk.panel.show_view("paper")
    settled()
    assert len(desk.panel.paper.paper.pages) >= 1
    save_screen(desk.window(), "exchange_opinions_paper")


def test_filters_and_phrases(desk, qtbot):
    desk.filters.want({"channel": "union"})
    assert desk.table.records.ids == []
    desk.filters.clear()
    office = next(choice.value for choice in desk._filters()[0].choices if choice.label == BAMBOO)
    desk.filters.want({"office": office})
    assert len(desk.table.records.ids) == 2
    desk.panel.form._take_phrase("材料齐全、程序规范，同意推荐〔姓名〕同志。")
    desk.panel.form.turn(DISAGREES)
    desk.panel.form.turn(AGREES)
    assert desk.panel.form.form.editors["text"].text().startswith("材料齐全")


def test_its_papers_are_one_key_away(desk, hers):
    asked: list[Any] = []
    desk.go.connect(lambda page, target: asked.append((page, target)))
    desk.print_out()
    assert asked == [("printing", {"form": "approval", "kind": "recommendation", "uids": [hers.uid]})]


def test_a_date_that_cannot_be_read_stops_it(desk, hers, settled):
    desk.panel.form.form.editors["on"].set_text("那天")
    desk.panel.form.submit()
    settled()
    assert again(hers).superior_on is None
    assert not messages.said or "办好" not in messages.said[-1].text


def test_today_s_list_leads_here(desk, settled, qapp):
    shell = desk.window()
    shell.visit("today")
    qapp.processEvents()
    waiting = [due for due in all_due(desk.desk) if due.kind == OPINION]
    assert len(waiting) == 3
    page, target = opening_of(waiting[0])
    shell.go(page, target)
    settled()
    assert shell.page.part is desk
    assert desk.panel.ids == [Recommendation.by_uid(waiting[0].uid).id]


def test_who_only_enters_may_not_sign(desk, hers, monkeypatch):
    guard = desk.desk.session.guard
    monkeypatch.setattr(type(guard), "held", lambda _guard: frozenset({"entry"}))
    desk.refresh()
    form = desk.panel.form
    assert not form.submit_button.isEnabled()
    assert "审核员" in form.submit_button.toolTip()
