"""设置—用户: adding, changing and leaving, by keyboard over a real office; what each role is offered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from models.office import access
from models.office.users import User, active_users, user_named
from tests import builders
from ui import messages

OTHERS = {"李审": "推开窗看见远山", "赵统": "稻田里的白鹭飞"}


@pytest.fixture
def part(enter, bare):
    page = enter("settings", bare).shell.page
    page.show_part("用户")
    return page.part


def verbs_of(part):
    """Accessible names of the links beside the users."""
    QApplication.processEvents()  # lines made anew are shown by the layout
    links = part.users.findChildren(QPushButton)
    return sorted(link.accessibleName() for link in links if "：" in link.accessibleName() and link.isVisible())


def fill(form, qtbot, type_in, name, passphrase, *held):
    type_in(form._name.input, name)
    for role in held:
        qtbot.keyClick(form.boxes[role], Qt.Key.Key_Space)
    for editor in (form._first, form._second):
        editor.set_text(passphrase)


def test_one_user_is_listed_and_officers_are_still_to_be_named(part, save_screen):
    assert "还没有指定系统管理员、安全管理员、审计员" in part.officers.text()
    assert verbs_of(part) == [f"改角色：{builders.USER}"]
    save_screen(part.window(), "users_one")


def test_user_is_added_with_her_own_passphrase(part, qtbot, type_in, settled, save_screen):
    part.begin()
    fill(part.form, qtbot, type_in, "李审", OTHERS["李审"], "review", "audit")
    assert part.form.together_box.isHidden()
    save_screen(part.window(), "users_adding")
    qtbot.keyClick(part.form._second.input, Qt.Key.Key_Return)
    settled()
    assert part.form is None
    assert user_named("李审").roles == ["review", "audit"]
    assert sorted(access.sign_in_names(part.desk.opened.place.directory)) == sorted([builders.USER, "李审"])
    assert "增加了" in messages.said[-1].text
    assert verbs_of(part) == sorted([f"改角色：{builders.USER}", "改角色：李审", "停用：李审"])
    save_screen(part.window(), "users_two")


@pytest.mark.parametrize(("passphrase", "reason"), [("12345678", "太短"), ("李审李审李审", "")])
def test_weak_passphrase_is_refused_at_its_field(part, qtbot, type_in, passphrase, reason):
    part.begin()
    fill(part.form, qtbot, type_in, "李审", passphrase, "entry")
    part.form.submit()
    assert part.form._first.severity == "stop"
    assert reason in part.form._first.message
    assert len(active_users()) == 1


def test_unequal_passphrases_no_name_and_no_role_are_said(part, qtbot, type_in):
    part.begin()
    part.form.submit()
    assert part.form._name.severity == "stop"
    type_in(part.form._name.input, "李审")
    part.form.submit()
    assert "角色" in part.form.bar.text
    qtbot.keyClick(part.form.boxes["entry"], Qt.Key.Key_Space)
    part.form._first.set_text(OTHERS["李审"])
    part.form.submit()
    assert "不一样" in part.form._second.message


def test_two_officers_in_one_only_when_it_is_ticked(part, qtbot, type_in, settled, save_screen):
    part.begin()
    fill(part.form, qtbot, type_in, "李审", OTHERS["李审"], "system", "audit")
    assert part.form.together_box.isVisible()
    part.form.submit()
    settled()
    assert "兼任" in part.form.bar.text
    save_screen(part.window(), "users_two_officers")
    qtbot.keyClick(part.form.together_box, Qt.Key.Key_Space)
    part.form.submit()
    settled()
    assert user_named("李审").roles == ["system", "audit"]
    assert "安全管理员" in part.officers.text()


def test_roles_are_changed_and_a_user_leaves(part, qtbot, type_in, settled):
    access.add_user(part.desk.opened, "赵统", ["statistics"], OTHERS["赵统"])
    part.refresh()
    part.begin(user_named("赵统"))
    qtbot.keyClick(part.form.boxes["entry"], Qt.Key.Key_Space)
    part.save()
    assert set(user_named("赵统").roles) == {"entry", "statistics"}
    messages.answer(True)
    part._remove(user_named("赵统"))
    settled()
    assert user_named("赵统") is None
    assert "停用：赵统" not in verbs_of(part)
    assert User.get(User.name == "赵统").active is False
    assert access.sign_in_names(part.desk.opened.place.directory) == [builders.USER]


def test_who_may_not_is_told_who_may(part, settled):
    access.add_user(part.desk.opened, "赵统", ["statistics"], OTHERS["赵统"])
    part.desk.session.guard.user = part.desk.session.user = "赵统"
    part.refresh()
    assert verbs_of(part) == []
    assert part.users.begin_button.isHidden()
    assert "请由系统管理员或审核员来做" in part._may_not.text()


def test_lock_is_chosen_and_kept(enter, bare, qtbot):
    workbench = enter("settings", bare)
    workbench.shell.page.show_part("锁屏")
    part = workbench.shell.page.part
    assert part.buttons[15].isChecked()
    qtbot.keyClick(part.buttons[5], Qt.Key.Key_Space)
    assert workbench.settings.lock_after() == 5


def test_largest_letters_squeeze_no_line(enter, bare, qapp, save_screen):
    workbench = enter("settings", bare, (1280, 720))
    workbench.shell.set_font_size("特大")
    workbench.shell.page.show_part("用户")
    part = workbench.shell.page.part
    part.begin()
    save_screen(workbench.shell, "users_largest")
    for line in part.form.findChildren(QLabel):
        if line.isVisible() and line.wordWrap():
            assert line.height() >= line.heightForWidth(line.width())
    workbench.shell.page.show_part("安全情况")
    save_screen(workbench.shell, "compliance_largest")
