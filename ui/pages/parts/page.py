"""Pages with a row of tabs, and under it the part in front. Parts are loaded when they are first chosen.

A page tells which parts there are and for whom, as data; everything else is theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget

from ui.desk import Desk
from ui.offering import may
from ui.pages.parts.part import Part
from ui.settings import Settings
from ui.widgets.flow import Flow
from ui.widgets.page import Page
from ui.widgets.parts import button


@dataclass(frozen=True, slots=True)
class Offered:
    """One part: the module and the class that it is written as, and for whom (any of these actions)."""

    key: str
    title: str
    module: str
    name: str
    actions: Sequence[str] = ("read_records",)


class PartsPage(Page):
    """One part at a time, the first one in front."""

    parts: Sequence[Offered] = ()

    def __init__(self, title: str, desk: Desk, settings: Settings) -> None:
        super().__init__(title)
        self.desk, self._settings = desk, settings
        self._made: dict[str, Part] = {}
        self._stale: set[str] = set()
        self._offered: dict[str, Offered] = {}
        self._buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._tabs = Flow(4)
        self._stack = QStackedWidget()
        self.body.addWidget(self._tabs)
        self.body.addWidget(self._stack, 1)
        self._arrange()
        if self._offered:
            self.show_part(next(iter(self._offered)))

    @property
    def keys(self) -> list[str]:
        """Keys of the parts that have a tab."""
        return list(self._offered)

    @property
    def part(self) -> Any:
        """The part in front; None for who is led to none."""
        return self._stack.currentWidget()

    def show_part(self, key: str) -> Any:
        """Put a part in front, making it if need be; None where it is not offered."""
        if key not in self._offered:
            return None
        if key not in self._made:
            self._make(self._offered[key])
        self._stack.setCurrentWidget(self._made[key])
        self._buttons[key].setChecked(True)
        if key in self._stale:
            self._stale.discard(key)
            self._made[key].refresh()
        return self._made[key]

    def is_offered(self, one: Offered) -> bool:
        """Whether a part stands among the tabs now."""
        return any(may(self.desk, action) for action in one.actions)

    def open_target(self, target: object) -> None:
        """A part by its key, or that and what is to be opened in it."""
        key, what = target if isinstance(target, tuple) else (target, None)
        part = self.show_part(str(key))
        if part is not None and what is not None:
            part.open_target(what)

    def refresh(self) -> None:
        """Read the part in front anew, and the others when they are shown; a part may have come or gone."""
        self._arrange()
        for key, part in list(self._made.items()):
            self._stale.discard(key)
            if part is self.part:
                part.refresh()
            else:
                self._stale.add(key)
                self._tell(key, type(part).waiting(self.desk))

    def step_back(self) -> bool:
        """Close what is open in the part in front."""
        return self.part is not None and self.part.step_back()

    def save(self) -> None:
        """Save what stands in the part in front."""
        if self.part is not None:
            self.part.save()

    def begin(self) -> None:
        """The part in front begins something new."""
        if self.part is not None:
            self.part.begin()

    def seek(self) -> None:
        """Into the filter of the part in front."""
        if self.part is not None:
            self.part.seek()

    def print_out(self) -> None:
        """Print what the part in front prints."""
        if self.part is not None:
            self.part.print_out()

    def settle(self) -> bool:
        """What is half typed is kept."""
        return all(part.settle() for part in self._made.values())

    def conceal(self) -> None:
        """The parts drop what others must not find."""
        for part in self._made.values():
            part.conceal()

    def focusInEvent(self, event: Any) -> None:
        """The part in front has the keys."""
        if self.part is not None:
            self.part.setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrange(self) -> None:
        """Tabs for what is offered now; those that stay keep their place and what is in them."""
        found = {one.key: one for one in self.parts if self.is_offered(one)}
        if list(found) != list(self._offered):
            front = next((key for key, part in self._made.items() if part is self.part), "")
            self._offered = found
            self._make_tabs()
            for key in self._made.keys() - found.keys():
                self._drop(key)
            if found:
                self.show_part(front if front in found else next(iter(found)))
        for key in found.keys() - self._made.keys():
            self._tell(key, class_of(found[key]).waiting(self.desk))

    def _make_tabs(self) -> None:
        self._tabs.clear()
        self._buttons.clear()
        for key, one in self._offered.items():
            tab = button(one.title, lambda key=key: self.show_part(key), "half")
            tab.setCheckable(True)
            self._group.addButton(tab)
            self._tabs.add(tab)
            self._buttons[key] = tab

    def _make(self, one: Offered) -> None:
        part = class_of(one)(self.desk, self._settings)
        part.go.connect(self.go)
        part.changed.connect(self.changed)
        part.counted.connect(lambda count: self._tell(one.key, count))
        self._made[one.key] = part
        self._stack.addWidget(part)
        self._tell(one.key, type(part).waiting(self.desk))

    def _drop(self, key: str) -> None:
        part = self._made.pop(key)
        self._stale.discard(key)
        self._stack.removeWidget(part)
        part.hide()
        part.deleteLater()

    def _tell(self, key: str, count: int) -> None:
        if key in self._buttons:
            title = self._offered[key].title
            self._buttons[key].setText(f"{title}　{count}" if count else title)


def class_of(one: Offered) -> type[Part]:
    """The class of a part, loaded now."""
    found: type[Part] = getattr(import_module(one.module), one.name)
    return found
