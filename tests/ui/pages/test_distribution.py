"""发放名单: the list editor of 帮扶, from the first name to the signatures."""

import json
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from models.assistance.aid import GIVEN, Aid, Distribution
from models.office.draft import all_drafts
from models.people.person import Person
from tests import builders
from tests.ui.pages.assistance_sample import help_people
from ui import messages
from ui.widgets.find_box import Choice
from ui.widgets.notes import Toast

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(enter):
    workbench = enter("today")
    help_people(workbench.desk.session)
    workbench.shell.visit("assistance")
    workbench.shell.page.show_register("distribution")
    return workbench.shell.page


def head(panel, **texts):
    for name, text in texts.items():
        panel.form.editors[name].set_text(text)
    panel.form.edited.emit()


def put(panel, place, name, text):
    lines = panel.table.lines
    lines.setData(lines.index(place, lines.columns.index(name)), text)


def new_list(page, people):
    page.begin()
    panel = page.view.panel
    head(panel, title="2026年春节慰问", programme="送温暖", aid_kind="送温暖", form="现金", given_on="2026.11.20")
    panel.turn(0)
    for person in people:
        panel._pick(Choice(person, person.name))
    return panel


def test_a_list_is_typed_saved_given_and_signed(page, qtbot, save_screen):
    people = list(Person.select().where(Person.id > 100).limit(3))
    panel = new_list(page, people)
    for place in range(3):
        put(panel, place, "amount", "５00元")
    assert panel.total.text() == "共 3 人，合计 1,500 元（大写：壹仟伍佰元整）"
    save_screen(page.window(), "distribution_new")
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    kept = Distribution.get(Distribution.title == "2026年春节慰问")
    assert [aid.amount for aid in Aid.select().where(Aid.distribution == kept)] == [50_000] * 3
    assert not panel.dirty
    panel._give.click()
    assert Distribution.get_by_id(kept.id).status == GIVEN
    assert panel.table.lines.columns[-1] == "signed"
    panel._sign.click()
    panel._asked.form.editors["receipt"].set_value("signature" if "signature" in _receipts() else _receipts()[0])
    save_screen(page.window(), "distribution_given")
    assert panel._asked.save()
    assert Aid.select().where((Aid.distribution == kept) & Aid.received_on.is_null()).count() == 0
    assert "未签收" not in {typed.signed for typed in panel.table.lines.rows}


def _receipts():
    return [code.code for code in Aid.receipt.table.items()]


def test_who_was_helped_before_is_named_and_needs_a_reason(page, qtbot, save_screen):
    people = list(Person.select().where(Person.id > 100).limit(2))
    session = page.view.desk.session
    builders.aid(session, people[0], given_on=date(2026, 11, 2))
    panel = new_list(page, people)
    for place in range(2):
        put(panel, place, "amount", "500")
    panel._check()
    kind, told = panel.table.lines.rows[0].told()
    assert kind in ("warn", "stop")
    assert "2026" in told
    assert panel.table.lines.rows[1].told() == ("", "")
    assert panel.finding.text() == f"第 1 行：{told}"
    save_screen(page.window(), "distribution_helped_before")


def test_what_cannot_be_read_stays_as_typed_and_nothing_is_saved(page, qtbot):
    panel = new_list(page, list(Person.select().where(Person.id > 100).limit(1)))
    put(panel, 0, "amount", "五百")
    assert panel.table.lines.rows[0].raw == {"amount": "五百"}
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    assert Distribution.select().where(Distribution.title == "2026年春节慰问").count() == 0
    assert "1 行看不懂" in panel.bar.text


def test_lines_come_back_from_a_draft(page):
    people = list(Person.select().where(Person.id > 100).limit(2))
    panel = new_list(page, people)
    put(panel, 0, "amount", "300")
    page.step_back()
    kept = next(draft for draft in all_drafts(page.view.desk.session) if draft.page == "assistance.distribution")
    assert len(json.loads(json.loads(kept.content)["lines"])) == 2
    page.begin()
    page.view.panel.draft_bar.restore_button.click()
    assert [line.amount for line in page.view.panel.lines()] == [30_000, None]


def test_many_are_taken_over_from_an_earlier_list(page):
    page.begin()
    panel = page.view.panel
    panel.turn(0)
    panel._ask_candidates()
    panel._asked.filters.want({"list": Distribution.get().id})
    panel._asked.add_button.click()
    assert len(panel.lines()) == 12
    assert messages.said[-1].text == "加入了 12 人。"


def test_everybody_of_a_village_may_be_taken_over_and_gets_the_same(page, save_screen):
    page.begin()
    panel = page.view.panel
    head(panel, title="2026年冬季送温暖", programme="送温暖", aid_kind="送温暖", form="现金", given_on="2026.11.20")
    panel.turn(0)
    panel.save()
    assert panel.bar.text
    panel._ask_candidates()
    panel._asked.filters.want({"village": Person.get_by_id(101).village_id, "all": True})
    save_screen(page.window(), "distribution_candidates")
    panel._asked.add_button.click()
    assert len(panel.lines()) > 20
    assert not panel.bar.text
    put(panel, 1, "amount", "200")
    panel.table.setCurrentIndex(panel.table.lines.index(1, 0))
    panel._same.click()
    assert {line.amount for line in panel.lines()} == {20_000}
    page.window().findChild(Toast).undo()
    assert [line.amount for line in panel.lines()][:3] == [None, 20_000, None]


def test_enter_goes_down_in_the_table(page, qtbot, type_in):
    panel = new_list(page, list(Person.select().where(Person.id > 100).limit(2)))
    lines = panel.table.lines
    panel.table.setFocus()
    panel.table.setCurrentIndex(lines.index(0, lines.columns.index("amount")))
    for place, text in enumerate(("200", "300")):
        qtbot.keyClick(panel.table, text[0])
        cell = panel.table.findChild(QLineEdit)
        qtbot.keyClicks(cell, text[1:])
        qtbot.keyClick(cell, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda place=place: panel.lines()[place].amount is not None)
        qtbot.waitUntil(lambda: panel.table.findChild(QLineEdit) is None)
    assert [line.amount for line in panel.lines()] == [20_000, 30_000]
