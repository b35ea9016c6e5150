"""审核意见 by keyboard over a real county that took in what three townships recommend."""

from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.models.exchange.carried import Round
from ui.pages.exchange.opinions_form import SENT_BACK

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(enter: Any, taken_round: Round, settled: Any, qapp: Any) -> Any:
    """The part in front."""
    part = enter("exchange", taken_round.county).shell.page.show_part("opinions")
    settled()
    qapp.processEvents()
    return part


def test_one_is_agreed_to_and_taken_back(desk, qtbot, settled, save_screen):
    window = desk.window()
    assert len(desk.table.records.ids) == 5
    save_screen(window, "exchange_opinions")
    desk.panel.show_view("paper")
    settled()
    save_screen(window, "exchange_opinions_paper")
    desk.panel.form.turn(SENT_BACK)
    save_screen(window, "exchange_opinions_back")
