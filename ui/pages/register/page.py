"""A page of several registers: a tab for each, the list in front, and the keys that the shell passes on."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget

from ui.offering import may
from ui.pages.history.record_story import close_story
from ui.pages.register.view import RegisterView
from ui.widgets.page import Page
from ui.widgets.parts import button, row


class RegistersPage(Page):
    """Registers beside one another, the first one in front."""

    def __init__(self, title: str, views: Sequence[RegisterView]) -> None:
        super().__init__(title)
        self.views = {view.register.key: view for view in views}
        self._stack = QStackedWidget()
        self._tabs = QButtonGroup(self)
        self.tabs: QHBoxLayout = row(spacing=4)
        for key, view in self.views.items():
            tab = button(view.register.title, lambda key=key: self.show_register(key), "half")
            tab.setCheckable(True)
            self._tabs.addButton(tab)
            self.tabs.addWidget(tab)
            self._stack.addWidget(view)
            view.counted.connect(self._tell)
            view.go.connect(self.go)
        self.tabs.addStretch(1)
        self.begin_button = button("", self.begin, "primary", "plus")
        self.actions.addWidget(self.begin_button)
        self.body.addLayout(self.tabs)
        self.body.addWidget(self._stack, 1)
        self.show_register(next(iter(self.views)))

    @property
    def view(self) -> RegisterView:
        """The list in front."""
        return self._stack.currentWidget()

    def show_register(self, key: str) -> None:
        """Put a list in front."""
        self._stack.setCurrentWidget(self.views[key])
        list(self._tabs.buttons())[list(self.views).index(key)].setChecked(True)
        register = self.view.register
        action = register.register_action
        self.begin_button.setVisible(bool(action))  # what is reckoned is not begun
        if action:
            what = f"{register.verb}{register.what}"
            self.begin_button.setText(what)
            self.begin_button.setToolTip(f"{what}（Ctrl+N）")
        self.begin_button.setEnabled(bool(action) and may(self.view.desk, action))
        self._tell()

    def open_target(self, target: object) -> None:
        """(key of a list, uid); `uid:field` goes into a field, `new` in place of the uid begins one."""
        key, which = target if isinstance(target, tuple) else (next(iter(self.views)), str(target))
        self.show_register(key)
        uid, _, field = which.partition(":")
        self.view.open_record(None if uid == "new" else self.view.register.record.by_uid(uid))
        self.view.panel.go_to(field)

    def refresh(self) -> None:
        """Read every list anew."""
        for view in self.views.values():
            view.refresh()

    def step_back(self) -> bool:
        """Close what lies over the record, then the record."""
        panel = self.view.panel
        return (panel is not None and (close_story(panel) or panel.step_back())) or self.view.close_record()

    def save(self) -> None:
        """Save the opened record."""
        if self.view.panel is not None:
            self.view.panel.save()

    def begin(self) -> None:
        """A new record of the list in front."""
        self.view.begin()

    def print_out(self) -> None:
        """The papers of the opened record."""
        if self.view.panel is not None:
            self.view.panel.print_out()

    def seek(self) -> None:
        """Into the filter."""
        self.view.filters.seek()

    def settle(self) -> bool:
        """What is half typed is kept."""
        for view in self.views.values():
            view.keep_draft()
        return True

    def conceal(self) -> None:
        """Numbers that were shown are masked again."""
        self.settle()
        for view in self.views.values():
            if view.panel is not None:
                view.panel.mask_again()

    def focusInEvent(self, event: Any) -> None:
        """The list in front has the keys."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self) -> None:
        self.set_title(self.title, self.view.count)
