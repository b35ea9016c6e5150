"""The list of petitions: its columns and lines, the chips of steps over it, and its filters. Counts nothing itself."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from models.core.codes import table
from models.core.fields import partial_date
from models.office.closed.compartment import Compartment
from models.rights.clocks import Clock
from models.rights.lists import ENDED, RightsFilter, case_rows
from models.rights.nearest import nearest
from models.rights.procedure import steps
from models.rights.records import RUNNING, RightsCase
from ui.pages.rights.clock_list import MARKS, state_words
from ui.widgets.filter_bar import Choice, Filter
from ui.widgets.fitting_table import FittingTable
from ui.widgets.flow import Flow
from ui.widgets.parts import button, column
from ui.widgets.record_table import Column, Fetch

SECRET = "保密"
GIVE_UP = ("方式", "承办人", "登记日期", "类别")


class Line(NamedTuple):
    """What the list shows of a case."""

    number: str
    name: str
    channel: str
    rights_class: str
    registered_on: str
    handler: str
    step: str
    clock: tuple[str, str]
    secret: str


def _mark(value: tuple[str, str]) -> str:
    return value[0]


def _word(value: tuple[str, str]) -> str:
    return value[1]


COLUMNS = (
    Column("编号", 122, brief=True),
    Column("来访人", 84, brief=True),
    Column("方式", 84),
    Column("类别", 0),
    Column("登记日期", 104),
    Column("承办人", 92),
    Column("步骤", 84, brief=True),
    Column("最近期限", 0, show=_word, mark=_mark),
    Column(SECRET, 64),
)

_SECRET_AT = len(COLUMNS) - 1
_BLANK = Line("", "", "", "", "", "", "", ("", ""), "")


def fetch(clearance: Compartment | None, now: datetime, ids: Sequence[int]) -> list[Line]:
    """One line for every id, an empty one for what is gone meanwhile."""
    rows = {row.id: row for row in case_rows(clearance, ids)}
    pressing = nearest(clearance, list(rows), now)
    return [_line(rows[one], pressing.get(one)) if one in rows else _BLANK for one in ids]


def _line(row: Any, clock: Clock | None) -> Line:
    ended = row.status != RUNNING
    return Line(
        row.number or "",
        row.name,
        table("rights.channel").short(row.channel),
        table("rights.class").short(row.rights_class),
        partial_date(row.registered_on).short(),
        row.handler or "",
        table("rights.status").short(row.status) if ended else steps()[row.step].short,
        (MARKS[clock.state], f"{clock.title}，{state_words(clock)}") if clock else ("", ""),
        SECRET if row.protected_because else "",
    )


def filters() -> list[Filter]:
    """What the list can be narrowed to beside the step."""
    return [
        _coded("field", "大类", "rights.field"),
        _coded("rights_class", "类别", "rights.class"),
        _coded("channel", "方式", "rights.channel"),
    ]


def wanted(step: str, text: str, chosen: dict[str, Any]) -> RightsFilter:
    """What was chosen, as the lists ask for it."""
    return RightsFilter(text=text, step=step, **{name: value for name, value in chosen.items() if value})


def case_facts(case: RightsCase) -> list[str]:
    """What is said of a case beside its number."""
    return [
        case.name,
        RightsCase.rights_class.show(case.rights_class),
        f"{RightsCase.registered_on.show(case.registered_on)} {case.registered_at or ''}".strip(),
        RightsCase.channel.show(case.channel),
    ]


class CaseTable(FittingTable):
    """The list; which cases are protected is a column for who is inside the compartment only."""

    def __init__(self, rows: Fetch) -> None:
        self._secret = False
        super().__init__(COLUMNS, rows, GIVE_UP)
        self.show_secret(False)

    def show_secret(self, secret: bool) -> None:
        """Whether she is inside."""
        self._secret = secret
        self.setColumnHidden(_SECRET_AT, not secret)

    def setColumnHidden(self, place: int, hidden: bool) -> None:
        """Nobody else is told that there is such a column."""
        super().setColumnHidden(place, hidden or (place == _SECRET_AT and not self._secret))


class StepChips(QWidget):
    """How many cases stand at each step; a click lists them."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._flow = Flow(6)
        self.buttons: dict[str, QPushButton] = {}
        column(self).addWidget(self._flow)

    def show_counts(self, counts: Sequence[tuple[str, str, int]], current: str) -> int:
        """Show these; returns how many there are altogether."""
        whole = sum(count for _, _, count in counts)
        self._flow.clear()
        self.buttons = {}
        shown = [
            ("", "全部", whole),
            *((key, _short(key, title), n) for key, title, n in counts if n or key == current),
        ]
        for key, word, count in shown:
            self.buttons[key] = chip = button(f"{word} {count}", self._choose(key), "chip")
            chip.setCheckable(True)
            chip.setChecked(key == current)
            self._flow.add(chip)
        self.setVisible(bool(whole))
        return whole

    def _choose(self, key: str) -> Callable[[], object]:
        return lambda: self.chosen.emit(key)


def _short(key: str, title: str) -> str:
    return title if key == ENDED else steps()[key].short


def _coded(key: str, title: str, table_key: str) -> Filter:
    return Filter(key, title, [Choice(code.code, code.label) for code in table(table_key).items()], menu=True)
