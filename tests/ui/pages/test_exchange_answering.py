"""回复 by keyboard: a county answers three townships at once."""

from typing import Any

import pytest
from PySide6.QtCore import Qt

from models.exchange.records import SentPackage
from tests.models.exchange.carried import Round
from ui import messages

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(enter: Any, taken_round: Round, settled: Any, qapp: Any) -> Any:
    """The part in front."""
    part = enter("exchange", taken_round.county).shell.page.show_part("answering")
    settled()
    qapp.processEvents()
    return part


def test_everybody_is_answered_at_once(desk, qtbot, settled, save_screen, tmp_path):
    window = desk.window()
    target = tmp_path / "U盘"
    target.mkdir()
    assert [one.receipts for one in desk.held.values()] == [2, 2, 1]
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    assert "请先插上U盘" in desk.bar.text
    messages.answer(target)
    desk.stick.ask()
    save_screen(window, "exchange_answering")
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    settled()
    assert len(list(target.iterdir())) == 3
    assert SentPackage.select().count() == 3
    assert "可以拔出U盘：3 份" in desk.outcome.lines[0]
    save_screen(window, "exchange_answering_done")
    desk.show_view("written")
    save_screen(window, "exchange_answering_written")
