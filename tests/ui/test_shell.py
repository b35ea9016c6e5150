"""The window around the pages: navigation, keys, search, help, closing."""

import pytest
from PySide6.QtCore import QByteArray, Qt

from ui import messages
from ui.rail import Entry
from ui.search import Group, Hit
from ui.settings import Settings
from ui.shell import Shell
from ui.widgets.page import Page

TITLES = {
    "today": ("今日待办", "calendar-check"),
    "people": ("人员", "users"),
    "recommendation": ("推优", "vote"),
    "assistance": ("帮扶", "hand-heart"),
    "rights": ("维权", "scale"),
    "organisations": ("组织", "building-2"),
    "excellence": ("创先争优", "trophy"),
    "statistics": ("统计报表", "chart-column"),
    "exchange": ("U盘报送", "usb"),
}
PEOPLE = [("丁世云", "女 · 1990.05 · 东坪村", 3), ("丁一", "男 · 1985 · 西坪村", 4)]


class Noted(Page):
    """A page that notes what the shell asks of it."""

    def __init__(self, title):
        super().__init__(title)
        self.asked = []

    def open_target(self, target):
        self.asked.append(("open", target))

    def refresh(self):
        self.asked.append("refresh")

    def step_back(self):
        self.asked.append("back")
        return True

    def save(self):
        self.asked.append("save")

    def begin(self):
        self.asked.append("begin")

    def seek(self):
        self.asked.append("seek")

    def print_out(self):
        self.asked.append("print")


def people(text, most):
    hits = [Hit(name, detail, "people", uid) for name, detail, uid in PEOPLE if text in name]
    return Group("人员", hits[:most], len(hits))


def units(text, most):
    return Group("单位", [Hit("丁家村", "村（社区）", "organisations", 9)], 1) if text in "丁家村" else None


@pytest.fixture
def shell(shown, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("APPDATA", str(tmp_path))
    entries = [Entry(key, title, icon, lambda title=title: Noted(title)) for key, (title, icon) in TITLES.items()]
    entries.append(Entry("settings", "设置", "settings", lambda: Noted("设置"), at_foot=True))
    made = Shell(entries, Settings(), [people, units])
    made.visit("today")
    made.status.tell("单位", "雷岭镇党建办公室")
    return shown(made)


def test_pages_are_made_when_visited_and_kept(shell):
    assert list(shell._pages) == ["today"]
    page = shell.visit("people")
    shell.visit("today")
    assert shell.visit("people") is page


def test_every_entry_can_be_reached_by_key(shell, qtbot):
    for place, (title, _icon) in enumerate(TITLES.values(), 1):
        qtbot.keyClick(shell, getattr(Qt.Key, f"Key_{place}"), Qt.KeyboardModifier.AltModifier)
        assert shell.page.title == title


def test_keys_go_to_the_page_in_front(shell, qtbot):
    keys = {"S": "save", "N": "begin", "F": "seek", "P": "print"}
    for key in keys:
        qtbot.keyClick(shell, getattr(Qt.Key, f"Key_{key}"), Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(shell, Qt.Key.Key_Escape)
    assert shell.page.asked == [*keys.values(), "back"]


def test_writing_refreshes_the_front_now_and_the_others_when_visited(shell):
    behind = shell.visit("people")
    front = shell.visit("today")
    front.changed.emit()
    assert front.asked == ["refresh"]
    assert behind.asked == []
    shell.visit("people")
    assert behind.asked == ["refresh"]


def test_search_finds_by_keyboard_and_opens_the_record(shell, qtbot, save_screen):
    qtbot.keyClick(shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    shell.search.setText("丁")
    shell.search.search()
    assert shell.search.found.lines[0] == "人员"
    assert [line.split()[0] for line in shell.search.found.lines] == ["人员", "丁世云", "丁一", "单位", "丁家村"]
    save_screen(shell, "search")
    qtbot.keyClick(shell.search, Qt.Key.Key_Down)
    qtbot.keyClick(shell.search, Qt.Key.Key_Down)
    qtbot.keyClick(shell.search, Qt.Key.Key_Return)
    assert shell.page.title == "组织"
    assert shell.page.asked == [("open", 9)]
    assert shell.search.found.isHidden()
    assert shell.search.text() == ""


def test_typing_searches_after_a_pause(shell, qtbot, type_in):
    type_in(shell.search, "丁世")
    qtbot.waitUntil(lambda: shell.search.found.isVisible())
    assert "丁世云" in shell.search.found.lines[1]


def test_enter_does_not_wait_for_the_pause(shell, qtbot, type_in):
    type_in(shell.search, "丁世云")
    qtbot.keyClick(shell.search, Qt.Key.Key_Return)
    assert shell.page.asked == [("open", 3)]


def test_nothing_found_says_what_can_be_typed(shell, save_screen):
    shell.search.setText("无此人")
    shell.search.search()
    assert shell.search.found.lines == []
    assert "没有找到“无此人”" in shell.search.found._empty.text()
    save_screen(shell, "search_nothing")


def test_help_that_is_open_follows_to_the_next_page(shell, qtbot):
    qtbot.keyClick(shell, Qt.Key.Key_F1)
    shown = []
    shell.help.show_text = shown.append
    other = next(key for key in shell.rail.keys if shell.page is not shell._pages.get(key))
    page = shell.visit(other)
    assert shown == [page.help_key]


def test_help_comes_and_goes(shell, qtbot, save_screen):
    qtbot.keyClick(shell, Qt.Key.Key_F1)
    assert "到处都能用的键" in shell.help.text
    save_screen(shell, "help")
    qtbot.keyClick(shell, Qt.Key.Key_Escape)
    assert shell.help.isHidden()
    assert shell.page.asked == []


def test_status_line_says_four_things(shell):
    assert shell.status.text == "单位：雷岭镇党建办公室 · 用户：尚无 · 最近备份：尚无 · 最近报送：尚无"


def test_font_size_is_in_force_at_once_and_kept(shell, save_screen):
    narrow = shell.rail.width()
    shell.set_font_size("特大")
    assert shell.rail.width() > narrow
    assert Settings.load().font_size == "特大"
    shell.resize(1280, 720)
    for made in shell.rail._buttons.values():
        assert made.sizeHint().width() <= shell.rail.width()
    save_screen(shell, "shell_largest")


def test_page_may_refuse_to_be_left(shell):
    shell.page.settle = lambda: False
    shell.visit("people")
    assert shell.page.title == "今日待办"


def test_window_comes_back_where_it_was(shell):
    shell.resize(1100, 700)
    shell.close()
    kept = Settings.load()
    again = Shell([Entry("today", "今日待办", "calendar-check", lambda: Page("今日待办"))], kept)
    assert again.size().boundedTo(again.screen().size()) == shell.size().boundedTo(again.screen().size())
    assert again.restoreGeometry(QByteArray.fromHex(kept.geometry.encode()))
    again.deleteLater()


def test_closing_during_work_asks_first(shell, qtbot):
    import time

    from ui import jobs

    def work(progress):
        for k in range(500):
            progress.step("写入", k, 500)
            time.sleep(0.01)

    jobs.start(shell.page, "导入花名册", work)
    messages.answer(False, True)
    assert not shell.close()
    assert shell.close()
    assert not jobs.running


def test_a_page_to_which_she_is_not_led_is_said_not_opened(shell):
    before = shell.page
    shell.go("nowhere")
    assert shell.page is before
    assert "您的角色不办这一项" in messages.said[-1].text
