"""Forms made from fields: gathering, problems at their fields, drafts, saving."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLabel, QScrollArea

from models.core.errors import Problem, Severity
from models.people.person import Person
from ui import style
from ui.widgets.form_page import FormPanel, RecordForm, Section

FIELDS = Person._meta.fields
BASIC = ["name", "sex", "nationality", "born", "id_number", "former_name", "political_status", "phone", "address"]
WORK = ["education", "school", "employer", "job_post", "family_members"]
STORED = {"name": "丁世云", "sex": "2", "nationality": "01", "phone": "13800000000"}


def make_form():
    form = RecordForm(
        [
            Section("基本情况", [FIELDS[name] for name in BASIC]),
            Section("学历与工作", [FIELDS[name] for name in WORK]),
        ]
    )
    form.show_values(STORED)
    return form


@pytest.fixture
def saved():
    return []


@pytest.fixture
def panel(shown, saved):
    def save(values):
        saved.append(values)
        return []

    return shown(FormPanel("丁世云", make_form(), save), (760, 700))


def type_into(panel, name, text, type_in):
    panel.form.editors[name].input.clear()
    type_in(panel.form.editors[name].input, text)


def test_shown_record_is_not_dirty_and_gathers_to_itself(panel):
    assert not panel.form.dirty
    values, problems = panel.form.gather()
    assert problems == []
    assert {name: value for name, value in values.items() if value is not None} == STORED
    assert panel.form.changed_values() == {}


def test_typing_makes_it_dirty_and_saving_clean_again(panel, saved, type_in):
    type_into(panel, "school", "雷岭中学", type_in)
    assert panel.form.dirty
    assert panel.form.changed_values() == {"school": "雷岭中学"}
    assert panel.save()
    assert saved[0]["school"] == "雷岭中学"
    assert not panel.form.dirty


def test_missing_and_unreadable_values_are_not_saved_and_named_at_their_fields(panel, saved, type_in, save_screen):
    panel.form.editors["name"].input.clear()
    type_into(panel, "born", "去年", type_in)
    assert not panel.save()
    assert saved == []
    assert panel.form.editors["name"].message == "请填写姓名。"
    assert panel.form.editors["born"].severity == "stop"
    assert panel.bar.text == "有 2 处需要改正，还没有保存。"
    save_screen(panel, "form_problems")


def test_problems_of_the_rules_stand_at_fields_or_in_the_bar(shown, type_in):
    found = [
        Problem(Severity.WARN, "sex_differs", "与身份证号不一致：证件为男，登记为女。", "sex"),
        Problem(Severity.STOP, "duplicate", "已有同一身份证号的人员：丁一。"),
    ]
    panel = shown(FormPanel("丁世云", make_form(), lambda values: found), (760, 700))
    type_into(panel, "school", "雷岭中学", type_in)
    assert not panel.save()
    assert panel.form.editors["sex"].severity == "warn"
    assert panel.bar.text == "已有同一身份证号的人员：丁一。"
    assert panel.form.dirty


def test_pause_makes_a_draft_due_and_it_can_be_put_back(panel, qtbot, type_in):
    with qtbot.waitSignal(panel.form.draft_due, timeout=3000):
        type_into(panel, "born", "九零", type_in)
    draft = panel.form.draft()
    again = make_form()
    again.restore(draft)
    assert again.editors["born"].text() == draft["born"]
    assert again.dirty
    again.deleteLater()


def test_going_to_a_field_brings_it_into_sight(panel):
    panel.form.go_to("family_members")
    area = panel.findChild(QScrollArea)
    editor = panel.form.editors["family_members"]
    place = editor.mapTo(area.viewport(), editor.rect().center())
    assert area.viewport().rect().contains(place)


@pytest.mark.parametrize(("size_name", "width"), [("标准", 760), ("标准", 420), ("特大", 620), ("特大", 1060)])
def test_nothing_is_cut_and_nothing_scrolls_sideways(shown, qapp, size_name, width, save_screen):
    style.apply(qapp, size_name)
    panel = shown(FormPanel("丁世云", make_form(), lambda values: []), (width, 680))
    panel.form.editors["sex"].say("与身份证号不一致：证件为男，登记为女，请核对后再保存这一条记录。", "warn")
    for _ in range(4):  # a line that wraps makes its row grow in several rounds of the layouts
        qapp.processEvents()
    area = panel.findChild(QScrollArea)
    assert area.horizontalScrollBar().maximum() == 0
    for editor in panel.form.editors.values():
        assert_apart(editor)
        for shown_label in editor.findChildren(QLabel):
            needed = shown_label.heightForWidth(shown_label.width()) if shown_label.wordWrap() else 0
            assert shown_label.height() >= needed, editor.field.label
    save_screen(panel, f"form_{size_name}_{width}")


def assert_apart(editor):
    """The line under the input never runs into it."""
    line, box = editor._line, editor.input
    assert not line.geometry().intersects(QRect(box.geometry()))
