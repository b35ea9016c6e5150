"""For whom a template is filled: records chosen by name, or those that another page sent along, and in which way.

Reads records and writes nothing.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from models.core.record import is_protected
from models.core.text import initials
from models.people.person import Person
from reports.templates import EACH, JOINED, LIST, Subject, choosable
from ui import style
from ui.pages.finders import find_people
from ui.widgets.find_box import Choice, FindBox
from ui.widgets.flow import Flow
from ui.widgets.parts import button, column, label, row

MOST = 50
WAYS = {
    EACH: ("每条记录一个文件", "写到一个文件夹里，文件以姓名或名称开头。"),
    JOINED: ("合成一个文件", "Word 里每条另起一页，Excel 里每条一张表。"),
    LIST: ("一张清单", "模板里写了标记的那一行，每条记录重复一次。"),
}
_ROLE = Qt.ItemDataRole.UserRole


class Whom(QWidget):
    """The records and the way; `changed` when either is another."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.subject: Subject | None = None
        self._closed: Any = None
        self.records: list[Any] = []
        self.way = EACH
        self.box = FindBox(self._find)
        self.box.setPlaceholderText("输入姓名、拼音或名称，逐个添加")
        self.box.picked.connect(lambda choice: self.add(choice.value))
        self.list = QListWidget()
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setFixedHeight(style.px(96))
        self._count = label("", "second")
        self._way_told = label("", "second", wrap=True)
        self._ways = {key: self._way_button(key) for key in WAYS}
        self._lay_out()

    def show_subject(self, subject: Subject, records: Sequence[Any], closed: Any) -> None:
        """Of which kind the records are, and those chosen at first."""
        if subject is not self.subject:
            self.records = []
        self.subject, self._closed = subject, closed
        for record in records:
            if all(record.uid != other.uid for other in self.records):
                self.records.append(record)
        self._show()

    def add(self, record: Any) -> None:
        """One more."""
        self.box.clear()
        if all(record.uid != other.uid for other in self.records):
            self.records.append(record)
            self._show()

    def add_all(self) -> None:
        """Every record of the kind."""
        if self.subject is not None:
            known = {record.uid for record in self.records}
            self.records += [each for each in choosable(self.subject, self._closed)[::-1] if each.uid not in known]
            self._show()

    def drop(self) -> None:
        """Without those that are marked, or without any."""
        marked = {item.data(_ROLE) for item in self.list.selectedItems()}
        self.records = [record for record in self.records if marked and record.uid not in marked]
        self._show()

    def forget_protected(self) -> bool:
        """The closed compartment is left; whether anything of it was here."""
        self._closed = None
        self.box.forget()
        left = [record for record in self.records if not is_protected(record)]
        had = len(left) < len(self.records)
        self.records = left
        self._show()
        return had

    def choose_way(self, way: str) -> None:
        """Fill so."""
        self.way = way
        self._show()

    def conceal(self, hidden: bool) -> None:
        """Names out of sight, or back."""
        self.list.setVisible(bool(self.records) and not hidden)

    def _lay_out(self) -> None:
        head = row(spacing=8)
        head.addWidget(label("填给谁", "section"))
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(button("全部", self.add_all, "link", tip="添加这一类的全部记录"))
        head.addWidget(button("移去", self.drop, "link", tip="移去选中的；没有选中时全部移去"))
        ways = Flow()
        for one in self._ways.values():
            ways.add(one)
        layout = column(self, 6)
        layout.addLayout(head)
        layout.addWidget(self.box)
        layout.addWidget(self.list)
        layout.addWidget(ways)
        layout.addWidget(self._way_told)

    def _way_button(self, key: str) -> Any:
        made = button(WAYS[key][0], lambda: self.choose_way(key), "chip", tip=WAYS[key][1])
        made.setCheckable(True)
        return made

    def _show(self) -> None:
        self.list.clear()
        for record in self.records:
            item = QListWidgetItem(self.subject.label(record) if self.subject else "")
            item.setData(_ROLE, record.uid)
            self.list.addItem(item)
        self.list.setVisible(bool(self.records))
        title = self.subject.title if self.subject else ""
        self._count.setText(f"{title} {len(self.records)} 条" if self.records else f"从{title}里选")
        for key, one in self._ways.items():
            one.setChecked(key == self.way)
        self._way_told.setText(WAYS[self.way][1])
        self.changed.emit()

    def _find(self, typed: str) -> Sequence[Choice]:
        if self.subject is None:
            return []
        if self.subject.cls is Person and typed:
            return find_people(typed)
        found = []
        for record in choosable(self.subject, self._closed):
            said = self.subject.label(record)
            if not typed or typed in said or typed.lower() in initials(said):
                found.append(Choice(record, said, str(getattr(record, "number", None) or "")))
            if len(found) >= MOST:
                break
        return found
