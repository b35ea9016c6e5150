"""One sheet on paper or as a PDF file, and the note in the history that it was."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from models.core.errors import KnownError
from models.core.history import note
from reports.paper.display import Paper
from ui import messages
from ui.desk import Desk
from ui.widgets.paper_view import print_paper

_PATTERN = "PDF 文件 (*.pdf)"


def print_sheet(owner: QWidget, desk: Desk, paper: Paper) -> bool:
    """Ask for a printer; False when she changed her mind or the printer did not take it, which is then said."""
    try:
        if not print_paper(owner, paper):
            return False
        note(desk.session, "print_form", f"打印《{paper.title}》")
    except KnownError as error:
        messages.known(owner, error)
        return False
    return True


def save_sheet(owner: QWidget, desk: Desk, paper: Paper, name: str, said: str = "") -> Path | None:
    """As a PDF file where she says; `said` is added to the sentence about it."""
    path = messages.save_file(owner, "另存PDF", f"{name}.pdf", _PATTERN)
    if path is None:
        return None
    from reports.paper.pdf import write_pdf

    try:
        write_pdf(paper, path, desk.session.clock())
        note(desk.session, "print_form", f"存成PDF《{paper.title}》")
    except KnownError as error:
        messages.known(owner, error)
        return None
    folder = path.parent
    messages.bar(owner, f"已存为“{path.name}”。{said}", "done", "打开文件夹", lambda: messages.open_directory(folder))
    return path
