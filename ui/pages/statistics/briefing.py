"""情况简报: sentences to paste into a report, every figure of which opens what stands behind it. Counts nothing."""

from html import escape
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTextBrowser, QWidget

from models.core.database import DB
from models.core.progress import Progress
from models.office.office import this_office
from models.statistics.behind import behind
from models.statistics.briefing import Briefing, Figure, Piece, briefing, headings, told
from models.statistics.counting import Scope
from models.statistics.forms import form
from models.statistics.leaving import sheet_of
from models.statistics.sheet import TOTAL
from ui import jobs, messages, style
from ui.clearance import clearance_of
from ui.desk import Desk
from ui.offering import offer
from ui.pages.paper_panel import PaperPanel, keep_file
from ui.pages.parts import Part
from ui.pages.statistics.behind_panel import BehindPanel
from ui.pages.statistics.beside import Beside
from ui.pages.statistics.period import PeriodPicker
from ui.settings import Settings
from ui.widgets.flow import Flow
from ui.widgets.inline_form import InlineForm
from ui.widgets.parts import button, column

_TITLE = "情况简报"
_WORD = "Word 文档 (*.docx)"
_NUMERALS = "一二三四五六七八九十"


class BriefingPart(Part):
    """The text, with what stands behind one of its figures, or the paper, beside it."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__(desk, settings)
        self.briefing: Briefing | None = None
        self._asking: InlineForm | None = None
        self.period = PeriodPicker(desk.today())
        self.headings = {key: button(title, self.recount, "chip") for key, title in headings()}
        for chip in self.headings.values():
            chip.setCheckable(True)
            chip.setChecked(True)
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.document().setDocumentMargin(style.px(20))
        self.text.anchorClicked.connect(self._open)
        self.word_button = button("另存 Word", self.save_word, icon="file-down")
        self.copy_button = button("复制文字", self.copy, icon="file-text")
        self.print_button = button("打印", self.print_out, icon="printer", tip="Ctrl+P")
        self._lay_out(settings)
        self.period.changed.connect(self.recount)
        self.period.asked.connect(self._ask)
        for turn in (clearance_of(desk).entered, clearance_of(desk).left):
            turn.connect(self.recount)
        self.recount()

    def refresh(self) -> None:
        """Records were written: count anew."""
        self.recount()

    def recount(self) -> None:
        """Count the chosen headings in the background."""
        period, inside, office = self.period.period, clearance_of(self.desk).inside, this_office().name
        wanted, today = [key for key, chip in self.headings.items() if chip.isChecked()], self.desk.today()

        def work(_progress: Progress) -> Briefing:
            with DB.connection_context():
                return briefing(office, period, wanted or ["none"], sheet_of(inside), today)

        self._close_asking()
        for job in [one for one in jobs.running if one.title == _TITLE]:
            job.supersede()
        jobs.start(self, _TITLE, work, done=self._take)

    def copy(self) -> None:
        """The text into the clipboard, as it is pasted into a report."""
        if self.briefing is not None:
            QGuiApplication.clipboard().setText(self.text.toPlainText())
            messages.toast(self, "文字已复制，可以粘贴到 Word、WPS 里。")

    def save_word(self) -> None:
        """As a Word file."""
        found, moment = self.briefing, self.desk.session.clock()
        if found is None:
            return

        def write(path: Path) -> None:
            from reports.briefing import write_briefing

            write_briefing(found, path, moment)

        keep_file(self, self.desk, found.title, _WORD, ".docx", write)

    def print_out(self) -> None:
        """On paper beside it; from there to the printer."""
        if isinstance(self.beside.panel, PaperPanel):
            self.beside.panel.print_out()
        elif self.briefing is not None and self.print_button.isEnabled():
            from reports.briefing import briefing_paper

            paper = briefing_paper(self.briefing, self.desk.session.clock())
            self.beside.show(PaperPanel(self.desk)).show_paper(paper)

    def step_back(self) -> bool:
        """Esc."""
        return self._close_asking() or self.beside.close()

    def conceal(self) -> None:
        """Names behind a figure are not left on a locked screen."""
        self.beside.close()

    def _take(self, found: Briefing) -> None:
        self.briefing = found
        self.text.setHtml(_html(found))

    def _open(self, link: QUrl) -> None:
        key, _, asked = link.toString().partition(":")
        which = form(key)
        scope = Scope(which.rows[0])
        found = behind(which, self.briefing.period, scope, TOTAL, asked, clearance_of(self.desk).inside)
        panel = self.beside.panel
        if not isinstance(panel, BehindPanel):
            panel = BehindPanel(self.desk)
            panel.go.connect(self.go)
        self.beside.show(panel).show_behind(which.column(asked).label, found)

    def _ask(self, small: InlineForm) -> None:
        self._close_asking()
        self._asking = small
        small.closed.connect(self._close_asking)
        self._place.addWidget(small)
        small.start()

    def _close_asking(self) -> bool:
        if self._asking is None:
            return False
        small, self._asking = self._asking, None
        self._place.removeWidget(small)
        small.hide()
        small.deleteLater()
        self.period.choose(self.period.period)
        return True

    def _lay_out(self, settings: Settings) -> None:
        top = Flow()
        top.add(self.period)
        for chip in self.headings.values():
            top.add(chip)
        top.to_the_right()
        for one in (self.copy_button, self.word_button, self.print_button):
            top.add(one)
        offer(self.desk, "print_form", self.print_button, self.word_button)
        listing = QWidget()
        column(listing).addWidget(self.text)
        self._place = column(spacing=0)
        self.beside = Beside(listing, settings.splitters, "statistics.briefing", self.text)
        self.body.addWidget(top)
        self.body.addLayout(self._place)
        self.body.addWidget(self.beside.place, 1)


def _html(found: Briefing) -> str:
    parts = [f"<h3 align='center'>{escape(found.title)}</h3>"]
    for number, chapter in enumerate(found.chapters):
        parts.append(f"<p><b>{_NUMERALS[number]}、{escape(chapter.title)}</b></p>")
        sentences = "".join("".join(map(_piece, sentence)) for sentence in chapter.sentences)
        parts.append(f"<p style='text-indent: {style.px(28)}px'>{sentences or '本期没有可报的情况。'}</p>")
    ink = style.colour("text").name()
    return f"<style>a {{ color: {ink}; }} p {{ line-height: 170%; }}</style>{''.join(parts)}"


def _piece(piece: Piece) -> Any:
    if isinstance(piece, Figure):
        return f"<a href='{piece.form}:{piece.column}'>{escape(told(piece))}</a>"
    return escape(piece)
