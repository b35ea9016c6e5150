"""A procedure as a line: what is said at each step, by keyboard too."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from ui.widgets.empty_state import EmptyState, ListOrEmpty
from ui.widgets.list_detail import ListDetail
from ui.widgets.page import Page
from ui.widgets.record_table import Column, RecordTable
from ui.widgets.stepper import Step, Stepper, StepState

STEPS = [
    Step("known", "入党申请已掌握", StepState.DONE, "2025年3月1日"),
    Step("meeting", "会员大会推荐", StepState.DONE, "2026年3月15日", "应到 56 · 实到 49 · 赞成 47 · 反对 1 · 弃权 1"),
    Step("inspection", "考察", StepState.CURRENT, missing=["考察人（至少两名）", "五项条件意见"]),
    Step("committee", "委员会讨论决定", StepState.TODO),
    Step("publicity", "公示", StepState.TODO),
    Step("superior", "上级工会审批", StepState.TODO),
]


@pytest.fixture
def stepper(shown):
    made = Stepper()
    made.show_steps(STEPS)
    page = Page("推优")
    page.body.addWidget(made)
    shown(page, (640, 640))
    return made


def texts(stepper):
    return [label.text() for label in stepper.findChildren(QLabel) if label.text() and not label.isHidden()]


def test_every_step_says_where_it_stands(stepper, save_screen):
    said = texts(stepper)
    assert said.count("已完成") == 2
    assert said.count("办理中") == 1
    assert "还缺：考察人（至少两名）、五项条件意见" in said
    assert "应到 56 · 实到 49 · 赞成 47 · 反对 1 · 弃权 1" in said
    save_screen(stepper.window(), "stepper")


def test_only_the_open_step_holds_what_is_typed(stepper):
    body = QLineEdit("黄启明、林秀英")
    stepper.put_body("inspection", body)
    assert body.isVisible()
    stepper.show_steps([*STEPS[:2], Step("inspection", "考察", StepState.DONE, "2026年4月1日"), *STEPS[3:]])
    assert body.isVisible()
    assert body.text() == "黄启明、林秀英"
    stepper.put_body("committee", QLineEdit())
    assert body.parent() is None


def test_steps_are_chosen_by_mouse_and_keyboard(stepper, qtbot):
    chosen = []
    stepper.chosen.connect(chosen.append)
    qtbot.mouseClick(stepper._rows["meeting"], Qt.MouseButton.LeftButton)
    stepper._rows["publicity"].setFocus()
    qtbot.keyClick(stepper._rows["publicity"], Qt.Key.Key_Return)
    assert chosen == ["meeting", "publicity"]


def test_another_procedure_takes_the_place(stepper):
    stepper.show_steps(STEPS[:1])
    assert [step.key for step in stepper.steps] == ["known"]


def test_empty_page_offers_ways_to_begin(shown, save_screen):
    begun = []
    empty = EmptyState(
        "users",
        "还没有人员",
        "这里放本单位所有人员。可以一个个录入，也可以把村里报来的花名册一次导入。",
        [("导入花名册", lambda: begun.append("import")), ("录入一人", lambda: begun.append("type"))],
    )
    both = ListOrEmpty(QLabel("表"), empty)
    both.show_list(False)
    shown(both, (900, 500))
    for made in empty.buttons:
        made.click()
    assert begun == ["import", "type"]
    save_screen(both, "empty")


def test_record_opens_beside_the_list_and_closing_keeps_its_place(shown):
    table = RecordTable([Column("姓名", 96, brief=True), Column("电话", 120)], lambda ids: [("丁世云", "1")] * len(ids))
    table.show_ids(range(1000))
    widths = {}
    both = shown(ListDetail(table, widths, "people"), (1000, 500))
    table.choose(500)
    top = table.verticalScrollBar().value()
    both.open_beside(QLabel("丁世云"))
    assert table.isColumnHidden(1)
    assert both.close_detail()
    assert not both.close_detail()
    assert not table.isColumnHidden(1)
    assert (table.current_id(), table.verticalScrollBar().value()) == (500, top)
