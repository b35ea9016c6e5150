"""收件箱 by keyboard over a real county, with the packages that three townships carried to it."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from models.exchange.inbox import State
from models.exchange.records import ReceivedPackage
from tests.models.exchange.carried import Round
from ui import messages

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def inbox(enter: Any, made_round: Round, settled: Any, qapp: Any) -> Any:
    """The part in front of an open county."""
    part = enter("exchange", made_round.county).shell.page.show_part("inbox")
    settled()
    qapp.processEvents()
    return part


@pytest.fixture
def sorted_in(inbox: Any, settled: Any, qtbot: Any) -> Any:
    """Check packages: `sorted_in(path, …)`."""

    def look(*paths: Path) -> Any:
        inbox.take_files(list(paths))
        settled()
        qtbot.wait(20)
        settled()
        return inbox.arrived

    return look


def test_the_stick_is_chosen_checked_and_taken_in(inbox, made_round, settled, qtbot, save_screen):
    window = inbox.window()
    save_screen(window, "exchange_inbox_empty")
    messages.answer([str(made_round.stick)])
    qtbot.keyClick(window, Qt.Key.Key_N, CTRL)
    settled()
    qtbot.waitUntil(lambda: "新增" in " ".join(inbox.arrived.panel.lines), timeout=10_000)
    assert [one.state for one in inbox.arrived.arrived.values()] == [State.READY] * 5
    assert "共 5 份" in inbox.arrived.summary.text()
    save_screen(window, "exchange_inbox")
    inbox.arrived.all_button.click()
    settled()
    assert ReceivedPackage.select().count() == 5
    assert any("接收了 5 份" in line for line in inbox.arrived.panel.lines)
    save_screen(window, "exchange_inbox_done")
