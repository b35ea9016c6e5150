"""Erasing a person on request, by keyboard: asked for on her page, decided in the settings by somebody else."""

import time

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton
from shiboken6 import isValid

from models.office import access
from models.office.draft import find_draft
from models.office.erasing.shapes import ERASED
from models.office.place import ANY_DRIVE
from models.people.erasure import (
    DONE,
    REFUSED,
    REQUESTED,
    Erasure,
    pending_erasures,
    request_erasure,
)
from models.people.person import Person
from tests import builders
from ui import jobs, messages
from ui.clearance import clearance_of
from ui.pages.settings import erasures
from ui.safekeeping import ERASURES, reminders
from ui.window import RECOUNT_MS

HER = "解晓燕"
REASON = "本人2026年11月18日书面申请，已核对身份证"
OTHERS = {"安全生": ("security", "推开窗看见远山"), "赵统": ("statistics", "稻田里的白鹭飞")}


@pytest.fixture(autouse=True)
def _any_drive(monkeypatch):
    monkeypatch.setenv(ANY_DRIVE, "1")


@pytest.fixture
def workbench(enter):
    """The window of an office with a clerk, a security officer and a statistician; the clerk is signed in."""
    made = enter("people")
    for name, (role, passphrase) in OTHERS.items():
        access.add_user(made.desk.opened, name, [role], passphrase)
    return made


def become(workbench, name):
    """The signed-in user from now on; every page is made for her."""
    session = workbench.desk.session
    session.user = session.guard.user = name
    workbench.shell.forget_pages()


def her():
    return Person.get(Person.name == HER)


def open_her(workbench, person=None):
    page = workbench.shell.visit("people")
    page.open_person(person or her())
    QApplication.processEvents()
    return page


def part_of(workbench):
    workbench.shell.go("settings", ERASURES)
    return workbench.shell.page.part


def offered(panel):
    """What 更多 offers, and whether it may be chosen."""
    panel.more_button.click()
    menu = panel.findChild(QMenu)
    found = [(action.text(), action.isEnabled()) for action in menu.actions()]
    menu.close()
    panel.window().activateWindow()
    return found


def shown_text(widget):
    """Every word in sight on a widget."""
    QApplication.processEvents()  # lines made anew are shown by the layout
    return "\n".join(line.text() for line in widget.findChildren(QLabel) if line.isVisible())


def asked(workbench, person=None):
    return request_erasure(workbench.desk.session, person or her(), REASON).value


def test_by_keyboard_from_the_request_to_the_report(workbench, qtbot, type_in, settled, tmp_path, save_screen):
    panel = open_her(workbench).panel
    uid, number = panel.person.uid, panel.person.id_number
    panel.more_button.setFocus()
    qtbot.keyClick(panel.more_button, Qt.Key.Key_Space)
    menu = QApplication.activePopupWidget()
    save_screen(menu, "erasure_menu")
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    form = panel.erasing.form
    assert form.form.editors["reason"].input.hasFocus()
    assert "每一份备份里都读不出来，不能撤销" in shown_text(form)
    assert "正在办理的推荐" in shown_text(form)
    type_in(form.form.editors["reason"].input, REASON)
    save_screen(workbench.shell, "erasure_request")
    qtbot.keyClick(workbench.shell, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert panel.erasing.form is None
    assert "王秀英登记了删除个人信息的申请，等待安全管理员或审核员决定" in panel.erasing.text
    assert offered(panel) == [("申请删除个人信息…（已经登记）", False)]
    save_screen(workbench.shell, "erasure_pending")

    request = part_of(workbench).requests[0]
    assert "由另一位" in request.barred
    assert not request.approve_button.isEnabled()
    save_screen(workbench.shell, "erasure_same_hands")

    become(workbench, "安全生")
    part = part_of(workbench)
    request = part.requests[0]
    assert REASON in shown_text(request)
    save_screen(workbench.shell, "erasure_to_decide")
    request.approve_button.setFocus()
    messages.answer(True)
    qtbot.keyClick(request.approve_button, Qt.Key.Key_Space)
    settled()
    assert "个人信息已经删除" in messages.said[-1].text
    assert pending_erasures() == []
    part = workbench.shell.page.part
    assert "安全生" in part.report.text
    assert "纸质档案" in part.report.text
    assert HER not in shown_text(workbench.shell)
    save_screen(part.report, "erasure_report_whole")
    save_screen(workbench.shell, "erasure_report")
    messages.answer(tmp_path / "报告.pdf")
    part.report.save_button.click()
    settled()
    assert (tmp_path / "报告.pdf").read_bytes().startswith(b"%PDF")
    qtbot.keyClick(workbench.shell, Qt.Key.Key_Escape)
    assert part.report is None
    save_screen(workbench.shell, "erasure_decided")

    become(workbench, builders.USER)
    workbench.shell.search.setText(HER)
    workbench.shell.search.search()
    assert not any(HER in line for line in workbench.shell.search.found.lines)
    workbench.shell.search.setText(number)
    workbench.shell.search.search()
    assert workbench.shell.search.found.lines == []
    panel = open_her(workbench, Person.by_uid(uid)).panel
    assert ERASED in panel._title.text()
    assert "已按本人申请删除" in panel.erasing.text
    assert not panel.form.isEnabled()
    assert not panel._button.isEnabled()
    assert offered(panel) == [("申请删除个人信息…（已经删除）", False)]
    save_screen(workbench.shell, "erasure_gone")
    panel.show_story()
    assert HER not in shown_text(panel)
    save_screen(workbench.shell, "erasure_gone_story")
    qtbot.keyClick(workbench.shell, Qt.Key.Key_Escape)
    workbench.shell.visit("history")
    settled()
    save_screen(workbench.shell, "erasure_history")


def test_without_a_reason_nothing_is_registered_and_esc_closes_the_form(workbench, qtbot):
    panel = open_her(workbench).panel
    panel.erasing.ask()
    panel.save()
    assert panel.erasing.form.form.editors["reason"].severity == "stop"
    assert not Erasure.select().exists()
    qtbot.keyClick(workbench.shell, Qt.Key.Key_Escape)
    assert panel.erasing.form is None
    assert workbench.shell.page.panel is panel


def test_who_may_not_ask_is_told_who_may(workbench):
    become(workbench, "赵统")
    panel = open_her(workbench).panel
    assert offered(panel) == [("申请删除个人信息…（请由录入员或审核员来做）", False)]


def test_nobody_asks_for_herself(workbench, type_in):
    person = builders.person(workbench.desk.session, builders.USER, order=802)
    panel = open_her(workbench, person).panel
    panel.erasing.ask()
    type_in(panel.erasing.form.form.editors["reason"].input, "本人申请")
    panel.save()
    assert "不能由本人登记" in panel.erasing.form.bar.text
    assert not Erasure.select().exists()


def test_a_request_is_refused_with_a_reason(workbench, qtbot, type_in, save_screen):
    asked(workbench)
    become(workbench, "安全生")
    part = part_of(workbench)
    request = part.requests[0]
    request.refuse_button.setFocus()
    qtbot.keyClick(request.refuse_button, Qt.Key.Key_Space)
    part.save()
    assert "请写明不同意的理由" in request.refusing.bar.text
    type_in(request.refusing.form.editors["refusal"].input, "申请人不是本人，没有委托书")
    save_screen(workbench.shell, "erasure_refusing")
    part.save()
    assert Erasure.get().status == REFUSED
    assert part.requests == []
    assert "没有委托书" in shown_text(part.decided)
    assert her().id_number
    save_screen(workbench.shell, "erasure_refused")
    become(workbench, builders.USER)
    assert offered(open_her(workbench).panel) == [("申请删除个人信息…", True)]


def test_changing_her_mind_at_the_box_leaves_everything(workbench):
    asked(workbench)
    become(workbench, "安全生")
    part = part_of(workbench)
    messages.answer(False)
    part.requests[0].approve_button.click()
    assert not jobs.running
    assert Erasure.get().status == REQUESTED
    assert "要删除“解晓燕”的个人信息吗" in messages.said[-1].text


@pytest.mark.real_box
def test_enter_in_the_box_erases_nobody(workbench, qtbot, save_screen):
    asked(workbench)
    become(workbench, "安全生")
    pressed = part_of(workbench).requests[0].approve_button

    def press_enter():
        box = QApplication.activeModalWidget()
        save_screen(box, "erasure_box")
        qtbot.keyClick(box, Qt.Key.Key_Return)

    QTimer.singleShot(200, press_enter)
    pressed.setFocus()
    qtbot.keyClick(pressed, Qt.Key.Key_Space)
    assert not jobs.running
    assert Erasure.get().status == REQUESTED


def test_one_user_decides_alone_and_is_warned(enter, settled, save_screen):
    workbench = enter("people")
    panel = open_her(workbench).panel
    panel.erasing.ask()
    assert "只有一位用户" in shown_text(panel.erasing.form)
    save_screen(workbench.shell, "erasure_alone")
    asked(workbench)
    part = part_of(workbench)
    assert part.requests[0].barred == ""
    assert "书面申请和批准件存档" in shown_text(part.requests[0])
    messages.answer(True)
    part.requests[0].approve_button.click()
    settled()
    assert Erasure.get().status == DONE


def test_cancelled_before_it_began_nothing_happened(workbench, qtbot, settled, monkeypatch, save_screen):
    asked(workbench)
    become(workbench, "安全生")
    monkeypatch.setattr(jobs, "SHOW_AFTER_S", 0)
    begun = []

    def slowly(_opened, _erasure, progress):
        while True:  # until 取消 is pressed
            progress.step("正在备份", 1, 4)
            begun.append(True)
            time.sleep(0.01)

    monkeypatch.setattr(erasures, "approve_erasure", slowly)
    messages.answer(True)
    part_of(workbench).requests[0].approve_button.click()
    strip = workbench.shell.findChild(jobs.Strip)
    qtbot.waitUntil(lambda: bool(begun) and strip.isVisible())
    assert not workbench.shell.room.isEnabled()
    assert "删除个人信息：正在备份  1 / 4" in strip.text
    save_screen(workbench.shell, "erasure_progress")
    strip.findChild(QPushButton).click()
    settled()
    assert "没有任何改动" in messages.said[-1].text
    assert workbench.shell.room.isEnabled()
    assert Erasure.get().status == REQUESTED
    assert her().name == HER


def test_what_was_half_typed_about_her_does_not_come_back(workbench, type_in, settled):
    person = her()
    panel = open_her(workbench).panel
    type_in(panel.form.editors["note"].input, "半句话")
    asked(workbench)
    become(workbench, "安全生")
    session = workbench.desk.session
    messages.answer(True)
    part_of(workbench).requests[0].approve_button.click()
    settled()
    for page in workbench.shell.pages:
        page.settle()
    become(workbench, builders.USER)
    assert find_draft(session, "people", person.uid) is None


def test_a_stick_that_is_away_is_said_here_and_in_today(workbench, settled, tmp_path, save_screen):
    from models.office.backups.second_place import copy_to_second_place

    opened, stick = workbench.desk.opened, tmp_path / "U盘"
    stick.mkdir()
    copy_to_second_place(opened, stick)
    stick.rename(tmp_path / "在抽屉里")
    asked(workbench)
    assert "删除个人信息申请" in [one.title for one in reminders(workbench.desk)]
    become(workbench, "安全生")
    messages.answer(True)
    part_of(workbench).requests[0].approve_button.click()
    settled()
    part = workbench.shell.page.part
    assert "1 处备份还没有处理" in messages.said[-1].text
    assert "U盘" in part.report.text
    save_screen(workbench.shell, "erasure_stick_away")
    part.step_back()
    save_screen(workbench.shell, "erasure_left")
    become(workbench, builders.USER)
    told = {one.title: one.part for one in reminders(workbench.desk)}
    assert told["备份还没有删完"] == ERASURES
    workbench.shell.visit("today").refresh()
    save_screen(workbench.shell, "erasure_today")
    (tmp_path / "在抽屉里").rename(stick)
    part_of(workbench)
    workbench.shell.go("settings", "备份")
    messages.answer(stick)
    workbench.shell.page.part.copy_away()
    settled()
    assert "备份还没有删完" not in [one.title for one in reminders(workbench.desk)]


def test_who_does_not_decide_sees_no_name(workbench):
    asked(workbench)
    access.add_user(workbench.desk.opened, "孙管", ["system"], "半山腰的老茶树")
    become(workbench, "孙管")
    part = part_of(workbench)
    assert HER not in shown_text(part)
    assert "您的角色看不到内容" in shown_text(part)


def test_officer_who_has_no_work_page_is_told_what_waits(workbench, save_screen):
    asked(workbench)
    become(workbench, "安全生")
    page = workbench.shell.visit("settings")
    assert "1 份删除个人信息的申请等待决定" in page.bar.text
    save_screen(workbench.shell, "erasure_told")
    page.bar._action.click()
    assert page.list.currentItem().text() == ERASURES
    assert page.bar.text == ""


def test_largest_letters_cut_no_line(workbench, save_screen):
    workbench.shell.resize(1280, 720)
    workbench.shell.set_font_size("特大")
    panel = open_her(workbench).panel
    panel.erasing.ask()
    save_screen(workbench.shell, "erasure_request_largest")
    for line in panel.erasing.form.findChildren(QLabel):
        assert not line.wordWrap() or line.height() >= line.heightForWidth(line.width()), line.text()
    asked(workbench)
    become(workbench, "安全生")
    part = part_of(workbench)
    part.requests[0].refuse()
    save_screen(workbench.shell, "erasure_largest")
    for line in part.findChildren(QLabel):
        if line.isVisible() and line.wordWrap():
            assert line.height() >= line.heightForWidth(line.width()), line.text()


def test_no_page_made_before_is_heard_of_again(workbench, qapp, qtbot):
    shell = workbench.shell
    for key in list(shell.rail.keys):
        shell.visit(key)
    for title in ("备份", ERASURES, "用户", "规则"):
        shell.go("settings", title)
    open_her(workbench).panel.show_story()
    before = list(shell.pages)
    shell.forget_pages()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not any(isValid(page) for page in before)
    workbench.desk.changed.emit(None)
    workbench.desk.copied.emit()
    clearance_of(workbench.desk).left.emit()
    qtbot.wait(RECOUNT_MS + 100)
    assert len(shell.pages) == 1


def test_unlocking_after_the_pages_were_made_anew_goes_on(workbench, qapp):
    shell = workbench.shell
    part = part_of(workbench)
    part.setFocus()
    workbench.locking.lock()
    workbench.desk.forgetting.emit()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    workbench.locking.page.unlocked.emit()
    assert workbench.locking.page is None
    assert shell.page.isVisible()
