"""The register of children with its live summary 汇总表: 32 figures a village, and where they do not add up."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from models.assistance.children_summary import SummaryRow, columns, identities, summary, title, uncounted
from ui import style
from ui.desk import Desk
from ui.offering import offer
from ui.pages.assistance.kinds import CHILDREN
from ui.pages.assistance.panels import ChildPanel
from ui.pages.exporting import export_figures
from ui.pages.register import RegisterView
from ui.settings import Settings
from ui.widgets.empty_state import EmptyState, ListOrEmpty
from ui.widgets.parts import Mark, button, column, label, plain_tip, row

FORM = "left_behind_summary"
MOST_NAMED = 8
MOST_FINDINGS = 5


class ChildView(RegisterView):
    """The register, and the summary that is counted from it."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__(desk, settings, CHILDREN, ChildPanel)
        self.summary = Summary(desk)
        self.summary.go.connect(self.go)
        self.halves = [button(word, lambda n=n: self.turn(n), "half") for n, word in enumerate(("名册", "汇总表"))]
        line = row(spacing=4)
        for half in self.halves:
            half.setCheckable(True)
            line.addWidget(half)
        line.addStretch(1)
        lines: QVBoxLayout = self.layout()
        lines.insertLayout(0, line)
        lines.addWidget(self.summary, 1)
        self.turn(0)

    def turn(self, place: int) -> None:
        """The register (0) or the summary (1) in front."""
        for number, half in enumerate(self.halves):
            half.setChecked(number == place)
        for part in (self.filters, self._filled):
            part.setVisible(place == 0)
        self.summary.setVisible(place == 1)
        if place == 1:
            self.summary.show_day(self.desk.today())

    def open_record(self, record: object) -> None:
        """The register comes to the front for it."""
        self.turn(0)
        super().open_record(record)

    def refresh(self) -> None:
        """Read anew, the figures too."""
        super().refresh()
        if self.halves[1].isChecked():
            self.summary.show_day(self.desk.today())


class Summary(QWidget):
    """The figures: a line for each column of the printed table, a column for each village."""

    go = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._told = label("", "second")
        self.problems: list[str] = []
        self._findings: QVBoxLayout = column(spacing=4)
        self.table = QTableWidget()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.setAlternatingRowColors(False)
        self.table.setShowGrid(False)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._print = button("打印", lambda: self.go.emit("printing", {"form": FORM}), icon="printer")
        self._export = button("导出 xlsx", self.export, icon="file-down")
        offer(desk, "print_form", self._print)
        offer(desk, "export_roster", self._export)
        self._lay_out()

    def show_day(self, day: date) -> None:
        """Count anew for this day."""
        *villages, total = summary(day)
        self._told.setText(f"{title()}　{day:%Y.%m.%d} 在册")
        self._filled.show_list(bool(villages))
        for one in (self._print, self._export):
            one.setVisible(bool(villages))
        self._show_findings(villages, total, day)
        self._show_figures([total, *villages])

    def export(self) -> None:
        """As a workbook with its identities as formulas."""
        day = self._desk.today()

        def write(path: Path) -> int:
            from reports.assistance_workbooks import export_left_behind

            return export_left_behind(path, day)

        export_figures(self, title(), write, "个村（社区）")

    def _show_findings(self, villages: list[SummaryRow], total: SummaryRow, day: date) -> None:
        while self._findings.count():
            old = self._findings.takeAt(0).widget()
            old.hide()
            old.deleteLater()
        self.problems = [problem.message for problem in identities([*villages, total])]
        self._say("warn" if self.problems else "done", _judged(villages, self.problems))
        for message in self.problems[:MOST_FINDINGS]:
            self._say("warn", message)
        if len(self.problems) > MOST_FINDINGS:
            self._say("warn", f"还有 {len(self.problems) - MOST_FINDINGS} 处，改好上面的再看。")
        missed = uncounted(day)
        if missed:
            named = "、".join(f"{child.name}（{'、'.join(groups)}）" for child, groups in missed[:MOST_NAMED])
            more = f"等 {len(missed)} 名" if len(missed) > MOST_NAMED else ""
            self._say("tell", f"还没有填全、没有计入的：{named}{more}。")

    def _say(self, mark: str, words: str) -> None:
        line = QWidget()
        inside = row(line, 6)
        inside.addWidget(Mark(mark), 0, Qt.AlignmentFlag.AlignTop)
        inside.addWidget(label(words, wrap=True), 1)
        self._findings.addWidget(line)

    def _show_figures(self, rows: list[SummaryRow]) -> None:
        shown = columns()
        self.table.setColumnCount(2 + len(rows))
        self.table.setRowCount(len(shown))
        self.table.setHorizontalHeaderLabels(["分类", "项目", *(found.village for found in rows)])
        group = ""
        for place, one in enumerate(shown):
            self._put(place, 0, one.group if one.group != group else "")
            self._put(place, 1, f"{one.number}　{one.title}")
            group = one.group
            for at, found in enumerate(rows, start=2):
                self._put(place, at, str(found.figures[one.number] or "—"), right=True)
        for at in range(2 + len(rows)):
            side = Qt.AlignmentFlag.AlignLeft if at < 2 else Qt.AlignmentFlag.AlignRight
            self.table.horizontalHeaderItem(at).setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        widths = [180, 260, 72, *(96 for _ in rows[1:])]
        for at, width in enumerate(widths):
            self.table.setColumnWidth(at, style.px(width))
        self.table.verticalHeader().setDefaultSectionSize(style.px(30))

    def _put(self, line: int, at: int, words: str, right: bool = False) -> None:
        item = QTableWidgetItem(words)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        item.setToolTip(plain_tip(words))
        if right and words == "—":
            item.setForeground(style.colour("disabled"))
        self.table.setItem(line, at, item)

    def _lay_out(self) -> None:
        head = row(spacing=8)
        head.addWidget(self._told, 1)
        head.addWidget(self._print)
        head.addWidget(self._export)
        whole = QWidget()
        inside = column(whole, 8)
        inside.addLayout(self._findings)
        inside.addWidget(self.table, 1)
        empty = EmptyState("user", "还没有留守儿童", "名册里登记了留守儿童，汇总表就会自己算出来。", [])
        self._filled = ListOrEmpty(whole, empty)
        layout = column(self, 8)
        layout.addLayout(head)
        layout.addWidget(self._filled, 1)


def _judged(villages: list[SummaryRow], problems: list[str]) -> str:
    if problems:
        return f"勾稽关系有 {len(problems)} 处不符，请核对这些儿童的登记："
    return f"{len(villages)} 个村（社区）的勾稽关系都相符。"
