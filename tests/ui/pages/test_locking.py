"""The lock screen and signing in where there are several users, by keyboard over real offices."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from models.core.database import DB
from models.core.history import History
from models.office import access
from models.office.draft import find_draft
from models.people.person import Person
from tests import builders
from ui import jobs
from ui.settings import Settings
from ui.window import Workbench

CTRL = Qt.KeyboardModifier.ControlModifier
OTHERS = {"李审": "推开窗看见远山", "赵统": "稻田里的白鹭飞"}


@pytest.fixture
def three(opened_copy, founded):
    """The town with three users; the directory."""
    opened = opened_copy(founded)
    for (name, passphrase), roles in zip(OTHERS.items(), (["review"], ["statistics"]), strict=True):
        access.add_user(opened, name, roles, passphrase)
    opened.close()
    return opened.place.directory


@pytest.fixture
def workbench(three, qtbot, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "config"))
    made = Workbench(Settings(user="李审"))
    made.begin(three)
    made.gate.resize(1366, 768)
    qtbot.waitUntil(lambda: made.gate.card.who.list.count() == 3)
    yield made
    window = made.window
    made.close()
    if window is not None:
        window.close()
        window.deleteLater()


def sign_in(workbench, qtbot, name, passphrase):
    card = workbench.gate.card
    card.who.list.setCurrentText(name)
    card.passphrase.set_text(passphrase)
    qtbot.keyClick(card.passphrase.input, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not jobs.running, timeout=20_000)


def test_names_are_offered_and_who_came_last_is_chosen(workbench, save_screen):
    who = workbench.gate.card.who
    assert who.isVisible()
    assert who.name == "李审"
    assert sorted(who.list.itemText(k) for k in range(3)) == sorted([builders.USER, *OTHERS])
    save_screen(workbench.gate, "sign_in_three")


def test_a_passphrase_opens_only_for_its_own_user(workbench, qtbot, save_screen):
    sign_in(workbench, qtbot, "李审", builders.PASSPHRASE)
    assert "再错 4 次" in workbench.gate.card.passphrase.message
    for _ in range(4):
        sign_in(workbench, qtbot, "李审", "不是这一句口令啊")
    assert "15 分钟" in workbench.gate.card.passphrase.message
    save_screen(workbench.gate, "sign_in_locked")


def test_chosen_user_works_under_her_own_name(workbench, qtbot):
    sign_in(workbench, qtbot, "李审", OTHERS["李审"])
    assert "用户：李审" in workbench.shell.status.text
    workbench.shell.before_close = lambda: True


def test_single_user_is_not_asked_who_she_is(bare, tmp_path, qtbot, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    made = Workbench(Settings())
    made.begin(bare)
    qtbot.wait(120)
    assert made.gate.card.who.isHidden()
    made.gate.close()


@pytest.fixture
def locked(enter, qtbot):
    """The people page with something half typed, locked by Ctrl+L."""
    workbench = enter("people")
    page = workbench.shell.page
    page.open_person(Person.get(Person.name == "解晓燕"))
    page.panel.form.editors["note"].input.setFocus()
    QTest.keyClicks(page.panel.form.editors["note"].input, "ABC")
    QGuiApplication.clipboard().setText("530")
    qtbot.keyClick(workbench.shell, Qt.Key.Key_L, CTRL)
    return workbench


def test_locked_window_shows_nothing_and_keeps_the_draft(locked, save_screen):
    page = locked.locking.page
    assert page.geometry() == locked.shell.rect()
    assert not locked.shell.centralWidget().isVisible()
    assert QGuiApplication.clipboard().text() == ""
    assert find_draft(locked.desk.session, "people", Person.get(Person.name == "解晓燕").uid) is not None
    assert page.who.isHidden()
    save_screen(locked.shell, "locked")


def test_no_key_reaches_the_pages_while_locked(locked, qtbot):
    before = locked.shell.page.panel.person
    for key in (Qt.Key.Key_S, Qt.Key.Key_N, Qt.Key.Key_K):
        qtbot.keyClick(locked.shell, key, CTRL)
    qtbot.keyClick(locked.shell, Qt.Key.Key_Escape)
    assert locked.shell.page.panel.person == before
    assert locked.locking.page is not None


def test_her_passphrase_brings_her_back_to_where_she_was(locked, qtbot, settled):
    page = locked.locking.page
    page.passphrase.set_text("不对的一句口令")
    qtbot.keyClick(page.passphrase.input, Qt.Key.Key_Return)
    settled()
    assert "口令不对" in page.passphrase.message
    page.passphrase.set_text(builders.PASSPHRASE)
    qtbot.keyClick(page.passphrase.input, Qt.Key.Key_Return)
    settled()
    assert locked.locking.page is None
    note = locked.shell.page.panel.form.editors["note"]
    assert "ABC" in note.text()
    assert note.input.hasFocus()
    assert History.select().where(History.verb == "unlock").count() == 1


def test_screen_locks_by_itself_and_keys_put_it_off(enter, qtbot):
    workbench = enter("today")
    timer = workbench.locking._timer
    assert timer.interval() == 15 * 60_000
    timer.start(300)
    QTest.keyClick(workbench.shell.windowHandle(), Qt.Key.Key_Shift)
    assert timer.interval() == 15 * 60_000
    timer.start(10)
    qtbot.waitUntil(lambda: workbench.locking.page is not None)


@pytest.mark.parametrize(("kept", "minutes"), [(15, 15), (1, 5), (300, 30)])
def test_lock_stays_between_five_and_thirty_minutes(kept, minutes):
    assert Settings(lock_minutes=kept).lock_after() == minutes


def test_another_user_is_signed_in_anew(workbench, qtbot, save_screen):
    sign_in(workbench, qtbot, builders.USER, builders.PASSPHRASE)
    workbench.shell.lock_asked.emit()
    page = workbench.locking.page
    page.who.list.setCurrentText("李审")
    assert page.button.text() == "登录"
    page.passphrase.set_text(OTHERS["李审"])
    save_screen(workbench.shell, "locked_three")
    qtbot.keyClick(page.passphrase.input, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: workbench.shell is not None and workbench.desk is not None
                    and workbench.desk.session.user == "李审", timeout=20_000)  # fmt: skip
    assert not DB.is_closed()
    assert "用户：李审" in workbench.shell.status.text
    workbench.shell.before_close = lambda: True


def test_recovery_code_gives_a_chosen_user_another_passphrase(tmp_path, enter, qtbot, settled):
    from models.core.clock import fixed
    from models.office.office import create_office, open_office

    opened, code = create_office(tmp_path / "recovered", builders.founding(), fixed(builders.NOW))
    access.add_user(opened, "李审", ["review"], OTHERS["李审"])
    opened.close()
    again = open_office(tmp_path / "recovered", code, clock=fixed(builders.NOW))
    workbench = Workbench(Settings())
    workbench.enter(again)
    workbench.shell.before_close = lambda: True
    page = workbench.shell.visit("settings")
    page.show_part("口令")
    page.part.who.list.setCurrentText("李审")
    for editor in (page.part.first, page.part.second):
        editor.set_text("换成另外一句新话")
    page.save()
    settled()
    workbench.shell.close()
    workbench.close()
    with open_office(tmp_path / "recovered", "换成另外一句新话", "李审", fixed(builders.NOW)) as new:
        assert new.session.user == "李审"
