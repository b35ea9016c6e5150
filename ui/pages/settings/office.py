"""单位信息: what is printed of this office on every form."""

from typing import Any

from models.core.errors import Problem
from models.office.office import Office, change_office, this_office
from ui.desk import Desk
from ui.offering import offer
from ui.pages.settings.part import Part
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.inline_form import InlineForm


class OfficePart(Part):
    """The one record of the office."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("单位信息", "单位全称印在每张表的“填报单位”一栏，改了以后新打印的表都用新的。")
        self.desk = desk
        self.form = RecordForm([Section("", Office.kinds())])
        self.entry = InlineForm(self.form, "保存 Ctrl+S", self._store, stays=True)
        self.body.addWidget(self.entry)
        offer(desk, "change_office", self.entry.button)
        self.refresh()

    def refresh(self) -> None:
        """Show what is stored, unless something is half typed."""
        if not self.form.dirty:
            self.form.show_values(dict(this_office().__data__))

    def save(self) -> None:
        """Save what changed."""
        self.entry.save()

    def _store(self, _values: dict[str, Any]) -> list[Problem] | None:
        changed = self.form.changed_values()
        if not changed:
            return []
        return None if self.desk.do(self, change_office, changed) is None else []
