"""The page 统计报表: a return is chosen, compared, opened number by number, handed in."""

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from models.office.office import this_office
from models.organisations.body import Body
from models.organisations.verbs import change_body
from models.statistics.frozen import FrozenReturn
from models.statistics.span import Period
from tests.models.excellence.sample import promise
from ui import jobs, messages
from ui.pages.statistics.nested_head import broken, heads_of
from ui.widgets.filter_bar import Choice


@pytest.fixture
def page(enter):
    page = enter("statistics").shell.page
    settle()
    return page


def settle():
    for job in list(jobs.running):
        job.wait()


def put(small, **typed):
    for name, text in typed.items():
        small.form.editors[name].set_text(text)
        small.form.editors[name]._leave()


def cell_of(part, row_key, column_key):
    part.grid.go_to(row_key, column_key)
    return part.grid.currentIndex()


def test_a_return_is_counted_and_shown(page, save_screen):
    part = page.part
    assert part.sheet.title == "推优情况统计表"
    assert part.grid.model().rowCount() == len(part.sheet.rows)
    save_screen(page.window(), "statistics_return")
    part.compares.setChecked(True)
    assert "\n" in part.grid.model().data(part.grid.model().index(0, 0))
    save_screen(page.window(), "statistics_compared")


def test_a_number_opens_the_records_behind_it_and_they_open_on_their_page(page, qtbot, save_screen):
    part = page.part
    cell_of(part, "total", "applicants.all")
    qtbot.keyClick(part.grid, Qt.Key.Key_Return)
    assert part.beside.panel.table.records.ids
    assert len(part.beside.panel.table.records.ids) == part.sheet.total.values["applicants.all"]
    save_screen(page.window(), "statistics_behind")
    names = {part.beside.panel.table.records.text(0, 0)}
    assert names != {""}
    part.beside.panel.table.opened.emit(part.beside.panel.table.records.ids[0])
    assert page.window().page.help_key == "people"
    page.window().visit("statistics")
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    assert part.beside.panel is None


def test_a_zero_opens_nothing(page, qtbot):
    part = page.part
    zero = next(
        (row.key, key)
        for row in part.sheet.rows
        for key, value in row.values.items()
        if value == 0 and row.key != "total"
    )
    cell_of(part, *zero)
    qtbot.keyClick(part.grid, Qt.Key.Key_Return)
    assert part.beside.panel is None


def test_another_period_is_counted(page, save_screen):
    part = page.part
    part.period._part._pick("half1")
    settle()
    assert part.sheet.period == Period.months(2026, 1, 6)
    part.period._part._pick("free")
    form = part._asking
    put(form, since="2026.3.1", until="2026.2.1")
    assert not form.save()
    save_screen(page.window(), "statistics_period")
    put(form, until="2026.3.15")
    assert form.save()
    settle()
    assert "3月15日" in part.period._part.text()
    assert part.sheet.period.until.day == 15


def test_what_is_handed_in_stays_and_a_later_difference_is_shown(page, enter, save_screen):
    part = page.part
    messages.answer(True)
    part.hand_in()
    assert FrozenReturn.select().count() == 1
    page.show_part("frozen")
    settle()
    frozen = page.part
    frozen.open_one(FrozenReturn.get().id)
    settle()
    assert "完全一样" in frozen.beside.panel.bar.text
    body = Body.get(Body.kind_of_body == "league")
    change_body(page.desk.session, body, {"kind_of_body": "party"})
    frozen.open_one(FrozenReturn.get().id)
    settle()
    save_screen(page.window(), "statistics_frozen")
    assert "报出以后资料有变化" in frozen.beside.panel.bar.text
    assert frozen.beside.panel.grid.figures.was


def test_heads_cover_every_column_once_on_every_level(page):
    for form in page.part._forms.values():
        depth = max(len(column.heads) for column in form.columns) + 2
        filled = [[0] * depth for _ in form.columns]
        for head in heads_of(form.columns):
            for place in range(head.first, head.last + 1):
                for level in range(head.level, head.level + head.levels):
                    filled[place][level] += 1
        assert all(level == 1 for column in filled for level in column)


def test_the_fact_sheet_is_read_copied_and_traced(page, save_screen, qtbot):
    page.show_part("briefing")
    settle()
    part = page.part
    save_screen(page.window(), "statistics_briefing")
    assert "一、组织建设" in part.text.toPlainText()
    part.copy()
    assert "推优入党" in QGuiApplication.clipboard().text()
    part._open(QUrl("recommendation:recommended.all"))
    assert part.beside.panel.table.records.ids
    save_screen(page.window(), "statistics_briefing_behind")
    for key, chip in part.headings.items():
        chip.setChecked(key == "rights")
    part.recount()
    settle()
    assert "一、维权服务" in part.text.toPlainText()
    part.print_out()
    save_screen(page.window(), "statistics_briefing_paper")
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    assert part.beside.panel is None


def test_a_fact_sheet_is_kept_as_a_word_file(page, tmp_path):
    page.show_part("briefing")
    settle()
    messages.answer(tmp_path / "简报.docx")
    page.part.save_word()
    settle()
    assert (tmp_path / "简报.docx").read_bytes()[:2] == b"PK"
    assert "已存为" in page.part.bar.text


def test_a_return_is_looked_at_on_paper_and_exported(page, tmp_path, save_screen):
    part = page.part
    part.print_out()
    save_screen(page.window(), "statistics_paper")
    assert part.beside.panel.view.paper.pages
    messages.answer(tmp_path / "推优.xlsx")
    part.export()
    settle()
    assert (tmp_path / "推优.xlsx").exists()


def test_charts_are_drawn_and_go_to_paper(page, save_screen):
    page.show_part("charts")
    settle()
    part = page.part
    assert len(part.charts) == 6
    save_screen(page.window(), "statistics_charts")
    part.print_out()
    assert part.beside.panel.view.paper.pages


def test_age_bands_are_typed_and_those_that_would_not_add_up_are_said_at_the_field(page, save_screen):
    part = page.part
    assert not part.bands_button.isVisible()
    part.open_target("women")
    settle()
    part.bands_button.click()
    put(part._asking, chairs="40岁及以下、42岁及以上")
    assert not part._asking.save()
    assert "41岁没有归进哪一段" in part._asking.form.editors["chairs"].message
    put(part._asking, chairs="36—40、41岁以上")
    assert not part._asking.save()
    put(part._asking, chairs="40岁及以下，41岁以上")
    save_screen(page.window(), "statistics_bands")
    assert part._asking.save()
    settle()
    titles = [column.title for column in part.sheet.columns if column.key.startswith("chairs.age.")]
    assert titles == ["40岁及以下", "41岁及以上", "年龄不详"]
    messages.answer(True)
    part.hand_in()
    settle()
    assert "报出过，和现在的数一样" in said(part)
    part.bands_button.click()
    put(part._asking, chairs="")
    assert part._asking.save()
    settle()
    assert "报出过" not in said(part)
    messages.answer(True)
    part.hand_in()
    settle()
    assert "报出过，和现在的数一样" in said(part)


def said(part):
    lines = [part._findings.itemAt(at).widget() for at in range(part._findings.count())]
    return "".join(words.text() for line in lines for words in line.findChildren(QLabel))


def test_handing_in_again_says_that_it_was_handed_in_and_what_changed_since(page):
    part = page.part
    messages.answer(True)
    part.hand_in()
    settle()
    assert "报出过，和现在的数一样" in said(part)
    body = Body.get(Body.kind_of_body == "league")
    change_body(page.desk.session, body, {"kind_of_body": "party"})
    part.refresh()
    settle()
    assert "处和报出的不同" in said(part)
    messages.answer(True)
    part.hand_in()
    assert "已经报出过。" in messages.said[-2].text + messages.said[-1].text
    assert FrozenReturn.select().count() == 2


def test_what_was_handed_in_is_exported_as_it_was(page, tmp_path):
    part = page.part
    messages.answer(True)
    part.hand_in()
    page.show_part("frozen")
    frozen = page.part
    frozen.open_one(FrozenReturn.get().id)
    settle()
    messages.answer(tmp_path / "报出.xlsx")
    frozen.beside.panel.export()
    settle()
    assert (tmp_path / "报出.xlsx").stat().st_size > 3000


@pytest.mark.parametrize(
    "words", ["村（居）委", "会员（团员、妇女）", "35岁及以下", "三八红旗手（集体）", "“两癌”救助"]
)
@pytest.mark.parametrize("width", [20, 34, 48, 64, 100, 400])
def test_words_of_a_head_break_evenly_and_never_before_a_closing_bracket(words, width):
    lines = broken(words, width, lambda text: 14 * len(text))
    assert "".join(lines) == words
    if width >= 34:
        assert all(14 * len(line) <= width for line in lines)
        assert not [line for line in lines if line[0] in "）”、"]


def test_by_office_every_office_has_its_row_and_nothing_is_without_one(page):
    part = page.part
    office = this_office()
    part.by.offer([Choice("unit", "村"), Choice("township", "报送单位")])
    part.by._pick("township")
    settle()
    assert [row.title for row in part.sheet.rows] == [office.name, "合计"]
    assert part.sheet.rows[0].values == part.sheet.total.values


def test_an_office_without_units_is_told_where_they_are_registered(enter, bare):
    page = enter("statistics", bare).shell.page
    settle()
    assert "先在“组织—单位”里登记" in said(page.part)


def test_several_things_counted_in_one_record_are_said_to_lie_there(page):
    promise(page.desk.session, Body.get(Body.kind_of_body == "league"))
    part = page.part
    part.open_target("excellence")
    settle()
    items = part.sheet.total.values["promises.items"]
    part.open_behind("total", "promises.items")
    assert len(part.beside.panel.table.records.ids) == 1 < items
    assert part.beside.panel.bar.text == f"{items} 项记在下面这 1 条里。"
    part.open_behind("total", "promises.bodies")
    assert part.beside.panel.bar.isHidden()
