"""Which entries of the rail each role is led to, and what is grey for whom."""

import pytest
from PySide6.QtWidgets import QAbstractButton

from models.office import access
from models.people.person import Person
from tests import builders
from ui.desk import Desk
from ui.pages.people.standing import Standing
from ui.pages.settings.holidays import HolidaysPart
from ui.pages.settings.rules import RulesPart
from ui.settings import Settings
from ui.window import entries

WORK = [
    *("today", "people", "recommendation", "assistance", "rights"),
    *("organisations", "excellence", "statistics", "exchange"),
]
LED = {
    "entry": [*WORK, "intake", "printing", "settings"],
    "review": [*WORK, "intake", "printing", "history", "settings"],
    "statistics": [*WORK, "printing", "settings"],
    "system": ["settings", "exchange"],
    "security": ["settings", "exchange"],
    "audit": ["history", "settings"],
}


@pytest.mark.parametrize("role", LED)
def test_each_role_is_led_to_what_it_may_do(role, tmp_path, qapp):
    opened = builders.office(tmp_path / "office")
    try:
        access.add_user(opened, "李某", [role], "推开窗看见远山")
        opened.session.user = opened.session.guard.user = "李某"
        assert [entry.key for entry in entries(Desk(opened), Settings())] == LED[role]
    finally:
        opened.close()


@pytest.fixture
def reader_desk(tmp_path, qapp):
    """A statistician, who changes nothing, in an office of two with one person in it."""
    opened = builders.office(tmp_path / "office")
    person = builders.person(opened.session, "普丽琼")
    builders.stage(opened.session, person, "applicant", "2026-02-10")
    access.add_user(opened, "赵统", ["statistics"], "稻田里的白鹭飞")
    opened.session.user = opened.session.guard.user = "赵统"
    yield Desk(opened)
    opened.close()


def refused(widget):
    """Texts of the grey buttons that say who may."""
    buttons = (one for one in widget.findChildren(QAbstractButton) if not one.isEnabled())
    return {one.text() for one in buttons if one.toolTip().startswith("请由")}


def test_what_she_may_not_do_to_a_person_is_grey_and_says_who_may(reader_desk):
    standing = Standing(reader_desk)
    standing.show_person(Person.get())
    assert refused(standing) == {"登记会籍", "登记", "修改", "删除", "开立个案", "推荐评选"}
    assert not any(one.isEnabled() for one in standing.findChildren(QAbstractButton))
    standing.deleteLater()


def test_what_she_may_not_set_is_grey_and_says_who_may(reader_desk, qapp):
    holidays, rules = HolidaysPart(reader_desk), RulesPart(reader_desk)
    assert refused(holidays) == {"录入一年"}
    holidays.begin(2026)
    assert refused(holidays) == {"录入一年", "保存"}
    rules.open_rule(0)
    assert refused(rules) == {"保存 Ctrl+S"}
    assert not rules.panel.save()
    for part in (holidays, rules):
        part.deleteLater()
    qapp.processEvents()
