"""维权: the list, registering, steps and clocks of an open petition, by keyboard."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.pages.rights_sample import open_petitions, protected_petitions


@pytest.fixture
def workbench(enter):
    made = enter("today")
    open_petitions(made.desk.opened)
    return made


@pytest.fixture
def page(workbench):
    return workbench.shell.visit("rights")


def test_the_list_tells_step_and_nearest_deadline(page, save_screen):
    assert len(page.table.records.ids) == 3
    save_screen(page.window(), "rights_list")


def test_a_case_opens_beside_the_list(page, qtbot, save_screen):
    for place in range(3):
        page._open_row(page.table.records.ids[place])
        save_screen(page.window(), f"rights_case{place}")
    for word in ("登记内容", "各项记录", "更正"):
        page.panel.turn(word)
        save_screen(page.window(), f"rights_case_{word}")


def test_inside(workbench, page, qtbot, save_screen):
    cases = protected_petitions(workbench.desk.opened)
    workbench.desk.opened.leave_compartment()
    page.refresh()
    page.enter()
    save_screen(page.window(), "rights_inside")
    page.open_case(cases[0].uid)
    save_screen(page.window(), "rights_inside_case")
    for word in ("登记内容", "各项记录", "更正"):
        page.panel.turn(word)
        save_screen(page.window(), f"rights_inside_case_{word}")
    page.open_case(cases[1].uid)
    save_screen(page.window(), "rights_inside_child")
    page.show_totals()
    save_screen(page.window(), "rights_totals")
    page.leave()
    save_screen(page.window(), "rights_left")
    page.begin()
    save_screen(page.window(), "rights_intake")
    assert Qt
