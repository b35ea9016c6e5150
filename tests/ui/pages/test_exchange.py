"""The page U盘报送: which parts stand there for whom, and where dropped files lead."""

import pytest

from models.office.office import change_office, this_office


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
