"""收件箱 by keyboard over a real county, with the packages that three townships carried to it."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from models.exchange.cards import Card
from models.exchange.identity import trust_office
from models.exchange.inbox import State
from models.exchange.records import ReceivedPackage, TrustedOffice
from models.people.person import Person
from tests.models.exchange.carried import BAMBOO, DRAGON, MANGO, SHE, Round
from ui import jobs, messages
from ui.pages.exchange.inbox import ARRIVED, RECEIVED, REPORTED

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def inbox(enter: Any, made_round: Round, settled: Any, qapp: Any) -> Any:
    """The part in front of an open county that took nothing in yet."""
    part = enter("exchange", made_round.county).shell.page.show_part("inbox")
    settled()
    qapp.processEvents()
    return part


@pytest.fixture
def filled(enter: Any, taken_round: Round, settled: Any, qapp: Any) -> Any:
    """The same where everything was taken in."""
    part = enter("exchange", taken_round.county).shell.page.show_part("inbox")
    settled()
    qapp.processEvents()
    return part


@pytest.fixture
def looked(inbox: Any, settled: Any, qtbot: Any) -> Any:
    """Check packages until the plan of the first stands there: `looked(path, …)`."""

    def look(*paths: Path) -> Any:
        inbox.take_files(list(paths))
        settled()
        qtbot.waitUntil(lambda: "正在核对" not in " ".join(inbox.arrived.panel.lines), timeout=10_000)
        settled()
        return inbox.arrived

    return look


def cells(view: Any, column: int) -> list[str]:
    """What stands in a column."""
    return [view.table.records.text(place, column) for place in range(len(view.table.records.ids))]


def test_the_stick_is_chosen_checked_and_taken_in(inbox, made_round, settled, qtbot, save_screen):
    window = inbox.window()
    save_screen(window, "exchange_inbox_empty")
    messages.answer([str(made_round.stick)])
    qtbot.keyClick(window, Qt.Key.Key_N, CTRL)
    settled()
    qtbot.waitUntil(lambda: "新增" in " ".join(inbox.arrived.panel.lines), timeout=10_000)
    assert cells(inbox.arrived, 0) == [BAMBOO, BAMBOO, MANGO, MANGO, DRAGON]
    assert set(cells(inbox.arrived, 6)) == {"可以接收"}
    assert inbox.arrived.summary.text() == "共 5 份　可以接收 5"
    save_screen(window, "exchange_inbox")
    inbox.arrived.all_button.click()
    settled()
    assert ReceivedPackage.select().count() == 5
    assert "接收了 5 份" in inbox.arrived.panel.lines
    assert set(cells(inbox.arrived, 6)) == {"已接收"}
    assert not inbox.arrived.all_button.isEnabled()
    save_screen(window, "exchange_inbox_done")


def test_the_plan_names_who_may_be_the_same(looked, inbox, made_round, settled, qtbot, save_screen):
    view = looked(*made_round.packages(BAMBOO))
    view.all_button.click()
    settled()
    view = looked(*made_round.packages(MANGO))
    words = "\n".join(view.panel.lines)
    assert "可能是同一个人" in words
    assert f"1 人的身份证号，别的单位报来的人员里也有：{SHE}。" in words
    save_screen(inbox.window(), "exchange_inbox_doubles")


def test_one_is_taken_in_by_keys_and_taken_back(looked, inbox, made_round, settled, qtbot):
    view = looked(*made_round.packages(DRAGON))
    view.table.setFocus()
    qtbot.keyClick(inbox.window(), Qt.Key.Key_S, CTRL)
    settled()
    assert ReceivedPackage.select().count() == 1
    assert any("已接收　新增 14" in line for line in view.panel.lines)
    view.panel.undo_button.click()
    settled()
    assert (ReceivedPackage.select().count(), Person.select().count()) == (0, 0)
    assert cells(view, 6) == ["可以接收"]


def test_the_second_alone_says_what_is_missing(looked, inbox, made_round, save_screen):
    view = looked(made_round.packages(MANGO)[1])
    assert cells(view, 6) == ["缺前一份"]
    assert any("第 1 号还没有收到" in line for line in view.panel.lines)
    assert view.panel.take_button.isVisible()
    save_screen(inbox.window(), "exchange_inbox_gap")


def test_one_that_is_refused_stands_with_its_reason_and_the_others_come(
    looked, inbox, made_round, tmp_path, settled, save_screen
):
    for file in made_round.packages():
        shutil.copy(file, tmp_path)
    broken = next(tmp_path.glob(f"{DRAGON}*"))
    broken.write_bytes(broken.read_bytes()[:-600])
    view = looked(tmp_path)
    assert view.summary.text() == "共 5 份　可以接收 4　不能接收 1"
    view.table.choose(str(broken))
    view._open_current()
    assert any("没有拷完整" in line for line in view.panel.lines)
    assert not view.panel.take_button.isVisible()
    view.all_button.click()
    settled()
    assert ReceivedPackage.select().count() == 4
    assert view.summary.text() == "共 5 份　已接收 4　不能接收 1"


def test_of_what_is_added_the_new_one_is_in_front(looked, made_round, settled):
    view = looked(*made_round.packages(BAMBOO))
    view.take_files(made_round.packages(MANGO))
    settled()
    assert view.arrived[view.table.current_id()].unit == MANGO


def test_a_package_of_a_stranger_waits_until_the_card_is_registered(looked, inbox, made_round, settled, save_screen):
    card = own_card_of(TrustedOffice.get(TrustedOffice.name == DRAGON))
    TrustedOffice.delete().where(TrustedOffice.name == DRAGON).execute()
    view = looked(*made_round.packages(DRAGON))
    assert cells(view, 6) == ["未登记单位"]
    save_screen(inbox.window(), "exchange_inbox_stranger")
    led = []
    view.led.connect(led.append)
    next(made for made in view.panel.findChildren(QPushButton) if made.text() == "去登记往来单位").click()
    assert led == ["keys"]
    trust_office(inbox.desk.session, card, card.fingerprint)
    inbox.desk.changed.emit(None)
    inbox.show_view(ARRIVED)
    settled()
    assert cells(view, 6) == ["可以接收"]


def own_card_of(office: TrustedOffice) -> Card:
    """The card that was registered."""
    return Card(office.name, office.office_uid, office.level, office.signing, office.sealing)


def test_what_changed_meanwhile_is_told_with_the_package(looked, inbox, made_round, tmp_path, settled):
    package = Path(shutil.copy(made_round.packages(DRAGON)[0], tmp_path))
    view = looked(package)
    package.unlink()
    view.take_current()
    settled()
    assert ReceivedPackage.select().count() == 0
    assert any("读不出来" in line for line in view.panel.lines)


def test_a_folder_without_packages_is_told(inbox, tmp_path, settled):
    messages.answer(tmp_path)
    inbox.arrived.choose_folder()
    settled()
    assert "没有找到报送包" in inbox.bar.text
    assert inbox.arrived.empty.isVisible()


def test_cancelled_taking_in_leaves_everything_as_it_was(looked, made_round, settled, qtbot):
    view = looked(made_round.stick)
    view.take_all()
    job = next(job for job in jobs.running if "接收" in job.title)
    job.cancel()
    settled()
    taken = ReceivedPackage.select().count()
    assert len(view.ready) == 5 - taken


def test_what_was_taken_in_can_be_looked_at_and_taken_back(filled, settled, qtbot, save_screen):
    filled.show_view(RECEIVED)
    view = filled.received
    assert len(view.table.records.ids) == 5
    assert cells(view, 1)[0] == MANGO
    view.table.choose(view.table.records.ids[0])
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert any("人员" in line for line in view.panel.lines)
    save_screen(filled.window(), "exchange_inbox_received")
    view.panel.undo_button.click()
    settled()
    assert len(view.table.records.ids) == 4
    assert any("撤销接收" in said.text for said in messages.said)


def test_an_earlier_one_of_the_same_office_cannot_be_taken_back(filled):
    filled.show_view(RECEIVED)
    view = filled.received
    first = ReceivedPackage.get(ReceivedPackage.number == 1, ReceivedPackage.purpose == "recommendations")
    assert first.sender.name == BAMBOO
    view.table.choose(first.id)
    view.open_package()
    assert not view.panel.undo_button.isVisible()
    assert any("从最近一份撤起" in line for line in view.panel.lines)
    assert filled.step_back()
    assert not filled.step_back()


def test_who_reported_what_stands_in_a_table(filled, settled, tmp_path, save_screen, qtbot):
    filled.show_view(REPORTED)
    view = filled.reported
    assert (view.month.text(), view.summary.text()) == ("2026年11月", "共 3 个单位，3 个单位没有报齐")
    words = {view.table.item(0, place).text() for place in range(view.table.columnCount())}
    assert {BAMBOO, "11.20 第 2 号", "未报"} <= words
    save_screen(filled.window(), "exchange_inbox_reported")
    messages.answer(str(tmp_path / "报送情况表.xlsx"))
    view.export()
    settled()
    assert load_workbook(tmp_path / "报送情况表.xlsx").active.max_row == 4
    view.turn(1)
    assert view.month.text() == "2026年10月"
    view.turn(-1)
    assert not view.later_button.isEnabled()


def test_states_are_told_by_words_as_well(looked, made_round, settled):
    view = looked(*made_round.packages(DRAGON))
    view.all_button.click()
    settled()
    view = looked(*made_round.packages(DRAGON))
    assert [one.state for one in view.arrived.values()] == [State.TAKEN]
    assert cells(view, 6) == ["已接收过"]
    assert any("不用再收" in line for line in view.panel.lines)
