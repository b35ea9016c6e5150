"""First start, signing in, refusals, and the end: by keyboard, over real offices."""

import pytest
from PySide6.QtCore import Qt

from models.core.database import DB
from models.office.office import open_office
from tests import builders
from ui import jobs, messages
from ui.pages.first_start import FirstStart, RecoveryCard
from ui.pages.gate import RefusedCard
from ui.pages.sign_in import SignIn
from ui.settings import Settings
from ui.window import Workbench


@pytest.fixture
def workbench(qtbot, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "config"))
    made = Workbench(Settings())
    yield made
    window = made.window
    made.close()
    if window is not None:
        window.close()
        window.deleteLater()


@pytest.fixture
def begin(workbench, qtbot):
    def start(directory, size=(1366, 768)):
        workbench.begin(directory)
        workbench.gate.resize(*size)
        workbench.gate.activateWindow()
        qtbot.waitUntil(lambda: not jobs.running, timeout=20_000)
        return workbench.gate.card

    return start


@pytest.fixture
def copy_of(tmp_path):
    import shutil

    def make(directory):
        shutil.copytree(directory, tmp_path / "office")
        return tmp_path / "office"

    return make


def test_without_an_office_first_start_asks_for_unit_user_and_passphrase(begin, tmp_path, save_screen):
    card = begin(tmp_path / "群团工作台")
    assert isinstance(card, FirstStart)
    save_screen(card.window(), "first_start")


def test_first_start_by_keyboard_ends_in_the_window(workbench, begin, qtbot, type_in, tmp_path, save_screen, settled):
    card = begin(tmp_path / "office")
    for name, text in (("name", "芒果镇党建办公室"), ("area_code", "999999101"), ("level", "乡镇"), ("user", "王秀英")):
        type_in(card.form.editors[name].input, text)
        qtbot.keyClick(card.form.editors[name].input, Qt.Key.Key_Return)
    for editor in (card.first, card.second):
        qtbot.keyClicks(editor.input, "shan cha hua kai")
    qtbot.keyClick(card.second.input, Qt.Key.Key_Return)
    settled()
    card = workbench.gate.card
    assert isinstance(card, RecoveryCard)
    assert [len(group) for group in card.sheet.code.split("-")] == [4] * 8
    assert not card.sheet.go_on.isEnabled()
    save_screen(workbench.gate, "recovery_sheet")
    qtbot.keyClick(card.sheet.safe, Qt.Key.Key_Space)
    qtbot.keyClick(card.sheet.go_on, Qt.Key.Key_Space)
    assert workbench.shell.page.title == "今日待办"
    assert "芒果镇党建办公室 · 用户：王秀英" in workbench.shell.status.text
    assert workbench.settings.office == str(tmp_path / "office")


def test_weak_and_unequal_passphrases_are_refused_at_their_fields(begin, qtbot, type_in, tmp_path, save_screen):
    card = begin(tmp_path / "office")
    for name, text in (("name", "芒果镇党建办公室"), ("area_code", "999999101"), ("level", "乡镇"), ("user", "王秀英")):
        type_in(card.form.editors[name].input, text)
    qtbot.keyClicks(card.first.input, "1234")
    card.submit()
    assert "太短" in card.first.message
    qtbot.keyClicks(card.first.input, "shan cha hua kai")
    qtbot.keyClicks(card.second.input, "shan cha hua")
    card.submit()
    assert "不一样" in card.second.message
    save_screen(card.window(), "first_start_refused")
    assert not (tmp_path / "office").exists()


def test_wrong_area_code_is_said_on_the_card(begin, qtbot, type_in, tmp_path, settled):
    card = begin(tmp_path / "office")
    for name, text in (("name", "芒果镇党建办公室"), ("area_code", "12"), ("level", "乡镇"), ("user", "王秀英")):
        type_in(card.form.editors[name].input, text)
    for editor in (card.first, card.second):
        qtbot.keyClicks(editor.input, "shan cha hua kai")
    card.submit()
    settled()
    assert "行政区划代码" in card.bar.text


def test_passphrase_opens_the_shell_and_closing_gives_the_lock_back(
    workbench, begin, bare, copy_of, qtbot, type_in, settled, save_screen
):
    directory = copy_of(bare)
    card = begin(directory)
    assert isinstance(card, SignIn)
    save_screen(card.window(), "sign_in")
    card.passphrase.set_text(builders.PASSPHRASE)
    qtbot.keyClick(card.passphrase.input, Qt.Key.Key_Return)
    settled()
    assert workbench.gate is None
    assert workbench.shell.isVisible()
    assert not DB.is_closed()
    workbench.shell.close()
    workbench.close()
    assert DB.is_closed()
    open_office(directory, builders.PASSPHRASE).close()


def test_wrong_passphrase_is_said_under_the_field(workbench, begin, bare, copy_of, qtbot, settled, save_screen):
    DB.init(None)  # as in a process that has opened nothing yet
    card = begin(copy_of(bare))
    qtbot.keyClicks(card.passphrase.input, "wrong passphrase")
    qtbot.keyClick(card.passphrase.input, Qt.Key.Key_Return)
    settled()
    assert "口令不对" in card.passphrase.message
    save_screen(card.window(), "sign_in_wrong")
    assert workbench.shell is None
    assert DB.is_closed()


def test_caps_lock_is_mentioned(begin, bare, copy_of, qtbot):
    card = begin(copy_of(bare))
    qtbot.keyClick(card.passphrase.input, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
    assert "大写" not in card.passphrase.message
    qtbot.keyClick(card.passphrase.input, "A")
    assert "大写锁定" in card.passphrase.message


def test_an_office_open_elsewhere_is_a_calm_page_with_ways_on(
    workbench, begin, bare, copy_of, qtbot, settled, save_screen, tmp_path
):
    directory = copy_of(bare)
    with open_office(directory, builders.PASSPHRASE):
        card = begin(directory)
        card.passphrase.set_text(builders.PASSPHRASE)
        card.submit()
        settled()
        card = workbench.gate.card
        assert isinstance(card, RefusedCard)
        assert "已由" in card.reason.text()
        save_screen(workbench.gate, "refused")
    messages.answer(tmp_path / "empty")
    workbench._elsewhere()
    assert isinstance(workbench.gate.card, FirstStart)


def test_recovery_sheet_is_written_as_pdf(workbench, begin, qtbot, tmp_path, settled):
    from ui.pages.recovery_sheet import RecoverySheet

    code = "-".join(["AB12"] * 8)
    sheet = RecoverySheet("芒果镇党建办公室", "王秀英", code, lambda: builders.NOW)
    qtbot.addWidget(sheet)
    messages.answer(tmp_path / "恢复单.pdf")
    sheet.save_pdf()
    assert (tmp_path / "恢复单.pdf").read_bytes().startswith(b"%PDF")
    assert "已存为" in sheet.bar.text
