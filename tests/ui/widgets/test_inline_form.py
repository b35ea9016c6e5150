"""A form that opens in place is seen, also where the page has to scroll for it."""

from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from models.people.person import Person
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.inline_form import Entries, Entry, InlineForm
from ui.widgets.parts import column


def test_a_form_that_opens_below_is_scrolled_into_sight(shown, qtbot):
    inside, entries = QWidget(), Entries("家庭成员", "登记成员")
    layout = column(inside)
    layout.addSpacing(1500)
    layout.addWidget(entries)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(inside)
    shown(area, (700, 400))
    form = RecordForm([Section("", [Person.name, Person.phone])])
    entries.open_form(InlineForm(form, "登记", lambda _values: []))
    first = form.editors["name"].input
    qtbot.waitUntil(lambda: not first.visibleRegion().isEmpty() and not entries.form.button.visibleRegion().isEmpty())
    assert first.hasFocus()


def places(entries):
    """Texts of lines and forms from top to bottom."""
    entries.layout().activate()
    shown_lines = [one for one in entries.findChildren(QLabel) if one.text() in ("甲", "乙", "丙") and one.isVisible()]
    found = [(one.mapTo(entries, one.rect().topLeft()).y(), one.text()) for one in shown_lines]
    if entries.form is not None:
        found.append((entries.form.y(), "表单"))
    return [text for _, text in sorted(found)]


def test_a_form_opens_under_its_line_and_stays_there(shown, qapp):
    entries = shown(Entries("目标"), (700, 600))
    lines = [Entry(text, "", mark="done") for text in "甲乙丙"]
    entries.show_lines(lines)
    entries.open_form(InlineForm(RecordForm([Section("", [Person.name])]), "登记", lambda _values: []), under=0)
    qapp.processEvents()
    assert places(entries) == ["甲", "表单", "乙", "丙"]
    entries.show_lines(lines)
    qapp.processEvents()
    assert places(entries)[1] == "表单"
    entries.close_form()
    entries.open_form(InlineForm(RecordForm([Section("", [Person.name])]), "登记", lambda _values: []))
    qapp.processEvents()
    assert places(entries)[-1] == "表单"


def test_long_words_stand_under_the_name_of_a_stacked_line(shown, qapp):
    entries = Entries("指标")
    entries.stacked = True
    shown(entries, (500, 300))
    entries.show_lines([Entry("甲", "现在72%，还差18个百分点。" * 6, [("修改", lambda: None)], "warn")])
    qapp.processEvents()
    name, said = (one for one in entries.findChildren(QLabel) if one.text() == "甲" or one.text().startswith("现在"))
    assert said.mapTo(entries, said.rect().topLeft()).y() > name.mapTo(entries, name.rect().bottomLeft()).y()
    assert said.width() > 400
