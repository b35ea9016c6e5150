"""帮扶: households, visits, pairs and children, by keyboard."""

import pytest
from PySide6.QtCore import Qt

from models.assistance.household import HouseholdMember
from models.assistance.pairs import Contact, Pair
from models.office.attachment import attachments_of
from tests.ui.pages.assistance_sample import help_people
from ui import messages
from ui.pages.assistance.kinds import AIDS, CHILDREN, DISTRIBUTIONS, HOUSEHOLDS, PAIRS, VISITS

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
