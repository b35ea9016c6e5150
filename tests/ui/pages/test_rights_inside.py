"""维权 inside the closed compartment, by keyboard: entering, registering, reports, numbers, papers, leaving."""

from datetime import date

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton

from models.core.clock import fixed
from models.core.history import History
from models.office.access import add_user, the_user
from models.office.closed.compartment import released_totals
from models.office.closed.readers import grant_reader
from models.office.draft import all_drafts
from models.office.office import open_office
from models.office.users import change_roles
from models.rights import doing
from models.rights.figures import WHAT, period
from models.rights.file import case_of, parts_of_case
from models.rights.records import RightsCase
from tests import builders
from tests.ui.pages.rights_sample import open_petitions, protected_petitions
from tests.ui.pages.test_rights import named, type_row
from ui import messages, style
from ui.pages.rights.intake import INSIDE
from ui.settings import Settings
from ui.widgets.inline_form import InlineForm
from ui.window import Workbench

PHRASE = "推开窗看见远山"

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def workbench(enter):
    made = enter("today")
    open_petitions(made.desk.opened)
    made.cases = protected_petitions(made.desk.opened)
    made.desk.opened.leave_compartment()
    return made


@pytest.fixture
def page(workbench):
    page = workbench.shell.visit("rights")
    page.refresh()
    return page


@pytest.fixture
def inside(page, qtbot):
    qtbot.keyClick(page.enter_button, Qt.Key.Key_Space)
    return page


def ways(notice):
    return {one.text(): one for one in notice.findChildren(QPushButton)}


def test_entering_shows_protected_cases_and_how_long(page, inside, save_screen):
    assert len(page.table.records.ids) == 5
    assert page.closed_label.text() == "保密区：还有 3 小时"
    assert not page.table.isColumnHidden(len(page.table.records.columns) - 1)
    assert page.enter_button.isHidden()
    save_screen(page.window(), "rights_inside")


def test_her_wishes_stand_on_top_even_where_nothing_was_noted(workbench, inside, save_screen):
    inside.open_case(workbench.cases[0].uid)
    panel = inside.panel
    assert "娘家电话" in panel.note.contact.text()
    save_screen(inside.window(), "rights_inside_case")
    inside.open_case(workbench.cases[1].uid)
    assert inside.panel.note.isVisible()
    assert "还没有记下" in panel.note.nothing.text()
    assert "要立即报告" in panel.stop.text
    save_screen(inside.window(), "rights_inside_child")
    panel.ask_wishes("safe_contact")
    panel.asking.form.editors["safe_contact"].set_text("只在学校见面。")
    assert panel.asking.save()
    assert panel.note.contact.text() == "只在学校见面。"


def test_nothing_passes_without_a_report_or_its_reason(workbench, inside, type_in, save_screen):
    inside.open_case(workbench.cases[1].uid)
    panel = inside.panel
    type_row(panel._body.form, type_in, receiver_opinion="马上联系学校。", capacity="无民事行为能力")
    panel.finish()
    assert case_of(panel.uid, inside.clearance.inside).step == "talking"
    assert ways(panel.stop)["登记强制报告"].hasFocus()
    assert panel._body.form.editors["receiver_opinion"].text() == "马上联系学校。"
    ways(panel.stop)["登记强制报告"].click()
    form = panel.parts_view.entries["report"].form
    save_screen(inside.window(), "rights_report")
    type_row(
        form.form,
        type_in,
        minor_name="单小禾",
        situation="4",
        reported_on="2026.11.19",
        reported_at="9:40",
        finder="王秀英",
    )
    form.form.editors["reported_to"].set_value(("police",))
    assert form.save()
    assert panel.stop.text == ""
    panel.turn("办理")
    panel.finish()
    assert case_of(panel.uid, inside.clearance.inside).step == "acceptance"


def test_the_reason_for_no_report_lets_it_pass(workbench, inside, type_in):
    inside.open_case(workbench.cases[1].uid)
    panel = inside.panel
    ways(panel.stop)["说明没有报告的原因"].click()
    type_row(panel.asking.form, type_in, reason="公安机关转来，已经立案。")
    assert panel.asking.save()
    assert panel.stop.text == ""


@pytest.fixture
def other_reader(workbench, shown):
    """The window of a second reader, who handles none of the cases."""
    opened = workbench.desk.opened
    add_user(opened, "李芳", ["rights"], PHRASE)
    change_roles(opened.session, the_user(builders.USER), ["entry", "review", "rights"])
    grant_reader(opened.session, opened, "李芳", "接手维权")
    directory = opened.place.directory
    workbench.shell.close()
    workbench.close()
    made = Workbench(Settings())
    made.enter(open_office(directory, PHRASE, "李芳", fixed(builders.NOW)))
    shown(made.shell)
    made.shell.before_close = lambda: True
    yield made
    for timer in made.shell.findChildren(QTimer):
        timer.stop()
    made.close()


def test_what_somebody_else_handles_opens_with_a_reason_only(workbench, other_reader, type_in, save_screen):
    page = other_reader.shell.visit("rights")
    page.enter()
    compartment = page.clearance.inside
    before = len(compartment.rows())
    page.open_case(workbench.cases[0].uid)
    panel = page.panel
    assert panel.asking_why
    assert panel.note.isHidden()
    assert "单立梅" not in panel.head.facts.text()
    save_screen(page.window(), "rights_asking_why")
    form = panel._why.widget().findChild(InlineForm)
    assert not form.save()
    assert len(compartment.rows()) == before
    type_row(form.form, type_in, reason="主任交办，接手这件案子。")
    assert form.save()
    assert not panel.asking_why
    assert panel.note.isVisible()
    assert compartment.rows()[0].sentence == "查阅：主任交办，接手这件案子。"
    page.close_panel()
    page.open_case(workbench.cases[0].uid)
    assert not page.panel.asking_why


def test_what_she_typed_is_kept_while_she_enters(workbench, page, type_in, save_screen):
    page.begin()
    panel = page.panel
    type_row(panel.form, type_in, rights_class="家庭暴力", channel="来访", name="普丽芬", problem="丈夫打人。")
    assert all_drafts(workbench.desk.session) == []
    assert not panel.save()
    save_screen(page.window(), "rights_intake_must_enter")
    ways(panel.closed_notice)["进入保密区登记"].click()
    assert page.panel is panel
    assert panel.closed_notice.text == INSIDE
    assert panel.form.editors["problem"].text() == "丈夫打人。"
    assert panel.save()
    assert RightsCase.select().where(RightsCase.name == "普丽芬").count() == 0
    assert page.panel.is_protected
    assert messages.said[-1].text == "已记在保密区里。"


def test_an_open_case_moves_inside_with_its_first_protected_part(workbench, page, type_in, save_screen):
    uid = named("普雪梅").uid
    page.open_case(uid)
    panel = page.panel
    panel.turn("各项记录")
    panel.parts_view.begin("violence")
    assert panel.parts_view.entries["violence"].form is None
    page.panel.bar._act()
    panel.parts_view.begin("violence")
    form = panel.parts_view.entries["violence"].form
    assert "移进保密区" in form.button.text()
    save_screen(page.window(), "rights_moving")
    type_row(form.form, type_in, relation="配偶")
    form.form.editors["forms_of_violence"].set_value(("body",))
    assert form.save()
    assert page.panel.is_protected
    assert page.panel.uid == uid
    assert RightsCase.get_or_none(RightsCase.uid == uid) is None
    assert len(parts_of_case(page.panel.case, page.clearance.inside).violence) == 1


def test_everything_about_violence_is_entered_in_place(workbench, inside, type_in, save_screen):
    inside.open_case(workbench.cases[0].uid)
    panel = inside.panel
    panel.turn("各项记录")
    view = panel.parts_view
    letter, order = view.parts.letters[0], view.parts.orders[0]
    view._open_visit(letter, None)
    form = view.entries["letter"].form
    form.form.editors["repeated"].set_value(False)
    save_screen(inside.window(), "rights_visit")
    assert form.save()
    assert len(view.parts.visits) == 2
    view._extend(order)
    assert view.entries["order"].form.save()
    assert view.parts.orders[1].extends_uid == order.uid
    view._decide(view.parts.orders[1])
    type_row(view.entries["order"].form.form, type_in, ending="")
    save_screen(inside.window(), "rights_decision")
    assert not view.entries["order"].form.save()
    assert "结案方式" in view.entries["order"].form.bar.text
    view.entries["order"].close_form()
    view._change_order(order)
    type_row(view.entries["order"].form.form, type_in, change_kind="撤销", change_text="双方分居。")
    assert view.entries["order"].form.save()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    save_screen(inside.window(), "rights_inside_parts")


@pytest.mark.parametrize("size", ["标准", "特大"])
def test_no_form_of_a_part_is_wider_than_its_place(workbench, inside, qapp, size):
    inside.window().resize(1280, 720)
    style.apply(qapp, size)
    inside.open_case(workbench.cases[0].uid)
    view = inside.panel.parts_view
    inside.panel.turn("各项记录")
    openings = [lambda key=key: view.begin(key) for key in view.entries]
    openings += [lambda part=part: view.change(part) for part in view.parts.all()]
    openings += [lambda: view._decide(view.parts.orders[0]), lambda: view._extend(view.parts.orders[0])]
    for opening in openings:
        opening()
        for _ in range(5):
            qapp.processEvents()
        assert view.widget().width() <= view.viewport().width()
        view.close_form()


def test_a_correction_inside_stands_beside_the_first_text(workbench, inside, save_screen):
    inside.open_case(workbench.cases[0].uid)
    inside.panel.turn("更正")
    assert inside.panel._halves.buttons["更正"].text() == "更正 1"
    save_screen(inside.window(), "rights_inside_corrections")


def test_numbers_for_a_return_are_seen_before_they_leave(workbench, inside, save_screen):
    inside.show_totals()
    panel = inside.panel
    assert panel.numbers["cases"] == 2
    save_screen(inside.window(), "rights_totals")
    panel.release()
    span = period(date(2026, 1, 1), date(2026, 12, 31))
    assert released_totals(span, WHAT) == panel.numbers
    assert not panel.button.isEnabled()
    save_screen(inside.window(), "rights_totals_given")


def test_papers_are_called_by_number_and_told_inside_only(workbench, inside, settled, tmp_path, save_screen):
    case = workbench.cases[0]
    inside.open_case(case.uid)
    inside.print_out()
    settled()
    printing = workbench.shell.page
    assert printing._count.text() == case.number
    assert printing._file_name() == case.number
    before = History.select().count()
    messages.answer(str(tmp_path / "一.pdf"))
    printing.save()
    settled()
    assert History.select().count() == before
    assert "打印《来信来访接待登记表》" in workbench.desk.opened.compartment.rows()[0].sentence
    save_screen(printing.window(), "rights_inside_printing")
    inside.leave()
    assert printing.view.paper.pages == []
    assert printing._count.text() == ""
    assert "保密区已经关上" in printing.bar.text
    printing.forms.choose("roster")
    settled()
    assert printing.view.paper.pages


def test_leaving_takes_everything_away_at_once(workbench, inside, qtbot, save_screen):
    inside.open_case(workbench.cases[0].uid)
    qtbot.keyClick(inside.leave_button, Qt.Key.Key_Space)
    assert inside.panel is None
    assert len(inside.table.records.ids) == 3
    assert "保密区已经关上" in inside.bar.text
    save_screen(inside.window(), "rights_left")


def test_the_lock_screen_takes_it_away_and_she_comes_back_to_the_list(workbench, inside, settled):
    inside.open_case(workbench.cases[0].uid)
    inside.panel._body.form.go_to("handler")
    workbench.locking.lock()
    assert inside.panel is None
    lock = workbench.locking.page
    lock.passphrase.set_text(builders.PASSPHRASE)
    lock.submit()
    settled()
    assert workbench.locking.page is None
    assert len(inside.table.records.ids) == 3
    inside.enter()
    assert len(inside.table.records.ids) == 5


def test_what_was_half_typed_for_the_compartment_goes_with_it(workbench, inside, type_in):
    inside.begin()
    type_row(inside.panel.form, type_in, rights_class="家庭暴力", name="普丽芬")
    inside.leave()
    assert inside.panel is None
    assert all_drafts(workbench.desk.session) == []


def test_an_open_case_stays_open_when_the_compartment_is_left(workbench, inside):
    inside.open_case(named("罗小梅").uid)
    inside.leave()
    assert inside.panel.uid == named("罗小梅").uid


def test_a_protected_case_at_the_largest_letters(workbench, inside, qapp, save_screen):
    inside.window().resize(1280, 720)
    style.apply(qapp, "特大")
    for case in workbench.cases:
        inside.open_case(case.uid)
        save_screen(inside.window(), f"rights_inside_large_{case.number[-1]}")
    inside.panel.turn("各项记录")
    save_screen(inside.window(), "rights_inside_large_parts")


def test_who_may_not_enter_is_offered_nothing(workbench, page):
    opened = workbench.desk.opened
    add_user(opened, "李芳", ["rights", "entry"], PHRASE)
    change_roles(opened.session, the_user(builders.USER), ["entry", "review", "rights"])
    opened.session.user = "李芳"
    page.refresh()
    assert page.enter_button.isHidden()
    page.open_target(workbench.cases[0].uid)
    assert page.panel is None
    assert "没有找到" in page.bar.text
    assert doing.inside(opened) is None
