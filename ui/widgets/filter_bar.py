"""Filters above a list: one quick text field and chips; says what is asked for and filters nothing itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QButtonGroup, QLineEdit, QMenu, QPushButton, QWidget

from ui import style
from ui.widgets.flow import Flow
from ui.widgets.parts import button, column, row

WAIT_MS = 150


@dataclass(frozen=True)
class Choice:
    """One value of a filter and what stands on its chip or line."""

    value: Any
    label: str


@dataclass(frozen=True)
class Filter:
    """One thing to filter by: chips beside each other, or (with `menu`) one chip that opens a list.

    label: named on the menu chip (「单位」). The value None always means 'all'.
    """

    key: str
    label: str
    choices: Sequence[Choice]
    menu: bool = False


class FilterBar(QWidget):
    """`changed` comes when she pauses typing or presses a chip; `wanted` says what is asked for."""

    changed = Signal()

    def __init__(
        self,
        filters: Sequence[Filter],
        hint: str = "姓名、拼音首字母、证号末几位",
        parent: QWidget | None = None,
        width: int = 260,
        enter_goes_on: bool = True,
    ) -> None:
        super().__init__(parent)
        self._text = _QuickField(hint, width)
        if enter_goes_on:
            self._text.returnPressed.connect(self._to_the_list)
        self._text.left.connect(self._text.clearFocus)
        self._text.descended.connect(self._to_the_list)
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self.changed)
        self._text.textChanged.connect(lambda _text: self._timer.start())
        self._chips: dict[str, _Chips | _MenuChip] = {}
        self._all = button("清除筛选", self.clear, "plain", "x")
        line = Flow()
        line.add(self._text)
        for one in filters:
            self._add(line, one)
        line.add(self._all)
        column(self).addWidget(line)
        self._show_clear()

    @property
    def text(self) -> str:
        """What stands in the quick field, without blanks around it."""
        return self._text.text().strip()

    @property
    def wanted(self) -> dict[str, Any]:
        """Key and value of every filter that is not 'all'."""
        return {key: chip.value for key, chip in self._chips.items() if chip.value is not None}

    def seek(self) -> None:
        """Into the quick field."""
        self._text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._text.selectAll()

    def want(self, values: Mapping[str, Any], text: str = "") -> None:
        """Set the filters at once, for a link from elsewhere; the others mean 'all'."""
        self._text.setText(text)
        for key, chip in self._chips.items():
            chip.choose(values.get(key))
        self._tell()

    def clear(self) -> None:
        """Everything again."""
        self.want({})

    def set_choices(self, key: str, choices: Sequence[Choice]) -> None:
        """Other values for a filter, for example with new counts; what was chosen stays chosen."""
        self._chips[key].offer(choices)

    def _add(self, line: Flow, one: Filter) -> None:
        chip = _MenuChip(one) if one.menu else _Chips(one)
        chip.picked.connect(self._tell)
        self._chips[one.key] = chip
        line.add(chip)

    def _to_the_list(self) -> None:
        """What was filtered gets the keys, with a row chosen; a pause in typing is not waited for."""
        if self._timer.isActive():
            self._tell()
        following = self._text.nextInFocusChain()
        while following is not self._text:
            if isinstance(following, QAbstractItemView) and following.isVisibleTo(self.window()):
                following.setFocus(Qt.FocusReason.OtherFocusReason)
                if not following.currentIndex().isValid():
                    following.setCurrentIndex(following.model().index(0, 0))
                return
            following = following.nextInFocusChain()

    def _tell(self) -> None:
        self._timer.stop()
        self._show_clear()
        self.changed.emit()

    def _show_clear(self) -> None:
        self._all.setVisible(bool(self.wanted))


class _QuickField(QLineEdit):
    left = Signal()
    descended = Signal()

    def __init__(self, hint: str, width: int) -> None:
        super().__init__()
        self.setPlaceholderText(hint)
        self.setClearButtonEnabled(True)
        self.addAction(style.icon("list-filter"), QLineEdit.ActionPosition.LeadingPosition)
        self.setMinimumWidth(style.px(width))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the field first, and leaves it when it is empty; ↓ goes on to the list."""
        if event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left.emit()
        elif event.key() == Qt.Key.Key_Down:
            self.descended.emit()
        else:
            super().keyPressEvent(event)


class _Chips(QWidget):
    picked = Signal()

    def __init__(self, one: Filter) -> None:
        super().__init__()
        self.value: Any = None
        self._layout = row(self, 4)
        self._group = QButtonGroup(self)
        self._buttons: list[tuple[Any, QPushButton]] = []
        self.offer(one.choices)

    def offer(self, choices: Sequence[Choice]) -> None:
        """Show these values after 全部."""
        labels = [Choice(None, "全部"), *choices]
        if [value for value, _ in self._buttons] == [choice.value for choice in labels]:
            for (_, chip), choice in zip(self._buttons, labels, strict=True):
                chip.setText(choice.label)
            return
        self._rebuild(labels)

    def choose(self, value: Any) -> None:
        """Mark the chip of a value without telling."""
        known = [one for one, _ in self._buttons]
        self.value = value if value in known else None
        for one, chip in self._buttons:
            chip.setChecked(one == self.value)

    def _rebuild(self, choices: Sequence[Choice]) -> None:
        for _, old in self._buttons:
            self._group.removeButton(old)
            old.deleteLater()
        self._buttons = []
        for choice in choices:
            chip = button(choice.label, lambda value=choice.value: self._pick(value), "chip")
            chip.setCheckable(True)
            self._group.addButton(chip)
            self._layout.addWidget(chip)
            self._buttons.append((choice.value, chip))
        self.choose(self.value)

    def _pick(self, value: Any) -> None:
        self.choose(value)
        self.picked.emit()


class _MenuChip(QPushButton):
    picked = Signal()

    def __init__(self, one: Filter) -> None:
        super().__init__()
        self.setProperty("kind", "chip")
        self.setAutoDefault(False)
        self.setCheckable(True)
        self.value: Any = None
        self._label = one.label
        self._choices: list[Choice] = []
        self._menu = QMenu(self)
        self.clicked.connect(self._open)
        self.offer(one.choices)

    def offer(self, choices: Sequence[Choice]) -> None:
        """Offer these values."""
        self._choices = list(choices)
        self.choose(self.value)

    def choose(self, value: Any) -> None:
        """Show a value without telling."""
        chosen = next((one for one in self._choices if one.value == value), None)
        self.value = chosen.value if chosen else None
        self.setText(f"{self._label}：{chosen.label} ▾" if chosen else f"{self._label} ▾")
        self.setChecked(chosen is not None)

    def _open(self) -> None:
        self.setChecked(self.value is not None)
        self._menu.clear()
        for choice in [Choice(None, "全部"), *self._choices]:
            action = self._menu.addAction(choice.label)
            action.setCheckable(True)
            action.setChecked(choice.value == self.value)
            action.triggered.connect(lambda _checked, value=choice.value: self._pick(value))
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _pick(self, value: Any) -> None:
        self.choose(value)
        self.picked.emit()
