"""A register of 组织 with its export: every column of what is listed now, as a workbook."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ui.desk import Desk
from ui.offering import offer
from ui.pages.exporting import export_figures, export_persons
from ui.pages.register import RecordPanel, Register, RegisterView
from ui.settings import Settings
from ui.widgets.parts import button


class ExportingView(RegisterView):
    """A register that can be taken along; one that tells of persons needs consent."""

    def __init__(
        self, desk: Desk, settings: Settings, register: Register, make_panel: Callable[[Desk, Register], RecordPanel]
    ) -> None:
        self.consent: Any = None
        super().__init__(desk, settings, register, make_panel)
        self.export_button = button("导出 xlsx", self.export, "plain", "file-down")
        offer(desk, "export_roster", self.export_button)
        self.foot.addWidget(self.export_button)

    def export(self) -> None:
        """What is listed now."""
        register = self.register
        ids = list(register.ids(self.filters.text, self.wanted))

        def write(path: Path) -> int:
            from reports.organisation_workbooks import export_records

            return export_records(path, register.title, register.record, ids)

        if any(kind.sensitive for kind in register.record.kinds()):
            export_persons(self, self.consent, register.title, len(ids), write, register.counter)
        else:
            export_figures(self, register.title, write, register.counter)
