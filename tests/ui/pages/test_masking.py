"""Masked numbers, consent to an export, notes about prints, and what is not offered to whom."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from models.core.history import History
from models.office import access
from models.people.person import Person
from ui import messages

OTHERS = {
    "李审": ("review", "推开窗看见远山"),
    "赵统": ("statistics", "稻田里的白鹭飞"),
    "孙管": ("system", "半山腰的老茶树"),
}


@pytest.fixture
def three(enter):
    """The window of an office with more users."""

    def make(key="people"):
        workbench = enter(key)
        for name, (role, passphrase) in OTHERS.items():
            access.add_user(workbench.desk.opened, name, [role], passphrase)
        return workbench

    return make


def become(workbench, name):
    """The signed-in user from now on; pages that stand already were made for the other one."""
    session = workbench.desk.session
    session.user = session.guard.user = name


def rows(verb):
    return [row.sentence for row in History.select().where(History.verb == verb).order_by(History.seq)]


@pytest.fixture
def opened(enter, qapp):
    page = enter("people").shell.page
    page.open_person(Person.get(Person.name == "解晓燕"))
    qapp.processEvents()
    return page


def test_numbers_of_a_stored_person_are_masked(opened, save_screen):
    editors, person = opened.panel.form.editors, opened.panel.person
    assert editors["id_number"].input.text() == Person.id_number.masked(person.id_number)
    assert editors["id_number"].text() == person.id_number
    assert "*" in editors["phone"].input.text()
    assert not opened.panel.form.dirty
    save_screen(opened.window(), "person_masked")


def test_showing_a_number_stands_in_the_history(opened, qtbot, save_screen):
    editor = opened.panel.form.editors["id_number"]
    editor.input.setFocus()
    qtbot.keyClick(editor.input, Qt.Key.Key_F2)
    assert editor.input.text() == opened.panel.person.id_number
    assert rows("unmask") == ["查看“解晓燕”的身份证号"]
    assert not opened.panel.form.dirty
    opened.conceal()
    assert editor.is_masked


def test_typing_reveals_first_and_loses_no_key(opened, qtbot, type_in):
    editor = opened.panel.form.editors["phone"]
    stored = editor.text()
    editor.input.setFocus()
    editor.input.deselect()
    qtbot.keyClick(editor.input, Qt.Key.Key_9)
    assert editor.text() == stored + "9"
    assert rows("unmask") == ["查看“解晓燕”的联系电话"]
    other = opened.panel.form.editors["id_number"]
    other.input.setFocus()
    other.input.selectAll()
    type_in(other.input, "999")
    assert other.text() == "999"


def test_saving_another_field_leaves_masked_numbers_as_they_are(opened, qtbot, type_in):
    stored = opened.panel.person.id_number
    type_in(opened.panel.form.editors["note"].input, "已联系")
    assert opened.panel.save()
    assert Person.get(Person.name == "解晓燕").id_number == stored
    assert opened.panel.form.editors["id_number"].is_masked


def test_new_person_is_not_masked(opened, type_in):
    opened.begin()
    editor = opened.panel.form.editors["phone"]
    type_in(editor.input, "13800001234")
    assert editor.input.text() == "13800001234"
    assert not editor.is_masked
    assert rows("unmask") == []


def test_who_may_not_see_numbers_keeps_the_stars(three, qtbot):
    workbench = three()
    become(workbench, "赵统")
    page = workbench.shell.page
    page.open_person(Person.get(Person.name == "解晓燕"))
    editor = page.panel.form.editors["id_number"]
    editor.input.setFocus()
    qtbot.keyClick(editor.input, Qt.Key.Key_F2)
    assert editor.is_masked
    assert "请由" in messages.said[-1].text


def test_single_user_exports_with_a_warning(enter, tmp_path, settled):
    page = enter("people").shell.page
    messages.answer(tmp_path / "花名册.xlsx")
    page.export()
    settled()
    assert "没有第二人同意" in page.bar.text
    assert (tmp_path / "花名册.xlsx").exists()


def test_second_user_consents_to_an_export(three, tmp_path, qtbot, settled, save_screen):
    page = three().shell.page
    path = tmp_path / "花名册.xlsx"
    messages.answer(path)
    page.export()
    form = page.consent.form
    assert [form.who.list.itemText(k) for k in range(form.who.list.count())] == ["李审"]
    form.passphrase.set_text("不是这一句口令啊")
    qtbot.keyClick(form.passphrase.input, Qt.Key.Key_Return)
    settled()
    assert "口令不对" in form.passphrase.message
    assert not path.exists()
    save_screen(page.window(), "export_consent")
    form.passphrase.set_text(OTHERS["李审"][1])
    qtbot.keyClick(form.passphrase.input, Qt.Key.Key_Return)
    settled()
    assert page.consent.form is None
    assert path.exists()
    assert rows("export_roster")[-1].endswith("李审同意")


def test_consent_is_given_up_by_escape(three, tmp_path):
    workbench = three()
    messages.answer(tmp_path / "花名册.xlsx")
    workbench.shell.page.export()
    workbench.shell.step_back()
    assert workbench.shell.page.consent.form is None
    assert not (tmp_path / "花名册.xlsx").exists()


def test_saved_form_stands_in_the_history_and_a_blank_copy_does_not(enter, tmp_path, settled):
    page = enter("printing").shell.page
    page.forms.choose("roster")
    settled()
    messages.answer(tmp_path / "a.pdf", tmp_path / "b.pdf")
    page.save()
    settled()
    assert rows("print_form") == ["存成PDF《人员花名册》"]
    page.forms.setCurrentItem(page.forms.topLevelItem(page.forms.topLevelItemCount() - 1))
    settled()
    page.save()
    settled()
    assert len(rows("print_form")) == 1
    assert (tmp_path / "b.pdf").exists()


def test_nobody_is_shown_before_a_form_is_chosen_and_a_printed_list_needs_consent(three, settled, tmp_path):
    workbench = three()
    workbench.shell.visit("printing")
    page = workbench.shell.page
    settled()
    assert not page.view.paper.pages
    page.forms.choose("roster")
    settled()
    messages.answer(tmp_path / "a.pdf")
    page.save()
    settled()
    assert page.consent.form is not None
    assert not (tmp_path / "a.pdf").exists()
    assert page.step_back()


def test_previews_are_dropped_while_locked(enter, settled):
    page = enter("printing").shell.page
    page.forms.choose("roster")
    settled()
    page.conceal()
    assert not page.view.paper.pages
    page.reveal()
    settled()
    assert page.view.paper.pages


def test_what_a_reader_may_not_do_is_grey_and_says_who_may(enter, qtbot, save_screen):
    workbench = enter("settings")
    access.add_user(workbench.desk.opened, "赵统", ["statistics"], OTHERS["赵统"][1])
    become(workbench, "赵统")
    page = workbench.shell.visit("people")
    grey = {one.text(): one.toolTip() for one in page.findChildren(QPushButton) if not one.isEnabled()}
    assert "录入员或审核员" in grey["录入人员"]
    assert "录入员或审核员" in grey["导入花名册"]
    page.begin()
    assert page.panel is None
    page.open_person(Person.get(Person.name == "解晓燕"))
    type_over(page.panel.form.editors["note"].input, "改一改")
    assert not page.panel.save()
    assert "请由录入员或审核员来改" in page.panel._state.text()
    save_screen(workbench.shell, "people_reader")
    workbench.shell.visit("recommendation").begin()
    workbench.shell.visit("organisations").begin()


def type_over(input_, text):
    input_.setPlainText(text)
