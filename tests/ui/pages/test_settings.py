"""设置, part by part."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from models.core.errors import ValueProblem
from models.office.calendar import HolidayPlan, office_calendar
from models.office.office import open_office, this_office
from models.office.rulebook import RuleOverride, rule_book
from models.recommendation.conditions import BOOK
from tests import builders
from ui import VERSION, messages, style
from ui.pages.settings.days import read_days, write_days
from ui.pages.settings.rules import value_words

TITLES = [
    *("单位信息", "字号", "用户", "口令", "保密查阅人", "锁屏", "恢复单", "规则", "帮扶项目", "节假日"),
    *("备份", "数据位置", "个人信息删除", "安全情况", "关于"),
]


@pytest.fixture
def page(enter):
    return enter("settings").shell.page


@pytest.mark.parametrize("title", TITLES)
def test_every_part_opens(page, title, save_screen, qapp):
    page.show_part(title)
    qapp.processEvents()
    save_screen(page.window(), f"settings_{title}")


def test_parts_are_reached_by_the_arrows(page, qtbot):
    page.list.setFocus()
    for title in TITLES[1:]:
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
        assert page.list.currentItem().text() == title


def test_office_is_changed_and_the_status_line_follows(page, type_in, qtbot):
    editor = page.part.form.editors["name"]
    editor.input.clear()
    type_in(editor.input, "芒果镇党群办公室")
    qtbot.keyClick(page.window(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert this_office().name == "芒果镇党群办公室"
    assert "芒果镇党群办公室" in page.window().status.text


def test_font_size_is_in_force_at_once(page, save_screen, qapp):
    page.show_part("字号")
    page.part.buttons["特大"].click()
    assert style.base_size() == 20
    page.window().resize(1280, 720)
    for title in TITLES:
        page.show_part(title)
        qapp.processEvents()
        save_screen(page.window(), f"settings_特大_{title}")


def test_passphrase_is_changed(page, qtbot, settled, enter):
    page.show_part("口令")
    part = page.part
    part.old.set_text("falsch und falsch")
    part.first.set_text("xin de kou ling")
    part.second.set_text("xin de kou ling")
    part.save()
    settled()
    assert "不对" in part.old.message
    part.old.set_text(builders.PASSPHRASE)
    part.save()
    settled()
    assert "口令已换好" in messages.said[-1].text
    directory = page.desk.opened.place.directory
    page.desk.opened.close()
    open_office(directory, "xin de kou ling").close()


def test_recovery_code_opens_and_lets_her_choose_another_passphrase(page, qtbot, settled, save_screen, qapp):
    from ui.desk import Desk
    from ui.pages.settings.secrets import PassphrasePart

    page.show_part("恢复单")
    messages.answer(True)
    page.part.begin()
    settled()
    qapp.processEvents()
    save_screen(page.window(), "settings_recovery_sheet")
    code = page.part.sheet.code
    page.part.sheet.safe.click()
    page.part.sheet.go_on.click()
    assert page.part.sheet is None
    directory = page.desk.opened.place.directory
    page.desk.opened.close()
    with open_office(directory, code.lower().replace("-", "")) as opened:
        part = PassphrasePart(Desk(opened))
        qtbot.addWidget(part)
        assert part.old is None
        part.first.set_text("xin de kou ling")
        part.second.set_text("xin de kou ling")
        part.show()
        part.save()
        settled()
    open_office(directory, "xin de kou ling").close()


def test_a_rule_gets_a_local_value_with_a_reason_and_its_own_again(page, qtbot, type_in, save_screen, qapp):
    page.show_part("规则")
    part = page.part
    place = next(k for k, rule in enumerate(part._rules) if rule.id == "league_quota_percent")
    part.open_rule(place)
    editors = part.panel.form.editors
    editors["value"].input.clear()
    type_in(editors["value"].input, "15")
    assert not part.panel.save()
    assert "依据" in part.panel.bar.text or "依据" in editors["reason"].message
    type_in(editors["reason"].input, "县团委〔2026〕3号")
    qapp.processEvents()
    save_screen(page.window(), "settings_rule")
    qtbot.keyClick(page.window(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert RuleOverride.get().value == 15
    assert RuleOverride.get().severity is None
    part.open_rule(place)
    part.panel.restore_button.click()
    assert RuleOverride.select().count() == 0


def test_every_rule_can_be_opened_and_says_its_value(page):
    page.show_part("规则")
    for place, rule in enumerate(rule_book(BOOK).rules):
        assert value_words(rule)
        page.part.open_rule(place)
        assert not page.part.panel.form.dirty
        _, problems = page.part.panel.form.gather()
        assert {problem.field for problem in problems} <= {"reason"}


def test_holidays_of_a_new_year(page, qtbot, type_in, save_screen):
    page.show_part("节假日")
    part = page.part
    part.begin(2027)
    form = part.years.form
    type_in(form.form.editors["off"].input, "1月1日至3日、2月5日至11日、13月1日")
    form.save()
    assert "13月1日" in form.form.editors["off"].message
    form.form.editors["off"].set_text("1月1日至3日、2月5日至11日")
    type_in(form.form.editors["work"].input, "1月30日")
    save_screen(page.window(), "settings_holidays_form")
    qtbot.keyClick(page.window(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert HolidayPlan.get().year == 2027
    assert office_calendar().is_working(date(2027, 1, 30))
    assert not office_calendar().is_working(date(2027, 2, 5))


def test_about_says_the_version_of_the_project(root: Path):
    assert f'version = "{VERSION}"' in (root / "pyproject.toml").read_text("utf-8")


@given(st.sets(st.dates(date(2027, 1, 1), date(2027, 12, 31)), max_size=40))
def test_days_are_read_as_they_are_written(days):
    assert read_days(write_days(days), 2027) == sorted(days)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1月1日（周四）至3日", [1, 2, 3]),
        ("1.1-1.3", [1, 2, 3]),
        ("2027-01-01，2027年1月3日", [1, 3]),
        ("1月1日 至 1月2日；1月5日", [1, 2, 5]),
        ("1/1～1/2", [1, 2]),
    ],
)
def test_days_in_the_spellings_of_notices(text, days):
    assert read_days(text, 2027) == [date(2027, 1, day) for day in days]


@pytest.mark.parametrize("text", ["某天", "31日", "2月30日", "2026年1月1日", "1月3日至1日"])
def test_days_that_mean_nothing_are_named(text):
    with pytest.raises(ValueProblem):
        read_days(text, 2027)
