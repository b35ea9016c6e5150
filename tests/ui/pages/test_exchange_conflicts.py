"""冲突核对 by keyboard: two fields that a township and its county both changed."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from models.exchange.merging.apply import open_conflicts
from models.exchange.merging.written import holding
from models.people.person import Person
from tests.models.exchange.carried import PHONE, SHE, Round
from ui import messages
from ui.widgets.notes import Toast

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(enter: Any, taken_round: Round, settled: Any, qapp: Any) -> Any:
    """The part in front."""
    part = enter("exchange", taken_round.county).shell.page.show_part("conflicts")
    settled()
    qapp.processEvents()
    return part


def test_both_values_stand_there_and_keys_decide(desk, qtbot, save_screen):
    window = desk.window()
    save_screen(window, "exchange_conflicts")
    assert len(open_conflicts()) == 2
    desk.focusInEvent(None)
    assert QApplication.focusWidget() is desk.panel.fields[0]


def test_rules(desk, save_screen):
    desk.show_view("rules")
    save_screen(desk.window(), "exchange_conflicts_rules")
    desk.show_view("settled")
    save_screen(desk.window(), "exchange_conflicts_settled")
