"""What came of an erasure, as a page to read and as paper: done here, still waiting, and what only people can reach."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from models.core.errors import KnownError
from models.core.history import note
from models.office.office import this_office
from models.people.erasure import Erasure, Report, report_of
from reports.forms.erasure import CHECKS, TITLE, erasure_paper, erasure_to, facts
from reports.forms.facts import Facts
from ui import jobs, messages, style
from ui.desk import Desk
from ui.widgets.editors import LABEL_WIDTH
from ui.widgets.paper_view import print_paper
from ui.widgets.parts import Mark, button, column, hairline, label, row

_WHOSE = "报告里没有姓名。打印以后，在“申请人”一行手填姓名，和书面申请一起存档。"
REACHED_BY = (
    "插上U盘，在“备份”里点“复制到U盘…”，会先从U盘的旧备份里删除，再存新的；本机没有处理完的，下次备份时接着处理。"
)
_BY_HAND = "打印报告，逐项核对、打勾："


class ReportPanel(QWidget):
    """The report of one erasure, with the state of the copies as it is now."""

    closed = Signal()

    def __init__(self, desk: Desk, erasure: Erasure) -> None:
        super().__init__()
        self.desk, self._erasure = desk, erasure
        self.lines: list[str] = []
        layout = column(self, 12)
        self.back_button = button("返回", self.closed.emit, "plain", "arrow-left", "返回（Esc）")
        self.print_button = button("打印", self.print_out, "primary", "printer")
        self.save_button = button("另存PDF", self.save, "", "file-down")
        head = row(spacing=8)
        head.addWidget(self.back_button)
        head.addWidget(label(TITLE, "section"), 1)
        head.addWidget(self.save_button)
        head.addWidget(self.print_button)
        layout.addLayout(head)
        layout.addWidget(label(_WHOSE, "second", wrap=True))
        self._shown = column(spacing=8)
        layout.addLayout(self._shown)
        self.refresh()

    @property
    def text(self) -> str:
        """All that stands there."""
        return "\n".join(self.lines)

    def refresh(self) -> None:
        """Read the report anew: copies that waited may have been reached."""
        while self._shown.count():
            old = self._shown.takeAt(0).widget()
            old.hide()
            old.deleteLater()
        self.lines.clear()
        report = self._report()
        self._show(report, facts(report, this_office().name, self.desk.session.clock()))

    def print_out(self) -> None:
        """Ask for a printer."""
        try:
            paper = erasure_paper(self._report(), this_office().name, self.desk.session.clock())
            if print_paper(self, paper):
                note(self.desk.session, "print_form", f"打印《{TITLE}》")
        except KnownError as error:
            messages.known(self, error)

    def save(self) -> None:
        """As a PDF file."""
        moment, report, office = self.desk.session.clock(), self._report(), this_office().name
        path = messages.save_file(self, "另存PDF", f"{TITLE}{moment:%Y%m%d}.pdf", "PDF 文件 (*.pdf)")
        if path is None:
            return

        def work(_progress: object) -> Path:
            erasure_to(report, office, path, moment)
            return path

        jobs.start(self, "另存PDF", work, done=self._written)

    def _written(self, path: Path) -> None:
        note(self.desk.session, "print_form", f"存成PDF《{TITLE}》")
        text = f"已存为“{path.name}”。"
        messages.bar(self, text, "done", "打开文件夹", lambda: messages.open_directory(path.parent))

    def _report(self) -> Report:
        return report_of(self.desk.opened, Erasure.by_uid(self._erasure.uid))

    def _show(self, report: Report, found: Facts) -> None:
        for title, key in (("登记", "asked"), ("批准", "decided"), ("人员编号", "uid")):
            self._say(title, str(found[key]))
        self._head("本机已经删除")
        for line in found["here"]:
            self._say(str(line["what"]), str(line["count"]))
        self._head("备份")
        self._mark("done", str(found["copies"]))
        for waiting in report.waiting:
            self._mark("wait", f"{waiting.where}：{waiting.why.rstrip('。')}。")
        if report.waiting:
            self._add(label(REACHED_BY, "second", wrap=True), REACHED_BY)
        self._head("需要人工核对")
        self._mark("warn" if report.left or report.shared or report.elsewhere else "done", str(found["names"]))
        self._head("纸质材料和其他单位仍然保存的内容")
        self._add(label(_BY_HAND, "second", wrap=True), _BY_HAND)
        for what in CHECKS:
            self._mark("todo", what)
        for one in report.outside:
            self._mark("todo", "　".join(part for part in (one.on, one.user, one.what) if part))

    def _head(self, title: str) -> None:
        self._shown.addWidget(hairline())
        self._add(label(title, "strong"), title)

    def _say(self, title: str, words: str) -> None:
        named = label(title, "second", wrap=True)
        named.setFixedWidth(style.px(LABEL_WIDTH * 2))
        self._line(named, words)

    def _mark(self, kind: str, words: str) -> None:
        mark = Mark(kind)
        mark.setContentsMargins(0, style.px(3), 0, 0)  # beside the first of several lines
        self._line(mark, words)

    def _line(self, first: QWidget, words: str) -> None:
        made = QWidget()
        layout = row(made, 12)
        layout.addWidget(first, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(label(words, wrap=True), 1)
        self._add(made, words)

    def _add(self, made: QWidget, words: str) -> None:
        self._shown.addWidget(made)
        self.lines.append(words)
