"""人员: the list and the record, by keyboard over a real office."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from models.core.dates import PartialDate
from models.core.errors import RuleRefused
from models.office.draft import find_draft
from models.organisations.body import Body
from models.organisations.unit import Unit
from models.people.person import Membership, PartyStage, Person
from tests import builders
from tests.ui.pages.conftest import PERSONS
from ui import messages
from ui.pages.people.record import sections
from ui.widgets.notes import Toast

CTRL = Qt.KeyboardModifier.ControlModifier
ALL = PERSONS + 3


@pytest.fixture
def page(enter):
    return enter("people").shell.page


@pytest.fixture
def opened(page, qapp):
    def open_name(name):
        page.open_person(Person.get(Person.name == name))
        qapp.processEvents()
        return page.panel

    return open_name


def fill(panel, qtbot, type_in, **texts):
    """Type into fields and leave each with Enter."""
    for name, text in texts.items():
        editor = panel.form.editors[name]
        editor.input.setFocus()
        editor.input.clear()
        type_in(editor.input, text)
        qtbot.keyClick(editor.input, Qt.Key.Key_Return)


def undo_toast(page):
    page.window().findChild(Toast).undo()


def test_every_column_of_a_person_stands_in_the_form_once():
    names = [kind.name for section in sections() for kind in section.fields]
    assert sorted(names) == sorted(kind.name for kind in Person.kinds())


def test_list_counts_masks_and_sorts_by_pinyin(page, save_screen):
    assert page._count.text() == f"共 {ALL} 人"
    row = [page.table.records.text(0, column) for column in range(len(page.table.records.columns))]
    assert row[0].startswith("阿卜杜拉")
    assert "*" in row[4]
    assert "*" in row[8]
    save_screen(page.window(), "people_list")


def test_filter_by_text_and_chips_and_clear(page, qtbot, type_in, save_screen):
    qtbot.keyClick(page.window(), Qt.Key.Key_F, CTRL)
    type_in(page.filters._text, "解晓燕")
    qtbot.waitUntil(lambda: page.table.selected_count() == 0 and len(page.table.records.ids) == 1)
    assert page._count.text() == f"找到 1 人，共 {ALL} 人"
    page.filters.clear()
    page.filters.want({"sex": "2", "village": Unit.get(Unit.name == "石桥村").id})
    women = Person.select().join(Unit).where((Person.sex == "2") & (Unit.name == "石桥村")).count()
    assert len(page.table.records.ids) == women
    save_screen(page.window(), "people_filtered")
    page.filters.want({"body": ("kind", "league")})
    assert len(page.table.records.ids) == 1
    page.filters.want({}, "查无此人")
    assert page._found._layout.currentIndex() == 1
    save_screen(page.window(), "people_nobody")


def test_newest_first(page):
    page.newest.click()
    assert page.table.records.ids[0] == max(page.table.records.ids)


def test_enter_opens_the_record_and_esc_leads_back_to_the_row(page, qtbot, save_screen):
    page.table.choose(page.table.records.ids[30])
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.panel.person.id == page.table.records.ids[30]
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    assert page.panel is None
    assert page.table.current_id() == page.table.records.ids[30]
    assert page.window().focusWidget() is page.table


def test_record_follows_the_row_while_one_is_open(page, qtbot):
    page.open_person(Person.get_by_id(page.table.records.ids[3]))
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.panel.person.id == page.table.records.ids[4])
    assert page.window().focusWidget() is page.table


def test_a_new_person_by_keyboard(page, qtbot, type_in, save_screen):
    qtbot.keyClick(page.window(), Qt.Key.Key_N, CTRL)
    panel = page.panel
    number = builders.id_number(date(1998, 3, 4), 562)
    fill(panel, qtbot, type_in, name="翟 秀 兰", id_number=f"９９９９９９{number[6:]}", phone="138 0000 5678")
    assert panel.form.editors["sex"].text() == Person.sex.show("2")
    assert panel.form.editors["born"].text() == "1998年3月4日"
    fill(panel, qtbot, type_in, nationality="汉", political_status="共青团员", village="sqc")
    save_screen(page.window(), "people_new")
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    person = Person.get(Person.id_number == number)
    assert (person.name, person.nationality, person.village.name) == ("翟秀兰", "01", "石桥村")
    assert page._count.text() == f"共 {ALL + 1} 人"
    assert page.table.current_id() == person.id
    assert find_draft(page.desk.session, "people", "") is None
    assert not panel.standing.isHidden()


def test_mismatch_with_the_number_is_a_warning_with_both_values_that_can_be_kept(
    page, opened, qtbot, type_in, save_screen
):
    panel = opened("解晓燕")
    fill(panel, qtbot, type_in, born="1991.3")
    editor = panel.form.editors["born"]
    assert editor.severity == "warn"
    assert "1991年3月" in editor.message
    assert "1990年3月7日" in editor.message
    save_screen(page.window(), "people_mismatch")
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    assert Person.get(Person.name == "解晓燕").born == PartialDate(1991, 3)
    fill(panel, qtbot, type_in, born="1990.3.7")
    assert editor.severity == ""


def test_a_taken_number_is_refused_and_leads_to_the_other_record(page, opened, qtbot, type_in):
    other = Person.get(Person.name == "单立梅")
    panel = opened("解晓燕")
    fill(panel, qtbot, type_in, id_number=other.id_number)
    assert panel.form.editors["id_number"].severity == "stop"
    assert "单立梅" in panel.bar.text
    assert not panel.save()
    panel.bar._action.click()
    assert page.panel.person == other


def test_an_unknown_village_can_be_registered_from_the_field(page, opened, qtbot, type_in):
    panel = opened("解晓燕")
    fill(panel, qtbot, type_in, village="新寨村")
    assert "还没有“新寨村”" in panel.bar.text
    panel.bar._action.click()
    assert Unit.get(Unit.name == "新寨村").kind_of_unit == "village"
    assert panel.save()
    assert Person.get(Person.name == "解晓燕").village.name == "新寨村"


def test_only_changed_values_are_written_and_can_be_undone(page, opened, qtbot, type_in):
    panel = opened("解晓燕")
    revision = panel.person.revision
    fill(panel, qtbot, type_in, school="芒果镇中学")
    assert panel.save()
    assert Person.get(Person.name == "解晓燕").revision == revision + 1
    undo_toast(page)
    assert Person.get(Person.name == "解晓燕").school is None
    assert panel.form.editors["school"].text() == ""


def test_draft_is_kept_on_a_pause_and_offered_again(page, opened, qtbot, type_in, save_screen):
    panel = opened("解晓燕")
    with qtbot.waitSignal(panel.form.draft_due, timeout=3000):
        type_in(panel.form.editors["former_name"].input, "解小燕")
    uid = panel.person.uid
    qtbot.waitUntil(lambda: find_draft(page.desk.session, "people", uid) is not None)
    page.close_record()
    panel = opened("解晓燕")
    assert panel.draft_bar.text == "有一份 09:30 没保存的草稿。"
    assert panel.form.editors["former_name"].text() == ""
    save_screen(page.window(), "people_draft")
    panel.draft_bar.restore_button.click()
    assert panel.form.editors["former_name"].text() == "解小燕"
    assert panel.save()
    assert find_draft(page.desk.session, "people", uid) is None


def test_draft_of_a_new_person_survives_a_crash(enter, qtbot, type_in):
    workbench = enter("people")
    page = workbench.shell.page
    page.begin()
    type_in(page.panel.form.editors["name"].input, "半个人")
    assert page.settle()
    from ui.pages.people import PeoplePage

    again = PeoplePage(workbench.desk, workbench.settings)
    qtbot.addWidget(again)
    assert "没保存的新人员草稿" in again.bar.text
    again.bar._action.click()
    again.panel.draft_bar.restore_button.click()
    assert again.panel.form.editors["name"].text() == "半个人"
    again.panel.draft_bar.drop_button.click()
    again.panel.form.mark_saved()


def test_dropping_a_draft_forgets_it(page, opened, type_in):
    panel = opened("解晓燕")
    type_in(panel.form.editors["school"].input, "某校")
    page.close_record()
    assert "已留成草稿" in messages.said[-1].text
    panel = opened("解晓燕")
    panel.draft_bar.drop_button.click()
    assert find_draft(page.desk.session, "people", panel.person.uid) is None
    assert panel.draft_bar.text == ""


def test_deleting_one_is_done_at_once_and_can_be_taken_back(page, qtbot):
    person = Person.get_by_id(page.table.records.ids[0])
    page.table.choose(person.id)
    page.delete_button.click()
    assert Person.get_or_none(Person.id == person.id) is None
    undo_toast(page)
    assert Person.get_by_id(person.id).name == person.name


def test_deleting_several_asks_with_the_verb_and_can_be_taken_back(page, qtbot, settled):
    free = page.table.records.ids[:3]
    page.table.choose(free[0])
    for _ in range(2):
        qtbot.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert page.delete_button.text() == "删除 3 人"
    messages.answer(False)
    page.delete_selected()
    assert Person.select().count() == ALL
    messages.answer(True)
    page.delete_selected()
    settled()
    assert Person.select().count() == ALL - 3
    undo_toast(page)
    settled()
    assert Person.select().count() == ALL


def test_who_is_recommended_is_not_deleted_and_nobody_else_either(page, qtbot, settled):
    names = ["单立梅", "单立梅"]
    page.filters.want({}, names[0])
    page.table.choose(page.table.records.ids[0])
    page.delete_button.click()
    assert "不能删除" in page.bar.text
    assert Person.select().count() == ALL


def test_memberships_are_added_changed_and_ended(page, opened, qtbot, type_in, save_screen, qapp):
    panel = opened("解晓燕")
    panel._jump_to_place(panel.standing.memberships)
    panel.standing.memberships.begin_button.click()
    form = panel.standing.memberships.form
    type_in(form.form.editors["body"].input, "大河村妇女联合会")
    qtbot.keyClick(form.form.editors["body"].input, Qt.Key.Key_Tab)
    assert form.form.editors["kind_of_body"].text() == "妇联"
    type_in(form.form.editors["post"].input, "执委")
    qapp.processEvents()
    save_screen(page.window(), "people_membership")
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    added = Membership.get(Membership.body == Body.get(Body.name == "大河村妇女联合会"))
    assert (added.post, added.person.name) == ("执委", "解晓燕")
    assert panel.standing.memberships.form is None
    panel.standing._change(added, "left_on")
    panel.standing.memberships.form.button.click()
    assert Membership.get_by_id(added.id).left_on == PartialDate(2026, 11, 20)


def test_stages_of_the_way_into_the_party(page, opened, qtbot, type_in, qapp, save_screen):
    panel = opened("解晓燕")
    panel.standing._reach("activist", None)
    form = panel.standing.stages.form
    type_in(form.form.editors["reached_on"].input, "2026.10")
    type_in(form.form.editors["companions"].input, "李国强、张桂兰")
    form.button.click()
    stage = PartyStage.get(PartyStage.stage == "activist")
    assert (stage.reached_on, stage.companions) == (PartialDate(2026, 10), "李国强、张桂兰")
    panel._jump_to_place(panel.standing.stages)
    qapp.processEvents()
    save_screen(page.window(), "people_standing")


def test_esc_closes_the_small_form_first(page, opened, qtbot):
    panel = opened("解晓燕")
    panel.standing.memberships.begin_button.click()
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    assert panel.standing.memberships.form is None
    assert page.panel is panel
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    assert page.panel is None


def test_recommendations_stand_below_and_lead_to_their_page(page, opened, qtbot):
    panel = opened("解晓燕")
    with qtbot.waitSignal(panel.go) as sent:
        panel.standing.recommendations.findChildren(QPushButton)[-1].click()
    assert sent.args[0] == "recommendation"


def test_empty_office_offers_both_ways_to_begin(enter, bare, save_screen, qtbot):
    page = enter("people", bare).shell.page
    assert page._filled._layout.currentIndex() == 1
    save_screen(page.window(), "people_empty")
    qtbot.keyClick(page.window(), Qt.Key.Key_N, CTRL)
    assert page._filled._layout.currentIndex() == 0
    page.refresh()
    assert page._filled._layout.currentIndex() == 0


@pytest.mark.parametrize("size_name", ["标准", "特大"])
def test_nothing_is_cut_on_a_small_screen(enter, opened_copy, size_name, save_screen, qapp):
    workbench = enter("people", size=(1280, 720))
    workbench.shell.set_font_size(size_name)
    page = workbench.shell.page
    qapp.processEvents()
    assert page.table.horizontalScrollBar().maximum() == 0
    save_screen(workbench.shell, f"people_1280_{size_name}")
    page.open_person(Person.get(Person.name == "解晓燕"))
    for _ in range(4):
        qapp.processEvents()
    assert page.panel._inside().width() <= page.panel.width()
    save_screen(workbench.shell, f"people_record_1280_{size_name}")
    assert workbench.shell.width() == 1280
    assert workbench.shell.height() == 720


def test_a_refused_verb_is_said_on_the_page(page):
    def refuse(_session):
        raise RuleRefused("现在不行。")

    assert page.desk.do(page, refuse) is None
    assert page.bar.text == "现在不行。"
