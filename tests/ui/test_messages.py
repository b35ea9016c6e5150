"""What is said goes where it belongs, and tests can read it and answer."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from models.core.errors import KnownError
from ui import messages
from ui.widgets.notes import Toast
from ui.widgets.page import Page
from ui.widgets.parts import button


def test_bar_is_the_one_of_the_page_around_the_widget(shown):
    page = shown(Page("人员"))
    inner = QWidget(page)
    messages.bar(inner, "丁世云已存在。", "warn")
    assert page.bar.text == "丁世云已存在。"
    messages.clear_bar(inner)
    assert page.bar.text == ""


def test_bar_action_runs_once_and_closes(shown, qtbot):
    page = shown(Page("人员"))
    ran = []
    messages.bar(page, "身份证号重复。", "warn", "去看看", lambda: ran.append(1))
    page.bar._action.click()
    assert ran == [1]
    assert page.bar.isHidden()


def test_known_error_is_its_own_sentence(shown):
    page = shown(Page("人员"))
    messages.known(page, KnownError("磁盘已满，没有写成。请清出空间后再试。"))
    assert page.bar.text == "磁盘已满，没有写成。请清出空间后再试。"
    assert messages.said[-1].kind == "bar"


def test_toast_takes_back(shown):
    page = shown(Page("人员"))
    undone = []
    messages.toast(page, "已删除丁世云。", lambda: undone.append(True))
    toast = page.findChild(Toast)
    assert toast.isVisible()
    toast.undo()
    assert undone == [True]
    assert toast.isHidden()


def test_typing_never_lands_on_undo(shown, qtbot):
    page = shown(Page("人员"))
    undone = []
    here = button("保存")
    page.body.addWidget(here)
    here.setFocus()
    messages.toast(page, "登记了丁世云。", lambda: undone.append(True))
    here.setEnabled(False)  # hands the keys on
    qtbot.keyClick(page.window().focusWidget() or page, Qt.Key.Key_Space)
    assert undone == []


def test_enter_presses_the_primary_button_that_has_the_keys_and_no_other(shown, qtbot):
    page = shown(Page("人员"))
    pressed = []
    for kind in ("primary", ""):
        made = button("导入", lambda kind=kind: pressed.append(kind), kind)
        page.body.addWidget(made)
        made.setFocus()
        qtbot.keyClick(made, Qt.Key.Key_Return)
    assert pressed == ["primary"]


def test_question_can_be_answered_by_a_test(shown):
    page = shown(Page("人员"))
    messages.answer(True, False)
    assert messages.confirm(page, "删除后不能恢复。", "删除 3 人")
    assert not messages.confirm(page, "删除后不能恢复。", "删除 3 人")
    assert [said.kind for said in messages.said] == ["box", "box"]


@pytest.mark.real_box
def test_enter_on_a_question_means_cancel(shown, qtbot):
    """The real box: its default button is never the destructive one."""
    from PySide6.QtCore import Qt, QTimer

    page = shown(Page("人员"))
    labels = []

    def press_enter():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        labels.extend(one.text() for one in box.buttons())
        qtbot.keyClick(box, Qt.Key.Key_Return)

    QTimer.singleShot(50, press_enter)
    assert not messages.confirm(page, "删除后不能恢复。", "删除 3 人")
    assert sorted(labels) == sorted(["删除 3 人", "取消"])


def test_files_can_be_answered(tmp_path, shown):
    page = shown(Page("人员"))
    messages.answer([tmp_path / "甲.xls"], None, "/srv/乙.pdf")
    assert messages.open_files(page, "选择花名册", "花名册 (*.xls)") == [tmp_path / "甲.xls"]
    assert messages.save_file(page, "另存", "乙.pdf", "PDF (*.pdf)") is None
    assert messages.save_file(page, "另存", "乙.pdf", "PDF (*.pdf)") == Path("/srv/乙.pdf")


def test_what_comes_from_elsewhere_is_shown_letter_by_letter(qapp):
    from PySide6.QtCore import Qt

    from ui import messages
    from ui.widgets.parts import label, plain_tip

    hostile = '<b>甲</b><img src="file:////10.0.0.1/x.png">'
    assert plain_tip(hostile).startswith("<p>&lt;b&gt;")
    assert plain_tip("大坪村\n12 人 < 25 人") == "大坪村\n12 人 < 25 人"
    assert label(hostile).textFormat() == Qt.TextFormat.PlainText
    assert messages._box(None, hostile, "").textFormat() == Qt.TextFormat.PlainText
