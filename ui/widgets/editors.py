"""One editor for each kind of field: its label, its input, and one line under it.

Every word about a value (label, help, what is wrong) comes from the field; an editor only carries it. Nothing refuses
a keystroke: a text is tidied and judged when the input is left.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from models.core.errors import ValueProblem
from ui import style
from ui.widgets.find_box import Choice, FindBox, Finder
from ui.widgets.parts import button, column, label, row

LABEL_WIDTH = 116
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FieldEditor(QWidget):
    """What every editor can do. `edited`: she changed something; `settled`: she left it, and its value is judged."""

    edited = Signal()
    settled = Signal()

    def __init__(self, field: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._label = label(f"{field.label} *" if field.required else field.label)
        self._label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._label.setWordWrap(True)
        self._line = label("", "line", wrap=True)
        self._severity = ""
        self.input = self._make_input()
        self.input.setAccessibleName(field.label)
        self.input.installEventFilter(self)
        self._label.setBuddy(self.input)
        self.setFocusProxy(self.input)
        beside = column(spacing=0)
        beside.addWidget(self.input)
        beside.addWidget(self._line)
        beside.addStretch(1)
        layout = row(self, 12)
        layout.addWidget(self._label, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(beside, 1)
        self._fit()

    @property
    def name(self) -> str:
        """Name of the field."""
        return str(self.field.name)

    @property
    def message(self) -> str:
        """What the line under the input says."""
        return self._line.text()

    @property
    def severity(self) -> str:
        """stop or warn when something is wrong, else empty."""
        return self._severity

    def text(self) -> str:
        """What stands in the input, as typed; drafts are made of it."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Put a draft back, as it was typed."""
        raise NotImplementedError

    def value(self) -> Any:
        """The value of what stands there; raises ValueProblem."""
        return self.field.parse(self.text())

    def set_value(self, value: Any) -> None:
        """Show a stored value."""
        self.set_text(self.field.show(value))
        self.say("")

    def mark_needed(self) -> None:
        """Mark it as needed here, though the record can be kept without it."""
        self._label.setText(f"{self.field.label}\u00a0*")

    def say(self, text: str, severity: str = "") -> None:
        """One line under the input: what is wrong (stop, warn), or the field's help."""
        self._severity = severity if text else ""
        self._line.setText(text)
        style.set_look(self._line, "severity", self._severity)
        style.set_look(self.input, "severity", self._severity)

    def judge(self) -> bool:
        """Tidy what was typed and say in one line what is wrong with it; True when nothing is."""
        from models.core.text import tidy

        try:
            value = self.value()
        except ValueProblem as problem:
            self._put(tidy(self.text()))
            self.say(problem.message, "stop")
            return False
        self._put(self._words(value))
        self.say("")
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on to the next field; leaving judges; help shows while the field is being filled."""
        kind = event.type()
        if kind == QEvent.Type.KeyPress and self._goes_on(event):
            self._go_on()
            return True
        if kind == QEvent.Type.FocusIn and not self._severity:
            self.say(self.field.help or "")
        elif kind == QEvent.Type.FocusOut and event.reason() != Qt.FocusReason.PopupFocusReason:
            self._leave()
        return False

    def changeEvent(self, event: QEvent) -> None:
        """The label column grows with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _make_input(self) -> QWidget:
        raise NotImplementedError

    def _words(self, value: Any) -> str:
        return str(self.field.show(value))

    def _put(self, tidied: str) -> None:
        if tidied != self.text():
            self.set_text(tidied)

    def _goes_on(self, event: QKeyEvent) -> bool:
        return event.key() in _ENTER

    def _go_on(self) -> None:
        tab = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.input, tab)

    def _find_box(self, find: Finder) -> FindBox:
        made = FindBox(find)
        made.textEdited.connect(lambda _text: self.edited.emit())
        made.went_on.connect(self._go_on)
        return made

    def _leave(self) -> None:
        self.judge()
        self.settled.emit()

    def _fit(self) -> None:
        height = style.px(32)
        self._label.setFixedWidth(style.px(LABEL_WIDTH))
        self._label.setContentsMargins(0, (height - self._label.fontMetrics().height()) // 2, 0, 0)
        self._line.setMinimumHeight(style.px(18))


class LineEditor(FieldEditor):
    """One line of text, and every kind that is typed as one: dates, numbers, money, phones."""

    def text(self) -> str:
        """The line."""
        return str(self.input.text())

    def set_text(self, text: str) -> None:
        """Show it from its beginning."""
        self.input.setText(text)
        self.input.setCursorPosition(0)

    def _leave(self) -> None:
        super()._leave()
        self.input.setCursorPosition(0)  # a name longer than its box shows its beginning

    def _make_input(self) -> QWidget:
        made = QLineEdit()
        made.textEdited.connect(lambda _text: self.edited.emit())
        return made


class DateEditor(LineEditor):
    """A date; says what may be typed while it is empty."""

    HINTS = {"partial_date": "如 1990.05 或 1990-5-1", "day": "如 2026.3.15"}

    def _make_input(self) -> QWidget:
        made = super()._make_input()
        made.setPlaceholderText(self.HINTS.get(self.field.editor, ""))
        return made


class MoneyEditor(LineEditor):
    """An amount; the unit stands at the end of the box."""

    def _make_input(self) -> QWidget:
        made = super()._make_input()
        unit = label("元", "second")
        beside = row(made, margins=(0, 0, 8, 0))
        beside.addStretch(1)
        beside.addWidget(unit)
        made.setTextMargins(0, 0, style.px(20), 0)
        return made


class ParagraphEditor(FieldEditor):
    """Several lines; Enter is a line break there, Tab goes on."""

    LINES = 4

    def text(self) -> str:
        """The lines."""
        return str(self.input.toPlainText())

    def set_text(self, text: str) -> None:
        """Show them."""
        self.input.blockSignals(True)
        self.input.setPlainText(text)
        self.input.blockSignals(False)

    def _make_input(self) -> QWidget:
        made = QPlainTextEdit()
        made.setTabChangesFocus(True)
        made.textChanged.connect(self.edited)
        return made

    def _goes_on(self, event: QKeyEvent) -> bool:
        return event.key() in _ENTER and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)

    def _fit(self) -> None:
        super()._fit()
        self.input.setFixedHeight(self.LINES * self.input.fontMetrics().lineSpacing() + style.px(16))


class CodeEditor(FieldEditor):
    """An entry of a closed list, found by characters, pinyin initials or code."""

    def text(self) -> str:
        """The words as typed."""
        return str(self.input.text())

    def set_text(self, text: str) -> None:
        """Show words."""
        self.input.setText(text)
        self.input.setModified(False)
        _show_beginning(self.input)

    def _leave(self) -> None:
        super()._leave()
        self.input.setCursorPosition(0)

    def value(self) -> Any:
        """The code; initials that fit only one entry mean it."""
        typed = self.text().strip()
        if not typed:
            return None
        choice = self.input.best(typed)
        return choice.value if choice else self.field.parse(typed)

    def _make_input(self) -> QWidget:
        made = self._find_box(self._find)
        made.picked.connect(self._take)
        return made

    def _find(self, text: str) -> Sequence[Choice]:
        return [Choice(entry.code, self.field.show(entry.code)) for entry in self.field.table.find(text)]

    def _take(self, _choice: Choice) -> None:
        self.judge()
        self.edited.emit()


class LinkEditor(FieldEditor):
    """Another record, found by name; the finder is given by the page. The value is what the finder's choices carry."""

    def __init__(self, field: Any, find: Finder, parent: QWidget | None = None) -> None:
        self._finder = find
        self._value: Any = None
        self._shown = ""
        super().__init__(field, parent)

    def text(self) -> str:
        """The words as typed."""
        return str(self.input.text())

    def set_text(self, text: str) -> None:
        """Show words; which record they mean is found when it is asked for."""
        self.input.setText(text)
        _show_beginning(self.input)

    def _leave(self) -> None:
        super()._leave()
        self.input.setCursorPosition(0)

    def show_choice(self, choice: Choice | None) -> None:
        """Show a record."""
        self._value, self._shown = (choice.value, choice.label) if choice else (None, "")
        self.set_text(self._shown)
        self.say("")

    def value(self) -> Any:
        """The record that was picked or that the words clearly mean; raises ValueProblem."""
        typed = self.text().strip()
        if not typed:
            return None
        if typed == self._shown:
            return self._value
        choice = self.input.best(typed)
        if choice is None:
            raise ValueProblem(
                "link_unknown", f"{self.field.label}“{typed}”没有找到，请从列表中选一项；列表里没有的，要先登记。"
            )
        self._value, self._shown = choice.value, choice.label
        return choice.value

    def set_value(self, value: Any) -> None:
        """Show a stored link: a choice, or nothing."""
        self.show_choice(value if isinstance(value, Choice) else None)

    def _make_input(self) -> QWidget:
        made = self._find_box(self._finder)
        made.picked.connect(self._take)
        return made

    def _words(self, value: Any) -> str:
        # The field would show the number of the record, not its name.
        return self._shown if value is not None else ""

    def _take(self, choice: Choice) -> None:
        self.show_choice(choice)
        self.edited.emit()


class SuggestEditor(LineEditor):
    """A free line with suggestions: what is typed counts, whether it is among them or not."""

    def __init__(self, field: Any, find: Finder, parent: QWidget | None = None) -> None:
        self._finder = find
        super().__init__(field, parent)

    def _make_input(self) -> QWidget:
        made = self._find_box(self._finder)
        made.picked.connect(lambda _choice: self.edited.emit())
        return made


class FlagEditor(FieldEditor):
    """是 or 否, or neither while nothing is known; pressing the pressed one takes it back."""

    def text(self) -> str:
        """The pressed word."""
        return next((made.text() for made in self._buttons if made.isChecked()), "")

    def set_text(self, text: str) -> None:
        """Press a word."""
        for made in self._buttons:
            made.setChecked(made.text() == text)

    def _make_input(self) -> QWidget:
        box = QWidget()
        layout = row(box, 4)
        self._buttons = []
        for word in ("是", "否"):
            made = button(word, kind="half")
            made.setCheckable(True)
            made.clicked.connect(lambda checked, word=word: self._press(word if checked else ""))
            made.installEventFilter(self)
            layout.addWidget(made)
            self._buttons.append(made)
        layout.addStretch(1)
        box.setFocusProxy(self._buttons[0])
        return box

    def _press(self, word: str) -> None:
        self.set_text(word)
        self.edited.emit()
        self.settled.emit()


def editor_for(field: Any, find: Finder | None = None) -> FieldEditor:
    """The editor that a field's kind asks for; `find` is needed for links and used for suggestions."""
    if field.editor == "link":
        assert find is not None, f"a finder for {field.name}"
        return LinkEditor(field, find)
    if find is not None:
        return SuggestEditor(field, find)
    kinds: dict[str, type[FieldEditor]] = {
        "paragraph": ParagraphEditor,
        "code": CodeEditor,
        "flag": FlagEditor,
        "partial_date": DateEditor,
        "day": DateEditor,
        "money": MoneyEditor,
    }
    if field.editor == "codes":
        from ui.widgets.choices import ChoicesEditor  # which is one of these editors itself

        return ChoicesEditor(field)
    if field.sensitive and field.editor in ("line", "id_number"):
        from ui.widgets.masked import MaskedEditor  # which is one of these editors itself

        return MaskedEditor(field)
    return kinds.get(field.editor, LineEditor)(field)


def _show_beginning(box: QLineEdit) -> None:
    """Words longer than their box show their beginning, unless she is typing in it."""
    if not box.hasFocus():
        box.setCursorPosition(0)
