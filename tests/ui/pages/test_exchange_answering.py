"""回复 by keyboard: a county answers three townships at once."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt

from models.core.progress import Silent
from models.exchange.merging.records import OURS
from models.exchange.opinions import Opinion, SendingBack, give, opinion_ids, send_back
from models.exchange.records import SentPackage
from models.exchange.settling import disputed, settle_all
from tests.models.exchange.carried import Round
from ui import messages

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(enter: Any, taken_round: Round, settled: Any, qapp: Any) -> Any:
    """The part in front."""
    made = enter("exchange", taken_round.county)
    session, ids = made.desk.session, opinion_ids()
    give(session, ids[:2], Opinion(True, "同意推荐〔姓名〕同志。", "周敏", date(2026, 11, 20)), Silent())
    send_back(session, ids[-1:], SendingBack("inspection", ("考察人",), "请补考察人签名。"), Silent())
    settle_all(session, disputed()[0].conflicts, OURS)
    part = made.shell.page.show_part("answering")
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
    assert [(one.opinions, one.returned, one.settled) for one in desk.held.values()] == [
        (2, 0, 0),
        (0, 0, 2),
        (0, 1, 0),
    ]
    messages.answer(target)
    desk.stick.ask()
    assert desk.bar.text == ""
    save_screen(window, "exchange_answering")
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    settled()
    assert len(list(target.iterdir())) == 3
    assert SentPackage.select().count() == 3
    assert "可以拔出U盘：3 份" in desk.outcome.lines[0]
    save_screen(window, "exchange_answering_done")
    desk.show_view("written")
    save_screen(window, "exchange_answering_written")


def test_a_stick_that_is_gone_is_told_and_one_office_can_be_answered_alone(desk, settled, tmp_path):
    target = tmp_path / "U盘"
    target.mkdir()
    messages.answer(target)
    desk.stick.ask()
    target.rmdir()
    desk.write_all()
    assert "“U盘”不见了" in desk.bar.text
    target.mkdir()
    messages.answer(target)
    desk.stick.ask()
    desk.table.choose(next(iter(desk.held)))
    desk.some_button.click()
    settled()
    assert [file.name.split("-")[2] for file in target.iterdir()] == ["竹海镇党建办公室"]
    assert [one.fresh for one in desk.held.values()] == [False, True, True]
    assert desk.step_back()
    assert not desk.step_back()
