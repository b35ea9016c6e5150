"""The candidates of a batch as a list: who, of which body, at which step, and what is still missing."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from models.core.codes import table
from models.core.dates import PartialDate
from models.people.person import Person
from models.recommendation.lists import CandidateLine, candidate_lines
from models.recommendation.procedure import LATER, MEETING, procedure
from models.recommendation.records import ANSWERED, RUNNING, Recommendation
from ui import style
from ui.pages.recommendation.trail import standing
from ui.widgets.filter_bar import FilterBar
from ui.widgets.parts import column
from ui.widgets.record_table import Column, RecordTable

SEX, UNIT, BODY, WAY = 1, 3, 4, 6
UNIT_FROM, ALL_FROM = 350, 1020
_State = tuple[str, str]


def _word(state: _State) -> str:
    return state[1]


def _kind(state: _State) -> str:
    return state[0]


COLUMNS = [
    Column("姓名", 84, brief=True),
    Column("性别", 56, show=Person.sex.show),
    Column("出生年月", 100, show=lambda born: PartialDate.from_iso(born).short() if born else ""),
    Column("单位", 0, brief=True),
    Column("推荐组织", 230),
    Column("编号", 120),
    Column("方式", 100, show=Recommendation.route.show),
    Column("步骤", 92, brief=True),
    Column("状况", 112, brief=True, show=_word, mark=_kind),
]


def state_of(line: CandidateLine) -> _State:
    """Mark and word for how a candidate stands."""
    if line.status == ANSWERED:
        answer = table("recommendation.answer").label(line.answer) if line.answer else "已办结"
        return "done", answer.removeprefix("列为").removeprefix("入党")
    if line.status != RUNNING:
        return "tell", standing(line.status, line.step, False)
    if line.outside:
        return "wait", "等待审核" if line.step != "answer" else "等待答复"
    if line.step == MEETING and line.missing:
        return "todo", "待录会议"
    if line.missing:
        return "todo", f"还缺 {len(line.missing)} 项"
    return "done", "" if line.step == LATER else "已填齐"


class CandidateList(QWidget):
    """Filter and table; ids come from the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._channel = ""
        self.filter = FilterBar([])
        self.table = RecordTable(COLUMNS, self._rows)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusProxy(self.table)
        layout = column(self, 8)
        layout.addWidget(self.filter)
        layout.addWidget(self.table, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what there is room for."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Leave columns out before others are cut: beside an open record the unit, in a narrow list body and way."""
        brief, width = self.table.isColumnHidden(SEX), self.width()
        self.table.setColumnHidden(UNIT, brief and width < style.px(UNIT_FROM))
        for place in (BODY, WAY):
            self.table.setColumnHidden(place, brief or width < style.px(ALL_FROM))

    def show_ids(self, channel: str, ids: Sequence[int], *, keep: bool = True) -> None:
        """List these candidates of a channel."""
        self._channel = channel
        self.table.show_ids(ids, keep=keep)

    def focus_table(self) -> None:
        """Keys go to the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rows(self, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        steps = procedure(self._channel).steps
        return [
            (
                line.name,
                line.sex,
                line.born,
                line.unit,
                line.body,
                line.number,
                line.route,
                steps[line.step].short,
                state_of(line),
            )
            for line in candidate_lines(self._channel, ids)
        ]
