"""备份 in the settings, the restore from there, what is made by itself, and what 今日待办 says of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from models.core.clock import fixed
from models.core.database import DB
from models.office.backups.drilling import DrillReport, last_drill, note_drill
from models.office.backups.making import list_copies, make_backup
from models.office.place import ANY_DRIVE
from tests import builders
from ui import jobs, messages
from ui.safekeeping import Safekeeping, reminders

NOW = builders.NOW


def flip(path: Path, share: float = 0.5) -> None:
    """One byte of a file is another one."""
    content = bytearray(path.read_bytes())
    content[int(len(content) * share)] ^= 0xFF
    path.write_bytes(content)


@pytest.fixture(autouse=True)
def _any_drive(monkeypatch):
    monkeypatch.setenv(ANY_DRIVE, "1")


@pytest.fixture
def workbench(enter):
    return enter("settings")


@pytest.fixture
def part(workbench):
    workbench.shell.page.show_part("备份")
    return workbench.shell.page.part


@pytest.fixture
def stick(tmp_path):
    (tmp_path / "U盘").mkdir()
    return tmp_path / "U盘"


def states(table):
    return [table.records.text(place, 5) for place in range(len(table.records.ids))]


def at(workbench, **later):
    workbench.desk.session.clock = fixed(NOW + timedelta(**later))


def test_without_a_copy_it_says_so_and_one_click_makes_one(workbench, part, settled, save_screen):
    assert "还没有备份" in part.here.text
    assert "还没有存过" in part.second.text
    assert not part._list_verbs.isEnabled()
    save_screen(workbench.shell, "backups_none")
    part.here.button.click()
    settled()
    assert len(part.table.copies) == 1
    assert states(part.table) == ["制作时检查过"]
    assert "今天 09:30（手工）" in part.here.text
    assert "最近备份：今天 09:30" in workbench.shell.status.text
    assert "已备份" in messages.said[-1].text


def test_by_keyboard_from_the_list_to_the_comparison_and_back(workbench, part, qtbot, settled, save_screen):
    make_backup(workbench.desk.opened, "manual")
    at(workbench, hours=2)
    for number, name in enumerate(("张三", "李四"), 1):
        builders.person(workbench.desk.session, name, order=800 + number * 2)
    make_backup(workbench.desk.opened, "change")
    part.refresh()
    part.table.setFocus()
    qtbot.keyClick(part.table, Qt.Key.Key_Down)
    qtbot.keyClick(part.table, Qt.Key.Key_Return)
    settled()
    assert part.panel.loss == "恢复后会少掉这份备份以后的 2 步操作："
    assert "李四" in part.panel._found.lost[0]
    save_screen(workbench.shell, "backups_compare")
    qtbot.keyClick(workbench.shell, Qt.Key.Key_Escape)
    assert part.panel is None
    assert part.table.hasFocus()
    assert "完好，刚检查过" in states(part.table)


def test_a_damaged_copy_is_found_and_cannot_be_restored(workbench, part, settled, save_screen):
    good = make_backup(workbench.desk.opened, "manual")
    at(workbench, hours=3)
    builders.person(workbench.desk.session, "后来的人", order=802)
    bad = make_backup(workbench.desk.opened, "close")
    flip(bad.path)
    part.refresh()
    part.check_all()
    settled()
    assert "有 1 份不能用" in part.window().page.bar.text or "有 1 份不能用" in part.bar.text
    assert "损坏" in states(part.table)[0]
    assert states(part.table)[1] == "完好，刚检查过"
    save_screen(workbench.shell, "backups_damaged")
    part.table.choose(bad.path)
    part.compare()
    settled()
    assert part.panel.restore_button.isHidden()
    save_screen(workbench.shell, "backups_damaged_compare")
    part.step_back()
    part.table.choose(good.path)
    part.compare()
    settled()
    assert not part.panel.restore_button.isHidden()


def test_a_stick_gets_a_copy_and_shows_what_it_holds(workbench, part, settled, stick, save_screen):
    messages.answer(stick)
    part.second.button.click()
    settled()
    assert "上次是今天" in part.second.text
    assert list(stick.glob("quntuan-backup/*/backup-*.qtdb"))
    messages.answer(stick)
    part.look_elsewhere()
    assert "U盘" in part._heading.text()
    assert len(part.table.copies) == 1
    part.compare()
    settled()
    assert part.panel._found.problem == ""
    part.step_back()
    save_screen(workbench.shell, "backups_stick")
    part.look_elsewhere()
    assert "这台电脑" in part._heading.text()


def test_a_folder_without_copies_and_a_stick_that_is_gone_are_said(part, stick, settled):
    messages.answer(stick)
    part.look_elsewhere()
    assert "没有备份" in messages.said[-1].text
    messages.answer(stick / "拔掉了")
    part.copy_away()
    settled()
    assert "不见了" in messages.said[-1].text


def test_the_drill_is_held_and_its_result_stands_there(workbench, part, settled, save_screen):
    make_backup(workbench.desk.opened, "manual")
    part.drill.button.click()
    settled()
    assert "通过：2026-11-20 09:30 的备份可以完整恢复" in part.drill.text
    assert last_drill().passed
    save_screen(workbench.shell, "backups_drilled")


def test_a_file_set_back_is_told_and_copied_only_when_she_says_so(workbench, part, settled, save_screen):
    from models.core.history import History

    opened = workbench.desk.opened
    builders.person(workbench.desk.session, "会不见的人", order=802)
    make_backup(opened, "manual")
    key, database = opened.session.history_key, opened.place.database
    assert key
    assert database.exists()
    DB.execute_sql("DROP TRIGGER IF EXISTS history_no_delete")
    _forget_last_row(History)
    part.make_copy()
    settled()
    bar = part.bar
    assert "可能被换成了旧文件" in bar.text
    save_screen(workbench.shell, "backups_set_back")
    bar._action.click()
    settled()
    assert len(list_copies(opened.place)) == 2


def _forget_last_row(history):
    """What an old file in the place of the new one looks like."""
    for (name,) in DB.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        if "history" in name:
            DB.execute_sql(f'DROP TRIGGER "{name}"')
    DB.execute_sql("DELETE FROM history WHERE seq = (SELECT max(seq) FROM history)")


def test_after_half_an_hour_of_change_a_copy_makes_itself_unseen(workbench, settled):
    opened, safe = workbench.desk.opened, workbench.shell.findChild(Safekeeping)
    make_backup(opened, "manual")
    builders.person(workbench.desk.session, "新来的人", order=802)
    at(workbench, minutes=29)
    safe.look()
    settled()
    assert len(list_copies(opened.place)) == 1
    at(workbench, minutes=31)
    messages.forget()
    safe.look()
    settled()
    assert [copy.reason for copy in list_copies(opened.place)] == ["change", "manual"]
    assert not messages.said
    assert "最近备份：今天 10:01" in workbench.shell.status.text


def test_a_copy_that_fails_by_itself_is_one_calm_bar_and_stands_in_today(workbench, settled, save_screen):
    opened, safe = workbench.desk.opened, workbench.shell.findChild(Safekeeping)
    shelf = opened.place.backups
    shelf.rmdir()
    shelf.write_text("in the way")
    safe.look()
    settled()
    assert [one.kind for one in messages.said] == ["bar"]
    assert "没有写成" in messages.said[-1].text or "没有做成" in messages.said[-1].text
    safe.look()
    settled()
    assert len(messages.said) == 1
    assert "备份没有做成" in [one.title for one in reminders(workbench.desk)]
    workbench.shell.visit("today")
    save_screen(workbench.shell, "today_copy_failed")
    workbench.shell.go("settings", "备份")
    assert "读不出来" in workbench.shell.page.part.here.text
    save_screen(workbench.shell, "backups_unreadable")
    shelf.unlink()
    shelf.mkdir()
    safe.look()
    settled()
    assert workbench.desk.copy_failure == ""


def test_the_monthly_drill_holds_itself_once_a_day(workbench, settled, save_screen):
    opened, safe = workbench.desk.opened, workbench.shell.findChild(Safekeeping)
    safe.look()
    settled()
    assert last_drill().passed
    seq = last_drill().at
    at(workbench, days=31)
    flip(list_copies(opened.place)[0].path)
    builders.person(workbench.desk.session, "新来的人", order=802)
    safe._work(_Silent())
    assert last_drill().passed, "the copy that was due came first and is whole"
    assert last_drill().at > seq
    failed = DrillReport(f"{NOW + timedelta(days=31):%Y-%m-%d %H:%M:%S}", "", 0, None, 0, 0, ("不行",))
    note_drill(workbench.desk.session, failed)
    safe.look()
    settled()
    assert not last_drill().passed, "no second drill on one day"
    workbench.shell.visit("today").refresh()
    assert "恢复演练没有通过" in [one.title for one in reminders(workbench.desk)]
    save_screen(workbench.shell, "today_drill_failed")


def test_today_asks_once_a_week_for_the_second_place(workbench, settled, stick):
    from models.office.backups.second_place import copy_to_second_place

    assert [one.title for one in reminders(workbench.desk)] == ["复制到U盘"]
    copy_to_second_place(workbench.desk.opened, stick)
    assert reminders(workbench.desk) == []
    at(workbench, days=7)
    assert [one.detail for one in reminders(workbench.desk)] == ["上次是11月20日"]
    page = workbench.shell.visit("today")
    page.refresh()
    assert not page._copies.isHidden()
    from PySide6.QtWidgets import QPushButton

    page._copies.findChildren(QPushButton)[0].click()
    assert workbench.shell.page.list.currentItem().text() == "备份"


class _Silent:
    def step(self, what, done, total):
        """Go on."""


def test_jobs_end_with_the_window(workbench):
    assert jobs.running == []
