"""Candidates for a batch: find persons, say which body puts them forward and by which route, and add them together.

Why somebody cannot be taken is said beside her name; the verb decides.
"""

from array import array
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QWidget

from models.core.dates import PartialDate
from models.core.errors import KnownError
from models.organisations.body import Body
from models.organisations.verbs import bodies
from models.people.lists import PersonFilter, person_ids, person_rows
from models.people.person import Membership, Person
from models.recommendation.procedure import procedure
from models.recommendation.records import ANSWERED, ASSEMBLY, DIRECT, RUNNING, Batch, Recommendation
from models.recommendation.verbs import nominate
from ui import messages
from ui.desk import Desk
from ui.pages.recommendation.trail import batch_title
from ui.widgets.filter_bar import FilterBar
from ui.widgets.find_box import Choice, FindBox
from ui.widgets.flow import Flow
from ui.widgets.notes import Bar
from ui.widgets.parts import button, column, label, row
from ui.widgets.record_table import Column, RecordTable

IN_BATCH, NO_BODY = "已在批次里", "会籍没有挂组织，请选推荐组织"
MOST_NAMED = 8


def _noted(note: str) -> str:
    return "tell" if note in (IN_BATCH, NO_BODY) else ""


COLUMNS = [
    Column("姓名", 112),
    Column("性别", 52, show=Person.sex.show),
    Column("出生年月", 92, show=lambda born: PartialDate.from_iso(born).short() if born else ""),
    Column("政治面貌", 96, show=Person.political_status.show),
    Column("单位", 150),
    Column("推荐组织", 0, mark=_noted),
]


class AddPanel(QFrame):
    """closed: nobody more. added: ids of the new recommendations."""

    closed = Signal()
    added = Signal(list)

    def __init__(self, desk: Desk, batch: Batch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("detail")
        self._desk, self.batch = desk, batch
        self._bodies = {body.id: body for body in bodies(batch.channel)}
        self._picked: dict[int, str] = {}
        self._route = ASSEMBLY
        self.bar = Bar()
        self.body = FindBox(self._find_body)
        self.body.setPlaceholderText("各人会籍所在的组织")
        self.filter = FilterBar([], enter_goes_on=False)
        self.table = RecordTable(COLUMNS, self._rows)
        self.routes: dict[str, QPushButton] = {}
        self.why = label("", "small", wrap=True)
        self.chosen = Flow(6)
        self.button = button("", self.add, "primary")
        self._hint = label("找到后按 Enter 选上，可以接着找下一个。", "second")
        self._lay_out()
        self.filter.changed.connect(self.find)
        self.filter.findChild(QLineEdit).returnPressed.connect(self._take_found)
        self.body.picked.connect(lambda _choice: self.find())
        self.body.editingFinished.connect(self.find)
        self.table.opened.connect(self.toggle)
        self.find()
        self._show_picked()

    def seek(self) -> None:
        """Into the search field."""
        self.filter.seek()

    def find(self) -> None:
        """List who fits what was typed; without a text the members of the body."""
        body = self._body()
        text = self.filter.text
        wanted = PersonFilter(
            text=text,
            body_id=body.id if body and not text else 0,
            kind_of_body="" if text else self.batch.channel,
        )
        ids = person_ids(wanted)
        if not text:
            present = self._present()
            ids = array("q", (number for number in ids if number not in present))
        self.table.show_ids(ids)

    def toggle(self, person_id: int) -> None:
        """Pick a person, or put her back."""
        if person_id in self._picked:
            del self._picked[person_id]
        else:
            self._picked[person_id] = person_rows([person_id])[0].name
        self._show_picked()

    def take_route(self, route: str) -> None:
        """Through the assembly, or directly by the superior body."""
        self._route = route
        for key, chip in self.routes.items():
            chip.setChecked(key == route)
        self._explain_route()

    def add(self) -> None:
        """Add those who were picked (or are selected in the table); who is refused stays and is named."""
        for person_id in [] if self._picked else self.table.selected_ids():
            self.toggle(person_id)
        added: list[int] = []
        refused: list[str] = []
        for person_id in list(self._picked):
            try:
                added.append(self._add_one(person_id))
                del self._picked[person_id]
            except KnownError as error:
                refused.append(str(error))
        self._tell(added, refused)
        self._show_picked()
        self.find()
        if added:
            self.added.emit(added)

    def _take_found(self) -> None:
        """Enter in the search: the only find is picked at once, of several she chooses in the table."""
        self.find()
        found = self.table.records.ids
        if self.filter.text and len(found) == 1:
            self.toggle(found[0])
            self.filter.seek()
        elif found:
            self.table.choose(found[0])
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_one(self, person_id: int) -> int:
        person = Person.get_by_id(person_id)
        body = self._body() or self._own_body(person_id)
        if body is None:
            raise KnownError(
                f"{person.called()}的{procedure(self.batch.channel).names['channel']}会籍没有挂组织，请先选推荐组织。"
            )
        return int(nominate(self._desk.session, self.batch, person, body, self._route).value.id)

    def _tell(self, added: list[int], refused: list[str]) -> None:
        if refused:
            messages.bar(self, "".join(refused[:3]), "warn")
        elif added:
            self.bar.clear()
        if added:
            messages.toast(self, f"加入了 {len(added)} 名推荐对象。")

    def _body(self) -> Body | None:
        typed = self.body.text().strip()
        choice = self.body.best(typed) if typed else None
        return choice.value if choice else None

    def _own_body(self, person_id: int) -> Body | None:
        found = Membership.get_or_none(
            (Membership.person == person_id)
            & (Membership.kind_of_body == self.batch.channel)
            & Membership.left_on.is_null()
            & Membership.body.is_null(False)
        )
        return self._bodies.get(found.body_id) if found else None

    def _rows(self, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        members = dict(
            Membership.select(Membership.person, Membership.body)
            .where(Membership.person.in_(list(ids)) & (Membership.kind_of_body == self.batch.channel))
            .where(Membership.left_on.is_null() & Membership.body.is_null(False))
            .tuples()
        )
        present = self._present()
        return [
            (line.name, line.sex, line.born, line.political_status, line.unit, self._place(line.id, members, present))
            for line in person_rows(ids)
        ]

    def _present(self) -> set[int]:
        standing = (Recommendation.batch == self.batch) & Recommendation.status.in_((RUNNING, ANSWERED))
        return {row[0] for row in Recommendation.select(Recommendation.person).where(standing).tuples()}

    def _place(self, person_id: int, members: dict[int, int], present: set[int]) -> str:
        if person_id in present:
            return IN_BATCH
        body = self._bodies.get(members.get(person_id, 0))
        return str(body.name) if body else NO_BODY

    def _find_body(self, text: str) -> list[Choice]:
        return [Choice(body, body.name) for body in self._bodies.values() if text in body.name]

    def _show_picked(self) -> None:
        self.chosen.clear()
        for person_id, name in list(self._picked.items())[:MOST_NAMED]:
            self.chosen.add(button(name, lambda number=person_id: self.toggle(number), "chip", "x", f"不加{name}"))
        more = len(self._picked) - MOST_NAMED
        if more > 0:
            self.chosen.add(label(f"等 {len(self._picked)} 人", "second"))
        self.chosen.setVisible(bool(self._picked))
        self._hint.setVisible(not self._picked)
        self.button.setText(f"加入 {len(self._picked)} 人" if self._picked else "加入选中的人")
        self._explain_route()

    def _explain_route(self) -> None:
        direct = procedure(self.batch.channel).routes[DIRECT]
        if not direct.exists:
            self.why.setText(direct.why)
        elif self._route == DIRECT:
            unfit = [name for number, name in self._picked.items() if not self._may_go_direct(number)]
            words = f"只有{direct.posts_label}可以直接推荐；{'、'.join(unfit[:5])}登记的职务不在其内，应由大会推荐。"
            self.why.setText(words if unfit else direct.why)
        else:
            self.why.setText("")
        self.why.setVisible(bool(self.why.text()))

    def _may_go_direct(self, person_id: int) -> bool:
        member = Membership.get_or_none(
            (Membership.person == person_id)
            & (Membership.kind_of_body == self.batch.channel)
            & Membership.left_on.is_null()
        )
        return procedure(self.batch.channel).may_go_direct(member.post if member else None)

    def _lay_out(self) -> None:
        head = row(spacing=8)
        head.addWidget(label("添加推荐对象", "title"))
        head.addWidget(label(batch_title(self.batch), "second"), 1)
        head.addWidget(button("", self.closed.emit, "plain", "x", "关闭（Esc）"))
        choose = row(spacing=8)
        choose.addWidget(label("推荐组织", "second"))
        choose.addWidget(self.body, 1)
        for key, route in procedure(self.batch.channel).routes.items():
            chip = button(route.title, lambda key=key: self.take_route(key), "chip")
            chip.setCheckable(True)
            chip.setEnabled(route.exists)
            chip.setToolTip(route.why)
            self.routes[key] = chip
            choose.addWidget(chip)
        foot = row(spacing=12)
        foot.addWidget(self.button)
        foot.addWidget(self._hint)
        foot.addWidget(self.chosen, 1)
        foot.addStretch(0)
        layout = column(self, 8, (16, 8, 16, 8))
        layout.addLayout(head)
        layout.addWidget(self.bar)
        layout.addLayout(choose)
        layout.addWidget(self.why)
        layout.addWidget(self.filter)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        self.take_route(ASSEMBLY)
        self.setFocusProxy(self.table)
        self.table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
