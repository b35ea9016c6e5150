"""One record about which two offices do not agree: field by field both values, who and when, and two buttons.

Keys 1 and 2 choose for the field in front and go on to the next.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QScrollArea, QWidget

from models.core.errors import KnownError
from models.exchange.merging.apply import settle_conflict
from models.exchange.merging.records import OURS, THEIRS, Conflict
from models.exchange.settling import Disputed, Side, is_masked, label_of, settle_all, sides, take_back
from models.office.guard import reading
from ui import messages, style
from ui.desk import Desk
from ui.widgets.notes import Bar
from ui.widgets.parts import button, column, label, row

_HINT = "按 1 采用本单位的，按 2 采用对方的，接着到下一项。没有采用的内容留在记录里，随时可以撤销。"


class DisputePanel(QFrame):
    """The fields of one record."""

    settled = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("detail")
        self._desk = desk
        self._shown: Disputed | None = None
        self._whole = False
        self.fields: list[FieldCard] = []
        self.bar = Bar()
        self.title = label("", "title", wrap=True)
        self.subtitle = label("", "second", wrap=True)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("核对说明，可以不写，例如“已打电话问本人”")
        self.ours_button = button("全部采用本单位的", lambda: self.settle_rest(OURS))
        self.theirs_button = button("全部采用对方的", lambda: self.settle_rest(THEIRS))
        self.reveal_button = button("显示完整号码", self.reveal, "plain", "eye", "会记入操作历史")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._lay_out()

    def show_dispute(self, found: Disputed, allowed: bool) -> None:
        """Another record, or what is left of the same one."""
        same = self._shown is not None and self._shown.key == found.key
        self._shown = found
        self._whole = self._whole and same
        if not same:
            self.reason.clear()
            self.bar.clear()
        self.title.setText(found.called.strip("“”"))
        self.subtitle.setText(f"{found.noun}　对方：{found.office}")
        self.reveal_button.setVisible(not self._whole and any(is_masked(one) for one in found.conflicts))
        for made in (self.ours_button, self.theirs_button, self.reason):
            made.setEnabled(allowed)
        self._fill(found.conflicts, allowed)

    def take_keys(self) -> None:
        """The first field that is not decided has the keys."""
        if self.fields:
            self.fields[0].setFocus(Qt.FocusReason.OtherFocusReason)
            self._area.ensureWidgetVisible(self.fields[0])

    def settle(self, conflict: Conflict, choice: str) -> None:
        """Decide one field and go on."""
        done = self._desk.do(self, settle_conflict, conflict, choice, self.reason.text())
        if done is not None:
            self.settled.emit()

    def settle_rest(self, choice: str) -> None:
        """Decide all fields of the record that are left."""
        if self._shown is None:
            return
        called, count = self._shown.called, len(self._shown.conflicts)
        try:
            seqs = settle_all(self._desk.session, self._shown.conflicts, choice, self.reason.text())
        except KnownError as error:
            messages.known(self, error)
            return
        words = "本单位" if choice == OURS else "对方"
        messages.toast(self, f"{called}的 {count} 项全部采用{words}的。", lambda: self._take_back(seqs))
        self._desk.changed.emit(None)
        self.settled.emit()

    def reveal(self) -> None:
        """Show numbers whole, which is written down."""
        if self._shown is None:
            return
        record = self._shown.conflicts[0].owner()
        try:
            reading(self._desk.session, "unmask", f"核对冲突时查看{self._shown.called}的完整号码", record)
        except KnownError as error:
            messages.known(self, error)
            return
        self._whole = True
        self.show_dispute(self._shown, self.ours_button.isEnabled())
        self.take_keys()

    def mask_again(self) -> None:
        """Stars again, before others come to the screen."""
        self._whole = False
        if self._shown is not None:
            self.show_dispute(self._shown, self.ours_button.isEnabled())

    def _take_back(self, seqs: Sequence[int]) -> None:
        try:
            take_back(self._desk.session, seqs)
        except KnownError as error:
            messages.known(self, error)
            return
        messages.toast(self, "已撤销，请重新核对。")
        self._desk.changed.emit(None)

    def _fill(self, conflicts: Sequence[Conflict], allowed: bool) -> None:
        inside = QWidget()
        inside.setObjectName("plain")
        content = column(inside, 8, (16, 4, 16, 8))
        self.fields = [FieldCard(one, sides(one, whole=self._whole), allowed) for one in conflicts]
        for card in self.fields:
            card.chosen.connect(lambda choice, one=card.conflict: self.settle(one, choice))
            content.addWidget(card)
        content.addStretch(1)
        self._area.setWidget(inside)

    def _lay_out(self) -> None:
        head = row(spacing=8)
        words = column(spacing=2)
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        head.addLayout(words, 1)
        head.addWidget(self.reveal_button, 0, Qt.AlignmentFlag.AlignTop)
        top = column(spacing=4, margins=(16, 10, 16, 4))
        top.addLayout(head)
        top.addWidget(self.bar)
        top.addWidget(label(_HINT, "small", wrap=True))
        foot = row(spacing=8, margins=(16, 8, 16, 12))
        foot.addWidget(self.reason, 1)
        foot.addWidget(self.ours_button)
        foot.addWidget(self.theirs_button)
        layout = column(self, 0)
        layout.addLayout(top)
        layout.addWidget(self._area, 1)
        layout.addLayout(foot)


class FieldCard(QFrame):
    """One field; `chosen` carries OURS or THEIRS."""

    chosen = Signal(str)

    def __init__(self, conflict: Conflict, both: tuple[Side, Side], allowed: bool) -> None:
        super().__init__()
        self.setObjectName("card")
        self.conflict = conflict
        self.both = both
        self._allowed = allowed
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(label_of(conflict))
        layout = column(self, 6, (12, 8, 12, 10))
        layout.addWidget(label(label_of(conflict), "strong"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        self.buttons = {}
        for place, (choice, side, title) in enumerate(((OURS, both[0], "本单位"), (THEIRS, both[1], "对方"))):
            grid.addWidget(label(_by(title, side), "second", wrap=True), 0, place)
            shown = label(side.value, wrap=True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(shown, 1, place, Qt.AlignmentFlag.AlignTop)
            made = button(f"采用{title}（{place + 1}）", lambda choice=choice: self.chosen.emit(choice))
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.setEnabled(allowed)
            self.buttons[choice] = made
            holder = row()
            holder.addWidget(made)
            holder.addStretch(1)
            grid.addLayout(holder, 2, place)
            grid.setColumnStretch(place, 1)
        layout.addLayout(grid)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 and 2 choose."""
        choice = {Qt.Key.Key_1: OURS, Qt.Key.Key_2: THEIRS}.get(Qt.Key(event.key()))
        if choice is not None and self._allowed:
            self.chosen.emit(choice)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Show the frame of the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            style.set_look(self, "focused", "yes" if event.type() == QEvent.Type.FocusIn else "")
        return super().event(event)


def _by(title: str, side: Side) -> str:
    return "　".join(part for part in (title, side.by, side.at[:16]) if part)
