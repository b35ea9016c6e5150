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
