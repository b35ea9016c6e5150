"""导入花名册 by keyboard over a real office, with the rosters that villages really send."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLineEdit

from models.intake.plan import RowKey, Verdict
from models.intake.records import IntakeBatch, LearnedHeader
from models.organisations.body import Body
from models.people.person import Membership, Person
from resources import path
from tests import builders
from ui import jobs, messages
from ui.pages.intake import IntakePage, keeping
from ui.pages.intake.page import CHOOSE, DONE, LOOK
from ui.pages.intake.review import ListKey
from ui.pages.intake.rows import FIXED
from ui.settings import Settings
from ui.widgets.notes import Toast

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
UNION = "云岭茶业有限公司工会会员花名册.xlsx"
LEAGUE = "石桥村团支部团员花名册.xlsx"
HEADER = ("姓名", "性别", "出生年月", "证件", "村", "联系电话", "爱好")
ZHANG = builders.id_number(date(1990, 5, 7), 101)
LI = builders.id_number(date(1988, 3, 2), 202)


def samples(*names: str) -> list[Path]:
    """The shipped rosters of these names, or all."""
    return [path("samples", name) for name in names] or sorted(
        file for file in path("samples").iterdir() if file.suffix != ".json"
    )


def roster(target: Path, *rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> Path:
    """A small roster under a title."""
    book = Workbook()
    sheet = book.active
    sheet.title = "名单"
    for line in (("人员花名册",), header, *rows):
        sheet.append(line)
    book.save(target)
    return target


@pytest.fixture
def page(enter: Any, bare: Path) -> Any:
    """The page in an office without anybody."""
    return enter("intake", bare).shell.page


@pytest.fixture
def looked(page: Any, settled: Any, qapp: Any) -> Any:
    """Read files up to the second stage: `looked(file, …)`."""

    def look(*files: Path) -> Any:
        page.take_files(list(files))
        page.save()
        settled()
        qapp.processEvents()
        return page.look

    return look


def key(look: Any, number: int) -> RowKey:
    """The row that the spreadsheet of the list in front shows under this number."""
    return next(one for one in look.table.records.ids if one.number == number)


def row(look: Any, number: int) -> Any:
    """The planned row of this number."""
    return look.review.rows[key(look, number)]


def columns(look: Any) -> dict[str, int]:
    """Header → column of the table."""
    return {column.label: place for place, column in enumerate(look.table.records.columns)}


def press(qtbot: Any, widget: Any, *keys: Qt.Key) -> None:
    """Keys one after the other."""
    for one in keys:
        qtbot.keyClick(widget, one)


def type_over(look: Any, qtbot: Any, type_in: Any, number: int, header: str, text: str) -> None:
    """Open a cell with F2, type another text, keep it with Enter."""
    index = next(one.index for one in look.review.lists[look.chosen[0]].columns if one.header == header)
    look.table.go_to(key(look, number), index)
    look.table.setFocus()
    press(qtbot, look.table, Qt.Key.Key_F2)
    editor = look.table.findChild(QLineEdit)
    editor.selectAll()
    type_in(editor, text)
    press(qtbot, editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not look.table.editing)


def test_first_stage_says_what_to_do_and_takes_files(page, save_screen, qtbot):
    assert page.stage == CHOOSE
    assert not page.choosing.look_button.isVisible()
    save_screen(page.window(), "intake_empty")
    messages.answer(samples(UNION, LEAGUE))
    qtbot.keyClick(page.window(), Qt.Key.Key_N, CTRL)
    assert [file.name for file in page.choosing.files] == [UNION, LEAGUE]
    page.choosing.add_files(samples(UNION))
    assert len(page.choosing.files) == 2
    assert page.window().focusWidget() is page.choosing.look_button
    save_screen(page.window(), "intake_chosen")


def test_samples_are_read_and_shown_list_by_list(looked, page, save_screen, qtbot):
    look = looked(*samples())
    assert page.stage == LOOK
    assert len(look.review.lists) == 13
    assert page.import_button.text() == f"导入 {look.review.written:,} 人"
    assert look.review.written == look.review.counts[Verdict.NEW] + look.review.updates
    union = ListKey(UNION, "会员名册", 0)
    look.lists.chips[union, Verdict.CONFLICT].click()
    assert [look.review.rows[one].verdict for one in look.table.records.ids] == [Verdict.CONFLICT]
    assert any("不能断定" in one for one in look.panel.words)
    save_screen(page.window(), "intake_question")
    look.lists.chips[union, None].click()
    save_screen(page.window(), "intake_rows")
    look.lists.chips[ListKey("青龙镇妇联妇女花名册（分村）.xlsx", "石桥村", 0), Verdict.UPDATE].click()
    save_screen(page.window(), "intake_update")


def test_f4_goes_from_trouble_to_trouble_over_all_lists(looked, qtbot):
    look = looked(*samples())
    seen = []
    trouble = sum(look.review.counts[one] for one in (Verdict.CONFLICT, Verdict.REFUSED))
    for _ in range(trouble):
        press(qtbot, look.table, Qt.Key.Key_F4)
        seen.append(look.table.current_id())
    assert len(set(seen)) == trouble
    press(qtbot, look.table, Qt.Key.Key_F4)
    assert look.table.current_id() == seen[0]


def test_a_cell_is_fixed_by_typing_and_taken_back(looked, page, qtbot, type_in, settled, save_screen):
    look = looked(*samples(LEAGUE))
    assert row(look, 11).verdict is Verdict.REFUSED
    before = look.review.written
    type_over(look, qtbot, type_in, 11, "姓名", "余洋")
    settled()
    assert row(look, 11).verdict is Verdict.NEW
    assert look.review.written == before + 1
    assert look.table.current_id().number == 11
    place = look.table.records.index(look.table.currentIndex().row(), columns(look)["姓名"])
    assert "原表中是：余□" in place.data(Qt.ItemDataRole.ToolTipRole)
    save_screen(page.window(), "intake_fixed")
    look.panel.buttons["恢复原来的内容"].click()
    settled()
    assert row(look, 11).verdict is Verdict.REFUSED
    assert not look.corrections.cells


def test_letters_begin_typing_and_esc_leaves_the_cell(looked, page, qtbot):
    look = looked(*samples(LEAGUE))
    look.table.go_to(key(look, 6))
    look.table.setFocus()
    press(qtbot, look.table, Qt.Key.Key_A)
    editor = look.table.findChild(QLineEdit)
    assert editor.text() == "a"
    press(qtbot, editor, Qt.Key.Key_Escape)
    assert not look.corrections.cells
    assert page.stage == LOOK


def test_a_column_is_mapped_by_keyboard_and_remembered(looked, page, tmp_path, qtbot, type_in, settled, save_screen):
    file = roster(tmp_path / "甲.xlsx", ("张三", "男", "1990.05", ZHANG, "甲村", "13800001111", "唱歌"))
    look = looked(file)
    assert not row(look, 3).values.get("note")
    look.table.go_to(key(look, 3), 6)
    look.table.setFocus()
    qtbot.keyClick(look.table, Qt.Key.Key_Down, ALT)
    choice = look.table.header.choice
    assert choice.text() == "不导入"
    choice.clear()
    type_in(choice, "bz")
    assert choice.listed[0] == "备注"
    save_screen(page.window(), "intake_mapping")
    press(qtbot, choice._completer.popup(), Qt.Key.Key_Return)
    settled()
    assert row(look, 3).values["note"] == "唱歌"
    assert look.table.current_id().number == 3
    assert page.window().focusWidget() is look.table
    page.save()
    settled()
    assert page.stage == DONE
    assert LearnedHeader.select().count() == 1
    page.start_anew()
    again = looked(roster(tmp_path / "乙.xlsx", ("李四", "女", "1988.3", LI, "甲村", "", "下棋")))
    assert row(again, 3).values["note"] == "下棋"


def test_a_meaning_belongs_to_one_column(looked, page, tmp_path, settled):
    file = roster(
        tmp_path / "甲.xlsx",
        ("张三", "旧址", "新址", ZHANG),
        header=("姓名", "家庭住址", "新住址", "身份证号"),
    )
    look = looked(file)
    look.map_column(2, "address")
    settled()
    assert row(look, 3).values["address"] == "新址"
    assert [column.key for column in look.review.lists[look.chosen[0]].columns] == ["name", "", "address", "id_number"]
    look.map_column(2, "")
    settled()
    assert "address" not in row(look, 3).values


def test_rows_are_ticked_off_and_on_with_space(looked, page, qtbot, settled):
    look = looked(*samples(LEAGUE))
    before = look.review.written
    look.table.choose(key(look, 5))
    look.table.setFocus()
    qtbot.keyClick(look.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(qtbot, look.table, Qt.Key.Key_Space)
    settled()
    assert look.review.written == before - 2
    assert look.table.selected_count() == 2
    assert row(look, 5).verdict is Verdict.SKIPPED
    press(qtbot, look.table, Qt.Key.Key_Space)
    settled()
    assert look.review.written == before
    skipped = next(one for one in look.review.rows.values() if one.verdict is Verdict.SKIPPED)
    look.tick([skipped.key], True)
    settled()
    assert look.review.rows[skipped.key].verdict is not Verdict.SKIPPED
    look.tick([skipped.key], False)
    settled()
    assert look.review.rows[skipped.key].verdict is Verdict.SKIPPED
    assert not look.corrections.off


def test_the_question_who_it_is_is_answered_and_taken_back(looked, page, tmp_path, settled, save_screen):
    builders.person(page.desk.session, "张三", born=date(1990, 5, 7), id_number=None, sex="1", phone="13700002222")
    file = roster(
        tmp_path / "甲.xlsx",
        ("张三", "男", "1990.05", ZHANG, "甲村", "13800001111"),
        ("李四", "女", "1988.3", LI, "甲村"),
    )
    look = looked(file)
    look.map_column(3, "id_number")
    settled()
    assert row(look, 3).verdict is Verdict.CONFLICT
    look.table.choose(key(look, 3))
    look._show_row()
    assert "≠ 13700002222" in look.panel.words
    save_screen(page.window(), "intake_question_kept")
    look.panel.buttons["就是这个人"].click()
    settled()
    assert row(look, 3).verdict is Verdict.UPDATE
    assert "13700002222" in look.panel.words
    save_screen(page.window(), "intake_changes")
    look.panel.buttons["收回选择"].click()
    settled()
    look.panel.buttons["不是同一个人"].click()
    settled()
    assert row(look, 3).verdict is Verdict.NEW
    page.save()
    settled()
    assert Person.select().where(Person.name == "张三").count() == 2


def test_one_number_cannot_be_two_persons(looked, tmp_path, settled):
    header = ("姓名", "性别", "身份证号")
    look = looked(roster(tmp_path / "甲.xlsx", ("张三", "男", ZHANG), ("王五", "男", ZHANG), header=header))
    look.table.choose(key(look, 4))
    look._show_row()
    assert "不是同一个人" not in look.panel.buttons
    look.panel.buttons["就是这个人"].click()
    settled()
    assert row(look, 4).verdict is Verdict.UPDATE


def test_apply_summary_and_undo(looked, page, qtbot, settled, save_screen):
    look = looked(*samples(UNION, LEAGUE))
    wanted = look.review.written
    new = look.review.counts[Verdict.NEW]
    page.import_button.click()
    settled()
    assert page.stage == DONE
    assert Person.select().count() == new
    assert page.summary.lines[0] == f"新登记 {new} 人"
    assert wanted >= new
    assert page.window().focusWidget() is page.summary.people_button
    save_screen(page.window(), "intake_done")
    with qtbot.waitSignal(page.go) as sent:
        page.summary.people_button.click()
    assert sent.args == ["people", {"newest": True}]
    assert page.window().page.newest.isChecked()
    page.window().visit("intake")
    page.summary.undo_button.click()
    settled()
    assert Person.select().count() == 0
    assert page.stage == CHOOSE
    assert IntakeBatch.get().undone
    save_screen(page.window(), "intake_earlier")


def test_earlier_imports_are_listed_and_undone_or_refused(looked, page, tmp_path, settled, save_screen):
    header = ("姓名", "性别", "身份证号")
    looked(roster(tmp_path / "甲.xlsx", ("张三", "男", ZHANG), header=header))
    page.save()
    settled()
    page.start_anew()
    looked(roster(tmp_path / "乙.xlsx", ("李四", "女", LI), header=header))
    page.save()
    settled()
    page.start_anew()
    person = Person.get(Person.name == "李四")
    from models.people.verbs import change_person

    change_person(page.desk.session, person, {"phone": "13800001111"})
    page.undo(IntakeBatch.select().order_by(IntakeBatch.id.desc()).get())
    settled()
    assert "不能整批撤销" in page.bar.text
    save_screen(page.window(), "intake_undo_refused")
    page.undo(IntakeBatch.get())
    settled()
    assert [one.name for one in Person.select()] == ["李四"]


def test_members_go_to_the_chosen_body(page, settled, tmp_path, type_in, qtbot):
    body = builders.body(page.desk.session, "league")
    page.take_files([roster(tmp_path / "甲.xlsx", ("张三", "男", ZHANG), header=("姓名", "性别", "身份证号"))])
    type_in(page.choosing.body.input, "不存在的组织")
    page.save()
    assert page.stage == CHOOSE
    assert "没有找到" in page.choosing.body.message
    page.choosing.body.input.clear()
    type_in(page.choosing.body.input, body.name)
    page.choosing.look_button.click()
    settled()
    page.save()
    settled()
    assert Membership.get().body == Body.get()


def test_unreadable_files_are_told_and_the_others_go_on(page, tmp_path, settled, save_screen):
    damaged = tmp_path / "石桥村名单.xlsx"
    damaged.write_bytes(samples(LEAGUE)[0].read_bytes()[:3000])
    missing = tmp_path / "不见了.xls"
    page.take_files([damaged, missing])
    page.save()
    settled()
    assert page.stage == CHOOSE
    assert set(page.choosing.refused) == {damaged, missing}
    save_screen(page.window(), "intake_unreadable")
    page.take_files(samples(LEAGUE))
    page.save()
    settled()
    assert page.stage == LOOK
    assert "有 2 个文件没有读出来" in page.bar.text
    assert page.look.review.counts[Verdict.NEW] > 20
    save_screen(page.window(), "intake_partly_read")


def test_files_of_one_name_from_two_folders_stay_apart(looked, tmp_path):
    header = ("姓名", "性别", "身份证号")
    for name, line in (("甲村", ("张三", "男", ZHANG)), ("乙村", ("李四", "女", LI))):
        (tmp_path / name).mkdir()
        roster(tmp_path / name / "名单.xlsx", line, header=header)
    look = looked(tmp_path / "甲村" / "名单.xlsx", tmp_path / "乙村" / "名单.xlsx")
    assert [one.file for one in look.review.lists] == ["名单.xlsx", "乙村/名单.xlsx"]
    assert look.review.counts[Verdict.NEW] == 2


def test_problem_list_is_written(looked, page, tmp_path, settled):
    looked(*samples(LEAGUE))
    target = tmp_path / "清单"
    messages.answer(target)
    page.list_button.click()
    settled()
    assert "问题清单已保存" in page.bar.text
    assert load_workbook(tmp_path / "清单.xlsx").sheetnames


def test_nothing_is_typed_into_thin_air_while_a_plan_arrives(looked, page, qtbot, type_in, settled):
    look = looked(*samples(LEAGUE))
    look.tick([key(look, 6)], False)
    look.table.go_to(key(look, 7), 2)
    look.table.setFocus()
    press(qtbot, look.table, Qt.Key.Key_F2)
    editor = look.table.findChild(QLineEdit)
    type_in(editor, "半句")
    settled()
    assert look.table.editing
    assert "半句" in editor.text()
    press(qtbot, editor, Qt.Key.Key_Return)
    settled()
    qtbot.waitUntil(lambda: row(look, 6).verdict is Verdict.SKIPPED)
    assert look.corrections.cells


def test_records_changed_elsewhere_are_planned_anew(looked, page, tmp_path, settled):
    look = looked(roster(tmp_path / "甲.xlsx", ("张三", "男", ZHANG), header=("姓名", "性别", "身份证号")))
    assert row(look, 3).verdict is Verdict.NEW
    page.window().visit("people")
    builders.person(page.desk.session, "张三", born=date(1990, 5, 7), order=101)
    page.window().records_changed()
    page.window().visit("intake")
    settled()
    assert row(look, 3).verdict is not Verdict.NEW
    assert page.stage == LOOK


def test_files_dropped_on_the_window_open_the_page(enter, bare):
    shell = enter("people", bare).shell
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in samples(UNION)])
    actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    shell.dropEvent(QDropEvent(QPointF(400, 300), actions, data, buttons, Qt.KeyboardModifier.NoModifier))
    assert [file.name for file in shell.page.choosing.files] == [UNION]


def test_cancelled_import_leaves_everything(looked, page, settled):
    looked(*samples(UNION))
    page.save()
    jobs.running[0].cancel()
    settled()
    if page.stage == LOOK:  # cancelled in time
        assert Person.select().count() == 0
        assert "已取消" in page.window().findChild(Toast).text
        assert page.import_button.isEnabled()
    else:
        assert Person.select().count() > 0


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A roster of 10,000 persons."""
    target = tmp_path_factory.mktemp("large") / "全乡名单.csv"
    lines = ["姓名,性别,出生年月,身份证号,村,联系电话,备注"]
    for place in range(10_000):
        born = date(1960, 1, 1) + timedelta(days=place)
        name = f"张{chr(0x4E00 + place % 4000)}{chr(0x4E00 + place // 4000)}"
        number = builders.id_number(born, 101)
        lines.append(f"{name},男,{born:%Y.%m},{number},甲村,13800001111,")
    target.write_text("\n".join(lines), encoding="utf-8")
    return target


def test_a_large_roster_stays_responsive(looked, page, large, qtbot, settled, qapp):
    from time import perf_counter

    look = looked(large)
    assert look.review.written == 10_000
    look.table.choose(key(look, 9000))
    top = look.table.verticalScrollBar().value()
    look.type_cell(key(look, 9000), 6, "改过")
    longest = 0.0
    while jobs.running:
        start = perf_counter()
        qapp.processEvents()
        look.table.viewport().repaint()
        longest = max(longest, perf_counter() - start)
    assert row(look, 9000).values["note"] == "改过"
    assert (look.table.current_id().number, look.table.verticalScrollBar().value()) == (9000, top)
    assert longest < 1.0
    page.save()
    settled()
    assert Person.select().count() == 10_000
    page.summary.undo_button.click()
    settled()
    assert Person.select().count() == 0


@pytest.mark.parametrize("size_name", ["标准", "特大"])
def test_every_stage_fits_a_small_screen(enter, bare, size_name, save_screen, settled, qapp):
    workbench = enter("intake", bare, size=(1280, 720))
    workbench.shell.set_font_size(size_name)
    page = workbench.shell.page
    page.take_files(samples())
    save_screen(workbench.shell, f"intake_chosen_1280_{size_name}")
    page.save()
    settled()
    page.look.go_to_trouble()
    page.look.go_to_trouble()
    qapp.processEvents()
    page.look._show_row()
    save_screen(workbench.shell, f"intake_look_1280_{size_name}")
    assert (workbench.shell.width(), workbench.shell.height()) == (1280, 720)
    page.save()
    settled()
    save_screen(workbench.shell, f"intake_done_1280_{size_name}")


def test_what_was_corrected_outlives_the_window(looked, page, settled, save_screen):
    look = looked(*samples(LEAGUE))
    look.type_cell(key(look, 11), 1, "余洋")
    look.tick([key(look, 6)], False)
    settled()
    page.settle()
    later = IntakePage(page.desk, Settings())
    later.restore()
    settled()
    assert later.stage == LOOK
    assert later.look.corrections == look.corrections
    assert later.look.review.counts == look.review.counts
    later.save()
    settled()
    assert later.stage == DONE
    assert keeping.kept(page.desk.session) is None
    later.deleteLater()


def test_help_of_the_page(page):
    page.window().toggle_help()
    assert "待核对" in page.window().help.text


def test_columns_of_the_sheet_follow_ours(looked):
    look = looked(*samples(UNION))
    assert [column.label for column in look.table.records.columns[:FIXED]] == ["行", "判定", "说明"]


def test_a_copy_elsewhere_is_another_file(page, tmp_path):
    copied = shutil.copy(samples(UNION)[0], tmp_path)
    page.take_files([*samples(UNION), Path(copied)])
    assert len(page.choosing.files) == 2
