"""A damaged, vanished or interrupted office at the start: one clear page leads to the newest good copy."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from models.core.clock import fixed
from models.core.database import DB
from models.office import keys
from models.office.backups import swap
from models.office.backups.making import list_copies, make_backup
from models.office.backups.second_place import copy_to_second_place
from models.office.office import open_office
from models.office.place import ANY_DRIVE, Place
from models.people.lists import count_persons
from tests import builders
from ui import jobs, messages
from ui.pages.first_start import FirstStart
from ui.pages.rescue import RescueCard
from ui.pages.sign_in import SignIn
from ui.settings import Settings
from ui.window import Workbench


@pytest.fixture
def workbench(tmp_path, monkeypatch):
    monkeypatch.setenv(ANY_DRIVE, "1")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "config"))
    made = Workbench(Settings())
    yield made
    window = made.window
    if made.shell is not None:
        made.shell.before_close = lambda: True
    made.close()
    if window is not None:
        window.close()
        window.deleteLater()


@pytest.fixture
def copied(bare, tmp_path, workbench):
    """A closed office with one person in its first copy and two in its second, which lies on a stick too."""
    directory = shutil.copytree(bare, tmp_path / "office")
    (tmp_path / "U盘").mkdir()
    with open_office(directory, builders.PASSPHRASE, clock=fixed(builders.NOW)) as opened:
        builders.person(opened.session)
        make_backup(opened, "close")
        builders.person(opened.session, "后来的人", order=126)
        copy_to_second_place(opened, tmp_path / "U盘")
    return directory


@pytest.fixture
def begin(workbench, settled):
    def start(directory):
        workbench.begin(directory)
        workbench.gate.resize(1366, 768)
        workbench.gate.activateWindow()
        return workbench.gate.card

    return start


def sign_in(workbench, qtbot, settled):
    card = workbench.gate.card
    assert isinstance(card, SignIn)
    qtbot.keyClicks(card.passphrase.input, "")
    card.passphrase.set_text(builders.PASSPHRASE)
    qtbot.keyClick(card.passphrase.input, Qt.Key.Key_Return)
    settled()
    return workbench.gate.card if workbench.gate else None


def words(card):
    return " ".join(one.text() for one in card.findChildren(QLabel) if one.isVisibleTo(card))


def press(card, verb):
    next(one for one in card.findChildren(QPushButton) if one.text() == verb and one.isVisibleTo(card)).click()


def damage(directory: Path, share: float = 0.0) -> None:
    file = directory / "office.qtdb"
    content = bytearray(file.read_bytes())
    start = int(len(content) * share) + 100
    content[start : start + 300] = bytes(300)
    file.write_bytes(content)


def test_a_damaged_file_leads_to_the_newest_good_copy_and_back_to_work(
    workbench, begin, copied, qtbot, settled, save_screen
):
    damage(copied)
    begin(copied)
    card = sign_in(workbench, qtbot, settled)
    assert isinstance(card, RescueCard)
    assert "已损坏" in words(card)
    assert card.found.contents.persons == 2
    assert "2 人" in words(card)
    save_screen(workbench.gate, "rescue_found")
    press(card, "恢复这一份")
    settled()
    assert "已恢复到" in words(card)
    aside = next(copied.glob("恢复前-*"))
    assert str(aside) in words(card)
    save_screen(workbench.gate, "rescue_done")
    press(card, "打开")
    settled()
    assert workbench.gate is None
    assert count_persons() == 2


def test_damaged_copies_are_passed_over_and_counted(workbench, begin, copied, qtbot, settled, save_screen):
    damage(copied)
    newest = list_copies(Place(copied))[0]
    content = bytearray(newest.path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    newest.path.write_bytes(content)
    begin(copied)
    card = sign_in(workbench, qtbot, settled)
    assert card.found.contents.persons == 1
    assert "比它新的 1 份备份也有损坏" in words(card)
    save_screen(workbench.gate, "rescue_skipped")


def test_another_copy_can_be_chosen_by_keyboard(workbench, begin, copied, qtbot, settled, save_screen):
    damage(copied)
    begin(copied)
    card = sign_in(workbench, qtbot, settled)
    press(card, "另选一份")
    save_screen(workbench.gate, "rescue_list")
    qtbot.keyClick(card.table, Qt.Key.Key_Down)
    qtbot.keyClick(card.table, Qt.Key.Key_Return)
    assert not jobs.running, "Enter in the list only leads to the button"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    settled()
    press(card, "打开")
    settled()
    assert count_persons() == 1


def test_a_vanished_file_is_no_first_start(workbench, begin, copied, qtbot, settled, save_screen):
    (copied / "office.qtdb").unlink()
    card = begin(copied)
    assert isinstance(card, RescueCard)
    assert "数据文件不见了" in words(card)
    save_screen(workbench.gate, "rescue_asks")
    qtbot.keyClicks(card.passphrase.input, "wrong passphrase")
    qtbot.keyClick(card.passphrase.input, Qt.Key.Key_Return)
    settled()
    assert "口令不对" in card.passphrase.message
    card.passphrase.set_text(builders.PASSPHRASE)
    qtbot.keyClick(card.passphrase.input, Qt.Key.Key_Return)
    settled()
    assert card.found.contents.persons == 2


def test_damaged_keys_come_back_with_the_copy(workbench, begin, copied, qtbot, settled):
    for name in keys.FILES:
        (copied / name).write_text("{}")
    begin(copied)
    card = sign_in(workbench, qtbot, settled)
    assert isinstance(card, RescueCard)
    press(card, "恢复这一份")
    settled()
    press(card, "打开")
    settled()
    assert count_persons() == 2


def test_without_a_good_copy_here_the_stick_helps(workbench, begin, copied, qtbot, settled, tmp_path, save_screen):
    damage(copied)
    shutil.rmtree(copied / "backups")
    begin(copied)
    card = sign_in(workbench, qtbot, settled)
    assert "没有找到能用的备份" in words(card)
    save_screen(workbench.gate, "rescue_none")
    (tmp_path / "空U盘").mkdir()
    messages.answer(tmp_path / "空U盘")
    press(card, "从U盘找")
    assert "没有备份" in card.bar.text
    messages.answer(tmp_path / "U盘")
    press(card, "从U盘找")
    assert len(card.table.copies) == 1
    press(card, "恢复选中的这一份")
    settled()
    press(card, "打开")
    settled()
    assert count_persons() == 2


def test_a_new_machine_begins_from_the_stick(workbench, begin, copied, qtbot, settled, tmp_path, save_screen):
    card = begin(tmp_path / "新电脑")
    assert isinstance(card, FirstStart)
    press(card, "已有备份，从U盘恢复")
    card = workbench.gate.card
    messages.answer(tmp_path / "U盘")
    press(card, "从U盘找")
    save_screen(workbench.gate, "rescue_stick")
    card.restore_chosen()
    assert "口令" in card.passphrase.message
    qtbot.keyClicks(card.passphrase.input, "wrong passphrase")
    qtbot.keyClick(card.passphrase.input, Qt.Key.Key_Return)
    settled()
    assert "口令不对" in card.passphrase.message
    card.passphrase.set_text(builders.PASSPHRASE)
    qtbot.keyClick(card.passphrase.input, Qt.Key.Key_Return)
    settled()
    press(card, "打开")
    settled()
    assert count_persons() == 2


def test_a_restore_that_was_interrupted_is_finished_and_told(workbench, begin, copied, save_screen):
    ready = copied / f"{swap.READY}20261120-093000"
    ready.mkdir()
    (copied / "office.qtdb").rename(ready / "office.qtdb")
    card = begin(copied)
    assert isinstance(card, SignIn)
    assert "接着做完" in card.bar.text
    save_screen(workbench.gate, "rescue_interrupted")


def test_a_restore_that_fails_leaves_everything_and_says_so(workbench, begin, copied, qtbot, settled, save_screen):
    damage(copied)
    begin(copied)
    card = sign_in(workbench, qtbot, settled)
    content = bytearray(card.found.path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    card.found.path.write_bytes(content)
    before = (copied / "office.qtdb").read_bytes()
    press(card, "恢复这一份")
    settled()
    assert "没有恢复，现在的数据没有改动" in card.bar.text
    assert card.table.records.text(0, 5) == "已损坏"
    assert (copied / "office.qtdb").read_bytes() == before
    assert not list(copied.glob("恢复*"))
    save_screen(workbench.gate, "rescue_refused")


def test_everything_is_closed_when_she_leaves(workbench, begin, copied, qtbot, settled):
    damage(copied)
    begin(copied)
    card = sign_in(workbench, qtbot, settled)
    press(card, "退出")
    assert not workbench.gate.isVisible()
    assert DB.is_closed()
    assert not jobs.running


def test_three_clicks_bring_a_copy_back_and_the_page_says_where_the_present_file_is(
    workbench, begin, copied, qtbot, settled, save_screen
):
    begin(copied)
    sign_in(workbench, qtbot, settled)
    assert count_persons() == 2
    page = workbench.shell.visit("settings")
    page.show_part("备份")
    part = page.part
    part.table.choose(list_copies(Place(copied))[1].path)
    part.compare_button.click()
    settled()
    part.panel.restore_button.click()
    assert workbench.shell is None
    settled()
    card = workbench.gate.card
    assert isinstance(card, RescueCard)
    assert "已恢复到 2026年11月20日 09:30 的备份" in words(card)
    aside = next(copied.glob("恢复前-*"))
    assert str(aside) in words(card)
    save_screen(workbench.gate, "backups_restored")
    assert DB.is_closed()
    press(card, "打开")
    sign_in(workbench, qtbot, settled)
    assert count_persons() == 1
    page = workbench.shell.visit("settings")
    page.show_part("备份")
    assert aside.name in page.part._aside.text()
    assert [copy.reason for copy in page.part.table.copies.values()] == ["restore", "manual", "close"]
    save_screen(workbench.shell, "backups_after_restore")


def test_a_draft_and_work_under_way_are_kept_when_a_restore_is_asked_for(workbench, begin, copied, qtbot, settled):
    begin(copied)
    sign_in(workbench, qtbot, settled)
    copy = list_copies(Place(copied))[0]
    workbench.shell.page.settle = lambda: False
    workbench.desk.restore_asked.emit(copy)
    assert workbench.shell.isVisible()
    assert workbench.gate is None
    assert not DB.is_closed()
