"""维权 outside the compartment, by keyboard: the list, registering, steps, clocks, what belongs to a petition."""

import json
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from models.office.access import add_user, the_user
from models.office.draft import all_drafts
from models.office.users import change_roles
from models.rights.records import Referral, RightsCase, RightsStep
from tests import builders
from tests.leaks import leaks
from tests.ui.pages.rights_sample import ACCEPTED, TALKED, open_petitions, step
from ui import messages, style
from ui.pages.rights.case import CasePanel
from ui.pages.rights.intake import IntakePanel
from ui.widgets.notes import Toast

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def workbench(enter):
    made = enter("today")
    open_petitions(made.desk.opened)
    return made


@pytest.fixture
def page(workbench):
    return workbench.shell.visit("rights")


def named(name):
    return RightsCase.get(RightsCase.name == name)


def type_row(form, type_in, **typed):
    for name, text in typed.items():
        type_in(form.editors[name].input, text)
        form.editors[name]._leave()


def test_the_list_tells_step_and_nearest_deadline(page, save_screen):
    rows = [page.table.records.row(place) for place in range(3)]
    assert [row.name for row in rows] == ["普雪梅", "单立梅", "罗小梅"]
    assert rows[2].clock == ("warn", "办结，快到期，还有3天")
    assert page.table.isColumnHidden(len(page.table.records.columns) - 1)
    save_screen(page.window(), "rights_list")


def test_counts_per_step_narrow_the_list(page, qtbot):
    assert [chip.text() for chip in page.chips.buttons.values()] == ["全部 3", "接谈 2", "办理 1"]
    qtbot.keyClick(page.chips.buttons["handling"], Qt.Key.Key_Space)
    assert [page.table.records.row(0).name] == ["罗小梅"]
    assert "找到 1 件" in page._count.text()


def test_a_petition_is_registered_by_keyboard(page, qtbot, type_in, save_screen):
    qtbot.keyClick(page.window(), Qt.Key.Key_N, CTRL)
    panel = page.panel
    assert isinstance(panel, IntakePanel)
    assert not panel.form.editors["name"].isEnabled()
    save_screen(page.window(), "rights_intake_class_first")
    type_row(
        panel.form, type_in, rights_class="财产权益", channel="来访", name="普丽芬", people="", problem="宅基地被占。"
    )
    assert panel.form.editors["name"].isEnabled()
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    kept = named("普丽芬")
    assert (kept.rights_class, kept.step, kept.number[:5]) == ("0501", "talking", "访2026")
    assert isinstance(page.panel, CasePanel)
    assert page.panel.head.number.text() == kept.number
    assert page.table.current_id() == kept.id


def test_what_is_missing_is_said_at_its_field(page, type_in):
    page.begin()
    panel = page.panel
    type_row(panel.form, type_in, rights_class="离婚", channel="来电", name="普丽芬")
    assert not panel.save()
    assert "请填写反映问题" in panel.form.editors["problem"].message
    assert panel.form.editors["name"].text() == "普丽芬"


def test_an_earlier_visit_is_offered_and_linked(page, type_in, save_screen):
    earlier = named("单立梅")
    page.begin()
    panel = page.panel
    type_row(panel.form, type_in, rights_class="财产权益", channel="来电", name="单立梅")
    assert earlier.number in panel.repeats.text
    save_screen(page.window(), "rights_intake_repeat")
    next(one for one in panel.repeats.findChildren(QPushButton) if one.text().startswith("接在")).click()
    type_row(panel.form, type_in, problem="还是那块地。")
    assert panel.save()
    newest = RightsCase.select().order_by(RightsCase.id.desc()).get()
    assert (newest.repeat_of, newest.first_time) == (earlier.uid, False)


def test_more_than_five_delegates_are_told_while_typing(page, type_in):
    page.begin()
    form = page.panel.form
    type_row(form, type_in, rights_class="劳动权益", people="20", delegates="甲一、乙二、丙三、丁四、戊五、己六")
    assert "不超过5人" in form.editors["delegates"].message
    assert form.editors["delegates"].severity == "warn"


def test_a_draft_of_an_open_petition_is_kept_and_one_without_class_is_not(workbench, page, type_in):
    session = workbench.desk.session
    page.begin()
    type_row(page.panel.form, type_in, channel="来电")
    page.panel.keep_draft()
    assert all_drafts(session) == []
    type_row(page.panel.form, type_in, rights_class="劳动权益", name="普丽芬")
    page.close_panel()
    assert [draft.page for draft in all_drafts(session)] == ["rights"]
    page.open_target("new")
    assert page.panel.form.editors["name"].text() == "普丽芬"
    page.panel.form.editors["rights_class"].set_text("家庭暴力")
    page.panel.judge()
    assert all_drafts(session) == []
    page.close_panel()
    assert all_drafts(session) == []


def test_of_a_draft_that_turns_out_to_be_protected_no_word_stays(workbench, page, type_in, tmp_path):
    words = ["㐂㐃甲㐄", "㐂㐃乙㐄"]
    page.begin()
    panel = page.panel
    type_row(panel.form, type_in, rights_class="离婚", name=words[0])
    panel.keep_draft()
    type_row(panel.form, type_in, problem=words[1] * 900)
    panel.keep_draft()
    opened = workbench.desk.opened
    assert leaks(opened, words, [])
    panel.form.editors["keep_secret"].set_text("是")
    panel.judge()
    assert all_drafts(opened.session) == []
    assert leaks(opened, words, []) == []
    assert panel.form.editors["name"].text() == words[0]


def test_a_draft_that_was_offered_outlives_a_protected_registration(workbench, page, type_in):
    session = workbench.desk.session
    page.begin()
    type_row(page.panel.form, type_in, rights_class="劳动权益", name="普丽芬")
    page.close_panel()
    page.begin()
    type_row(page.panel.form, type_in, rights_class="离婚", name="单立梅")
    page.panel.keep_draft()
    page.panel.form.editors["rights_class"].set_text("家庭暴力")
    page.panel.judge()
    page.close_panel()
    assert [json.loads(draft.content)["name"] for draft in all_drafts(session)] == ["普丽芬"]


def test_what_must_be_protected_is_not_kept_by_who_is_no_reader(workbench, page, type_in, save_screen):
    opened = workbench.desk.opened
    add_user(opened, "李芳", ["rights", "entry"], "推开窗看见远山")
    change_roles(opened.session, the_user(builders.USER), ["entry", "review", "rights"])
    opened.session.user = "李芳"
    page.refresh()
    assert page.enter_button.isHidden()
    page.begin()
    panel = page.panel
    type_row(panel.form, type_in, rights_class="家庭暴力", channel="来访", name="普丽芬", problem="丈夫打人。")
    assert builders.USER in panel.closed_notice.text
    assert not panel.save()
    assert panel.form.editors["problem"].text() == "丈夫打人。"
    save_screen(page.window(), "rights_intake_hand_over")
    assert RightsCase.select().where(RightsCase.name == "普丽芬").count() == 0
    assert all_drafts(opened.session) == []


def test_a_step_is_finished_and_the_next_one_opens(page, qtbot, type_in, save_screen):
    case = named("单立梅")
    page.open_case(case.uid)
    panel = page.panel
    form = panel._body.form
    panel.finish()
    assert "接待人意见" in panel.bar.text
    type_row(form, type_in, receiver_opinion="先到村里了解。")
    assert "接待人意见" not in panel.bar.text
    save_screen(page.window(), "rights_talking")
    panel.finish()
    case = named("单立梅")
    assert (case.step, case.receiver_opinion) == ("acceptance", "先到村里了解。")
    assert panel._looking == "acceptance"
    assert not panel._body.form.editors["accepted_on"].isVisibleTo(panel)
    type_row(panel._body.form, type_in, decision="受理")
    assert panel._body.form.editors["accepted_on"].isVisibleTo(panel)
    save_screen(page.window(), "rights_acceptance")


def test_a_step_is_saved_without_being_finished(page, qtbot, type_in):
    page.open_case(named("单立梅").uid)
    type_row(page.panel._body.form, type_in, receiver_opinion="先到村里了解。")
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    assert (named("单立梅").step, named("单立梅").receiver_opinion) == ("talking", "先到村里了解。")
    assert not page.panel.dirty


def test_clocks_tell_from_what_until_when_and_on_which_article(page, save_screen):
    page.open_case(named("罗小梅").uid)
    told = page.panel.clocks.lines
    assert told[0].startswith("办结　快到期，还有3天　从受理算起：2026.9.24　到2026.11.23为止　信访工作条例第三十四条")
    save_screen(page.window(), "rights_case_open")


def test_progress_and_a_slip_are_written_in_place(page, type_in):
    page.open_case(named("罗小梅").uid)
    panel = page.panel
    panel.turn("各项记录")
    panel.parts_view.progress.begin_button.click()
    form = panel.parts_view.progress.form
    type_row(form.form, type_in, text="再次约谈企业。")
    assert form.save()
    assert RightsStep.select().where(RightsStep.text == "再次约谈企业。").exists()
    referral = Referral.get()
    panel.parts_view._slip(referral)
    form = panel.parts_view.entries["referral"].form
    type_row(form.form, type_in, slip_text="已受理。")
    assert form.save()
    assert Referral.get().returned_on == date(2026, 11, 20)


def test_what_was_done_outside_can_be_taken_back(page, type_in):
    page.open_case(named("罗小梅").uid)
    panel = page.panel
    panel.change_entry("problem")
    panel.asking.form.editors["problem"].set_text("四个月没有发工资。")
    assert panel.asking.save()
    page.window().findChild(Toast).undo()
    assert named("罗小梅").problem.startswith("三个月")
    assert panel.case.problem.startswith("三个月")


def test_a_correction_stands_beside_the_first_text(page, type_in, save_screen):
    page.open_case(named("罗小梅").uid)
    panel = page.panel
    panel.change_entry("problem")
    panel.asking.form.editors["problem"].set_text("四个月没有发工资。")
    save_screen(page.window(), "rights_change_entry")
    assert panel.asking.save()
    assert "更正 2" in [half.text() for half in panel._halves.buttons.values()]
    panel.turn("更正")
    save_screen(page.window(), "rights_corrections")


def test_rare_things_ask_their_reason_in_place(page, qtbot, type_in, save_screen):
    page.open_case(named("罗小梅").uid)
    panel = page.panel
    ways = dict(panel._ends.ways())
    assert {"申请延期…", "退回前面的步骤…", "来访人撤回…"} <= ways.keys()
    ways["申请延期…"]()
    save_screen(page.window(), "rights_asking")
    assert not panel.asking.save()
    type_row(panel.asking.form, type_in, reason="企业账目复杂。")
    assert panel.asking.save()
    assert "申请延期：企业账目复杂。" in panel.waiting.text
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    assert page.panel is None


def test_a_part_that_protects_is_not_begun_by_who_may_not_enter(workbench, page):
    opened = workbench.desk.opened
    add_user(opened, "李芳", ["rights", "entry"], "推开窗看见远山")
    change_roles(opened.session, the_user(builders.USER), ["entry", "review", "rights"])
    opened.session.user = "李芳"
    page.open_case(named("普雪梅").uid)
    page.panel.turn("各项记录")
    page.panel.parts_view.begin("violence")
    assert page.panel.parts_view.entries["violence"].form is None
    assert builders.USER in messages.said[-1].text


def test_who_may_only_register_is_not_offered_the_steps(workbench, page):
    opened = workbench.desk.opened
    add_user(opened, "李芳", ["entry"], "推开窗看见远山")
    change_roles(opened.session, the_user(builders.USER), ["entry", "review", "rights"])
    opened.session.user = "李芳"
    opened.session.guard.user = "李芳"
    page.open_case(named("单立梅").uid)
    assert not page.panel._body.buttons[0].isEnabled()
    assert not page.panel.parts_view.progress.begin_button.isEnabled()
    assert not page.panel.parts_view.entries["referral"].begin_button.isEnabled()


def test_gaps_of_a_paper_lead_back_to_the_field(workbench, page, settled):
    case = named("单立梅")
    workbench.shell.go("rights", f"{case.uid}:receiver_opinion")
    panel = page.panel
    assert panel._body.form.editors["receiver_opinion"].input.hasFocus()
    workbench.shell.go("rights", f"{case.uid}:wishes")
    assert panel.asking.form.editors["wishes"].input.hasFocus()
    workbench.shell.go("rights", f"{case.uid}:accused_phone")
    assert panel.asking.form.editors["accused_phone"].input.hasFocus()
    workbench.shell.go("rights", f"{Referral.get().uid}:needs")
    assert panel.uid == named("罗小梅").uid
    assert panel.parts_view.entries["referral"].form.form.editors["needs"].input.hasFocus()


def test_the_paper_opens_in_the_preview(workbench, page, settled, save_screen):
    page.open_case(named("单立梅").uid)
    page.print_out()
    settled()
    printing = workbench.shell.page
    assert printing.view.paper.pages
    assert named("单立梅").number in printing._count.text()
    save_screen(printing.window(), "rights_printing")


def test_it_is_found_due_and_told_on_her_page(workbench, page, qtbot):
    case = named("罗小梅")
    today = workbench.shell.visit("today")
    today.refresh()
    assert any("办结" in line for line in today.list.lines)
    workbench.shell.search.setText(case.number)
    workbench.shell.search.search()
    assert "维权" in workbench.shell.search.found.lines
    qtbot.keyClick(workbench.shell.search, Qt.Key.Key_Return)
    assert workbench.shell.page is page
    assert page.panel.uid == case.uid


def test_her_page_shows_her_petitions_only_where_there_are_some(workbench, save_screen):
    opened = workbench.desk.opened
    people = workbench.shell.visit("people")
    who = builders.person(opened.session, "普桂英", order=148)
    people.open_target(who.uid)
    petitions = people.panel.standing.petitions
    assert petitions.isHidden()
    builders.petition(opened, name="普桂英", id_number=who.id_number)
    petitions.show_person(who)
    assert not petitions.isHidden()


def test_nothing_is_cut_at_the_largest_letters(workbench, page, qapp, save_screen):
    page.window().resize(1280, 720)
    style.apply(qapp, "特大")
    page.open_case(named("罗小梅").uid)
    save_screen(page.window(), "rights_case_large")
    panel = page.panel
    for word in ("期限", "各项记录"):
        panel.turn(word)
        save_screen(page.window(), f"rights_case_large_{word}")
    for area in (panel.parts_view, panel.clocks):
        assert area.horizontalScrollBar().maximum() == 0


def test_an_empty_office_is_offered_how_to_begin(enter, bare, save_screen):
    shell = enter("rights", bare).shell
    save_screen(shell, "rights_empty")


def test_a_step_back_asks_its_reason(page, workbench, type_in):
    case = step(workbench.desk.opened, named("单立梅"), TALKED)
    step(workbench.desk.opened, case, ACCEPTED | {"accepted_on": date(2026, 11, 18), "acceptance_told_on": None})
    page.open_case(case.uid)
    page.panel._ends._return_to("talking")
    type_row(page.panel.asking.form, type_in, reason="要补问。")
    assert page.panel.asking.save()
    assert named("单立梅").step == "talking"
    assert page.panel._looking == "talking"
