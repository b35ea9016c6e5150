"""报送情况: offices by purposes for one month, printed and exported as a small table."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from models.exchange.reported import How, Reporting, months, reporting
from reports.reported import TITLE, export_reported, reported_paper
from ui import style
from ui.desk import Desk
from ui.offering import may
from ui.pages.exchange.paper_out import print_sheet
from ui.pages.exporting import export_figures
from ui.widgets.parts import Mark, button, column, label, row

MARKS = {How.REPORTED: "done", How.PROBLEM: "warn", How.MISSING: "todo", How.NOTHING: ""}


class ReportedView(QWidget):
    """One month."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._months = months(desk.today())
        self._at = 0
        self.month = label("", "strong")
        self.summary = label("", "second")
        self.earlier_button = button("", lambda: self.turn(1), "plain", "chevron-left", "上一个月")
        self.later_button = button("", lambda: self.turn(-1), "plain", "chevron-right", "下一个月")
        self.export_button = button("导出", self.export, "", "file-down", "存成 Excel 表格")
        self.print_button = button("打印", self.print_out, "", "printer", "打印（Ctrl+P）")
        self.table = QTableWidget()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.empty = label(
            "还没有登记下级单位。先在“往来单位”里登记各单位的公钥卡，这里就列出谁报了、谁没报。", "second", wrap=True
        )
        self._lay_out()
        self.refresh()

    @property
    def found(self) -> Reporting:
        """The table of the month in front."""
        return reporting(self._months[self._at])

    def turn(self, by: int) -> None:
        """An earlier or later month."""
        self._at = min(max(self._at + by, 0), len(self._months) - 1)
        self.refresh()

    def refresh(self) -> None:
        """Read the table anew."""
        found = self.found
        self.month.setText(found.period)
        self.earlier_button.setEnabled(self._at < len(self._months) - 1)
        self.later_button.setEnabled(self._at > 0)
        words = f"{found.missing} 个单位没有报齐" if found.missing else "都报齐了"
        self.summary.setText(f"共 {len(found.lines)} 个单位，{words}" if found.lines else "")
        self.table.setVisible(bool(found.lines))
        self.empty.setVisible(not found.lines)
        for made, action in ((self.export_button, "export_roster"), (self.print_button, "print_form")):
            made.setEnabled(bool(found.lines) and may(self.desk, action))
        self._fill(found)

    def export(self) -> None:
        """As a workbook."""
        found, moment = self.found, self.desk.session.clock()
        export_figures(self, f"{found.period}{TITLE}", lambda path: export_reported(path, found, moment), "个单位")

    def print_out(self) -> None:
        """Ask for a printer."""
        if not self.print_button.isEnabled():
            return
        print_sheet(self, self.desk, reported_paper(self.found, self.desk.session.clock()))

    def focusInEvent(self, event: Any) -> None:
        """The table has the keys."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, found: Reporting) -> None:
        heads = ["单位", *found.headings()]
        self.table.setColumnCount(len(heads))
        self.table.setRowCount(len(found.lines))
        self.table.setHorizontalHeaderLabels(heads)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place in range(len(heads)):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        header.setFixedHeight(style.px(52))  # title and period under each other
        self.table.verticalHeader().setDefaultSectionSize(style.px(34))
        for number, line in enumerate(found.lines):
            self.table.setItem(number, 0, QTableWidgetItem(line.name))
            for place, cell in enumerate(line.cells, start=1):
                item = QTableWidgetItem(cell.words)
                if MARKS[cell.how]:
                    shape, tint = Mark.SHAPES[MARKS[cell.how]]
                    item.setIcon(style.icon(shape, tint))
                item.setToolTip(cell.words)
                self.table.setItem(number, place, item)

    def _lay_out(self) -> None:
        self.head = QWidget()  # the part shows it beside its own buttons
        head = row(self.head, 8)
        for made in (self.earlier_button, self.month, self.later_button, self.summary):
            head.addWidget(made)
        head.addStretch(1)
        head.addWidget(self.export_button)
        head.addWidget(self.print_button)
        layout = column(self, 8)
        layout.addWidget(self.empty)
        layout.addWidget(self.table, 1)
        layout.addStretch(0)
