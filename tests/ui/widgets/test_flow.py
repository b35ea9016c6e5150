"""A row that goes on in a next line where it does not fit."""

import pytest
from PySide6.QtWidgets import QFrame, QPushButton

from ui.widgets.flow import Flow


@pytest.fixture
def bar(shown):
    flow = Flow()
    for place in range(6):
        one = QFrame()
        one.setFixedSize(100, 30)
        if place == 4:
            flow.to_the_right()
        flow.add(one)
    return shown(flow, (900, 200))


def places(bar):
    return [(one.x(), one.y()) for one in bar.findChildren(QFrame)]


def test_what_fits_stands_in_one_line_and_the_last_at_the_right_edge(bar):
    assert {y for _, y in places(bar)} == {0}
    assert places(bar)[5][0] == 800
    assert bar.layout().heightForWidth(900) == 30


@pytest.mark.parametrize("width", [650, 500, 330, 216, 120])
def test_what_does_not_fit_goes_on_below_and_nothing_is_cut(bar, width, qtbot):
    bar.resize(width, 400)
    qtbot.waitUntil(lambda: bar.width() == width)
    assert all(one.geometry().right() < width for one in bar.findChildren(QFrame))
    assert len(set(places(bar))) == 6
    assert bar.layout().heightForWidth(width) == max(y for _, y in places(bar)) + 30


def test_what_is_hidden_takes_no_room_and_one_can_be_put_between(bar, qtbot):
    hidden = bar.findChildren(QFrame)[0]
    hidden.hide()
    qtbot.waitUntil(lambda: places(bar)[1][0] == 0)
    put = QPushButton("间")
    bar.insert_before(bar.findChildren(QFrame)[1], put)
    qtbot.waitUntil(lambda: put.x() == 0 and places(bar)[1][0] > 0)
