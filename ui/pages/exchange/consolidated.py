"""汇总表: the county's returns over townships, from what they handed in or counted where their records are merged, and
the list of everybody who was recommended. Sums and counts are the models'."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.exchange.identity import trusted_offices
from models.office.office import this_office
from models.statistics.consolidated import Consolidated, over_townships, recommended
from models.statistics.counting import Scope
from models.statistics.frozen import FrozenReturn
from models.statistics.sheet import TOTAL, Sheet
from models.statistics.subjects import TOWNSHIP
from ui import messages
from ui.clearance import clearance_of
from ui.desk import Desk
from ui.offering import offer
from ui.pages.consent import Consent
from ui.pages.exporting import export_persons
from ui.pages.statistics.counted import seen
from ui.pages.statistics.frozen import FrozenPanel
from ui.pages.statistics.returns import ReturnsPart
from ui.settings import Settings
from ui.widgets.filter_bar import Choice
from ui.widgets.parts import button

REPORTED, MERGED = "reported", "merged"
_WAYS = (Choice(REPORTED, "各单位报出的数"), Choice(MERGED, "并入的资料现算"))
_LIST = "推优汇总表"
_BOTH = "Excel 工作簿 (*.xlsx);;PDF 文件 (*.pdf)"


class ConsolidatedPart(ReturnsPart):
    """A return with a row for each township; a number leads to the township's own sheet, or to the records."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self._of: Consolidated | None = None
        self.list_button = button(_LIST, self.export_list, icon="file-down")
        super().__init__(desk, settings)
        self._consent = Consent(desk, self, self.body)
        self.tools.insert_before(self.print_button, self.list_button)
        offer(desk, "export_roster", self.list_button)

    @classmethod
    def waiting(cls, _desk: Desk) -> int:
        """Nothing waits here."""
        return 0

    @property
    def titles(self) -> dict[str, str]:
        """The townships by uid, in their order."""
        return {office.office_uid: office.name for office in trusted_offices() if office.level != this_office().level}

    @property
    def scope(self) -> Scope:
        """A row for each township."""
        return Scope(TOWNSHIP, titles=self.titles)

    def ways(self) -> list[Choice]:
        """From what was handed in, or counted here where the return can be told apart by township."""
        return [way for way in _WAYS if way.value == REPORTED or TOWNSHIP in self.form.rows]

    def question(self) -> Callable[[], Sheet]:
        """How it is put together or counted."""
        form, period, titles, scope = self.form, self.period.period, self.titles, self.scope
        inside = clearance_of(self.desk).inside
        if self.by.value == MERGED:
            return lambda: seen(form, period, scope, inside)

        def summed() -> Sheet:
            self._of = over_townships(form, period, titles)
            return self._of.sheet

        return summed

    def tell_findings(self, sheet: Sheet) -> None:
        """Who has not reported comes first."""
        super().tell_findings(sheet)
        if self.by.value == REPORTED and self._of is not None and self._of.missing:
            titles = self.titles
            self.say("warn", f"还没有报来的：{'、'.join(titles.get(uid, uid) for uid in self._of.missing)}。")

    def open_behind(self, row_key: str, column_key: str) -> None:
        """The township's own sheet, unit by unit; or the records that were counted."""
        if self.by.value == MERGED:
            super().open_behind(row_key, column_key)
        elif row_key == TOTAL or self._of is None or row_key not in self._of.received:
            messages.bar(self, "合计由各单位报出的数相加而来，请打开某个单位的数看它的各村和单位。", "tell")
        else:
            self._open_township(self._of.received[row_key], column_key)

    def export_list(self) -> None:
        """推优汇总表: everybody who was recommended in the period, township by township."""
        period, office = self.period.period, this_office()
        titles = {**self.titles, office.uid: office.name}
        people, moment = recommended(period, titles), self.desk.session.clock()
        if not people:
            messages.bar(self, f"{period.title}还没有研究决定的推荐。", "tell")
            return

        def write(path: Path) -> int:
            from reports.returns.recommended import write_recommended

            return write_recommended(period, people, titles, office.name, path, moment)

        name = f"{period.title}{_LIST}"
        export_persons(self, self._consent, name, len(people), write, patterns=_BOTH)

    def _open_township(self, frozen: FrozenReturn, column_key: str) -> None:
        panel: Any = self.beside.panel
        if not isinstance(panel, FrozenPanel):
            panel = FrozenPanel(self.desk)
            panel.paper_asked.connect(self._show_paper)
        self.beside.show(panel).show_frozen(frozen)
        panel.grid.go_to(TOTAL, column_key)

    def _show_paper(self, frozen: FrozenReturn) -> None:
        from ui.pages.paper_panel import PaperPanel
        from ui.pages.statistics.frozen import paper_of_frozen

        self.beside.show(PaperPanel(self.desk)).show_paper(paper_of_frozen(frozen))
