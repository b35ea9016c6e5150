"""Editors: every keystroke is taken, values are tidied on leaving, one line says what is wrong."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from models.core.errors import ValueProblem
from models.people.person import Person
from ui.widgets.editors import editor_for
from ui.widgets.find_box import Choice
from ui.widgets.parts import column

FIELDS = Person._meta.fields
VILLAGES = [Choice(1, "东坪村"), Choice(2, "西坪村"), Choice(3, "东山社区", "原东山村")]


def find_village(text):
    return [choice for choice in VILLAGES if text in choice.label]


@pytest.fixture
def edit(shown, qapp):
    """Editors under each other, the first with the focus: `edit("name", "sex")`."""

    def make(*names, finders=None):
        box = QWidget()
        layout = column(box)
        editors = [editor_for(FIELDS[name], (finders or {}).get(name)) for name in names]
        for editor in editors:
            layout.addWidget(editor)
        shown(box, (600, 400))
        editors[0].input.setFocus()
        return editors

    return make


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab])
def test_enter_and_tab_go_on(edit, qtbot, key):
    name, born = edit("name", "born")
    qtbot.keyClick(name.input, key)
    assert QApplication.focusWidget() is born.input
    qtbot.keyClick(born.input, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is name.input


def test_text_of_an_input_method_and_full_width_digits_are_taken_and_tidied(edit, qtbot, type_in):
    number, _next = edit("id_number", "name")
    type_in(number.input, "９９９９９９１９９００５０１００１３")
    assert number.text() == "９９９９９９１９９００５０１００１３"
    qtbot.keyClick(number.input, Qt.Key.Key_Return)
    assert number.text() == "999999199005010013"


@pytest.mark.parametrize("typed", ["1990.05", "1990-5", "90年5月", "１９９０．５"])
def test_dates_are_understood_as_people_write_them(edit, qtbot, type_in, typed):
    born, _next = edit("born", "name")
    type_in(born.input, typed)
    qtbot.keyClick(born.input, Qt.Key.Key_Return)
    assert born.text() == "1990年5月"
    assert born.severity == ""


def test_what_is_wrong_stands_under_the_field_and_the_text_stays(edit, qtbot, type_in):
    born, _next = edit("born", "name")
    type_in(born.input, "去年")
    qtbot.keyClick(born.input, Qt.Key.Key_Return)
    assert born.text() == "去年"
    assert born.severity == "stop"
    assert born.message
    with pytest.raises(ValueProblem):
        born.value()
    born.input.clear()
    assert born.judge()
    assert born.message == ""


@pytest.mark.parametrize("typed", ["汉", "汉族", "hz", "HZ"])
def test_codes_are_found_by_characters_and_initials(edit, typed):
    (nation,) = edit("nationality")
    nation.input.setText(typed)
    nation.input.textEdited.emit(typed)
    assert "汉族" in nation.input.listed[:3]


def test_a_code_is_chosen_from_the_list_by_keyboard(edit, qtbot, type_in):
    nation, _next = edit("nationality", "name")
    type_in(nation.input, "回")
    popup = nation.input._completer.popup()
    assert popup.isVisible()
    place = nation.input.listed.index("回族")
    for _ in range(place):
        qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert nation.text() == "回族"
    assert nation.field.show(nation.value()) == "回族"
    assert _next.input.hasFocus()  # the same Enter goes on: what is typed next belongs to the next field


def test_a_text_longer_than_its_box_shows_its_beginning_when_left(edit, qtbot, type_in):
    employer, _next = edit("employer", "name")
    type_in(employer.input, "云岭茶业有限公司" * 12)
    qtbot.keyClick(employer.input, Qt.Key.Key_Return)
    assert employer.input.cursorPosition() == 0


def test_escape_closes_the_list_and_stays(edit, qtbot, type_in):
    nation, _next = edit("nationality", "name")
    type_in(nation.input, "回")
    qtbot.keyClick(nation.input._completer.popup(), Qt.Key.Key_Escape)
    assert nation.text() == "回"
    assert nation.input.hasFocus()


def test_words_that_mean_no_code_are_kept_and_explained(edit, qtbot, type_in):
    nation, _next = edit("nationality", "name")
    type_in(nation.input, "火星族")
    qtbot.keyClick(nation.input, Qt.Key.Key_Return)
    assert nation.text() == "火星族"
    assert nation.severity == "stop"


def test_stored_value_is_shown_and_comes_back(edit):
    for name, value in {"sex": "2", "name": "阿卜杜拉·买买提", "household_size": 4, "income_per_head": 123450}.items():
        (editor,) = edit(name)
        editor.set_value(value)
        assert editor.text() == FIELDS[name].show(value)
        assert editor.value() == value


def test_flag_can_be_yes_no_and_unknown(edit):
    name = next((name for name, field in FIELDS.items() if getattr(field, "editor", "") == "flag"), None)
    field = FIELDS[name] if name else _flag()
    editor = editor_for(field)
    for word, value in (("是", True), ("否", False), ("", None)):
        editor.set_text(word)
        assert editor.value() is value
    editor.set_value(True)
    editor._buttons[0].click()
    assert editor.text() == ""


def _flag():
    from models.core.fields import FlagField

    field = FlagField("是否在岗")
    field.name = "on_post"
    return field


def test_link_is_found_by_name_and_carries_the_record(edit, qtbot, type_in):
    village, _next = edit("village", "name", finders={"village": find_village})
    type_in(village.input, "西")
    qtbot.keyClick(village.input._completer.popup(), Qt.Key.Key_Return)
    assert (village.text(), village.value()) == ("西坪村", 2)
    assert village.judge()
    village.input.setText("南坪村")
    assert not village.judge()
    assert "南坪村" in village.message


def test_suggestions_do_not_bind(edit):
    (address,) = edit("address", finders={"address": find_village})
    address.set_text("东坪村三组 12 号")
    assert address.value() == "东坪村三组 12 号"


def test_wheel_changes_nothing(edit, qapp):
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent

    _name, sex = edit("name", "sex")
    sex.set_value("2")
    turn = QWheelEvent(
        QPointF(5, 5),
        sex.input.mapToGlobal(QPointF(5, 5)),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    qapp.sendEvent(sex.input, turn)
    assert sex.value() == "2"


def test_enter_breaks_the_line_in_a_paragraph_and_ctrl_enter_goes_on(edit, qtbot):
    members, name = edit("family_members", "name")
    qtbot.keyClicks(members.input, "a")
    qtbot.keyClick(members.input, Qt.Key.Key_Return)
    qtbot.keyClicks(members.input, "b")
    assert members.text() == "a\nb"
    qtbot.keyClick(members.input, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is name.input


def test_help_shows_while_the_field_is_filled(shown, qtbot):
    from models.core.fields import LineField

    field = LineField("证件号", help="没有身份证的填护照号")
    field.name = "paper"
    editor = shown(editor_for(field), (400, 80))
    editor.input.setFocus()
    assert editor.message == "没有身份证的填护照号"
    editor.input.clearFocus()
    assert editor.message == ""


def test_every_kind_has_an_editor():
    for name, field in FIELDS.items():
        kind = getattr(field, "editor", "none")
        if kind not in ("none", "link"):
            assert editor_for(field).name == name


def test_link_without_a_finder_is_a_mistake_of_the_page():
    with pytest.raises(AssertionError):
        editor_for(SimpleNamespace(editor="link", name="village"))


def test_an_amount_says_its_unit(edit, type_in):
    (editor,) = edit("income_per_head")
    type_in(editor.input, "１,２００元")
    assert editor.value() == 120_000
