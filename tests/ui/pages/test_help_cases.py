"""帮扶个案: the list, opening a case, and a case as one page, by keyboard."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from models.assistance.aid import Aid
from models.assistance.case import CLOSED, KEPT, HelpCase, HelpStep
from models.assistance.household import Household
from models.assistance.visits import Visit
from models.office.draft import all_drafts
from models.people.person import Person
from tests import builders
from tests.ui.pages.assistance_sample import help_cases
from ui import messages, style

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(enter):
    workbench = enter("today")
    workbench.cases = help_cases(workbench.desk.session)
    workbench.shell.visit("assistance")
    shown = workbench.shell.page
    shown.cases = workbench.cases
    return shown


@pytest.fixture
def opened(page, qapp):
    """Open the case at a step: `opened("publicity")`."""

    def at(where):
        page.open_target(("case", page.cases[where].uid))
        qapp.processEvents()
        return page.view.panel.sheet

    return at


def again(sheet):
    return HelpCase.get_by_id(sheet.case.id)


def say(sheet, name, text):
    editor = sheet.entry.form.editors[name]
    halves = [half for half in editor.findChildren(QPushButton) if half.text() == text]
    if halves:
        halves[0].click()
    else:
        editor.set_text(text)
        editor.edited.emit()


def test_cases_are_counted_by_programme_and_by_step(page, save_screen):
    view = page.view
    assert view.register.key == "case"
    assert view.chips["worker"].text() == "困难职工 4"
    save_screen(page.window(), "help_cases")
    view.chips["worker"].click()
    assert view.chips["county"].text() == "县级 1"
    assert len(view.table.records.ids) == 4
    view.chips["county"].click()
    assert list(view.table.records.ids) == [page.cases["outside"].id]
    save_screen(page.window(), "help_cases_step")
    view.choose_programme(None)
    assert len(view.table.records.ids) == 6


@pytest.mark.parametrize("where", ["new", "publicity", "kept", "outside", "temporary", "cancer"])
def test_each_state_is_one_page(opened, where, save_screen):
    sheet = opened(where)
    save_screen(sheet.window(), f"help_case_{where}")
    bar = sheet._area.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    save_screen(sheet.window(), f"help_case_{where}_middle")
    bar.setValue(bar.maximum())
    save_screen(sheet.window(), f"help_case_{where}_below")


def test_the_income_sum_stands_in_words(opened):
    sheet = opened("new")
    assert any("÷" in line for line in sheet.home.words.splitlines())


def test_a_step_without_its_opinion_is_not_finished_and_says_why(opened, page, save_screen):
    sheet = opened("new")
    sheet.finish()
    assert again(sheet).step == "apply"
    assert "还不能完成" in messages.said[-1].text
    save_screen(sheet.window(), "help_case_obstacles")


def test_warnings_pass_with_a_reason_and_the_case_goes_on(opened, qtbot, type_in, save_screen):
    sheet = opened("new")
    row = sheet.conditions.rows["worker_class_matches"]
    type_in(row._reason, "另有未计入的医疗支出。")
    qtbot.keyClick(row._reason, Qt.Key.Key_Return)
    assert sheet.conditions.rows["worker_class_matches"].condition.waived == "另有未计入的医疗支出。"
    sheet.finish()
    assert again(sheet).step == "visit"
    judged = HelpStep.get(HelpStep.case == sheet.case).judged
    assert [part["reason"] for part in judged if part["rule"] == "worker_class_matches"] == ["另有未计入的医疗支出。"]
    save_screen(sheet.window(), "help_case_visit")
    sheet.finish()
    assert again(sheet).step == "visit"
    say(sheet, "agrees", "是")
    say(sheet, "opinion", "入户核实，情况属实。")
    say(sheet, "by", "李国强、单立梅")
    sheet.finish()
    assert again(sheet).step == "unit"
    step = HelpStep.get((HelpStep.case == sheet.case) & (HelpStep.step == "visit"))
    assert (step.by, step.agrees, step.opinion) == ("李国强、单立梅", True, "入户核实，情况属实。")


def test_what_is_typed_at_a_step_is_saved_by_ctrl_s(opened, qtbot):
    sheet = opened("publicity")
    say(sheet, "publicity_from", "2026.11.12")
    say(sheet, "publicity_place", "村务公开栏")
    qtbot.keyClick(sheet.window(), Qt.Key.Key_S, CTRL)
    kept = again(sheet)
    assert (kept.publicity_from, kept.publicity_place, kept.step) == (date(2026, 11, 12), "村务公开栏", "publicity")
    assert not sheet.entry.form.dirty


def test_a_half_typed_opinion_comes_back(opened, page):
    sheet = opened("new")
    sheet._explain("worker_class_matches", "说明")
    say(sheet, "cause_text", "户主患病")
    page.step_back()
    assert page.view.panel is None
    assert [draft.subject for draft in all_drafts(page.view.desk.session)] == [f"{page.cases['new'].uid}:apply"]
    sheet = opened("new")
    sheet.entry._draft_bar.restore_button.click()
    assert sheet.entry.form.editors["cause_text"].text() == "户主患病"
    assert sheet.entry.reasons == {"worker_class_matches": "说明"}


def test_ticking_off_papers_stays_at_their_place(opened, qtbot):
    sheet = opened("new")
    sheet._scroll_to(sheet.papers)
    bar = sheet._area.verticalScrollBar()
    place = bar.value()
    assert place > 0
    for key in ("application", "household_book"):
        sheet.papers.boxes[key].setFocus()
        qtbot.keyClick(sheet.papers.boxes[key], Qt.Key.Key_Space)
        qtbot.wait(20)
        assert bar.value() == place
        assert sheet.papers.boxes[key].hasFocus()


def test_a_paper_is_ticked_off_and_scanned(opened, tmp_path):
    sheet = opened("new")
    before = sheet.case.lacking
    sheet.papers.boxes["application"].click()
    assert again(sheet).lacking == before - 1
    scan = tmp_path / "户口本.jpg"
    scan.write_bytes(b"\xff\xd8\xff scan")
    messages.answer([str(scan)])
    sheet.papers.scan("household_book")
    assert again(sheet).evidence["household_book"]["attachment"]
    assert again(sheet).lacking == before - 2
    assert sheet._anchors["材料"].text() == f"材料 缺 {before - 2}"


def test_the_content_is_changed_in_place(opened, qtbot):
    sheet = opened("new")
    sheet.go_to_field("industry")
    form = sheet.content.form.form
    form.editors["other_contact"].set_text("0879-1234567")
    qtbot.keyClick(sheet.window(), Qt.Key.Key_S, CTRL)
    assert again(sheet).facts["other_contact"] == "0879-1234567"
    assert sheet.content.form is None


def test_aid_and_visits_are_noted_on_the_case(opened, save_screen):
    sheet = opened("kept")
    sheet.given.begin_button.click()
    form = sheet.given.form.form
    form.editors["aid_kind"].set_value("medical")
    form.editors["form"].set_value("cash")
    form.editors["amount"].set_text("500")
    form.editors["reason"].set_text("同年的生活救助另算。")
    save_screen(sheet.window(), "help_case_aid")
    assert sheet.given.form.save()
    assert Aid.select().where((Aid.case == sheet.case) & (Aid.amount == 50_000)).count() == 1
    sheet.visited.begin_button.click()
    form = sheet.visited.form.form
    form.editors["visitors"].set_text("李国强、单立梅")
    assert sheet.visited.form.save()
    assert Visit.select().where(Visit.case == sheet.case).count() == 2
    lines = [event.title for event in __import__("models.assistance.timeline", fromlist=["x"]).events_of(sheet.case)]
    assert "走访" in lines
    assert any(line.startswith("发放") for line in lines)


def test_a_kept_case_is_looked_at_again_closed_and_opened_again(opened, save_screen):
    sheet = opened("kept")
    sheet._ends.review()
    sheet.reasons.reason.setText("家庭情况没有变化。")
    sheet.reasons.submit()
    assert again(sheet).reviewed_on == date(2026, 11, 20)
    sheet._ends.close()
    save_screen(sheet.window(), "help_case_closing")
    next(chip for chip in sheet.reasons.choices if chip.text() == "脱困").click()
    sheet.reasons.submit()
    assert again(sheet).status == CLOSED
    assert "脱困" in sheet.ended.text()
    save_screen(sheet.window(), "help_case_closed")
    sheet._ends.reopen()
    sheet.reasons.reason.setText("又遇大病。")
    sheet.reasons.submit()
    assert again(sheet).status == KEPT


def test_a_case_goes_back_with_a_reason(opened):
    sheet = opened("outside")
    sheet._ends.go_back()
    assert sheet.reasons.choices[0].text() == "乡镇（街道）审核"
    sheet.reasons.reason.setText("县里要求补材料。")
    sheet.reasons.submit()
    assert again(sheet).step == "township"


def test_a_new_case_asks_the_programme_first_and_tells_earlier_help(page, qtbot, save_screen):
    page.begin()
    opening = page.view.panel.opening
    save_screen(page.window(), "help_case_opening")
    opening.head.editors["programme"].set_text("临时救助")
    opening.head.settled.emit("programme")
    assert opening.rest is None or "applied_on" in opening.rest.editors
    person = page.cases["kept"].person
    from ui.pages.finders import person_choice
    from ui.widgets.find_box import Choice

    opening.head.editors["programme"].set_value(Choice("temporary", "工会临时救助"))
    opening.head.editors["person"].set_value(person_choice(person))
    opening.head.settled.emit("person")
    opening.head.editors["person"].input.setFocus()
    qtbot.keyClick(opening.head.editors["person"].input, Qt.Key.Key_Return)
    assert opening.rest.editors["applied_on"].input.hasFocus()  # not the button
    opening.rest.editors["amount_asked"].set_text("2000")
    save_screen(page.window(), "help_case_opening_known")
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    case = HelpCase.get((HelpCase.person == person) & (HelpCase.programme == "temporary"))
    assert (case.amount_asked, case.household.head_id) == (200_000, person.id)
    assert page.view.panel.record == case


def test_a_second_open_case_of_a_programme_leads_to_the_first(page, save_screen):
    case = page.cases["new"]
    page.open_target(("case", f"new:{case.household.uid}"))
    opening = page.view.panel.opening
    from ui.widgets.find_box import Choice

    opening.head.editors["programme"].set_value(Choice("worker", "困难职工帮扶"))
    opening.save()
    assert opening.bar.text
    save_screen(page.window(), "help_case_twice")
    assert HelpCase.select().where(HelpCase.person == case.person).count() == 2


def test_a_new_household_begins_with_the_person_of_the_case(page):
    case = page.cases["cancer"]
    page.open_target(("household", f"new:{case.person.uid}"))
    assert page.view.panel.form.editors["head"].text() == case.person.name


def test_without_the_local_standard_the_page_says_so(enter, save_screen):
    workbench = enter("today")
    session = workbench.desk.session
    who = Person.get(Person.village.is_null(False))
    builders.household(session, who)
    case = builders.help_case(session, who)
    workbench.shell.visit("assistance")
    page = workbench.shell.page
    page.open_target(("case", case.uid))
    assert page.view.panel.sheet._lacks_allowance.isVisible()
    save_screen(page.window(), "help_case_no_standard")


def test_the_page_fits_a_small_window_with_the_largest_font(enter, qapp, save_screen):
    workbench = enter("today", size=(1280, 720))
    cases = help_cases(workbench.desk.session)
    style.apply(qapp, "特大")
    workbench.shell.visit("assistance")
    page = workbench.shell.page
    page.open_target(("case", cases["publicity"].uid))
    QApplication.processEvents()
    save_screen(page.window(), "help_case_large")
    page.view.panel.sheet._turn(1)
    save_screen(page.window(), "help_case_large_beside")
    assert Household.select().count() == 4


def test_cases_households_and_lists_are_found_above_every_page(page):
    from ui.pages.finding import find_distributions, find_help_cases, find_households

    case = page.cases["kept"]
    hits = find_help_cases(case.person.name, 5).hits
    assert [hit.target for hit in hits] == [("case", case.uid)]
    assert find_help_cases(case.number, 5).hits[0].target == ("case", case.uid)
    assert [hit.target for hit in find_households(case.person.name, 5).hits] == [("household", case.household.uid)]
    batch = builders.distribution(page.view.desk.session, [case.person])
    assert [hit.target for hit in find_distributions(batch.title, 5).hits] == [("distribution", batch.uid)]


def test_a_persons_page_shows_what_was_done_for_her(page, save_screen):
    case = page.cases["kept"]
    shell = page.window()
    shell.go("people", case.person.uid)
    helped = shell.page.panel.standing.helped
    words = [label.text() for label in helped.findChildren(QLabel)]
    assert "困难职工帮扶" in words
    assert any(word.endswith("发放") for word in words)
    area = shell.page.panel.form.area()
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    save_screen(shell, "help_person")
    next(link for link in helped.findChildren(QPushButton) if link.text() == "打开").click()
    assert shell.page.view.panel.record == case


def test_today_leads_to_the_case_that_waits(page, save_screen):
    shell = page.window()
    shell.visit("today")
    shell.page.refresh()
    lines = shell.page.list.lines
    name = page.cases["outside"].person.name
    assert any("证明材料" in line for line in lines)
    save_screen(shell, "help_today")
    item = next(item for item in shell.page.list._items() if item.text(1).startswith(page.cases["new"].name))
    shell.page.list._open(item)
    assert shell.page is page
    assert page.view.panel.record.person.name in (page.cases["new"].name, name)


def test_ctrl_p_offers_the_papers_of_the_programme(opened, page, qtbot):
    sheet = opened("kept")
    qtbot.keyClick(page.window(), Qt.Key.Key_P, CTRL)
    offered = {action.text(): action for action in sheet._menu.actions()}
    sheet._menu.close()
    assert offered["困难职工档案表"].isEnabled()
    assert [title for title, action in offered.items() if not action.isEnabled()]
    offered["困难职工档案表"].trigger()
    printing = page.window().page
    assert printing.forms.current.key == "worker_file"
    assert printing._uids == [page.cases["kept"].uid]


def test_who_may_only_read_finds_nothing_to_press(page, opened, monkeypatch):
    from ui import offering
    from ui.pages.assistance import case_sections, case_sheet

    for module in (offering, case_sections, case_sheet):
        monkeypatch.setattr(module, "may", lambda _desk, action: action == "read_records")
    sheet = opened("new")
    assert sheet.entry is None
    assert not sheet.finish_button.isVisible()
    assert not any(box.isEnabled() for box in sheet.papers.boxes.values())
    assert not sheet.content.begin_button.isEnabled()
    sheet.save()


def test_a_decision_asks_its_day_and_name_only_once(opened, save_screen):
    sheet = opened("outside")
    assert {"taken_on", "by"}.isdisjoint(sheet.entry.form.editors)
    say(sheet, "decided_on", "2026.11.18")
    say(sheet, "decided_by", "县总工会")
    say(sheet, "agrees", "是")
    say(sheet, "opinion", "同意建档。")
    sheet.finish()
    assert again(sheet).status == KEPT
    step = HelpStep.get((HelpStep.case == sheet.case) & (HelpStep.step == "county"))
    assert (step.taken_on, step.by) == (date(2026, 11, 18), "县总工会")
    save_screen(sheet.window(), "help_case_decided")


def test_who_does_not_agree_keeps_the_case_where_it_is(opened, save_screen):
    sheet = opened("outside")
    say(sheet, "decided_on", "2026.11.18")
    say(sheet, "agrees", "否")
    say(sheet, "opinion", "收入证明不清，退回补充。")
    sheet.finish()
    assert again(sheet).step == "county"
    assert sheet.stepper.steps[5].word == "未获同意"
    save_screen(sheet.window(), "help_case_refused")


def test_a_case_is_opened_by_typing_alone(page, qtbot, type_in):
    person = next(who for who in Person.select().where(Person.sex == "1") if _only(who.name))
    qtbot.keyClick(page.window(), Qt.Key.Key_N, CTRL)
    head = page.view.panel.opening.head.editors
    for name, text in (("programme", "培训"), ("person", person.name)):
        type_in(head[name].input, text)
        qtbot.keyClick(head[name].input, Qt.Key.Key_Tab)
        head[name].input.clearFocus()
    opening = page.view.panel.opening
    assert opening._text.key == "training"
    assert "applied_on" in opening.rest.editors
    opening.rest.editors["course"].set_text("家政服务员")
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    case = HelpCase.get(HelpCase.programme == "training")
    assert (case.person, case.facts["course"]) == (person, "家政服务员")


def _only(name):
    return Person.select().where(Person.name == name).count() == 1


def test_a_half_typed_case_waits_in_todays_list(page, opened):
    sheet = opened("new")
    say(sheet, "cause_text", "户主患病")
    page.step_back()
    page.begin()
    page.view.panel.opening.head.editors["programme"].set_text("培训")
    page.view.panel.opening.head.edited.emit()
    page.step_back()
    shell = page.window()
    shell.visit("today")
    shell.page.refresh()
    links = {link.text(): link for link in shell.page._drafts.findChildren(QPushButton)}
    assert {f"{page.cases['new'].name}的个案", "新帮扶个案"} <= set(links)
    links[f"{page.cases['new'].name}的个案"].click()
    assert page.view.panel.record == page.cases["new"]


def test_help_of_the_same_household_in_the_period_is_named_at_once(page, save_screen):
    from ui.pages.finders import person_choice
    from ui.widgets.find_box import Choice

    person = page.cases["kept"].person
    builders.aid(page.view.desk.session, person, given_on=date(2026, 2, 3))
    page.begin()
    opening = page.view.panel.opening
    opening.head.editors["programme"].set_value(Choice("comfort", "送温暖"))
    opening.head.editors["person"].set_value(person_choice(person))
    opening.head.settled.emit("person")
    assert person.name in opening.warned.text()
    assert "2026年2月3日" in opening.warned.text()
    save_screen(page.window(), "help_case_opening_before")
