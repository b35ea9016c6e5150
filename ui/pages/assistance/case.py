"""What stands beside the list of cases: a case as one page, or a new one being opened. Decides nothing itself."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedLayout

from models.assistance.case import HelpCase
from models.core.record import Record
from ui.desk import Desk
from ui.pages.assistance.case_opening import CaseOpening
from ui.pages.assistance.case_sheet import CaseSheet
from ui.pages.register import Register


class CasePanel(QFrame):
    """The record that is open in the list of cases."""

    closed = Signal()
    saved = Signal()
    go = Signal(str, object)

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__()
        self.setObjectName("detail")
        self.desk = desk
        self.register = register
        self.record: HelpCase | None = None
        self.sheet = CaseSheet(desk)
        self.opening = CaseOpening(desk)
        self._stack = QStackedLayout(self)
        for part in (self.sheet, self.opening):
            part.closed.connect(self.closed)
            part.go.connect(self.go)
            self._stack.addWidget(part)
        self.opening.opened.connect(self._opened)
        self.sheet.gone.connect(self.closed)

    @property
    def front(self) -> CaseSheet | CaseOpening:
        """The page of the case, or the form that opens one."""
        return self.sheet if self.record is not None else self.opening

    def show_record(self, record: Record | None, take_keys: bool = True) -> None:
        """Show a case; None for a new one."""
        self.record = record
        self._stack.setCurrentWidget(self.front)
        if record is None:
            self.opening.begin()
        else:
            self.sheet.show_case(record, take_keys)

    def go_to(self, field: str) -> None:
        """Into a field of the case; a new one begins with the household of this uid."""
        if self.record is None:
            self.opening.start_with(field)
        else:
            self.sheet.go_to_field(field)

    def reread(self) -> None:
        """Records were written."""
        if self.record is not None:
            self.sheet.reread()
        else:
            self.opening.reread()

    def keep_draft(self) -> bool:
        """Before it is left: True when something half typed was kept."""
        return self.front.keep_draft()

    def save(self) -> None:
        """Ctrl+S."""
        self.front.save()

    def step_back(self) -> bool:
        """Esc: what lies over the case goes first."""
        return self.record is not None and self.sheet.step_back()

    def print_out(self) -> None:
        """The papers of the case."""
        if self.record is not None:
            self.sheet.offer_papers()

    def mask_again(self) -> None:
        """Nothing is masked here: numbers do not stand on this page."""

    def _opened(self, case: HelpCase) -> None:
        self.show_record(case)
        self.saved.emit()
