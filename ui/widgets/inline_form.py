"""A small form that opens in place, with its verb and 取消 under it; and lines of a record with such a form.

Gathers values for whoever saves; knows no record.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QWidget

from models.core.errors import Problem
from ui import messages, style
from ui.widgets.form_page import RecordForm
from ui.widgets.notes import Bar
from ui.widgets.parts import Mark, button, column, hairline, label, row

Save = Callable[[dict[str, Any]], list[Problem] | None]


class InlineForm(QFrame):
    """A form with its own bar. `save` returns the problems that remain; without any the form closes.

    None means refused, with the reason in the bar already. One that `stays` has no 取消 and never closes.
    """

    closed = Signal()

    def __init__(
        self, form: RecordForm, verb: str, save: Save, stays: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.form = form
        self.bar = Bar()
        self._save = save
        self._stays = stays
        self.buttons = row(spacing=8)
        self.button = button(verb, self.save, "primary")
        self.buttons.addWidget(self.button)
        if not stays:
            self.buttons.addWidget(button("取消", self.closed.emit))
        self.buttons.addStretch(1)
        layout = column(self, 8, (0, 0, 0, 0) if stays else (12, 12, 12, 12))
        if not stays:
            self.setObjectName("card")
        layout.addWidget(self.bar)
        layout.addWidget(form)
        layout.addLayout(self.buttons)

    def save(self) -> bool:
        """Gather and let it be saved; True when it was."""
        return self.hand_to(self._save)

    def hand_to(self, save: Save) -> bool:
        """Gather and hand the values to another `save`, as a second button does; True when it was done."""
        values, problems = self.form.gather()
        remaining = problems or save(values)
        if remaining is None:
            return False
        if remaining:
            homeless = self.form.show_problems(remaining)
            if homeless:
                self.bar.say("".join(problem.message for problem in homeless), "stop")
            self.form.go_to_first_problem()
            return False
        self.bar.clear()
        self.form.mark_saved()
        if not self._stays:
            self.closed.emit()
        return True

    def start(self) -> None:
        """Into the first field, with the whole form scrolled into sight where there is room."""
        next(iter(self.form.editors.values())).input.setFocus(Qt.FocusReason.OtherFocusReason)
        soon = QTimer(self, singleShot=True, interval=0)  # once it has its place
        soon.timeout.connect(self._into_sight)
        soon.start()

    def _into_sight(self) -> None:
        area = self.form.area()
        if area is not None:
            area.ensureWidgetVisible(self, 0, 12)
            area.ensureWidgetVisible(next(iter(self.form.editors.values())), 0, 12)


class Entry(NamedTuple):
    """One line: what it is, what is said beside it, and what can be done with it.

    A text instead of something to do is the reason why that verb is grey. mark: kind of the `Mark` before it, if any.
    """

    text: str
    detail: str
    verbs: Sequence[tuple[str, Callable[[], object] | str]] = ()
    mark: str = ""


class Entries(QWidget):
    """A heading with a verb, the lines under it, and at most one small form open among them."""

    keeps = False
    """Whether what was typed in a form that is put away may be brought back; never where words are protected."""
    stacked = False
    """Whether what is said of a line stands under it: for long names, and several sentences."""

    def __init__(self, title: str, verb: str = "", begin: Callable[[], object] | None = None, empty: str = "") -> None:
        super().__init__()
        self._empty = empty
        self.form: InlineForm | None = None
        self._kept: InlineForm | None = None
        self.head = row(spacing=8)
        self.head.addWidget(label(title, "section"))
        self.head.addStretch(1)
        if verb:
            self.begin_button = button(verb, begin, "plain", "plus")
            self.head.addWidget(self.begin_button)
        self._lines = column(spacing=0)
        self._place = column(spacing=0)
        self._after = column(spacing=0)
        self._under: int | None = None
        layout = column(self, 4)
        layout.addLayout(self.head)
        for part in (self._lines, self._place, self._after):
            layout.addLayout(part)

    def show_lines(self, entries: Sequence[Entry]) -> None:
        """Show these instead of what stood there."""
        for old in self._taken():
            old.hide()
            old.deleteLater()
        for entry in entries:
            self._lines.addWidget(hairline())
            self._lines.addWidget(_line(entry, self.stacked))
        if not entries:
            self._lines.addWidget(label(self._empty, "second", wrap=True))
        self._split(self._under)

    def open_form(self, form: InlineForm, start: bool = True, under: int | None = None) -> None:
        """Open a form instead of one that stands there: under the line of this place, else under all of them.

        start: the keys go into it.
        """
        self.close_form()
        self._split(under)
        self.form = form
        form.closed.connect(self._away)
        self._place.addWidget(form)
        form.show()
        if start:
            form.start()

    def put_away(self, back: Callable[[], object] = lambda: None) -> bool:
        """Take the form away; what was typed and not saved can be brought back. False without one.

        back: leads to the record it belongs to, called before it is opened again.
        """
        form = self.form
        if form is None:
            return False
        if not (self.keeps and form.form.dirty):
            return self.close_form()
        self.close_form(delete=False)
        self._kept = form
        words = f"“{form.button.text()}”没有保存就收起了。"
        messages.toast(self, words, lambda: self._bring_back(form, back))
        return True

    def close_form(self, delete: bool = True) -> bool:
        """Take the form away for good, also one that was put away; False when none was open."""
        if self._kept is not None:
            self._kept.deleteLater()
            self._kept = None
        if self.form is None:
            return False
        form, self.form = self.form, None
        form.closed.disconnect(self._away)
        self._split(None)
        self._place.removeWidget(form)
        form.hide()
        if delete:
            form.deleteLater()
        return True

    def _taken(self) -> list[QWidget]:
        """Every line and rule, taken out of its place."""
        parts = (self._lines, self._after)
        return [part.takeAt(0).widget() for part in parts for _ in range(part.count())]

    def _split(self, under: int | None) -> None:
        """Leave room for a form under one line; None: under the last one."""
        self._under = under
        cut = None if under is None else 2 * (under + 1)  # a rule and a line each
        found = self._taken()
        for widget in found[:cut]:
            self._lines.addWidget(widget)
        for widget in [] if cut is None else found[cut:]:
            self._after.addWidget(widget)

    def _away(self) -> None:
        self.put_away()

    def _bring_back(self, form: InlineForm, back: Callable[[], object]) -> None:
        if form is self._kept:  # else another one was opened since
            self._kept = None
            back()
            self.open_form(form)


def _line(entry: Entry, stacked: bool) -> QWidget:
    made = QWidget()
    whole = column(made, 2, (0, 6, 0, 6))
    head = row(spacing=12)
    whole.addLayout(head)
    top = Qt.AlignmentFlag.AlignTop if stacked else Qt.AlignmentFlag(0)
    if entry.mark:
        mark = Mark(entry.mark)
        mark.setContentsMargins(0, 2 if stacked else 0, 0, 0)
        head.addWidget(mark, 0, top)
    detail = label(entry.detail, "second", wrap=True)
    if stacked:
        head.addWidget(label(entry.text, wrap=True), 1)
        detail.setContentsMargins(style.px(16) + 12 if entry.mark else 0, 0, 0, 0)
        whole.addWidget(detail)
        detail.setVisible(bool(entry.detail))
    else:
        head.addWidget(label(entry.text))
        head.addWidget(detail, 1)
    for verb, action in entry.verbs:
        refused = isinstance(action, str)
        done = button(verb, None if refused else action, "link", tip=action if refused else "")
        done.setEnabled(not refused)
        done.setAccessibleName(f"{verb}：{entry.text}")
        head.addWidget(done, 0, top)
    return made
