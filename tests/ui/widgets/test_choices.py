"""Several codes ticked side by side."""

from PySide6.QtCore import Qt

from models.core.choices import CodesField
from ui.widgets.choices import ChoicesEditor
from ui.widgets.editors import editor_for


def field() -> CodesField:
    made = CodesField("已采取的措施", table="rights.measure")
    made.name = "measures"
    return made


def test_pressed_codes_are_the_value_in_printed_order(qtbot, shown):
    editor = editor_for(field())
    assert isinstance(editor, ChoicesEditor)
    shown(editor)
    codes = [entry.code for entry in editor.field.table.items()]
    for code in (codes[2], codes[0]):
        qtbot.mouseClick(editor._buttons[code], Qt.MouseButton.LeftButton)
    assert editor.value() == (codes[0], codes[2])
    qtbot.mouseClick(editor._buttons[codes[0]], Qt.MouseButton.LeftButton)
    assert editor.value() == (codes[2],)
    editor.set_value(())
    assert editor.value() is None


def test_a_draft_comes_back_as_it_was(qtbot, shown):
    first, second = editor_for(field()), editor_for(field())
    first.set_value(tuple(entry.code for entry in first.field.table.items()))
    second.set_text(first.text())
    assert second.value() == first.value()
