"""冲突核对 by keyboard: two fields that a township and its county both changed."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from models.core.history import History
from models.exchange.merging.apply import open_conflicts
from models.exchange.merging.written import holding
from models.people.person import Person
from tests.models.exchange.carried import PHONE, SHE, Round
from ui import messages
from ui.pages.exchange.conflicts import RULES, SETTLED
from ui.widgets.notes import Toast

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(enter: Any, taken_round: Round, settled: Any, qapp: Any) -> Any:
    """The part in front."""
    part = enter("exchange", taken_round.county).shell.page.show_part("conflicts")
    settled()
    qapp.processEvents()
    return part


def her() -> Person:
    """About whom both sides differ."""
    return Person.get(Person.name == SHE)


def undo(desk: Any) -> None:
    """撤销 in the toast."""
    desk.window().findChild(Toast).undo()


def test_keys_decide_one_field_after_the_other(desk, qtbot, save_screen):
    window = desk.window()
    save_screen(window, "exchange_conflicts")
    assert desk.summary.text() == "1 条记录，2 项"
    desk.table.setFocus()
    qtbot.keyClick(desk.table, Qt.Key.Key_Return)
    first = QApplication.focusWidget()
    assert first is desk.panel.fields[0]
    desk.panel.reason.setText("已打电话问本人")
    qtbot.keyClick(first, Qt.Key.Key_2)
    assert (her().phone, len(open_conflicts())) == (PHONE, 1)
    second = QApplication.focusWidget()
    assert second is desk.panel.fields[0]
    assert second is not first
    qtbot.keyClick(second, Qt.Key.Key_1)
    assert (her().employer, open_conflicts()) == ("县里写的单位", [])
    assert desk.summary.text() == ""
    save_screen(window, "exchange_conflicts_none")
    undo(desk)
    assert len(open_conflicts()) == 1


def test_other_keys_decide_nothing(desk, qtbot):
    desk.panel.take_keys()
    for key in (Qt.Key.Key_3, Qt.Key.Key_Return, Qt.Key.Key_Space):
        qtbot.keyClick(desk.panel.fields[0], key)
    assert len(open_conflicts()) == 2


def test_the_whole_record_at_once_and_back(desk, qtbot):
    desk.panel.theirs_button.click()
    assert (her().phone, her().employer, open_conflicts()) == (PHONE, "镇里写的单位", [])
    undo(desk)
    assert (her().employer, len(open_conflicts())) == ("县里写的单位", 2)


def test_whole_numbers_are_shown_on_demand_and_that_is_written_down(desk, save_screen):
    assert desk.panel.fields[0].both[1].value == "139****0002"
    desk.panel.reveal_button.click()
    assert desk.panel.fields[0].both[1].value == PHONE
    assert History.select().where(History.verb == "unmask").count() == 1
    desk.refresh()
    assert desk.panel.fields[0].both[1].value == PHONE
    desk.conceal()
    assert desk.panel.fields[0].both[1].value == "139****0002"


def test_what_was_decided_can_be_read(desk, save_screen):
    desk.panel.ours_button.click()
    desk.show_view(SETTLED)
    save_screen(desk.window(), "exchange_conflicts_settled")
    from tests.ui.seen import texts

    assert any("采用本单位的" in text and "周敏" in text for text in texts())


def test_a_rule_holds_from_now_on(desk, qtbot, save_screen):
    desk.show_view(RULES)
    assert not desk.rules.save_button.isEnabled()
    desk.rules.boxes["county_opinion"].click()
    desk.refresh()
    assert desk.rules.boxes["county_opinion"].isChecked()
    save_screen(desk.window(), "exchange_conflicts_rules")
    qtbot.keyClick(desk.window(), Qt.Key.Key_S, CTRL)
    assert holding() == ["county_opinion"]
    assert "上级审核意见以县级为准" in messages.said[-1].text
    undo(desk)
    assert holding() == []
    assert not desk.rules.boxes["county_opinion"].isChecked()
