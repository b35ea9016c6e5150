"""What stands behind a number: the records that were counted, each of which opens on its own page. Counts nothing."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from models.core.record import Record, is_protected, record_class
from models.people.person import Person
from models.statistics.behind import Behind
from ui.clearance import clearance_of
from ui.desk import Desk
from ui.pages.due import PAGES
from ui.widgets.notes import Bar
from ui.widgets.parts import button, column, label, row
from ui.widgets.record_table import Column, RecordTable

_OPENS = {
    **PAGES,
    "person": ("people", ""),
    "unit": ("organisations", "unit"),
    "venue": ("organisations", "venue"),
    "body": ("organisations", "body"),
    "aid": ("assistance", "aid"),
    "household": ("assistance", "household"),
    "visit": ("assistance", "visit"),
    "left_behind_child": ("assistance", "left_behind_child"),
    "survey": ("excellence", "survey"),
    "grading": ("excellence", "grading"),
    "talent": ("excellence", "talent"),
    "activity": ("excellence", "activity"),
}
"""Kind of record → page, and the list on it; any other kind that belongs to a person opens the person."""


_WIDEST = 520
"""Names need little room, at any size of letters, and the table beside them is what she works in."""


class BehindPanel(QFrame):
    """The list beside the return. `go`: page and what opens there."""

    closed = Signal()
    go = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("detail")
        self.setMaximumWidth(_WIDEST)
        self._desk = desk
        self._kind = ""
        self.bar = Bar()
        self._title = label("", "section", wrap=True)
        self._count = label("", "second")
        self.table = RecordTable((Column("名称", 0, brief=True), Column("说明", 0)), self._fetch)
        self.table.opened.connect(self._open)
        head = row(spacing=8)
        head.addWidget(self._title, 1)
        head.addWidget(button("", self.closed.emit, "plain", "x", "关闭（Esc）"))
        layout = column(self, 8, (16, 12, 16, 12))
        layout.addLayout(head)
        layout.addWidget(self._count)
        layout.addWidget(self.bar)
        layout.addWidget(self.table, 1)

    def show_behind(self, title: str, found: Behind, counted: str = "") -> None:
        """List these records under the words of their cell; `counted`: what was counted, where it lies in fewer."""
        self._kind = found.kind
        self._title.setText(title)
        noun = record_class(found.kind).noun if found.kind else ""
        self._count.setText(f"{len(found.ids):,} 条{noun}，双击或回车打开" if found.ids else "")
        told = found.sentence or (f"{counted}记在下面这 {len(found.ids):,} 条里。" if counted else "")
        if told:
            self.bar.say(told, "tell")
        else:
            self.bar.clear()
        self.table.show_ids(found.ids)

    def _fetch(self, ids: Sequence[int]) -> list[tuple[str, str]]:
        there = {number: record for number in ids if (record := self._record(number)) is not None}
        return [described(there[number]) if number in there else ("（已不在）", "") for number in ids]

    def _record(self, number: int) -> Record | None:
        cls = record_class(self._kind)
        if number > 0:
            return cls.get_or_none(cls.id == number)
        inside = clearance_of(self._desk).inside
        return next((one for one in inside.all(cls) if one.id == number), None) if inside else None

    def _open(self, number: int) -> None:
        record = self._record(number)
        if record is None or (self._kind not in _OPENS and _person_of(record) is None):
            return
        page, key = _OPENS.get(self._kind, ("people", ""))
        uid = record.uid if self._kind in _OPENS else _person_of(record).uid
        self.go.emit(page, (key, uid) if key else uid)


def described(record: Record) -> tuple[str, str]:
    """Two columns for any record: whose it is, and what."""
    person = _person_of(record)
    if isinstance(record, Person):
        born = Person.born.show(record.born) if record.born else ""
        return record.name, "　".join(filter(None, (Person.sex.show(record.sex), born, _village(record))))
    if person is None or is_protected(record):
        return record.called().strip("“”"), ""
    return person.name, "　".join(filter(None, (record.called(), _village(person))))


def _person_of(record: Record) -> Any:
    return record if isinstance(record, Person) else getattr(record, "person", None)


def _village(person: Person) -> str:
    return person.village.name if person.village else ""
