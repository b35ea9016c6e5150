"""操作历史: the list, one row in words, verifying, exporting, undoing; a record's own story."""

import re

import openpyxl
import pytest
from PySide6.QtCore import Qt

from models.core import story
from models.core.database import DB
from models.core.history import History
from models.office import access
from models.people.person import Person
from models.people.verbs import change_person
from tests import builders
from ui import messages
from ui.pages.history.record_story import RecordStory
from ui.widgets.parts import label

OTHERS = {
    "李审": ("review", "推开窗看见远山"),
    "钱计": ("audit", "稻田里的白鹭飞"),
    "孙管": ("system", "半山腰的老茶树"),
}


@pytest.fixture
def workbench(enter):
    made = enter("people")
    person = Person.get(Person.name == "解晓燕")
    change_person(made.desk.session, person, {"education": "20", "phone": "13912345678", "note": "已联系"})
    return made


@pytest.fixture
def page(workbench):
    return workbench.shell.visit("history")


def open_verb(page, verb):
    number = History.select().where(History.verb == verb).order_by(History.seq.desc()).get().seq
    page.table.choose(number)
    page.open_row(number)
    return number


def words_in(widget):
    kind = type(label())
    return " ".join(one.text() for one in widget.findChildren(kind))


def become(workbench, name):
    session = workbench.desk.session
    role, passphrase = OTHERS[name]
    access.add_user(workbench.desk.opened, name, [role], passphrase)
    session.user = session.guard.user = name


def test_newest_row_stands_first_and_reading_is_a_row_itself(page, save_screen):
    first = page.table.records.row(0)
    assert first[3] == "查看操作历史"
    assert page._count.text() == f"{History.select().count():,} 行"
    save_screen(page.window(), "history")


def test_before_and_after_stand_there_in_words_and_masked(page, save_screen):
    open_verb(page, "change_person")
    words = words_in(page.panel)
    assert "文化程度" in words
    assert "大学本科" in words
    assert "139****5678" in words
    assert "13912345678" not in words
    assert "education" not in words
    save_screen(page.window(), "history_row")


def test_filters_narrow_by_user_action_time_and_words(page, qtbot):
    page.filters.want({"verb": "change_person"})
    assert len(page.table.records.ids) == 1 + History.select().where(History.verb == "change_person").count() - 1
    page.filters.want({"user": "没有这个人"}, "已联系不到")
    page.show_list()
    assert len(page.table.records.ids) == 0
    page.filters.want({"period": 0})
    assert len(page.table.records.ids) == History.select().where(History.at >= builders.NOW.date().isoformat()).count()


def test_row_is_opened_by_enter_and_left_by_escape(page, qtbot):
    page.table.setFocus()
    page.table.choose(page.table.records.ids[0])
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.panel is not None
    page.window().step_back()
    assert page.panel is None


def test_change_is_undone_from_its_row(page, qtbot):
    open_verb(page, "change_person")
    assert page.panel.undo_button.isVisible()
    qtbot.keyClick(page.panel.undo_button, Qt.Key.Key_Space)
    assert Person.get(Person.name == "解晓燕").note != "已联系"
    assert not page.panel.undo_button.isVisible()
    assert "这一步后来被撤销了" in words_in(page.panel)


def test_a_sign_in_cannot_be_undone(page):
    open_verb(page, "sign_in")
    assert not page.panel.undo_button.isVisible()


def test_verifying_says_that_all_is_well_or_where_not(page, settled, save_screen):
    page.verify()
    settled()
    assert "每一行都和写下时一样" in page.bar.text
    DB.execute_sql("DROP TRIGGER IF EXISTS history_unchangeable")
    for (name,) in DB.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        DB.execute_sql(f'DROP TRIGGER "{name}"')
    DB.execute_sql("UPDATE history SET sentence = '什么也没有发生' WHERE seq = 3")
    page.verify()
    settled()
    assert "第 3 行被改动过" in page.bar.text
    save_screen(page.window(), "history_broken")


def test_auditor_exports_what_is_listed(workbench, tmp_path, settled):
    become(workbench, "钱计")
    page = workbench.shell.visit("history")
    assert page.export_button.isEnabled()
    page.filters.want({"verb": "change_person"})
    messages.answer(tmp_path / "历史.xlsx")
    page.export()
    settled()
    rows = list(openpyxl.load_workbook(tmp_path / "历史.xlsx").active.values)
    assert rows[0] == ("序号", "时间", "用户", "操作", "内容")
    assert len(rows) == 1 + len(page.table.records.ids)
    assert History.select().where(History.verb == "export_history").count() == 1


def test_who_may_read_but_not_export_is_told_who_may(page):
    assert not page.export_button.isEnabled()
    assert "审计员" in page.export_button.toolTip()


def test_person_tells_her_own_story(workbench, qapp, save_screen):
    page = workbench.shell.visit("people")
    page.open_person(Person.get(Person.name == "解晓燕"))
    qapp.processEvents()
    page.panel.show_story()
    story = page.panel.findChild(RecordStory)
    words = words_in(story)
    assert "文化程度" in words
    assert "1391234" not in words
    save_screen(page.window(), "person_story")
    page.window().step_back()
    assert page.panel.findChild(RecordStory) is None
    assert page.panel is not None


def test_recommendation_tells_its_own_story(workbench, qapp, save_screen):
    from models.recommendation.records import Recommendation

    rec = next(rec for rec in Recommendation.select() if rec.person.name == "仇国栋")
    workbench.shell.go("recommendation", rec.uid)
    qapp.processEvents()
    workbench.shell.page.detail.show_story()
    assert "仇国栋" in words_in(workbench.shell.page.detail.findChild(RecordStory))
    save_screen(workbench.shell, "recommendation_story")
    workbench.shell.step_back()
    assert workbench.shell.page.detail.findChild(RecordStory) is None


def test_no_difference_shows_a_code(workbench):
    codes = re.compile(r"[a-z_]{4,}|[0-9a-f]{16,}|[\[{]")
    shown = [part for row in History.select() for part in story.differences(row)]
    assert len(shown) > 50
    assert [part for part in shown if codes.search(part.before + part.after)] == []


def test_who_may_not_read_it_sees_no_row_and_is_told(workbench):
    become(workbench, "孙管")
    page = workbench.shell.visit("history")
    assert len(page.table.records.ids) == 0
    assert "查看操作历史" in page.bar.text
    assert History.select().where(History.verb == "refused").count() == 1
