"""Paper beside what it was drawn from: looked at, printed, kept as a file. Draws nothing itself.

What leaves on paper or as a file is noted in the history, as for every form.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from models.core.errors import KnownError
from models.core.history import note
from models.core.progress import Progress
from reports.paper.display import Paper
from ui import jobs, messages
from ui.desk import Desk
from ui.offering import offer
from ui.widgets.notes import Bar
from ui.widgets.paper_view import PaperView, print_paper
from ui.widgets.parts import button, column, label, row

PDF = "PDF 文件 (*.pdf)"
Write = Callable[[Path], object]


class PaperPanel(QFrame):
    """The pages of one paper. `closed` when it is put away."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("detail")
        self._desk = desk
        self.bar = Bar()
        self.view = PaperView()
        self._title = label("", "section")
        self._print = button("打印", self.print_out, "primary", "printer", "Ctrl+P")
        self._save = button("另存PDF", self.save, "", "file-down")
        offer(desk, "print_form", self._print, self._save)
        head = row(spacing=8)
        head.addWidget(self._title, 1)
        for one in (self._save, self._print, button("", self.closed.emit, "plain", "x", "关闭（Esc）")):
            head.addWidget(one)
        layout = column(self, 8, (16, 12, 16, 12))
        layout.addLayout(head)
        layout.addWidget(self.bar)
        layout.addWidget(self.view, 1)

    def show_paper(self, paper: Paper) -> None:
        """Show other pages."""
        self._title.setText(paper.title)
        self.bar.clear()
        self.view.show_paper(paper)

    def print_out(self) -> None:
        """Ask for a printer."""
        paper = self.view.paper
        try:
            if print_paper(self, paper):
                note(self._desk.session, "print_form", f"打印《{paper.title}》")
        except KnownError as error:
            messages.known(self, error)

    def save(self) -> None:
        """As a PDF file."""
        paper, moment = self.view.paper, self._desk.session.clock()

        def write(path: Path) -> None:
            from reports.paper.pdf import write_pdf

            write_pdf(paper, path, moment)

        keep_file(self, self._desk, paper.title, PDF, ".pdf", write)


def keep_file(owner: QFrame, desk: Desk, title: str, pattern: str, ending: str, write: Write) -> None:
    """Write a file where she says, in the background; noted in the history, with the folder to open behind it."""
    path = messages.save_file(owner, f"另存{title}", f"{title}{ending}", pattern)
    if path is None:
        return

    def work(_progress: Progress) -> None:
        write(path)

    def done(_result: object) -> None:
        note(desk.session, "print_form", f"存成文件《{title}》")
        folder = path.parent
        messages.bar(owner, f"已存为“{path.name}”。", "done", "打开文件夹", lambda: messages.open_directory(folder))

    jobs.start(owner, f"另存{title}", work, done=done)
