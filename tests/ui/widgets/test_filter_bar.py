"""Filters say what is asked for, once per change."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QVBoxLayout, QWidget

from ui.widgets.filter_bar import Choice, Filter, FilterBar


@pytest.fixture
def bar(shown):
    stages = [Choice("applicant", "申请人 32"), Choice("activist", "积极分子 18")]
    units = [Choice(1, "东坪村"), Choice(2, "西坪村")]
    return shown(FilterBar([Filter("stage", "阶段", stages), Filter("unit", "单位", units, menu=True)]), (1100, 60))


def test_chips_choose_one_and_tell_once(bar):
    told = []
    bar.changed.connect(lambda: told.append(bar.wanted))
    bar._chips["stage"]._buttons[2][1].click()
    bar._chips["stage"]._buttons[0][1].click()
    assert told == [{"stage": "activist"}, {}]


def test_typing_tells_after_a_pause(bar, qtbot, type_in):
    told = []
    bar.changed.connect(lambda: told.append(bar.text))
    for char in "丁世云":
        type_in(bar._text, char)
    assert told == []
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["丁世云"]


def test_a_link_from_elsewhere_sets_everything_at_once(bar):
    told = []
    bar.changed.connect(lambda: told.append((bar.wanted, bar.text)))
    bar.want({"unit": 2}, "丁")
    assert told == [({"unit": 2}, "丁")]
    assert bar._chips["unit"].text().startswith("单位：西坪村")
    bar.clear()
    assert told[-1] == ({}, "")


def test_new_counts_keep_the_choice(bar):
    bar.want({"stage": "activist"})
    bar.set_choices("stage", [Choice("applicant", "申请人 31"), Choice("activist", "积极分子 19")])
    assert bar.wanted == {"stage": "activist"}
    assert bar._chips["stage"]._buttons[2][1].text() == "积极分子 19"


def test_value_that_is_no_longer_offered_means_all(bar):
    bar.want({"unit": 2})
    bar.set_choices("unit", [Choice(1, "东坪村")])
    assert bar.wanted == {}


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Return])
def test_down_and_enter_go_on_to_the_list_without_waiting(shown, qtbot, type_in, key):
    page, names = QWidget(), QListWidget()
    bar = FilterBar([])
    names.addItems(["丁世云", "白雪"])
    layout = QVBoxLayout(page)
    layout.addWidget(bar)
    layout.addWidget(names)
    shown(page)
    told = []
    bar.changed.connect(lambda: told.append(bar.text))
    type_in(bar._text, "丁")
    qtbot.keyClick(bar._text, key)
    assert told == ["丁"]
    assert names.hasFocus()
    assert names.currentRow() == 0
