"""组织: bodies and units, by keyboard."""

import pytest
from PySide6.QtCore import Qt

from models.organisations.body import Body
from models.organisations.unit import Unit
from ui.pages.organisations.kinds import BODIES, UNITS
from ui.widgets.notes import Toast

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(enter):
    return enter("organisations").shell.page


def fill(panel, qtbot, type_in, **texts):
    for name, text in texts.items():
        editor = panel.form.editors[name]
        editor.input.setFocus()
        editor.input.clear()
        type_in(editor.input, text)
        qtbot.keyClick(editor.input, Qt.Key.Key_Tab)


@pytest.mark.parametrize("register", [BODIES, UNITS])
def test_every_column_stands_in_the_form_once(register):
    names = [kind.name for section in register.sections() for kind in section.fields]
    assert sorted(names) == sorted(kind.name for kind in register.record.kinds())


def test_bodies_by_channel(page, save_screen):
    assert page._count.text() == "共 11 个组织"
    save_screen(page.window(), "organisations")
    page.view.filters.want({"kind": "women"})
    assert page._count.text() == "找到 5 个组织，共 11 个组织"


def test_a_new_body_by_keyboard(page, qtbot, type_in, save_screen):
    qtbot.keyClick(page.window(), Qt.Key.Key_N, CTRL)
    panel = page.view.panel
    fill(panel, qtbot, type_in, name="石桥村工会委员会", kind_of_body="工会", unit="石桥村")
    fill(panel, qtbot, type_in, superior="大河农业开发有限公司工会委员会", members_entitled="42人")
    save_screen(page.window(), "organisations_new")
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    body = Body.get(Body.name == "石桥村工会委员会")
    assert (body.kind_of_body, body.unit.name, body.members_entitled) == ("union", "石桥村", 42)
    assert body.superior.name == "大河农业开发有限公司工会委员会"
    assert page.view.table.current_id() == body.id


def test_a_body_is_not_its_own_superior(page, qtbot, type_in):
    page.open_target(("body", Body.get(Body.kind_of_body == "union").uid))
    panel = page.view.panel
    fill(panel, qtbot, type_in, superior="大河农业开发有限公司工会委员会")
    assert not panel.save()
    assert "不能是它自己" in panel.bar.text


def test_figures_that_do_not_go_together_are_warned_of(page, qtbot, type_in, save_screen):
    page.open_target(("unit", Unit.get(Unit.name == "石桥村").uid))
    panel = page.view.panel
    fill(panel, qtbot, type_in, staff="10", women_staff="12")
    assert "多于职工人数" in panel.form.editors["women_staff"].message
    save_screen(page.window(), "organisations_unit")
    assert panel.save()


def test_a_unit_in_use_is_not_deleted(page):
    page.show_register("unit")
    page.view.table.choose(Unit.get(Unit.name == "石桥村").id)
    page.view.delete_button.click()
    assert "不能删除" in page.bar.text


def test_deleting_is_done_at_once_and_taken_back(page):
    body = Body.get(Body.name == "共青团云岭村支部")
    page.view.table.choose(body.id)
    page.view.delete_button.click()
    assert Body.get_or_none(Body.id == body.id) is None
    page.window().findChild(Toast).undo()
    assert Body.get_by_id(body.id).name == body.name


def test_empty_office_says_what_belongs_there(enter, bare, save_screen):
    page = enter("organisations", bare).shell.page
    assert page.view._filled._layout.currentIndex() == 1
    save_screen(page.window(), "organisations_empty")


def test_largest_font_on_a_small_screen(enter, save_screen, qapp):
    workbench = enter("organisations", size=(1280, 720))
    workbench.shell.set_font_size("特大")
    page = workbench.shell.page
    page.open_target(("body", Body.get().uid))
    for _ in range(4):
        qapp.processEvents()
    save_screen(workbench.shell, "organisations_1280_特大")
    assert (workbench.shell.width(), workbench.shell.height()) == (1280, 720)
