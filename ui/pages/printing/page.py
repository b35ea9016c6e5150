"""打印预览: the list of forms, the real pages of the one chosen, what is missing on it; print, save, open the folder.

Pages are laid out in the background. Draws nothing itself and knows no form.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from models.core.database import DB
from models.core.errors import KnownError
from models.core.progress import Progress
from models.core.record import is_protected
from models.office.attachment import Store
from models.office.guard import reading
from models.people.person import Person
from models.recommendation.records import Batch, Meeting, Recommendation
from models.rights.doing import inside
from models.rights.printed import note_printed, record_of
from models.rights.records import PARTS, RightsCase
from reports.forms import (
    BLANK,
    Gap,
    case_file_for,
    case_file_missing,
    dossier_for,
    dossier_missing,
    form_key,
    forms_for,
    lay_out_for,
    missing_for,
)
from reports.forms.catalogue import FORMS
from reports.forms.subjects import BODIES_PAGE, Whole, channel_of
from reports.paper.display import Paper
from ui import jobs, messages
from ui.clearance import clearance_of
from ui.desk import Desk
from ui.pages.consent import Consent
from ui.pages.printing.choice import CASE_FILE, DOSSIER, Choice, FormList, groups_for
from ui.pages.printing.gaps import GapBox
from ui.pages.printing.templates import TemplatesPanel
from ui.settings import Settings
from ui.widgets.page import Page
from ui.widgets.paper_view import PaperView, print_paper
from ui.widgets.parts import button, column, label, row

OVER = "保密区已经关上，请重新选择要打印的表。"
Laid = tuple[Paper, list[Gap]]
_OF_RIGHTS = {cls.kind() for cls in (RightsCase, *PARTS)}

_CHOOSE = "从左边选一张表，这里就是打出来的样子。"


class PrintingPage(Page):
    """Everything that can be printed, as it will look."""

    help_key = "printing"

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__("打印")
        self.desk = desk
        self._settings = settings
        self._uids: list[str] = []
        self._kind = ""
        self._job: jobs.Job | None = None
        self._saved: Path | None = None
        self.forms = FormList()
        self.gaps = GapBox()
        self.view = PaperView()
        self._place, self._zoom = label("", "second"), label("", "second")
        self.templates: TemplatesPanel | None = None
        self._make_actions()
        self._lay_out()
        self.forms.chosen.connect(self.show_form)
        self.gaps.asked.connect(self._go_to_gap)
        self.view.moved.connect(self._tell_place)
        self._shows_protected = False
        clearance_of(desk).left.connect(self._forget_protected)
        self.consent = Consent(desk, self, self.body)
        # Nothing is laid out before she chooses: the first of the list is everybody with a full number.
        self.forms.show_groups(groups_for([], ""), None)
        self._ready(None)
        self._place.setText(_CHOOSE)

    def open_target(self, target: object) -> None:
        """`{"form": key or family, "kind": recommendation, meeting, batch or person, "uids": [...]}`."""
        wanted: dict[str, Any] = target if isinstance(target, dict) else {"form": str(target)}
        before = self._uids, self._kind
        self._uids, self._kind = list(wanted.get("uids", ())), str(wanted.get("kind", ""))
        key = str(wanted.get("form", ""))
        try:
            key = self._key_of(key)
            groups = groups_for(self._uids, self._kind, inside(self.desk.opened))
            self._shows_protected = any(is_protected(self._of_rights(uid)) for uid in self._rights_uids())
        except KnownError as error:
            self._uids, self._kind = before
            messages.known(self, error)
            return
        self.set_title("打印", self._whose())
        self.show_templates(False)
        self.forms.show_groups(groups, key)

    def _key_of(self, key: str) -> str:
        """The form that is meant where only its family is named. Raises NotFound."""
        if not self._uids or not key or key in FORMS or key in (DOSSIER, CASE_FILE):
            return key
        if self._kind in _OF_RIGHTS:
            return next((form.key for form in forms_for(self._kind) if form.family == key), key)
        return form_key(key, channel_of(self._uids[0]))

    def show_templates(self, shown: bool) -> None:
        """The county's own templates instead of the official forms, or back."""
        if shown and self.templates is None:
            self.templates = TemplatesPanel(self.desk, self.consent)
            self._stack.addWidget(self.templates)
        self._stack.setCurrentIndex(1 if shown else 0)
        for at, one in enumerate(self._sides):
            one.setChecked(bool(at) == shown)
        for one in (self.print_button, self.save_button, self.folder_button):
            one.setVisible(not shown)
        if shown and self.templates is not None:
            self.templates.refresh()
            self.templates.show_records(self._kind, self._uids)

    @property
    def _own(self) -> TemplatesPanel | None:
        """The own templates while they are in front."""
        return self.templates if self._stack.currentIndex() else None

    def refresh(self) -> None:
        """Lay the form in front out anew: what it prints may have changed."""
        if self._own is not None:
            self._own.refresh()
        if self._shows_protected and inside(self.desk.opened) is None:
            self._forget_protected()
        elif self.forms.current is not None:
            self.show_form(self.forms.current)

    def show_form(self, choice: Choice) -> None:
        """Lay a form out and show its pages."""
        if self._job is not None:
            self._job.supersede()
        messages.clear_bar(self)
        moment, photos, closed = self.desk.session.clock(), Store(self.desk.opened), inside(self.desk.opened)

        def work(progress: Progress) -> Laid:
            with DB.connection_context():
                if choice.key == DOSSIER:
                    uid = choice.what[0]
                    return dossier_for(uid, moment, progress, photos), dossier_missing(uid)
                if choice.key == CASE_FILE:
                    uid = choice.what[0]
                    return case_file_for(uid, moment, progress, closed), case_file_missing(uid, closed)
                paper = lay_out_for(choice.key, choice.what, moment, progress, photos, closed)
                return paper, missing_for(choice.key, choice.what, closed)

        self._ready(None)
        job = jobs.start(
            self,
            f"排版《{choice.title}》",
            work,
            done=lambda laid: self._show(choice, laid),
            failed=lambda error: self._refused(choice, error),
        )
        self._job = job

    def print_out(self) -> None:
        """Ctrl+P."""
        if self.view.paper.pages and self._own is None:
            self._permitted(self._print)

    def _print(self) -> None:
        try:
            self._note("打印")
            print_paper(self, self.view.paper)
        except KnownError as error:
            messages.known(self, error)

    def _permitted(self, go_on: Callable[[], object]) -> None:
        """A list of persons with their numbers is a bulk export, on paper as in a file."""
        choice = self.forms.current
        count = (
            len(FORMS["roster"].ids(choice.what))
            if choice and choice.key == "roster" and choice.what is not BLANK
            else 0
        )
        if count < 2:
            go_on()
            return

        def permitted(warning: str) -> None:
            if warning:
                messages.bar(self, warning, "warn")
            go_on()

        self.consent.ask("花名册", count, permitted)

    def step_back(self) -> bool:
        """Esc gives up the asking for consent."""
        return self.consent.put_away()

    def conceal(self) -> None:
        """No page of a form is left to be looked at."""
        self._ready(None)
        if self.templates is not None:
            self.templates.conceal()

    def reveal(self) -> None:
        """The form in front again."""
        self.refresh()

    def save(self) -> None:
        """Ctrl+S: the pages as a PDF file, or what was chosen for a template's marks."""
        if self._own is not None:
            self._own.save()
            return
        paper = self.view.paper
        if not paper.pages:
            return
        path = messages.save_file(self, "另存PDF", f"{self._file_name()}.pdf", "PDF 文件 (*.pdf)")
        if path is not None:
            self._permitted(lambda: self._save_to(path, paper))

    def _save_to(self, path: Path, paper: Paper) -> None:
        try:
            self._note("存成PDF")
        except KnownError as error:
            messages.known(self, error)
            return
        moment = self.desk.session.clock()

        def work(_progress: Progress) -> Path:
            from reports.paper.pdf import write_pdf

            write_pdf(paper, path, moment)
            return path

        jobs.start(self, "另存PDF", work, done=self._written)

    def _note(self, how: str) -> None:
        """Printed and saved forms stand in the history; blank copies hold nothing. Raises NotAllowed, CannotWrite."""
        choice = self.forms.current
        if choice is not None and self._kind in _OF_RIGHTS and not isinstance(choice.what, Whole):
            for uid in choice.what:
                note_printed(self.desk.opened, inside(self.desk.opened), choice.title, uid)
        elif choice is not None and choice.what is not BLANK:
            whose = f"，{self._whose()}" if self._whose() else ""
            reading(self.desk.session, "print_form", f"{how}《{choice.title}》{whose}")

    def open_folder(self) -> None:
        """Show the folder of the file saved last."""
        if self._saved is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved.parent)))

    def _make_actions(self) -> None:
        self.print_button = button("打印", self.print_out, "primary", "printer", "打印（Ctrl+P）")
        self.save_button = button("另存PDF", self.save, "", "file-down", "存成 PDF 文件（Ctrl+S）")
        self.folder_button = button("打开文件夹", self.open_folder, "", "folder-open", "打开刚才存 PDF 的文件夹")
        self.folder_button.setEnabled(False)
        self._sides = [
            button("表格", lambda: self.show_templates(False), "chip", tip="本程序里的表格"),
            button("自己的模板", lambda: self.show_templates(True), "chip", tip="县里、上级自己的 Word 和 Excel 表"),
        ]
        for one in self._sides:
            one.setCheckable(True)
            self.actions.addWidget(one)
        self._sides[0].setChecked(True)
        for one in (self.save_button, self.folder_button, self.print_button):
            self.actions.addWidget(one)

    def _lay_out(self) -> None:
        tools = row(spacing=4)
        tools.addWidget(self._place)
        tools.addStretch(1)
        tools.addWidget(button("", lambda: self.view.zoom_step(-1), "plain", "zoom-out", "缩小"))
        tools.addWidget(self._zoom)
        tools.addWidget(button("", lambda: self.view.zoom_step(1), "plain", "zoom-in", "放大"))
        tools.addWidget(button("适合宽度", self.view.fit_width, "plain", "move-horizontal"))
        side = QWidget()
        right = column(side, 8)
        right.addWidget(self.gaps)
        right.addLayout(tools)
        right.addWidget(self.view, 1)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.addWidget(self.forms)
        across.addWidget(side)
        across.setStretchFactor(1, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(across)
        self.body.addWidget(self._stack, 1)

    def _show(self, choice: Choice, laid: Laid) -> None:
        if self.forms.current != choice:
            return
        paper, gaps = laid
        self._ready(paper)
        self.gaps.show_gaps(gaps)

    def _refused(self, choice: Choice, error: KnownError) -> None:
        if self.forms.current == choice:
            messages.bar(self, str(error), "warn")

    def _ready(self, paper: Paper | None) -> None:
        """Show these pages; without any there is nothing to print or save."""
        self.view.show_paper(paper or Paper(""))
        self.gaps.show_gaps([])
        for one in (self.print_button, self.save_button):
            one.setEnabled(paper is not None)

    def _written(self, path: Path) -> None:
        self._saved = path
        self.folder_button.setEnabled(True)
        messages.bar(self, f"已存为“{path.name}”。", "done", "打开文件夹", self.open_folder)

    def _tell_place(self, number: int, zoom: float) -> None:
        count = len(self.view.paper.pages)
        waits = "" if self.forms.current else _CHOOSE
        self._place.setText(f"第 {number} 页　共 {count} 页" if count else waits)
        self._zoom.setText(f"{zoom:.0%}" if count else "")

    def _go_to_gap(self, gap: Gap) -> None:
        if not gap.page:
            return
        target: object = f"{gap.uid}:{gap.field}"
        if gap.page == BODIES_PAGE:
            target = ("body", target)
        self.go.emit(gap.page, target)

    def _whose(self) -> str:
        """Whose papers these are, for the title."""
        if len(self._uids) != 1:
            return f"共 {len(self._uids)} 份" if self._uids else ""
        uid = self._uids[0]
        if self._rights_uids():
            # The number says whose it is to who may know; a name would stay where titles are kept.
            return str(getattr(self._of_rights(uid), "number", None) or "")
        rec = Recommendation.get_or_none(Recommendation.uid == uid)
        if rec is not None:
            return str(rec.person.name)
        person = Person.get_or_none(Person.uid == uid)
        if person is not None:
            return str(person.name)
        found = Batch.get_or_none(Batch.uid == uid) or Meeting.get_or_none(Meeting.uid == uid)
        return found.called() if found is not None else ""

    def _rights_uids(self) -> list[str]:
        return self._uids if self._kind in _OF_RIGHTS else []

    def _of_rights(self, uid: str) -> Any:
        """A case or what belongs to it. Raises NotFound."""
        return record_of(uid, inside(self.desk.opened))

    def _forget_protected(self) -> None:
        """The closed compartment is left: no page and no name of a form of a protected case stays."""
        if not self._shows_protected:
            return
        self._shows_protected = False
        if self._job is not None:
            self._job.supersede()
        self._uids, self._kind = [], ""
        self._ready(None)
        self.set_title("打印")
        # Nothing is laid out anew: the office may be closing just now.
        self.forms.show_groups(groups_for([], ""), None)
        self.bar.say(OVER, "tell")

    def _file_name(self) -> str:
        choice = self.forms.current
        if choice is None:
            return "打印"
        if self._kind in _OF_RIGHTS and not isinstance(choice.what, Whole):
            return self.view.paper.title  # of a protected case the number alone
        whose = "空白" if choice.what is BLANK else self._whose()
        return f"{whose}{choice.title}".replace("/", "／").replace("“", "").replace("”", "")
