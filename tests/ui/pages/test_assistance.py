"""帮扶: households, visits, pairs and children, by keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from models.assistance.household import HouseholdMember
from models.assistance.pairs import Contact, Pair
from models.office.attachment import attachments_of
from tests.ui.pages.assistance_sample import help_people
from ui import messages
from ui.pages.assistance.kinds import AIDS, CHILDREN, DISTRIBUTIONS, HOUSEHOLDS, PAIRS, VISITS
from ui.widgets.notes import Toast

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(enter):
    workbench = enter("today")
    help_people(workbench.desk.session)
    workbench.shell.visit("assistance")
    return workbench.shell.page


@pytest.mark.parametrize(
    "register", [HOUSEHOLDS, DISTRIBUTIONS, AIDS, VISITS, PAIRS, CHILDREN], ids=lambda register: register.key
)
def test_every_column_stands_in_the_form_once_or_is_hidden(register):
    names = [kind.name for section in register.sections() for kind in section.fields]
    assert sorted([*names, *register.hidden]) == sorted(kind.name for kind in register.record.kinds())


@pytest.mark.parametrize("key", ["household", "distribution", "aid", "visit", "pair", "left_behind_child"])
def test_each_list_opens_its_record(page, key, qtbot, save_screen):
    page.show_register(key)
    assert page.view.table.records.ids
    save_screen(page.window(), f"assistance_{key}s")
    page.view.open_record(page.view.register.record.get())
    save_screen(page.window(), f"assistance_{key}")
    scroll = page.view.panel.form.area().verticalScrollBar()
    scroll.setValue(scroll.maximum())
    save_screen(page.window(), f"assistance_{key}_below")
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    assert page.view.panel is None


def test_a_contact_is_kept_under_the_pair(page, qtbot, type_in):
    pair = Pair.get()
    page.open_target(("pair", pair.uid))
    panel = page.view.panel
    panel.contacts.begin_button.click()
    form = panel.contacts.form.form
    for name, text in (("held_on", "2026.11.15"), ("form", "上门"), ("content", "送去冬衣")):
        form.editors[name].input.setFocus()
        if name != "form":
            form.editors[name].set_text("")
            type_in(form.editors[name].input, text)
    form.editors["form"].set_value(next(iter(Contact.form.table.items())).code)
    panel.contacts.form.save()
    newest = Contact.select().order_by(Contact.id.desc()).get()
    assert (newest.pair_id, str(newest.held_on), newest.content) == (pair.id, "2026-11-15", "送去冬衣")


def test_a_member_who_is_kept_need_not_be_typed_again(page):
    page.open_target(("household", page.views["household"].register.record.get().uid))
    panel = page.view.panel
    panel.members.begin_button.click()
    form = panel.members.form.form
    form.editors["person"].set_text("罗小梅")
    form.settled.emit("person")
    assert form.editors["name"].text() == "罗小梅"
    assert panel.members.form.save()
    assert HouseholdMember.select().order_by(HouseholdMember.id.desc()).get().person.name == "罗小梅"


@pytest.fixture
def two_homes(page):
    """Two households, a member half typed below the first."""
    page.show_register("household")
    first, second = page.view.register.record.select().limit(2)
    page.view.open_record(first)
    page.view.panel.members.begin_button.click()
    page.view.panel.members.form.form.editors["name"].set_text("杨小宝")
    return first, second


def test_a_half_typed_member_is_never_kept_under_another_household(page, two_homes):
    first, second = two_homes
    page.view.table.choose(second.id)
    page.view.panel.show_record(second, take_keys=False)
    panel = page.view.panel
    assert panel.members.form is None
    page.window().findChild(Toast).undo()
    assert panel.record == first
    assert panel.members.form.form.editors["name"].text() == "杨小宝"
    assert panel.members.form.save()
    assert HouseholdMember.get(HouseholdMember.name == "杨小宝").household_id == first.id


def test_esc_closes_the_small_form_first_and_it_can_be_brought_back(page, two_homes, qtbot):
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    panel = page.view.panel
    assert panel is not None
    assert panel.members.form is None
    page.window().findChild(Toast).undo()
    assert panel.members.form.form.editors["name"].text() == "杨小宝"


def test_ctrl_s_saves_the_small_form(page, two_homes, qtbot):
    first, _second = two_homes
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    assert HouseholdMember.get(HouseholdMember.name == "杨小宝").household_id == first.id
    assert page.view.panel.members.form is None


def test_a_photo_is_kept_encrypted_and_shown_from_memory(page, tmp_path):
    from PySide6.QtGui import QImage

    picture = QImage(64, 48, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.darkGreen)
    path = tmp_path / "走访.png"
    picture.save(str(path))
    page.show_register("visit")
    visit = page.view.register.record.get()
    page.view.open_record(visit)
    messages.answer([str(path)])
    page.view.panel.photos._add()
    kept = attachments_of(visit)
    assert [one.file_name for one in kept] == ["走访.png"]
    assert page.view.panel.photos.shelf.content(kept[0]) == path.read_bytes()


def test_an_empty_list_that_rosters_bring_offers_to_import_one(enter):
    shell = enter("assistance").shell
    page = shell.page
    page.show_register("household")
    offered = {one.text(): one for one in page.view.findChildren(QPushButton) if one.isVisibleTo(page)}
    assert "导入花名册" not in {one.text() for one in page.views["visit"].findChildren(QPushButton)}
    offered["导入花名册"].click()
    assert shell.page is not page
    assert shell.page.help_key == "intake"
