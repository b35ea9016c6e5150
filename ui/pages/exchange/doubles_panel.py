"""Two records side by side: what speaks for one human and what against, field by field, and the buttons that decide.

Records of other offices are joined; two of this office are made one, with a choice of values where they differ.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QLabel, QLineEdit, QRadioButton, QScrollArea, QWidget

from models.core.errors import KnownError
from models.exchange.likeness.lists import (
    DIFFERENT,
    EQUAL,
    FINER,
    Line,
    compared,
    findings_of,
    hanging_on,
    office_name,
)
from models.exchange.likeness.weights import degree
from models.office.guard import reading
from models.people.merging import can_merge, merge_persons
from models.people.person import Person
from models.people.same import (
    APART,
    SAME,
    WAITING,
    LikePair,
    better_of,
    both_of,
    group_of,
    kept_of,
    part_persons,
    reopen_pair,
    settle_pair,
)
from ui import messages
from ui.desk import Desk
from ui.widgets.notes import Bar
from ui.widgets.parts import Mark, button, column, hairline, label, row

_WORDS = {EQUAL: "相同", FINER: "一方更细", DIFFERENT: "不同"}
_HINT = "按 1 是同一个人，按 2 不是，接着到下一对。各单位的记录都留着，随时可以撤销。"
_MERGE = "两条都是本单位录的，按 1 合并成一条：不同的栏目点选要留下的，名下的记录都归到留下的那条。合并可以撤销。"
_GONE = "这一对里有一条记录已经删除，下次查找时自动去掉。"
_JOINED = (
    "已经认定为同一个人：各单位的记录都留着，在人员名单和统计里只算一个人。认错了就撤销认定，以后列在“不是同一个人”里。"
)
_MORE = "这个人一共有 {count} 条记录，撤销以后这一条单独算，其余的不变。"


class PairPanel(QFrame):
    """One pair. `settled`: it was decided; go: key of a page, what to open there."""

    settled = Signal()
    go = Signal(str, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("detail")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.allowed = True
        self.pair: LikePair | None = None
        self.persons: tuple[Person, Person] | None = None
        self.lines: list[Line] = []
        self.choices: dict[str, QButtonGroup] = {}
        self._desk = desk
        self._whole = False
        self.bar = Bar()
        self.title = label("", "title", wrap=True)
        self.subtitle = label("", "second", wrap=True)
        self.likeness = label("", wrap=True)
        self.against = label("", wrap=True)
        self.hint = label("", "small", wrap=True)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("依据，可以不写，例如“打电话问过本人”")
        self.reveal_button = button("显示完整号码", self.reveal, "plain", "eye", "会记入操作历史")
        self.same_button = button("", self.say_same, "primary")
        self.apart_button = button("不是同一个人（2）", self.say_apart)
        self.back_button = button("", self.take_back)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._lay_out()

    @property
    def merging(self) -> bool:
        """Whether the two are both this office's, so that they are made one."""
        return self.persons is not None and can_merge(*self.persons, self._desk.session.origin)

    def show_pair(self, pair: LikePair) -> None:
        """Another pair, or what is left of the same one."""
        same = self.pair is not None and self.pair.uid == pair.uid
        unchanged = same and self.pair.revision == pair.revision
        self._whole = self._whole and same
        self.pair = pair
        if not same:
            self.reason.clear()
            self.bar.clear()
        one, other = both_of(pair)
        self.persons = _in_order(pair, one, other) if one is not None and other is not None else None
        if not (unchanged and self.choices):
            self._fill()
        self._tell()

    def take_keys(self) -> None:
        """1 and 2 work from here."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def say_same(self) -> None:
        """They are one human: joined, or made one where both are ours."""
        if not self._open():
            return
        if self.merging:
            kept, gone = self.persons
            done = self._desk.do(self, merge_persons, kept, gone, self.chosen_values())
        else:
            done = self._desk.do(self, settle_pair, self.pair, SAME, self.reason.text())
        if done is not None:
            self.settled.emit()

    def say_apart(self) -> None:
        """They are two."""
        if self._open() and self._desk.do(self, settle_pair, self.pair, APART, self.reason.text()) is not None:
            self.settled.emit()

    def take_back(self) -> None:
        """Take apart what was joined, or ask again about what was said to be two."""
        if self.persons is None or not self.allowed:
            return
        if self.pair.state == SAME:
            done = self._desk.do(self, part_persons, self.persons[1], self.reason.text())
        else:
            done = self._desk.do(self, reopen_pair, self.pair)
        if done is not None:
            self.settled.emit()

    def chosen_values(self) -> dict[str, object]:
        """What the record that stays takes from the other one."""
        gone = self.persons[1]
        return {name: getattr(gone, name) for name, group in self.choices.items() if group.checkedId() == 1}

    def reveal(self) -> None:
        """Show numbers whole, which is written down."""
        if self.persons is None:
            return
        try:
            for person in self.persons:
                reading(self._desk.session, "unmask", f"核对重复人员时查看{person.called()}的完整号码", person)
        except KnownError as error:
            messages.known(self, error)
            return
        self._whole = True
        self._fill()
        self._tell()

    def mask_again(self) -> None:
        """Stars again."""
        if self._whole:
            self._whole = False
            self._fill()
            self._tell()

    def step_back(self) -> bool:
        """Esc leaves the reason."""
        if self.reason.hasFocus():
            self.take_keys()
            return True
        return False

    def _open(self) -> bool:
        return self.pair is not None and self.persons is not None and self.pair.state == WAITING and self.allowed

    def _tell(self) -> None:
        pair, there = self.pair, self.persons is not None
        self.title.setText("　".join(dict.fromkeys(person.name for person in self.persons)) if there else "已删除")
        state = LikePair.state.show(pair.state)
        decided = f"{pair.decided_by or ''} {LikePair.decided_on.show(pair.decided_on)}".strip()
        self.subtitle.setText(" · ".join(filter(None, (state, degree(pair.score), decided, pair.reason or ""))))
        found = findings_of(pair)
        self.likeness.setText(_told("像的地方", [part.words for part in found if part.weight > 0]))
        against = _told("不像的地方", [part.words for part in found if part.weight < 0])
        unknown = _told("没法比的", [part.words for part in found if part.weight == 0])
        self.against.setText("　".join(filter(None, (against, unknown))))
        for shown in (self.likeness, self.against):
            shown.setVisible(bool(shown.text()))
        self.hint.setText(self._hint())
        self._offer()

    def _hint(self) -> str:
        if self.persons is None:
            return _GONE
        if self.pair.state == SAME:
            count = len(group_of(self.persons[0].uid))
            return _JOINED + (_MORE.format(count=count) if count > 2 else "")
        if self.pair.state == APART:
            return "说过不是同一个人，不再问第二次。"
        return _MERGE if self.merging else _HINT

    def _offer(self) -> None:
        waiting = self.persons is not None and self.pair.state == WAITING
        self.same_button.setText("合并成一条（1）" if self.merging else "是同一个人（1）")
        self.back_button.setText("撤销认定" if self.pair.state == SAME else "重新核对")
        for made in (self.same_button, self.apart_button):
            made.setVisible(waiting)
            made.setEnabled(self.allowed)
        self.back_button.setVisible(self.persons is not None and not waiting)
        self.back_button.setEnabled(self.allowed)
        self.reason.setVisible(self.persons is not None and self.pair.state != APART)
        self.reason.setEnabled(self.allowed)
        masked = any("*" in line.one or "*" in line.other for line in self.lines)
        self.reveal_button.setVisible(not self._whole and masked)

    def _fill(self) -> None:
        self.choices = {}
        self.lines = compared(*self.persons, whole=self._whole) if self.persons else []
        inside = QWidget()
        inside.setObjectName("plain")
        content = column(inside, 8, (16, 4, 16, 8))
        if self.persons is not None:
            content.addLayout(self._grid())
        content.addStretch(1)
        self._area.setWidget(inside)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for place, person in enumerate(self.persons):
            grid.addLayout(self._head(person), 0, place + 1)
        grid.addWidget(hairline(), 1, 0, 1, 5)
        choosing = self.merging and self.pair.state == WAITING
        for number, line in enumerate(self.lines, 2):
            self._put(grid, number, line, choosing)
        self._put_hanging(grid, len(self.lines) + 2)
        for place, stretch in enumerate((2, 4, 4, 0, 0)):
            grid.setColumnStretch(place, stretch)
        return grid

    def _head(self, person: Person) -> QWidget:
        line = row(spacing=8)
        line.addWidget(label(office_name(person.origin), "strong", wrap=True), 1)
        opening = button("打开", lambda: self.go.emit("people", person.uid), "link")
        opening.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        line.addWidget(opening, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _put(self, grid: QGridLayout, number: int, line: Line, choosing: bool) -> None:
        grid.addWidget(label(line.label, "second", wrap=True), number, 0, Qt.AlignmentFlag.AlignTop)
        group = QButtonGroup(self._area) if choosing and line.how != EQUAL else None
        for place, value in enumerate((line.one, line.other)):
            shown = _value(value, line.how)
            if group is None:
                grid.addWidget(shown, number, place + 1, Qt.AlignmentFlag.AlignTop)
            else:
                grid.addLayout(_choice(group, place, shown, line), number, place + 1)
        if group is not None:
            finer = line.how == FINER and len(line.other) > len(line.one)
            group.button(1 if finer or not line.one else 0).setChecked(True)
            self.choices[line.name] = group
        if line.how == DIFFERENT:
            grid.addWidget(Mark("warn"), number, 3, Qt.AlignmentFlag.AlignTop)
        words = _WORDS.get(line.how, "只有一方有")
        grid.addWidget(label(words, "" if line.how == DIFFERENT else "small"), number, 4, Qt.AlignmentFlag.AlignTop)

    def _put_hanging(self, grid: QGridLayout, number: int) -> None:
        told = [hanging_on(person) for person in self.persons]
        if any(told):
            grid.addWidget(label("名下记录", "second"), number, 0, Qt.AlignmentFlag.AlignTop)
            for place, words in enumerate(told):
                grid.addWidget(label(words or "没有", "second", wrap=True), number, place + 1)

    def _lay_out(self) -> None:
        words = column(spacing=2)
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        head = row(spacing=8)
        head.addLayout(words, 1)
        head.addWidget(self.reveal_button, 0, Qt.AlignmentFlag.AlignTop)
        top = column(spacing=4, margins=(16, 10, 16, 6))
        top.addLayout(head)
        for part in (self.bar, self.likeness, self.against, self.hint):
            top.addWidget(part)
        foot = row(spacing=8, margins=(16, 8, 16, 12))
        foot.addWidget(self.reason, 1)
        for made in (self.same_button, self.apart_button, self.back_button):
            foot.addWidget(made)
        layout = column(self, 0)
        layout.addLayout(top)
        layout.addWidget(self._area, 1)
        layout.addLayout(foot)


def _in_order(pair: LikePair, one: Person, other: Person) -> tuple[Person, Person]:
    """First the record that is shown, or would be."""
    if pair.state == SAME and kept_of(one.uid) == other.uid:
        return other, one
    return (one, other) if pair.state == SAME else better_of(one, other)


def _told(title: str, words: list[str]) -> str:
    return f"{title}：{'；'.join(words)}" if words else ""


def _value(value: str, how: str) -> QLabel:
    shown = label(value or "—", {EQUAL: "second", DIFFERENT: "strong"}.get(how, ""), wrap=True)
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return shown


def _choice(group: QButtonGroup, place: int, shown: QLabel, line: Line) -> QWidget:
    """The value with a round box before it."""
    made = QRadioButton()
    made.setAccessibleName(f"{line.label}留下“{(line.one, line.other)[place] or '空'}”")
    group.addButton(made, place)
    across = row(spacing=6)
    across.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
    across.addWidget(shown, 1)
    return across
