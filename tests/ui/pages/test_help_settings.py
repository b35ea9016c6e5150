"""设置: figures of 帮扶 that ship empty, programmes with other figures, programmes of the office's own."""

from datetime import date

import pytest

from models.assistance.programmes import programme, shipped
from models.office.rulebook import RuleOverride, rule_book
from ui.pages.settings.rules import value_words
from ui.widgets.find_box import Choice


@pytest.fixture
def page(enter):
    return enter("settings").shell.page


def test_the_local_standard_that_ships_empty_is_filled_in(page, save_screen):
    page.open_target(("规则", "allowance_month"))
    panel = page.part.panel
    assert panel.form.editors["value"].text() == ""
    panel.form.editors["value"].set_text("735")
    panel.form.editors["reason"].set_text("县民政局2026年标准")
    save_screen(page.window(), "help_settings_standard")
    assert panel.save()
    assert {rule.id: rule.value for rule in rule_book("assistance").rules}["allowance_month"] == 735


def test_every_rule_of_every_book_says_its_value_and_opens(page, save_screen):
    page.show_part("规则")
    page.part.filters.want({"book": "assistance"})
    save_screen(page.window(), "help_settings_rules")
    for place, rule in enumerate(page.part._rules):
        assert value_words(rule)
        page.part.open_rule(place)
        assert not page.part.panel.form.dirty


def test_a_programme_gets_other_figures_with_a_reason_and_its_own_again(page, save_screen):
    page.show_part("帮扶项目")
    part = page.part
    save_screen(page.window(), "help_settings_programmes")
    part.open_programme(part._keys.index("temporary"))
    editors = part.panel.form.editors
    editors["amount:0"].set_text("5000")
    assert not part.panel.save()
    editors["reason"].set_text("县总工会〔2026〕8号")
    save_screen(page.window(), "help_settings_programme")
    assert part.panel.save()
    assert RuleOverride.get(RuleOverride.rule == "temporary_max").value == 5000
    part.open_programme(part._keys.index("temporary"))
    part.panel.restore_button.click()
    assert RuleOverride.select().count() == 0


def test_a_programme_of_the_offices_own_is_made_like_another(page, save_screen):
    page.show_part("帮扶项目")
    part = page.part
    part.begin()
    editors = part.panel.form.editors
    editors["base"].set_value(Choice("temporary", "工会临时救助"))
    for name, text in (("title", "困难党员慰问"), ("letters", "党"), ("amount", "800"), ("reason", "镇党委会议纪要")):
        editors[name].set_text(text)
    save_screen(page.window(), "help_settings_own")
    assert part.panel.save()
    own = programme("own_1", date(2026, 11, 20))
    base = next(text for text in shipped() if text.key == "temporary")
    assert (own.title, own.steps, own.amounts[0].figure.value) == ("困难党员慰问", base.steps, 800)
    part.open_programme(part._keys.index("own_1"))
    part.panel.form.editors["amount:0"].set_text("1000")
    assert part.panel.save()
    assert programme("own_1", date(2026, 11, 20)).amounts[0].figure.value == 1000
    part.open_programme(part._keys.index("own_1"))
    part.panel.restore_button.click()
    assert "own_1" not in part._keys


def test_every_programme_opens_unchanged(page):
    page.show_part("帮扶项目")
    for place in range(len(page.part._keys)):
        page.part.open_programme(place)
        assert not page.part.panel.form.dirty
