"""帮扶: the summary of children left behind, and lists written as workbooks."""

from datetime import date

import openpyxl
import pytest

from models.assistance.aid import Distribution
from models.assistance.children import LeftBehindChild, change_child
from tests import builders
from tests.ui.pages.assistance_sample import help_people
from ui import messages


@pytest.fixture
def page(enter):
    workbench = enter("today")
    help_people(workbench.desk.session)
    workbench.shell.visit("assistance")
    return workbench.shell.page


@pytest.fixture
def children(page):
    page.show_register("left_behind_child")
    return page.view


def test_the_summary_is_counted_live(children, page, save_screen):
    children.halves[1].click()
    table = children.summary.table
    assert (table.rowCount(), table.columnCount()) == (32, 4)
    assert table.item(0, 2).text() == "3"
    assert children.summary.problems == []
    save_screen(page.window(), "help_children_summary")
    child = LeftBehindChild.get()
    change_child(page.view.desk.session, child, {"schooling": None})
    page.refresh()
    assert len(children.summary.problems) > 0
    assert "应当相等" in children.summary.problems[0]
    save_screen(page.window(), "help_children_summary_wrong")
    children.halves[0].click()
    assert children.table.isVisible()


def test_an_empty_register_says_so(enter, save_screen):
    shell = enter("assistance").shell
    shell.page.show_register("left_behind_child")
    shell.page.view.halves[1].click()
    save_screen(shell, "help_children_summary_empty")
    assert not shell.page.view.summary.table.isVisible()


def test_the_summary_is_written_as_a_workbook(children, tmp_path, settled):
    children.halves[1].click()
    path = tmp_path / "汇总.xlsx"
    messages.answer(path)
    children.summary.export()
    settled()
    assert openpyxl.load_workbook(path).active.max_row > 3
    assert "已导出 1 个村（社区）" in messages.said[-1].text


def test_the_summary_is_printed_for_all(children, page):
    children.halves[1].click()
    children.summary._print.click()
    choice = page.window().page.forms.current
    assert choice.key == "left_behind_summary"


def test_a_list_is_written_as_a_workbook_with_a_warning(page, tmp_path, settled):
    page.show_register("distribution")
    kept = Distribution.get()
    page.view.open_record(kept)
    path = tmp_path / "名单.xlsx"
    messages.answer(path)
    page.view.panel.export()
    settled()
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert rows[0][:2] == ("姓名", "身份证号")
    assert len(rows) == 14
    assert "已导出 12 人" in messages.said[-1].text


def test_a_child_opens_from_anywhere_in_the_register(children, page):
    children.halves[1].click()
    child = builders.child(page.view.desk.session, "杨雪", date(2017, 5, 1), 320)
    page.open_target(("left_behind_child", child.uid))
    assert children.halves[0].isChecked()
    assert page.view.panel.record == child
