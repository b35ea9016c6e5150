"""A human with records from two offices: one line in the list, both records on her page, and the way back."""

from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea

from models.core.database import DB
from models.people.lists import count_persons
from models.people.person import Person
from models.people.same import SamePerson, join_persons
from tests import builders
from tests.models.exchange.merging import verbs_of_tests

BAMBOO = "bamboo2222222222"


@pytest.fixture
def page(enter: Any) -> Any:
    """The page 人员 of a town in which 单立梅 also stands in another township."""
    page = enter("people").shell.page
    session = page.desk.session
    verbs_of_tests.know(session, "竹海镇党建办公室", BAMBOO)
    other = builders.person(session, "单立梅", id_number=None, phone="13912345678", employer="竹海镇卫生院")
    DB.execute_sql("UPDATE person SET origin = ? WHERE id = ?", (BAMBOO, other.id))
    builders.membership(session, other, builders.body(session, "women", name="竹海镇妇女联合会"))
    builders.aid(session, other, reason="受灾")
    own = Person.get((Person.name == "单立梅") & (Person.origin != BAMBOO))
    join_persons(session, own, Person.get_by_id(other.id), "打电话问过")
    page.refresh()
    return page


def told(page: Any) -> str:
    """Everything that stands in the section."""
    return "\n".join(part.text() for part in page.panel.standing.elsewhere.findChildren(QLabel))


def test_the_list_has_one_line_with_a_mark(page):
    page.filters.want({}, "单立梅")
    assert [page.table.records.text(place, 0) for place in range(page.table.records.rowCount())] == ["单立梅　两地登记"]
    assert page.title == "人员"


def test_her_page_shows_the_other_record_and_takes_the_join_back(page, save_screen, qtbot):
    count = count_persons()
    own = Person.get((Person.name == "单立梅") & (Person.origin != BAMBOO))
    page.open_person(own)
    assert "竹海镇党建办公室也有这个人的记录" in page.panel.bar.text
    words = told(page)
    for part in ("竹海镇党建办公室", "联系电话 139****5678", "竹海镇妇女联合会", "送温暖"):
        assert part in words
    bar = page.panel.findChild(QScrollArea).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 2000)
    next(one for one in page.panel.bar.findChildren(QPushButton) if one.text() == "看那边的记录").click()
    assert page.panel.standing.elsewhere.visibleRegion().boundingRect().height() > 0
    save_screen(page.window(), "people_elsewhere")
    buttons = page.panel.standing.elsewhere.findChildren(QPushButton)
    next(one for one in buttons if one.text() == "撤销认定").click()
    assert (SamePerson.select().count(), count_persons()) == (0, count + 1)
    assert not page.panel.standing.elsewhere.isVisible()


def test_the_record_that_stands_behind_says_which_one_is_shown(page):
    page.open_person(Person.get(Person.origin == BAMBOO))
    assert "名单和统计里显示的是这一条" in told(page)
    assert "芒果镇党建办公室" in told(page)


def test_two_selected_persons_are_laid_side_by_side(page):
    names = ("解晓燕", "仇国栋")
    page.table.clearSelection()
    whole_rows = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for name in names:
        place = list(page.table.records.ids).index(Person.get(Person.name == name).id)
        page.table.selectionModel().select(page.table.records.index(place, 0), whole_rows)
    assert page.same_button.isVisibleTo(page)
    page.same_button.click()
    front = page.window().page
    assert (front.title, set(front.part.panel.title.text().split("　"))) == ("U盘报送", set(names))


def test_whom_one_record_is_all_of_has_no_such_section(page):
    page.open_person(Person.get(Person.name == "解晓燕"))
    assert not page.panel.standing.elsewhere.isVisible()
