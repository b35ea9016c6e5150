"""The superior body's opinion as it is typed: agree, disagree, or back to an office with what is missing.

Gathers; gives nothing by itself.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QMenu, QSizePolicy, QWidget

from models.core.fields import DayField, LineField
from models.exchange.opinions import (
    AGREES,
    DISAGREES,
    SENT_BACK,
    Missing,
    Opinion,
    SendingBack,
    templates,
    usual_days,
)
from ui import style
from ui.desk import Desk
from ui.widgets.asking import reason
from ui.widgets.filter_bar import Choice
from ui.widgets.flow import Flow
from ui.widgets.form_page import RecordForm, Section
from ui.widgets.parts import button, column, label, row
from ui.widgets.picker import Picker

TITLES = {AGREES: "同意", DISAGREES: "不同意", SENT_BACK: "退回补正"}
_HINT = "〔姓名〕〔类别〕会换成各人的。"


class OpinionForm(QFrame):
    """`said` carries an Opinion or a SendingBack; `turned` the kind that was chosen."""

    said = Signal(object)
    turned = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._count = 0
        self._open = False
        self._refusals: Mapping[str, str] = {}
        self.kind = AGREES
        self._texts = {kind: templates(kind)[0] for kind in TITLES}
        self.buttons = {
            kind: button(title, lambda kind=kind: self.turn(kind), "half") for kind, title in TITLES.items()
        }
        self.phrases = button("常用语", self._offer_phrases, "plain", "chevron-down")
        self.step = Picker("退回到", [])
        self.form = RecordForm([Section("", [_text(), _by(), _on("on", "审核日期"), _on("due_on", "补正期限")])])
        self.form.editors["text"].input.setFixedHeight(style.px(64))
        self.submit_button = button("", self.submit, "primary", tip="Ctrl+S")
        self._menu = QMenu(self)
        self._lay_out()
        today = desk.today()
        self.form.show_values({"by": desk.session.user, "on": today, "due_on": today + usual_days()})
        self.turn(AGREES)

    def turn(self, kind: str) -> None:
        """Another kind of opinion; what was typed for each stays."""
        editor = self.form.editors["text"]
        if editor.text().strip():
            self._texts[self.kind] = editor.text()
        self.kind = kind
        self.buttons[kind].setChecked(True)
        editor.set_text(self._texts[kind])
        back = kind == SENT_BACK
        self.form.editors["by"].setVisible(not back)
        self.form.editors["on"].setVisible(not back)
        self.form.editors["due_on"].setVisible(back)
        self.step.setVisible(back)
        self._tell()
        self.turned.emit(kind)

    def show_count(self, count: int, allowed: bool, refusals: Mapping[str, str]) -> None:
        """How many are meant, whether anything can be said to them, and why not (by kind)."""
        self._count, self._open, self._refusals = count, allowed, refusals
        self._tell()

    def show_steps(self, steps: Sequence[tuple[str, str]], chosen: str) -> None:
        """Where they can go back to."""
        self.step.offer([Choice(key, title) for key, title in steps])
        self.step.choose(chosen)

    def take_keys(self) -> None:
        """Into the text."""
        self.form.editors["text"].input.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Say it, unless something cannot be read."""
        if not self.submit_button.isEnabled():
            return
        values, problems = self.form.gather()
        if problems:
            self.form.go_to_first_problem()
            return
        self.said.emit(self._meant(values))

    def _meant(self, values: dict[str, Any]) -> Opinion | SendingBack:
        text = values["text"] or ""
        if self.kind == SENT_BACK:
            return SendingBack(self.step.value or "", (), text, values["due_on"])
        return Opinion(self.kind == AGREES, text, values["by"] or "", values["on"])

    def _tell(self) -> None:
        why = self._refusals.get(self.kind, "")
        words = TITLES[self.kind]
        self.submit_button.setText(f"{words}（{self._count} 人）" if self._count > 1 else words)
        self.submit_button.setEnabled(self._open and not why and self._count > 0)
        self.submit_button.setToolTip(why or "Ctrl+S")

    def _offer_phrases(self) -> None:
        self._menu.clear()
        for text in templates(self.kind):
            self._menu.addAction(text).triggered.connect(lambda _checked=False, text=text: self._take_phrase(text))
        self._menu.popup(self.phrases.mapToGlobal(self.phrases.rect().bottomLeft()))

    def _take_phrase(self, text: str) -> None:
        self.form.editors["text"].set_text(text)
        self.take_keys()

    def _lay_out(self) -> None:
        group = QButtonGroup(self)
        head = row(spacing=4)
        for made in self.buttons.values():
            made.setCheckable(True)
            group.addButton(made)
            head.addWidget(made)
        head.addSpacing(8)
        head.addWidget(self.step)
        hint = label(_HINT, "small")
        hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # gives way to the buttons
        hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(hint, 1)
        head.addWidget(self.phrases)
        foot = row()
        foot.addWidget(self.submit_button)
        foot.addStretch(1)
        layout = column(self, 6, (16, 8, 16, 12))
        layout.addLayout(head)
        layout.addWidget(self.form)
        layout.addLayout(foot)


class MissingList(QWidget):
    """What can be asked for, step by step; what is empty is pressed at first."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.chips: dict[str, Any] = {}
        self._labels: dict[str, str] = {}
        self._layout = column(self, 8)

    @property
    def chosen(self) -> dict[str, str]:
        """Column → label of what is to be mended."""
        return {field: self._labels[field] for field, chip in self.chips.items() if chip.isChecked()}

    def show_missing(self, asked: Sequence[Missing]) -> None:
        """Offer these."""
        while self._layout.count():
            old = self._layout.takeAt(0).widget()
            old.hide()
            old.deleteLater()
        self.chips = {}
        self._labels = {one.field: one.label for one in asked}
        self._layout.addWidget(label("要补正的内容", "strong"))
        for title in dict.fromkeys(one.title for one in asked):
            self._layout.addWidget(label(title, "second"))
            flow = Flow(6)
            for one in (one for one in asked if one.title == title):
                chip = button(one.label, self.changed.emit, "half", tip="还没有填写" if one.empty else "")
                chip.setCheckable(True)
                chip.setChecked(one.empty)
                self.chips[one.field] = chip
                flow.add(chip)
            self._layout.addWidget(flow)


def _text() -> Any:
    return reason("意见", "text", needed=False)


def _by() -> Any:
    made = LineField("审核人", max_length=60)
    made.name = "by"
    return made


def _on(name: str, words: str) -> Any:
    made = DayField(words)
    made.name = name
    return made
