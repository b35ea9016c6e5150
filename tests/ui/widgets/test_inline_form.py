"""A form that opens in place is seen, also where the page has to scroll for it."""

from PySide6.QtWidgets import QScrollArea, QWidget

from models.people.person import Person
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.inline_form import Entries, InlineForm
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
