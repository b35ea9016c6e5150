"""设置—保密查阅人: who is named, naming and dismissing with a reason, and what others are offered."""

import pytest
from PySide6.QtWidgets import QPushButton

from models.office.access import add_user, the_user
from models.office.closed import vault
from models.office.closed.readers import code_for, grant_reader, own_code
from models.office.closed.records import live_readers
from models.office.users import change_roles
from tests import builders
from ui import messages


@pytest.fixture
def part(enter, bare):
    workbench = enter("settings", bare)
    opened = workbench.desk.opened
    add_user(opened, "李芳", ["rights"], "推开窗看见远山")
    change_roles(opened.session, the_user(builders.USER), ["entry", "review", "rights"])
    page = workbench.shell.page
    page.show_part("保密查阅人")
    return page.part


def links(part):
    return {one.accessibleName(): one for one in part.readers.findChildren(QPushButton) if "：" in one.accessibleName()}


def test_a_reader_is_named_with_a_reason_and_dismissed_again(part, type_in, save_screen):
    assert own_code(part.desk.opened) in part._code.text()
    part.begin()
    assert code_for("李芳") in part._offered("李")[0].detail
    form = part.readers.form.form
    type_in(form.editors["name"].input, "李芳")
    assert not part.readers.form.save()
    type_in(form.editors["reason"].input, "办理家庭暴力案件")
    save_screen(part.window(), "readers_naming")
    assert part.readers.form.save()
    assert [reader.name for reader in live_readers()] == ["李芳", builders.USER]
    assert "授权" in messages.said[-1].text
    save_screen(part.window(), "readers")
    links(part)["撤销：李芳"].click()
    type_in(part.readers.form.form.editors["reason"].input, "调离岗位")
    assert part.readers.form.save()
    assert [reader.name for reader in live_readers()] == [builders.USER]
    assert "调离岗位" in messages.said[-1].text
    assert part.former.isVisibleTo(part)
    save_screen(part.window(), "readers_former")


def test_who_is_no_reader_is_told_who_may(part):
    part.desk.session.user = "李芳"
    part.refresh()
    assert not part.readers.begin_button.isEnabled()
    assert "现有的保密查阅人" in part._may_not.text()
    assert not links(part)[f"撤销：{builders.USER}"].isEnabled()


def test_only_who_can_be_one_is_offered(part):
    assert [choice.label for choice in part._offered("")] == ["李芳"]


def test_who_was_named_by_an_officer_is_confirmed_by_a_reader(part, type_in, save_screen):
    opened = part.desk.opened
    add_user(opened, "赵安", ["security"], "推开窗看见大海")
    opened.session.user, private, opened.private = "赵安", opened.private, b""
    grant_reader(opened.session, opened, "李芳", "接办")
    opened.session.user, opened.private = builders.USER, private
    part.refresh()
    assert part.waiting.isVisibleTo(part)
    save_screen(part.window(), "readers_confirming")
    confirming = [one for one in part.waiting.findChildren(QPushButton) if "确认" in one.accessibleName()]
    confirming[0].click()
    assert not part.waiting.isVisibleTo(part)
    assert vault.seals().keys() == {"李芳", builders.USER, "恢复单"}
    assert "确认了“李芳”" in messages.said[-1].text


def test_a_reader_whom_a_second_user_shuts_out_is_told_why(enter):
    workbench = enter("rights")
    page = workbench.shell.page
    assert page.enter_button.isEnabled()
    add_user(workbench.desk.opened, "李建国", ["review"], "山上有座庙叫白云", False)
    page.refresh()
    assert page.enter_button.isVisible()
    assert not page.enter_button.isEnabled()
    assert "维权专员" in page.enter_button.toolTip()
