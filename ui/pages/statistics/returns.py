"""One return for one period: chosen, looked at, opened number by number, printed, exported, handed in.

Gathers what is asked for and shows what was counted; counting, freezing and drawing are others'.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QScrollArea, QSizePolicy, QWidget

from models.core.database import DB
from models.core.progress import Progress
from models.office.office import this_office
from models.statistics.behind import behind
from models.statistics.counting import Scope
from models.statistics.forms import RECORDS, Bands, ReturnForm, forms
from models.statistics.forms import form as form_of
from models.statistics.frozen import FrozenReturn, differences, freeze_return, frozen_returns
from models.statistics.leaving import leaving
from models.statistics.sheet import Sheet
from models.statistics.subjects import CHANNEL, NONE, TOWNSHIP, UNIT
from ui import jobs, messages, style
from ui.clearance import clearance_of
from ui.desk import Desk
from ui.offering import offer
from ui.pages.exporting import export_figures
from ui.pages.paper_panel import PaperPanel
from ui.pages.parts import Part
from ui.pages.statistics.age_bands import ask_bands
from ui.pages.statistics.behind_panel import BehindPanel
from ui.pages.statistics.beside import Beside
from ui.pages.statistics.counted import scope_of, seen
from ui.pages.statistics.grid import ReturnGrid
from ui.pages.statistics.period import PeriodPicker
from ui.settings import Settings
from ui.widgets.filter_bar import Choice
from ui.widgets.flow import Flow
from ui.widgets.inline_form import InlineForm
from ui.widgets.parts import Mark, button, column, label, row
from ui.widgets.picker import Picker

if TYPE_CHECKING:
    from reports.returns import Heading

_ROWS = {UNIT: "村和单位", TOWNSHIP: "报送单位", CHANNEL: "工会、团、妇联", NONE: "只要合计"}
MOST_FINDINGS = 4


class ReturnsPart(Part):
    """The return in front, with what stands behind one of its numbers beside it."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        super().__init__(desk, settings)
        self._forms = {form.key: form for form in forms()}
        self._bands: dict[str, Bands] = {}
        self.sheet: Sheet | None = None
        self._asking: InlineForm | None = None
        self.which = Picker("", [Choice(form.key, form.title) for form in self._forms.values()])
        self.period = PeriodPicker(desk.today())
        self.by = Picker("分行", [])
        self.compares = QCheckBox("与上年同期比")
        self.grid = ReturnGrid()
        self.notes = QCheckBox("填报说明")
        self.bands_button = button("年龄段…", self.ask_bands, "chip", tip="按自己要的年龄段统计")
        self._said = QWidget()
        self._said.setObjectName("plain")
        self._findings = column(spacing=2)
        said = column(self._said, 0)
        said.addLayout(self._findings)
        said.addStretch(1)
        self._place = column(spacing=0)
        self._make_buttons()
        self._lay_out()
        self.which.picked.connect(self._choose_form)
        self.period.changed.connect(self.recount)
        self.period.asked.connect(self._ask)
        self.by.picked.connect(self.recount)
        for turn in (self.compares.toggled, self.notes.toggled):
            turn.connect(self._show)
        self.grid.asked.connect(self.open_behind)
        for turn in (clearance_of(desk).entered, clearance_of(desk).left):
            turn.connect(self.recount)
        self._choose_form()

    @property
    def form(self) -> ReturnForm:
        """The return in front, in the age bands that were chosen for it."""
        return form_of(self.which.value, self._bands.get(self.which.value))

    @property
    def scope(self) -> Scope:
        """In which rows it is counted."""
        return scope_of(self.by.value)

    def refresh(self) -> None:
        """Records were written: count anew."""
        self.recount()

    def open_target(self, target: object) -> None:
        """A return by its key."""
        if str(target) in self._forms:
            self.which.choose(str(target))
            self._choose_form()

    def question(self) -> Callable[[], Sheet]:
        """How what is chosen now is counted; asked in the background."""
        form, period, scope, inside = self.form, self.period.period, self.scope, clearance_of(self.desk).inside
        return lambda: seen(form, period, scope, inside)

    def ways(self) -> list[Choice]:
        """How the rows of the return in front can be made; a county looks at its townships first."""
        county = this_office().level == "county"
        rows = sorted((by for by in self.form.rows if by != TOWNSHIP or county), key=lambda by: by != TOWNSHIP)
        return [Choice(by, _ROWS[by]) for by in rows]

    def recount(self) -> None:
        """Count in the background what is chosen now."""
        counted = self.question()

        def work(_progress: Progress) -> Sheet:
            with DB.connection_context():
                return counted()

        self._close_asking()
        for job in [one for one in jobs.running if one.title == _TITLE]:
            job.supersede()
        jobs.start(self, _TITLE, work, done=self._take)

    def open_behind(self, row_key: str, column_key: str) -> None:
        """List the records of a cell beside the return."""
        found = behind(self.form, self.period.period, self.scope, row_key, column_key, clearance_of(self.desk).inside)
        panel = self.beside.panel
        if not isinstance(panel, BehindPanel):
            panel = BehindPanel(self.desk)
            panel.go.connect(self.go)
        self.beside.show(panel)
        line, asked = self.sheet.row(row_key), self.sheet.column(column_key)
        value = line.values.get(column_key) if line else None
        fewer = asked.how == RECORDS and isinstance(value, int) and 0 < len(found.ids) < value
        title = f"{line.title if line else ''}　{asked.number} {asked.label}"
        panel.show_behind(title, found, f"{value} {asked.unit}" if fewer else "")
        panel.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.grid.scrollTo(self.grid.currentIndex())

    def step_back(self) -> bool:
        """Esc."""
        return self._close_asking() or self.beside.close()

    def ask_bands(self) -> None:
        """In which age bands she wants it."""

        def keep(wanted: Bands) -> None:
            self._bands[self.which.value] = wanted
            self.beside.close()
            self.recount()

        self._ask(ask_bands(self.form, keep))

    def export(self) -> None:
        """As a workbook, with its sums, shares and identities as formulas."""
        sheet, heading, moment = self.sheet, heading_of(self.desk), self.desk.session.clock()

        def write(path: Path) -> int:
            from reports.returns import write_return

            write_return([leaving(sheet)], heading, path, moment)
            return len(sheet.rows)

        export_figures(self, f"{sheet.period.title}{sheet.title}", write, "行")

    def print_out(self) -> None:
        """The return on paper beside it; from there to the printer."""
        if self.sheet is None or not self.print_button.isEnabled():
            return
        if isinstance(self.beside.panel, PaperPanel):
            self.beside.panel.print_out()
            return
        from reports.returns import paper_of

        self.beside.show(PaperPanel(self.desk)).show_paper(paper_of([leaving(self.sheet)], heading_of(self.desk)))

    def hand_in(self) -> None:
        """报出: the return as it stands is kept for ever."""
        sheet = self.sheet
        if sheet is None:
            return
        before = next(iter(self._handed_in(sheet)), None)
        asked = f"把{sheet.period.title}“{sheet.title}”按现在的数报出？"
        if before is not None:
            asked = f"{FrozenReturn.frozen_on.show(before.frozen_on)}已经报出过。{asked.replace('报出', '再报出一份')}"
        if messages.confirm(self, asked, "报出", "报出的数存下来就不再变；以后资料有变化，会和它对照着显示。"):
            self.desk.do(self, freeze_return, sheet, undoable=False)

    def conceal(self) -> None:
        """Names behind a number are not left on a locked screen."""
        self.beside.close()

    def _take(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._show()

    def _show(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        self.grid.show_sheet(sheet, self.compares.isChecked())
        self.tell_findings(sheet)
        for one in (self.print_button, self.export_button, self.freeze_button):
            one.setEnabled(True)
        self._offer()

    def tell_findings(self, sheet: Sheet) -> None:
        """What must be said of the sheet, under it."""
        while self._findings.count():
            old = self._findings.takeAt(0).widget()
            old.hide()
            old.deleteLater()
        self._tell_reported(sheet)
        if len(sheet.rows) == 1 and sheet.by == UNIT:
            self.say("tell", "还没有登记村和单位。先在“组织—单位”里登记，表里就一个单位一行。")
        if sheet.cut_off > self.desk.today():
            self.say("tell", "这个期间还没有结束，是按到今天为止的资料统计的。")
        broken = [(check.words, row_title, sums) for check in sheet.checks for row_title, sums in check.broken]
        for words, row_title, sums in broken[:MOST_FINDINGS]:
            self.say("warn", f"{row_title}：{words} 不符（{'、'.join(map(str, sums))}）。")
        if len(broken) > MOST_FINDINGS:
            self.say("warn", f"还有 {len(broken) - MOST_FINDINGS} 处不符。")
        if sheet.checks and not broken:
            self.say("done", f"{len(sheet.checks)} 条勾稽关系全部相符。")
        if sheet.notes and self.notes.isChecked():
            for note in sheet.notes:
                self.say("tell", note)
        self.notes.setVisible(bool(sheet.notes))

    def _handed_in(self, sheet: Sheet) -> list[FrozenReturn]:
        """What this office handed in of this return for this period, the newest first."""
        return frozen_returns(sheet.key, sheet.period, this_office().uid)

    def _tell_reported(self, sheet: Sheet) -> None:
        """Whether it was handed in before, and whether it is another one by now."""
        before = next((one for one in self._handed_in(sheet) if _alike(one.content(), sheet)), None)
        if before is None:
            return
        # Who is not inside sees it as it may leave already; asking that anew reads all that was ever handed out.
        now = sheet if clearance_of(self.desk).inside is None else leaving(sheet)
        on, changed = FrozenReturn.frozen_on.show(before.frozen_on), len(differences(before, now))
        if changed:
            self.say("warn", f"{on}报出过，现在有 {changed} 处和报出的不同，在“已报出”里逐格对照。")
        else:
            self.say("done", f"{on}报出过，和现在的数一样。")

    def say(self, mark: str, words: str) -> None:
        """One line under the sheet."""
        line = QWidget()
        inside = row(line, 6)
        inside.addWidget(Mark(mark), 0, Qt.AlignmentFlag.AlignTop)
        inside.addWidget(label(words, "small", wrap=True), 1)
        self._findings.addWidget(line)

    def _choose_form(self) -> None:
        ways = self.ways()
        self.by.offer(ways)
        self.by.setVisible(len(ways) > 1)
        self.bands_button.setVisible(bool(self.form.bands))
        self.beside.close()
        self.recount()

    def _ask(self, form: InlineForm) -> None:
        self._close_asking()
        self._asking = form
        form.closed.connect(self._close_asking)
        self._place.addWidget(form)
        form.start()

    def _close_asking(self) -> bool:
        if self._asking is None:
            return False
        form, self._asking = self._asking, None
        self._place.removeWidget(form)
        form.hide()
        form.deleteLater()
        self.period.choose(self.period.period)
        return True

    def _make_buttons(self) -> None:
        self.print_button = button("打印", self.print_out, icon="printer", tip="Ctrl+P")
        self.export_button = button("导出 xlsx", self.export, icon="file-down")
        self.freeze_button = button("报出", self.hand_in, "primary", tip="把这张表按现在的数存下来，以后不再变")

    def _offer(self) -> None:
        offer(self.desk, "print_form", self.print_button)
        offer(self.desk, "export_roster", self.export_button)
        offer(self.desk, "freeze_return", self.freeze_button)

    def _lay_out(self) -> None:
        self.tools = top = Flow()
        for one in (self.which, self.period, self.by, self.bands_button, self.compares, self.notes):
            top.add(one)
        top.to_the_right()
        for one in (self.print_button, self.export_button, self.freeze_button):
            one.setEnabled(False)
            top.add(one)
        listing = QWidget()
        inside = column(listing, 8)
        inside.addWidget(self.grid, 1)
        inside.addWidget(self._told_area())
        listing.setFocusProxy(self.grid)
        self.beside = Beside(listing, self.settings.splitters, "statistics.returns", self.grid)
        self.body.addWidget(top)
        self.body.addLayout(self._place)
        self.body.addWidget(self.beside.place, 1)

    def _told_area(self) -> QScrollArea:
        """What is said under the sheet leaves room for the sheet."""
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setSizeAdjustPolicy(QScrollArea.SizeAdjustPolicy.AdjustToContents)
        area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        area.setMaximumHeight(style.px(_TOLD_HEIGHT))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._said)
        return area


_TITLE = "统计报表"
_TOLD_HEIGHT = 104


def _alike(then: Sheet, now: Sheet) -> bool:
    """Whether two sheets have the same kind of rows and the same columns: they can be held against each other."""
    return then.by == now.by and [one.key for one in then.columns] == [one.key for one in now.columns]


def heading_of(desk: Desk) -> "Heading":
    """Who hands a return out today."""
    from reports.returns import Heading

    office = this_office()
    return Heading(office.name, filler=desk.session.user, phone=office.phone or "", reported_on=desk.today())
