"""The page U盘报送: which parts stand there for whom, and where dropped files lead."""

import pytest

from models.core.clock import fixed
from models.office.access import add_user
from models.office.office import change_office, open_office, this_office
from tests import builders
from ui import jobs
from ui.settings import Settings
from ui.window import Workbench


@pytest.fixture
def page(enter):
    """The page of the township in front."""
    return enter("exchange").shell.page


def test_it_stands_in_the_rail_and_printing_at_the_foot(enter):
    shell = enter("exchange").shell
    assert shell.page.title == "U盘报送"
    assert shell.rail.keys[-3:] == ["printing", "history", "settings"]


def test_each_level_has_its_parts(page, enter):
    desk = page.desk
    assert page.keys[-1] == "keys"
    assert "inbox" not in page.keys
    desk.do(page, change_office, {"level": "county"}, undoable=False)
    assert this_office().level == "county"
    assert "sending" not in page.keys


def test_help_tells_the_whole_way_of_the_stick(page, save_screen):
    page.window().toggle_help()
    for words in ("逐组核对指纹", "可以拔出U盘", "撤销接收", "收件箱", "保险柜"):
        assert words in page.window().help.text
    save_screen(page.window(), "exchange_help")


def test_dropped_files_go_where_they_belong(enter, tmp_path):
    workbench = enter("today")
    roster = tmp_path / "名册.xlsx"
    workbench._take_files([roster])
    assert workbench.shell.page.help_key == "intake"
    workbench._take_files([tmp_path / "没有的.qtpkg"])
    assert workbench.shell.page.part is workbench.shell.page.show_part("answers")


@pytest.fixture
def as_user(opened_copy, founded, shown, tmp_path, monkeypatch):
    """The window of the town for somebody with these roles."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "config"))
    made = []

    def enter(name, *roles):
        opened = opened_copy(founded)
        add_user(opened, name, list(roles), builders.PASSPHRASE + "二")
        directory = opened.place.directory
        opened.close()
        workbench = Workbench(Settings())
        made.append(workbench)
        clock = fixed(builders.NOW)
        workbench.enter(open_office(directory, builders.PASSPHRASE + "二", user=name, clock=clock))
        shown(workbench.shell)
        workbench.shell.before_close = lambda: True
        return workbench

    yield enter
    for workbench in made:
        jobs.stop_all()
        workbench.close()


def test_a_security_officer_is_led_to_the_keys_alone_and_begins_with_the_settings(as_user):
    shell = as_user("赵安全", "security").shell
    assert shell.page.title == "设置"
    page = shell.visit("exchange")
    assert page.keys == ["keys"]
    assert page.part.read_button.isEnabled()


def test_a_statistician_sees_what_is_sent_and_sends_nothing(as_user, settled):
    shell = as_user("钱统计", "statistics").shell
    page = shell.visit("exchange")
    assert page.keys[0] == "sending"
    assert not page.part.send_button.isEnabled()
    part = page.show_part("keys")
    assert not part.read_button.isEnabled()
    assert not part.make_button.isEnabled()
    assert not page.show_part("answers").read_button.isEnabled()
