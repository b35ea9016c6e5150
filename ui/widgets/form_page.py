"""A form made from fields: sections, two columns where there is room, problems at their fields, drafts, saving.

It gathers values and gives them to whoever saves; it writes no record and knows no rule.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from models.core.errors import Problem, Severity, ValueProblem
from ui import style
from ui.widgets.editors import FieldEditor, editor_for
from ui.widgets.find_box import Finder
from ui.widgets.notes import Bar
from ui.widgets.parts import button, column, label, row

DRAFT_MS = 800
TWO_COLUMNS_FROM = 640


@dataclass(frozen=True)
class Section:
    """A heading and the fields under it, in order."""

    title: str
    fields: Sequence[Any]


class RecordForm(QWidget):
    """The editors of some fields.

    edited: something was typed. settled(name): a field was left. draft_due: she paused; `draft()` is worth keeping.
    """

    edited = Signal()
    settled = Signal(str)
    draft_due = Signal()

    def __init__(
        self, sections: Sequence[Section], finders: Mapping[str, Finder] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        finders = finders or {}
        self.editors: dict[str, FieldEditor] = {}
        self._grids: list[tuple[QGridLayout, list[FieldEditor]]] = []
        self._sections: dict[str, list[QWidget]] = {}
        self._start: dict[str, str] = {}
        self._columns = 0
        self._pause = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._pause.timeout.connect(self.draft_due)
        layout = column(self, 12)
        for section in sections:
            self._add_section(layout, section, finders)
        layout.addStretch(1)
        self._arrange(2)
        self._start = self.draft()

    @property
    def dirty(self) -> bool:
        """Does anything differ from what was shown at first?"""
        return self.draft() != self._start

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show a stored record; fields without a value are empty."""
        for name, editor in self.editors.items():
            editor.set_value(values.get(name))
        self.mark_saved()

    def mark_saved(self) -> None:
        """What stands there now is what is stored."""
        self._pause.stop()
        self._start = self.draft()

    def draft(self) -> dict[str, str]:
        """Every text as typed."""
        return {name: editor.text() for name, editor in self.editors.items()}

    def restore(self, draft: Mapping[str, str]) -> None:
        """Put a draft back over what is shown, and judge it."""
        for name, text in draft.items():
            editor = self.editors.get(name)
            if editor is not None and editor.text() != text:
                editor.set_text(text)
                editor.judge()
        self.edited.emit()

    def gather(self) -> tuple[dict[str, Any], list[Problem]]:
        """Values by name, and what could not be read; every problem also stands at its field."""
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for name, editor in self.editors.items():
            try:
                values[name] = editor.value()
            except ValueProblem as problem:
                problems.append(Problem(Severity.STOP, problem.code, problem.message, name))
                continue
            if editor.field.required and values[name] is None:
                message = f"请填写{editor.field.label}。"
                problems.append(Problem(Severity.STOP, "required", message, name))
        self.show_problems(problems)
        return values, problems

    def changed_values(self) -> dict[str, Any]:
        """Values of the fields whose text is not what was shown at first; raises ValueProblem."""
        return {name: e.value() for name, e in self.editors.items() if e.text() != self._start.get(name)}

    def readable_values(self, names: Iterable[str] = ()) -> dict[str, Any]:
        """Values of these fields (of all without names) that can be read as they stand; shows nothing."""
        values: dict[str, Any] = {}
        for name in names or self.editors:
            with suppress(ValueProblem):  # its own line says what is wrong
                values[name] = self.editors[name].value()
        return values

    def show_problems(self, problems: Iterable[Problem]) -> list[Problem]:
        """Put each problem at its field; returns those that belong to no field here."""
        homeless = []
        for problem in problems:
            editor = self.editors.get(problem.field)
            if editor is None:
                homeless.append(problem)
            else:
                editor.say(problem.message, "stop" if problem.severity is Severity.STOP else "warn")
        return homeless

    def go_to(self, name: str) -> None:
        """Into a field, scrolled into sight."""
        editor = self.editors.get(name)
        if editor is not None:
            editor.input.setFocus()
            area = self.area()
            if area is not None:
                area.ensureWidgetVisible(editor)

    def go_to_first_problem(self) -> None:
        """Into the first field where something is wrong."""
        wrong = next((name for name, editor in self.editors.items() if editor.severity == "stop"), None)
        if wrong is not None:
            self.go_to(wrong)

    def show_section(self, title: str, shown: bool) -> None:
        """A part that is only for some records, put away for the others; what stands in it stays."""
        for part in self._sections[title]:
            part.setVisible(shown)

    def put_before(self, title: str, widget: QWidget) -> None:
        """Something between two parts of the form: before this heading."""
        layout = self.layout()
        layout.insertWidget(layout.indexOf(self._sections[title][0]), widget)

    def area(self) -> QScrollArea | None:
        """What it is scrolled in."""
        widget = self.parentWidget()
        while widget is not None and not isinstance(widget, QScrollArea):
            widget = widget.parentWidget()
        return widget

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns where there is room."""
        super().resizeEvent(event)
        self._arrange(2 if self.width() >= style.px(TWO_COLUMNS_FROM) else 1)

    def hideEvent(self, event: QHideEvent) -> None:
        """What goes out of sight is not waited for: a draft that is due is kept now."""
        super().hideEvent(event)
        if self._pause.isActive():
            self._pause.stop()
            self.draft_due.emit()

    def _add_section(self, layout: Any, section: Section, finders: Mapping[str, Finder]) -> None:
        head = label(section.title, "section")
        if section.title:
            layout.addWidget(head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(2)
        editors = [self._add(field, finders.get(field.name)) for field in section.fields]
        self._grids.append((grid, editors))
        self._sections[section.title] = [*([head] if section.title else []), *editors]
        layout.addLayout(grid)

    def _add(self, field: Any, find: Finder | None) -> FieldEditor:
        editor = editor_for(field, find)
        editor.edited.connect(self._touched)
        editor.settled.connect(lambda name=field.name: self.settled.emit(name))
        self.editors[field.name] = editor
        return editor

    def _touched(self) -> None:
        self._pause.start()
        self.edited.emit()

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for grid, editors in self._grids:
            place = 0
            for editor in editors:
                span = columns if getattr(editor.field, "wide", False) else 1
                if place % columns + span > columns:
                    place += columns - place % columns
                grid.addWidget(editor, place // columns, place % columns, 1, span)
                place += span
            for number in range(2):
                grid.setColumnStretch(number, 1 if number < columns else 0)


class FormPanel(QFrame):
    """A record opened for typing: title, bar, the scrolled form, and 保存 at its foot.

    `save` gets the gathered values and returns the problems that remain (empty: saved; None: refused, and the reason
    stands in the bar already).
    """

    saved = Signal()
    closed = Signal()

    def __init__(
        self,
        title: str,
        form: RecordForm,
        save: Callable[[dict[str, Any]], list[Problem] | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("detail")
        self.form = form
        self.bar = Bar()
        self._save = save
        self._title = label(title, "section", wrap=True)
        self._state = label("", "small")
        self._refusal = ""
        self._button = button("保存 Ctrl+S", self.save, "primary")
        self.tools = row(spacing=4)
        self._build()
        form.edited.connect(self._tell_state)
        form.draft_due.connect(lambda: self._state.setText("还没有保存，草稿已留好"))
        self._tell_state()

    def set_title(self, title: str) -> None:
        """The name of what is open."""
        self._title.setText(title)

    def refuse_saving(self, reason: str) -> None:
        """With a reason nothing can be saved here, and the button says why; an empty one lets it be saved."""
        self._refusal = reason
        self._button.setToolTip(reason)
        self._tell_state()

    def save(self) -> bool:
        """Gather, let it be saved, and show what is wrong; True when it is saved."""
        if self._refusal:
            return False
        values, problems = self.form.gather()
        remaining = problems or self._save(values)
        if remaining:
            self._show(remaining)
        if remaining is None or remaining:
            return False
        self.bar.clear()
        self.form.mark_saved()
        self._tell_state()
        self.saved.emit()
        return True

    def _show(self, problems: list[Problem]) -> None:
        homeless = self.form.show_problems(problems)
        text = "".join(problem.message for problem in homeless) or f"有 {len(problems)} 处需要改正，还没有保存。"
        self.bar.say(text, "stop", "去改正", self.form.go_to_first_problem)
        self.form.go_to_first_problem()

    @property
    def dirty(self) -> bool:
        """Whether there is something to save."""
        return self.form.dirty

    def _tell_state(self) -> None:
        dirty = self.dirty
        self._state.setText(self._refusal or ("还没有保存" if dirty else ""))
        self._button.setEnabled(dirty and not self._refusal)

    def _build(self) -> None:
        head = row(spacing=8, margins=(16, 8, 8, 0))
        head.addWidget(self._title, 1)
        head.addLayout(self.tools)
        close = button("", self.closed.emit, "plain", "x", "关闭（Esc）")
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head.addWidget(close)
        area = QScrollArea()
        area.setWidgetResizable(True)
        inside = QWidget()
        inside.setObjectName("plain")
        column(inside, 0, (16, 8, 16, 8)).addWidget(self.form)
        area.setWidget(inside)
        foot = row(spacing=12, margins=(16, 8, 16, 8))
        foot.addWidget(self._button)
        foot.addWidget(self._state, 1)
        layout = column(self, 4)
        layout.addLayout(head)
        told = row(margins=(16, 0, 16, 0))
        told.addWidget(self.bar)
        layout.addLayout(told)
        layout.addWidget(area, 1)
        layout.addLayout(foot)
